package chart

import (
	"math"
	"strconv"
	"time"

	"assay/evidence"
)

// span is a stretch of time on a horizontal axis.
type span struct {
	from, to time.Time
	x0, x1   float64
}

func (s span) x(t time.Time) float64 {
	return s.x0 + (s.x1-s.x0)*t.Sub(s.from).Hours()/s.to.Sub(s.from).Hours()
}

// years draws the year marks under an axis.
func (p *pen) years(s span, y float64) {
	step := 1
	if p.narrow && s.to.Year()-s.from.Year() > 5 {
		step = 2
	}
	for yr := s.from.Year(); yr <= s.to.Year(); yr++ {
		at := time.Date(yr, 1, 1, 0, 0, 0, 0, time.UTC)
		if at.Before(s.from) || !at.Before(s.to) {
			continue
		}
		p.line("ax", s.x(at), y, s.x(at), y+5)
		if (s.to.Year()-yr)%step != 0 {
			continue
		}
		mid := s.x(at.AddDate(0, 6, 0))
		if mid < s.x1 {
			p.text("", "middle", mid, y+18, strconv.Itoa(yr))
		}
	}
}

// midDay is the day as which a date is drawn: the middle of its period.
func midDay(d evidence.Date) time.Time {
	t := d.Time()
	switch d.Precision() {
	case evidence.Month:
		return t.AddDate(0, 0, 14)
	case evidence.Year:
		return t.AddDate(0, 6, 0)
	}
	return t
}

// yearSpan covers whole years around dates.
func yearSpan(first, last time.Time, x0, x1 float64) span {
	return span{from: time.Date(first.Year(), 1, 1, 0, 0, 0, 0, time.UTC),
		to: time.Date(last.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC), x0: x0, x1: x1}
}

// scale maps values to a vertical axis, linear or logarithmic.
type scale struct {
	lo, hi float64
	y0, y1 float64 // y of lo and of hi
	log    bool
}

func (s scale) y(v float64) float64 {
	lo, hi := s.lo, s.hi
	if s.log {
		v, lo, hi = math.Log10(max(v, s.lo/10)), math.Log10(lo), math.Log10(hi)
	}
	return s.y0 + (s.y1-s.y0)*(v-lo)/(hi-lo)
}

// ticks gives round values within the scale.
func (s scale) ticks() []float64 {
	if s.log {
		var out []float64
		for p := math.Floor(math.Log10(s.lo)); p <= math.Ceil(math.Log10(s.hi)); p++ {
			for _, m := range []float64{1, 2, 5} {
				v := m * math.Pow(10, p)
				if v >= s.lo*.999 && v <= s.hi*1.001 {
					out = append(out, v)
				}
			}
		}
		if len(out) > 7 {
			var fewer []float64
			for _, v := range out {
				if e := math.Log10(v); math.Abs(e-math.Round(e)) < 1e-9 {
					fewer = append(fewer, v)
				}
			}
			out = fewer
		}
		return out
	}
	raw := (s.hi - s.lo) / 4
	step := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 3, 5, 6, 10} {
		if m*step >= raw {
			step *= m
			break
		}
	}
	var out []float64
	for v := math.Ceil(s.lo/step) * step; v <= s.hi+1e-9; v += step {
		out = append(out, v+0) // + 0 turns -0 into 0
	}
	return out
}

// margin is the room that the values of a scale need left of it.
func (p *pen) margin(s scale) float64 {
	w := 20.0
	for _, v := range s.ticks() {
		w = max(w, textWidth(p.tick(v), 12.5)+8)
	}
	return w
}

// tick writes a value of an axis.
func (p *pen) tick(v float64) string {
	d := 0
	if math.Abs(v) < 10 && v != math.Trunc(v) {
		d = 1
		if math.Abs(v) < .1 {
			d = 2
		}
	}
	return p.words.Number(v, d)
}

// grid draws the horizontal lines and their values left of x0.
func (p *pen) grid(s scale, x0, x1 float64) {
	for _, v := range s.ticks() {
		class := "g"
		if v == 0 {
			class = "ax"
		}
		p.line(class, x0, s.y(v), x1, s.y(v))
		p.text("", "end", x0-6, s.y(v)+4, p.tick(v))
	}
}

// label is a text that must not lie on another.
type label struct {
	x, y   float64
	class  string
	anchor string
	text   string
}

// labels draws texts, moving each up or down until it lies on none drawn before;
// one that finds no place is left out, since the table has it.
func (p *pen) labels(ls []label, top, bottom float64) {
	var boxes [][4]float64
	for _, l := range ls {
		w := textWidth(l.text, 12.5)
		x := l.x
		switch l.anchor {
		case "end":
			x -= w
		case "middle":
			x -= w / 2
		}
		if x < 0 || x+w > p.w {
			continue
		}
		for _, dy := range []float64{0, -14, 14, -28, 28, -42, 42} {
			b := [4]float64{x - 2, l.y + dy - 11, x + w + 2, l.y + dy + 3}
			if b[1] < top || b[3] > bottom || overlaps(b, boxes) {
				continue
			}
			boxes = append(boxes, b)
			if math.Abs(dy) > 20 {
				p.line("ld", l.x, l.y-4, l.x, l.y+dy-4+math.Copysign(6, -dy))
			}
			p.text(l.class+" h", l.anchor, l.x, l.y+dy, l.text)
			break
		}
	}
}

func overlaps(b [4]float64, boxes [][4]float64) bool {
	for _, o := range boxes {
		if b[0] < o[2] && o[0] < b[2] && b[1] < o[3] && o[1] < b[3] {
			return true
		}
	}
	return false
}
