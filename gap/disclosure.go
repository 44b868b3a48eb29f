package gap

import (
	"cmp"
	"slices"

	"assay/evidence"
)

// Disclosure says, for the models that one developer released in one year, at
// how many a stage's silicon is known, self-reported, undisclosed or not spoken
// of.
type Disclosure struct {
	Developer   string                     `json:"developer"`
	DeveloperID string                     `json:"developer_id,omitempty"`
	Country     string                     `json:"country"`
	Year        int                        `json:"year"`
	Models      int                        `json:"models"`
	Stages      map[evidence.Stage]Telling `json:"stages"`
	AnyTold     int                        `json:"any_told"` // models with at least one stage told by the developer or known from others
}

// Telling counts models by how well a stage's silicon is known.
type Telling struct {
	Known        int `json:"known"`         // confirmed or reported by somebody else
	SelfReported int `json:"self_reported"` // the developer's own word
	Weaker       int `json:"weaker"`        // inferred, rumoured, contested, withdrawn
	Undisclosed  int `json:"undisclosed"`
	Unknown      int `json:"unknown"` // nothing said
}

// DisclosureYear sums the index over all developers of a country in a year.
type DisclosureYear struct {
	Year       int                        `json:"year"`
	Developers int                        `json:"developers"`
	Models     int                        `json:"models"`
	Stages     map[evidence.Stage]Telling `json:"stages"`
	AnyTold    int                        `json:"any_told"`
}

// Disclosures works out the index for the measured country and group. Families
// and classes do not count: the index is about releases.
func Disclosures(rows []Row, o Options) ([]Disclosure, []DisclosureYear) {
	o = o.withDefaults()
	type key struct {
		developer string
		year      int
	}
	by, years := map[key]*Disclosure{}, map[int]*DisclosureYear{}
	for i := range rows {
		r := &rows[i]
		if !o.measures(r) || r.Kind == "family" || r.Released == "" || r.Developer == "" {
			continue
		}
		y := r.Released.Time().Year()
		k := key{cmp.Or(r.DeveloperID, fold(r.Developer)), y}
		if by[k] == nil {
			by[k] = &Disclosure{Developer: r.Developer, DeveloperID: r.DeveloperID, Country: r.Country, Year: y, Stages: map[evidence.Stage]Telling{}}
		}
		if years[y] == nil {
			years[y] = &DisclosureYear{Year: y, Stages: map[evidence.Stage]Telling{}}
		}
		told := false
		for _, s := range evidence.Stages() {
			c := r.Cells[s]
			t, u := by[k].Stages[s], years[y].Stages[s]
			told = t.count(&c) || told
			u.count(&c)
			by[k].Stages[s], years[y].Stages[s] = t, u
		}
		by[k].Models++
		years[y].Models++
		if told {
			by[k].AnyTold++
			years[y].AnyTold++
		}
	}
	var out []Disclosure
	for k, d := range by {
		out = append(out, *d)
		years[k.year].Developers++
	}
	slices.SortFunc(out, func(a, b Disclosure) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(fold(a.Developer), fold(b.Developer)))
	})
	var all []DisclosureYear
	for _, y := range years {
		all = append(all, *y)
	}
	slices.SortFunc(all, func(a, b DisclosureYear) int { return a.Year - b.Year })
	return out, all
}

// count adds one cell; true where somebody told the silicon.
func (t *Telling) count(c *Cell) bool {
	switch {
	case c.Inherited || c.Implied:
		t.Unknown++
		return false
	case c.Verdict == evidence.Confirmed || c.Verdict == evidence.ReportedWord:
		t.Known++
		return true
	case c.Verdict == evidence.SelfReported:
		t.SelfReported++
		return true
	case c.Verdict == evidence.Undisclosed:
		t.Undisclosed++
	case c.Verdict == "" || c.Verdict == evidence.UnknownWord:
		t.Unknown++
	default:
		t.Weaker++
	}
	return false
}
