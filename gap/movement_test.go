package gap

import (
	"math"
	"strings"
	"testing"

	"assay/evidence"
)

func claim(id, lab, actor, silicon string, stage evidence.Stage, rel evidence.Relation, class evidence.Class, known string) evidence.Claim {
	return evidence.Claim{ID: id, Kind: evidence.KindRecord, Model: id, Developer: lab, DeveloperCountry: "CN", Actor: actor, Silicon: silicon,
		Stage: stage, Relation: rel, Hedge: evidence.Asserted, Evidence: class, KnownSince: evidence.Date(known)}
}

// TestMovements_byHand counts labs, not claims, and leaves out what is no move.
func TestMovements_byHand(t *testing.T) {
	l := builtIn(t).Lattice()
	asc, h800 := "Huawei Ascend 910C", "Nvidia H800"
	claims := []evidence.Claim{
		claim("1", "A", "A", asc, evidence.PreTraining, evidence.Used, evidence.E2, "2025-02-01"),
		claim("2", "A", "", asc, evidence.PostTraining, evidence.Used, evidence.E5, "2025-03-01"), // same lab
		claim("3", "B", "B", "domestic-unnamed", evidence.PreTraining, evidence.AttemptedFailed, evidence.E5, "2025-04-01"),
		claim("4", "C", "D", asc, evidence.PostTraining, evidence.Used, evidence.E3, "2026-01-01"), // a third party
		claim("5", "E", "E", asc, evidence.PreTraining, evidence.Planned, evidence.E7, "2026-02-01"),
		claim("5b", "C", "D", asc, evidence.PreTraining, evidence.Used, evidence.E7, "2026-02-01"), // rumoured, but known otherwise
		claim("6", "F", "F", h800, evidence.PreTraining, evidence.Used, evidence.E2, "2026-02-01"),
		claim("7", "G", "G", asc, evidence.Inference, evidence.Used, evidence.E2, "2026-02-01"),
		claim("8", "H", "H", asc, evidence.PreTraining, evidence.Adapted, evidence.E2, "2026-02-01"),
		claim("9", "I", "I", asc, evidence.TrainingUnspecified, evidence.Used, evidence.E2, "2026-02-01"),
		claim("0", "J", "J", asc, evidence.PreTraining, evidence.Used, evidence.E2, "2026-08-01"), // not yet known
	}
	got := Movements(claims, l, Options{Compiled: "2026-11-24", AsOf: "2026-07-01"})
	want := []struct {
		period                        string
		used, failed, planned, labs   int
		newLabs, total, third, rumour int
		names                         string
	}{
		{"2025-H1", 1, 1, 0, 2, 2, 2, 0, 0, "A B"},
		{"2025-H2", 0, 0, 0, 0, 0, 2, 0, 0, ""},
		{"2026-H1", 1, 0, 0, 1, 1, 3, 1, 1, "D"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d periods, want %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		g := got[i]
		if g.Period != w.period || g.Used != w.used || g.Failed != w.failed || g.Planned != w.planned || g.Labs != w.labs ||
			g.NewLabs != w.newLabs || g.Total != w.total || g.ByThird != w.third || g.Rumoured != w.rumour || strings.Join(g.Names, " ") != w.names {
			t.Errorf("%s: %+v, want %+v", w.period, g, w)
		}
	}
	if g := got[2]; g.Unspecified != 1 || g.UnspecifiedNames[0] != "I" {
		t.Errorf("a lab of which only training is said: %+v", g)
	}
}

// TestSupplies_byHand looks at one chip from two countries.
func TestSupplies_byHand(t *testing.T) {
	c := builtIn(t)
	cells := map[evidence.Stage]Cell{evidence.PreTraining: {Verdict: evidence.Confirmed, Class: evidence.Foreign, Silicon: []string{"Nvidia H100"}}}
	us := row("us", "2024-01-01", cells)
	us.Country = "US"
	chips, layers, _ := Supplies([]Row{row("cn", "2024-01-01", cells), us}, FactsOf(c), c.Lattice(), Options{Compiled: c.Compiled()})
	if len(chips) != 2 {
		t.Fatalf("%d chips, want one for each country: %+v", len(chips), chips)
	}
	for _, x := range chips {
		want := map[string]string{"CN": "foreign", "US": "domestic"}[x.Country]
		if x.Layers[LayerDesigner].Side != want || x.Layers[LayerFramework].Side != want || x.Layers[LayerFoundry].Side != "foreign" {
			t.Errorf("%s: %+v", x.Country, x.Layers)
		}
	}
	if len(layers) != 10 {
		t.Errorf("%d layers, want 5 for each of 2 countries", len(layers))
	}
}

// TestExtrapolate_line: through points on a line goes that line, with no
// interval; it crosses where the line does.
func TestExtrapolate_line(t *testing.T) {
	var v []DatedValue
	for _, d := range []evidence.Date{"2023-01-01", "2023-07-01", "2024-01-01", "2024-07-01", "2025-01-01", "2025-07-01", "2026-01-01", "2026-07-01"} {
		years := day(d).Sub(day("2023-01-01")).Hours() / yearHours
		v = append(v, DatedValue{Date: d, Value: 10 - 2*years})
	}
	tr := Extrapolate(v, "2026-11-24", 2)
	if tr == nil || tr.SlopePerYear != -2 || tr.SlopeLo != -2 || tr.SlopeHi != -2 {
		t.Fatalf("%+v, want a slope of -2 a year", tr)
	}
	c := tr.crossing(v, 0, "2026-11-24") // 10 - 2 x = 0 after five years
	if c.Never || c.At < "2027-12-01" || c.At > "2028-02-01" {
		t.Errorf("crosses %+v, want about 2028-01-01", c)
	}
	for _, p := range tr.Points {
		if p.Ahead != (p.Date > "2026-07-01") || math.Abs(p.Hi-p.Lo) > 0.2 {
			t.Errorf("point %+v", p)
		}
	}
	if Extrapolate(v[:7], "2026-11-24", 2) != nil {
		t.Error("a line through fewer than eight values")
	}
}

// TestShareTrends_logit: 10 of 20 one year and 15 of 20 two years later is
// log-odds of 0 and of ln 3: a slope of ln 3 / 2 a year, which never reaches 1.
func TestShareTrends_logit(t *testing.T) {
	shares := []StageShare{
		{Period: "2024-H1", Stage: evidence.PreTraining, Domestic: 10, Foreign: 10},
		{Period: "2026-H1", Stage: evidence.PreTraining, Domestic: 15, Foreign: 5},
		{Period: "2026-H1", Stage: evidence.Inference, Domestic: 15, Foreign: 4},
	}
	got := ShareTrends(shares, Options{Compiled: "2026-11-24"})
	if len(got) != 2 || got[0].N != 40 || math.Abs(got[0].SlopePerYear-0.55) > 0.005 {
		t.Fatalf("%+v, want a slope of 0.55", got)
	}
	last := got[0].Points[len(got[0].Points)-1]
	if !last.Ahead || last.Hi >= 1 || last.Lo <= 0 || last.Lo > last.Value || last.Hi < last.Value {
		t.Errorf("last point %+v", last)
	}
	if got[1].Points != nil || got[1].WhyWrong[0] != "too-few" {
		t.Errorf("a line through 19 models: %+v", got[1])
	}
}
