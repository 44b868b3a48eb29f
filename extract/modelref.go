package extract

import (
	"strings"

	"assay/text"
)

// modelRef is a model that a unit speaks of, by name or otherwise.
type modelRef struct {
	text.Span
	name     string
	org      *org
	unnamed  bool // unnamed:<developer>
	class    bool // class:<description>
	pronoun  bool // resolved from "it", "the model", 该模型
	compared bool // stands only as a comparison
	base     bool // stands only as what another model was made from
	group    int
	why      string // how it was found, for Explain
}

// modelsOf finds the models of a unit: names with their coordination, classes,
// unnamed models, and references back.
func (d *doc) modelsOf(u *unit) []modelRef {
	var out []modelRef
	for i := range u.ms {
		m := &u.ms[i]
		if len(out) >= maxSilicon {
			break
		}
		switch {
		case m.kind == kModel:
			out = append(out, modelRef{Span: m.span(), name: d.complete(u, i), org: m.org, compared: d.comparedModel(u, i), base: d.baseModel(u, i), why: "named"})
		case m.has(cClassNoun):
			if r, ok := d.classOf(u, i); ok {
				out = append(out, r)
			}
		case m.has(cUnnamed):
			if r, ok := d.unnamedAt(u, i); ok {
				out = append(out, r)
				out = append(out, d.fellows(u, r)...)
			}
		}
	}
	for i := range out {
		out[i].group = i
		if i > 0 && out[i].unnamed && out[i-1].Span == out[i].Span {
			out[i].group = out[i-1].group
		} else if i > 0 && joinsModels(u.withoutOrgs(out[i-1].End, out[i].Start)) && out[i-1].compared == out[i].compared {
			out[i].group = out[i-1].group
		}
	}
	return out
}

// joinsModels reports a gap that coordinates two models, articles and sizes
// allowed.
func joinsModels(gap string) bool {
	g := strings.TrimSpace(gap)
	if g == "" {
		return false
	}
	if i := strings.IndexByte(g, '('); i == 0 {
		if j := strings.IndexByte(g, ')'); j > 0 {
			g = strings.TrimSpace(g[j+1:])
		}
	}
	for _, w := range []string{"models", "model", "a second, unnamed", "a second", "a second,", "another", "模型", "大模型", "系列"} {
		g = strings.TrimSpace(strings.TrimSuffix(g, w))
	}
	return (connects(g) || g == "als auch" || g == "as well as" || g == "wie auch" || g == "along with") && len(g) <= 24
}

// withoutOrgs gives the folded text between two places without the firms named
// there: "Seed and Tencent's Hunyuan" joins two models.
func (u *unit) withoutOrgs(from, to int) string {
	s := u.fold(from, to)
	if len(s) > 60 {
		return s
	}
	for i := range u.ms {
		m := &u.ms[i]
		if m.kind == kOrg && m.start >= from && m.end <= to {
			name := u.fold(m.start, m.end)
			for _, tail := range []string{"'s own", "'s", "’s", "的", ""} {
				if strings.Contains(s, name+tail) {
					s = strings.Replace(s, name+tail, "", 1)
					break
				}
			}
		}
	}
	return s
}

// complete gives the full name of an elliptic coordination: "星火V3.5與V4.0".
func (d *doc) complete(u *unit, i int) string {
	m := &u.ms[i]
	if len(m.entries) > 0 && m.name == m.entries[0].family.stem && len(d.last) > 0 {
		if l := d.last[0]; l.org == m.org && strings.HasPrefix(l.name, m.name) && !strings.ContainsAny(l.name, "0123456789") {
			return l.name // the short form of a name given before
		}
	}
	if full, ok := d.fullNames[text.Fold(m.name)]; ok && len(m.entries) == 0 {
		return full
	}
	if len(m.entries) > 0 {
		return m.name
	}
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		p := &u.ms[j]
		if p.kind != kModel {
			continue
		}
		if len(p.entries) > 0 && p.org == m.org && joinsModels(u.fold(p.end, m.start)) {
			stem := p.entries[0].family.stem
			if strings.HasPrefix(p.name, stem) && p.name != stem {
				sep := ""
				if rest := p.name[len(stem):]; rest[0] == '-' || rest[0] == ' ' {
					sep = rest[:1]
				}
				return stem + sep + m.name
			}
		}
		break
	}
	return d.shortOf(m)
}

// shortOf completes a short form from its siblings in the text.
func (d *doc) shortOf(m *mention) string {
	if full := d.sibling(m.name); full != "" {
		return full
	}
	return m.name
}

// comparedModel reports a model that stands only to be compared with.
func (d *doc) comparedModel(u *unit, i int) bool {
	m := &u.ms[i]
	for j := i - 1; j >= 0; j-- {
		c := &u.ms[j]
		if u.divide(c.end, m.start) >= softBorder && !onlyModels(u, j, i) {
			return false
		}
		if c.has(cCompareModel) && m.start-c.end < 60 && !strings.HasPrefix(strings.TrimSpace(u.fold(c.end, m.start)), "auch") {
			return true
		}
		if c.stage() != cNone {
			return false
		}
	}
	return false
}

// onlyModels reports that nothing but models and joins stand between j and i.
func onlyModels(u *unit, j, i int) bool {
	named := false
	for k := j + 1; k < i; k++ {
		if u.ms[k].kind != kModel && u.ms[k].kind != kOrg {
			return false
		}
		named = named || u.ms[k].kind == kModel
	}
	return named && u.ms[i].start-u.ms[j].end < 80
}

// classOf reads a quantified set of models: "none of the country's leading models".
func (d *doc) classOf(u *unit, i int) (modelRef, bool) {
	m := &u.ms[i]
	start := m.start
	quantified := false
	for j := i - 1; j >= 0 && m.start-u.ms[j].end < 60; j-- {
		if u.divide(u.ms[j].end, m.start) >= softBorder {
			break
		}
		if u.ms[j].has(cClassQuant) || u.ms[j].has(cNeg) {
			quantified = true
			start = u.ms[j].end
		}
	}
	if e := u.any(u.Start, u.End, cNegEpistemic); !quantified && (e == nil || !saysNo(u.fold(e.start, e.end))) {
		return modelRef{}, false
	}
	desc := strings.TrimSpace(u.text[start-u.Start : m.end-u.Start])
	return modelRef{Span: m.span(), name: "class:" + desc, class: true, why: "a set of models"}, true
}

// unnamedAt reads a model without a name: "a new model", "its models", with the
// developer from the sentence or the text.
func (d *doc) unnamedAt(u *unit, i int) (modelRef, bool) {
	m := &u.ms[i]
	w := u.fold(m.start, m.end)
	if i > 0 {
		p := &u.ms[i-1]
		if gap := strings.TrimSpace(u.fold(p.end, m.start)); p.kind == kModel && (gap == "" || gap == "-" || gap == "系列" || gap == "s" || gap == "语言" || gap == ":") {
			return modelRef{}, false // "the OpenGPT-X models"
		}
		if d.noneOf(u, i) {
			return modelRef{Span: m.span(), name: "class:" + u.text[m.start-u.Start:m.end-u.Start], class: true, why: "a set of models"}, true
		}
	}
	if i+1 < len(u.ms) { // "a new model, GLM-Image": the name says it better
		n := &u.ms[i+1]
		gap := strings.TrimSpace(u.fold(m.end, n.start))
		if n.kind == kModel && len(gap) < 16 && (gap == "" || gap == "," || gap == "called" || gap == "named" || strings.HasSuffix(gap, "为") || strings.HasSuffix(gap, "namens") || gap == ":") {
			return modelRef{}, false
		}
	}
	if w == "everything" && (i == 0 || u.ms[i-1].stage() == cNone || m.start-u.ms[i-1].end > 2) {
		return modelRef{}, false
	}
	if before := strings.TrimRight(u.fold(max(u.Start, m.start-9), m.start), " 余多个款种"); before != "" && isDigit(before[len(before)-1]) && len(before) > 1 && isDigit(before[len(before)-2]) {
		return modelRef{}, false // "80 models" of many makers
	}
	o := d.developerNear(u, m.start)
	if o == nil || d.isCard() && len(d.topic) > 0 {
		return modelRef{}, false
	}
	return modelRef{Span: m.span(), name: "unnamed:" + o.name, org: o, unnamed: true, why: "unnamed: " + w}, true
}

// noneOf reports "no language model … is known to", "bislang ist kein
// europäisches Sprachmodell bekannt": a set without a quantifier of its own.
func (d *doc) noneOf(u *unit, i int) bool {
	if !u.has(cNegEpistemic) {
		return false
	}
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		p := &u.ms[j]
		if u.ms[i].start-p.end > 24 || p.start-u.Start > 24 {
			return false
		}
		if p.has(cClassQuant) || p.has(cNeg) || p.has(cNegEpistemic) && saysNo(u.fold(p.start, p.end)) {
			return true
		}
	}
	return false
}

// fellows are the other makers of "A and B … their models".
func (d *doc) fellows(u *unit, r modelRef) []modelRef {
	var out []modelRef
	next := -1
	for i := len(u.ms) - 1; i >= 0; i-- {
		m := &u.ms[i]
		if m.kind != kOrg || !m.org.maker {
			continue
		}
		if m.org == r.org {
			next = i
			continue
		}
		if next >= 0 && joinsModels(u.fold(m.end, u.ms[next].start)) {
			out = append(out, modelRef{Span: r.Span, name: "unnamed:" + m.org.name, org: m.org, unnamed: true, why: r.why})
			next = i
		}
	}
	return out
}

// developerNear is the maker named last before a place in the unit, else in the
// unit, else the one that the text is about.
func (d *doc) developerNear(u *unit, at int) *org {
	var best *org
	for i := range u.ms {
		m := &u.ms[i]
		if m.kind != kOrg || !m.org.maker || (m.org.node != "" && d.asSilicon(u, i)) {
			continue
		}
		if m.start < at || best == nil {
			best = m.org
		}
	}
	if best == nil && (!d.isCard() || len(d.topic) > 0) {
		best = d.developer
	}
	return best
}

// asSilicon reports an org mention that speaks of its silicon.
func (d *doc) asSilicon(u *unit, i int) bool {
	s := silicon{Span: u.ms[i].span()}
	return d.vendorSilicon(u, i, &s)
}

// resolve gives what a reference back means: the antecedent models.
func (d *doc) resolve(u *unit, m *mention) []modelRef {
	plural := m.has(cCorefModels)
	var refs []modelRef
	switch {
	case m.has(cCorefFirst) && len(d.last) > 1:
		refs = d.last[:1]
	case m.has(cCorefSecond) && len(d.last) > 1:
		refs = d.last[len(d.last)-1:]
	case plural && len(d.lastPlural) > 1:
		refs = d.lastPlural
	case plural && len(d.last) > 0:
		refs = d.last
	case len(d.last) > 0:
		refs = d.last[:1]
	case len(d.topic) > 0:
		refs = d.topic[:1]
	}
	out := make([]modelRef, len(refs))
	for i, r := range refs {
		r.Span, r.pronoun, r.group = m.span(), true, -1
		r.why = "refers back to " + r.name
		out[i] = r
	}
	return out
}
