package resolve

import (
	"slices"

	"assay/catalogue"
	"assay/evidence"
)

// inherited gives the cell that is shown for a model without claims of its own:
// the pre-training of its base, or the cell of a family that lists it (R1). A
// class passes nothing on.
func (x *Index) inherited(i, s int, q question, path []int) (Cell, bool) {
	m := &x.models[i].model
	from := m.Families
	derived := evidence.Stages()[s] == evidence.PreTraining && m.Derived()
	if derived {
		from = m.Bases
	}
	var best Cell
	found := false
	for _, id := range from {
		p, ok := x.at[id]
		if !ok || slices.Contains(path, p) || x.models[p].model.Kind == catalogue.KindClass {
			continue
		}
		c := x.stage(p, s, q, append(slices.Clone(path), p))
		if !derived && (len(c.Claims) == 0 || c.Verdict == evidence.UnknownWord && len(c.ReadyOn)+len(c.Planned) == 0) {
			continue
		}
		if !found || (best.Verdict.Rank() == 0 && c.Verdict.Rank() > 0) {
			best, found = x.handDown(c, id, derived), true
		}
	}
	return best, found
}

// handDown is a cell as a derived model or a member shows it: other actors'
// runs and what was tuned further up stay where they are.
func (x *Index) handDown(c Cell, from string, derived bool) Cell {
	c.Others, c.Continued, c.ContinuedOn = []Other{}, []string{}, nil
	if derived {
		// what the base is ready on says nothing of how the derived model was made
		c.ReadyOn, c.Planned = []string{}, []string{}
		c.Claims = slices.DeleteFunc(slices.Clone(c.Claims), func(id string) bool {
			f := x.facts[id]
			return f != nil && (f.c.Relation == evidence.Adapted || f.c.Relation == evidence.Planned || f.c.Continued)
		})
	}
	if c.InheritedFrom == "" {
		c.InheritedFrom = from
	}
	return c
}

// implied is what a statement on the whole training process says of a stage
// that has no used or not-used claim of its own; never of the pre-training of a
// derived model (R1).
func (x *Index) implied(i, s int, q question) (Cell, bool) {
	m := &x.models[i].model
	stage := evidence.Stages()[s]
	switch {
	case stage != evidence.PreTraining && stage != evidence.PostTraining:
		return Cell{}, false
	case stage == evidence.PreTraining && m.Derived():
		return Cell{}, false
	}
	t := slices.Index(evidence.Stages(), evidence.TrainingUnspecified)
	p := x.parts(i, t, q)
	if !slices.ContainsFunc(p.own, func(f *fact) bool { return f.c.Whole && f.c.Relation == evidence.Used }) {
		return Cell{}, false
	}
	c, r := x.resolve(m, p.own, nil, q, false, true)
	if c.Verdict.Rank() == 0 && c.Verdict != evidence.Contested {
		return Cell{}, false
	}
	c.Implied = true
	c.Outranked, c.Opposing, c.History, c.Denied = nil, nil, nil, nil
	for _, f := range p.own {
		if f.c.Whole {
			c.Claims = append(c.Claims, f.c.ID)
		}
	}
	for _, n := range Rules() {
		if r.rules[n] {
			c.Rules = append(c.Rules, n)
		}
	}
	return c, true
}
