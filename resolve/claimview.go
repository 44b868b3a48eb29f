package resolve

import (
	"slices"

	"assay/evidence"
)

// Standing is one claim as it stands in its cell, for pages and `assay show`.
type Standing struct {
	ID        string         `json:"id"`
	Weight    evidence.Class `json:"weight"` // after root and hedge caps
	Known     evidence.Date  `json:"known"`
	Role      string         `json:"role"`             // earns, supports, opposes, outranked, history, denies, ready, plans, continued, discloses-nothing, withdrawn, other-actor, no-part
	Origin    string         `json:"origin,omitempty"` // of the whole store (rules D)
	NoPartWhy string         `json:"no_part_why,omitempty"`
}

// Standing tells what part a claim plays on a day; false for an id that the
// index does not hold.
func (x *Index) Standing(id string, o Options) (Standing, bool) {
	f, ok := x.facts[id]
	if !ok {
		return Standing{}, false
	}
	q := x.question(&o)
	out := Standing{ID: id, Weight: classOf(f.rank), Known: f.known, Origin: x.originOf[id]}
	switch {
	case f.bad != "":
		out.Role, out.NoPartWhy = "no-part", f.bad
		return out, true
	case !x.asked(f, q):
		out.Role, out.NoPartWhy = "no-part", "not known, not reviewed or left out"
		return out, true
	case f.retract != "" && f.retract <= q.at, x.replaced(f, q):
		out.Role = "withdrawn"
		return out, true
	}
	row := x.row(x.modelOf(f.c), q)
	c := row.Cells[f.c.Stage]
	out.Role = role(f, &c, x.lattice.root)
	return out, true
}

func role(f *fact, c *Cell, root int32) string {
	id := f.c.ID
	switch {
	case f.c.Relation == evidence.Adapted:
		return "ready"
	case f.c.Relation == evidence.Planned:
		return "plans"
	case f.actor != "":
		return "other-actor"
	case f.c.Continued:
		return "continued"
	case slices.Contains(c.Earning, id):
		return "earns"
	case slices.Contains(c.Outranked, id):
		return "outranked"
	case slices.Contains(c.History, id):
		return "history"
	case slices.Contains(c.Denied, id):
		return "denies"
	case slices.Contains(c.Opposing, id):
		return "opposes"
	case f.opens(root):
		return "discloses-nothing"
	}
	return "supports"
}
