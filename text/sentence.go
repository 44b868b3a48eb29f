package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// abbreviations after which a full stop ends no sentence, without the stop and
// in lower case.
var abbreviations = wordSet(`mr mrs ms dr prof st jr sr inc corp co ltd vs etc e.g i.e cf al fig figs eq no nos vol sec ch ed eds
	approx est dept gen gov sen rep u.s u.k u.n p pp jan feb mar apr jun jul aug sep sept oct nov dec
	z.b d.h u.a bzw ca nr bspw evtl ggf inkl abs art bd hrsg mio mrd usw v.a o.ä vgl s.o str tel geb i.d.r zzt sog max min`)

var germanMonths = wordSet("januar februar märz april mai juni juli august september oktober november dezember jahrhundert generation quartal platz")

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// Sentences cuts body into sentences by UAX 29, and puts back together what an
// abbreviation, an initial, a German ordinal or a wrapped line took apart.
// Spans cover the text without surrounding space; lang is "de" for German
// ordinals, anything else otherwise.
func Sentences(body, lang string) []Span {
	out := make([]Span, 0, 1+len(body)/120)
	iter := sentences.FromString(body)
	start := -1
	for iter.Next() {
		if start < 0 {
			start = iter.Start()
		}
		end := iter.End()
		if end < len(body) && joins(body, start, end, lang) {
			continue
		}
		if s := trimSpan(body, Span{start, end}); s.Len() > 0 {
			out = appendSentence(body, out, s)
		}
		start = -1
	}
	if start >= 0 {
		if s := trimSpan(body, Span{start, len(body)}); s.Len() > 0 {
			out = appendSentence(body, out, s)
		}
	}
	return out
}

// appendSentence gives marks of emphasis at the start of a sentence that close
// the one before ("Why?** Because") back to it.
func appendSentence(body string, out []Span, s Span) []Span {
	if len(out) > 0 {
		rest := strings.TrimLeft(s.Of(body), "*_")
		if n := s.Len() - len(rest); n > 0 && (rest == "" || isSpace(rest[0])) {
			out[len(out)-1].End = s.Start + n
			s = trimSpan(body, Span{s.Start + n, s.End})
			if s.Len() == 0 {
				return out
			}
		}
	}
	return append(out, s)
}

// joins reports whether the break at end is none.
func joins(body string, start, end int, lang string) bool {
	segment := strings.TrimRight(body[start:end], " \t")
	if strings.HasSuffix(segment, "\n") {
		trimmed := strings.TrimRight(segment, " \t\n")
		if strings.HasSuffix(segment[len(trimmed):], "\n\n") {
			return false
		}
		last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(trimmed, "\"”’)*_»“"))
		return !strings.ContainsRune(".!?。！？:：", last) // a wrapped line
	}
	if !strings.HasSuffix(segment, ".") {
		return false
	}
	word := lastWord(segment[:len(segment)-1])
	lower := strings.ToLower(word)
	if abbreviations[lower] {
		return true
	}
	if r, n := utf8.DecodeRuneInString(word); n == len(word) && unicode.IsLetter(r) && r < 0x2e80 {
		next := strings.TrimLeft(body[end:min(len(body), end+8)], " \t\n")
		return unicode.IsUpper(r) || next != "" && (next[0] >= '0' && next[0] <= '9') || len(next) > 1 && next[1] == '.'
	}
	if lang == "de" && len(word) > 0 && len(word) <= 2 && strings.Trim(word, "0123456789") == "" {
		next := strings.ToLower(firstWord(body[end:]))
		return germanMonths[next]
	}
	return false
}

func lastWord(s string) string {
	const longest = 24
	if len(s) > longest {
		s = s[len(s)-longest:]
	}
	i := strings.LastIndexAny(s, " \t\n(\"/-")
	return s[i+1:]
}

func firstWord(s string) string {
	s = strings.TrimLeft(s[:min(len(s), 40)], " \t\n")
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		return s[:i]
	}
	return s
}
