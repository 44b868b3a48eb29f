package resolve

import (
	"cmp"
	"slices"

	"assay/catalogue"
	"assay/evidence"
)

// beside writes the cell's silicon and what stands beside it (R2). It gives the
// nodes shown: those of Silicon first, then the others.
func (r *run) beside(earners []*standingOf) []*standingOf {
	first, shown := earners[0], []*standingOf{earners[0]}
	var others, alternatives []*standingOf
	for _, s := range r.rivals(first) {
		how := r.how(first, s)
		r.cell.Beside = append(r.cell.Beside, Beside{Silicon: r.w.name(s.node), Word: s.word, How: how, Evidence: classOf(s.best)})
		switch equal := slices.Contains(earners, s); {
		case how == HowAlternative && equal:
			alternatives = append(alternatives, s)
			others = append(others, s)
		case equal:
			shown = append(shown, s)
		default:
			others = append(others, s)
		}
	}
	if above := r.above(first, alternatives); above != nil && len(shown) == 1 {
		// either the one or the other: what is sure is what lies above both
		r.cell.Beside = slices.Insert(r.cell.Beside, 0, Beside{Silicon: r.w.name(first.node), Word: first.word, How: HowAlternative, Evidence: classOf(first.best)})
		others = slices.Insert(others, 0, first)
		shown = []*standingOf{above}
	}
	for _, s := range earners[1:] { // rumours, and sorts of part, which are disjoint from nothing
		if !slices.Contains(shown, s) && !slices.Contains(others, s) && (s.best == 7 || !r.w.disjoint(first.node, s.node)) {
			shown = append(shown, s)
		}
	}
	for _, s := range shown {
		r.cell.Silicon = append(r.cell.Silicon, r.w.name(s.node))
	}
	return append(shown, others...)
}

// rivals are the nodes disjoint from the cell's own, at E6 or better and at
// most one group below: of nodes above one another the one with the better
// word, else the finer; best evidence first.
func (r *run) rivals(first *standingOf) []*standingOf {
	var list []*standingOf
	for _, s := range r.nodes {
		if s.word.Rank() > 0 && s.best <= 6 && group(s.best) <= group(first.best)+1 &&
			!r.w.nodes[s.node].sort && r.w.disjoint(first.node, s.node) {
			list = append(list, s)
		}
	}
	var out []*standingOf
	for _, s := range list {
		if !slices.ContainsFunc(list, func(t *standingOf) bool {
			return t != s && ((r.w.contains(s.node, t.node) && t.word.Rank() >= s.word.Rank()) ||
				(r.w.contains(t.node, s.node) && t.word.Rank() > s.word.Rank()))
		}) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b *standingOf) int {
		return cmp.Or(cmp.Compare(a.best, b.best), boolCompare(a.fromUs, b.fromUs), cmp.Compare(r.w.nodes[a.node].name, r.w.nodes[b.node].name))
	})
	return out
}

// how tells a mix from an either-or.
func (r *run) how(a, b *standingOf) How {
	if r.several() {
		return HowSet
	}
	for _, v := range a.unopposed {
		if v.weigh <= 6 && slices.ContainsFunc(b.unopposed, func(o *voice) bool { return o.weigh <= 6 && o.origin == v.origin }) {
			return HowMixed
		}
	}
	return HowAlternative
}

// above is the finest node over the first and its alternatives, where it is
// more than "some silicon"; nil otherwise.
func (r *run) above(first *standingOf, alternatives []*standingOf) *standingOf {
	node := first.node
	for _, s := range alternatives {
		if c := r.w.common(node, s.node); c != r.w.root {
			node = c
		}
	}
	if node == first.node {
		return nil
	}
	for _, s := range r.nodes {
		if s.node == node && s.word.Rank() > 0 {
			return s
		}
	}
	return nil
}

// candidates lists finer nodes with a weaker word under what is shown. A node
// is left out where a finer one has the same word, save a chip whose systems
// have it: the system stands for its chip.
func (r *run) candidates(shown []*standingOf) {
	var list []*standingOf
	for _, s := range r.nodes {
		if slices.Contains(shown, s) || s.word == evidence.UnknownWord {
			continue
		}
		if slices.ContainsFunc(shown, func(t *standingOf) bool {
			return r.w.contains(t.node, s.node) && (s.word.Rank() < t.word.Rank() || t.contested())
		}) {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b *standingOf) int {
		return cmp.Or(cmp.Compare(b.word.Rank(), a.word.Rank()), cmp.Compare(a.best, b.best), cmp.Compare(r.w.nodes[a.node].name, r.w.nodes[b.node].name))
	})
	for _, s := range list {
		finer := slices.ContainsFunc(list, func(t *standingOf) bool {
			return t != s && t.word == s.word && r.w.contains(s.node, t.node) &&
				(r.w.nodes[s.node].kind != catalogue.NodeChip || r.w.nodes[t.node].kind != catalogue.NodeSystem)
		})
		if !finer {
			r.cell.Candidates = append(r.cell.Candidates, Candidate{Silicon: r.w.name(s.node), Word: s.word, Evidence: classOf(s.best)})
		}
	}
}
