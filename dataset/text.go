package dataset

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"unicode"

	"assay/evidence"
)

// CSV writes a table with its column names in the first line. Text that a
// spreadsheet would read as a formula gets an apostrophe in front; numbers stay.
func CSV(w io.Writer, t Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	line := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		line[i] = Neutral(c.Name)
	}
	if err := out.Write(line); err != nil {
		return evidence.Wrap(err, "write %s as CSV", t.Name)
	}
	for _, row := range t.Rows {
		for i, v := range row {
			line[i] = text(v)
			if k := t.Columns[i].Type; k == String || k == Date || k == List {
				line[i] = Neutral(line[i])
			}
		}
		if err := out.Write(line); err != nil {
			return evidence.Wrap(err, "write %s as CSV", t.Name)
		}
	}
	out.Flush()
	return evidence.Wrap(out.Error(), "write %s as CSV", t.Name)
}

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?$`)

// Neutral keeps a spreadsheet from running a cell: one that starts like a
// formula (also after blanks, and in full width) gets an apostrophe in front.
// Plain numbers stay as they are.
func Neutral(s string) string {
	if plainNumber.MatchString(s) {
		return s
	}
	head := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Cc) })
	if head == "" {
		if s != head {
			return "'" + s
		}
		return s
	}
	switch []rune(head)[0] {
	case '=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '−':
		return "'" + s
	}
	if s[0] == '\t' || s[0] == '\r' || s[0] == '\n' {
		return "'" + s
	}
	return s
}

// JSON writes a table as an array of objects, fields in the order of the
// columns; what is not known is null.
func JSON(w io.Writer, t Table) error {
	return objects(w, t, "[\n", ",\n", "\n]\n", "[]\n")
}

// JSONLines writes one object a line.
func JSONLines(w io.Writer, t Table) error { return objects(w, t, "", "\n", "\n", "") }

func objects(w io.Writer, t Table, open, between, end, none string) error {
	if err := t.Check(); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	keys := make([][]byte, len(t.Columns))
	for i, c := range t.Columns {
		keys[i], _ = json.Marshal(c.Name)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(true)
	if len(t.Rows) == 0 {
		open, end = none, ""
	}
	out.WriteString(open)
	for i, row := range t.Rows {
		if i > 0 {
			out.WriteString(between)
		}
		out.WriteByte('{')
		for j, v := range row {
			if j > 0 {
				out.WriteByte(',')
			}
			out.Write(keys[j])
			out.WriteByte(':')
			buf.Reset()
			if err := enc.Encode(v); err != nil {
				return evidence.WithKind(evidence.Invalid, err, "table %s, row %d: %s", t.Name, i+1, t.Columns[j].Name)
			}
			out.Write(bytes.TrimRight(buf.Bytes(), "\n"))
		}
		out.WriteByte('}')
	}
	out.WriteString(end)
	return evidence.Wrap(out.Flush(), "write %s as JSON", t.Name)
}

// Markdown writes a table with pipes. Marks of Markdown and HTML are escaped,
// control and bidirectional characters taken out.
func Markdown(w io.Writer, t Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	rule := ""
	for _, c := range t.Columns {
		out.WriteString("| " + plain(c.Name) + " ")
		if c.Type == Integer || c.Type == Number {
			rule += "|---:"
		} else {
			rule += "|---"
		}
	}
	out.WriteString("|\n" + rule + "|\n")
	for _, row := range t.Rows {
		for _, v := range row {
			out.WriteString("| " + plain(text(v)) + " ")
		}
		out.WriteString("|\n")
	}
	return evidence.Wrap(out.Flush(), "write %s as Markdown", t.Name)
}

var marks = strings.NewReplacer(`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "&", "&amp;", "<", "&lt;", ">", "&gt;", "#", `\#`)

// plain is a text that stands in one cell and does nothing.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return -1
		}
		return r
	}, s)
	return marks.Replace(strings.Join(strings.Fields(s), " "))
}
