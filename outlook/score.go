package outlook

import (
	"math"

	"assay/catalogue"
	"assay/evidence"
)

// Brier is the squared distance of a probability from what came (G. W. Brier,
// 1950): 0 is perfect, 0.25 is one half said of anything, 1 is certainty of the
// wrong thing.
func Brier(p float64, yes bool) float64 {
	x := 0.0
	if yes {
		x = 1
	}
	return (p - x) * (p - x)
}

// leastChance is the smallest chance that the log score takes for what came, so
// that one certainty of the wrong thing is costly but not minus infinity.
const leastChance = 0.01

// LogScore is 100 (1 + log2 p) with p the chance given to what came: 100 is
// certainty of it, 0 is one half, negative is worse than one half.
func LogScore(p float64, yes bool) float64 {
	if !yes {
		p = 1 - p
	}
	return 100 * (1 + math.Log2(math.Max(p, leastChance)))
}

// Scored reports whether an outcome is scored: yes and no are, annulled and
// ambiguous are not.
func Scored(o catalogue.Outcome) bool {
	return o == catalogue.OutcomeYes || o == catalogue.OutcomeNo
}

// Summary are the mean scores of a group of forecasts.
type Summary struct {
	Group     string  `json:"group"` // ours, or quoted
	N         int     `json:"n"`     // scored
	Brier     float64 `json:"brier"`
	LogScore  float64 `json:"log_score"`
	Half      Base    `json:"half"`      // one half said of each
	NoChange  Base    `json:"no_change"` // what holds stays as it is
	Annulled  int     `json:"annulled"`
	Ambiguous int     `json:"ambiguous"`
	Open      int     `json:"open"`
	Due       int     `json:"due"` // horizon passed, nobody has settled it
	Bins      []Bin   `json:"bins"`
}

// Base are the scores of a base rate on the same forecasts.
type Base struct {
	Brier    float64 `json:"brier"`
	LogScore float64 `json:"log_score"`
}

// Bin is one word's band with what came of its forecasts. Only forecasts whose
// scheduled horizon has passed count.
type Bin struct {
	Word Word    `json:"word"`
	Lo   float64 `json:"lo"`
	Hi   float64 `json:"hi"`
	N    int     `json:"n"`
	Yes  int     `json:"yes"`
	Mean float64 `json:"mean"` // of the likelihoods stated
}

// noChange is the chance that the base rate gives to a change.
const noChange = 0.05

// Summarize scores a group of entries as known on the date they were made for.
func Summarize(group string, entries []Entry, asOf evidence.Date) Summary {
	s := Summary{Group: group}
	bins := map[Word]*Bin{}
	for _, w := range Words() {
		lo, hi := w.Range()
		bins[w] = &Bin{Word: w, Lo: lo, Hi: hi}
	}
	for i := range entries {
		e := &entries[i]
		switch {
		case e.Status == StatusOpen:
			s.Open++
		case e.Status == StatusDue:
			s.Due++
		case e.Outcome == catalogue.OutcomeAnnulled:
			s.Annulled++
		case e.Outcome == catalogue.OutcomeAmbiguous:
			s.Ambiguous++
		case Scored(e.Outcome) && e.Brier != nil:
			s.add(e)
			if e.Horizon.Last() <= asOf {
				bins[e.ScoredWord].add(e)
			}
		}
	}
	s.finish()
	for _, w := range Words() {
		b := bins[w]
		if b.N > 0 {
			b.Mean = math.Round(b.Mean/float64(b.N)*1e4) / 1e4
		}
		s.Bins = append(s.Bins, *b)
	}
	return s
}

func (s *Summary) add(e *Entry) {
	yes := e.Outcome == catalogue.OutcomeYes
	s.N++
	s.Brier += Brier(e.ScoredLikelihood, yes)
	s.LogScore += LogScore(e.ScoredLikelihood, yes)
	s.Half.Brier += Brier(0.5, yes)
	s.Half.LogScore += LogScore(0.5, yes)
	p := noChange
	if e.NoChange == catalogue.OutcomeYes {
		p = 1 - noChange
	}
	s.NoChange.Brier += Brier(p, yes)
	s.NoChange.LogScore += LogScore(p, yes)
}

func (b *Bin) add(e *Entry) {
	b.N++
	b.Mean += e.ScoredLikelihood
	if e.Outcome == catalogue.OutcomeYes {
		b.Yes++
	}
}

func (s *Summary) finish() {
	if s.N == 0 {
		return
	}
	for _, v := range []*float64{&s.Brier, &s.LogScore, &s.Half.Brier, &s.Half.LogScore, &s.NoChange.Brier, &s.NoChange.LogScore} {
		*v = math.Round(*v/float64(s.N)*1e4) / 1e4
	}
}
