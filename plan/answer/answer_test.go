package answer

import (
	"math"
	"os"
	"strings"
	"testing"

	"assay/evidence"
	"assay/plan"
)

func planner(t testing.TB) *Planner {
	p, err := Open(os.DirFS("../../data"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func question(t testing.TB, p *Planner, model, chip string, chips int) Question {
	q := Question{Stage: evidence.PreTraining, Chips: chips, Want: plan.Free(), Year: 2026.8}
	s, err := p.Shape(model)
	if err != nil {
		t.Fatal(err)
	}
	s.Fill(&q)
	if q.Chip, err = p.Chip(chip); err != nil {
		t.Fatal(err)
	}
	return q
}

// DeepSeek-V3's paper: 14.8 T tokens took 2.664 M H800-hours on 2,048 chips.
func TestAsk_deepSeekV3(t *testing.T) {
	p := planner(t)
	q := question(t, p, "DeepSeek-V3", "nvidia-h800", 2048)
	q.Tokens = 14.8e12
	a, err := Ask(q, p.Cal)
	if err != nil {
		t.Fatal(err)
	}
	if a.Precision != plan.FP8 || a.Batch != 15360 || a.SeqLen != 4096 {
		t.Errorf("defaults are %s, %d x %d; the published run is fp8, 15360 x 4096", a.Precision, a.Batch, a.SeqLen)
	}
	if r := *a.ChipHours / 2.664e6; math.Abs(r-1) > 0.2 {
		t.Errorf("%.3g chip-hours, %.2f times the published 2.664 M", *a.ChipHours, r)
	}
	if c := a.ChipHours80; c.Lo > 2.664e6 || c.Hi < 2.664e6 {
		t.Errorf("the interval %.3g to %.3g does not hold 2.664 M", c.Lo, c.Hi)
	}
	if math.Abs(a.TokensSChip*2048/a.TokensPerS-1) > 1e-9 {
		t.Error("tokens a chip times chips is not tokens")
	}
}

// Pangu Ultra MoE: 1.46 M tokens/s on 6 K Ascend chips (arXiv 2505.04519).
func TestAsk_panguUltraMoE(t *testing.T) {
	p := planner(t)
	q := question(t, p, "pangu-ultra-moe-718b", "huawei-ascend-910b", 6144)
	a, err := Ask(q, p.Cal)
	if err != nil {
		t.Fatal(err)
	}
	if !a.Feasible {
		t.Fatalf("not feasible: %s", a.WhyNot)
	}
	measured := float64(a.Batch) * float64(a.SeqLen) / 1.46e6
	if measured < a.Interval80.Lo || measured > a.Interval80.Hi {
		t.Errorf("a step of %.3g s is outside %.3g to %.3g", measured, a.Interval80.Lo, a.Interval80.Hi)
	}
}

func TestAsk_nothingFits(t *testing.T) {
	p := planner(t)
	q := question(t, p, "deepseek-v3", "nvidia-h800", 16)
	a, err := Ask(q, p.Cal)
	if err != nil {
		t.Fatal(err)
	}
	if a.Feasible || !strings.Contains(a.WhyNot, "memory") || !strings.Contains(a.WouldFit, "chips would fit") {
		t.Errorf("feasible %v, why %q, would fit %q", a.Feasible, a.WhyNot, a.WouldFit)
	}
}

func TestAsk_errorsNameTheField(t *testing.T) {
	p := planner(t)
	for field, change := range map[string]func(*Question){
		"chips":     func(q *Question) { q.Chips = 0 },
		"batch":     func(q *Question) { q.Batch = -1 },
		"tokens":    func(q *Question) { q.Tokens = -1 },
		"layers":    func(q *Question) { q.Model.Layers = 0 },
		"stage":     func(q *Question) { q.Stage = "tuning" },
		"precision": func(q *Question) { q.Precision = "fp5" },
		"ep 512":    func(q *Question) { q.Want.EP = 512 },
		"bf16":      func(q *Question) { q.Chip = plan.Chip{ID: "x", Memory: plan.GiB} },
	} {
		q := question(t, p, "deepseek-v3", "nvidia-h800", 2048)
		change(&q)
		if _, err := Ask(q, p.Cal); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: error is %v", field, err)
		}
	}
}

// A disputed figure widens the interval; a chip without rows says so.
func TestAsk_bandAndCalibration(t *testing.T) {
	p := planner(t)
	q := question(t, p, "llama3-70b", "huawei-ascend-910b", 64)
	a, err := Ask(q, p.Cal)
	if err != nil {
		t.Fatal(err)
	}
	sure := q
	sure.Chip.Low, sure.Chip.High = nil, nil
	b, err := Ask(sure, p.Cal)
	if err != nil {
		t.Fatal(err)
	}
	if a.Interval80.Hi-a.Interval80.Lo <= b.Interval80.Hi-b.Interval80.Lo {
		t.Errorf("disputed figures leave the interval at %v, undisputed %v", a.Interval80, b.Interval80)
	}
	if !a.Calibrated {
		t.Errorf("910B has rows, but the answer says %q", a.Calibration)
	}
	q = question(t, p, "llama3-70b", "baidu-kunlun-p800", 64)
	if a, err = Ask(q, p.Cal); err != nil || a.Calibrated || !strings.Contains(a.Calibration, "not calibrated") {
		t.Errorf("P800 has no rows, but the answer says %v, %q (%v)", a.Calibrated, a.Calibration, err)
	}
}

func TestAsk_reinforcementIsNotCalibrated(t *testing.T) {
	p := planner(t)
	q := question(t, p, "llama3-70b", "nvidia-h800", 64)
	q.Stage, q.Rollouts, q.InputLen, q.OutputLen = evidence.PostTraining, true, 1024, 2048
	a, err := Ask(q, p.Cal)
	if err != nil {
		t.Fatal(err)
	}
	plain := q
	plain.Rollouts = false
	b, err := Ask(plain, p.Cal)
	if err != nil {
		t.Fatal(err)
	}
	if a.Calibrated || a.TokensPerS >= b.TokensPerS || a.TimeS["rollouts"] <= 0 {
		t.Errorf("rollouts: calibrated %v, %.3g tokens/s against %.3g without", a.Calibrated, a.TokensPerS, b.TokensPerS)
	}
}

func TestAsk_inference(t *testing.T) {
	p := planner(t)
	q := question(t, p, "deepseek-v3", "huawei-ascend-910c", 32)
	q.Stage, q.Concurrency, q.Precision = evidence.Inference, 512, plan.FP8
	a, err := Ask(q, p.Cal)
	if err != nil {
		t.Fatal(err)
	}
	if !a.Feasible || a.Precision != plan.INT8 || *a.TPOTms <= 0 || a.Interval80.Lo >= *a.TPOTms || a.Interval80.Hi <= *a.TPOTms {
		t.Errorf("%+v", a)
	}
	q.Chips = 1
	if a, err = Ask(q, p.Cal); err != nil || a.Feasible || a.WouldFit == "" {
		t.Errorf("671 B parameters on one chip: feasible %v, %q (%v)", a.Feasible, a.WouldFit, err)
	}
}

// A chip is at parity with itself.
func TestCompare_withItself(t *testing.T) {
	p := planner(t)
	for _, stage := range []evidence.Stage{evidence.PreTraining, evidence.Inference} {
		q := question(t, p, "deepseek-v3", "nvidia-h800", 2048)
		q.Stage = stage
		h, _ := p.Chip("nvidia-h800")
		c, err := Compare(q, h, p.Cal)
		if err != nil {
			t.Fatal(err)
		}
		if r := c.To.ChipsSameTime / 2048; math.Abs(r-1) > 0.02 || math.Abs(*c.To.TimeRatioSameCount-1) > 1e-9 || math.Abs(c.To.EnergyRatio-r) > 1e-9 {
			t.Errorf("%s: %.4g H800 equal 2048 H800; time ratio %g", stage, c.To.ChipsSameTime, *c.To.TimeRatioSameCount)
		}
	}
}

func TestCompare_weakerChipNeedsMore(t *testing.T) {
	p := planner(t)
	q := question(t, p, "deepseek-v3", "nvidia-h800", 2048)
	to, _ := p.Chip("huawei-ascend-910b")
	c, err := Compare(q, to, p.Cal)
	if err != nil {
		t.Fatal(err)
	}
	if x := c.To; x.ChipsSameTime <= 2048 || x.Lo >= x.ChipsSameTime || x.Hi <= x.ChipsSameTime || *x.TimeRatioSameCount <= 1 || x.OneDomain || len(x.Limits) == 0 {
		t.Errorf("%+v", x)
	}
}

func TestTwoDigits(t *testing.T) {
	for in, want := range map[float64]float64{3567: 3600, 0.1234: 0.12, 99.6: 100, 0: 0, -457: -460} {
		if got := TwoDigits(in); math.Abs(got-want) > 1e-9 {
			t.Errorf("%g rounds to %g, want %g", in, got, want)
		}
	}
}
