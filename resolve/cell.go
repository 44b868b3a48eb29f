package resolve

import (
	"cmp"
	"slices"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
)

// run is one cell being worked out: one model, stage and actor on one day.
type run struct {
	x     *Index
	q     question
	w     view
	model *catalogue.Model
	whole bool // only statements on the whole training process fill it (R1)

	all   []*voice // claims that stand and say used or not used
	nodes []*standingOf
	cell  Cell
	rules map[string]bool
}

// several reports whether the model is a set, of which some may run here and
// some there.
func (r *run) several() bool {
	return r.model.Kind == catalogue.KindClass || r.model.Kind == catalogue.KindFamily
}

// resolve works out a cell from the claims of one actor's run. continued
// claims, planned and adapted ones are no part of facts.
func (x *Index) resolve(m *catalogue.Model, facts, gone []*fact, q question, planned, whole bool) (Cell, *run) {
	r := &run{x: x, q: q, w: view{x.lattice, m.Country}, model: m, whole: whole, rules: map[string]bool{}}
	r.cell = blank()
	undisclosed := false
	var fill []*fact
	for _, f := range facts {
		switch {
		case f.fills(x.lattice.root):
			fill = append(fill, f)
		case f.opens(x.lattice.root):
			undisclosed = true
		}
	}
	r.all = r.voices(fill)
	outrank(r.w, r.all)
	r.nodes = nodesOf(r.w, r.all, func(v *voice) bool { return !whole || v.c.Whole })
	for _, s := range r.nodes {
		s.count(func(v *voice) bool { return v.opposedAt(r.w, s.node) }, q.MinOrigins)
	}
	positive := slices.ContainsFunc(r.nodes, func(s *standingOf) bool { return s.word != evidence.UnknownWord })
	switch {
	case positive && r.fill():
	case r.negative(planned):
	case len(gone) > 0 && !undisclosed && !slices.ContainsFunc(r.all, func(v *voice) bool { return !v.outranked }):
		r.cell.Verdict = evidence.Withdrawn
		r.fire(R0, R5)
	case undisclosed:
		r.cell.Verdict = evidence.Undisclosed
		r.fire(R2, R5)
	default:
		r.cell.Verdict = evidence.UnknownWord
		r.fire(R5)
	}
	r.lists(planned)
	return r.cell, r
}

// blank is a cell with nothing in it: lists that print as [] and not as null.
func blank() Cell {
	return Cell{Verdict: evidence.UnknownWord, Class: evidence.SideUnknown, Silicon: []string{},
		Candidates: []Candidate{}, Beside: []Beside{}, ReadyOn: []string{}, Planned: []string{},
		Continued: []string{}, Rules: []string{}, Claims: []string{}, Others: []Other{}, Reviewed: true, Information: 6}
}

func (r *run) fire(rules ...string) {
	for _, n := range rules {
		r.rules[n] = true
	}
}

// voices gives the claims of a cell their origins, counted with D5, and weighs
// re-reports no higher than what they re-report, where that is held.
func (r *run) voices(facts []*fact) []*voice {
	n := len(facts)
	ids, keys := make([]string, n), make([][]origin.Key, n)
	reports := 0
	for i, f := range facts {
		ids[i], keys[i] = f.c.ID, f.keys
		if f.e0 {
			reports++
		}
	}
	list, store := make([]*voice, n), make([]voice, n)
	for i, o := range origin.Components(ids, keys, r.x.splits, true, r.q.at) {
		store[i] = voice{fact: facts[i], weigh: facts[i].rank, origin: int32(o)}
		list[i] = &store[i]
	}
	if reports > 0 && reports < n {
		r.capReports(list, origin.Components(ids, keys, r.x.splits, false, r.q.at))
	}
	return list
}

// capReports holds a re-report to the weight of its root, where a first account
// of the same origin says the same or finer (4.1: a dropped hedge is no news).
func (r *run) capReports(list []*voice, component []int) {
	roots := map[int][]*voice{}
	for i, v := range list {
		if !v.e0 {
			roots[component[i]] = append(roots[component[i]], v)
		}
	}
	for i, v := range list {
		if !v.e0 {
			continue
		}
		best := int8(9)
		for _, root := range roots[component[i]] {
			if root.c.Relation == v.c.Relation && r.w.contains(v.node, root.node) {
				best = min(best, root.weigh)
			}
		}
		if best < 9 {
			v.weigh = max(v.weigh, best)
		}
	}
}

// fill chooses what the cell says from its nodes (R2, R5) and reports whether
// any node says something.
func (r *run) fill() bool {
	best := 0
	for _, s := range r.nodes {
		best = max(best, s.word.Rank())
	}
	earners := r.earners(best)
	quarrel := r.quarrel()
	if len(earners) == 0 && len(quarrel) == 0 {
		return false
	}
	if len(earners) == 0 || (len(quarrel) > 0 && group(quarrel[0].best) < group(earners[0].best)) {
		r.contest(quarrel)
		return true
	}
	r.show(earners)
	return true
}

// earners are the finest nodes that earn the best word, the one that gives the
// cell its word first.
func (r *run) earners(best int) []*standingOf {
	if best == 0 {
		return nil
	}
	var list []*standingOf
	whose := false
	for _, s := range r.nodes {
		if s.word.Rank() == best {
			list = append(list, s)
			whose = whose || !r.w.nodes[s.node].sort
		}
	}
	if whose { // a sort of part is shown only where nothing says whose (R2)
		list = slices.DeleteFunc(list, func(s *standingOf) bool { return r.w.nodes[s.node].sort })
	}
	list = r.finest(list)
	slices.SortFunc(list, func(a, b *standingOf) int {
		return cmp.Or(cmp.Compare(a.best, b.best), boolCompare(a.fromUs, b.fromUs),
			cmp.Compare(b.origins, a.origins), cmp.Compare(r.w.nodes[a.node].name, r.w.nodes[b.node].name))
	})
	return list
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// finest drops the nodes that have another of the list below them.
func (r *run) finest(list []*standingOf) []*standingOf {
	var out []*standingOf
	for _, s := range list {
		if !slices.ContainsFunc(list, func(t *standingOf) bool { return t != s && r.w.contains(s.node, t.node) }) {
			out = append(out, s)
		}
	}
	return out
}

// quarrel are the contested nodes without an uncontested one above, finest and
// best first (R5).
func (r *run) quarrel() []*standingOf {
	var list []*standingOf
	for _, s := range r.nodes {
		if !s.contested() {
			continue
		}
		held := slices.ContainsFunc(r.nodes, func(t *standingOf) bool {
			return t != s && t.word.Rank() > 0 && r.w.contains(t.node, s.node)
		})
		if !held {
			list = append(list, s)
		}
	}
	list = r.finest(list)
	slices.SortFunc(list, func(a, b *standingOf) int {
		return cmp.Or(cmp.Compare(a.best, b.best), cmp.Compare(r.w.nodes[a.node].name, r.w.nodes[b.node].name))
	})
	return list
}

// contest writes a contested cell: the nodes of the best group that are opposed.
func (r *run) contest(list []*standingOf) {
	c := &r.cell
	c.Verdict = evidence.Contested
	g := group(list[0].best)
	var shown []*standingOf
	for _, s := range list {
		if group(s.best) == g {
			shown = append(shown, s)
			c.Silicon = append(c.Silicon, r.w.name(s.node))
		}
	}
	r.weigh(shown, func(s *standingOf) []*voice { return s.support })
	c.Evidence = classOf(list[0].best)
	r.candidates(shown)
	r.fire(R4, R5)
}

// show writes a filled cell: its silicon, what stands beside, what is finer.
func (r *run) show(earners []*standingOf) {
	c, first := &r.cell, earners[0]
	c.Verdict, c.Evidence, c.Letter = first.word, classOf(first.best), first.letter
	shown := r.beside(earners)
	c.Class = r.class(shown)
	r.weigh(shown[:len(c.Silicon)], func(s *standingOf) []*voice { return s.unopposed })
	c.Disinterested = first.d
	c.SecondHand = secondHand(first)
	r.candidates(shown)
	r.sorts(first)
	r.fire(R2, R5)
	if first.k >= 2 {
		r.fire(R3)
	}
}

// secondHand reports whether the word rests on relays and re-reports of a first
// party that was not read itself.
func secondHand(s *standingOf) bool {
	if s.best > 5 {
		return false
	}
	for _, v := range s.unopposed {
		if v.weigh > s.best {
			continue
		}
		if !v.e0 && (v.weigh <= 3 || v.c.Attribution == evidence.ByAnalyst || v.weigh == 5) {
			return false
		}
	}
	return true
}

// class is R8 over the nodes shown.
func (r *run) class(shown []*standingOf) evidence.Side {
	c := &r.cell
	domestic, foreign := false, false
	for _, s := range shown {
		c.Shown = append(c.Shown, r.w.name(s.node))
		switch r.w.side(s.node, r.q.By) {
		case "domestic":
			domestic = true
		case "foreign":
			foreign = true
		}
	}
	r.fire(R8)
	switch {
	case c.Verdict.Rank() <= 1:
		return evidence.SideUnknown
	case domestic && foreign:
		return evidence.Mixed
	case domestic:
		return evidence.Domestic
	case foreign:
		return evidence.Foreign
	}
	return evidence.SideUnknown
}

func classOf(rank int8) evidence.Class {
	return evidence.Class([]byte{'E', '0' + byte(rank)})
}

// sorts lists what sort of part is said with at least the weight of what is
// shown: "the card says ASIC" beside "domestic" (R2).
func (r *run) sorts(first *standingOf) {
	for _, s := range r.nodes {
		if r.w.nodes[s.node].sort && s.word.Rank() > 0 && s.best <= first.best && !r.w.nodes[first.node].sort {
			r.cell.SortOfPart = append(r.cell.SortOfPart, Candidate{Silicon: r.w.name(s.node), Word: s.word, Evidence: classOf(s.best)})
		}
	}
}
