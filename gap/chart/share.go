package chart

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"assay/evidence"
	"assay/gap"
	"assay/gap/locale"
)

// shareClasses are the classes that a square of the share can have, as stacked.
var shareClasses = []string{"domestic", "mixed", "contested", "foreign", "undisclosed"}

// Share draws one square for each model by stage and half-year of release, by
// class of the silicon named, with events above.
func Share(r *gap.Report, events []gap.Event, words *locale.Words) Chart {
	c := Chart{ID: "share", Title: words.Text("chart.share.title", "of", words.Country(r.Of))}
	c.Table = shareTable(r, words)
	periods := sharePeriods(r)
	c.Desc = words.Text("chart.share.desc", "of", words.Country(r.Of), "from", first(periods), "to", last(periods))
	if len(periods) == 0 {
		draw(&c, words, func(p *pen) float64 { return p.empty() })
		return c
	}
	c.Notes = []string{words.Text("chart.share.note", "left", len(r.LeftOut["stage_share"]))}
	shown := eventsBetween(events, periods)
	for i, e := range shown {
		c.Notes = append(c.Notes, fmt.Sprintf("%d %s: %s", i+1, words.Date(e.Date), e.Title))
	}
	draw(&c, words, func(p *pen) float64 { return p.share(r, periods, shown) })
	return c
}

func first(s []string) string {
	if len(s) == 0 {
		return "–"
	}
	return s[0]
}

func last(s []string) string {
	if len(s) == 0 {
		return "–"
	}
	return s[len(s)-1]
}

// sharePeriods lists every half-year from the first to the last with a verdict.
func sharePeriods(r *gap.Report) []string {
	var out []string
	for _, s := range r.StageShare {
		if len(s.Models) > 0 && !slices.Contains(out, s.Period) {
			out = append(out, s.Period)
		}
	}
	slices.Sort(out)
	if len(out) == 0 {
		return nil
	}
	var all []string
	for p := out[0]; p <= out[len(out)-1] && len(all) < 60; p = gap.NextHalf(p) {
		all = append(all, p)
	}
	return all
}

// eventGap is how far apart drawn events lie at least; the page lists all.
const eventGap = 60 * 24 * time.Hour

// eventsBetween picks the events of trade that fall into the periods, far enough
// from each other to be told apart.
func eventsBetween(events []gap.Event, periods []string) []gap.Event {
	var out []gap.Event
	for _, e := range events {
		if e.Kind != "export-control" && e.Kind != "import-restriction" {
			continue
		}
		h := gap.HalfOf(e.Date)
		if h < first(periods) || h > last(periods) || (len(out) > 0 && midDay(e.Date).Sub(midDay(out[len(out)-1].Date)) < eventGap) {
			continue
		}
		out = append(out, e)
	}
	return out
}

func (p *pen) share(r *gap.Report, periods []string, events []gap.Event) float64 {
	left, top := 130.0, 30.0
	if p.narrow {
		left, top = 4, 46
	}
	y := p.key(12, shareClasses, "class.") + 8
	top = y + 44
	col := (p.w - left - 4) / float64(len(periods))
	sq := 13.0
	if p.narrow {
		sq = 9
	}
	per := max(1, int((col-4)/(sq+2)))
	y = top
	for _, stage := range evidence.Stages() {
		rows := 1
		for _, s := range r.StageShare {
			if s.Stage == stage {
				rows = max(rows, (countShown(s)+per-1)/per)
			}
		}
		if p.narrow {
			p.text("b", "", 0, y+12, p.words.Text("stage."+string(stage)))
			y += 20
		}
		base := y + float64(rows)*(sq+2)
		if !p.narrow {
			p.text("b", "", 0, base-4, p.words.Or("stage.short."+string(stage), p.words.Text("stage."+string(stage))))
		}
		p.line("g", left, base+2, p.w-4, base+2)
		for _, s := range r.StageShare {
			if s.Stage != stage {
				continue
			}
			p.units(s, left+col*float64(slices.Index(periods, s.Period))+2, base, sq, per)
		}
		y = base + 16
	}
	p.shareEvents(events, periods, left, col, top, y-8)
	for i, h := range periods {
		if h[5:] == "H1" || i == 0 {
			x := left + col*float64(i)
			p.line("ax", x, y-8, x, y-2)
			if len(periods)-i > 1 || h[5:] == "H2" {
				p.text("b", "start", x+2, y+8, h[:4])
			}
		}
	}
	return y + 16
}

// shareEvents draws numbered dotted verticals at the events' places.
func (p *pen) shareEvents(events []gap.Event, periods []string, left, col, top, bottom float64) {
	right, row := -1.0, 0
	for i, e := range events {
		half := gap.HalfOf(e.Date)
		at := slices.Index(periods, half)
		if at < 0 {
			continue
		}
		t := midDay(e.Date)
		start := t.AddDate(0, -int(t.Month()-1)%6, 1-t.Day())
		x := left + col*(float64(at)+t.Sub(start).Hours()/24/183)
		p.line("ev", x, top-4, x, bottom)
		if x-right < 18 {
			row = (row + 1) % 3
		} else {
			row = 0
		}
		p.text("h", "middle", x, top-8-float64(row)*12, strconv.Itoa(i+1))
		right = x
	}
}

func countShown(s gap.StageShare) int {
	n := 0
	for _, m := range s.Models {
		if slices.Contains(shareClasses, m.Class) {
			n++
		}
	}
	return n
}

// units draws one square a model, rows of per from the base up.
func (p *pen) units(s gap.StageShare, x, base, sq float64, per int) {
	i := 0
	for _, class := range shareClasses {
		for _, m := range s.Models {
			if m.Class != class {
				continue
			}
			p.sign(class, x+float64(i%per)*(sq+2), base-float64(i/per+1)*(sq+2)+2, sq, m.Model+": "+p.words.Text("class."+class))
			i++
		}
	}
}

func shareTable(r *gap.Report, words *locale.Words) Table {
	t := Table{Caption: words.Text("chart.share.caption"), Head: []string{words.Text("col.period"), words.Text("col.stage"),
		words.Text("class.domestic"), words.Text("class.mixed"), words.Text("class.foreign"), words.Text("class.undisclosed"), "n",
		words.Text("col.unsettled"), words.Text("class.silent"), words.Text("col.adapted"), words.Text("col.at-end"), words.Text("col.later")}}
	for _, s := range r.StageShare {
		if s.N+s.Unsettled+s.Adapted == 0 {
			continue
		}
		row := []string{s.Period, words.Text("stage." + string(s.Stage))}
		for _, n := range []int{s.Domestic, s.Mixed, s.Foreign, s.Undisclosed, s.N, s.Unsettled, s.Silent, s.Adapted,
			s.AtEnd.Domestic + s.AtEnd.Mixed + s.AtEnd.Foreign, s.Later.Domestic + s.Later.Mixed + s.Later.Foreign} {
			row = append(row, strconv.Itoa(n))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
