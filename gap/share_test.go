package gap

import (
	"reflect"
	"testing"

	"assay/evidence"
)

func cell(w evidence.Word, side evidence.Side, since string) Cell {
	return Cell{Verdict: w, Class: side, Silicon: []string{"x"}, Since: evidence.Date(since)}
}

func row(id, released string, cells map[evidence.Stage]Cell) Row {
	return Row{ID: id, Model: id, Developer: "lab of " + id, Country: "CN", Released: evidence.Date(released), Cells: cells}
}

func flop(v float64) *float64 { return &v }

// TestShares_byHand counts a small set in which every way of not counting occurs.
func TestShares_byHand(t *testing.T) {
	pre := func(c Cell) map[evidence.Stage]Cell { return map[evidence.Stage]Cell{evidence.PreTraining: c} }
	inherited := cell(evidence.Confirmed, evidence.Foreign, "2026-01-02")
	inherited.Inherited = true
	negated := cell(evidence.ReportedWord, evidence.SideUnknown, "2026-01-02")
	negated.Negated = true
	adapted := Cell{ReadyOn: []string{"Ascend"}}
	dom := row("dom", "2026-02-01", pre(cell(evidence.SelfReported, evidence.Domestic, "2026-02-03")))
	dom.ComputeFLOP = flop(4e24)
	late := row("late", "2026-02-01", pre(cell(evidence.ReportedWord, evidence.Foreign, "2026-09-01")))
	late.ComputeFLOP = flop(1e24)
	family := row("family", "2026-01-01", pre(cell(evidence.ReportedWord, evidence.Domestic, "2026-02-01")))
	family.Kind = "family"
	member := row("member", "2026-03-01", pre(cell(evidence.Inferred, evidence.Mixed, "2026-03-02")))
	member.Families = []string{"family"}
	abroad := row("abroad", "2026-02-01", pre(cell(evidence.Confirmed, evidence.Domestic, "2026-02-03")))
	abroad.Country = "US"
	class := row("class", "2026-02-01", pre(cell(evidence.Confirmed, evidence.Domestic, "2026-02-03")))
	class.Kind = "class"
	rows := []Row{dom, late, family, member, abroad, class,
		row("base", "2026-02-01", pre(inherited)), row("not", "2026-02-01", pre(negated)), row("ready", "2026-02-01", pre(adapted)),
		row("rumour", "2026-02-01", pre(cell(evidence.Rumoured, evidence.SideUnknown, "2026-02-01"))),
		row("secret", "2026-02-01", pre(cell(evidence.Undisclosed, evidence.SideUnknown, "2026-02-01"))),
		row("year", "2026", pre(cell(evidence.Confirmed, evidence.Domestic, "2026-02-03"))),
		row("future", "2026-12-01", pre(cell(evidence.Confirmed, evidence.Domestic, "2026-02-03"))),
		row("undated", "", pre(cell(evidence.Confirmed, evidence.Domestic, "2026-03-03"))),
	}
	shares, left := Shares(rows, Options{Compiled: "2026-11-24"})
	var got StageShare
	for _, s := range shares {
		if s.Period == "2026-H1" && s.Stage == evidence.PreTraining {
			got = s
		}
	}
	want := StageShare{Period: "2026-H1", Stage: evidence.PreTraining, Domestic: 2, Mixed: 1, Foreign: 1, Undisclosed: 1,
		N: 5, Named: 4, Unsettled: 2, Silent: 2, Adapted: 1,
		AtEnd: Split{Domestic: 2, Mixed: 1, Undisclosed: 1}, Later: Split{Foreign: 1},
		Compute: ComputeSplit{Domestic: 4e24, Foreign: 1e24, N: 2, Without: 3}}
	models := got.Models
	got.Models, got.Lo, got.Hi = nil, 0, 0
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got.Percent != nil {
		t.Errorf("a percentage at n = %d, below %d", want.Named, MinForPercent)
	}
	if len(models) != 7 {
		t.Errorf("%d models stand behind the share, want 7", len(models))
	}
	if len(left) != 1 || left[0] != (Left{ID: "year/pre-training", Why: "no-month"}) {
		t.Errorf("left out: %v", left)
	}
}

// TestReports_byHand tells a late report from a new release.
func TestReports_byHand(t *testing.T) {
	rows := []Row{
		row("old", "2024-03-10", map[evidence.Stage]Cell{evidence.PreTraining: cell(evidence.ReportedWord, evidence.Domestic, "2026-01-01")}),
		row("new", "2026-02-01", map[evidence.Stage]Cell{evidence.PreTraining: cell(evidence.ReportedWord, evidence.Domestic, "2026-02-11")}),
	}
	got := Reports(rows, Options{Compiled: "2026-11-24"})
	if len(got) != 1 || got[0].Domestic != 2 || got[0].OfOlder != 1 {
		t.Fatalf("%+v, want two domestic cells in 2026-H1, one of an older model", got)
	}
	// 662 and 10 days; their median is 336.
	if got[0].DelayDays == nil || *got[0].DelayDays != 336 {
		t.Errorf("delay %v, want 336 days", got[0].DelayDays)
	}
}

// TestDisclosures_byHand counts who tells.
func TestDisclosures_byHand(t *testing.T) {
	a := row("a", "2025-02-01", map[evidence.Stage]Cell{evidence.PreTraining: cell(evidence.SelfReported, evidence.Foreign, "2025-02-01"),
		evidence.Inference: cell(evidence.ReportedWord, evidence.Domestic, "2025-03-01")})
	b := row("b", "2025-06-01", map[evidence.Stage]Cell{evidence.PreTraining: cell(evidence.Undisclosed, evidence.SideUnknown, "2025-06-01")})
	b.Developer = a.Developer
	silent := row("c", "2025-07-01", nil)
	byDeveloper, years := Disclosures([]Row{a, b, silent}, Options{Compiled: "2026-11-24"})
	if len(byDeveloper) != 2 || len(years) != 1 {
		t.Fatalf("%d developers, %d years", len(byDeveloper), len(years))
	}
	y := years[0]
	if y.Developers != 2 || y.Models != 3 || y.AnyTold != 1 {
		t.Errorf("%+v, want 2 developers, 3 models, 1 told", y)
	}
	if got, want := y.Stages[evidence.PreTraining], (Telling{SelfReported: 1, Undisclosed: 1, Unknown: 1}); got != want {
		t.Errorf("pre-training %+v, want %+v", got, want)
	}
}
