package web

import (
	"fmt"
	"html/template"
	"strings"

	"assay/evidence"
)

// legendSigns and legendMarks are the rows of the legend.
var (
	legendSigns = []string{"dom", "for", "mix", "con", "und", "unk"}
	legendMarks = []evidence.Word{evidence.Confirmed, evidence.ReportedWord, evidence.SelfReported,
		evidence.Inferred, evidence.Rumoured, evidence.Contested}
)

// shareBar draws one stage's models as a bar: domestic, mixed, contested,
// foreign, and hatched where nobody says.
func shareBar(s share) template.HTML {
	total := s.Domestic + s.Mixed + s.Contested + s.Foreign + s.Silent
	if total == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`<svg class="barsvg" aria-hidden="true">`)
	x := 0.0
	for _, part := range []struct {
		n     int
		class string
	}{{s.Domestic, "f-dom"}, {s.Mixed, "f-mix"}, {s.Contested, "f-con"}, {s.Foreign, "f-for"}, {s.Silent, "f-none"}} {
		if part.n == 0 {
			continue
		}
		width := 100 * float64(part.n) / float64(total)
		fmt.Fprintf(&b, `<rect class="%s" x="%.2f%%" y="0" width="%.2f%%" height="20"/>`, part.class, x, max(0.3, width-0.2))
		x += width
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // #nosec: numbers and fixed class names
}

// lagAxis draws a range of months on an axis from 0 to 48, with a tick at the
// median where it is above 0. Places are percentages, so that text keeps its
// size at every width.
func lagAxis(lo, hi, median float64) template.HTML {
	const most = 48.0
	at := func(months float64) float64 { return 100 * min(max(months, 0), most) / most }
	var b strings.Builder
	b.WriteString(`<svg class="axissvg" aria-hidden="true">`)
	for m := 0; m <= 48; m += 12 {
		class, anchor := "g", "middle"
		switch m {
		case 0:
			class, anchor = "ax", "start"
		case 48:
			anchor = "end"
		}
		fmt.Fprintf(&b, `<line class="%s" x1="%.1f%%" x2="%.1f%%" y1="2" y2="34"/><text x="%.1f%%" y="50" text-anchor="%s">%d</text>`,
			class, at(float64(m)), at(float64(m)), at(float64(m)), anchor, m)
	}
	fmt.Fprintf(&b, `<rect class="range" x="%.1f%%" y="10" width="%.1f%%" height="16"/>`, at(lo), max(0.4, at(hi)-at(lo)))
	if median > 0 {
		fmt.Fprintf(&b, `<rect class="f-ink" x="%.1f%%" y="6" width="3" height="24"/>`, at(median))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // #nosec: numbers alone
}
