package gap

import (
	"cmp"
	"slices"

	"assay/evidence"
)

// Movement counts the labs of a half-year about which it became known that they
// used, failed on, or plan domestic silicon at the earlier stages.
type Movement struct {
	Period   string    `json:"period"` // half-year in which the claims became known
	Used     int       `json:"used"`   // labs
	Failed   int       `json:"failed"`
	Planned  int       `json:"planned"`
	Labs     int       `json:"labs"` // distinct labs of the three
	NewLabs  int       `json:"new_labs"`
	Total    int       `json:"total"` // distinct labs up to and with this period
	Names    []string  `json:"names"`
	ByThird  int       `json:"by_third"` // labs whose model a third party ran: counted under the third party alone
	Moves    []LabMove `json:"moves"`
	Rumoured int       `json:"rumoured"` // labs named by rumour alone (E7): outside the counts
	// Unspecified are labs of which only "trained" is said (used, failed or
	// planned): outside the counts, since a stage is never guessed (R1).
	Unspecified      int      `json:"unspecified"`
	UnspecifiedNames []string `json:"unspecified_names,omitempty"`
}

// LabMove is one lab with one relation in one half-year.
type LabMove struct {
	Lab      string            `json:"lab"`
	Relation evidence.Relation `json:"relation"` // used, attempted-failed or planned
	Stages   []evidence.Stage  `json:"stages"`
	Models   []string          `json:"models"`
	Silicon  []string          `json:"silicon"`
	Best     evidence.Class    `json:"best"` // most direct evidence of the claims, after caps
	Since    evidence.Date     `json:"since"`
	Claims   []string          `json:"claims"`
}

// Lattice is what the movement and the supply layers ask of the catalogue's
// lattice of silicon. An empty answer is not known or disputed.
type Lattice interface {
	Ground(name, country string) string // maps domestic-unnamed to a country's origin node
	Designer(name string) string        // ISO code of the designer's country
	Foundry(name string) string
	MemoryMaker(name string) string
	Chip(name string) string // id of the chip that a node is or implies; empty for coarser nodes
}

// EarlierStages are the stages that the movement is about.
func EarlierStages() []evidence.Stage {
	return []evidence.Stage{evidence.PreTraining, evidence.PostTraining}
}

// Domestic reports whether a claim speaks of silicon designed in the country of
// the model's developer.
func Domestic(c *evidence.Claim, l Lattice) bool {
	if c.Silicon == "" || c.DeveloperCountry == "" {
		return false
	}
	return l.Designer(l.Ground(c.Silicon, c.DeveloperCountry)) == c.DeveloperCountry
}

// Experiments reports whether a claim is a used, failed or planned run on
// domestic silicon at one of the stages, strong enough to count (E6 or better)
// and counted without being asked for.
func Experiments(c *evidence.Claim, l Lattice, stages []evidence.Stage) bool {
	switch c.Relation {
	case evidence.Used, evidence.AttemptedFailed, evidence.Planned:
	default:
		return false
	}
	return slices.Contains(stages, c.Stage) && c.Hedge != evidence.Unknown && c.Reviewed() && Domestic(c, l)
}

// Movements counts labs by half-year of first knowledge. A run by a third party
// counts under that party, not under the model's developer.
func Movements(claims []evidence.Claim, l Lattice, o Options) []Movement {
	o = o.withDefaults()
	type key struct {
		period, lab string
		relation    evidence.Relation
	}
	moves, rumours, thirds := map[key]*LabMove{}, map[string]map[string]bool{}, map[string]map[string]bool{}
	vague := map[string][]string{}
	for i := range claims {
		c := &claims[i]
		if c.DeveloperCountry != o.Of || !o.known(c.KnownSince) || !Experiments(c, l, anyTraining) || retracted(c, o) {
			continue
		}
		period, ok := halves(c.KnownSince)
		lab := cmp.Or(c.Actor, c.Developer)
		if !ok || lab == "" || !o.wants(lab, c.Developer) {
			continue
		}
		if c.Stage == evidence.TrainingUnspecified {
			if c.Weight().AtLeast(evidence.E6) {
				vague[period] = once(vague[period], lab)
			}
			continue
		}
		if !c.Weight().AtLeast(evidence.E6) {
			mark(rumours, period, lab)
			continue
		}
		if fold(lab) != fold(c.Developer) {
			mark(thirds, period, lab)
		}
		k := key{period, lab, c.Relation}
		if moves[k] == nil {
			moves[k] = &LabMove{Lab: lab, Relation: c.Relation, Best: c.Weight(), Since: c.KnownSince}
		}
		moves[k].add(c)
	}
	by := map[string][]LabMove{}
	for k, m := range moves {
		by[k.period] = append(by[k.period], *m)
	}
	out := movementRows(by, rumours, thirds)
	for i := range out {
		out[i].UnspecifiedNames = vague[out[i].Period]
		out[i].Unspecified = len(out[i].UnspecifiedNames)
	}
	return out
}

// anyTraining are the earlier stages and the claims that name none.
var anyTraining = append(EarlierStages(), evidence.TrainingUnspecified)

func retracted(c *evidence.Claim, o Options) bool {
	return c.Retracted != "" && c.Retracted.Known(o.Compiled) <= o.AsOf
}

func mark(m map[string]map[string]bool, period, lab string) {
	if m[period] == nil {
		m[period] = map[string]bool{}
	}
	m[period][fold(lab)] = true
}

func (m *LabMove) add(c *evidence.Claim) {
	if w := c.Weight(); w.Rank() < m.Best.Rank() {
		m.Best = w
	}
	m.Since = min(m.Since, c.KnownSince)
	m.Stages = once(m.Stages, c.Stage)
	m.Models = once(m.Models, cmp.Or(c.ModelID, c.Model))
	m.Silicon = once(m.Silicon, c.Silicon)
	m.Claims = once(m.Claims, c.ID)
}

// once adds v where it is not there yet, and keeps the list sorted.
func once[T cmp.Ordered](list []T, v T) []T {
	if i, found := slices.BinarySearch(list, v); !found {
		return slices.Insert(list, i, v)
	}
	return list
}

// movementRows gives one row a half-year from the first to the last with a move;
// half-years without any are zero, not missing.
func movementRows(by map[string][]LabMove, rumours, thirds map[string]map[string]bool) []Movement {
	var periods []string
	for p := range by {
		periods = append(periods, p)
	}
	if len(periods) == 0 {
		return nil
	}
	slices.Sort(periods)
	seen := map[string]bool{}
	var out []Movement
	for p := periods[0]; p <= periods[len(periods)-1]; p = nextHalf(p) {
		m := Movement{Period: p, Moves: by[p], ByThird: len(thirds[p])}
		slices.SortFunc(m.Moves, func(a, b LabMove) int {
			return cmp.Or(cmp.Compare(fold(a.Lab), fold(b.Lab)), cmp.Compare(a.Relation, b.Relation))
		})
		here := map[string]bool{}
		for _, mv := range m.Moves {
			switch mv.Relation {
			case evidence.Used:
				m.Used++
			case evidence.AttemptedFailed:
				m.Failed++
			case evidence.Planned:
				m.Planned++
			}
			f := fold(mv.Lab)
			if !here[f] {
				here[f], m.Names = true, append(m.Names, mv.Lab)
			}
			if !seen[f] {
				seen[f] = true
				m.NewLabs++
			}
		}
		for lab := range rumours[p] {
			if !here[lab] {
				m.Rumoured++
			}
		}
		m.Labs, m.Total = len(here), len(seen)
		out = append(out, m)
	}
	return out
}
