package extract

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"assay/catalogue"
	"assay/extract/lexicon"
	"assay/text"
)

// kind is what a mention is.
type kind uint8

const (
	kNone   kind = iota
	kModel       // a named model
	kOrg         // a maker, a vendor, or both
	kSil         // named silicon: family, chip, variant or system
	kCue         // a cue word
	kSkip        // consumes text and says nothing
	kNumber      // a number, made by the count stage
	kOrigin      // made by the silicon stage: domestic or foreign parts without a name
)

// org is a firm or institute that makes models, silicon, or both.
type org struct {
	name    string
	country string
	maker   bool   // makes models
	node    string // lattice node where it is a vendor of silicon
}

// family is a family of models known by its stem.
type family struct {
	stem      string
	org       *org
	versioned bool
	maker     bool
}

// entry is one meaning of a pattern.
type entry struct {
	kind   kind
	class  class
	lang   string
	node   string  // kSil
	org    *org    // kOrg
	family *family // kModel: a stem
	cased  string  // the spelling that the text must have, where case counts
	prefix bool    // a longer word may follow
	line   bool    // kSil: a line of chips, which a number may follow at once ("MLU790")
	coarse bool    // kSil: the node is coarser than the name
	near   string  // kSil: counts only in a text that names this vendor
}

// gazetteer is every name and cue in one automaton.
type gazetteer struct {
	auto     *automaton
	entries  [][]entry // pattern -> meanings in English and Chinese texts
	german   [][]entry // pattern -> meanings in German texts
	trigger  *automaton
	cat      *catalogue.Catalogue
	orgs     map[string]*org // folded name -> org
	suffixes map[string]bool
	noModel  map[string]bool
	notName  map[string]bool
	byMaker  map[*org][]string // stems of a maker, the main one first

	linesOnce sync.Once
	lineOf    map[*org][]string // letters of a maker's numbered lines
}

type builder struct {
	g        *gazetteer
	patterns []string
	index    map[string]int
	triggers []string
}

func newGazetteer(cat *catalogue.Catalogue) *gazetteer {
	g := &gazetteer{cat: cat, orgs: map[string]*org{}, suffixes: set("suffix"), noModel: set("nomodel"),
		notName: set("notname"), byMaker: map[*org][]string{}}
	b := &builder{g: g, index: map[string]int{}}
	b.addOrgs()
	b.addSilicon()
	b.addFamilies()
	b.addModels()
	for _, c := range lexicon.Cues() {
		b.add(c.Text, entry{kind: kCue, class: classOf(c.Class), lang: c.Lang, prefix: c.Prefix})
	}
	g.byLanguage()
	g.auto = newAutomaton(b.patterns)
	g.trigger = newAutomaton(append(b.triggers, "chip", "gpu", "加速卡", "accelerator", "processor", "silicon", "芯片", "晶片",
		"算力", "国产", "万卡", "显卡", "beschleuniger", "prozessor", "grafikkarte", "halbleiter", "semiconductor", "hardware"))
	return g
}

// byLanguage splits the meanings by the language of the text. Chinese cues are
// told by their characters; German pages borrow English words for stages and
// chips. Cues come last, so that those of one pattern lie side by side.
func (g *gazetteer) byLanguage() {
	all := g.entries
	g.entries, g.german = make([][]entry, len(all)), make([][]entry, len(all))
	for i, list := range all {
		slices.SortStableFunc(list, func(a, b entry) int { return int(boolTo(a.kind == kCue)) - int(boolTo(b.kind == kCue)) })
		for _, e := range list {
			borrowed := e.class.isStage() || e.class >= cChipDomestic && e.class <= cChipGPU && e.class != cChipUS || e.class == cPseudo
			if e.lang != "de" {
				g.entries[i] = append(g.entries[i], e)
			}
			if e.lang != "en" || borrowed {
				g.german[i] = append(g.german[i], e)
			}
		}
	}
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range lexicon.Words(list) {
		m[text.Fold(w)] = true
	}
	return m
}

func (b *builder) add(surface string, e entry) {
	p := text.Fold(surface)
	if p == "" {
		return
	}
	i, ok := b.index[p]
	if !ok {
		i = len(b.patterns)
		b.index[p] = i
		b.patterns = append(b.patterns, p)
		b.g.entries = append(b.g.entries, nil)
	}
	for _, other := range b.g.entries[i] {
		if other.kind == e.kind && other.class == e.class && other.lang == e.lang {
			return
		}
	}
	b.g.entries[i] = append(b.g.entries[i], e)
}

// addOrgs takes makers from the catalogue and the lexicon, and vendors from the
// lattice; one name is one org.
func (b *builder) addOrgs() {
	for _, d := range b.g.cat.Developers() {
		o := b.org(d.Name, d.Country, true)
		for _, a := range d.Aliases {
			b.alias(o, a)
		}
	}
	for _, m := range lexicon.Makers() {
		o := b.org(m.Name, m.Country, true)
		for _, a := range m.Aliases {
			b.alias(o, a)
		}
	}
	for _, n := range b.g.cat.Lattice().Nodes() {
		if n.Kind != catalogue.NodeVendor {
			continue
		}
		o := b.org(n.Name, n.Designer, false)
		o.node = n.Name
		for _, a := range n.Aliases {
			b.alias(o, a)
		}
		b.triggers = append(b.triggers, vendorTriggers(n)...)
	}
}

// vendorTriggers are names that alone make a text worth reading: vendors known
// for silicon more than for anything else.
func vendorTriggers(n catalogue.Node) []string {
	switch n.Name {
	case "Microsoft", "Meta", "Google", "AWS", "Alibaba", "Baidu", "Tencent", "Intel", "Sugon":
		return nil
	}
	out := []string{text.Fold(n.Name)}
	for _, a := range n.Aliases {
		out = append(out, text.Fold(a))
	}
	return out
}

func (b *builder) org(name, country string, maker bool) *org {
	if i := strings.IndexByte(name, '('); i > 0 {
		name = strings.TrimSpace(name[:i])
	}
	key := text.Fold(name)
	o := b.g.orgs[key]
	if o == nil {
		o = &org{name: name, country: country}
		b.g.orgs[key] = o
		b.alias(o, name)
	}
	o.maker = o.maker || maker
	if o.country == "" {
		o.country = country
	}
	return o
}

func (b *builder) alias(o *org, name string) {
	if utf8.RuneCountInString(name) < 2 {
		return
	}
	key := text.Fold(name)
	if other := b.g.orgs[key]; other == nil {
		b.g.orgs[key] = o
	} else if other != o {
		return
	}
	e := entry{kind: kOrg, org: o}
	if isWord(name) || len(name) <= 4 {
		e.cased = name
	}
	b.add(name, e)
}

// isWord reports a capitalised Latin word that could be an ordinary one.
func isWord(s string) bool {
	for i, r := range s {
		if r >= utf8.RuneSelf || (!unicode.IsLetter(r) && r != ' ') || (i > 0 && unicode.IsUpper(r)) {
			return false
		}
	}
	return true
}

func (b *builder) addSilicon() {
	for _, n := range b.g.cat.Lattice().Nodes() {
		if n.Kind == catalogue.NodeVendor || n.Kind == catalogue.NodeOrigin || n.Name == catalogue.GPUUnspecified {
			continue
		}
		vendor := b.g.vendorOf(n.Name)
		for _, s := range append([]string{n.Name}, n.Aliases...) {
			e := entry{kind: kSil, node: n.Name, line: n.Kind == catalogue.NodeFamily && n.Name != catalogue.CPU}
			for _, a := range n.AmbiguousAliases {
				if text.Fold(a) == text.Fold(s) && !plainChip(s) {
					e.near = vendor
				}
			}
			if isWord(s) {
				e.cased = s
			}
			b.silicon(s, e)
			if rest, ok := strings.CutPrefix(s, vendor+" "); ok && len(rest) > 2 && strings.ContainsAny(rest, "0123456789") {
				b.silicon(rest, e)
			}
		}
	}
	for _, s := range lexicon.Spellings() {
		b.silicon(s.Text, entry{kind: kSil, node: s.Node, coarse: strings.ContainsAny(s.Text, "0123456789") && b.g.vendorOf(s.Node) == s.Node})
	}
}

// plainChip reports a Latin chip name such as A100 or B200 that is read as the
// chip even without its vendor: in this field it means nothing else.
func plainChip(s string) bool {
	for _, ok := range []string{"A100", "H100", "H20", "H200", "B200", "MI300", "MI350", "P800", "4090", "4090D", "S4000", "S5000", "310P", "Trainium", "Ironwood", "BW1000"} {
		if s == ok {
			return true
		}
	}
	return false
}

// silicon adds a spelling with and without its spaces and hyphens.
func (b *builder) silicon(s string, e entry) {
	if utf8.RuneCountInString(s) < 2 || strings.Trim(s, "0123456789") == "" && len(s) < 4 {
		return
	}
	for _, v := range variants(s) {
		b.add(v, e)
		if f := text.Fold(v); e.node != catalogue.CPU && e.near == "" && len(f) > 2 {
			b.triggers = append(b.triggers, f)
		}
	}
}

func variants(s string) []string {
	out := []string{s}
	if strings.ContainsAny(s, " -") {
		for _, sep := range []string{" ", "-", ""} {
			v := strings.NewReplacer(" ", sep, "-", sep).Replace(s)
			if v != s {
				out = append(out, v)
			}
		}
	}
	return out
}

// vendorOf is the vendor node above a node, or empty.
func (g *gazetteer) vendorOf(node string) string {
	for _, a := range append([]string{node}, g.cat.Lattice().Ancestors(node)...) {
		if n, ok := g.cat.Lattice().Node(a); ok && n.Kind == catalogue.NodeVendor {
			return a
		}
	}
	return ""
}

func (b *builder) addFamilies() {
	for _, f := range lexicon.Families() {
		o := b.g.orgs[text.Fold(f.Developer)]
		if o == nil {
			o = b.org(f.Developer, "", true)
		}
		for i, stem := range f.Stems {
			fam := &family{stem: stem, org: o, versioned: f.Versioned && i == 0 || i > 0 && len(stem) <= 3 && isASCII(stem) || utf8.RuneCountInString(stem) == 1, maker: f.Maker && (i == 0 || !isASCII(stem))}
			e := entry{kind: kModel, family: fam}
			if f.Cased || isWord(stem) || len(stem) <= 3 {
				e.cased = stem
			}
			b.add(stem, e)
			b.g.byMaker[o] = append(b.g.byMaker[o], stem)
		}
	}
}

// addModels adds the names of the catalogue that the families and the grammar of
// suffixes do not reach.
func (b *builder) addModels() {
	for _, m := range b.g.cat.Models() {
		if m.IsClass() {
			continue
		}
		o := b.g.orgs[text.Fold(m.Developer)]
		if o == nil {
			o = b.org(m.Developer, m.Country, true)
		}
		for _, name := range append([]string{m.Name}, m.Aliases...) {
			if utf8.RuneCountInString(name) < 4 && isASCII(name) || strings.Contains(name, "/") || b.reached(name) {
				continue
			}
			e := entry{kind: kModel, family: &family{stem: name, org: o}}
			if isWord(name) || !strings.ContainsAny(name, "0123456789") && isASCII(name) {
				e.cased = name
			}
			for _, v := range variants(name) {
				b.add(v, e)
			}
		}
	}
}

// reached reports whether a stem with suffixes already covers a name.
func (b *builder) reached(name string) bool {
	for i := 1; i <= len(name); i++ {
		at, ok := b.index[text.Fold(name[:min(i, len(name))])]
		if !ok {
			continue
		}
		for _, e := range b.g.entries[at] {
			if e.kind == kModel && (e.cased == "" || e.cased == name[:i]) && b.g.extend(name, i, false) == len(name) && (i < len(name) || !e.family.versioned) {
				return true
			}
		}
	}
	return false
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
