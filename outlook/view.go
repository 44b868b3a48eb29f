package outlook

import (
	"strings"
	"sync"

	"assay/evidence"
	"assay/gap"
	"assay/resolve"
)

// Memo is a View over the matrix and the gap as functions of a date; each date
// is worked out once. It is safe for concurrent use.
type Memo struct {
	matrix func(on evidence.Date) []resolve.Row
	gap    func(on evidence.Date, rows []resolve.Row) (*gap.Report, error)

	mu      sync.Mutex
	rows    map[evidence.Date][]resolve.Row
	reports map[evidence.Date]*gap.Report
}

// NewMemo makes a View from the matrix of a date and the report on it.
func NewMemo(matrix func(on evidence.Date) []resolve.Row, report func(on evidence.Date, rows []resolve.Row) (*gap.Report, error)) *Memo {
	return &Memo{matrix: matrix, gap: report, rows: map[evidence.Date][]resolve.Row{}, reports: map[evidence.Date]*gap.Report{}}
}

// Report gives the gap on a date.
func (m *Memo) Report(on evidence.Date) (*gap.Report, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.reports[on]; r != nil {
		return r, nil
	}
	r, err := m.gap(on, m.on(on))
	if err == nil {
		m.reports[on] = r
	}
	return r, err
}

// on gives the rows of a date; the lock is held.
func (m *Memo) on(on evidence.Date) []resolve.Row {
	rows, ok := m.rows[on]
	if !ok {
		rows = m.matrix(on)
		m.rows[on] = rows
	}
	return rows
}

// Cell says what a cell says on a date, others' runs in brackets.
func (m *Memo) Cell(model string, stage evidence.Stage, on evidence.Date) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rows := m.on(on)
	for i := range rows {
		if rows[i].ID != model {
			continue
		}
		c := rows[i].Cells[stage]
		s := says(&c)
		for j := range c.Others {
			s += " [" + c.Others[j].Actor + ": " + says(&c.Others[j].Cell) + "]"
		}
		return s, true
	}
	return "", false
}

// says is a cell in one line: the word, the silicon, whose it is.
func says(c *resolve.Cell) string {
	word := c.Verdict
	if word == "" {
		word = evidence.UnknownWord
	}
	s := string(word)
	silicon := strings.Join(c.Silicon, " + ")
	switch {
	case c.Negated:
		s += ": not " + silicon
	case silicon != "":
		s += ": " + silicon
	}
	if c.Class != "" && c.Class != evidence.SideUnknown {
		s += " (" + string(c.Class) + ")"
	}
	return s
}

// Figure gives a figure of the gap on a date.
func (m *Memo) Figure(name string, on evidence.Date) (float64, bool) {
	r, err := m.Report(on)
	if err != nil {
		return 0, false
	}
	v, ok := r.Figures[name]
	return v, ok
}
