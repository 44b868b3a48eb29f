package check

import (
	"strings"
	"unicode/utf8"

	"assay/evidence"
)

// sameOrigin reports whether a statement retells an account that the evidence
// already holds: it names a source whose claim bears on it (D1), or it says so
// in the same words as a document that is held (D3 is the corridor's).
func (j *judge) sameOrigin(a *asked, f *finding, b *base) (string, bool) {
	if a.class != nil || len(f.facts) == 0 {
		return "", false
	}
	low := strings.ToLower(a.sentence)
	if a.c.NamedSource != "" {
		if s, ok := b.cat.SourceByName(a.c.NamedSource); ok {
			return s.Name, j.retells(s, f)
		}
	}
	for _, s := range b.cat.Sources() {
		if s.Kind != "press" && s.Kind != "wire" && s.Kind != "media" {
			continue
		}
		for _, n := range append([]string{s.Name}, s.Aliases...) {
			if named(low, n) {
				return s.Name, j.retells(s, f)
			}
		}
	}
	return "", false
}

// named reports whether a sentence in lower case names an outlet. Short names
// are too ambiguous to be looked for.
func named(low, name string) bool {
	n := strings.ToLower(strings.Trim(strings.TrimPrefix(name, "the "), "《》 "))
	n = strings.TrimPrefix(n, "the ")
	if utf8.RuneCountInString(n) < 4 && n == strings.Map(ascii, n) {
		return false
	}
	return utf8.RuneCountInString(n) >= 2 && holdsWord(low, n)
}

func ascii(r rune) rune {
	if r < utf8.RuneSelf {
		return r
	}
	return -1
}

// retells reports whether a named press source stands behind the claims that
// bear on the statement. A press report that the store knows only through
// others is found by the kind of its account: unnamed people or the press.
func (j *judge) retells(s evidence.Source, f *finding) bool {
	for _, x := range f.facts {
		c := x.c
		if c.SourceID == s.ID || c.SourcePublisher == s.Name || strings.Contains(c.Origin, s.ID) {
			return true
		}
		if c.Attribution == evidence.ByAnonymous || c.Attribution == evidence.ByMedia || c.Evidence == evidence.E0 {
			return true
		}
	}
	return false
}
