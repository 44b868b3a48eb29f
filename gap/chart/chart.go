// Package chart draws the figures of the gap and the outlook as SVG, made on
// the server, readable without colour and without a script.
//
// In come values and the words of one language; out comes a Chart: a wide and a
// narrow drawing with title and description, and the same figures as a table,
// which is also the CSV. Colours come from classes and tokens of the site's style
// sheet; Standalone adds them for a file of its own. Text is 12 px or larger at
// both sizes. Projections never share a line style with data. Events mark, they
// do not explain.
package chart

import (
	"bytes"
	"encoding/csv"
	"html"
	"strconv"
	"strings"

	"assay/gap/locale"
)

// Chart is one figure in two sizes with its table.
type Chart struct {
	ID     string // stable name, part of ids inside the SVG
	Title  string // the subject in words
	Desc   string // what the figure shows, for those who do not see it
	Wide   string // SVG for 736 px and wider
	Narrow string // SVG at 358 px
	Table  Table
	Notes  []string // what was left out, how to read
}

// Table holds the same figures as the drawing.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// CSV gives the table as RFC 4180 text. A cell that a spreadsheet would take for
// a formula gets an apostrophe in front.
func (t *Table) CSV() string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := append([][]string{t.Head}, t.Rows...)
	for _, r := range rows {
		out := make([]string, len(r))
		for i, c := range r {
			if c != "" && strings.ContainsRune("=+@\t\r", rune(c[0])) {
				c = "'" + c
			}
			out[i] = c
		}
		if err := w.Write(out); err != nil {
			return "" // a bytes.Buffer does not fail
		}
	}
	w.Flush()
	return b.String()
}

// Standalone gives a drawing as an SVG file of its own: with name space and the
// style sheet's tokens for light and dark.
func Standalone(svg string) string {
	i := strings.Index(svg, ">")
	if i < 0 {
		return svg
	}
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		strings.Replace(svg[:i], "<svg ", `<svg xmlns="http://www.w3.org/2000/svg" `, 1) + ">" +
		"<style>" + standaloneCSS + "</style>" + svg[i+1:]
}

const standaloneCSS = `svg{color-scheme:light dark;--paper:light-dark(#fdfcf9,#151614);--ink:light-dark(#1b1b19,#ecebe5);--ink2:light-dark(#54524c,#b6b3aa);--ink3:light-dark(#6b6861,#9b988f);--rule:light-dark(#dfdbd1,#33342f);--edge:light-dark(#1b1b19,#c9c7bf);--accent:light-dark(#0a675a,#62c7b3);--dom:light-dark(#a9480a,#f2a25b);--for:light-dark(#1d5a9a,#84b5ee);--con:light-dark(#7b2a74,#dd9bd8);--none:light-dark(#6b6861,#9b988f);background:var(--paper);font-family:"Segoe UI","Helvetica Neue","Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}` +
	`text{fill:var(--ink2);font-size:12px}.b{font-weight:600;fill:var(--ink)}.h{paint-order:stroke;stroke:var(--paper);stroke-width:3.5px;stroke-linejoin:round}.g{stroke:var(--rule);fill:none}.ax{stroke:var(--edge);fill:none}.ev{stroke:var(--ink3);stroke-dasharray:2 3;fill:none}.ld{stroke:var(--ink3);stroke-width:.75;fill:none}.s-dom{stroke:var(--dom);fill:none;stroke-width:2.25}.s-for{stroke:var(--for);fill:none;stroke-width:2.25}.s-acc{stroke:var(--accent);fill:none;stroke-width:2.25}.t-dom{fill:var(--dom);font-weight:600}.t-for{fill:var(--for);font-weight:600}.t-acc{fill:var(--accent);font-weight:600}.f-dom{fill:var(--dom)}.f-for{fill:var(--for)}.f-con{fill:var(--con)}.p-dot{fill:var(--ink3);opacity:.42}.p-acc{fill:var(--accent)}.p-box{fill:var(--ink);opacity:.07}.p-med{stroke:var(--ink);stroke-width:2}.hol{fill:var(--paper);stroke-width:2}`

// pen collects one drawing.
type pen struct {
	strings.Builder
	w, h   float64
	narrow bool
	words  *locale.Words
}

// size are the two drawings of a chart.
type size struct {
	w      float64
	narrow bool
}

var (
	wide   = size{960, false}
	narrow = size{358, true}
)

// draw makes both drawings. body draws into a pen of a width and says the height.
func draw(c *Chart, words *locale.Words, body func(p *pen) (height float64)) {
	for _, s := range []size{wide, narrow} {
		p := &pen{w: s.w, narrow: s.narrow, words: words}
		p.h = body(p)
		class, suffix := "ch wid", "w"
		if s.narrow {
			class, suffix = "ch nar", "n"
		}
		id := c.ID + "-" + suffix
		svg := `<svg class="` + class + `" viewBox="0 0 ` + num(p.w) + " " + num(p.h) + `" role="img" aria-labelledby="` + id + `-t ` + id + `-d"><title id="` + id + `-t">` +
			html.EscapeString(c.Title) + `</title><desc id="` + id + `-d">` + html.EscapeString(c.Desc) + `</desc>` + p.String() + `</svg>`
		if s.narrow {
			c.Narrow = svg
		} else {
			c.Wide = svg
		}
	}
}

// num writes a coordinate to a tenth of a pixel.
func num(x float64) string {
	s := strconv.FormatFloat(x, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0")
}

func (p *pen) line(class string, x1, y1, x2, y2 float64) {
	p.WriteString(`<path class="` + class + `" d="M` + num(x1) + " " + num(y1) + "L" + num(x2) + " " + num(y2) + `"/>`)
}

func (p *pen) path(class string, pts [][2]float64) {
	if len(pts) == 0 {
		return
	}
	p.WriteString(`<path class="` + class + `" d="`)
	for i, q := range pts {
		if i == 0 {
			p.WriteString("M")
		} else {
			p.WriteString("L")
		}
		p.WriteString(num(q[0]) + " " + num(q[1]))
	}
	p.WriteString(`"/>`)
}

func (p *pen) text(class, anchor string, x, y float64, s string) {
	if anchor == "" {
		anchor = "start"
	}
	p.WriteString(`<text x="` + num(x) + `" y="` + num(y) + `" class="` + class + `" text-anchor="` + anchor + `">` + html.EscapeString(s) + `</text>`)
}

func (p *pen) dot(class string, x, y, r float64, title string) {
	p.WriteString(`<circle class="` + class + `" cx="` + num(x) + `" cy="` + num(y) + `" r="` + num(r) + `">` + titled(title) + `</circle>`)
}

func (p *pen) rect(class string, x, y, w, h float64) {
	p.WriteString(`<rect class="` + class + `" x="` + num(x) + `" y="` + num(y) + `" width="` + num(w) + `" height="` + num(h) + `"/>`)
}

func titled(s string) string {
	if s == "" {
		return ""
	}
	return "<title>" + html.EscapeString(s) + "</title>"
}

// sign draws the square of a class: filled domestic, open foreign, cut mixed,
// halves contested, hatched undisclosed, dashed unknown, crossed failed. Shape
// alone tells them apart.
func (p *pen) sign(class string, x, y, s float64, title string) {
	p.WriteString("<g>" + titled(title))
	in := 1.0
	frame := func(stroke, more string) {
		p.WriteString(`<rect x="` + num(x+in) + `" y="` + num(y+in) + `" width="` + num(s-2*in) + `" height="` + num(s-2*in) +
			`" fill="var(--paper)" stroke="var(` + stroke + `)" stroke-width="` + more + `/>`)
	}
	tri := func(fill string, a, b, c, d, e, f float64) {
		p.WriteString(`<path fill="var(` + fill + `)" d="M` + num(a) + " " + num(b) + "L" + num(c) + " " + num(d) + "L" + num(e) + " " + num(f) + `z"/>`)
	}
	switch class {
	case "domestic", "used":
		p.rect("f-dom", x, y, s, s)
	case "foreign":
		frame("--for", `2.2"`)
	case "mixed":
		tri("--dom", x, y, x+s, y, x, y+s)
		tri("--for", x+s, y, x+s, y+s, x, y+s)
	case "contested", "disputed":
		p.rect("f-con", x, y, s*.46, s)
		p.WriteString(`<rect x="` + num(x+s*.6) + `" y="` + num(y+1) + `" width="` + num(s*.34) + `" height="` + num(s-2) + `" fill="none" stroke="var(--con)" stroke-width="1.8"/>`)
	case "undisclosed":
		frame("--none", `1.3"`)
		p.WriteString(`<path stroke="var(--none)" fill="none" stroke-width="1.3" d="M` + num(x+1) + " " + num(y+s*.65) + "L" + num(x+s*.65) + " " + num(y+1) +
			"M" + num(x+s*.35) + " " + num(y+s-1) + "L" + num(x+s-1) + " " + num(y+s*.35) + `"/>`)
	case "failed":
		frame("--dom", `1.5"`)
		p.WriteString(`<path stroke="var(--dom)" fill="none" stroke-width="1.8" d="M` + num(x+3) + " " + num(y+3) + "L" + num(x+s-3) + " " + num(y+s-3) +
			"M" + num(x+s-3) + " " + num(y+3) + "L" + num(x+3) + " " + num(y+s-3) + `"/>`)
	case "planned":
		frame("--dom", `1.5" stroke-dasharray="2.5 2"`)
	case "self-reported":
		frame("--ink", `1.5"`)
		p.WriteString(`<circle fill="var(--ink)" cx="` + num(x+s/2) + `" cy="` + num(y+s/2) + `" r="` + num(s*.22) + `"/>`)
	case "known":
		p.WriteString(`<rect fill="var(--ink)" x="` + num(x) + `" y="` + num(y) + `" width="` + num(s) + `" height="` + num(s) + `"/>`)
	case "weaker":
		frame("--ink", `1.3" stroke-dasharray="3 1.7"`)
		p.WriteString(`<circle fill="var(--ink)" cx="` + num(x+s/2) + `" cy="` + num(y+s/2) + `" r="` + num(s*.13) + `"/>`)
	default: // unknown, silent
		frame("--none", `1.3" stroke-dasharray="2 1.7"`)
	}
	p.WriteString("</g>")
}

// key draws a row of signs with their words and gives the height it took.
func (p *pen) key(y float64, signs []string, prefix string) float64 {
	x := 0.0
	for _, s := range signs {
		word := p.words.Text(prefix + s)
		w := 18 + textWidth(word, 12) + 16
		if x+w > p.w && x > 0 {
			x, y = 0, y+20
		}
		p.sign(s, x, y-10, 12, "")
		p.text("", "", x+17, y, word)
		x += w
	}
	return y + 12
}

// textWidth is about how wide a text is at a size: a Chinese character is as
// wide as the size, a Latin letter a little over half.
func textWidth(s string, px float64) float64 {
	w := 0.0
	for _, r := range s {
		if r >= 0x2E80 {
			w += px
		} else {
			w += px * .55
		}
	}
	return w
}
