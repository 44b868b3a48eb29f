package resolve

import (
	"cmp"
	"slices"

	"assay/evidence"
)

// weigh counts the documents, origins and dates behind what is shown (R3, R9):
// documents are those of the origins that earn the word.
func (r *run) weigh(shown []*standingOf, of func(*standingOf) []*voice) {
	c := &r.cell
	enough := least(c.Verdict)
	origins := map[int32]bool{}
	c.Part = len(shown) > 0
	for _, s := range shown {
		for _, v := range of(s) {
			if v.weigh <= enough {
				origins[v.origin] = true
				c.Earning = append(c.Earning, v.c.ID)
				c.Reviewed = c.Reviewed && v.c.Reviewed()
				c.Part = c.Part && v.c.Part
				if !slices.Contains(c.Voices, v.c.Attribution) {
					c.Voices = append(c.Voices, v.c.Attribution)
				}
			}
		}
	}
	slices.Sort(c.Earning)
	c.Earning = slices.Compact(c.Earning)
	slices.Sort(c.Voices)
	docs := map[string]bool{}
	for _, v := range r.all {
		if v.neg != c.Negated || v.outranked || !origins[v.origin] || (r.whole && !v.c.Whole) {
			continue
		}
		docs[v.doc] = true
		if c.Since == "" || v.known < c.Since {
			c.Since = v.known
		}
	}
	c.Documents, c.Origins = len(docs), len(origins)
}

// negative writes a cell that has only negative claims: the same words for "not
// X" (R5). Where only plans stand, a denial is a denied plan and fills nothing
// (R4).
func (r *run) negative(planned bool) bool {
	var list []*voice
	for _, v := range r.all {
		if v.neg && !v.outranked && (!planned || v.failed) && !r.whole {
			list = append(list, v)
		}
	}
	if len(list) == 0 || slices.ContainsFunc(r.all, func(v *voice) bool { return !v.neg && !v.outranked }) {
		return false
	}
	at := map[int32]*standingOf{}
	var nodes []*standingOf
	for _, v := range list {
		if at[v.node] == nil {
			at[v.node] = &standingOf{node: v.node}
			nodes = append(nodes, at[v.node])
		}
	}
	best := 0
	for _, s := range nodes { // "not Ascend" is said of the 910B too
		for _, v := range list {
			if r.w.contains(v.node, s.node) {
				s.support = append(s.support, v)
			}
		}
		s.count(func(*voice) bool { return false }, r.q.MinOrigins)
		best = max(best, s.word.Rank())
	}
	return best > 0 && r.deny(nodes, best)
}

// deny writes "not X", the coarsest nodes with the best word.
func (r *run) deny(nodes []*standingOf, best int) bool {
	var shown []*standingOf
	for _, s := range nodes {
		if s.word.Rank() != best || slices.ContainsFunc(nodes, func(t *standingOf) bool {
			return t != s && t.word.Rank() == best && r.w.contains(t.node, s.node)
		}) {
			continue
		}
		shown = append(shown, s)
	}
	slices.SortFunc(shown, func(a, b *standingOf) int {
		return cmp.Or(cmp.Compare(a.best, b.best), boolCompare(a.fromUs, b.fromUs), cmp.Compare(r.w.nodes[a.node].name, r.w.nodes[b.node].name))
	})
	c, first := &r.cell, shown[0]
	c.Verdict, c.Evidence, c.Letter, c.Negated = first.word, classOf(first.best), first.letter, true
	for _, s := range shown {
		c.Silicon = append(c.Silicon, r.w.name(s.node))
	}
	r.weigh(shown, func(s *standingOf) []*voice { return s.unopposed })
	c.Disinterested, c.SecondHand = first.d, secondHand(first)
	r.fire(R5)
	return true
}

// lists notes what opposes, what is outranked, what is history and what is
// denied (R4), and the information number (R7).
func (r *run) lists(planned bool) {
	c := &r.cell
	positive := slices.ContainsFunc(r.all, func(v *voice) bool { return !v.neg && !v.outranked })
	for _, v := range r.all {
		id := v.c.ID
		switch {
		case v.outranked:
			c.Outranked = append(c.Outranked, id)
		case v.opposed || len(v.nodes) > 0:
			c.Opposing = append(c.Opposing, id)
		}
		if v.failed && !v.outranked && r.otherSilicon(v) {
			c.History = append(c.History, id)
		}
		if v.neg && !v.failed && (positive || planned) {
			c.Denied = append(c.Denied, id)
		}
	}
	for _, l := range [][]string{c.Outranked, c.Opposing, c.History, c.Denied} {
		slices.Sort(l)
		if len(l) > 0 {
			r.fire(R4)
		}
	}
	c.Information = r.information()
}

// otherSilicon reports whether a failure was followed by other silicon.
func (r *run) otherSilicon(f *voice) bool {
	return slices.ContainsFunc(r.all, func(v *voice) bool {
		return !v.neg && !v.outranked && r.w.disjoint(f.node, v.node)
	})
}

// information is the Admiralty information number (R7).
func (r *run) information() int {
	c := &r.cell
	switch c.Verdict {
	case evidence.Confirmed:
		return 1
	case evidence.SelfReported, evidence.ReportedWord, evidence.Inferred, evidence.Rumoured:
		if c.Verdict == evidence.SelfReported && c.Evidence.AtLeast(evidence.E2) {
			return 2
		}
		if c.Verdict == evidence.ReportedWord && r.independent() >= 2 {
			return 2
		}
		return 3
	case evidence.Contested:
		return 4
	}
	return 6
}

// independent is k of the node that gives the cell its word.
func (r *run) independent() int {
	for _, s := range r.nodes {
		if len(r.cell.Silicon) > 0 && r.w.name(s.node) == r.cell.Silicon[0] {
			return s.k
		}
	}
	return 0
}
