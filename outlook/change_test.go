package outlook

import (
	"strings"
	"testing"

	"assay/catalogue"
	"assay/evidence"
)

const good = `- id: a-new-one
  statement: {en: Something comes.}
  criteria: Yes if it does.
  likelihood: 0.7
  opened: 2026-11-24
  horizon_phrase: within-weeks
  author: assay
`

func TestReadForecasts_good(t *testing.T) {
	all, err := ReadForecasts([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Horizon != "2027-01-19" || *all[0].Likelihood != 0.7 {
		t.Errorf("%+v; 56 days after 2026-11-24 is 2027-01-19", all)
	}
}

// TestReadForecasts_bad: every slip is named in one line with record and field.
func TestReadForecasts_bad(t *testing.T) {
	for want, src := range map[string]string{
		"1.2 is not a probability":        strings.Replace(good, "0.7", "1.2", 1),
		"does not lie after the opening":  strings.Replace(good, "horizon_phrase: within-weeks", "horizon: 2026-11-01", 1),
		"criteria":                        strings.Replace(good, "criteria: Yes if it does.", "criteria: ''", 1),
		"statement":                       strings.Replace(good, "en: Something comes.", "de: Etwas.", 1),
		"id":                              strings.Replace(good, "a-new-one", "A New One", 1),
		"likelihood: missing":             strings.Replace(good, "  likelihood: 0.7\n", "", 1),
		"does not fit the likelihood":     strings.Replace(good, "likelihood: 0.7", "likelihood: 0.7\n  word: unlikely", 1),
		"no word of likelihood":           strings.Replace(good, "likelihood: 0.7", "word: maybe", 1),
		"is no date":                      strings.Replace(good, "2026-11-24", "2026-11-31", 1),
		"colour":                          good + "  colour: red\n",
		"no record":                       "[]",
		"a file of forecasts has at most": strings.Repeat("#", maxFile+1),
		"not within-weeks":                strings.Replace(good, "within-weeks", "soon", 1),
	} {
		_, err := ReadForecasts([]byte(src))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") || evidence.KindOf(err) != evidence.Invalid {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func FuzzReadForecasts(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("- {id: a, updates: [{on: 2026, likelihood: .5}]}"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, src []byte) {
		all, err := ReadForecasts(src)
		if err != nil {
			return
		}
		for i := range all {
			if err := CheckForecast(&all[i]); err != nil {
				t.Fatalf("read, but %v", err)
			}
		}
		if _, findings := Entries(Input{Forecasts: all, Compiled: "2099-01-01"}); len(findings) > 0 {
			t.Fatalf("read, but %v", findings)
		}
	})
}

func decide(t *testing.T, seq int64, id, on string, c Change) evidence.Decision {
	t.Helper()
	payload, err := c.Payload()
	if err != nil {
		t.Fatal(err)
	}
	return evidence.Decision{Seq: seq, Kind: evidence.DecideForecast, Subject: id, Payload: payload, On: evidence.Date(on)}
}

// TestApply_keepsEverything: an update is one more statement, a second forecast
// of one id is refused, and an earlier day shows less.
func TestApply_keepsEverything(t *testing.T) {
	all, err := ReadForecasts([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	log := []evidence.Decision{
		decide(t, 1, "a-new-one", "2026-11-24", Change{Op: OpAdd, Forecast: &all[0]}),
		decide(t, 2, "a-new-one", "2026-11-25", Change{Op: OpAdd, Forecast: &all[0]}), // again
		decide(t, 3, "a-new-one", "2026-12-01", Change{Op: OpUpdate, Update: &catalogue.Update{On: "2026-12-01", Likelihood: p(0.9)}}),
		decide(t, 4, "a-new-one", "2026-12-02", Change{Op: OpUpdate, Update: &catalogue.Update{On: "2026-11-26", Likelihood: p(0.1)}}), // rewrites
		decide(t, 5, "nobody", "2026-12-02", Change{Op: OpUpdate, Update: &catalogue.Update{On: "2026-12-02", Word: "likely"}}),
		decide(t, 6, "a-new-one", "2027-01-10", Change{Op: OpResolve, Outcome: catalogue.OutcomeYes, KnownOn: "2027-01-09", Evidence: []string{"x"}}),
		{Seq: 7, Kind: evidence.DecideForecast, Subject: "a-new-one", Payload: "{", On: "2027-01-11"},
	}
	got, findings := Apply(nil, log, "2027-02-01")
	if len(got) != 1 || len(findings) != 4 {
		t.Fatalf("%d forecasts, findings %v", len(got), findings)
	}
	if f := got[0]; *f.Likelihood != 0.7 || len(f.Updates) != 1 || f.Outcome != catalogue.OutcomeYes {
		t.Errorf("%+v", f)
	}
	e, _ := Entries(Input{Forecasts: got, AsOf: "2027-02-01", Compiled: "2026-11-24"})
	if len(e) != 1 || len(e[0].History) != 2 || e[0].Brier == nil || *e[0].Brier != 0.01 {
		t.Errorf("entry %+v, want two statements and a Brier score of 0.01", e)
	}
	early, _ := Apply(nil, log, "2026-11-30")
	if len(early) != 1 || len(early[0].Updates) != 0 || early[0].Outcome != "" {
		t.Errorf("on 2026-11-30: %+v", early)
	}
	if none, _ := Apply(nil, log, "2026-11-01"); len(none) != 0 {
		t.Errorf("before it was added: %+v", none)
	}
}

// TestApply_undo: a change that was taken back does not count, until the undo is
// taken back; on the day before, neither.
func TestApply_undo(t *testing.T) {
	all, err := ReadForecasts([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	add := decide(t, 1, "a-new-one", "2026-11-24", Change{Op: OpAdd, Forecast: &all[0]})
	add.Hash = "h1"
	undo := evidence.Decision{Seq: 2, Kind: evidence.DecideUndo, Subject: "h1", Hash: "h2", On: "2026-11-26"}
	again := evidence.Decision{Seq: 3, Kind: evidence.DecideUndo, Subject: "h2", Hash: "h3", On: "2026-11-28"}
	log := []evidence.Decision{add, undo, again}
	for asOf, want := range map[evidence.Date]int{"2026-11-23": 0, "2026-11-25": 1, "2026-11-27": 0, "2026-11-28": 1, "": 1} {
		if got, _ := Apply(nil, log, asOf); len(got) != want {
			t.Errorf("as of %q: %d forecasts, want %d", asOf, len(got), want)
		}
	}
}
