package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// paragraphs joins the lines of a page. A line that ends a sentence and is
// clearly shorter than the page's lines ends a paragraph; a hyphen at a line's
// end is taken out where a small letter follows, kept where a capital or a
// figure does; Chinese lines are joined without a space.
func paragraphs(page string) string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\ufffe", "-", "\x02", "-").Replace(page), "\n")
	width := usual(lines)
	var b []byte
	last := ""
	for _, line := range lines {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			if last != "" {
				b = append(b, "\n\n"...)
			}
			last = ""
			continue
		}
		switch {
		case last == "":
			b = append(b, line...)
		case ends(last) && utf8.RuneCountInString(last) < width*9/10:
			b = append(append(b, "\n\n"...), line...)
		default:
			b = join(b, last, line)
		}
		last = line
	}
	return strings.TrimSpace(string(b))
}

// join appends line, which goes on where last broke off.
func join(b []byte, last, line string) []byte {
	end, _ := utf8.DecodeLastRuneInString(last)
	next, _ := utf8.DecodeRuneInString(line)
	switch {
	case end == '-' && unicode.IsLower(next) && letterBefore(last):
		b = b[:len(b)-1]
	case end == '-', wide(end) && wide(next):
	default:
		b = append(b, ' ')
	}
	return append(b, line...)
}

func letterBefore(last string) bool {
	r, _ := utf8.DecodeLastRuneInString(last[:len(last)-1])
	return unicode.IsLetter(r)
}

func ends(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(".!?:。！？：;；", r)
}

// wide reports whether no space stands beside r in running Chinese text.
func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || (r >= 0x3000 && r <= 0x303f) || (r >= 0xff00 && r <= 0xffef)
}

// usual is the length of a full line in code points, 200 at most.
func usual(lines []string) int {
	longest := 0
	for _, l := range lines {
		longest = max(longest, utf8.RuneCountInString(l))
	}
	return min(longest, 200)
}
