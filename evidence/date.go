package evidence

import (
	"strings"
	"time"
)

// Date is an ISO date with its precision: "2026", "2026-06" or "2026-06-17".
// The empty string is an unknown date.
type Date string

// Precision is how exactly a date is known.
type Precision string

// The precisions of a date; None stands for an unknown date.
const (
	Day   Precision = "day"
	Month Precision = "month"
	Year  Precision = "year"
	None  Precision = ""
)

var layouts = map[int]string{4: "2006", 7: "2006-01", 10: "2006-01-02"}

// ParseDate reads an ISO date of day, month or year precision.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	layout, ok := layouts[len(s)]
	if !ok {
		return "", Errorf(Invalid, "date %q is not of the form 2026, 2026-06 or 2026-06-17", clip(s))
	}
	if _, err := time.Parse(layout, s); err != nil {
		return "", Errorf(Invalid, "date %q does not exist", clip(s))
	}
	return Date(s), nil
}

// DateOf is the day of t in UTC.
func DateOf(t time.Time) Date { return Date(t.UTC().Format("2006-01-02")) }

// Valid reports whether d is empty or an existing ISO date.
func (d Date) Valid() bool {
	if d == "" {
		return true
	}
	_, err := ParseDate(string(d))
	return err == nil
}

// Precision tells how exactly d is known.
func (d Date) Precision() Precision {
	switch len(d) {
	case 4:
		return Year
	case 7:
		return Month
	case 10:
		return Day
	}
	return None
}

// Time is the first instant of d in UTC; zero for an unknown or wrong date.
func (d Date) Time() time.Time {
	layout, ok := layouts[len(d)]
	if !ok {
		return time.Time{}
	}
	t, err := time.Parse(layout, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// First is the first day of the period that d names.
func (d Date) First() Date {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return DateOf(t)
}

// Last is the last day of the period that d names: 2026-02 gives 2026-02-28.
func (d Date) Last() Date {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	switch d.Precision() {
	case Year:
		t = t.AddDate(1, 0, -1)
	case Month:
		t = t.AddDate(0, 1, -1)
	}
	return DateOf(t)
}

// Known is the day from which a claim dated d counts (R0): the last day of its
// period, never later than the day of compilation; an unknown date counts as
// that day.
func (d Date) Known(compiled Date) Date {
	last := d.Last()
	if last == "" || (compiled != "" && d.Precision() != Day && last > compiled) {
		return compiled
	}
	return last
}

// DaysUntil is the number of days from d's last day to e's last day.
func (d Date) DaysUntil(e Date) int {
	return int(e.Last().Time().Sub(d.Last().Time()).Hours() / 24)
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
