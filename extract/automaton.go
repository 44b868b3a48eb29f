package extract

import (
	"unicode/utf8"

	"assay/text"
)

// automaton finds every occurrence of many patterns in one pass (Aho and
// Corasick, as a dense table). It folds while it reads, so text is neither
// copied nor changed. It is read-only after build and safe for any number of
// readers. A library was not taken because none folds on the fly or gives
// offsets of the unfolded text (docs/notes).
type automaton struct {
	class   [256]uint16 // folded byte -> column; 0 for bytes of no pattern
	columns uint32
	next    []uint32 // state*columns + column -> state; hitBit set where something ends
	first   []int32  // state -> first output in outs, or -1
	outs    []output
	runes   []uint8 // pattern -> its length in runes
}

type output struct {
	pattern int32
	next    int32 // further output of the same state, or -1
}

const hitBit = 1 << 31

// newAutomaton builds the table. Patterns must be folded; empty ones never match.
func newAutomaton(patterns []string) *automaton {
	a := &automaton{runes: make([]uint8, len(patterns))}
	total := 1
	for i, p := range patterns {
		a.runes[i] = uint8(min(utf8.RuneCountInString(p), 255))
		total += len(p)
		for j := 0; j < len(p); j++ {
			if a.class[p[j]] == 0 {
				a.columns++
				a.class[p[j]] = uint16(a.columns)
			}
		}
	}
	a.columns++
	a.insert(patterns, total)
	a.link()
	for c := byte('A'); c <= 'Z'; c++ {
		a.class[c] = a.class[c+'a'-'A']
	}
	a.class['`'] = a.class['\'']
	return a
}

// insert makes the trie; 0 in next still means "no child".
func (a *automaton) insert(patterns []string, total int) {
	a.next = make([]uint32, a.columns, uint32(total)*a.columns/2)
	a.first = append(a.first, -1)
	for i, p := range patterns {
		if p == "" {
			continue
		}
		state := uint32(0)
		for j := 0; j < len(p); j++ {
			at := state*a.columns + uint32(a.class[p[j]])
			if a.next[at] == 0 {
				a.next[at] = uint32(len(a.first))
				a.first = append(a.first, -1)
				a.next = append(a.next, make([]uint32, a.columns)...)
			}
			state = a.next[at]
		}
		a.outs = append(a.outs, output{int32(i), a.first[state]})
		a.first[state] = int32(len(a.outs) - 1)
	}
}

// link turns the trie into an automaton, breadth first: missing children go to
// those of the longest proper suffix, whose outputs are appended.
func (a *automaton) link() {
	fail := make([]uint32, len(a.first))
	queue := make([]uint32, 0, len(a.first))
	for c := uint32(0); c < a.columns; c++ {
		if s := a.next[c]; s != 0 {
			queue = append(queue, s)
		}
	}
	for i := 0; i < len(queue); i++ {
		s := queue[i]
		a.append(s, fail[s])
		for c := uint32(0); c < a.columns; c++ {
			at := s*a.columns + c
			child, other := a.next[at], a.next[fail[s]*a.columns+c]
			if child == 0 {
				a.next[at] = other
				continue
			}
			fail[child] = other
			queue = append(queue, child)
		}
	}
	a.order(queue)
}

// order numbers the states by their depth, so that the shallow ones, where text
// spends its time, lie side by side in memory, and writes the final table.
func (a *automaton) order(queue []uint32) {
	place := make([]uint32, len(a.first))
	for i, s := range queue {
		place[s] = uint32(i + 1)
	}
	next, first := make([]uint32, len(a.next)), make([]int32, len(a.first))
	for s := range a.first {
		to := place[s]
		first[to] = a.first[s]
		row := next[to*a.columns : (to+1)*a.columns]
		for c := range row {
			child := a.next[uint32(s)*a.columns+uint32(c)]
			row[c] = place[child] * a.columns
			if a.first[child] >= 0 {
				row[c] |= hitBit
			}
		}
	}
	a.next, a.first = next, first
}

// append gives state s the outputs of its suffix state f as well.
func (a *automaton) append(s, f uint32) {
	if a.first[f] < 0 {
		return
	}
	if a.first[s] < 0 {
		a.first[s] = a.first[f]
		return
	}
	last := a.first[s]
	for a.outs[last].next >= 0 {
		last = a.outs[last].next
	}
	a.outs[last].next = a.first[f]
}

// scan calls hit for every occurrence: the pattern and the byte offset behind
// it. It stops when hit gives false.
func (a *automaton) scan(s string, hit func(pattern, end int) bool) {
	state := uint32(0)
	for i := 0; i < len(s); {
		b := s[i]
		if b < utf8.RuneSelf {
			i++
			state = a.next[state+uint32(a.class[b])]
			if state&hitBit == 0 {
				continue
			}
		} else {
			r, size := utf8.DecodeRuneInString(s[i:])
			i += size
			state = a.step(state, r)
			if state&hitBit == 0 {
				continue
			}
		}
		state &^= hitBit
		for o := a.first[state/a.columns]; o >= 0; o = a.outs[o].next {
			if !hit(int(a.outs[o].pattern), i) {
				return
			}
		}
	}
}

// step feeds the folded bytes of one rune.
func (a *automaton) step(state uint32, r rune) uint32 {
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], text.FoldRune(r))
	for _, b := range buf[:n] {
		state = a.next[state&^hitBit+uint32(a.class[b])]
	}
	return state
}

// start gives where the occurrence of a pattern that ends at end begins.
func (a *automaton) start(s string, pattern, end int) int {
	for range a.runes[pattern] {
		_, size := utf8.DecodeLastRuneInString(s[:end])
		end -= size
	}
	return end
}
