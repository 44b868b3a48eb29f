package web

import (
	"cmp"
	"slices"
	"strings"

	"assay/evidence"
	"assay/resolve"
)

// trait is what filters look at in a row, worked out once for each reading.
type trait struct {
	said  bool
	cells [4]cellTrait // in the order of stageOrder
}

type cellTrait struct {
	sign string
	word evidence.Word
}

// stageOrder is the order of the stages on pages.
var stageOrder = (&matrixQuery{}).columns()

func traitOf(row *resolve.Row) trait {
	t := trait{said: said(row)}
	for i, st := range stageOrder {
		if cell, ok := row.Cells[st]; ok {
			t.cells[i] = cellTrait{signOf(&cell), cell.Verdict}
		}
	}
	return t
}

// keep reports whether a row passes every filter.
func (m *matrixQuery) keep(row *resolve.Row, t *trait) bool {
	if !m.All && !t.said {
		return false
	}
	if m.Country != "" && countryGroup(row.Country, m.Country) != m.Country {
		return false
	}
	if m.Developer != "" && !strings.EqualFold(row.Developer, m.Developer) {
		return false
	}
	if m.Since != "" && (row.Released == "" || row.Released.Last() < m.Since.First()) {
		return false
	}
	if m.Text != "" && !m.matches(row) {
		return false
	}
	return m.cellMatches(t)
}

// matches looks for the text in the row's names and in the silicon of its cells.
func (m *matrixQuery) matches(row *resolve.Row) bool {
	text := fold(m.Text)
	if strings.Contains(fold(row.Model+" "+row.ID+" "+row.Developer), text) {
		return true
	}
	for _, cell := range row.Cells {
		for _, s := range cell.Silicon {
			if strings.Contains(fold(s), text) {
				return true
			}
		}
	}
	return false
}

// cellMatches reports whether one and the same cell has the sign and the word
// asked for; with no stage given, any of the four. A stage alone asks for a cell
// that says something.
func (m *matrixQuery) cellMatches(t *trait) bool {
	sign := signClass[m.Class]
	if sign == "" && m.Verdict == "" && m.Stage == "" {
		return true
	}
	for i, c := range t.cells {
		if m.Stage != "" && stageOrder[i] != m.Stage {
			continue
		}
		if sign == "" && m.Verdict == "" {
			return c.word != "" && c.word != evidence.UnknownWord
		}
		if (sign == "" || c.sign == sign) && (m.Verdict == "" || c.word == m.Verdict) {
			return true
		}
	}
	return false
}

// said reports whether any cell of the row holds a claim or a note.
func said(row *resolve.Row) bool {
	for _, c := range row.Cells {
		if len(c.Claims) > 0 || len(c.ReadyOn) > 0 || len(c.Planned) > 0 || len(c.Others) > 0 || c.InheritedFrom != "" {
			return true
		}
		if c.Verdict != "" && c.Verdict != evidence.UnknownWord {
			return true
		}
	}
	return false
}

// countryGroup is the group of a developer's country: the country asked for,
// CN, US, or other.
func countryGroup(country, asked string) string {
	switch {
	case country == "CN" || country == "US":
		return country
	case asked != "" && asked != "other" && country == asked:
		return country
	}
	return "other"
}

// order sorts the rows: by default Chinese developers first, then American,
// then the rest, newest first within each.
func (m *matrixQuery) order(rows []*resolve.Row) {
	rank := map[string]int{"CN": 0, "US": 1, "other": 2}
	newest := func(a, b *resolve.Row) int {
		return cmp.Or(-cmp.Compare(a.Released.First(), b.Released.First()), cmp.Compare(fold(a.Model), fold(b.Model)))
	}
	slices.SortStableFunc(rows, func(a, b *resolve.Row) int {
		switch m.Sort {
		case "released":
			return newest(a, b)
		case "name":
			return cmp.Or(cmp.Compare(fold(a.Model), fold(b.Model)), newest(a, b))
		case "developer":
			return cmp.Or(cmp.Compare(fold(a.Developer), fold(b.Developer)), newest(a, b))
		case "evidence":
			return cmp.Or(-cmp.Compare(strength(a), strength(b)), newest(a, b))
		}
		return cmp.Or(cmp.Compare(rank[countryGroup(a.Country, "")], rank[countryGroup(b.Country, "")]), newest(a, b))
	})
}

// strength adds up how well a row's cells are known, for the order "evidence".
func strength(row *resolve.Row) int {
	sum := 0
	for _, c := range row.Cells {
		sum += 10*c.Verdict.Rank() + min(c.Origins, 9)
	}
	return sum
}

// fold makes a name comparable: lower case, without spaces and hyphens.
func fold(s string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "", "\u00a0", "").Replace(strings.ToLower(s))
}
