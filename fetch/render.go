package fetch

import (
	"strings"

	"golang.org/x/net/html"
)

// renderer writes a node tree as text: one block a paragraph, heading or list
// item, tables as Markdown tables, so that the reader's table rules apply.
type renderer struct {
	out  strings.Builder
	line strings.Builder
}

// render gives the text of a tree. Depth is bounded by the parser (512), so
// recursion is safe.
func render(n *html.Node) string {
	var r renderer
	r.node(n)
	r.flush("")
	return strings.TrimSpace(r.out.String()) + "\n"
}

// hidden are elements whose text is not the page's.
var hidden = map[string]bool{
	"script": true, "style": true, "noscript": true, "template": true, "head": true, "nav": true,
	"iframe": true, "svg": true, "form": true, "button": true, "select": true, "textarea": true, "object": true,
}

var blocks = map[string]string{
	"p": "", "div": "", "section": "", "article": "", "main": "", "header": "", "footer": "", "aside": "",
	"blockquote": "", "figure": "", "figcaption": "", "pre": "", "ul": "", "ol": "", "dl": "", "dt": "", "dd": "",
	"address": "", "hr": "", "body": "", "html": "", "details": "", "summary": "", "caption": "", "td": "", "th": "", "tr": "",
	"li": "- ", "h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "h6": "###### ",
}

func (r *renderer) node(n *html.Node) {
	switch n.Type {
	case html.TextNode: // a line break in the source is a space on the page
		r.line.WriteString(strings.ReplaceAll(n.Data, "\n", " "))
		return
	case html.ElementNode:
		if hidden[n.Data] {
			return
		}
		if n.Data == "br" {
			r.line.WriteByte('\n')
			return
		}
		if n.Data == "table" && tabular(n) {
			r.flush("")
			r.table(n)
			return
		}
	}
	mark, block := blocks[n.Data]
	block = block && n.Type == html.ElementNode
	if block {
		r.flush("")
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.node(c)
	}
	if block {
		r.flush(mark)
	}
}

// flush ends the block at hand: white space folds, a line break stays.
func (r *renderer) flush(mark string) {
	text := r.line.String()
	r.line.Reset()
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return
	}
	r.out.WriteString(mark + strings.Join(lines, "\n") + "\n\n")
}

// tabular reports whether a table holds rows and columns rather than layout.
func tabular(table *html.Node) bool {
	rows, cells := 0, 0
	for n := range table.Descendants() {
		switch n.Data {
		case "table":
			return false
		case "tr":
			rows++
		case "td", "th":
			cells++
		}
	}
	return rows > 1 && cells > rows
}

func (r *renderer) table(table *html.Node) {
	var rows [][]string
	width := 0
	for n := range table.Descendants() {
		if n.Type != html.ElementNode || n.Data != "tr" {
			continue
		}
		var row []string
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && (c.Data == "td" || c.Data == "th") {
				row = append(row, cell(c))
			}
		}
		rows = append(rows, row)
		width = max(width, len(row))
	}
	for i, row := range rows {
		for len(row) < width {
			row = append(row, "")
		}
		r.out.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			r.out.WriteString("|" + strings.Repeat(" --- |", width) + "\n")
		}
	}
	r.out.WriteByte('\n')
}

func cell(n *html.Node) string {
	var inner renderer
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		inner.node(c)
	}
	inner.flush("")
	s := strings.Join(strings.Fields(inner.out.String()), " ")
	return strings.ReplaceAll(s, "|", `\|`)
}
