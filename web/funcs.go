package web

import (
	"fmt"
	"html"
	"html/template"
	"net/url"
	"strings"
	"unicode"

	"assay/check"
	"assay/evidence"
	"assay/outlook"
)

// funcs are the functions of the templates, bound to one language.
func (s *site) funcs(l Lang) template.FuncMap {
	c := s.cats[l]
	return template.FuncMap{
		"t":        c.text,
		"tb":       c.bold,
		"word":     c.word,
		"date":     func(d any) string { return c.date(evidence.Date(fmt.Sprint(d))) },
		"num":      func(v any) string { return c.show(v) },
		"dec":      func(x any, n int) string { return c.number(asFloat(x), n) },
		"silicon":  c.silicon,
		"silicons": func(names []string) string { return c.list(c.silicons(names)) },
		"list":     c.list,
		"href":     func(parts ...any) string { return s.href(l, parts...) },
		"asset":    func(name string) string { return s.prefix + s.assets[name].path },
		"root":     func(p string) string { return s.prefix + p },
		"abs":      func(p string) string { return s.base + p },
		"sign":     sign,
		"mark":     mark,
		"pips":     pips,
		"show":     show,
		"safe":     safeAddress,
		"slug":     slug,
		"clip":     clip,
		"inc":      func(i int) int { return i + 1 },
		"lang":     func() Lang { return l },
		"lower":    strings.ToLower,
		"hasText":  c.has,
		"dict":     dict,
		"words":    evidence.Words,
		"classes": func() []evidence.Class {
			return []evidence.Class{evidence.E1, evidence.E2, evidence.E3, evidence.E4, evidence.E5, evidence.E6, evidence.E7, evidence.E0}
		},
		"signs":     func() []string { return legendSigns },
		"marks":     func() []evidence.Word { return legendMarks },
		"sharebar":  shareBar,
		"lagaxis":   lagAxis,
		"anchor":    func(st any) string { return anchorOf(evidence.Stage(fmt.Sprint(st))) },
		"months":    c.months,
		"percent":   func(x float64) string { return c.number(100*x, 1) + " %" },
		"gapword":   func(kind string, value any) string { return gapWord(l, kind, fmt.Sprint(value)) },
		"likely":    func(w outlook.Word) string { return w.In(string(l)) },
		"times100":  func(x float64) float64 { return 100 * x },
		"upper":     upper,
		"modelname": c.model,
		"outcomes":  outcomes,
		"sharen":    c.share,
		"ismodel":   func(id string) bool { _, ok := s.Catalogue.Model(id); return ok },
		"embedsrc":  func(p string) string { return s.absolute(strings.TrimPrefix(p, s.prefix)) },
		"deref":     deref,
		"country":   c.country,
		"flop":      flop,
	}
}

// href joins parts to an address of a page in a language. A part that is not
// the first is escaped: href "/model/" .ID "/".
func (s *site) href(l Lang, parts ...any) string {
	var b strings.Builder
	b.WriteString(s.prefix + "/" + string(l))
	for _, p := range parts {
		text := fmt.Sprint(p)
		if strings.HasPrefix(text, "/") || strings.HasPrefix(text, "?") || strings.HasPrefix(text, "#") {
			b.WriteString(text)
			continue
		}
		b.WriteString(url.PathEscape(text))
	}
	return b.String()
}

// dict makes a map for a template called with several values.
func dict(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m
}

func (c *catalog) silicons(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = c.silicon(n)
	}
	return out
}

// show writes text that came from outside: isolated from the direction of its
// surroundings, with control characters made visible instead of obeyed.
func show(text string) template.HTML {
	var b strings.Builder
	b.WriteString("<bdi>")
	start := 0
	for i, r := range text {
		if !controls(r) {
			continue
		}
		b.WriteString(html.EscapeString(text[start:i]))
		fmt.Fprintf(&b, `<span class="odd">U+%04X</span>`, r)
		start = i + len(string(r))
	}
	b.WriteString(html.EscapeString(text[start:]))
	b.WriteString("</bdi>")
	return template.HTML(b.String()) // #nosec: every piece is escaped above
}

// controls reports whether r is a character that a reader does not see but
// that changes what she sees: bidi controls, zero-width marks, control codes.
func controls(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C:
		return true
	case r == 0x200B, r == 0x2060, r == 0xFEFF:
		return true
	}
	return unicode.IsControl(r)
}

// clip cuts text at n characters and says so with an ellipsis in brackets.
func clip(text string, n int) string {
	r := []rune(text)
	if len(r) <= n {
		return text
	}
	return strings.TrimRight(string(r[:n]), " ") + " […]"
}

// slug is the part of an address that stands for a name: lower case Latin
// letters and digits joined by hyphens; Han stays as it is.
func slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			if r == '+' {
				b.WriteString("plus")
				continue
			}
			b.WriteRune(r)
			continue
		}
		gap = true
	}
	return b.String()
}

// sign draws the square of a cell class: dom, for, mix, con, und or unk.
func sign(class string) template.HTML {
	return template.HTML(`<svg class="sg c-` + class + `" viewBox="0 0 14 14" aria-hidden="true"><use href="#s-` + class + `"/></svg>`) // #nosec: class comes from signOf
}

// mark draws the round mark of a verdict word or of an outcome.
func mark(word any) template.HTML {
	w := html.EscapeString(fmt.Sprint(word))
	return template.HTML(`<svg class="vm" viewBox="0 0 16 16" aria-hidden="true"><use href="#v-` + w + `"/></svg>`) // #nosec: escaped above
}

// pips draws one filled dot for each independent origin and one hollow dot for
// each document that repeats one; six at most, then a number.
func pips(origins, documents int) string {
	const most = 6
	if documents < origins {
		documents = origins
	}
	if documents <= most {
		return strings.Repeat("●", origins) + strings.Repeat("○", documents-origins)
	}
	if origins >= most {
		return strings.Repeat("●", most) + "+" + fmt.Sprint(documents-most)
	}
	return strings.Repeat("●", origins) + strings.Repeat("○", most-origins) + "+" + fmt.Sprint(documents-most)
}

// deref gives what a pointer of the catalogue points at; nil gives nil.
func deref(p any) any {
	switch x := p.(type) {
	case *float64:
		if x != nil {
			return *x
		}
	case *bool:
		if x != nil {
			return *x
		}
	}
	return nil
}

// flop writes a number of operations as a power of ten: 9.7 × 10²⁴.
func flop(x any) string {
	f, ok := x.(float64)
	if !ok || f <= 0 {
		return "–"
	}
	mantissa, exp, _ := strings.Cut(fmt.Sprintf("%.1e", f), "e+")
	sup := strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")
	return mantissa + " × 10" + sup.Replace(exp)
}

// asFloat is a number of any of the kinds that results use.
func asFloat(x any) float64 {
	switch v := x.(type) {
	case float64:
		return v
	case *float64:
		if v != nil {
			return *v
		}
	case int:
		return float64(v)
	case int64:
		return float64(v)
	}
	return 0
}

// outcome is a verdict of a check with its mark, for the legend.
type outcome struct {
	Mark    string
	Verdict check.Verdict
}

func outcomes() []outcome {
	var out []outcome
	for _, v := range check.Verdicts() {
		out = append(out, outcome{checkMarks[v], v})
	}
	return out
}
