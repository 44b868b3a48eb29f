package extract

import (
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"assay/text"
)

// mention is one name or cue in a document. Offsets are bytes of the body.
type mention struct {
	kind       kind
	start, end int
	entries    []entry
	name       string // kModel: as written; kSil: the node
	org        *org   // kModel: its maker; kOrg: itself
	mask       mask
}

// mask is a set of classes.
type mask [2]uint64

func (k *mask) add(c class) { k[c>>6] |= 1 << (c & 63) }

func maskOf(classes ...class) mask {
	var k mask
	for _, c := range classes {
		k.add(c)
	}
	return k
}

// has reports whether one of the meanings is a cue of class c.
func (m *mention) has(c class) bool { return m.mask[c>>6]&(1<<(c&63)) != 0 }

// hasAny reports whether one of the meanings is a cue of one of the classes.
func (m *mention) hasAny(k mask) bool { return m.mask[0]&k[0]|m.mask[1]&k[1] != 0 }

var stageMask = maskOf(cStagePre, cStagePost, cStageInf, cStageTrain)

// stage gives the class of the stage that the cue names, or cNone.
func (m *mention) stage() class {
	if m.mask[0]&stageMask[0] == 0 {
		return cNone
	}
	for i := range m.entries {
		if m.entries[i].class.isStage() {
			return m.entries[i].class
		}
	}
	return cNone
}

// scanner holds what one document's scan reuses.
type scanner struct {
	g       *gazetteer
	german  bool
	lang    string
	found   []mention
	vendors map[string]bool // vendors that the text names
}

// scan finds the mentions of s, which begins at byte base of the body: all
// occurrences, those at word boundaries, then leftmost-longest. Masks are left
// out. Mentions come in order and do not overlap.
func (sc *scanner) scan(s string, base int, masks []text.Span) []mention {
	sc.found = sc.found[:0]
	g := sc.g
	entries := g.entries
	if sc.german {
		entries = g.german
	}
	g.auto.scan(s, func(p, end int) bool {
		start := g.auto.start(s, p, end)
		if !masked(masks, start) {
			sc.candidate(s, entries[p], start, end)
		}
		return true
	})
	slices.SortStableFunc(sc.found, func(a, b mention) int {
		switch {
		case a.start != b.start:
			return a.start - b.start
		case a.end != b.end:
			return b.end - a.end
		}
		return int(a.kind) - int(b.kind)
	})
	kept := 0
	for i, last := 0, -1; i < len(sc.found); i++ {
		if sc.found[i].start >= last {
			last = sc.found[i].end
			if sc.found[i].kind != kSkip {
				kept++
			}
		}
	}
	out := make([]mention, 0, kept)
	last := -1
	for i := range sc.found {
		m := &sc.found[i]
		if m.start < last {
			continue
		}
		last = m.end
		if m.kind == kSkip {
			continue
		}
		out = append(out, *m)
		out[len(out)-1].start += base
		out[len(out)-1].end += base
	}
	return out
}

// buffers are scan buffers that documents share, one at a time.
var buffers = sync.Pool{New: func() any { return new([]mention) }}

func masked(masks []text.Span, at int) bool {
	i := sort.Search(len(masks), func(i int) bool { return masks[i].End > at })
	return i < len(masks) && masks[i].Start <= at
}

// candidate keeps an occurrence if its borders and letter case fit.
func (sc *scanner) candidate(s string, entries []entry, start, end int) {
	written := s[start:end]
	first, last := -1, 0
	for i := range entries {
		e := &entries[i]
		if e.cased != "" && !sameCase(written, e.cased) {
			continue
		}
		switch e.kind {
		case kCue:
			if e.class == cSkip {
				sc.found = append(sc.found, mention{kind: kSkip, start: start, end: end})
			} else if leftBorder(s, start, false) && (e.prefix || rightBorder(s, end, false)) {
				if first < 0 {
					first = i
				}
				last = i + 1
			}
		case kSil:
			if leftBorder(s, start, true) && (rightBorder(s, end, true) || e.line && isDigit(s[end])) {
				sc.found = append(sc.found, mention{kind: kSil, start: start, end: end, name: e.node, entries: entries[i : i+1]})
			}
		case kOrg:
			if leftBorder(s, start, false) && (rightBorder(s, end, false) || genitive(s, end)) {
				sc.found = append(sc.found, mention{kind: kOrg, start: start, end: end, org: e.org, entries: entries[i : i+1]})
			}
		case kModel:
			sc.model(s, e, entries[i:i+1], start, end)
		}
	}
	if first < 0 {
		return
	}
	cues := entries[first:last:last]
	if sc.lang == "zh" && isASCII(written) && len(written) < 4 && cues[0].lang != "zh" && !cues[0].class.isStage() && cues[0].class != cChipNoun {
		return
	}
	var k mask
	for i := range cues {
		k.add(cues[i].class)
	}
	sc.found = append(sc.found, mention{kind: kCue, start: start, end: end, entries: cues, mask: k})
}

func (sc *scanner) model(s string, e *entry, entries []entry, start, end int) {
	if !leftBorder(s, start, false) {
		return
	}
	to := sc.g.extend(s, end, sc.german)
	if to < 0 || !rightBorder(s, to, false) && !genitive(s, to) {
		return
	}
	if e.family.versioned && to == end {
		return
	}
	if e.family.maker && to == end {
		sc.found = append(sc.found, mention{kind: kOrg, start: start, end: to, org: e.family.org, entries: entries})
		return
	}
	sc.found = append(sc.found, mention{kind: kModel, start: start, end: to, name: s[start:to], org: e.family.org, entries: entries})
}

// sameCase holds a name to its spelling: exact, or all in capitals.
func sameCase(written, cased string) bool {
	if written == cased || len(written) != len(cased) {
		return written == cased
	}
	for _, r := range written {
		if unicode.IsLower(r) {
			return false
		}
	}
	return len(written) > 4
}

// leftBorder reports whether a word may begin at i: no letter or digit of an
// alphabet with spaces stands before it. A count in front of a chip is none
// ("8xH100").
func leftBorder(s string, i int, chip bool) bool {
	if i == 0 {
		return true
	}
	first, _ := utf8.DecodeRuneInString(s[i:])
	before, n := utf8.DecodeLastRuneInString(s[:i])
	if !spaced(first) || !spaced(before) {
		return true
	}
	if chip && (before == 'x' || before == 'X') {
		j := i - n - 1
		return j >= 0 && isDigit(s[j])
	}
	return false
}

// rightBorder reports whether a word may end at i. The plural of a chip is
// part of it ("H800s").
func rightBorder(s string, i int, chip bool) bool {
	if i >= len(s) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	after, n := utf8.DecodeRuneInString(s[i:])
	if !spaced(last) || !spaced(after) {
		return true
	}
	if chip && after == 's' {
		return rightBorder(s, i+n, false)
	}
	return false
}

// genitive reports an s behind a name ("Huaweis", "Nvidias").
func genitive(s string, i int) bool {
	return i < len(s) && s[i] == 's' && rightBorder(s, i+1, false)
}

// spaced reports a letter or digit of a script that puts spaces between words.
func spaced(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// known leaves out names of chips that count only beside a vendor that the text
// does not name.
func (sc *scanner) known(ms []mention) []mention {
	out := ms[:0]
	for _, m := range ms {
		if m.kind == kSil && m.entries[0].near != "" && !sc.vendors[m.entries[0].near] {
			continue
		}
		out = append(out, m)
	}
	return out
}

// noteVendors records which vendors a text names, for names of chips that count
// only beside their vendor.
func (sc *scanner) noteVendors(ms []mention) {
	for i := range ms {
		if (ms[i].kind == kOrg || ms[i].kind == kModel) && ms[i].org != nil && ms[i].org.node != "" {
			sc.vendors[ms[i].org.node] = true
		}
		if ms[i].kind == kSil && ms[i].entries[0].near == "" {
			if v := sc.g.vendorOf(ms[i].name); v != "" {
				sc.vendors[v] = true
			}
		}
	}
}

// elliptic finds names that need their family from elsewhere in the text: R1,
// V4-Pro, K2 Thinking. known tells whether a maker or family of the text has
// such names.
func (sc *scanner) elliptic(s string, base int, ms []mention, owner func(short string) *org) []mention {
	var out []mention
	for i := 0; i+1 < len(s); i++ {
		if s[i] < 'K' || s[i] > 'X' || !isDigit(s[i+1]) || !leftBorder(s, i, false) {
			continue
		}
		if !slices.Contains([]byte("VRKXMT"), s[i]) {
			continue
		}
		end := i + 2
		if end+1 < len(s) && s[end] == '.' && isDigit(s[end+1]) {
			end += 2
		}
		if end < len(s) && isDigit(s[end]) {
			continue
		}
		if overlaps(ms, base+i) {
			continue
		}
		o := owner(s[i:end])
		if o == nil {
			continue
		}
		if to := sc.g.extend(s, end, sc.german); to > 0 {
			end = to
		} else {
			continue
		}
		if rightBorder(s, end, false) {
			out = append(out, mention{kind: kModel, start: base + i, end: base + end, name: s[i:end], org: o})
		}
	}
	out = append(out, sc.worded(s, base, ms)...)
	if out == nil {
		return ms
	}
	slices.SortStableFunc(out, func(a, b mention) int { return a.start - b.start })
	return mergeMentions(ms, out)
}

// mergeMentions merges two ordered lists.
func mergeMentions(a, b []mention) []mention {
	out := make([]mention, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if b[0].start < a[0].start {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

// worded finds names that leave their family out and begin with a word: "Large
// 3" in a text about Mistral, where the catalogue knows "Mistral Large 3".
func (sc *scanner) worded(s string, base int, ms []mention) []mention {
	var out []mention
	if !slices.ContainsFunc(ms, func(m mention) bool { return m.kind == kOrg && m.org.maker }) {
		return nil
	}
	for at := 5; at < len(s); at++ {
		if !isDigit(s[at]) || s[at-1] != ' ' || !isAlnum(s[at-2]) {
			continue
		}
		i := strings.LastIndexByte(s[:at-1], ' ') + 1
		_, word := nextToken(s, i)
		if len(word) < 4 || i+len(word) != at-1 || word[0] < 'A' || word[0] > 'Z' || !sc.g.suffixes[text.Fold(word)] || overlaps(ms, base+i) {
			continue
		}
		sep, number := nextToken(s, i+len(word))
		if sep != " " || number == "" || len(number) > 4 {
			continue
		}
		end := i + len(word) + 1 + len(number)
		found := false
		for j := range ms {
			o := ms[j].org
			if ms[j].kind != kOrg || o == nil || !o.maker {
				continue
			}
			for _, stem := range append([]string{o.name}, sc.g.byMaker[o]...) {
				if _, ok := sc.g.cat.ModelID(stem + " " + s[i:end]); ok && rightBorder(s, end, false) {
					out = append(out, mention{kind: kModel, start: base + i, end: base + end, name: s[i:end], org: o})
					found = true
					break
				}
			}
			if found {
				break
			}
		}
	}
	return out
}

func overlaps(ms []mention, at int) bool {
	i := sort.Search(len(ms), func(i int) bool { return ms[i].end > at })
	return i < len(ms) && ms[i].start <= at
}
