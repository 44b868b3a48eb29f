package text

import (
	"strings"
)

// BlockKind says what part of a page a block is.
type BlockKind string

// The kinds of blocks.
const (
	Heading   BlockKind = "heading"
	Paragraph BlockKind = "paragraph"
	Item      BlockKind = "item"  // one list item
	Code      BlockKind = "code"  // one line of a code block
	Grid      BlockKind = "table" // a whole table
)

// Block is one part of a page. Level is the depth of a heading (1 to 6) or the
// indentation of an item.
type Block struct {
	Kind BlockKind
	Span
	Level int
}

// Blocks cuts a Markdown or plain text into headings, paragraphs, list items,
// code lines and tables, in order. Blank lines and rules are left out. HTML
// tables are found as well; other HTML stays in its paragraph (see Masks).
func Blocks(body string) []Block {
	b := blocker{body: body, blocks: make([]Block, 0, 8+len(body)/400)}
	for at := 0; at < len(body); {
		end := lineEnd(body, at)
		at = b.line(at, end)
	}
	b.flush()
	return b.blocks
}

type blocker struct {
	body   string
	blocks []Block
	open   Block // paragraph or item that goes on; Kind "" when none
	fence  string
	single bool // no </table follows any more: keeps hostile input linear
}

func lineEnd(body string, at int) int {
	if i := strings.IndexByte(body[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(body)
}

func (b *blocker) flush() {
	if b.open.Kind != "" {
		b.blocks = append(b.blocks, b.open)
		b.open = Block{}
	}
}

func (b *blocker) add(kind BlockKind, start, end, level int) {
	b.flush()
	b.blocks = append(b.blocks, Block{Kind: kind, Span: Span{start, end}, Level: level})
}

// line takes the line [at, end) and gives where the next one starts.
func (b *blocker) line(at, end int) int {
	line := b.body[at:end]
	trimmed := strings.TrimLeft(line, " \t")
	indent := len(line) - len(trimmed)
	trimmed = strings.TrimRight(trimmed, " \t")
	next := end + 1
	switch {
	case b.fence != "":
		if strings.HasPrefix(trimmed, b.fence) {
			b.fence = ""
		} else if trimmed != "" {
			b.add(Code, at+indent, at+indent+len(trimmed), 0)
		}
	case strings.HasPrefix(trimmed, "```"), strings.HasPrefix(trimmed, "~~~"):
		b.flush()
		if !strings.Contains(trimmed[3:], "```") {
			b.fence = trimmed[:3]
		}
	case trimmed == "" || isRule(trimmed):
		b.underline(trimmed)
		b.flush()
	case headingLevel(trimmed) > 0:
		level := headingLevel(trimmed)
		text := strings.TrimLeft(trimmed[level:], " \t")
		start := at + indent + len(trimmed) - len(text)
		b.add(Heading, start, start+len(strings.TrimRight(text, "# ")), level)
	case strings.Contains(trimmed, "|") && next < len(b.body) && isDelimiter(b.body[next:lineEnd(b.body, next)]):
		return b.grid(at, next)
	case hasTag(trimmed, "<table"):
		return b.htmlTable(at)
	default:
		b.text(at+indent, at+indent+len(trimmed), indent, trimmed)
	}
	return next
}

// text adds a line to the open paragraph or item, or opens a new one.
func (b *blocker) text(start, end, indent int, trimmed string) {
	mark := itemMark(trimmed)
	if mark > 0 {
		b.flush()
		b.open = Block{Kind: Item, Span: Span{start + mark, end}, Level: indent}
		return
	}
	if strings.HasPrefix(trimmed, ">") {
		skip := len(trimmed) - len(strings.TrimLeft(trimmed, "> "))
		if start+skip >= end {
			b.flush()
			return
		}
		if b.open.Kind != Paragraph {
			b.flush()
		}
		start += skip
	}
	if b.open.Kind != "" {
		b.open.End = end
		return
	}
	b.open = Block{Kind: Paragraph, Span: Span{start, end}, Level: indent}
}

// underline turns the open one-line paragraph into a heading where the rule
// below it says so (setext headings).
func (b *blocker) underline(rule string) {
	if b.open.Kind != Paragraph || rule == "" || strings.Contains(b.open.Of(b.body), "\n") {
		return
	}
	switch rule[0] {
	case '=':
		b.open.Kind, b.open.Level = Heading, 1
	case '-':
		b.open.Kind, b.open.Level = Heading, 2
	}
}

func (b *blocker) grid(at, delimiter int) int {
	end := lineEnd(b.body, delimiter)
	for end < len(b.body) {
		next := lineEnd(b.body, end+1)
		if !strings.Contains(b.body[end+1:next], "|") {
			break
		}
		end = next
	}
	b.add(Grid, at, end, 0)
	return end + 1
}

func (b *blocker) htmlTable(at int) int {
	i := -1
	if !b.single {
		i = indexTag(b.body[at:], "</table")
		b.single = i < 0
	}
	if i < 0 { // never closed: only this line
		end := lineEnd(b.body, at)
		b.text(at, end, 0, "<")
		return end + 1
	}
	end := lineEnd(b.body, at+i)
	b.add(Grid, at, end, 1)
	return end + 1
}

func headingLevel(s string) int {
	n := 0
	for n < len(s) && s[n] == '#' {
		n++
	}
	if n == 0 || n > 6 || n == len(s) || (s[n] != ' ' && s[n] != '\t') {
		return 0
	}
	return n
}

// isRule reports a line of three or more equal marks: ---, ***, ===, ___.
func isRule(s string) bool {
	if len(s) < 3 || !strings.ContainsRune("-*=_", rune(s[0])) {
		return false
	}
	return strings.Trim(s, string(s[0])+" ") == ""
}

// itemMark gives the length of a list mark ("- ", "* ", "1. ", "• ") or 0.
func itemMark(s string) int {
	for _, mark := range []string{"- ", "* ", "+ ", "• ", "·  ", "– "} {
		if strings.HasPrefix(s, mark) {
			return len(mark)
		}
	}
	n := 0
	for n < len(s) && n < 3 && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	if n > 0 && n+1 < len(s) && (s[n] == '.' || s[n] == ')') && s[n+1] == ' ' {
		return n + 2
	}
	return 0
}

// isDelimiter reports the second line of a Markdown table: |---|:--:|.
func isDelimiter(line string) bool {
	line = strings.TrimSpace(line)
	return strings.Contains(line, "-") && (strings.Contains(line, "|") || strings.Contains(line, ":-")) &&
		strings.Trim(line, "|:- \t") == ""
}

func hasTag(s, tag string) bool { return indexTag(s, tag) >= 0 }

// indexTag finds a tag like "<table" in either case.
func indexTag(s, tag string) int {
	at := 0
	for {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 || len(s)-at-i < len(tag) {
			return -1
		}
		if strings.EqualFold(s[at+i:at+i+len(tag)], tag) {
			return at + i
		}
		at += i + 1
	}
}
