package check

import (
	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

// firm is the class from which on a flat statement is borne: whatever weighs
// less is an inference or a rumour.
const firm = evidence.E5

// base is the evidence as known on one day.
type base struct {
	cat    *catalogue.Catalogue
	lat    *catalogue.Lattice
	rows   map[string]*resolve.Row
	order  []*resolve.Row
	claims map[string]*evidence.Claim
	day    evidence.Date
	memo   map[string][]*fact
}

// fact is one claim that stands in a cell of a model, or beside it.
type fact struct {
	c      *evidence.Claim
	model  string // id of the model whose row it is read from
	stage  evidence.Stage
	node   string // lattice name, grounded in the developer's country
	actor  string // who ran the stage; empty for the developer
	weight evidence.Class
	cell   *resolve.Cell
}

func newBase(cat *catalogue.Catalogue, rows []resolve.Row, claims []evidence.Claim, day evidence.Date) *base {
	b := &base{cat: cat, lat: cat.Lattice(), rows: make(map[string]*resolve.Row, len(rows)),
		claims: make(map[string]*evidence.Claim, len(claims)), day: day, memo: map[string][]*fact{}}
	for i := range rows {
		b.rows[rows[i].ID] = &rows[i]
		b.order = append(b.order, &rows[i])
	}
	for i := range claims {
		b.claims[claims[i].ID] = &claims[i]
	}
	return b
}

// facts lists what stands in the cells of a model: its own, and those beside.
func (b *base) facts(id string) []*fact {
	if f, ok := b.memo[id]; ok {
		return f
	}
	row, ok := b.rows[id]
	if !ok {
		return nil
	}
	var out []*fact
	for _, st := range evidence.Stages() {
		cell, ok := row.Cells[st]
		if !ok {
			continue
		}
		out = b.add(out, row, st, "", &cell)
		for i := range cell.Others {
			out = b.add(out, row, st, cell.Others[i].Actor, &cell.Others[i].Cell)
		}
	}
	b.memo[id] = out
	return out
}

func (b *base) add(out []*fact, row *resolve.Row, st evidence.Stage, actor string, cell *resolve.Cell) []*fact {
	for _, id := range cell.Claims {
		c, ok := b.claims[id]
		if !ok || c.Stage != st {
			continue // an implied or inherited cell shows the claims of another one, which speak there
		}
		name := c.Silicon
		if n, ok := b.lat.Resolve(name); ok {
			name = n
		}
		who := actor
		if who == "" && cell.InheritedFrom == "" && !b.byDeveloper(c, row) {
			who = c.Actor // adapted and planned by anybody stand in the model's own cell (R1)
		}
		out = append(out, &fact{c: c, model: row.ID, stage: st, node: b.lat.Ground(name, row.Country),
			actor: who, weight: c.Weight(), cell: cell})
	}
	return out
}

func (b *base) byDeveloper(c *evidence.Claim, row *resolve.Row) bool {
	if c.Actor == "" || c.Actor == row.Developer {
		return true
	}
	id, ok := b.cat.DeveloperID(c.Actor)
	if !ok {
		return false
	}
	d, _ := b.cat.Developer(id)
	return d.Name == row.Developer
}

// bears tells how the silicon of a fact lies to that of a statement.
type bears int

const (
	vague    bears = iota // says what sort of part, or nothing: neither for nor against
	same                  // the same node, or a finer one
	coarser               // the evidence names silicon less exactly than the statement
	disjoint              // no chip can be both
)

// lies compares the fact's node e with the statement's node s, both grounded,
// as seen from the developer's country.
func (b *base) lies(s, e, country string) bears {
	switch {
	case e == catalogue.Unspecified || s == catalogue.Unspecified:
		return vague
	case b.contains(s, e, country):
		return same
	case b.lat.SortOfPart(s):
		if b.lat.SortOfPart(e) {
			return vague
		}
		return same // "GPUs" or "NPUs": the evidence is more exact
	case b.lat.SortOfPart(e):
		return vague
	case b.contains(e, s, country):
		return coarser
	}
	return disjoint
}

// contains is the lattice's containment with the relative nodes read from a
// country.
func (b *base) contains(a, x, country string) bool {
	if a == x || b.lat.Contains(a, x) {
		return true
	}
	d := b.lat.Designer(x)
	switch a {
	case catalogue.ForeignUnnamed:
		return d != "" && country != "" && d != country
	case catalogue.DomesticUnnamed:
		return country != "" && d == country
	}
	return false
}

// isFirm reports whether a fact bears a flat statement.
func (f *fact) isFirm() bool { return f.weight.AtLeast(firm) && f.c.Hedge != evidence.Unknown }

// id of the cell that a fact stands in.
func (f *fact) cellID() string { return f.model + "/" + string(f.stage) }

// country gives the country of a model's developer.
func (b *base) country(id string) string {
	if m, ok := b.cat.Model(id); ok {
		return m.Country
	}
	if r, ok := b.rows[id]; ok {
		return r.Country
	}
	return ""
}
