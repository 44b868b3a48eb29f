package chart

import (
	"strconv"
	"time"

	"assay/gap"
	"assay/gap/locale"
)

// highlight is the series that is drawn as a line in the accent.
const highlight = "eci"

// Lag draws the lag of each new best over time: a dot each, the middle half of
// each year as a band, one series as a line.
func Lag(r *gap.Report, words *locale.Words) Chart {
	c := Chart{ID: "lag", Title: words.Text("chart.lag.title", "of", words.Country(r.Of), "against", words.Country(r.Against))}
	c.Desc = lagDesc(r, words)
	c.Table = lagTable(r, words)
	dots := gap.Pooled(r.ModelLag)
	if len(dots) == 0 {
		draw(&c, words, func(p *pen) float64 { return p.empty() })
		return c
	}
	var line []gap.BestLag
	for _, l := range r.ModelLag {
		if l.Pooled && l.Index == highlight {
			line = l.Bests
			c.Notes = append(c.Notes, words.Text("chart.lag.line", "series", l.Series))
		}
	}
	c.Notes = append(c.Notes, words.Text("chart.lag.dots", "n", len(dots)))
	draw(&c, words, func(p *pen) float64 { return p.lag(dots, line, r) })
	return c
}

func (p *pen) empty() float64 {
	p.text("b", "", 0, 20, p.words.Text("chart.empty"))
	return 30
}

func (p *pen) lag(dots, line []gap.BestLag, r *gap.Report) float64 {
	height, top, left := 380.0, 34.0, 34.0
	if p.narrow {
		height = 330
	}
	s := yearSpan(midDay(dots[0].Released), midDay(dots[len(dots)-1].Released), left, p.w-6)
	lo, hi := 0.0, 6.0
	for _, d := range dots {
		lo, hi = min(lo, *d.LagMonths), max(hi, *d.LagMonths)
	}
	sc := scale{lo: lo - .8, hi: hi + .5, y0: height - 30, y1: top}
	p.text("", "", 0, 14, p.words.Text("chart.lag.unit", "against", p.words.Country(r.Against)))
	p.grid(sc, left, p.w-6)
	p.years(s, height-30)
	var ls []label
	for _, y := range r.ModelLagYearly {
		x0 := s.x(time.Date(y.Year, 1, 1, 0, 0, 0, 0, time.UTC)) + 3
		x1 := s.x(time.Date(y.Year+1, 1, 1, 0, 0, 0, 0, time.UTC)) - 3
		p.rect("p-box", x0, sc.y(y.Q3), x1-x0, sc.y(y.Q1)-sc.y(y.Q3))
		p.line("p-med", x0, sc.y(y.Median), x1, sc.y(y.Median))
		text := p.words.Number(y.Median, 1)
		if !p.narrow {
			text = p.words.Text("chart.median", "v", y.Median)
		}
		ls = append(ls, label{x0 + 2, sc.y(y.Median) - 5, "b", "start", text})
	}
	for _, d := range dots {
		p.dot("p-dot", s.x(midDay(d.Released)), sc.y(*d.LagMonths), 3.2, p.words.Text("chart.lag.dot", "model", d.Model, "v", d.LagMonths))
	}
	var pts [][2]float64
	for _, b := range line {
		if b.LagMonths != nil {
			pts = append(pts, [2]float64{s.x(midDay(b.Released)), sc.y(*b.LagMonths)})
		}
	}
	p.path("s-acc", pts)
	i := 0
	for _, b := range line {
		if b.LagMonths == nil {
			continue
		}
		p.dot("p-acc", pts[i][0], pts[i][1], 3.4, p.words.Text("chart.lag.dot", "model", b.Model, "v", b.LagMonths))
		if notable(line, b) {
			ls = append(ls, label{pts[i][0], pts[i][1] - 8, "t-acc", anchorFor(pts[i][0], p.w), b.Model + " " + p.words.Number(*b.LagMonths, 1)})
		}
		i++
	}
	p.labels(ls, top-14, height-30)
	return height
}

// notable marks the newest, the longest and the shortest lag of a line.
func notable(line []gap.BestLag, b gap.BestLag) bool {
	lo, hi := b, b
	var last gap.BestLag
	for _, x := range line {
		if x.LagMonths == nil {
			continue
		}
		if *x.LagMonths < *lo.LagMonths {
			lo = x
		}
		if *x.LagMonths > *hi.LagMonths {
			hi = x
		}
		last = x
	}
	return b.ID == lo.ID || b.ID == hi.ID || b.ID == last.ID
}

func anchorFor(x, w float64) string {
	switch {
	case x > w*.75:
		return "end"
	case x < w*.2:
		return "start"
	}
	return "middle"
}

func lagDesc(r *gap.Report, words *locale.Words) string {
	if len(r.ModelLagYearly) == 0 {
		return words.Text("chart.empty")
	}
	out := ""
	for i, y := range r.ModelLagYearly {
		if i > 0 {
			out += " "
		}
		out += words.Text("chart.lag.year", "year", y.Year, "median", y.Median, "q1", y.Q1, "q3", y.Q3, "n", y.N)
	}
	return out
}

func lagTable(r *gap.Report, words *locale.Words) Table {
	t := Table{Caption: words.Text("chart.lag.caption"), Head: []string{
		words.Text("col.series"), words.Text("col.model"), words.Text("col.released"), words.Text("col.score"),
		words.Text("col.first"), words.Text("col.released"), words.Text("col.score"), words.Text("col.lag")}}
	for _, l := range r.ModelLag {
		for _, b := range l.Bests {
			row := []string{l.Series, b.Model, string(b.Released), plain(b.Score), b.First, string(b.FirstReleased), "", ""}
			if b.First != "" {
				row[6] = plain(b.FirstScore)
			}
			if b.LagMonths != nil {
				row[7] = plain(*b.LagMonths)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// plain writes a figure for a file: a point, no groups, no needless zeros.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
