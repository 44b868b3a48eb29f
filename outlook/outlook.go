// Package outlook keeps forecasts, their scores and the open questions
// (DESIGN 5 and 8). A forecast is a possibility, never a fact: it fills no cell
// and is a type of its own.
//
// In: forecasts and questions of the catalogue, the decisions of kind forecast
// from the log, claims, and the matrix and the gap as functions of a date. Out:
// entries with the likelihood in force, the word, the horizon, indicators that
// say whether they moved, the outcome with the ids that settled it, and scores;
// calibration against base rates; questions with what is known today; the two
// questions of the report answered step by step.
//
// Rules that hold: nothing known after the date is used; nothing is overwritten
// (updates and resolutions are kept in order); annulled and ambiguous outcomes
// are never scored; the likelihood in force when the answer became known is the
// one that is scored; only forecasts whose scheduled horizon has passed count
// for calibration; forecasts quoted from others are scored apart from ours. The
// package is pure.
package outlook

import (
	"time"

	"assay/evidence"
)

// Phrase is a horizon as reports give it.
type Phrase string

// The horizons of DESIGN 5.
const (
	WithinWeeks  Phrase = "within-weeks"  // 56 days
	WithinMonths Phrase = "within-months" // 365 days
	WithinYears  Phrase = "within-years"  // 5 years
)

// Valid reports whether p is one of the three phrases or empty.
func (p Phrase) Valid() bool {
	switch p {
	case "", WithinWeeks, WithinMonths, WithinYears:
		return true
	}
	return false
}

// Horizon is the last day of a horizon that is given as a phrase and counted
// from the day of opening; empty for no phrase.
func Horizon(opened evidence.Date, p Phrase) evidence.Date {
	t := opened.Last().Time()
	if t.IsZero() {
		return ""
	}
	switch p {
	case WithinWeeks:
		t = t.AddDate(0, 0, 56)
	case WithinMonths:
		t = t.AddDate(0, 0, 365)
	case WithinYears:
		t = t.AddDate(5, 0, 0)
	default:
		return ""
	}
	return evidence.DateOf(t)
}

// PhraseFor is the phrase that fits the time left until a horizon: the shortest
// one that holds it; empty where more than five years are left or none.
func PhraseFor(from, horizon evidence.Date) Phrase {
	left := horizon.Last().Time().Sub(from.Last().Time())
	switch {
	case horizon == "" || left < 0:
		return ""
	case left <= 56*24*time.Hour:
		return WithinWeeks
	case left <= 365*24*time.Hour:
		return WithinMonths
	case horizon.Last() <= Horizon(from, WithinYears):
		return WithinYears
	}
	return ""
}
