package gap

import (
	"math"
	"slices"
	"testing"

	"assay/evidence"
)

func part(id, country, available string, v, lo, hi float64) Part {
	return Part{ID: id, Name: id, Country: country, Available: evidence.Date(available),
		Figures: map[string]Figure{"dense_tflops.bf16": {Value: v, Lo: lo, Hi: hi, Basis: "third-party"}}}
}

// TestSiliconLags_band: a disputed figure gives a band, not a point.
func TestSiliconLags_band(t *testing.T) {
	parts := []Part{
		part("ours", "CN", "2025-01-15", 800, 600, 1000),
		part("early", "US", "2021-01-15", 620, 620, 620), // matches the low end of ours alone
		part("middle", "US", "2022-01-15", 900, 900, 900),
		part("late", "US", "2023-01-15", 1100, 1100, 1100), // matches even the high end
		part("announced", "CN", "2024-01-01", 5000, 5000, 5000),
		part("undated", "US", "", 2000, 2000, 2000),
		part("future", "US", "2027", 9000, 9000, 9000),
	}
	parts[4].Status = "announced for 2024"
	l := SiliconLags(parts, nil, Options{Compiled: "2026-11-24"})[0]
	if l.Metric != "bf16" || l.OfBest != "ours" || l.AgainstFirstMatch != "middle" {
		t.Fatalf("%s: %s behind %s", l.Metric, l.OfBest, l.AgainstFirstMatch)
	}
	// 1096 days from 15 January 2022; bands 731 and 1461 days.
	for name, x := range map[string]struct {
		got  *float64
		want float64
	}{"lag": {l.LagMonths, 1096 / DaysPerMonth}, "lo": {l.Lo, 731 / DaysPerMonth}, "hi": {l.Hi, 1461 / DaysPerMonth}} {
		if x.got == nil || math.Abs(*x.got-Round(x.want, 1)) > 1e-9 {
			t.Errorf("%s is %v, want %.1f", name, x.got, x.want)
		}
	}
	if l.AgainstBest.ID != "late" {
		t.Errorf("best of the other side is %s: the undated and the future chip do not count", l.AgainstBest.ID)
	}
	if want := []Left{{"announced", "announced"}, {"undated", "no-date"}}; !slices.Equal(l.LeftOut, want) {
		t.Errorf("left out %v, want %v; what comes later is not known", l.LeftOut, want)
	}
}

// TestSiliconLags_group: a group of model developers is measured on the chips of
// its country, a group with a chip maker on that maker's.
func TestSiliconLags_group(t *testing.T) {
	parts := []Part{part("a", "CN", "2024-01-01", 100, 100, 100), part("b", "CN", "2025-01-01", 200, 200, 200), part("us", "US", "2020-01-01", 900, 900, 900)}
	parts[0].Vendor, parts[1].Vendor = "Maker A", "Maker B"
	for group, want := range map[string]string{"": "b", "A Lab": "b", "Maker A": "a"} {
		o := Options{Compiled: "2026-11-24"}
		if group != "" {
			o.Developers = []string{group}
		}
		if got := SiliconLags(parts, nil, o)[0].OfBest; got != want {
			t.Errorf("group %q: best %s, want %s", group, got, want)
		}
	}
}

// TestSiliconLags_builtIn: at least seven metrics, each with two parts, their
// dates and a source of each figure; disputed figures give a band.
func TestSiliconLags_builtIn(t *testing.T) {
	c := builtIn(t)
	n := 0
	for _, l := range SiliconLags(ChipsOf(c), SystemsOf(c), Options{Compiled: c.Compiled()}) {
		if l.Of == nil || l.First == nil || l.LagMonths == nil || l.Lo == nil || l.Hi == nil {
			t.Errorf("%s: no lag", l.Metric)
			continue
		}
		n++
		if len(l.Of.Sources) == 0 || len(l.First.Sources) == 0 || l.Of.Available == "" || l.First.Available == "" {
			t.Errorf("%s: a figure without a source or a part without a date", l.Metric)
		}
		if *l.Lo > *l.LagMonths || *l.Hi < *l.LagMonths {
			t.Errorf("%s: lag %v outside %v to %v", l.Metric, *l.LagMonths, *l.Lo, *l.Hi)
		}
		if l.Of.Lo != l.Of.Hi && *l.Hi-*l.Lo < 1 {
			t.Errorf("%s: %s is disputed, yet the band is a point", l.Metric, l.OfBest)
		}
	}
	for _, key := range []string{"bf16", "fp8", "memory-bandwidth", "memory-size", "scale-up-domain", "system-bf16", "bf16-per-watt"} {
		if !slices.ContainsFunc(Metrics(), func(m Metric) bool { return m.Key == key }) {
			t.Errorf("metric %s is missing", key)
		}
	}
	if n < 7 {
		t.Errorf("%d metrics with a lag, want 7 at least", n)
	}
}

type stub map[string]RunFigure

func (s stub) Run(q RunQuery) (RunFigure, error) {
	f, ok := s[q.Chip]
	if !ok {
		return f, evidence.Errorf(evidence.NotFound, "no chip %q", q.Chip)
	}
	return f, nil
}

// TestDeliver_byHand sets paper against delivered.
func TestDeliver_byHand(t *testing.T) {
	chips := []Part{part("a", "CN", "2025-01-01", 400, 400, 400), part("b", "US", "2023-01-01", 1000, 1000, 1000)}
	p := Pairing{Model: "m", Of: "a", Against: "b", Chips: 8, Stages: []evidence.Stage{evidence.PreTraining}}
	run := stub{"a": {TokensPerSecondChip: 250, Lo: 200, Hi: 300, Calibrated: true}, "b": {TokensPerSecondChip: 1000, Lo: 900, Hi: 1100, Calibrated: true}}
	d := Deliver(p, chips, run)[0]
	// 1000 / 250 = 4; down: hypot(ln(1000/900), ln(300/250)) = 0.2105, 4 / e^0.2105 = 3.24;
	// up: hypot(ln 1.1, ln 1.25) = 0.2426, 4 e^0.2426 = 5.10. Two digits each.
	if *d.PaperRatio != 2.5 || *d.DeliveredRatio != 4 || *d.Lo != 3.2 || *d.Hi != 5.1 || !d.Calibrated {
		t.Errorf("paper %v delivered %v (%v to %v)", *d.PaperRatio, *d.DeliveredRatio, *d.Lo, *d.Hi)
	}
	if d := Deliver(p, chips, nil)[0]; d.PaperRatio == nil || d.DeliveredRatio != nil || d.WhyNot == "" {
		t.Errorf("without a performance model: %+v", d)
	}
	p.Of = "gone"
	if d := Deliver(p, chips, run)[0]; d.WhyNot == "" || d.PaperRatio != nil {
		t.Errorf("with an unknown chip: %+v", d)
	}
}

// TestTables_readable: the embedded tables are read whole.
func TestTables_readable(t *testing.T) {
	if n := len(AllSeries()); n != 24 {
		t.Errorf("%d series, want 24", n)
	}
	if na := readMetrics().NotAvailable; len(na.States) == 0 || len(na.Starts) == 0 || len(na.Holds) == 0 {
		t.Errorf("not_available is empty: %+v", na)
	}
	if got := FrameworkCountry("CANN, MindSpore, torch_npu"); got != "CN" {
		t.Errorf("CANN is kept in %q, want CN", got)
	}
	w := StageWeights(Options{Compiled: "2026-11-24"})
	if len(w) == 0 || w[0].Total != 2788000 || w[0].Stages[0].Share != 0.9555 {
		t.Errorf("stage weights %+v", w)
	}
	if w := StageWeights(Options{Compiled: "2026-11-24", AsOf: "2024-06-01"}); len(w) != 0 {
		t.Errorf("the paper of December 2024 is known in June: %+v", w)
	}
}
