package web

import (
	"assay/evidence"
)

// slider is the range of months under the matrix; script turns it into dates,
// without script the date field beside it does the same.
type slider struct {
	First  evidence.Date // first month
	Months int
	At     int
	Date   evidence.Date
	Years  []sliderYear
}

// sliderYear is a mark under the slider, at a share of its length in percent.
type sliderYear struct {
	Year string
	At   float64
}

const firstYear = 2023

// slider gives the months from January 2023 to the day of the reading.
func (s *site) slider(asOf evidence.Date) slider {
	first := evidence.Date("2023-01-01")
	last := s.Catalogue.Compiled()
	if asOf > last {
		last = asOf
	}
	months := monthsBetween(first, last)
	out := slider{First: first, Months: months, At: min(max(0, monthsBetween(first, asOf)), months), Date: asOf}
	for y := firstYear; y <= last.Time().Year(); y++ {
		out.Years = append(out.Years, sliderYear{Year: itoa(y), At: 100 * float64((y-firstYear)*12) / float64(max(1, months))})
	}
	return out
}

func monthsBetween(a, b evidence.Date) int {
	ta, tb := a.Time(), b.Time()
	return (tb.Year()-ta.Year())*12 + int(tb.Month()) - int(ta.Month())
}
