package text

import (
	"strings"
	"unicode/utf8"
)

// Find looks for quote in body and gives its range in code points. Where it
// occurs more than once, the occurrence that starts nearest to code point near
// is taken, the earlier one on a tie; a negative near takes the first. A quote
// that is no exact substring is not found: nothing is repaired.
func Find(body, quote string, near int) (start, end int, ok bool) {
	if quote == "" {
		return 0, 0, false
	}
	best, bestDistance := -1, 0
	at, runes := 0, 0
	for {
		i := strings.Index(body[at:], quote)
		if i < 0 {
			break
		}
		runes += utf8.RuneCountInString(body[at : at+i])
		distance := max(runes-near, near-runes)
		if best < 0 || distance < bestDistance {
			best, bestDistance = runes, distance
		}
		if near < 0 || runes >= near {
			break
		}
		_, size := utf8.DecodeRuneInString(body[at+i:])
		at += i + size
		runes++
	}
	if best < 0 {
		return 0, 0, false
	}
	return best, best + utf8.RuneCountInString(quote), true
}

// Slice cuts code points start to end out of body; ok is false where they are
// not a range of body.
func Slice(body string, start, end int) (s string, ok bool) {
	if start < 0 || end < start {
		return "", false
	}
	from, to, n := -1, -1, 0
	for i := range body {
		if n == start {
			from = i
		}
		if n == end {
			to = i
			break
		}
		n++
	}
	if from < 0 && n == start {
		from = len(body)
	}
	if to < 0 && n == end {
		to = len(body)
	}
	if from < 0 || to < 0 {
		return "", false
	}
	return body[from:to], true
}
