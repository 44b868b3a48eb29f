package resolve

import (
	"cmp"
	"slices"

	"assay/evidence"
	"assay/origin"
)

// Lever is one kind of evidence that would move a cell's verdict: the weakest
// class of it that is enough.
type Lever struct {
	Says     string         `json:"says"`               // same, other, denied, retracted; any where the cell names no silicon
	Silicon  string         `json:"silicon"`            // of which silicon
	Evidence evidence.Class `json:"evidence,omitempty"` // weakest class that moves the verdict; none for a retraction
	Claims   []string       `json:"claims,omitempty"`   // of a retraction: the claims of the origin that would go
	Verdict  evidence.Word  `json:"verdict"`            // what the cell would say
	Class    evidence.Side  `json:"class"`
	Negated  bool           `json:"negated,omitempty"`
}

// WhatIf lists the cells that change under the options, against the same day
// without them. Nothing is stored.
func (x *Index) WhatIf(o Options) []Change {
	return Diff(x, Options{AsOf: o.AsOf, Unreviewed: o.Unreviewed}, x, o)
}

// Levers tells what would change a cell: for a further account of the same
// silicon, of other silicon, for a denial and for a retraction, the least that
// would move verdict or class. The new evidence is a disinterested origin of its
// own. The smallest comes first.
func (x *Index) Levers(id string, stage evidence.Stage, o Options) []Lever {
	i, ok := x.at[id]
	s := slices.Index(evidence.Stages(), stage)
	if !ok || s < 0 {
		return nil
	}
	q := x.question(&o)
	m := &x.models[i].model
	p := x.parts(i, s, q)
	now := x.row(i, q).Cells[stage]
	own := x.nodeNamed(now.Silicon, m.Country)
	other := x.lattice.foreign
	w := view{x.lattice, m.Country}
	if own < 0 || w.side(own, "") != "domestic" {
		other = x.lattice.ground(x.lattice.home, m.Country)
	}
	try := func(says string, node int32, relation evidence.Relation) (Lever, bool) {
		for rank := int8(7); rank >= 2; rank-- {
			c, _ := x.resolve(m, append(slices.Clone(p.own), supposed(node, rank, relation, q)), p.gone, q, len(p.planned) > 0, false)
			if moved(&now, &c) {
				return Lever{Says: says, Silicon: w.name(node), Evidence: classOf(rank), Verdict: c.Verdict, Class: c.Class, Negated: c.Negated}, true
			}
		}
		return Lever{}, false
	}
	out := []Lever{}
	add := func(l Lever, ok bool) {
		if ok {
			out = append(out, l)
		}
	}
	if own >= 0 {
		add(try("same", own, evidence.Used))
		add(try("denied", own, evidence.NotUsed))
		out = append(out, x.retractions(m.ID, p, &now, q, i, s)...)
	}
	if own < 0 {
		add(try("any", other, evidence.Used))
	} else {
		add(try("other", other, evidence.Used))
	}
	slices.SortStableFunc(out, func(a, b Lever) int { return cmp.Compare(b.Evidence.Rank(), a.Evidence.Rank()) })
	return out
}

// supposed is a claim that nobody made.
func supposed(node int32, rank int8, relation evidence.Relation, q question) *fact {
	neg := relation == evidence.NotUsed || relation == evidence.AttemptedFailed
	return &fact{c: &evidence.Claim{ID: "supposed", Kind: evidence.KindRecord, Relation: relation, Hedge: evidence.Asserted,
		Attribution: evidence.ByDocument, Interest: evidence.InterestNone, Review: evidence.Accepted},
		node: node, rank: rank, neg: neg, known: q.at, doc: "supposed", keys: []origin.Key{{Hub: 1, Rule: origin.ByRecord}}}
}

func moved(now, then *Cell) bool {
	return now.Verdict != then.Verdict || now.Class != then.Class || now.Negated != then.Negated
}

// nodeNamed is the node of a cell's first silicon, or -1.
func (x *Index) nodeNamed(silicon []string, country string) int32 {
	if len(silicon) == 0 {
		return -1
	}
	n, ok := x.lattice.at[silicon[0]]
	if !ok {
		return -1
	}
	return x.lattice.ground(n, country)
}

// retractions tries the loss of each origin that earns the cell's word.
func (x *Index) retractions(id string, p parts, now *Cell, q question, i, s int) []Lever {
	_, r := x.resolve(&x.models[i].model, p.own, p.gone, q, len(p.planned) > 0, false)
	gone := map[int32][]string{}
	for _, v := range r.all {
		if slices.Contains(now.Earning, v.c.ID) {
			gone[v.origin] = nil
		}
	}
	for _, v := range r.all {
		if _, ok := gone[v.origin]; ok {
			gone[v.origin] = append(gone[v.origin], v.c.ID)
		}
	}
	var out []Lever
	for _, ids := range gone {
		slices.Sort(ids)
		left := slices.DeleteFunc(slices.Clone(p.own), func(f *fact) bool { return slices.Contains(ids, f.c.ID) })
		c, _ := x.resolve(&x.models[i].model, left, nil, q, len(p.planned) > 0, false)
		if moved(now, &c) {
			out = append(out, Lever{Says: "retracted", Silicon: now.Silicon[0], Claims: ids, Verdict: c.Verdict, Class: c.Class, Negated: c.Negated})
		}
	}
	slices.SortFunc(out, func(a, b Lever) int { return slices.Compare(a.Claims, b.Claims) })
	return out
}
