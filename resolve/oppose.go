package resolve

import "slices"

// voice is a claim in a cell, with what the others of the cell do to it.
type voice struct {
	*fact
	weigh     int8  // rank, an E0 never above a root that is held beside it
	origin    int32 // component within the cell
	outranked bool
	opposed   bool    // at every node, by a not-used or attempted-failed in range
	nodes     []int32 // opposed at nodes that do not contain one of these (exclusivity)
}

// opposedAt reports whether the claim is opposed in range at a node.
func (v *voice) opposedAt(w view, node int32) bool {
	if v.opposed {
		return true
	}
	return slices.ContainsFunc(v.nodes, func(other int32) bool { return !w.contains(node, other) })
}

// stance is what several claims of a cell say alike; opposition is looked for
// among stances, so that ten thousand copies cost no more than one.
type stance struct {
	node        int32
	rank        int8
	neg, failed bool
	excl, part  bool
	first       int32 // an origin of it
	manyOrigins bool
}

// outrank marks the claims that a better group out of range opposes, best group
// first: what is outranked opposes nothing (R4).
func outrank(w view, list []*voice) {
	var stances []stance
	for g := int8(1); g <= 4; g++ {
		for _, v := range list {
			if group(v.weigh) != g {
				continue
			}
			for i := range stances {
				s := &stances[i]
				if group(s.rank) < g && !inRange(s.rank, v.weigh) && opposes(w, s, v) {
					v.outranked = true
					break
				}
			}
		}
		for _, v := range list {
			if group(v.weigh) == g && !v.outranked {
				stances = stanced(stances, v)
			}
		}
	}
	for _, v := range list {
		if v.outranked {
			continue
		}
		for i := range stances {
			s := &stances[i]
			if !inRange(s.rank, v.weigh) || !opposes(w, s, v) {
				continue
			}
			if s.neg || v.neg {
				v.opposed = true
			} else if !slices.Contains(v.nodes, s.node) {
				v.nodes = append(v.nodes, s.node)
			}
		}
	}
}

// stanced adds a claim to the stances of a cell.
func stanced(list []stance, v *voice) []stance {
	n := stance{node: v.node, rank: v.weigh, neg: v.neg, failed: v.failed, excl: v.c.Exclusive, part: v.c.Part, first: v.origin}
	for i := range list {
		s := &list[i]
		if s.node == n.node && s.rank == n.rank && s.neg == n.neg && s.failed == n.failed && s.excl == n.excl && s.part == n.part {
			s.manyOrigins = s.manyOrigins || s.first != v.origin
			return list
		}
	}
	return append(list, n)
}

// opposes reports whether a stance opposes a claim (R4).
func opposes(w view, s *stance, v *voice) bool {
	switch {
	case s.neg && !v.neg:
		return w.contains(s.node, v.node) && (!s.failed || !v.c.Part)
	case !s.neg && v.neg:
		return w.contains(v.node, s.node) && (!v.failed || !s.part)
	case !s.neg && !v.neg:
		return (s.excl || v.c.Exclusive) && (s.manyOrigins || s.first != v.origin) && w.disjoint(s.node, v.node)
	}
	return false
}
