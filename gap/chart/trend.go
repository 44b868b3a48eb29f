package chart

import (
	"assay/gap"
	"assay/gap/locale"
)

// Trend draws where straight lines through the lags lead: the new bests as
// pale dots, each line and its 80 % interval dotted beyond the last of them, so
// that no projection looks like data.
func Trend(r *gap.Report, words *locale.Words) Chart {
	c := Chart{ID: "trend", Title: words.Text("chart.trend.title"), Desc: words.Text("chart.empty")}
	c.Table = Table{Caption: words.Text("chart.trend.caption"), Head: []string{words.Text("col.from"), words.Text("col.date"),
		words.Text("col.lag"), words.Text("col.lo"), words.Text("col.hi"), words.Text("col.projection")}}
	var trends []*gap.Trend
	for _, t := range []*gap.Trend{r.LagTrend, r.LagTrendLong} {
		if t != nil && len(t.Points) > 1 {
			trends = append(trends, t)
		}
	}
	for _, t := range trends {
		for _, p := range t.Points {
			ahead := ""
			if p.Ahead {
				ahead = "x"
			}
			c.Table.Rows = append(c.Table.Rows, []string{string(t.From), string(p.Date), plain(p.Value), plain(p.Lo), plain(p.Hi), ahead})
		}
	}
	if len(trends) > 0 {
		t := trends[0]
		last := t.Points[len(t.Points)-1]
		c.Desc = words.Text("chart.trend.desc", "from", t.From.Time().Year(), "year", last.Date.Time().Year(), "lo", last.Lo, "hi", last.Hi)
		for _, why := range t.WhyWrong {
			c.Notes = append(c.Notes, words.Text("wrong."+why))
		}
	}
	draw(&c, words, func(p *pen) float64 {
		if len(trends) == 0 {
			return p.empty()
		}
		return p.trends(gap.Pooled(r.ModelLag), trends)
	})
	return c
}

func (p *pen) trends(dots []gap.BestLag, trends []*gap.Trend) float64 {
	height, top, left := 340.0, 34.0, 34.0
	first, last := midDay(trends[0].Points[0].Date), midDay(trends[0].Points[len(trends[0].Points)-1].Date)
	lo, hi := 0.0, 6.0
	for _, t := range trends {
		if d := midDay(t.Points[0].Date); d.Before(first) {
			first = d
		}
		for _, q := range t.Points {
			lo, hi = min(lo, q.Lo), max(hi, q.Hi)
		}
	}
	for _, d := range dots {
		hi = max(hi, *d.LagMonths)
	}
	s := yearSpan(first, last, left, p.w-6)
	sc := scale{lo: lo - .8, hi: hi + .5, y0: height - 30, y1: top}
	p.text("", "", 0, 14, p.words.Text("chart.trend.unit"))
	p.grid(sc, left, p.w-6)
	p.years(s, height-30)
	for _, d := range dots {
		if t := midDay(d.Released); !t.Before(s.from) {
			p.dot("p-dot", s.x(t), sc.y(*d.LagMonths), 2.6, p.words.Text("chart.lag.dot", "model", d.Model, "v", d.LagMonths))
		}
	}
	var ls []label
	for _, t := range trends {
		ls = append(ls, p.projection(t, s, sc))
	}
	p.labels(ls, top-14, height-30)
	return height
}

// projection draws one line, full where there is data and dotted beyond, and
// gives its label.
func (p *pen) projection(t *gap.Trend, s span, sc scale) label {
	var data, ahead, upper, lower [][2]float64
	for _, q := range t.Points {
		x := s.x(midDay(q.Date))
		at := [2]float64{x, sc.y(q.Value)}
		if !q.Ahead {
			data = append(data, at)
			continue
		}
		if len(ahead) == 0 && len(data) > 0 {
			ahead = append(ahead, data[len(data)-1])
		}
		ahead = append(ahead, at)
		upper, lower = append(upper, [2]float64{x, sc.y(q.Hi)}), append(lower, [2]float64{x, sc.y(q.Lo)})
	}
	p.path("ax", data)
	p.path("ev", ahead)
	p.path("ev", upper)
	p.path("ev", lower)
	end := ahead
	if len(end) == 0 {
		end = data
	}
	e := end[len(end)-1]
	return label{e[0], e[1] - 6, "b", "end", p.words.Text("chart.trend.line", "from", t.From.Time().Year())}
}
