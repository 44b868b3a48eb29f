// Package gap measures how far one country's models and chips are behind
// another's, and on whose silicon its models are made (DESIGN 7.1).
//
// In: scores, chips, systems, events, developers and models of the catalogue,
// the matrix rows of resolve and the claims behind them, a pair of countries, a
// group of developers or none, and a date. Out: a Report: model lag by series,
// silicon lag by metric, stage share, movement, supply layers, stage weights,
// paper against delivered, disclosure, trend and timeline. Each figure carries
// the ids that it came from, its basis, its interval where figures are
// disputed, and what was left out and why.
//
// Rules that hold: nothing known after Options.AsOf is used; no share below
// n = 20 is printed as a percentage; the lags are never averaged into each
// other; the package is pure, so the same values in give the same report out.
package gap

import (
	"slices"
	"strings"

	"assay/evidence"
)

// Options says whose gap to whom, and as known when.
type Options struct {
	Of         string        // ISO code of the country that is measured; CN where empty
	Against    string        // ISO code of the country that it is measured against; US where empty
	Developers []string      // names or ids; where given, only these developers of Of are measured
	AsOf       evidence.Date // nothing known later is used; the day of compilation where empty
	Compiled   evidence.Date // day on which the records were compiled; dates unknown records (R0)
}

// withDefaults fills what was left empty.
func (o Options) withDefaults() Options {
	if o.Of == "" {
		o.Of = "CN"
	}
	if o.Against == "" {
		o.Against = "US"
	}
	o.Of, o.Against = strings.ToUpper(o.Of), strings.ToUpper(o.Against)
	if o.AsOf == "" {
		o.AsOf = o.Compiled
	}
	o.AsOf = o.AsOf.Last()
	return o
}

// Check names what is wrong with o in one line: a country that is not an ISO
// code, a country measured against itself, a date that does not exist.
func (o Options) Check() error {
	for _, c := range []struct{ flag, code string }{{"of", o.Of}, {"against", o.Against}} {
		if c.code != "" && !isCode(c.code) {
			return evidence.Errorf(evidence.Invalid, "%s: %q is not a two-letter country code such as CN or US", c.flag, c.code)
		}
	}
	d := o.withDefaults()
	if d.Of == d.Against {
		return evidence.Errorf(evidence.Invalid, "of and against are both %s; a gap needs two countries", d.Of)
	}
	if !o.AsOf.Valid() {
		return evidence.Errorf(evidence.Invalid, "as-of: date %q does not exist", string(o.AsOf))
	}
	return nil
}

// isCode reports whether s looks like an ISO 3166 code of two letters.
func isCode(s string) bool {
	if len(s) != 2 {
		return false
	}
	for _, r := range strings.ToUpper(s) {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return true
}

// wants reports whether a developer belongs to the group that is measured.
func (o Options) wants(names ...string) bool {
	if len(o.Developers) == 0 {
		return true
	}
	for _, n := range names {
		if n == "" {
			continue
		}
		if slices.ContainsFunc(o.Developers, func(d string) bool { return fold(d) == fold(n) }) {
			return true
		}
	}
	return false
}

// known reports whether something dated d could be known at the as-of date
// (R0). A period that has not begun is never known.
func (o Options) known(d evidence.Date) bool {
	return d.First() <= o.AsOf && d.Known(o.Compiled) <= o.AsOf
}

// fold makes names comparable: case, spaces, hyphens and dots do not count.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '_', '.', '(', ')':
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// Left is something that a figure leaves out, and why.
type Left struct {
	ID  string `json:"id"`
	Why string `json:"why"` // a key of the message catalogues, such as "announced"
}
