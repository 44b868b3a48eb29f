package text

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const byteOrderMark = "\ufeff"

// Normalize gives the normal form: NFC, line feeds only, no byte order mark at
// the start, no NUL, invalid UTF-8 dropped. Normalize(Normalize(s)) equals
// Normalize(s), and the result is valid UTF-8.
func Normalize(s string) string {
	s = strings.TrimPrefix(s, byteOrderMark)
	if isPlain(s) {
		return s
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	if strings.ContainsRune(s, '\x00') {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	if strings.ContainsRune(s, '\r') {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	// Dropping bytes may bring a mark to the front.
	s = strings.TrimLeft(s, byteOrderMark)
	return norm.NFC.String(s)
}

// isPlain reports whether s is ASCII without NUL and carriage return, and so
// already in normal form.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c == 0 || c == '\r' {
			return false
		}
	}
	return true
}

// Runes counts the code points of s.
func Runes(s string) int { return utf8.RuneCountInString(s) }

// A Counter turns growing byte offsets into code-point offsets in one pass.
type Counter struct {
	body     string
	at, rune int
}

// NewCounter counts in body.
func NewCounter(body string) *Counter { return &Counter{body: body} }

// Rune gives the code-point offset of a byte offset. Offsets that go back
// start over, which costs a pass; ask in growing order.
func (c *Counter) Rune(offset int) int {
	if offset < c.at {
		c.at, c.rune = 0, 0
	}
	c.rune += utf8.RuneCountInString(c.body[c.at:offset])
	c.at = offset
	return c.rune
}
