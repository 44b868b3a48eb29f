// Package text turns what was read into something that can be searched and
// quoted: normal form, front matter, blocks and sentences, tables, language,
// folding for matching, and quote anchors.
//
// In comes text of any kind, also hostile; out come values whose offsets point
// into the normal form. Rules: the normal form (NFC, LF, valid UTF-8, no NUL)
// is what is stored and quoted, and it is never changed afterwards; folding
// serves matching only and maps each rune to one rune, so offsets survive;
// every function is linear in the length of its input.
package text

// Span is a half-open range of bytes in the normal form.
type Span struct {
	Start, End int
}

// Len is the length of the span in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Of cuts the span out of body.
func (s Span) Of(body string) string { return body[s.Start:s.End] }
