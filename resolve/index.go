package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
)

// Index holds claims by model and stage, so that one model's cells are resolved
// without a look at the others. It is safe for concurrent use.
type Index struct {
	cat      *catalogue.Catalogue
	lattice  *lattice
	compiled evidence.Date
	latest   evidence.Date // the day that an empty as-of means
	models   []entry
	at       map[string]int
	splits   []origin.Override
	originOf map[string]string
	disputes map[cellKey][]Note
	searches map[cellKey][]Note
	findings []evidence.Finding
	facts    map[string]*fact // by claim id

	chips    sync.Once
	chipDays map[string]evidence.Date // node -> day from which the chip could be had

	mu     sync.RWMutex
	cache  map[cacheKey]Row
	cached int // size of what the cache holds
}

type cellKey struct {
	model string
	stage evidence.Stage
}

// entry is one model with its claims.
type entry struct {
	model   catalogue.Model
	stages  [4][]*fact // in the order of evidence.Stages, by day and id
	parents []int      // bases and families, whose cells may be shown
	changes []evidence.Date
	named   bool // in the catalogue
	theirs  bool // some claim is of another actor's training run
}

// NewIndex makes claims ready for questions. Claims that cannot take part are
// kept and listed by Findings.
func NewIndex(in Input) *Index {
	x := &Index{cat: in.Catalogue, lattice: newLattice(in.Catalogue.Lattice()),
		compiled: in.Catalogue.Compiled(), at: map[string]int{}, splits: in.Origins.Splits,
		originOf: in.Origins.Of, disputes: notes(in.Disputes), searches: notes(in.Searches),
		facts: make(map[string]*fact, len(in.Claims)), cache: map[cacheKey]Row{}}
	x.latest = x.compiled
	for _, m := range in.Catalogue.Models() {
		x.at[m.ID] = len(x.models)
		x.models = append(x.models, entry{model: m, named: true})
	}
	docs := make(map[string]text, len(in.Documents))
	for i := range in.Documents {
		docs[in.Documents[i].ID] = text(in.Documents[i].Body)
	}
	all := make([]fact, len(in.Claims))
	for i, c := range inOrder(in.Claims, x.compiled) {
		x.add(&all[i], c, in.Origins.Keys, docs)
	}
	x.supersede()
	x.order()
	return x
}

func notes(list []Note) map[cellKey][]Note {
	out := map[cellKey][]Note{}
	for _, n := range list {
		k := cellKey{n.Model, n.Stage}
		out[k] = append(out[k], n)
	}
	for _, l := range out {
		slices.SortFunc(l, func(a, b Note) int { return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.ID, b.ID)) })
	}
	return out
}

// inOrder lists claims reviewed ones first, then by day and id, so that what a
// new model's row says of its developer depends on nothing else.
func inOrder(claims []evidence.Claim, compiled evidence.Date) []*evidence.Claim {
	type dated struct {
		c     *evidence.Claim
		known evidence.Date
		later bool
	}
	list := make([]dated, len(claims))
	for i := range claims {
		list[i] = dated{&claims[i], day(&claims[i], compiled), !claims[i].Reviewed()}
	}
	slices.SortFunc(list, func(a, b dated) int {
		if a.later != b.later {
			if b.later {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.known, b.known), cmp.Compare(a.c.ID, b.c.ID))
	})
	out := make([]*evidence.Claim, len(list))
	for i := range list {
		out[i] = list[i].c
	}
	return out
}

// add places one claim.
func (x *Index) add(f *fact, c *evidence.Claim, keys map[string][]origin.Key, docs map[string]text) {
	if x.facts[c.ID] != nil {
		return // one id is one claim
	}
	stage := slices.Index(evidence.Stages(), c.Stage)
	if stage < 0 {
		x.find(c, "stage", fmt.Sprintf("stage %q is not known", c.Stage))
		return
	}
	i := x.modelOf(c) // may add a model, which moves the others
	e := &x.models[i]
	weight := c.Weight()
	*f = fact{c: c, node: -1, rank: int8(min(weight.Rank(), 7)), e0: c.Evidence == evidence.E0,
		neg:    c.Relation == evidence.NotUsed || c.Relation == evidence.AttemptedFailed,
		failed: c.Relation == evidence.AttemptedFailed,
		known:  day(c, x.compiled), retract: c.Retracted.Last(),
		doc: origin.DocumentKey(c), keys: keys[c.ID], bad: quoteCheck(c, docs)}
	if origin.ThirdParty(c) && !x.sameFirm(c.Actor, &e.model) {
		f.actor = strings.ToLower(strings.TrimSpace(c.Actor))
		e.theirs = e.theirs || (c.Relation == evidence.Used && c.Stage != evidence.Inference)
	}
	if s, ok := x.cat.Source(c.SourceID); ok {
		f.letter = s.Letter
	}
	if name, ok := x.cat.Lattice().Resolve(c.Silicon); ok {
		f.node = x.lattice.ground(x.lattice.at[name], e.model.Country)
	} else if f.bad == "" {
		f.bad = fmt.Sprintf("silicon %q is not in the lattice", c.Silicon)
	}
	if f.bad != "" {
		x.find(c, "no-part", f.bad)
	}
	if !c.RecordedAt.IsZero() && f.known > evidence.DateOf(c.RecordedAt) {
		x.find(c, "future-date", fmt.Sprintf("dated %s, after it was recorded on %s", f.known, evidence.DateOf(c.RecordedAt)))
	}
	if r := evidence.DateOf(c.RecordedAt); !c.RecordedAt.IsZero() && r > x.latest {
		x.latest = r
	}
	x.facts[c.ID] = f
	e.stages[stage] = append(e.stages[stage], f)
}

// sameFirm reports whether an actor's name is a spelling of the developer's, or
// stands for a set of developers.
func (x *Index) sameFirm(actor string, m *catalogue.Model) bool {
	id, ok := x.cat.DeveloperID(actor)
	return ok && id == m.DeveloperID
}

func (x *Index) find(c *evidence.Claim, rule, message string) {
	x.findings = append(x.findings, evidence.Finding{File: c.SourcePublisher, Severity: evidence.SeverityWarning,
		Rule: rule, Message: "claim " + c.ID + ": " + message})
}

// modelOf gives the place of a claim's model; a name that the catalogue lacks
// gets a row of its own, so that it is never dropped in silence.
func (x *Index) modelOf(c *evidence.Claim) int {
	id := c.ModelID
	if _, ok := x.at[id]; id == "" || !ok {
		if known, found := x.cat.ModelID(c.Model); found {
			id = known
		} else {
			id = NewModelID(c.Model)
		}
	}
	if i, ok := x.at[id]; ok {
		return i
	}
	m := catalogue.Model{ID: id, Name: c.Model, Kind: catalogue.KindModel, Developer: c.Developer, Country: c.DeveloperCountry}
	if strings.HasPrefix(c.Model, "class:") || strings.HasPrefix(c.Model, "unnamed:") {
		m.Kind = catalogue.KindClass
	}
	x.at[id] = len(x.models)
	x.models = append(x.models, entry{model: m})
	return x.at[id]
}

// NewModelID is the id under which a model appears that the catalogue does not
// know: "new-" and its name in lower case with hyphens.
func NewModelID(name string) string {
	var b strings.Builder
	b.WriteString("new-")
	gap := false
	for _, r := range strings.ToLower(name) {
		if r == '.' || (r >= '0' && r <= '9') || (r >= 'a' && r <= 'z') || r > 0x7f {
			if r == '.' {
				r = '-'
			}
			if gap && b.Len() > 4 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
			continue
		}
		gap = true
	}
	return b.String()
}

// supersede links the claims that a newer statement of the same claimant
// replaces (R6). A claim that replaces itself, over whatever detour, stands.
func (x *Index) supersede() {
	for id, f := range x.facts {
		by := f.c.SupersededBy
		if by == "" {
			continue
		}
		newer := x.facts[by]
		switch {
		case newer == nil:
			x.find(f.c, "superseded-by", fmt.Sprintf("superseded by %q, which is no known claim; it stands", by))
		case x.replacesItself(id):
			x.find(f.c, "superseded-by", "superseded by itself; it stands")
		default:
			f.newer = newer
		}
	}
	slices.SortFunc(x.findings, func(a, b evidence.Finding) int { return cmp.Compare(a.Message, b.Message) })
}

// replacesItself follows the chain of newer statements to see whether it comes
// back.
func (x *Index) replacesItself(id string) bool {
	seen := map[string]bool{}
	for at := id; !seen[at]; {
		f := x.facts[at]
		if f == nil || f.c.SupersededBy == "" {
			return false
		}
		seen[at] = true
		at = f.c.SupersededBy
		if at == id {
			return true
		}
	}
	return false
}

// order sorts each cell's claims and links derived models and members.
func (x *Index) order() {
	for i := range x.models {
		e := &x.models[i]
		for s := range e.stages {
			slices.SortFunc(e.stages[s], func(a, b *fact) int {
				return cmp.Or(cmp.Compare(a.known, b.known), cmp.Compare(a.c.ID, b.c.ID))
			})
		}
		for _, id := range slices.Concat(e.model.Bases, e.model.Families) {
			if p, ok := x.at[id]; ok && p != i {
				e.parents = append(e.parents, p)
			}
		}
	}
	for i := range x.models {
		x.models[i].changes = x.changeDays(i)
	}
}

// changeDays are the days on which anything of a row may change, in order.
func (x *Index) changeDays(i int) []evidence.Date {
	seen, todo := map[int]bool{i: true}, []int{i}
	var days []evidence.Date
	for len(todo) > 0 {
		e := &x.models[todo[0]]
		todo = todo[1:]
		for _, list := range e.stages {
			for _, f := range list {
				days = append(days, f.known)
				if f.retract != "" {
					days = append(days, f.retract)
				}
				if f.newer != nil {
					days = append(days, f.newer.known)
					if f.newer.retract != "" {
						days = append(days, f.newer.retract)
					}
				}
				for _, k := range f.keys {
					if k.From != "" {
						days = append(days, k.From.Last())
					}
				}
			}
		}
		for _, s := range evidence.Stages() {
			for _, n := range slices.Concat(x.disputes[cellKey{e.model.ID, s}], x.searches[cellKey{e.model.ID, s}]) {
				days = append(days, n.On.Last())
			}
		}
		for _, p := range e.parents {
			if !seen[p] {
				seen[p] = true
				todo = append(todo, p)
			}
		}
	}
	for _, s := range x.splits {
		days = append(days, s.On.Last())
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// Findings lists what takes no part and why.
func (x *Index) Findings() []evidence.Finding { return x.findings }

// Latest is the day that an empty as-of means.
func (x *Index) Latest() evidence.Date { return x.latest }
