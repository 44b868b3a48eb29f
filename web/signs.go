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
	b.WriteString(`<svg class="barsvg" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">`)
	x := 0.0
	for _, part := range []struct {
		n     int
		class string
	}{{s.Domestic, "f-dom"}, {s.Mixed, "f-mix"}, {s.Contested, "f-con"}, {s.Foreign, "f-for"}, {s.Silent, "f-none"}} {
		if part.n == 0 {
			continue
		}
		width := 1000 * float64(part.n) / float64(total)
		fmt.Fprintf(&b, `<rect class="%s" x="%.1f" y="0" width="%.1f" height="20"/>`, part.class, x, max(2, width-2))
		x += width
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // #nosec: numbers and fixed class names
}
