package web

import (
	"math"

	"assay/gap/locale"
)

// months writes a lag with its band: 30 (25–36); a dash where there is none.
func (c *catalog) months(at, lo, hi *float64) string {
	if at == nil {
		return "–"
	}
	out := c.number(math.Round(*at), 0)
	if lo != nil && hi != nil && math.Round(*lo) != math.Round(*hi) {
		out += " (" + c.number(math.Round(*lo), 0) + "–" + c.number(math.Round(*hi), 0) + ")"
	}
	return out
}

// gapWord is a word of the gap's own catalogues, such as the name of a metric.
func gapWord(l Lang, kind, value string) string {
	if value == "" {
		return "–"
	}
	return locale.For(string(l)).Or(kind+"."+value, value)
}
