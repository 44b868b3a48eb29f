package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/text"
)

// outletNouns end the names of newspapers and agencies that no list holds.
var outletNouns = []string{"Wire", "Times", "Post", "Herald", "Journal", "Tribune", "Gazette", "Daily", "Weekly", "Observer",
	"Chronicle", "Telegraph", "Courier", "Examiner", "Zeitung", "Anzeiger", "Rundschau", "Tageblatt"}

// outletEntry makes such a name a cue for a medium, as listed ones are.
var outletEntry = []entry{{kind: kCue, class: cSrcMedia}}

// outlets adds unknown names of outlets to the mentions of s: one to three
// capitalised words before one of outletNouns ("Example Wire", "Norden Courier").
func outlets(s string, base int, ms []mention) []mention {
	var out []mention
	for i := 1; i < len(s); i++ { // one pass: most places fail on their first letter
		if s[i-1] != ' ' || s[i] < 'A' || s[i] > 'Z' {
			continue
		}
		k := slices.IndexFunc(outletNouns, func(noun string) bool { return noun[0] == s[i] && strings.HasPrefix(s[i:], noun) })
		if k < 0 {
			continue
		}
		start, end := wordsBefore(s, i-1), i+len(outletNouns[k])
		if start < 0 || !rightBorder(s, end, false) {
			continue
		}
		if slices.ContainsFunc(ms, func(m mention) bool { return m.start < base+end && base+start < m.end }) {
			continue
		}
		out = append(out, mention{kind: kCue, start: base + start, end: base + end, entries: outletEntry, mask: maskOf(cSrcMedia)})
	}
	if out == nil {
		return ms
	}
	return mergeMentions(ms, slices.CompactFunc(out, func(a, b mention) bool { return b.start < a.end }))
}

// wordsBefore gives the start of up to three capitalised words that end at end,
// articles left out; -1 for none.
func wordsBefore(s string, end int) int {
	start := -1
	for range 3 {
		i := end
		for i > 0 {
			r, n := utf8.DecodeLastRuneInString(s[:i])
			if !unicode.IsLetter(r) {
				break
			}
			i -= n
		}
		first, _ := utf8.DecodeRuneInString(s[i:end])
		if i == end || !unicode.IsUpper(first) || notAnOutlet[text.Fold(s[i:end])] {
			return start
		}
		start = i
		if i == 0 || s[i-1] != ' ' {
			return start
		}
		end = i - 1
	}
	return start
}

// notAnOutlet are capitalised words that only begin a sentence.
var notAnOutlet = map[string]bool{"the": true, "a": true, "in": true, "on": true, "at": true, "as": true, "both": true, "die": true, "der": true, "das": true, "laut": true, "modern": true, "hard": true}
