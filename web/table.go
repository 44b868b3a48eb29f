package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"

	"assay/dataset"
)

// table is rows to download: CSV and Markdown from the text, JSON from Value.
type table struct {
	Name  string // of the file, without its ending
	Head  []string
	Rows  [][]string
	Value any // what JSON holds; nil: the rows as objects
}

// send writes the table in the format that the address ends in.
func (s *site) send(w http.ResponseWriter, t table, format string) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'")
	switch format {
	case "csv":
		h.Set("Content-Type", "text/csv; charset=utf-8")
		h.Set("Content-Disposition", `attachment; filename="`+slug(t.Name)+`.csv"`)
		_, _ = w.Write(t.csv())
	case "md":
		h.Set("Content-Type", "text/markdown; charset=utf-8")
		_, _ = w.Write(t.markdown())
	default:
		value := t.Value
		if value == nil {
			value = t.objects()
		}
		sendJSON(w, http.StatusOK, value)
	}
}

// sendJSON writes a value as JSON, indented, with < > & escaped.
func sendJSON(w http.ResponseWriter, status int, value any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", " ")
	if err := enc.Encode(value); err != nil {
		http.Error(w, `{"title":"internal error"}`, http.StatusInternalServerError)
		return
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// csv is RFC 4180 with a byte order mark, so that spreadsheets see UTF-8. A
// cell that a spreadsheet would take for a formula gets an apostrophe.
func (t *table) csv() []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	_ = w.Write(t.Head)
	for _, row := range t.Rows {
		out := make([]string, len(row))
		for i, cell := range row {
			out[i] = dataset.Neutral(cell)
		}
		_ = w.Write(out)
	}
	w.Flush()
	return b.Bytes()
}

// markdown is a pipe table; pipes and line breaks inside cells are escaped.
func (t *table) markdown() []byte {
	var b bytes.Buffer
	row := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + markdownCell(c) + " ")
		}
		b.WriteString("|\n")
	}
	row(t.Head)
	b.WriteString(strings.Repeat("|---", len(t.Head)) + "|\n")
	for _, r := range t.Rows {
		row(r)
	}
	return b.Bytes()
}

func markdownCell(s string) string {
	s = strings.NewReplacer("\\", "\\\\", "|", "\\|", "\n", " ", "\r", " ", "<", "&lt;", "[", "\\[", "]", "\\]").Replace(s)
	return plain(s)
}

func (t *table) objects() []map[string]string {
	out := make([]map[string]string, 0, len(t.Rows))
	for _, r := range t.Rows {
		o := map[string]string{}
		for i, h := range t.Head {
			if i < len(r) {
				o[h] = r[i]
			}
		}
		out = append(out, o)
	}
	return out
}
