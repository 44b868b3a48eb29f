package gap

import (
	"math"
	"slices"
	"time"

	"assay/evidence"
)

// DaysPerMonth is the length of a month in which lags are given.
const DaysPerMonth = 30.44

// Mark is one thing with a date and a value: a model with its score in one
// series, or a chip with its figure in one metric.
type Mark struct {
	ID        string        // id of the record
	Name      string        // the model's or chip's name
	Developer string        // developer or vendor
	Country   string        // ISO code
	Date      evidence.Date // released, or available
	Value     float64
	Lo, Hi    float64       // the range where the value is disputed; equal to Value elsewhere
	Known     evidence.Date // when this value could first be known
}

// Match is a new best of one country and the first of the other that had at
// least as much.
type Match struct {
	Best  Mark
	First Mark
	Found bool    // false where the other country never got there in this series
	Lag   float64 // months; negative where the measured country was first; NaN where not Found
}

// day is the day as which a date counts: a month-only date counts as its 15th,
// a year-only date as 1 July (method of the lag note); the zero time for an
// unknown date. It reads the digits itself: lags ask for it a million times.
func day(d evidence.Date) time.Time {
	y, m, n := digits(d, 0, 4), time.July, 1
	switch d.Precision() {
	case evidence.Month:
		m, n = time.Month(digits(d, 5, 7)), 15
	case evidence.Day:
		m, n = time.Month(digits(d, 5, 7)), digits(d, 8, 10)
	case evidence.Year:
	default:
		return time.Time{}
	}
	if y < 1 || m < 1 || m > 12 || n < 1 || n > 31 {
		return time.Time{}
	}
	return time.Date(y, m, n, 0, 0, 0, 0, time.UTC)
}

// digits reads a number that stands in a date; -1 where it is none.
func digits(d evidence.Date, from, to int) int {
	if to > len(d) {
		return -1
	}
	n := 0
	for _, c := range []byte(d[from:to]) {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// months between two instants, of DaysPerMonth days each.
func months(from, to time.Time) float64 {
	return math.Round(to.Sub(from).Hours()/24) / DaysPerMonth
}

// Bests gives, in order of date, each mark that beats all earlier ones. On one
// day the highest counts. Marks without a date or value take no part.
func Bests(marks []Mark) []Mark {
	ms := slices.Clone(marks)
	ms = slices.DeleteFunc(ms, func(m Mark) bool { return day(m.Date).IsZero() || math.IsNaN(m.Value) })
	slices.SortStableFunc(ms, func(a, b Mark) int {
		if c := day(a.Date).Compare(day(b.Date)); c != 0 {
			return c
		}
		return descending(a, b)
	})
	best := math.Inf(-1)
	var out []Mark
	for _, m := range ms {
		if m.Value > best {
			best = m.Value
			out = append(out, m)
		}
	}
	return out
}

// firstAtLeast is the earliest mark with at least v; on one day the highest.
func firstAtLeast(marks []Mark, v float64) (Mark, bool) {
	var first Mark
	found := false
	for _, m := range marks {
		if m.Value < v || math.IsNaN(m.Value) || day(m.Date).IsZero() {
			continue
		}
		if !found || earlier(m, first) {
			first, found = m, true
		}
	}
	return first, found
}

func earlier(a, b Mark) bool {
	if c := day(a.Date).Compare(day(b.Date)); c != 0 {
		return c < 0
	}
	return descending(a, b) < 0
}

// descending orders by value, highest first, then by name so that the order of
// the input does not matter.
func descending(a, b Mark) int {
	switch {
	case a.Value > b.Value:
		return -1
	case a.Value < b.Value:
		return 1
	case a.Name < b.Name:
		return -1
	case a.Name > b.Name:
		return 1
	case a.ID < b.ID:
		return -1
	case a.ID > b.ID:
		return 1
	}
	return 0
}

// Matches pairs each new best of one side with the first of the other side that
// had at least its value.
func Matches(of, against []Mark) []Match {
	var out []Match
	for _, b := range Bests(of) {
		m := Match{Best: b, Lag: math.NaN()}
		if f, ok := firstAtLeast(against, b.Value); ok {
			m.First, m.Found = f, true
			m.Lag = months(day(f.Date), day(b.Date))
		}
		out = append(out, m)
	}
	return out
}

// lagOn is the lag on a day: that day minus the day on which the other side
// first had what the measured side's best of that day has. False before the
// first best and where the other side never got there.
func lagOn(of, against []Mark, on time.Time) (float64, bool) {
	best := math.Inf(-1)
	for _, m := range of {
		if !day(m.Date).IsZero() && !day(m.Date).After(on) && m.Value > best {
			best = m.Value
		}
	}
	if math.IsInf(best, -1) {
		return 0, false
	}
	f, ok := firstAtLeast(against, best)
	if !ok {
		return 0, false
	}
	return months(day(f.Date), on), true
}
