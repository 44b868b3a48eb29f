package extract

import (
	"slices"
	"sort"
	"strings"

	"assay/text"
)

// unit is the smallest part of a page that can carry a claim: a sentence, a
// heading, a list item's sentence, a code comment.
type unit struct {
	text.Span
	kind    text.BlockKind
	block   int // index of its block
	text    string
	folded  text.Folded
	forth   []int32 // source byte -> folded byte; nil where they are equal
	ms      []mention
	bounds  []bound
	numbers []number
	counted bool
	heading string // folded text of the heading above
	level   int
}

// bound is a border between clauses: its place and how much it divides.
type bound struct {
	at       int
	strength float64
}

// Strengths of borders between clauses.
const (
	softBorder  = 1.0 // a comma
	midBorder   = 1.6 // a conjunction that opens a clause
	hardBorder  = 3.0 // but, while, semicolon, colon, dash
	slightLimit = 0.25
)

// newUnit cuts a unit out of a block with the block's mentions.
func newUnit(body string, span text.Span, b text.Block, block int, ms []mention) *unit {
	u := &unit{Span: span, kind: b.Kind, block: block, text: span.Of(body)}
	from := sort.Search(len(ms), func(i int) bool { return ms[i].start >= span.Start })
	to := sort.Search(len(ms), func(i int) bool { return ms[i].start >= span.End })
	for to > from && ms[to-1].end > span.End { // a mention that the cut runs through
		to--
	}
	u.ms = ms[from:to:to]
	return u
}

// prepare does the costlier work, for units that may carry a claim.
func (u *unit) prepare() {
	if u.folded.Text != "" {
		return
	}
	u.folded = text.FoldMap(u.text)
	u.forth = u.folded.Forth(len(u.text))
	u.cut()
}

// count finds the numbers of the unit, once.
func (u *unit) count() {
	if u.counted {
		return
	}
	u.counted = true
	var words [][2]int
	for i := range u.ms {
		if m := &u.ms[i]; m.has(cNumber) {
			from := len(u.fold(u.Start, m.start))
			words = append(words, [2]int{from, from + len(u.fold(m.start, m.end))})
		}
	}
	u.numbers = numbers(u.folded.Text, words)
	for i := range u.numbers {
		u.numbers[i].start = u.Start + u.folded.Back(u.numbers[i].start)
		u.numbers[i].end = u.Start + u.folded.Back(u.numbers[i].end)
	}
}

// fold gives the folded text between two byte offsets of the body, without
// copying it.
func (u *unit) fold(from, to int) string {
	from, to = max(from, u.Start), min(to, u.End)
	if from >= to {
		return ""
	}
	if u.forth == nil && u.folded.Text == "" {
		return text.Fold(u.text[from-u.Start : to-u.Start])
	}
	if u.forth == nil {
		return u.folded.Text[from-u.Start : to-u.Start]
	}
	return u.folded.Text[u.forth[from-u.Start]:u.forth[to-u.Start]]
}

// cut finds the borders between clauses.
func (u *unit) cut() {
	for i, r := range u.text {
		at := u.Start + i
		switch r {
		case ',', '，':
			if i > 0 && i+1 < len(u.text) && isDigit(u.text[i-1]) && isDigit(u.text[i+1]) {
				continue
			}
			u.bounds = append(u.bounds, bound{at, softBorder})
		case ';', '；', '—', '–', '。', '?', '？', '!', '！', '|':
			u.bounds = append(u.bounds, bound{at, hardBorder})
		case ':', '：':
			if i+1 < len(u.text) && (u.text[i+1] == ' ' || r == '：' || u.text[i+1] == '\n' || u.text[i+1] == '*') {
				u.bounds = append(u.bounds, bound{at, softBorder})
			}
		case '.':
			if i+1 < len(u.text) && (u.text[i+1] == ' ' || u.text[i+1] == '\n') {
				u.bounds = append(u.bounds, bound{at, hardBorder})
			}
		case '(', '（':
			u.bounds = append(u.bounds, bound{at, 0.8})
		case ')', '）': // what stands in brackets belongs to what comes before
			u.bounds = append(u.bounds, bound{at, 1.5})
		}
	}
	for i := range u.ms {
		if u.ms[i].has(cTerminator) {
			u.bounds = append(u.bounds, bound{u.ms[i].start, midBorder})
		}
	}
	slices.SortFunc(u.bounds, func(a, b bound) int { return a.at - b.at })
	u.weaken()
}

// weaken makes the borders around a mere attribution slight: "X, they added, is
// used for Y".
func (u *unit) weaken() {
	for i := 1; i < len(u.bounds); i++ {
		a, b := &u.bounds[i-1], &u.bounds[i]
		if a.strength != softBorder || b.strength != softBorder || b.at-a.at > 44 || u.any(a.at, b.at, cAttr) == nil {
			continue
		}
		said := true
		for j := range u.ms {
			m := &u.ms[j]
			if m.start > a.at && m.start < b.at && (m.kind == kSil || m.kind == kModel || m.stage() != cNone || m.has(cUse) || m.has(cNeg)) {
				said = false
			}
		}
		if said {
			a.strength, b.strength = 0.2, 0.2
		}
	}
}

// divide sums the borders between two places.
func (u *unit) divide(a, b int) float64 {
	if a > b {
		a, b = b, a
	}
	sum := 0.0
	i := sort.Search(len(u.bounds), func(i int) bool { return u.bounds[i].at >= a })
	for ; i < len(u.bounds) && u.bounds[i].at < b; i++ {
		sum += u.bounds[i].strength
	}
	return sum
}

// apart is the cost of the distance between two spans: borders and length.
func (u *unit) apart(a, b text.Span) float64 {
	if a.Start > b.Start {
		a, b = b, a
	}
	if b.Start <= a.End {
		return 0
	}
	return u.divide(a.End, b.Start) + float64(b.Start-a.End)/60
}

// clause gives the span around a place up to borders of at least strength.
func (u *unit) clause(at int, strength float64) text.Span {
	s := text.Span{Start: u.Start, End: u.End}
	for _, b := range u.bounds {
		if b.strength < strength {
			continue
		}
		if b.at < at {
			s.Start = b.at
		} else if b.at >= at {
			s.End = b.at
			break
		}
	}
	return s
}

// any reports a cue of one of the classes in [from, to) of the unit.
func (u *unit) any(from, to int, classes ...class) *mention {
	k := maskOf(classes...)
	for i := range u.ms {
		m := &u.ms[i]
		if m.start >= to {
			return nil
		}
		if m.start >= from && m.hasAny(k) {
			return m
		}
	}
	return nil
}

// has reports a cue of one of the classes anywhere in the unit.
func (u *unit) has(classes ...class) bool { return u.any(u.Start, u.End, classes...) != nil }

func (m *mention) span() text.Span { return text.Span{Start: m.start, End: m.end} }

// isQuestion reports a unit that asks.
func (u *unit) isQuestion() bool {
	t := strings.TrimRight(u.text, " *\"”_)")
	return strings.HasSuffix(t, "?") || strings.HasSuffix(t, "？")
}

// isTabular reports a part of a table.
func (u *unit) isTabular() bool { return u.kind == text.Grid }

// near reports a cue of a class with fewer than limit of borders to a place.
func (u *unit) near(at int, limit float64, c class) *mention {
	for i := range u.ms {
		if m := &u.ms[i]; m.has(c) && u.divide(min(m.start, at), max(m.start, at)) < limit {
			return m
		}
	}
	return nil
}

// release lets go of what prepare and count worked out.
func (u *unit) release() {
	u.folded, u.forth, u.bounds, u.numbers, u.counted = text.Folded{}, nil, nil, nil, false
}

// lastOf gives the last cue of a class in [from, to) of the unit.
func (u *unit) lastOf(from, to int, c class) *mention {
	for i := len(u.ms) - 1; i >= 0; i-- {
		if m := &u.ms[i]; m.start >= from && m.start < to && m.has(c) {
			return m
		}
	}
	return nil
}
