package outlook

import (
	"cmp"
	"slices"

	"assay/catalogue"
	"assay/evidence"
	"assay/gap"
)

// Lattice is what a resolver asks of the lattice of silicon.
type Lattice = gap.Lattice

// Progress says how far a forecast's own rule has come.
type Progress struct {
	Developers []string          `json:"developers"` // labs with a new claim that fits, in the order in which they came
	Needed     int               `json:"needed"`
	Claims     []string          `json:"claims"`
	Outcome    catalogue.Outcome `json:"outcome,omitempty"` // yes, no once the horizon has passed, or empty
	KnownOn    evidence.Date     `json:"known_on,omitempty"`
}

// progress applies a forecast's resolver to the claims known by the date: yes on
// the day on which the last lab that was needed had a new claim that fits, no on
// the horizon. A claim is new if it became known after the opening and goes back
// to no origin that was known by then; it must weigh E6 or better.
func (in Input) progress(f *catalogue.Forecast) Progress {
	p := in.between(f.Resolver, f.Opened.Last(), min(in.AsOf, f.Horizon.Last()))
	if p.Outcome == "" && f.Horizon.Last() < in.AsOf {
		p.Outcome, p.KnownOn = catalogue.OutcomeNo, f.Horizon.Last()
	}
	return p
}

// noChange is what "nothing changes" says of a forecast. A rule says so by what
// it would have given over an equally long time before the opening; a forecast
// without a rule asks whether something new happens, so that it says no.
func (in Input) noChange(f *catalogue.Forecast) catalogue.Outcome {
	if f.Resolver == nil {
		return catalogue.OutcomeNo
	}
	opened := f.Opened.Last().Time()
	before := evidence.DateOf(opened.Add(-f.Horizon.Last().Time().Sub(opened)))
	if in.between(f.Resolver, before, min(in.AsOf, f.Opened.Last())).Outcome == catalogue.OutcomeYes {
		return catalogue.OutcomeYes
	}
	return catalogue.OutcomeNo
}

// between looks for new claims that fit a rule after one day and up to another.
func (in Input) between(r *catalogue.Resolver, opened, until evidence.Date) Progress {
	p := Progress{Needed: max(1, r.MinDevelopers), Developers: []string{}, Claims: []string{}}
	old := in.originsKnown(opened)
	var fits []*evidence.Claim
	for i := range in.Claims {
		c := &in.Claims[i]
		if c.KnownSince <= opened || c.KnownSince > until || (c.Origin != "" && old[c.Origin]) {
			continue
		}
		if in.matches(c, r) {
			fits = append(fits, c)
		}
	}
	slices.SortStableFunc(fits, func(a, b *evidence.Claim) int {
		return cmp.Or(cmp.Compare(a.KnownSince, b.KnownSince), cmp.Compare(a.ID, b.ID))
	})
	for _, c := range fits {
		lab := c.Developer
		if !slices.Contains(p.Developers, lab) {
			p.Developers = append(p.Developers, lab)
			if len(p.Developers) == p.Needed {
				p.Outcome, p.KnownOn = catalogue.OutcomeYes, c.KnownSince
			}
		}
		p.Claims = append(p.Claims, c.ID)
	}
	return p
}

// originsKnown are the origins that had spoken by a day.
func (in Input) originsKnown(by evidence.Date) map[string]bool {
	out := map[string]bool{}
	for i := range in.Claims {
		if c := &in.Claims[i]; c.Origin != "" && c.KnownSince <= by {
			out[c.Origin] = true
		}
	}
	return out
}

func (in Input) matches(c *evidence.Claim, r *catalogue.Resolver) bool {
	if c.Actor != "" && c.Actor != c.Developer {
		return false // a third party's run says nothing of the developer
	}
	if c.DeveloperCountry != r.Country || c.Hedge == evidence.Unknown || !c.Reviewed() || in.Lattice == nil {
		return false
	}
	if c.Retracted != "" && c.Retracted.Last() <= in.AsOf {
		return false
	}
	if !slices.Contains(r.Stages, c.Stage) || !slices.Contains(r.Relations, c.Relation) || !c.Weight().AtLeast(evidence.E6) {
		return false
	}
	switch designer := in.Lattice.Designer(in.Lattice.Ground(c.Silicon, c.DeveloperCountry)); r.Side {
	case evidence.Domestic:
		return gap.Domestic(c, in.Lattice)
	case evidence.Foreign:
		return designer != "" && designer != c.DeveloperCountry
	default:
		return designer != ""
	}
}
