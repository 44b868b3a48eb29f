package text

import (
	"strconv"
	"strings"
)

// maxSpan bounds rowspan and colspan: larger values serve no reader.
const maxSpan = 64

// Cell is one cell of a table; a cell that spans several rows or columns
// stands in each of them with the same span.
type Cell struct{ Span }

// Row is one row of a table.
type Row struct {
	Span
	Cells []Cell
}

// Table is a Markdown or HTML table. Header has no cells where the table has
// no header row.
type Table struct {
	Span
	Header Row
	Rows   []Row
}

// Tables gives the tables of body, in order.
func Tables(body string) []Table {
	var out []Table
	for _, b := range Blocks(body) {
		if b.Kind == Grid {
			out = append(out, ParseTable(body, b))
		}
	}
	return out
}

// ParseTable reads the table of a Grid block of body.
func ParseTable(body string, b Block) Table {
	if b.Level == 1 {
		return parseHTML(body, b.Span)
	}
	t := Table{Span: b.Span}
	for at, n := b.Start, 0; at < b.End; n++ {
		end := min(lineEnd(body, at), b.End)
		switch n {
		case 0:
			t.Header = markdownRow(body, at, end)
		case 1:
		default:
			t.Rows = append(t.Rows, markdownRow(body, at, end))
		}
		at = end + 1
	}
	return t
}

func markdownRow(body string, at, end int) Row {
	s := trimSpan(body, Span{at, end})
	row := Row{Span: s}
	start := s.Start
	if start < s.End && body[start] == '|' {
		start++
	}
	for i := start; i <= s.End; i++ {
		if i == s.End && start == s.End {
			break // the closing bar
		}
		if i == s.End || (body[i] == '|' && body[i-1] != '\\') {
			row.Cells = append(row.Cells, Cell{trimSpan(body, Span{start, i})})
			start = i + 1
		}
	}
	return row
}

func trimSpan(body string, s Span) Span {
	for s.Start < s.End && isSpace(body[s.Start]) {
		s.Start++
	}
	for s.End > s.Start && isSpace(body[s.End-1]) {
		s.End--
	}
	return s
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

type htmlTable struct {
	body   string
	table  Table
	header bool         // the open row holds header cells only
	open   *Row         // the row that goes on
	cell   int          // start of the open cell, -1 when none
	rows   int          // rowspan of the open cell
	cols   int          // colspan of the open cell
	carry  map[int]held // column -> cell that spans further rows
}

type held struct {
	cell Cell
	left int
}

// parseHTML reads the rows and cells of an HTML table in one pass over its
// tags. Nested tables are read as more rows of the outer one.
func parseHTML(body string, span Span) Table {
	h := &htmlTable{body: body, table: Table{Span: span}, cell: -1, carry: map[int]held{}}
	for at := span.Start; at < span.End; {
		i := strings.IndexByte(body[at:span.End], '<')
		if i < 0 {
			break
		}
		tag := at + i
		j := strings.IndexByte(body[tag:span.End], '>')
		if j < 0 {
			break
		}
		h.tag(tag, tag+j+1)
		at = tag + j + 1
	}
	h.closeRow(span.End)
	return h.table
}

func (h *htmlTable) tag(start, end int) {
	inner := h.body[start+1 : end-1]
	name := strings.ToLower(inner)
	if i := strings.IndexAny(name, " \t\n/"); i > 0 {
		name = name[:i]
	} else if i == 0 && len(name) > 1 {
		name = "/" + strings.TrimSpace(name[1:])
	}
	switch name {
	case "tr":
		h.closeRow(start)
		h.open, h.header = &Row{Span: Span{start, end}}, true
	case "/tr", "/table":
		h.closeRow(end)
	case "td", "th":
		if h.open == nil {
			h.open, h.header = &Row{Span: Span{start, end}}, true
		}
		h.closeCell(start)
		h.fill()
		h.header = h.header && name == "th"
		h.cell, h.rows, h.cols = end, attr(inner, "rowspan"), attr(inner, "colspan")
	case "/td", "/th":
		h.closeCell(start)
	}
}

// fill puts cells that span down from earlier rows where they belong.
func (h *htmlTable) fill() {
	for {
		c, ok := h.carry[len(h.open.Cells)]
		if !ok || c.left == 0 {
			return
		}
		h.carry[len(h.open.Cells)] = held{c.cell, c.left - 1}
		h.open.Cells = append(h.open.Cells, c.cell)
	}
}

func (h *htmlTable) closeCell(end int) {
	if h.cell < 0 || h.open == nil {
		return
	}
	cell := Cell{trimSpan(h.body, Span{h.cell, end})}
	for range h.cols {
		if h.rows > 1 {
			h.carry[len(h.open.Cells)] = held{cell, h.rows - 1}
		}
		h.open.Cells = append(h.open.Cells, cell)
	}
	h.cell = -1
}

func (h *htmlTable) closeRow(end int) {
	if h.open == nil {
		return
	}
	h.closeCell(end)
	h.fill()
	h.open.End = end
	if len(h.open.Cells) > 0 {
		if h.header && len(h.table.Header.Cells) == 0 && len(h.table.Rows) == 0 {
			h.table.Header = *h.open
		} else {
			h.table.Rows = append(h.table.Rows, *h.open)
		}
	}
	h.open = nil
}

// attr reads a small number from the attributes of a tag; 1 where there is none.
func attr(tag, name string) int {
	i := strings.Index(strings.ToLower(tag), name+"=")
	if i < 0 {
		return 1
	}
	s := strings.Trim(tag[i+len(name)+1:], "\"' ")
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	v, err := strconv.Atoi(s[:n])
	if err != nil || v < 1 {
		return 1
	}
	return min(v, maxSpan)
}
