package gap

import (
	"cmp"
	"slices"

	"assay/evidence"
)

// StageShare says, for the models of one half-year and one stage, on whose
// silicon they ran. Counts, never percentages; Percent is there from n = 20 on.
type StageShare struct {
	Period      string         `json:"period"` // half-year of release, 2026-H1
	Stage       evidence.Stage `json:"stage"`
	Domestic    int            `json:"domestic"`
	Mixed       int            `json:"mixed"`
	Foreign     int            `json:"foreign"`
	Undisclosed int            `json:"undisclosed"` // a statement that says nothing, a refusal, or a search without result
	N           int            `json:"n"`           // domestic + mixed + foreign + undisclosed
	Named       int            `json:"named"`       // domestic + mixed + foreign
	Unsettled   int            `json:"unsettled"`   // contested, rumoured, withdrawn or "not X": outside n
	Silent      int            `json:"silent"`      // models of the period about which nothing is known at this stage: outside n
	Adapted     int            `json:"adapted"`     // ready on domestic silicon; says nothing of use
	Lo          float64        `json:"lo"`          // 80 % interval of domestic among named
	Hi          float64        `json:"hi"`
	Percent     *float64       `json:"percent"`        // domestic among named; nil below n = 20
	AtEnd       Split          `json:"known_at_end"`   // what was known of these models when the period ended
	Later       Split          `json:"reported_later"` // what came to be known afterwards
	Compute     ComputeSplit   `json:"compute"`
	Models      []ShareModel   `json:"models"`
}

// Split counts cells by class.
type Split struct {
	Domestic    int `json:"domestic"`
	Mixed       int `json:"mixed"`
	Foreign     int `json:"foreign"`
	Undisclosed int `json:"undisclosed"`
}

// ComputeSplit sums training compute by class, in FLOP.
type ComputeSplit struct {
	Domestic    float64 `json:"domestic_flop"`
	Mixed       float64 `json:"mixed_flop"`
	Foreign     float64 `json:"foreign_flop"`
	Undisclosed float64 `json:"undisclosed_flop"`
	N           int     `json:"n"`       // models with a known compute
	Without     int     `json:"without"` // models of n without one
}

// ShareModel is one model behind a share.
type ShareModel struct {
	ID       string        `json:"id"`
	Model    string        `json:"model"`
	Class    string        `json:"class"` // domestic, mixed, foreign, undisclosed, contested, rumoured, negated, withdrawn
	Word     evidence.Word `json:"word"`
	Since    evidence.Date `json:"since,omitempty"`
	DatedBy  string        `json:"dated_by"` // release, or first-claim where no release is on record
	Released evidence.Date `json:"released,omitempty"`
	Claims   []string      `json:"claims"`
}

// Shares counts, by half-year of release and stage, the models of the measured
// country by class of the silicon named. A family counts where none of its
// members has a verdict of its own; implied and inherited cells do not count.
func Shares(rows []Row, o Options) (shares []StageShare, left []Left) {
	o = o.withDefaults()
	by := map[[2]string]*StageShare{}
	spoken := membersThatSpeak(rows)
	for i := range rows {
		r := &rows[i]
		if !o.measures(r) {
			continue
		}
		for _, stage := range evidence.Stages() {
			c, ok := r.Cells[stage]
			if r.Kind == "family" && spoken[r.ID+"/"+string(stage)] {
				continue
			}
			period, datedBy, why := r.period(c)
			if why != "" {
				if ok && (c.own() || len(c.ReadyOn) > 0) {
					left = append(left, Left{ID: r.ID + "/" + string(stage), Why: why})
				}
				continue
			}
			k := [2]string{period, string(stage)}
			if by[k] == nil {
				by[k] = &StageShare{Period: period, Stage: stage}
			}
			by[k].add(r, c, datedBy)
		}
	}
	for _, s := range by {
		s.finish()
		shares = append(shares, *s)
	}
	slices.SortFunc(shares, func(a, b StageShare) int {
		return cmp.Or(cmp.Compare(a.Period, b.Period), cmp.Compare(stageOrder(a.Stage), stageOrder(b.Stage)))
	})
	return shares, left
}

// measures reports whether a row counts for the measured country and group.
func (o Options) measures(r *Row) bool {
	return r.Kind != "class" && r.Country == o.Of && o.wants(r.Developer, r.DeveloperID) && (r.Released == "" || o.known(r.Released))
}

func stageOrder(s evidence.Stage) int { return slices.Index(evidence.Stages(), s) }

// membersThatSpeak marks "family/stage" where a member has a verdict of its own.
func membersThatSpeak(rows []Row) map[string]bool {
	out := map[string]bool{}
	for i := range rows {
		if rows[i].Kind == "family" {
			continue
		}
		for stage, c := range rows[i].Cells {
			if !c.own() {
				continue
			}
			for _, f := range rows[i].Families {
				out[f+"/"+string(stage)] = true
			}
		}
	}
	return out
}

// period is the half-year that a row counts in: that of its release, or of its
// first dated claim where no release is on record.
func (r *Row) period(c Cell) (half, datedBy, why string) {
	if r.Released != "" {
		if h, ok := halves(r.Released); ok {
			return h, "release", ""
		}
		return "", "", "no-month"
	}
	if h, ok := halves(c.Since); ok {
		return h, "first-claim", ""
	}
	return "", "", "no-date"
}

// add counts one model's cell.
func (s *StageShare) add(r *Row, c Cell, datedBy string) {
	if len(c.ReadyOn) > 0 {
		s.Adapted++
	}
	if !c.own() {
		s.Silent++
		return
	}
	class := classOf(&c)
	s.Models = append(s.Models, ShareModel{ID: r.ID, Model: r.Model, Class: class, Word: c.Verdict,
		Since: c.Since, DatedBy: datedBy, Released: r.Released, Claims: c.Claims})
	total := Split{Domestic: s.Domestic, Mixed: s.Mixed, Foreign: s.Foreign, Undisclosed: s.Undisclosed}
	if !total.count(class) {
		s.Unsettled++
		return
	}
	s.Domestic, s.Mixed, s.Foreign, s.Undisclosed = total.Domestic, total.Mixed, total.Foreign, total.Undisclosed
	if c.Since != "" && c.Since <= endOf(s.Period) {
		s.AtEnd.count(class)
	} else {
		s.Later.count(class)
	}
	s.Compute.add(class, r.ComputeFLOP)
}

// classOf is the class under which a cell counts.
func classOf(c *Cell) string {
	switch {
	case c.Negated:
		return "negated"
	case c.Verdict == evidence.Undisclosed, c.Verdict == evidence.Contested,
		c.Verdict == evidence.Rumoured, c.Verdict == evidence.Withdrawn:
		return string(c.Verdict)
	case c.Class == "" || c.Class == evidence.SideUnknown:
		return "unnamed"
	}
	return string(c.Class)
}

// count adds one cell; false where its class is none of the four.
func (s *Split) count(class string) bool {
	switch class {
	case "domestic":
		s.Domestic++
	case "mixed":
		s.Mixed++
	case "foreign":
		s.Foreign++
	case "undisclosed":
		s.Undisclosed++
	default:
		return false
	}
	return true
}

func (s *ComputeSplit) add(class string, flop *float64) {
	if flop == nil {
		s.Without++
		return
	}
	s.N++
	switch class {
	case "domestic":
		s.Domestic += *flop
	case "mixed":
		s.Mixed += *flop
	case "foreign":
		s.Foreign += *flop
	case "undisclosed":
		s.Undisclosed += *flop
	}
}

func (s *StageShare) finish() {
	s.Named = s.Domestic + s.Mixed + s.Foreign
	s.N = s.Named + s.Undisclosed
	lo, hi := Wilson(s.Domestic, s.Named)
	s.Lo, s.Hi = Round(lo, 3), Round(hi, 3)
	if s.Named >= MinForPercent {
		p := Round(100*float64(s.Domestic)/float64(s.Named), 0)
		s.Percent = &p
	}
	slices.SortFunc(s.Models, func(a, b ShareModel) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Model, b.Model), cmp.Compare(a.ID, b.ID))
	})
}

// Reporting counts the same cells by the half-year in which each was first
// known, whatever the release: what rises here and not in Shares is reporting.
type Reporting struct {
	Period    string         `json:"period"`
	Stage     evidence.Stage `json:"stage"`
	Domestic  int            `json:"domestic"`
	Mixed     int            `json:"mixed"`
	Foreign   int            `json:"foreign"`
	OfOlder   int            `json:"of_older"`             // of these, models released in an earlier half-year
	DelayDays *float64       `json:"delay_days,omitempty"` // median from release to first knowledge
}

// Reports works out the reporting view of the same rows.
func Reports(rows []Row, o Options) []Reporting {
	o = o.withDefaults()
	by := map[[2]string]*Reporting{}
	delays := map[[2]string][]float64{}
	spoken := membersThatSpeak(rows)
	for i := range rows {
		r := &rows[i]
		if !o.measures(r) {
			continue
		}
		for stage, c := range r.Cells {
			half, ok := halves(c.Since)
			if !ok || !c.own() || (r.Kind == "family" && spoken[r.ID+"/"+string(stage)]) {
				continue
			}
			var one Split
			if !one.count(classOf(&c)) || one.Undisclosed > 0 {
				continue
			}
			k := [2]string{half, string(stage)}
			if by[k] == nil {
				by[k] = &Reporting{Period: half, Stage: stage}
			}
			p := by[k]
			p.Domestic, p.Mixed, p.Foreign = p.Domestic+one.Domestic, p.Mixed+one.Mixed, p.Foreign+one.Foreign
			if rel, ok := halves(r.Released); ok {
				if rel < half {
					p.OfOlder++
				}
				delays[k] = append(delays[k], c.Since.Last().Time().Sub(day(r.Released)).Hours()/24)
			}
		}
	}
	var out []Reporting
	for k, p := range by {
		if d := delays[k]; len(d) > 0 {
			m := Round(Median(d), 0)
			p.DelayDays = &m
		}
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Reporting) int {
		return cmp.Or(cmp.Compare(a.Period, b.Period), cmp.Compare(stageOrder(a.Stage), stageOrder(b.Stage)))
	})
	return out
}
