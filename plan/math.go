package plan

import "math"

func clamp(x, lo, hi float64) float64 { return math.Min(math.Max(x, lo), hi) }

// log2 is the binary logarithm, zero below one.
func log2(x float64) float64 {
	if x <= 1 {
		return 0
	}
	return math.Log2(x)
}

// softPositive is max(x, 0) with a round corner of width 5 % of scale, so that
// the fit sees a slope on both sides.
func softPositive(x, scale float64) float64 {
	w := 0.05 * scale
	return 0.5 * (x + math.Sqrt(x*x+w*w))
}
