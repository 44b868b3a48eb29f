package resolve

import (
	"slices"

	"assay/evidence"
)

// standingOf is what one node has earned (R3, R5).
type standingOf struct {
	node      int32
	word      evidence.Word
	best      int8 // rank of the best unopposed claim; of the best claim where contested
	k, d      int  // origins at E1 to E4; disinterested first-hand origins
	origins   int  // origins that earn the word
	letter    evidence.Letter
	fromUs    bool     // no disinterested origin at E5 or better
	support   []*voice // at or below the node, not outranked
	unopposed []*voice
}

// contested reports whether the node's word is contested.
func (s *standingOf) contested() bool { return s.word == evidence.Contested }

// least is the weakest rank that still earns a word.
func least(w evidence.Word) int8 {
	switch w {
	case evidence.Confirmed, evidence.SelfReported, evidence.ReportedWord:
		return 5
	case evidence.Inferred:
		return 6
	}
	return 7
}

// nodesOf gathers the claims of a cell at every node at or above them.
func nodesOf(w view, list []*voice, counts func(*voice) bool) []*standingOf {
	at := map[int32]*standingOf{}
	var out []*standingOf
	foreign := slices.ContainsFunc(list, func(v *voice) bool { return v.node == w.foreign })
	home := slices.ContainsFunc(list, func(v *voice) bool { return v.node == w.home })
	put := func(n int32, v *voice) {
		s, ok := at[n]
		if !ok {
			s = &standingOf{node: n}
			at[n] = s
			out = append(out, s)
		}
		s.support = append(s.support, v)
	}
	for _, v := range list {
		if v.outranked || v.neg || !counts(v) {
			continue
		}
		for _, n := range w.nodes[v.node].up {
			put(n, v)
		}
		for relative, ok := range map[int32]bool{w.foreign: foreign, w.home: home} {
			if ok && v.node != relative && w.contains(relative, v.node) {
				put(relative, v)
			}
		}
	}
	slices.SortFunc(out, func(a, b *standingOf) int { return int(a.node) - int(b.node) })
	return out
}

// count works out a node's word; opposed tells whether a claim is opposed there.
func (s *standingOf) count(opposed func(*voice) bool, minOrigins int) {
	bestGroup, anyOpposed := int8(9), false
	for _, v := range s.support {
		bestGroup = min(bestGroup, group(v.weigh))
	}
	held := false
	for _, v := range s.support {
		if opposed(v) {
			anyOpposed = anyOpposed || v.weigh <= 4
			continue
		}
		s.unopposed = append(s.unopposed, v)
		held = held || group(v.weigh) == bestGroup
	}
	if !held {
		s.word, s.best = evidence.Contested, 9
		for _, v := range s.support {
			s.best = min(s.best, v.weigh)
		}
		return
	}
	s.tally()
	switch {
	case s.origins < minOrigins:
		s.word = evidence.UnknownWord
	case s.k >= 2 && s.d >= 1 && !anyOpposed:
		s.word = evidence.Confirmed
	case s.best <= 5 && s.fromUs:
		s.word = evidence.SelfReported
	case s.best <= 5:
		s.word = evidence.ReportedWord
	case s.best == 6:
		s.word = evidence.Inferred
	default:
		s.word = evidence.Rumoured
	}
}

// tally counts the node's unopposed origins (R3).
func (s *standingOf) tally() {
	s.best = 9
	for _, v := range s.unopposed {
		s.best = min(s.best, v.weigh)
	}
	enough := int8(7)
	switch {
	case s.best <= 5:
		enough = 5
	case s.best == 6:
		enough = 6
	}
	s.fromUs = true
	for _, list := range byOrigin(s.unopposed) {
		b := bestOf(list)
		if b.weigh > enough {
			continue
		}
		s.origins++
		if b.weigh <= 4 {
			s.k++
		}
		interested := interestOf(list, b.weigh)
		if !interested {
			if b.weigh <= 5 {
				s.fromUs = false
			}
			if b.weigh <= 3 {
				s.d++
			}
		}
		for _, v := range list {
			if v.weigh <= enough && v.letter != "" && (s.letter == "" || v.letter < s.letter) {
				s.letter = v.letter
			}
		}
	}
}

// byOrigin groups claims by origin, in any order.
func byOrigin(list []*voice) map[int32][]*voice {
	out := make(map[int32][]*voice, 4)
	for _, v := range list {
		out[v.origin] = append(out[v.origin], v)
	}
	return out
}

func bestOf(list []*voice) *voice {
	b := list[0]
	for _, v := range list[1:] {
		if v.weigh < b.weigh {
			b = v
		}
	}
	return b
}

// interestOf tells whether an origin's best voice gains by the statement. A
// re-report speaks only where no first account of the same weight is held, so
// that a copy cannot make its root disinterested or interested.
func interestOf(list []*voice, best int8) bool {
	first, interested := false, false
	for _, v := range list {
		if v.weigh != best {
			continue
		}
		switch {
		case !v.e0 && !first:
			first, interested = true, v.aligned()
		case v.e0 == !first:
			interested = interested || v.aligned()
		}
	}
	return interested
}
