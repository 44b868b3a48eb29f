package chart

import (
	"math"
	"slices"
	"strings"
	"time"

	"assay/evidence"
	"assay/gap"
	"assay/gap/locale"
)

// Silicon draws one metric against date: the parts of both countries, the
// frontier of each as steps, a pale bar where only the year is known, a line
// over the range where figures are disputed, a hollow point for an estimate.
func Silicon(r *gap.Report, metric string, words *locale.Words) Chart {
	c := Chart{ID: "silicon-" + metric, Title: words.Text("chart.silicon.title", "metric", words.Text("metric."+metric))}
	l := r.Metric(metric)
	if l == nil || l.Of == nil || len(l.AgainstFrontier) == 0 {
		c.Desc = words.Text("chart.empty")
		draw(&c, words, func(p *pen) float64 { return p.empty() })
		return c
	}
	c.Desc = siliconDesc(r, l, words)
	c.Table = siliconTable(r, l, words)
	c.Notes = []string{words.Text("chart.silicon.note", "basis", words.Text("basis."+l.Basis), "left", len(l.LeftOut))}
	draw(&c, words, func(p *pen) float64 { return p.silicon(r, l) })
	return c
}

func siliconDesc(r *gap.Report, l *gap.SiliconLag, words *locale.Words) string {
	if l.LagMonths == nil {
		return words.Text("chart.silicon.unmatched", "chip", l.OfBest, "against", words.Country(r.Against))
	}
	return words.Text("chart.silicon.desc", "chip", l.OfBest, "v", l.LagMonths, "lo", l.Lo, "hi", l.Hi, "first", l.AgainstFirstMatch, "against", words.Country(r.Against))
}

func (p *pen) silicon(r *gap.Report, l *gap.SiliconLag) float64 {
	height, top := 400.0, 54.0
	if p.narrow {
		height = 360
	}
	parts := slices.Concat(l.OfAll, l.AgainstAll)
	lo, hi := math.Inf(1), 0.0
	from, to := time.Time{}, r.AsOf.Time()
	for _, x := range parts {
		lo, hi = min(lo, x.Lo), max(hi, x.Hi)
		if t := midDay(x.Available); from.IsZero() || t.Before(from) {
			from = t
		}
	}
	if from.Year() < 2019 {
		from = time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	sc := scale{lo: max(lo*.85, hi/lowest[l.Kind]), hi: hi * 1.2, y0: height - 30, y1: top, log: l.Log}
	if !l.Log {
		sc.lo = 0
	}
	left := p.margin(sc)
	s := yearSpan(from, to, left, p.w-8)
	unit := p.words.Text("unit." + l.Unit)
	if l.Log {
		unit = p.words.Text("chart.log", "unit", unit)
	}
	p.text("", "", 0, 14, unit)
	p.text("t-dom", "start", 0, 34, "■ "+p.words.Or("land."+r.Of, p.words.Country(r.Of)))
	p.text("t-for", "start", textWidth("■ "+p.words.Or("land."+r.Of, p.words.Country(r.Of)), 12)+20, 34, "□ "+p.words.Or("land."+r.Against, p.words.Country(r.Against)))
	p.grid(sc, left, p.w-8)
	p.years(s, height-30)
	p.steps("s-for", l.AgainstFrontier, s, sc, to)
	p.steps("s-dom", l.OfFrontier, s, sc, to)
	var ls []label
	ls = append(ls, p.points(l.AgainstAll, p.named(l.AgainstFrontier, l.First), "for", s, sc)...)
	ls = append(ls, p.points(l.OfAll, p.named(l.OfFrontier, nil), "dom", s, sc)...)
	p.labels(ls, top-16, height-30)
	return height
}

// lowest is how many times smaller than the greatest figure the least one drawn
// may be, by kind of part; smaller parts stand in the table alone.
var lowest = map[string]float64{"chip": 60, "system": 5000}

// steps draws a frontier: level until the next best.
func (p *pen) steps(class string, frontier []gap.PartFigure, s span, sc scale, until time.Time) {
	var pts [][2]float64
	for i, x := range frontier {
		at := s.x(midDay(x.Available))
		if i > 0 {
			pts = append(pts, [2]float64{at, pts[len(pts)-1][1]})
		}
		pts = append(pts, [2]float64{max(at, s.x0), sc.y(max(x.Value, sc.lo))})
	}
	if len(pts) > 0 {
		pts = append(pts, [2]float64{s.x(until), pts[len(pts)-1][1]})
	}
	p.path(class, pts)
}

// points draws the parts of one side and gives the labels of its frontier.
func (p *pen) points(all, frontier []gap.PartFigure, side string, s span, sc scale) []label {
	var ls []label
	for _, x := range all {
		t := midDay(x.Available)
		if t.Before(s.from) || x.Value < sc.lo {
			continue
		}
		px, py := s.x(t), sc.y(x.Value)
		if x.Available.Precision() == evidence.Year {
			p.rect("p-box", s.x(x.Available.First().Time()), py-2.5, s.x(x.Available.Last().Time())-s.x(x.Available.First().Time()), 5)
		}
		if x.Lo != x.Hi {
			p.line("ld", px, sc.y(max(x.Lo, sc.lo)), px, sc.y(x.Hi))
		}
		title := x.Name + ", " + string(x.Available) + ", " + p.words.Number(x.Value, 1)
		hollow := x.Basis == "third-party" || x.Basis == "recalled" || x.Basis == "derived"
		switch {
		case side == "dom" && !hollow:
			p.WriteString(`<rect class="f-dom" x="` + num(px-4) + `" y="` + num(py-4) + `" width="8" height="8">` + titled(title) + `</rect>`)
		case side == "dom":
			p.WriteString(`<rect class="hol" stroke="var(--dom)" x="` + num(px-3.5) + `" y="` + num(py-3.5) + `" width="7" height="7">` + titled(title) + `</rect>`)
		case hollow:
			p.WriteString(`<circle class="hol" stroke="var(--for)" cx="` + num(px) + `" cy="` + num(py) + `" r="3.5">` + titled(title) + `</circle>`)
		default:
			p.dot("f-for", px, py, 4, title)
		}
		if slices.ContainsFunc(frontier, func(f gap.PartFigure) bool { return f.ID == x.ID }) {
			ls = append(ls, label{px + 6, py - 7, "t-" + side, anchorFor(px, p.w), short(x.Name) + " " + p.words.Number(x.Value, decimals(x.Value))})
		}
	}
	slices.Reverse(ls) // the newest is the one that must be named
	return ls
}

// named picks the parts of a frontier that get a label: all on the wide drawing,
// the first, the newest and the one that matters on the narrow one.
func (p *pen) named(frontier []gap.PartFigure, matters *gap.PartFigure) []gap.PartFigure {
	if !p.narrow || len(frontier) < 3 {
		return frontier
	}
	out := []gap.PartFigure{frontier[0], frontier[len(frontier)-1]}
	if matters != nil {
		out = append(out, *matters)
	}
	return out
}

// short cuts second names off: "CloudMatrix 384 / Atlas 900 A3" is CloudMatrix 384.
func short(name string) string {
	for _, cut := range []string{" / ", " ("} {
		name, _, _ = strings.Cut(name, cut)
	}
	return name
}

func decimals(v float64) int {
	if v < 10 {
		return 2
	}
	return 0
}

func siliconTable(r *gap.Report, l *gap.SiliconLag, words *locale.Words) Table {
	t := Table{Caption: words.Text("chart.silicon.caption", "metric", words.Text("metric."+l.Metric)), Head: []string{
		words.Text("col.chip"), words.Text("col.country"), words.Text("col.available"), words.Text("metric."+l.Metric) + ", " + l.Unit,
		words.Text("col.lo"), words.Text("col.hi"), words.Text("col.basis"), words.Text("col.frontier"), words.Text("col.source")}}
	for _, side := range []struct{ all, frontier []gap.PartFigure }{{l.OfAll, l.OfFrontier}, {l.AgainstAll, l.AgainstFrontier}} {
		for _, x := range side.all {
			mark := ""
			if slices.ContainsFunc(side.frontier, func(f gap.PartFigure) bool { return f.ID == x.ID }) {
				mark = "x"
			}
			source := ""
			if len(x.Sources) > 0 {
				source = x.Sources[0].Title + " " + x.Sources[0].URL
			}
			t.Rows = append(t.Rows, []string{x.Name, words.Or("land."+x.Country, words.Country(x.Country)), string(x.Available), plain(x.Value), plain(x.Lo), plain(x.Hi), x.Basis, mark, source})
		}
	}
	return t
}
