package text

import "strings"

// Masks gives the parts of s that are markup rather than text: HTML tags and
// comments, link and image targets, bare addresses. Names inside them say
// nothing. Spans are in order and do not overlap; offsets are those of s.
func Masks(s string) []Span {
	var out []Span
	for at := 0; at < len(s); {
		i := strings.IndexAny(s[at:], "<](h")
		if i < 0 {
			break
		}
		p := at + i
		end := p
		switch s[p] {
		case '<':
			end = tagEnd(s, p)
		case ']':
			if p+1 < len(s) && s[p+1] == '(' {
				end = closing(s, p+1)
			}
		case 'h':
			end = addressEnd(s, p)
		}
		if end > p {
			out = append(out, Span{p, end})
			at = end
		} else {
			at = p + 1
		}
	}
	return out
}

const maxTag = 4096 // a tag longer than this is text

func tagEnd(s string, p int) int {
	if p+1 >= len(s) {
		return p
	}
	if strings.HasPrefix(s[p:], "<!--") {
		if i := strings.Index(s[p:min(len(s), p+maxTag)], "-->"); i > 0 {
			return p + i + 3
		}
		return p
	}
	c := s[p+1]
	if c != '/' && c != '!' && (c|0x20 < 'a' || c|0x20 > 'z') {
		return p
	}
	if i := strings.IndexByte(s[p:min(len(s), p+maxTag)], '>'); i > 0 {
		return p + i + 1
	}
	return p
}

// closing gives the end of a link target that starts with "(" at p.
func closing(s string, p int) int {
	for i := p + 1; i < len(s) && i < p+maxTag; i++ {
		switch s[i] {
		case ')':
			return i + 1
		case '\n':
			return p
		}
	}
	return p
}

func addressEnd(s string, p int) int {
	if !strings.HasPrefix(s[p:], "https://") && !strings.HasPrefix(s[p:], "http://") {
		return p
	}
	i := p
	for i < len(s) && s[i] > ' ' && s[i] < 0x80 && !strings.ContainsRune("<>\"')]|", rune(s[i])) {
		i++
	}
	return i
}
