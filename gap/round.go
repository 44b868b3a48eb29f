package gap

import (
	"math"
	"slices"
)

// MinForPercent is the smallest n from which a share may be printed as a
// percentage (DESIGN 4.4).
const MinForPercent = 20

// Round rounds to a number of decimals; halves go away from zero.
func Round(v float64, decimals int) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return v
	}
	p := math.Pow(10, float64(decimals))
	return math.Round(v*p)/p + 0 // + 0 turns -0 into 0
}

// rounded is v to one decimal, or nil where v is not a number: JSON has no NaN.
func rounded(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	r := Round(v, 1)
	return &r
}

// Quantile is the p-quantile by the (n+1) p rule, as the lag note's quartiles
// were worked out; NaN for no values. Values need not be sorted.
func Quantile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	v := slices.Sorted(slices.Values(values))
	pos := p*float64(len(v)+1) - 1
	i := int(math.Floor(pos))
	switch {
	case pos <= 0:
		return v[0]
	case i >= len(v)-1:
		return v[len(v)-1]
	}
	return v[i] + (pos-float64(i))*(v[i+1]-v[i])
}

// Median is the middle value; NaN for no values.
func Median(values []float64) float64 { return Quantile(values, 0.5) }

// Wilson gives the 80 % interval of a share of k out of n by Wilson's score
// method (E. B. Wilson, 1927); 0 to 1 for n = 0. Both ends lie in [0, 1].
func Wilson(k, n int) (lo, hi float64) {
	if n <= 0 {
		return 0, 1
	}
	const z = 1.2815515655446004 // 90th percentile of the normal distribution
	p, m := float64(k)/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return math.Max(0, mid-half), math.Min(1, mid+half)
}
