package gap

import (
	"strconv"
	"time"

	"assay/evidence"
)

// Row is a model with its cells, as the share, the supply layers and the
// disclosure index need it.
type Row struct {
	ID          string
	Model       string
	Kind        string   // model, family or class; classes take no part
	Families    []string // ids of the families that list the model
	Developer   string
	DeveloperID string
	Country     string // of the developer, ISO code
	Released    evidence.Date
	ComputeFLOP *float64 // training compute; nil where unknown
	Cells       map[evidence.Stage]Cell
}

// Cell is what one cell of the matrix says.
type Cell struct {
	Verdict   evidence.Word
	Class     evidence.Side
	Silicon   []string
	ReadyOn   []string // silicon to which the model was adapted
	Planned   []string
	Inherited bool // from the family or the base
	Implied   bool // from a statement on the whole training process
	Negated   bool
	Since     evidence.Date
	Newest    evidence.Date
	Claims    []string
}

// own reports whether the cell holds a verdict of the model's own.
func (c *Cell) own() bool {
	return c.Verdict != "" && c.Verdict != evidence.UnknownWord && !c.Inherited && !c.Implied
}

// halves gives the half-year in which a date falls; false for an unknown date
// and for one of which only the year is known.
func halves(d evidence.Date) (string, bool) {
	if d.Precision() != evidence.Day && d.Precision() != evidence.Month {
		return "", false
	}
	return halfYear(d.Time()), true
}

// endOf is the last day of a half-year named by halfYear.
func endOf(half string) evidence.Date {
	if len(half) != 7 {
		return ""
	}
	y, err := strconv.Atoi(half[:4])
	if err != nil {
		return ""
	}
	m := time.June
	if half[6] == '2' {
		m = time.December
	}
	return evidence.DateOf(time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC))
}

// nextHalf is the half-year after one named by halfYear.
func nextHalf(half string) string {
	end := endOf(half)
	if end == "" {
		return ""
	}
	return halfYear(end.Time().AddDate(0, 0, 1))
}

// HalfOf names the half-year in which a date lies, 2026-H1; a date of which only
// the year is known lies in the first.
func HalfOf(d evidence.Date) string {
	if d.Time().IsZero() {
		return ""
	}
	return halfYear(d.Time())
}

// NextHalf is the half-year after one such as 2026-H1; empty for anything else.
func NextHalf(half string) string { return nextHalf(half) }
