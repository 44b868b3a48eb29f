package resolve

import (
	"slices"

	"assay/evidence"
)

// question is one as-of date and its options, with the day worked out.
type question struct {
	*Options
	at evidence.Date
}

func (x *Index) question(o *Options) question {
	q := question{Options: o, at: x.latest}
	if o.AsOf != "" {
		q.at = o.AsOf.Last()
	}
	return q
}

// asked reports whether a claim is one that the reader asked for: known by the
// day, traceable, reviewed or asked for unreviewed, not left out (R0).
func (x *Index) asked(f *fact, q question) bool {
	if f.known > q.at || f.known == "" || f.bad != "" || f.c.Review == evidence.Rejected {
		return false
	}
	if !q.Unreviewed && !f.c.Reviewed() {
		return false
	}
	if q.Floor != "" && f.rank > int8(q.Floor.Rank()) && f.c.Hedge != evidence.Unknown {
		return false
	}
	for _, w := range q.Without {
		if w == f.c.ID || w == f.c.SourceID || w == f.c.SourcePublisher || w == f.c.Origin || w == x.originOf[f.c.ID] {
			return false
		}
	}
	return true
}

// replaced reports whether a newer statement of the same claimant counts (R6).
func (x *Index) replaced(f *fact, q question) bool {
	n := f.newer
	return n != nil && x.asked(n, q) && (n.retract == "" || n.retract > q.at)
}

// standing splits the claims of a cell at a date into those that count and
// those that their claimant took back or replaced (R0, R6).
func (x *Index) standing(facts []*fact, q question) (stand, gone []*fact) {
	n := len(facts)
	if i, _ := slices.BinarySearchFunc(facts, q.at, func(f *fact, d evidence.Date) int {
		if f.known > d {
			return 1
		}
		return -1
	}); i < n {
		n = i
	}
	stand = make([]*fact, 0, n)
	for _, f := range facts[:n] {
		switch {
		case !x.asked(f, q):
		case f.retract != "" && f.retract <= q.at:
			gone = append(gone, f)
		case x.replaced(f, q):
		default:
			stand = append(stand, f)
		}
	}
	return stand, gone
}
