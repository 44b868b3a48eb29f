package chart

import (
	"strconv"
	"strings"

	"assay/evidence"
	"assay/gap"
	"assay/gap/locale"
)

// bar is one column of unit squares: class and title of each.
type bar struct {
	name  string
	units []unit
}

type unit struct{ class, title string }

// columns draws columns of unit squares over names, with a key.
func (p *pen) columns(bars []bar, classes []string, prefix string) float64 {
	y := p.key(12, classes, prefix) + 10
	sq, left := 13.0, 4.0
	if p.narrow {
		sq = 9
	}
	col := (p.w - left - 4) / float64(max(1, len(bars)))
	per := max(1, int((col-8)/(sq+2)))
	rows := 1
	for _, b := range bars {
		rows = max(rows, (len(b.units)+per-1)/per)
	}
	base := y + float64(rows)*(sq+2) + 4
	p.line("ax", left, base+2, p.w-4, base+2)
	for i, b := range bars {
		x := left + col*float64(i) + 4
		for j, u := range b.units {
			p.sign(u.class, x+float64(j%per)*(sq+2), base-float64(j/per+1)*(sq+2)+2, sq, u.title)
		}
		p.text("", "start", x, base+18, b.name)
		p.text("b", "start", x, base+33, strconv.Itoa(len(b.units)))
	}
	return base + 42
}

// Movement draws one square for each lab and relation by half-year: used,
// failed, planned.
func Movement(r *gap.Report, words *locale.Words) Chart {
	c := Chart{ID: "movement", Title: words.Text("chart.movement.title", "of", words.Country(r.Of))}
	c.Table = Table{Caption: words.Text("chart.movement.caption"), Head: []string{words.Text("col.period"), words.Text("move.used"),
		words.Text("move.failed"), words.Text("move.planned"), words.Text("col.labs"), words.Text("col.new-labs"), words.Text("col.total-labs"), words.Text("col.names")}}
	var bars []bar
	for _, m := range r.Movement {
		b := bar{name: shortHalf(m.Period)}
		for _, rel := range []evidence.Relation{evidence.Used, evidence.AttemptedFailed, evidence.Planned} {
			for _, mv := range m.Moves {
				if mv.Relation == rel {
					class := moveClass(rel)
					b.units = append(b.units, unit{class, mv.Lab + ": " + words.Text("move."+class) + ", " + strings.Join(mv.Silicon, ", ")})
				}
			}
		}
		bars = append(bars, b)
		c.Table.Rows = append(c.Table.Rows, []string{m.Period, strconv.Itoa(m.Used), strconv.Itoa(m.Failed), strconv.Itoa(m.Planned),
			strconv.Itoa(m.Labs), strconv.Itoa(m.NewLabs), strconv.Itoa(m.Total), strings.Join(m.Names, "; ")})
	}
	c.Desc = words.Text("chart.empty")
	if n := len(r.Movement); n > 0 {
		c.Desc = words.Text("chart.movement.desc", "from", r.Movement[0].Period, "to", r.Movement[n-1].Period, "total", r.Movement[n-1].Total)
	}
	draw(&c, words, func(p *pen) float64 {
		if len(bars) == 0 {
			return p.empty()
		}
		return p.columns(bars, []string{"used", "failed", "planned"}, "move.")
	})
	return c
}

func moveClass(r evidence.Relation) string {
	if r == evidence.AttemptedFailed {
		return "failed"
	}
	return string(r)
}

// shortHalf writes 2026-H1 as H1 26, which fits a narrow column.
func shortHalf(h string) string {
	if len(h) != 7 {
		return h
	}
	return h[5:] + " " + h[2:4]
}

// tellingClasses are the ways of telling, as stacked.
var tellingClasses = []string{"known", "self-reported", "weaker", "undisclosed"}

// Disclosure draws, for each year of release, one square for each model of which
// somebody says something about a stage, by how well it is told.
func Disclosure(r *gap.Report, stage evidence.Stage, words *locale.Words) Chart {
	c := Chart{ID: "disclosure-" + string(stage), Title: words.Text("chart.disclosure.title", "stage", words.Text("stage."+string(stage)))}
	c.Table = Table{Caption: words.Text("chart.disclosure.caption"), Head: []string{words.Text("col.year"), words.Text("col.models"),
		words.Text("tell.known"), words.Text("tell.self-reported"), words.Text("tell.weaker"), words.Text("tell.undisclosed"), words.Text("tell.unknown")}}
	var bars []bar
	said, all := 0, 0
	for _, d := range r.DisclosureYear {
		t := d.Stages[stage]
		b := bar{name: strconv.Itoa(d.Year)}
		for i, n := range []int{t.Known, t.SelfReported, t.Weaker, t.Undisclosed} {
			for range n {
				b.units = append(b.units, unit{tellingClasses[i], ""})
			}
			said += n
		}
		all += d.Models
		bars = append(bars, b)
		row := []string{strconv.Itoa(d.Year)}
		for _, n := range []int{d.Models, t.Known, t.SelfReported, t.Weaker, t.Undisclosed, t.Unknown} {
			row = append(row, strconv.Itoa(n))
		}
		c.Table.Rows = append(c.Table.Rows, row)
	}
	c.Desc = words.Text("chart.disclosure.desc", "said", said, "n", all)
	draw(&c, words, func(p *pen) float64 {
		if len(bars) == 0 {
			return p.empty()
		}
		return p.columns(bars, tellingClasses, "tell.")
	})
	return c
}

// supplyClasses are the sides of a layer, as stacked.
var supplyClasses = []string{"domestic", "disputed", "foreign", "unknown"}

// Supply draws, for one country, one square for each kind of silicon in use by
// layer of supply and side.
func Supply(r *gap.Report, country string, words *locale.Words) Chart {
	c := Chart{ID: "supply-" + strings.ToLower(country), Title: words.Text("chart.supply.title", "of", words.Country(country))}
	c.Table = Table{Caption: words.Text("chart.supply.caption"), Head: []string{words.Text("col.silicon"), words.Text("col.models")}}
	for _, l := range gap.Layers() {
		c.Table.Head = append(c.Table.Head, words.Text("layer."+string(l)))
	}
	bars := make([]bar, len(gap.Layers()))
	n := 0
	for _, x := range r.SupplyChips {
		if x.Country != country {
			continue
		}
		n++
		row := []string{x.Silicon, strconv.Itoa(len(x.Models))}
		for _, l := range gap.Layers() {
			s := x.Layers[l]
			row = append(row, strings.TrimSpace(words.Text("class."+s.Side)+" "+s.Country))
		}
		c.Table.Rows = append(c.Table.Rows, row)
	}
	for i, l := range gap.Layers() {
		bars[i].name = words.Text("layer." + string(l))
		for _, class := range supplyClasses {
			for _, x := range r.SupplyChips {
				if x.Country == country && x.Layers[l].Side == class {
					bars[i].units = append(bars[i].units, unit{class, x.Silicon + ": " + words.Text("class."+class)})
				}
			}
		}
	}
	c.Desc = words.Text("chart.supply.desc", "n", n, "of", words.Country(country))
	draw(&c, words, func(p *pen) float64 {
		if n == 0 {
			return p.empty()
		}
		return p.columns(bars, supplyClasses, "class.")
	})
	return c
}

// Bin is one band of stated likelihoods with what came of them.
type Bin struct {
	Lo, Hi float64 // of the likelihood
	Mean   float64 // of the likelihoods stated
	Yes    int
	N      int
}

// Calibration draws how often forecasts came true against how likely they were
// said to be, with n at each point. A band without a due forecast is shown as 0.
func Calibration(bins []Bin, words *locale.Words) Chart {
	c := Chart{ID: "calibration", Title: words.Text("chart.calibration.title")}
	c.Table = Table{Caption: words.Text("chart.calibration.caption"), Head: []string{words.Text("col.band"), words.Text("col.stated"), words.Text("col.came"), "n"}}
	due := 0
	for _, b := range bins {
		due += b.N
		row := []string{plain(gap.Round(100*b.Lo, 0)) + "–" + plain(gap.Round(100*b.Hi, 0)) + " %", "", "", strconv.Itoa(b.N)}
		if b.N > 0 {
			row[1], row[2] = plain(gap.Round(b.Mean, 3)), strconv.Itoa(b.Yes)+" / "+strconv.Itoa(b.N)
		}
		c.Table.Rows = append(c.Table.Rows, row)
	}
	c.Desc = words.Text("chart.calibration.desc", "n", due)
	draw(&c, words, func(p *pen) float64 { return p.calibration(bins) })
	return c
}

func (p *pen) calibration(bins []Bin) float64 {
	side := 340.0
	left := 44.0
	if p.narrow {
		side = 300
	}
	top := 30.0
	x := func(v float64) float64 { return left + side*v }
	y := func(v float64) float64 { return top + side*(1-v) }
	p.text("", "", 0, 14, p.words.Text("chart.calibration.y"))
	for _, v := range []float64{0, .25, .5, .75, 1} {
		p.line("g", x(0), y(v), x(1), y(v))
		p.text("", "end", left-6, y(v)+4, p.words.Number(100*v, 0)+" %")
		p.text("", "middle", x(v), top+side+18, p.words.Number(100*v, 0)+" %")
	}
	p.line("ld", x(0), y(0), x(1), y(1))
	for _, b := range bins {
		mid := (b.Lo + b.Hi) / 2
		if b.N == 0 {
			p.text("", "middle", x(mid), y(0)-6, "0")
			continue
		}
		share := float64(b.Yes) / float64(b.N)
		lo, hi := gap.Wilson(b.Yes, b.N)
		p.line("ld", x(b.Mean), y(lo), x(b.Mean), y(hi))
		p.dot("p-acc", x(b.Mean), y(share), 4.5, strconv.Itoa(b.Yes)+" / "+strconv.Itoa(b.N))
		p.text("b h", "start", x(b.Mean)+7, y(share)+4, "n = "+strconv.Itoa(b.N))
	}
	p.text("", "start", 0, top+side+38, p.words.Text("chart.calibration.x"))
	return top + side + 46
}
