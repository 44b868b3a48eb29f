package web

import (
	"fmt"
	"html"
	"html/template"
	"strings"
	"time"

	"assay/evidence"
	"assay/resolve"
)

// history is the figure "what was known when" of one model: for each stage the
// spans of a verdict, and a dot for each claim.
type history struct {
	Wide, Narrow template.HTML
	Lines        []historyLine // the same as a table
}

// historyLine is one span: from this day on the cell said this.
type historyLine struct {
	Stage evidence.Stage
	From  evidence.Date
	View  cellView
	Dots  []historyDot
}

// historyDot is a claim on the line: filled where it opens an origin.
type historyDot struct {
	On    evidence.Date
	Opens bool
}

// step is a model's row as known from one day until the next step.
type step struct {
	from evidence.Date
	row  resolve.Row
}

// history builds the figure from the days on which the model's row changed, up
// to the day of the reading.
func (s *site) history(l Lang, rd *reading, row *resolve.Row, claims []evidence.Claim) history {
	var h history
	var steps []step
	for _, day := range rd.index.Changes(row.ID) {
		if day > rd.asOf {
			break
		}
		then := rd.opts
		then.AsOf = day
		if r, ok := rd.index.Model(row.ID, then); ok {
			steps = append(steps, step{day, r})
		}
	}
	if len(steps) == 0 {
		return h
	}
	c := s.cats[l]
	for _, st := range (&matrixQuery{}).columns() {
		h.Lines = append(h.Lines, stageLines(c, steps, row.ID, st, rd.asOf, claims, rd.origins)...)
	}
	h.Wide = drawHistory(c, h.Lines, rd.asOf, 960, false)
	h.Narrow = drawHistory(c, h.Lines, rd.asOf, 358, true)
	return h
}

// stageLines are the spans of one stage; steps at which it did not change are
// joined.
func stageLines(c *catalog, steps []step, model string, st evidence.Stage, asOf evidence.Date, claims []evidence.Claim, origins map[string]string) []historyLine {
	var out []historyLine
	for _, at := range steps {
		cell := at.row.Cells[st]
		v := c.view(&cell, model, st, asOf, "")
		if n := len(out); n > 0 && out[n-1].View.Silicon == v.Silicon && out[n-1].View.Verdict == v.Verdict && out[n-1].View.Sign == v.Sign {
			continue
		}
		out = append(out, historyLine{Stage: st, From: at.from, View: v})
	}
	if len(out) == 0 {
		return nil
	}
	seen := map[string]bool{}
	for i := range claims {
		cl := &claims[i]
		if cl.Stage != st || cl.KnownSince == "" {
			continue
		}
		o := origins[cl.ID]
		out[0].Dots = append(out[0].Dots, historyDot{On: cl.KnownSince, Opens: !seen[o] && cl.Relation != evidence.Adapted})
		seen[o] = true
	}
	return out
}

// drawHistory draws the spans on a line of time.
func drawHistory(c *catalog, lines []historyLine, asOf evidence.Date, width float64, narrow bool) template.HTML {
	from, to := bounds(lines, asOf)
	left, rowHeight := 112.0, 44.0
	if narrow {
		left, rowHeight = 4, 58
	}
	x := func(d evidence.Date) float64 {
		return left + (width-left-8)*float64(d.First().DaysUntil(from)*-1)/float64(max(1, from.DaysUntil(to)))
	}
	var b, dots strings.Builder // dots come last, so that no span covers them
	y, stage := -rowHeight+14, evidence.Stage("")
	for i, line := range lines {
		if line.Stage != stage {
			stage = line.Stage
			y += rowHeight
			labelY := y + 17
			if narrow {
				labelY = y - 4
			}
			fmt.Fprintf(&b, `<text class="b" x="%g" y="%g">%s</text>`, map[bool]float64{true: 4}[narrow], labelY, html.EscapeString(c.text("stage.short."+string(stage))))
		}
		end := x(to)
		if i+1 < len(lines) && lines[i+1].Stage == stage {
			end = x(lines[i+1].From)
		}
		drawSpan(&b, c, line, x(line.From), end, y)
		for _, d := range line.Dots {
			class := "p-open"
			if d.Opens {
				class = "f-ink"
			}
			fmt.Fprintf(&dots, `<circle class="%s" cx="%.1f" cy="%g" r="4"/>`, class, x(max(d.On, from)), y+26)
		}
	}
	y += rowHeight + 2
	drawYears(&b, x, from, to, left, width, y)
	head := fmt.Sprintf(`<svg class="ch %s" viewBox="0 0 %g %g" role="img" aria-label="%s">`, map[bool]string{true: "nar", false: "wid"}[narrow], width, y+24, html.EscapeString(c.text("history.title")))
	return template.HTML(head + b.String() + dots.String() + `</svg>`) // #nosec: numbers, fixed names and escaped words
}

func drawSpan(b *strings.Builder, c *catalog, line historyLine, from, to, y float64) {
	fmt.Fprintf(b, `<rect class="b-%s" x="%.1f" y="%g" width="%.1f" height="26"/>`, line.View.Sign, from, y, max(1, to-from))
	label := line.View.Word
	if !line.View.Bare {
		label += c.texts["list.comma"] + line.View.Silicon
	}
	room := int((to - from - 12) / 6.6)
	if c.lang == Chinese {
		room /= 2
	}
	if r := []rune(label); len(r) > room {
		if room < 6 {
			return
		}
		label = string(r[:room-1]) + "…"
	}
	class := ""
	if !line.View.Bare {
		class = ` class="b"`
	}
	fmt.Fprintf(b, `<text%s x="%.1f" y="%g">%s</text>`, class, from+7, y+17, html.EscapeString(label))
}

// drawYears marks quarters or years under the spans.
func drawYears(b *strings.Builder, x func(evidence.Date) float64, from, to evidence.Date, left, width, y float64) {
	fmt.Fprintf(b, `<path class="ax" d="M%g %gH%g"/>`, left, y, width-8)
	days := from.DaysUntil(to)
	step, layout := 1, "2006-01"
	switch {
	case days > 900:
		step, layout = 12, "2006"
	case days > 300:
		step = 3
	}
	if width < 400 {
		step *= 2
	}
	first := from.Time()
	for t := time.Date(first.Year(), 1, 1, 0, 0, 0, 0, time.UTC); !t.After(to.Time()); t = t.AddDate(0, step, 0) {
		if t.Before(first) {
			continue
		}
		at := x(evidence.DateOf(t))
		fmt.Fprintf(b, `<path class="ax" d="M%.1f %gv4"/>`, at, y)
		if at < width-40 {
			fmt.Fprintf(b, `<text x="%.1f" y="%g">%s</text>`, at+3, y+17, t.Format(layout))
		}
	}
}

// bounds are the days that the figure spans: from a little before the first
// step to the day of the reading.
func bounds(lines []historyLine, asOf evidence.Date) (from, to evidence.Date) {
	to = asOf
	from = asOf
	for _, l := range lines {
		if l.From != "" && l.From.First() < from {
			from = l.From.First()
		}
	}
	days := max(30, from.DaysUntil(to)/12)
	return evidence.DateOf(from.Time().AddDate(0, 0, -days)), to
}
