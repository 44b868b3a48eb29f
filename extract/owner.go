package extract

import (
	"strings"
	"unicode"

	"assay/text"
)

// owners tells whose short names (R1, V4, K2) a text may use.
type owners struct {
	g     *gazetteer
	known map[*org]bool
	order []*org

	cache  map[string]*org // short name -> maker, for as many makers as cached tells
	cached int
}

func (o *owners) note(ms []mention) {
	for i := range ms {
		m := &ms[i]
		if (m.kind == kModel || m.kind == kOrg) && m.org != nil && m.org.maker && !o.known[m.org] {
			o.known[m.org] = true
			o.order = append(o.order, m.org)
		}
	}
}

// of gives the maker in the text that has a model of a short name.
func (o *owners) of(short string) *org {
	if found, ok := o.cache[short]; ok && o.cached == len(o.order) {
		return found
	}
	if o.cache == nil || o.cached != len(o.order) {
		o.cache, o.cached = map[string]*org{}, len(o.order)
	}
	found := o.find(short)
	o.cache[short] = found
	return found
}

func (o *owners) find(short string) *org {
	for _, g := range o.order {
		for _, stem := range o.g.byMaker[g] {
			for _, sep := range []string{" ", ""} {
				if _, ok := o.g.cat.ModelID(stem + sep + short); ok {
					return g
				}
			}
		}
		if _, ok := o.g.cat.ModelID(g.name + " " + short); ok {
			return g
		}
		if id, ok := o.g.cat.ModelID(short); ok {
			if m, _ := o.g.cat.Model(id); o.g.orgs[text.Fold(m.Developer)] == g {
				return g
			}
		}
	}
	for _, g := range o.order { // a new version of a known line: V5, R3
		for _, m := range o.g.lines(g) {
			if m == text.Fold(short[:1]) {
				return g
			}
		}
	}
	return nil
}

// lines gives the letters of a maker's numbered lines ("v", "r" for DeepSeek).
func (g *gazetteer) lines(o *org) []string {
	g.linesOnce.Do(func() {
		g.lineOf = map[*org][]string{}
		for _, m := range g.cat.Models() {
			owner := g.orgs[text.Fold(m.Developer)]
			for _, w := range strings.FieldsFunc(text.Fold(m.Name), func(r rune) bool { return r == ' ' || r == '-' }) {
				if len(w) >= 2 && unicode.IsLetter(rune(w[0])) && isDigit(w[1]) && owner != nil && strings.Contains("vrkxmt", w[:1]) {
					g.lineOf[owner] = append(g.lineOf[owner], w[:1])
				}
			}
		}
	})
	return g.lineOf[o]
}
