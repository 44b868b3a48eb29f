package extract

import (
	"sort"
	"strings"

	"assay/catalogue"
	"assay/evidence"
	"assay/text"
)

// draft is a claim before it is checked against the others of its document.
type draft struct {
	model     modelRef
	stage     evidence.Stage
	node      string
	sil       silicon
	relation  evidence.Relation
	hedge     evidence.Hedge
	voice     voice
	count     *number
	quote     text.Span
	unit      int
	exclusive bool
	whole     bool
	part      bool
	continued bool
	actor     string
	cues      []string
	order     int
}

// nodeFor turns domestic and foreign parts into the node relative to the
// model's developer.
func (d *doc) nodeFor(s *silicon, m modelRef) string {
	if s.kind != silOrigin {
		return s.node
	}
	country := d.countryOf(m)
	switch s.origin {
	case cChipDomestic:
		return catalogue.DomesticUnnamed
	case cChipForeign:
		return catalogue.ForeignUnnamed
	case cChipChinese:
		if country == "CN" {
			return catalogue.DomesticUnnamed
		}
		return catalogue.ForeignUnnamed
	}
	if country == "US" {
		return catalogue.DomesticUnnamed
	}
	return catalogue.ForeignUnnamed
}

func (d *doc) countryOf(m modelRef) string {
	if m.org != nil && m.org.country != "" {
		return m.org.country
	}
	return "CN"
}

// settle drops claims that others say better: the same again, a coarser node of
// the same fact by the same voice, an undisclosed one where silicon is named.
// Exact repetitions go first, by a map, so that a long text stays linear.
func (d *doc) settle() []draft {
	lattice := d.r.g.cat.Lattice()
	if len(d.drafts) < 2 {
		return d.drafts
	}
	kept := d.once()
	cells := map[string][]int{}
	for i := range kept {
		k := d.key(kept[i].model) + "|" + string(kept[i].stage)
		cells[k] = append(cells[k], i)
	}
	var out []draft
	for i := range kept {
		a := &kept[i]
		keep := true
		for _, j := range cells[d.key(a.model)+"|"+string(a.stage)] {
			if j != i && d.says(lattice, &kept[j], a, j < i) {
				keep = false
				break
			}
		}
		if keep {
			out = append(out, *a)
		}
	}
	return out
}

// once keeps the best draft of each fact: model, stage, node, relation.
func (d *doc) once() []draft {
	at := map[string]int{}
	var out []draft
	for i := range d.drafts {
		f := &d.drafts[i]
		k := d.key(f.model) + "|" + string(f.stage) + "|" + f.node + "|" + string(f.relation) + "|" + boolText(f.sil.kind == silHidden)
		j, ok := at[k]
		if !ok {
			at[k] = len(out)
			out = append(out, *f)
			continue
		}
		if better(f, &out[j]) {
			out[j] = *f
		}
	}
	return out
}

func boolText(b bool) string {
	if b {
		return "1"
	}
	return ""
}

// says reports that draft b makes draft a needless.
func (d *doc) says(lattice *catalogue.Lattice, b, a *draft, earlier bool) bool {
	if a.sil.kind == silHidden {
		return b.sil.kind != silHidden && (b.hedge == evidence.Asserted || b.hedge == evidence.Reported) && b.relation == evidence.Used
	}
	if b.sil.kind == silHidden {
		return false
	}
	if a.relation != b.relation {
		return a.node == b.node && weaker(a, b)
	}
	if d.isCard() && a.relation == evidence.Adapted && a.sil.kind == silNamed && a.unit != b.unit {
		return false // a list of what is supported names families and chips side by side
	}
	return !a.sil.other && coarser(lattice, a.node, b.node, d.countryOf(a.model)) && (a.hedge == b.hedge || b.hedge == evidence.Asserted) && a.relation != evidence.NotUsed
}

// weaker reports that a says less than b about the same cell: adapted beside used.
func weaker(a, b *draft) bool {
	return a.relation == evidence.Adapted && b.relation == evidence.Used
}

// better orders claims of one fact: firmer first, then with a count.
func better(a, b *draft) bool {
	if ha, hb := hedgeRank(a.hedge), hedgeRank(b.hedge); ha != hb {
		return ha > hb
	}
	return a.count != nil && b.count == nil
}

func hedgeRank(h evidence.Hedge) int {
	switch h {
	case evidence.Asserted:
		return 4
	case evidence.Reported:
		return 3
	case evidence.Alleged:
		return 2
	case evidence.Likely:
		return 1
	}
	return 0
}

// coarser reports that node a only says less than node b.
func coarser(l *catalogue.Lattice, a, b, country string) bool {
	if a == catalogue.GPUUnspecified || a == catalogue.Unspecified {
		return b != a
	}
	if a == catalogue.DomesticUnnamed {
		return b != a && l.Designer(b) == country
	}
	if a == catalogue.ForeignUnnamed {
		return b != a && l.Designer(b) != "" && l.Designer(b) != country
	}
	return a != b && l.Contains(a, b)
}

func (d *doc) sameModel(a, b modelRef) bool {
	return a.name == b.name || d.key(a) == d.key(b)
}

var unspaced = strings.NewReplacer(" ", "", "-", "", "_", "", "·", "")

// key compares names without case, spaces, hyphens and the developer's name.
func (d *doc) key(m modelRef) string {
	k := unspaced.Replace(text.Fold(m.name))
	if m.org != nil {
		k = strings.TrimPrefix(k, strings.ReplaceAll(text.Fold(m.org.name), " ", ""))
	}
	for _, p := range []string{"deepseek", "深度求索", "kimi"} {
		if rest := strings.TrimPrefix(k, p); rest != "" {
			k = rest
		}
	}
	return k
}

// finish turns drafts into claims in the order of their quotes.
func (d *doc) finish(drafts []draft) []evidence.Claim {
	sort.SliceStable(drafts, func(i, j int) bool {
		if drafts[i].quote.Start != drafts[j].quote.Start {
			return drafts[i].quote.Start < drafts[j].quote.Start
		}
		return drafts[i].order < drafts[j].order
	})
	out := make([]evidence.Claim, 0, len(drafts))
	counter := text.NewCounter(d.body)
	for i := range drafts {
		f := &drafts[i]
		c := evidence.Claim{
			Kind: evidence.KindExtracted, DocumentID: d.ev.ID, Model: f.model.name, Stage: f.stage, Silicon: f.node,
			Relation: f.relation, Actor: f.actor, Exclusive: f.exclusive, Whole: f.whole, Part: f.part, Continued: f.continued,
			Hedge: f.hedge, Attribution: f.voice.by, NamedSource: f.voice.source, Speaker: f.voice.speaker,
			Quote: f.quote.Of(d.body), Cues: f.cues, Review: evidence.Unreviewed, Reader: Version,
			SiliconWritten: d.body[f.sil.Start:f.sil.End], Published: d.ev.Published, SourceURL: d.ev.Address,
			SourceTitle: d.ev.Title, SourcePublisher: d.ev.Publisher, SourceID: d.ev.SourceID,
		}
		c.Start = counter.Rune(f.quote.Start)
		c.End = c.Start + text.Runes(c.Quote)
		if f.count != nil {
			v := f.count.value
			c.Count, c.CountQual = &v, f.count.qual
		}
		d.identify(&c, f)
		c.Hash = c.ContentHash()
		c.ID = c.Hash
		out = append(out, c)
	}
	return out
}

// identify adds what the catalogue knows of the model.
func (d *doc) identify(c *evidence.Claim, f *draft) {
	if f.model.org != nil {
		c.Developer, c.DeveloperCountry = f.model.org.name, f.model.org.country
	}
	if f.model.unnamed || f.model.class {
		return
	}
	id, ok := d.r.g.modelID(f.model)
	if !ok {
		return
	}
	c.ModelID = id
	if m, ok := d.r.g.cat.Model(id); ok {
		c.Developer, c.DeveloperCountry = m.Developer, m.Country
	}
}

// modelID finds the catalogue's id of a name, completed with its family or
// maker where the text leaves that out.
func (g *gazetteer) modelID(m modelRef) (string, bool) {
	if id, ok := g.cat.ModelID(m.name); ok {
		return id, true
	}
	if m.org == nil {
		return "", false
	}
	for _, stem := range append([]string{m.org.name}, g.byMaker[m.org]...) {
		for _, sep := range []string{" ", ""} {
			if id, ok := g.cat.ModelID(stem + sep + m.name); ok {
				return id, true
			}
		}
	}
	return "", false
}
