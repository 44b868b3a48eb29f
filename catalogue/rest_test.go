package catalogue

import "testing"

func TestRest_counts(t *testing.T) {
	c := builtIn(t)
	if err := c.Warm(); err != nil {
		t.Fatal(err)
	}
	for name, n := range map[string][2]int{
		"chips": {len(c.Chips()), 102}, "systems": {len(c.Systems()), 52},
		"scores": {len(c.Scores()), 3425}, "events": {len(c.Events()), 45},
	} {
		if n[0] != n[1] {
			t.Errorf("%d %s, want %d", n[0], name, n[1])
		}
	}
	chip, ok := c.Chip("昇腾910B")
	if !ok || chip.ID != "huawei-ascend-910b" || chip.Node != "Huawei Ascend 910B" {
		t.Fatalf("chip of 昇腾910B: %q, node %q", chip.ID, chip.Node)
	}
	if f, ok := chip.Figure("dense_tflops.bf16"); !ok || f.Value == nil || f.Lo > *f.Value || f.Hi < *f.Value || !f.Disputed() {
		t.Errorf("910B bf16: %+v", f)
	}
	if s, ok := c.System("Atlas 800T A2"); !ok || s.Chip != "huawei-ascend-910b" {
		t.Errorf("Atlas 800T A2 holds %q", s.Chip)
	}
	if _, ok := c.Chip("no such chip"); ok {
		t.Error("an unknown chip was found")
	}
}

func TestScores_released(t *testing.T) {
	c := builtIn(t)
	for _, s := range c.Scores() {
		if s.Model == "grok-3-mini" && s.Benchmark == "AIME 2024" && s.Released != "2025-02-17" {
			t.Errorf("the series' own release date is lost: %q", s.Released)
		}
		if s.Model == "o4-mini" && s.Benchmark == "AIME 2024" && s.Released != "2025-04-16" {
			t.Errorf("the model's release date is not filled in: %q", s.Released)
		}
	}
}

func BenchmarkScores(b *testing.B) {
	c := builtIn(b)
	for b.Loop() {
		if n := len(embeddedScores(c)); n == 0 {
			b.Fatal("no scores")
		}
	}
}

func BenchmarkRest(b *testing.B) {
	c := builtIn(b)
	for b.Loop() {
		if r := embeddedRest(c); r.err != nil {
			b.Fatal(r.err)
		}
	}
}
