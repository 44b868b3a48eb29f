// Package catalogue holds what is named: models, families, bases, makers, the
// silicon lattice with its crosswalk, chips and systems with their figures,
// sources, and the built-in claims, events, scores, questions, forecasts, voices
// and report.
//
// Record files come in (the embedded ones, or a user's own folder of the same
// shape); one read-only Catalogue goes out, with findings for what cannot be
// used as it stands. Names resolve to ids whatever their case, width, spaces and
// hyphens; a name that two records share never resolves in silence. Dates of
// claims follow R0. docs/format.md explains every field of every file.
package catalogue

import "assay/evidence"

// compiledOn is the day on which the built-in records were compiled. No partial
// date counts as later than it (R0).
const compiledOn evidence.Date = "2026-11-24"

// Catalogue is everything that is named. It is safe for concurrent reading.
// Chips, systems, scores and the other files that the matrix does not need are
// read on first use.
type Catalogue struct {
	compiled evidence.Date

	developers     []Developer
	developerAt    map[string]int
	developerNames names

	models         []Model
	modelAt        map[string]int
	modelNames     names
	modelAmbiguous map[string][]string // key of an ambiguous alias -> ids

	lattice *Lattice

	sources     []evidence.Source
	sourceAt    map[string]int
	sourceNames names
	watched     []Watched

	records []ClaimRecord
	claims  []evidence.Claim
	claimAt map[string]int

	more   func() *rest   // files read on first use
	scores func() []Score // the large table, read on first use
}

// Compiled is the day on which the built-in records were compiled.
func (c *Catalogue) Compiled() evidence.Date { return c.compiled }

// Lattice is the silicon lattice.
func (c *Catalogue) Lattice() *Lattice { return c.lattice }

// core are the records that the matrix needs.
type core struct {
	developers []item[Developer]
	models     []item[Model]
	nodes      []item[Node]
	spellings  []item[Spelling]
	sources    []item[sourceRecord]
	claims     []item[ClaimRecord]
}

// build indexes the core records. Records with findings were left out before.
func build(k core) *Catalogue {
	c := &Catalogue{compiled: compiledOn,
		more: func() *rest { return &rest{} }, scores: func() []Score { return nil }}
	c.addDevelopers(k.developers)
	c.lattice = newLattice(k.nodes, k.spellings)
	c.addModels(k.models)
	c.addSources(k.sources)
	c.records = make([]ClaimRecord, len(k.claims))
	c.claims = make([]evidence.Claim, len(k.claims))
	c.claimAt = make(map[string]int, len(k.claims))
	for i, it := range k.claims {
		c.records[i] = it.rec
		c.claims[i] = c.claim(&c.records[i])
		c.claimAt[it.rec.ID] = i
	}
	return c
}

func (c *Catalogue) addDevelopers(items []item[Developer]) {
	c.developers = make([]Developer, len(items))
	c.developerAt = make(map[string]int, len(items))
	c.developerNames = newNames(4 * len(items))
	for i, it := range items {
		d := it.rec
		c.developers[i] = d
		c.developerAt[d.ID] = i
		for _, list := range [][]string{{d.ID, d.Name}, d.Aliases, d.Products} {
			for _, n := range list {
				c.developerNames.add(n, d.ID)
			}
		}
	}
}

func (c *Catalogue) addModels(items []item[Model]) {
	c.models = make([]Model, len(items))
	c.modelAt = make(map[string]int, len(items))
	c.modelNames = newNames(6 * len(items))
	c.modelAmbiguous = map[string][]string{}
	for i, it := range items {
		m := it.rec
		if m.Kind == "" {
			m.Kind = KindModel
		}
		if d, ok := c.Developer(m.DeveloperID); ok {
			m.Developer, m.Country = d.Name, d.Country
		}
		if len(m.Bases) > 0 {
			m.Base = m.Bases[0]
		}
		c.models[i] = m
		c.modelAt[m.ID] = i
		for _, list := range [][]string{{m.ID, m.Name}, m.Aliases} {
			for _, n := range list {
				c.modelNames.add(n, m.ID)
			}
		}
		for _, n := range m.AmbiguousAliases {
			k := key(n)
			c.modelAmbiguous[k] = append(c.modelAmbiguous[k], m.ID)
		}
	}
	for i := range c.models {
		if c.models[i].Kind != KindFamily {
			continue
		}
		for _, id := range c.models[i].Members {
			j, ok := c.modelAt[id]
			if !ok {
				continue
			}
			m := &c.models[j]
			m.Families = append(m.Families, c.models[i].ID)
			m.Family = m.Families[0]
		}
	}
}

func (c *Catalogue) addSources(items []item[sourceRecord]) {
	c.sources = make([]evidence.Source, len(items))
	c.sourceAt = make(map[string]int, len(items))
	c.sourceNames = newNames(3 * len(items))
	for i, it := range items {
		s := it.rec.source()
		c.sources[i] = s
		c.sourceAt[s.ID] = i
		c.watched = append(c.watched, watchedOf(s, it.rec.Watch)...)
		c.sourceNames.add(s.ID, s.ID)
		c.sourceNames.add(s.Name, s.ID)
		for _, n := range s.Aliases {
			c.sourceNames.add(n, s.ID)
		}
	}
}

// newLattice indexes the nodes and works out what lies above each.
func newLattice(items []item[Node], spellings []item[Spelling]) *Lattice {
	l := &Lattice{nodes: make([]Node, len(items)), at: make(map[string]int, len(items)),
		ancestors: make(map[string][]string, len(items)), spellings: newNames(8 * len(items)),
		none: map[string]Spelling{}}
	for i, it := range items {
		n := it.rec
		l.nodes[i] = n
		l.at[n.Name] = i
		if n.Parent == "" && l.root == "" {
			l.root = n.Name
		}
		for _, list := range [][]string{{n.Name, n.ID}, n.Aliases} {
			for _, s := range list {
				l.spellings.add(s, n.Name)
			}
		}
	}
	for _, it := range spellings {
		if it.rec.Node == "" {
			l.none[key(it.rec.Spelling)] = it.rec
			continue
		}
		l.spellings.add(it.rec.Spelling, it.rec.Node)
	}
	for _, n := range l.nodes {
		l.ancestors[n.Name] = l.above(n.Name)
	}
	return l
}

// above walks parent and implies breadth first; a loop ends where it meets
// itself (the lint names it).
func (l *Lattice) above(name string) []string {
	var out []string
	seen := map[string]bool{name: true}
	for queue := []string{name}; len(queue) > 0; queue = queue[1:] {
		n, ok := l.Node(queue[0])
		if !ok {
			continue
		}
		for _, up := range []string{n.Implies, n.Parent} {
			if _, known := l.at[up]; !known || seen[up] {
				continue
			}
			seen[up] = true
			out = append(out, up)
			queue = append(queue, up)
		}
	}
	return out
}
