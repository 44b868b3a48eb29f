// Package dataset turns rows into files that others can use: CSV, JSON, JSON
// lines, Markdown, Parquet, JSON-LD in PROV-O terms, and a Data Package that
// describes them.
//
// Claims, documents, cells and catalogue records come in as values; bytes go out
// to an io.Writer. The same values give the same bytes. Rules that hold: a
// quote is at most 300 characters and no document's full text is published (DESIGN
// 4.4); text cells that a spreadsheet would read as a formula are neutralised in
// CSV; control and bidirectional marks are taken out of Markdown.
package dataset

import (
	"strconv"
	"strings"

	"assay/evidence"
)

// Type is the type of a column.
type Type string

// The types of columns. Dates are strings of day, month or year precision.
const (
	String  Type = "string"
	Integer Type = "integer"
	Number  Type = "number"
	Boolean Type = "boolean"
	Date    Type = "date"
	List    Type = "list" // of strings
)

// Valid reports whether t is one of the six types.
func (t Type) Valid() bool {
	switch t {
	case String, Integer, Number, Boolean, Date, List:
		return true
	}
	return false
}

// Column is one column of a table.
type Column struct {
	Name        string `json:"name"`
	Type        Type   `json:"type"`
	Unit        string `json:"unit,omitempty"` // of a number
	Description string `json:"description,omitempty"`
}

// Table is rows under typed columns. A value is a string, int64, float64, bool,
// []string or nil (not known); an empty string counts as not known outside CSV.
type Table struct {
	Name        string // stem of the file: claims, cells, ...
	Title       string
	Description string
	Key         string // column that tells rows apart; empty where there is none
	Columns     []Column
	Rows        [][]any
}

// maxQuote is the longest quote that is published, in characters (DESIGN 4.4).
const maxQuote = 300

// Check reports the first row that does not fit the columns, as an error of
// kind invalid that names row and column.
func (t *Table) Check() error {
	seen := map[string]bool{}
	for _, c := range t.Columns {
		if c.Name == "" || seen[c.Name] || !c.Type.Valid() {
			return evidence.Errorf(evidence.Invalid, "table %s: column %q is unnamed, named twice or of no known type", t.Name, c.Name)
		}
		seen[c.Name] = true
	}
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			return evidence.Errorf(evidence.Invalid, "table %s, row %d: %d values for %d columns", t.Name, i+1, len(row), len(t.Columns))
		}
		for j, v := range row {
			if !fits(v, t.Columns[j].Type) {
				return evidence.Errorf(evidence.Invalid, "table %s, row %d: %s is no %s (%T)", t.Name, i+1, t.Columns[j].Name, t.Columns[j].Type, v)
			}
		}
	}
	return nil
}

func fits(v any, t Type) bool {
	switch v.(type) {
	case nil:
		return true
	case string:
		return t == String || t == Date
	case int64:
		return t == Integer
	case float64:
		return t == Number
	case bool:
		return t == Boolean
	case []string:
		return t == List
	}
	return false
}

// text is a value as a cell of CSV or Markdown shows it; a list is joined by
// semicolons.
func text(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case int64:
		return strconv.FormatInt(x, 10)
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	case []string:
		return strings.Join(x, "; ")
	}
	return ""
}

// column pairs a column with where its value comes from.
type column[T any] struct {
	Column
	of func(*T) any
}

func table[T any](t Table, rows []T, cols []column[T]) Table {
	for _, c := range cols {
		t.Columns = append(t.Columns, c.Column)
	}
	t.Rows = make([][]any, len(rows))
	for i := range rows {
		row := make([]any, len(cols))
		for j, c := range cols {
			row[j] = c.of(&rows[i])
		}
		t.Rows[i] = row
	}
	return t
}

func str[T any, S ~string](name, desc string, of func(*T) S) column[T] {
	return column[T]{Column{Name: name, Type: String, Description: desc}, func(r *T) any { return known(string(of(r))) }}
}

func date[T any](name, desc string, of func(*T) evidence.Date) column[T] {
	return column[T]{Column{Name: name, Type: Date, Description: desc}, func(r *T) any { return known(string(of(r))) }}
}

func flag[T any](name, desc string, of func(*T) bool) column[T] {
	return column[T]{Column{Name: name, Type: Boolean, Description: desc}, func(r *T) any { return of(r) }}
}

func whole[T any](name, unit, desc string, of func(*T) *int64) column[T] {
	return column[T]{Column{Name: name, Type: Integer, Unit: unit, Description: desc}, func(r *T) any {
		if v := of(r); v != nil {
			return *v
		}
		return nil
	}}
}

func number[T any](name, unit, desc string, of func(*T) *float64) column[T] {
	return column[T]{Column{Name: name, Type: Number, Unit: unit, Description: desc}, func(r *T) any {
		if v := of(r); v != nil {
			return *v
		}
		return nil
	}}
}

func list[T any](name, desc string, of func(*T) []string) column[T] {
	return column[T]{Column{Name: name, Type: List, Description: desc}, func(r *T) any {
		if v := of(r); len(v) > 0 {
			return v
		}
		return nil
	}}
}

func known(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// clipped is a quote as it may be published.
func clipped(q string) string {
	if r := []rune(q); len(r) > maxQuote {
		return string(r[:maxQuote-1]) + "…"
	}
	return q
}
