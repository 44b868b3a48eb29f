package outlook

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"assay/catalogue"
	"assay/evidence"
	"assay/gap"
	"assay/origin"
	"assay/resolve"
)

var builtIn = sync.OnceValues(catalogue.BuiltIn)

func records(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	c, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestWordFor_edges: ranges are half-open and symmetric about one half.
func TestWordFor_edges(t *testing.T) {
	for p, want := range map[float64]Word{
		0: AlmostNoChance, 0.01: AlmostNoChance, 0.05: AlmostNoChance, 0.0501: VeryUnlikely, 0.20: VeryUnlikely, 0.2001: Unlikely,
		0.4499: Unlikely, 0.45: RoughlyEven, 0.5: RoughlyEven, 0.55: RoughlyEven, 0.5501: Likely, 0.7999: Likely,
		0.80: VeryLikely, 0.9499: VeryLikely, 0.95: AlmostCertain, 0.99: AlmostCertain, 1: AlmostCertain,
	} {
		if got, err := WordFor(p); err != nil || got != want {
			t.Errorf("%v is %s (%v), want %s", p, got, err, want)
		}
	}
	for _, p := range []float64{-0.1, 1.2, math.NaN()} {
		if _, err := WordFor(p); err == nil {
			t.Errorf("%v has a word", p)
		}
	}
}

// TestWordFor_mirror: a chance and its opposite have mirrored words.
func TestWordFor_mirror(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := float64(rapid.IntRange(0, 1000).Draw(t, "per mille")) / 1000
		a, _ := WordFor(p)
		b, _ := WordFor(1 - p)
		if slices.Index(Words(), a)+slices.Index(Words(), b) != 6 {
			t.Fatalf("%v is %s, %v is %s", p, a, 1-p, b)
		}
		if lo, hi := a.Range(); p >= 0.01 && p <= 0.99 && (p < lo-1e-9 || p > hi+1e-9) {
			t.Fatalf("%v lies outside the range of %s", p, a)
		}
	})
}

// TestWords_threeLanguages holds the words of DESIGN 5.
func TestWords_threeLanguages(t *testing.T) {
	want := map[string]string{
		"en": "almost no chance, very unlikely, unlikely, roughly even, likely, very likely, almost certain",
		"de": "nahezu ausgeschlossen, sehr unwahrscheinlich, unwahrscheinlich, etwa gleich wahrscheinlich, wahrscheinlich, sehr wahrscheinlich, nahezu sicher",
		"zh": "几乎不可能, 非常不可能, 不太可能, 约五五开, 很可能, 非常可能, 几乎可以肯定",
	}
	for lang, list := range want {
		var got []string
		for _, w := range Words() {
			got = append(got, w.In(lang))
		}
		if strings.Join(got, ", ") != list {
			t.Errorf("%s: %s", lang, strings.Join(got, ", "))
		}
	}
}

func TestHorizon_phrases(t *testing.T) {
	for p, want := range map[Phrase]evidence.Date{WithinWeeks: "2026-08-12", WithinMonths: "2027-06-17", WithinYears: "2031-06-17", "": ""} {
		if got := Horizon("2026-06-17", p); got != want {
			t.Errorf("%s of 2026-06-17 ends %s, want %s", p, got, want)
		}
		if want != "" && PhraseFor("2026-06-17", want) != p {
			t.Errorf("%s is %s", want, PhraseFor("2026-06-17", want))
		}
	}
}

func p(v float64) *float64 { return &v }

func forecast(id string, likelihood *float64, word, opened, horizon string) catalogue.Forecast {
	return catalogue.Forecast{ID: id, Statement: catalogue.Text{EN: id}, Criteria: "c", Author: "assay", Likelihood: likelihood, Word: word,
		Opened: evidence.Date(opened), Horizon: evidence.Date(horizon)}
}

// small is a set with an annulled, an ambiguous, an early-resolved, a word-only
// and an updated forecast, one that is due and one that is open.
func small() []catalogue.Forecast {
	settled := func(f catalogue.Forecast, o catalogue.Outcome, on string) catalogue.Forecast {
		f.Outcome, f.KnownOn = o, evidence.Date(on)
		return f
	}
	updated := settled(forecast("updated", p(0.3), "", "2025-01-01", "2025-12-31"), catalogue.OutcomeYes, "2025-10-01")
	updated.Updates = []catalogue.Update{
		{On: "2025-05-01", Likelihood: p(0.7)},
		{On: "2025-10-01", Likelihood: p(0.99)}, // on the day of the answer: too late
	}
	quoted := settled(forecast("quoted", p(0.5), "", "2025-01-01", "2025-06-30"), catalogue.OutcomeNo, "2025-06-30")
	quoted.Quoted = true
	return []catalogue.Forecast{
		settled(forecast("annulled", p(0.9), "", "2025-01-01", "2025-12-31"), catalogue.OutcomeAnnulled, "2025-06-01"),
		settled(forecast("ambiguous", p(0.9), "", "2025-01-01", "2025-12-31"), catalogue.OutcomeAmbiguous, "2025-06-01"),
		settled(forecast("early", p(0.8), "", "2025-01-01", "2027-12-31"), catalogue.OutcomeYes, "2025-06-01"),
		settled(forecast("word", nil, "very-likely", "2025-01-01", "2025-12-31"), catalogue.OutcomeNo, "2025-12-31"),
		updated, quoted,
		forecast("due", p(0.4), "", "2025-01-01", "2025-12-31"),
		forecast("open", p(0.4), "", "2026-01-01", "2027-12-31"),
		forecast("later", p(0.4), "", "2026-12-01", "2027-12-31"),
	}
}

// TestCompute_byHand holds scores to a calculation by hand.
func TestCompute_byHand(t *testing.T) {
	o := Compute(Input{Forecasts: small(), AsOf: "2026-11-24", Compiled: "2026-11-24"}, nil, nil)
	type want struct {
		status     Status
		brier, log float64 // NaN: never scored
		early      bool
	}
	no := math.NaN()
	wants := map[string]want{
		"annulled":  {StatusResolved, no, no, true},
		"ambiguous": {StatusResolved, no, no, true},
		"early":     {StatusResolved, 0.04, 67.8072, true}, // (0.8-1)^2; 100(1+log2 0.8)
		"word":      {StatusResolved, 0.7656, -200, false}, // 0.875^2; 100(1+log2 0.125)
		"updated":   {StatusResolved, 0.09, 48.5427, true}, // 0.7 in force; 100(1+log2 0.7)
		"quoted":    {StatusResolved, 0.25, 0, false},      // one half
		"due":       {StatusDue, no, no, false},
		"open":      {StatusOpen, no, no, false},
	}
	if len(o.Entries) != len(wants) {
		t.Errorf("%d entries, want %d: what is opened later is not shown", len(o.Entries), len(wants))
	}
	for _, e := range o.Entries {
		w := wants[e.ID]
		if e.Status != w.status || e.Early != w.early {
			t.Errorf("%s: %s, early %v", e.ID, e.Status, e.Early)
		}
		for name, x := range map[string]struct {
			got  *float64
			want float64
		}{"brier": {e.Brier, w.brier}, "log score": {e.LogScore, w.log}} {
			if (x.got == nil) != math.IsNaN(x.want) || (x.got != nil && math.Abs(*x.got-x.want) > 1e-4) {
				t.Errorf("%s: %s %v, want %v", e.ID, name, x.got, x.want)
			}
		}
	}
	s := o.Ours // early 0.04, word 0.765625, updated 0.09: mean 0.298542; log -27.8834
	if s.N != 3 || math.Abs(s.Brier-0.2985) > 1e-4 || math.Abs(s.LogScore+27.8834) > 1e-3 {
		t.Errorf("ours: n %d, brier %v, log %v", s.N, s.Brier, s.LogScore)
	}
	if s.Annulled != 1 || s.Ambiguous != 1 || s.Open != 1 || s.Due != 1 {
		t.Errorf("ours: %+v", s)
	}
	// one half: 0.25 each. No change says 0.05 of each: 0.9025, 0.0025, 0.9025.
	if s.Half != (Base{0.25, 0}) || math.Abs(s.NoChange.Brier-0.6025) > 1e-4 {
		t.Errorf("base rates %+v %+v", s.Half, s.NoChange)
	}
	if o.Quoted.N != 1 || o.Quoted.Brier != 0.25 {
		t.Errorf("quoted authors are scored apart: %+v", o.Quoted)
	}
	// Calibration: early's horizon has not passed.
	for _, b := range s.Bins {
		w := map[Word]Bin{VeryLikely: {N: 1, Yes: 0, Mean: 0.875}, Likely: {N: 1, Yes: 1, Mean: 0.7}}[b.Word]
		if b.N != w.N || b.Yes != w.Yes || b.Mean != w.Mean {
			t.Errorf("band %s: %+v, want %+v", b.Word, b, w)
		}
	}
}

// TestCompute_past: on an earlier day the answer, the update and the forecasts
// of later are not known.
func TestCompute_past(t *testing.T) {
	o := Compute(Input{Forecasts: small(), AsOf: "2025-05-31", Compiled: "2026-11-24"}, nil, nil)
	for _, e := range o.Entries {
		if e.Status != StatusOpen || e.Outcome != "" || e.Brier != nil {
			t.Errorf("%s is %s %s on 2025-05-31", e.ID, e.Status, e.Outcome)
		}
		if e.ID == "updated" && (e.Likelihood != 0.7 || len(e.History) != 2) {
			t.Errorf("likelihood %v with %d statements", e.Likelihood, len(e.History))
		}
		if e.ID == "open" || e.ID == "later" {
			t.Errorf("%s is known before its opening", e.ID)
		}
	}
}

func TestCompute_asOfProperty(t *testing.T) {
	all := small()
	rapid.Check(t, func(t *rapid.T) {
		day := evidence.Date(rapid.StringMatching(`202[4-7]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])`).Draw(t, "day"))
		for _, e := range Compute(Input{Forecasts: all, AsOf: day, Compiled: "2026-11-24"}, nil, nil).Entries {
			if e.Opened > day || e.KnownOn > day || e.History[len(e.History)-1].On > day {
				t.Fatalf("%s on %s: opened %s, known %s, last stated %s", e.ID, day, e.Opened, e.KnownOn, e.History[len(e.History)-1].On)
			}
			if (e.Brier != nil) != Scored(e.Outcome) {
				t.Fatalf("%s: outcome %q, brier %v", e.ID, e.Outcome, e.Brier)
			}
		}
	})
}

func claim(id, lab, actor, silicon, origin, known string) evidence.Claim {
	return evidence.Claim{ID: id, Kind: evidence.KindRecord, Model: id, Developer: lab, DeveloperCountry: "CN", Actor: actor, Silicon: silicon,
		Stage: evidence.PreTraining, Relation: evidence.Used, Hedge: evidence.Asserted, Evidence: evidence.E3, Origin: origin, KnownSince: evidence.Date(known)}
}

// TestResolver_byHand: three labs with new claims settle it, on the day of the
// third; copies of what was known, third parties and foreign silicon do not.
func TestResolver_byHand(t *testing.T) {
	f := forecast("self", nil, "very-likely", "2026-01-01", "2026-12-31")
	f.Resolver = &catalogue.Resolver{Country: "CN", Stages: []evidence.Stage{evidence.PreTraining}, Relations: []evidence.Relation{evidence.Used}, Side: evidence.Domestic, MinDevelopers: 3}
	asc := "Huawei Ascend 910C"
	claims := []evidence.Claim{
		claim("old", "A", "A", asc, "o1", "2025-12-01"),
		claim("copy", "A", "A", asc, "o1", "2026-02-01"), // an old origin
		claim("b", "B", "B", asc, "o2", "2026-03-01"),
		claim("b2", "B", "B", asc, "o3", "2026-04-01"), // the same lab
		claim("third", "C", "X", asc, "o4", "2026-04-01"),
		claim("nvidia", "D", "D", "Nvidia H800", "o5", "2026-04-01"),
		claim("e", "E", "E", "domestic-unnamed", "o6", "2026-05-01"),
		claim("g", "G", "G", asc, "o7", "2026-07-01"),
		claim("h", "H", "H", asc, "o8", "2026-08-01"),
	}
	in := Input{Forecasts: []catalogue.Forecast{f}, Claims: claims, Lattice: records(t).Lattice(), Compiled: "2026-11-24"}
	for asOf, want := range map[evidence.Date]struct {
		outcome catalogue.Outcome
		on      evidence.Date
		claims  string
	}{
		"2026-06-30": {"", "", "b b2 e"},
		"2026-07-01": {catalogue.OutcomeYes, "2026-07-01", "b b2 e g"},
		"2026-11-24": {catalogue.OutcomeYes, "2026-07-01", "b b2 e g h"},
	} {
		in.AsOf = asOf
		e, _ := Entries(in)
		if e[0].Outcome != want.outcome || e[0].KnownOn != want.on || strings.Join(e[0].Progress.Claims, " ") != want.claims {
			t.Errorf("%s: %q on %s by %v", asOf, e[0].Outcome, e[0].KnownOn, e[0].Progress.Claims)
		}
	}
	in.AsOf, in.Claims = "2027-01-01", claims[:5]
	if e, _ := Entries(in); e[0].Outcome != catalogue.OutcomeNo || e[0].KnownOn != "2026-12-31" {
		t.Errorf("after the horizon: %q on %s, want no on 2026-12-31", e[0].Outcome, e[0].KnownOn)
	}
}

// TestRecordOne: the report's own forecast is open or settled by claims of its
// own rule, never by anything else.
func TestRecordOne(t *testing.T) {
	c := records(t)
	in := Input{Forecasts: c.Forecasts(), Questions: c.Questions(), Claims: c.Claims(), Lattice: c.Lattice(), Compiled: c.Compiled()}
	o := Compute(in, nil, nil)
	i := slices.IndexFunc(o.Entries, func(e Entry) bool { return e.ID == "report-earlier-phases" })
	if i < 0 {
		t.Fatalf("no record 1 among %d entries: %v", len(o.Entries), o.Findings)
	}
	e := o.Entries[i]
	if e.Word != VeryLikely || !e.WordOnly || e.Likelihood != 0.875 || e.Progress == nil || e.Progress.Needed != 3 {
		t.Errorf("record 1: %+v", e)
	}
	for _, id := range e.Progress.Claims {
		x, ok := c.Claim(id)
		if !ok || x.KnownSince <= "2026-06-17" {
			t.Errorf("claim %s of %s is not new", id, x.KnownSince)
		}
	}
	if (e.Outcome != "") != (len(e.Progress.Developers) >= 3) {
		t.Errorf("outcome %q by %v", e.Outcome, e.Progress.Developers)
	}
	if n := len(o.Questions); n != 20 || !o.Questions[0].FromReport || !o.Questions[1].FromReport || o.Questions[2].FromReport {
		t.Errorf("%d questions, the report's two first: %+v", n, o.Questions)
	}
}

// TestRecordOne_indicators: the indicators of record 1 are read on both dates,
// and LongCat-2.0, announced after the opening, shows as moved.
func TestRecordOne_indicators(t *testing.T) {
	c := records(t)
	claims := c.Claims()
	index := resolve.NewIndex(resolve.Input{Catalogue: c, Claims: claims, Origins: origin.Cluster(origin.Input{Catalogue: c, Claims: claims})})
	view := NewMemo(func(on evidence.Date) []resolve.Row { return index.Matrix(resolve.Options{AsOf: on}) },
		func(on evidence.Date, rows []resolve.Row) (*gap.Report, error) {
			return gap.Compute(gap.Input{Options: gap.Options{AsOf: on}, Catalogue: c, Rows: rows})
		})
	in := Input{Forecasts: c.Forecasts(), Questions: c.Questions(), Claims: claims, Lattice: c.Lattice(), Compiled: c.Compiled(), View: view}
	r, err := view.Report(c.Compiled())
	if err != nil {
		t.Fatal(err)
	}
	o := Compute(in, r, gap.ScoresOf(c))
	found := false
	for _, i := range o.Entries[0].Indicators {
		if i.Now == "" {
			t.Errorf("indicator %+v has no value today", i)
		}
		if i.Model == "longcat-2-0" {
			found = true
			if !i.Moved || !strings.Contains(i.Now, "domestic") {
				t.Errorf("LongCat-2.0: then %q, now %q", i.Then, i.Now)
			}
		}
	}
	if !found {
		t.Errorf("indicators %+v", o.Entries[0].Indicators)
	}
	for _, q := range o.Questions[:2] {
		if q.Answer == nil || len(q.Answer.Steps) < 6 {
			t.Errorf("%s is not answered step by step", q.ID)
			continue
		}
		kinds := map[string]bool{}
		for _, s := range q.Answer.Steps {
			kinds[s.Kind] = true
			if s.Text == s.Key || strings.Contains(s.Text, "{") {
				t.Errorf("%s: step %q", q.ID, s.Text)
			}
		}
		if !kinds["fact"] || !kinds["caution"] {
			t.Errorf("%s: kinds of steps %v", q.ID, kinds)
		}
	}
}

// TestQuestions_close: a question closes when all claims that settle it are
// known, not before.
func TestQuestions_close(t *testing.T) {
	q := catalogue.Question{ID: "q", Question: "?", ResolutionCriteria: "c", Opened: "2026-01-01", Horizon: "2026-06-30", ClosedBy: []string{"b"}, Outcome: catalogue.OutcomeYes}
	in := Input{Questions: []catalogue.Question{q}, Claims: []evidence.Claim{claim("b", "B", "B", "Huawei Ascend", "o", "2026-03-01")}, Compiled: "2026-11-24"}
	for asOf, want := range map[evidence.Date]Status{"2026-02-28": StatusOpen, "2026-03-01": StatusResolved, "2026-11-24": StatusResolved} {
		in.AsOf = asOf
		if got := Questions(in)[0]; got.Status != want || (got.Outcome != "") != (want == StatusResolved) {
			t.Errorf("%s: %s %q, want %s", asOf, got.Status, got.Outcome, want)
		}
	}
	in.Questions[0].ClosedOn = "2026-05-01" // the keeper closed it later
	for asOf, want := range map[evidence.Date]Status{"2026-04-01": StatusOpen, "2026-05-01": StatusResolved} {
		in.AsOf = asOf
		if got := Questions(in)[0]; got.Status != want {
			t.Errorf("%s: %s, want %s", asOf, got.Status, want)
		}
	}
	in.Claims, in.AsOf = nil, "2026-11-24"
	if got := Questions(in)[0]; got.Status != StatusDue {
		t.Errorf("without the claim: %s, want due", got.Status)
	}
}
