package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"assay/dataset"
	"assay/evidence"
)

// grid is what a verb prints as rows: a head and as many cells a row.
type grid struct {
	head []string
	rows [][]string
	note string // below a table, not in the data
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// print writes value as JSON, or the grid in another format, to w.
func print(w io.Writer, format string, value any, g grid) error {
	switch format {
	case "json":
		return printJSON(w, value)
	case "csv":
		out := csv.NewWriter(w)
		if err := out.Write(g.head); err != nil {
			return err
		}
		for _, row := range g.rows {
			if err := out.Write(safe(row)); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	case "md":
		_, err := io.WriteString(w, g.markdown())
		return err
	case "table", "":
		_, err := io.WriteString(w, g.table())
		return err
	}
	return evidence.Errorf(evidence.Invalid, "format %q is unknown; give table, json, csv or md", format)
}

// safe is a row whose text cells no spreadsheet runs as a formula.
func safe(row []string) []string {
	cells := make([]string, len(row))
	for i, c := range row {
		cells[i] = dataset.Neutral(c)
	}
	return cells
}

func printJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}

// table aligns columns by display width, so that Chinese counts two columns.
func (g *grid) table() string {
	width := make([]int, len(g.head))
	for _, row := range append([][]string{g.head}, g.rows...) {
		for i, c := range row {
			width[i] = max(width[i], runewidth.StringWidth(printable(c)))
		}
	}
	var b strings.Builder
	line := func(row []string) {
		var l strings.Builder
		for i, c := range row {
			c = printable(c)
			l.WriteString(c)
			if i < len(row)-1 {
				l.WriteString(strings.Repeat(" ", width[i]-runewidth.StringWidth(c)+2))
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	line(g.head)
	rule := make([]string, len(width))
	for i, w := range width {
		rule[i] = strings.Repeat("─", w)
	}
	line(rule)
	for _, row := range g.rows {
		line(row)
	}
	if g.note != "" {
		b.WriteString("\n" + g.note + "\n")
	}
	return b.String()
}

func (g *grid) markdown() string {
	var b strings.Builder
	line := func(row []string) {
		for _, c := range row {
			b.WriteString("| " + strings.ReplaceAll(printable(c), "|", `\|`) + " ")
		}
		b.WriteString("|\n")
	}
	line(g.head)
	b.WriteString(strings.Repeat("| --- ", len(g.head)) + "|\n")
	for _, row := range g.rows {
		line(row)
	}
	return b.String()
}

// printable keeps a cell on one line and takes out control characters: text of
// a document must not steer a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < 0x20 || r == 0x7f || (r >= 0x80 && r < 0xa0) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069):
			return -1
		}
		return r
	}, s)
}

// clip shortens s to n columns.
func clip(s string, n int) string { return runewidth.Truncate(printable(s), n, "…") }
