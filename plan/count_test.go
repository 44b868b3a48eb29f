package plan

import (
	"math"
	"testing"
)

// The counts below are published: GPT-3 and Llama 3 in their papers, 671 B in
// all and 37 B active for DeepSeek-V3 (arXiv 2412.19437, abstract).
func TestCount_publishedParameters(t *testing.T) {
	for _, c := range []struct {
		m             *Model
		total, active float64
	}{
		{gpt3(), 174.6e9, 174.6e9},
		{llama70(), 70.55e9, 69.5e9},
		{deepseekV3(), 671e9, 36.6e9},
	} {
		n := Count(c.m)
		if math.Abs(n.Total/c.total-1) > 0.005 {
			t.Errorf("%s: %.4g parameters, published %.4g", c.m.Name, n.Total, c.total)
		}
		if math.Abs(n.Active/c.active-1) > 0.02 {
			t.Errorf("%s: %.4g active parameters, published %.4g", c.m.Name, n.Active, c.active)
		}
		if n.WorkScale != 1 || n.MemoryScale != 1 {
			t.Errorf("%s: scaled by %g and %g though the shape reproduces the counts", c.m.Name, n.WorkScale, n.MemoryScale)
		}
	}
}

// A shape that misses the published counts, as a hybrid's does, is scaled to them.
func TestCount_scalesToPublished(t *testing.T) {
	m := llama70()
	m.ParamsTotal, m.ParamsActive = 35e9, 35e9
	n := Count(m)
	if n.Total != 35e9 || math.Abs(n.WorkScale-35e9/69.5e9) > 0.01 {
		t.Errorf("total %g and work scale %g do not follow the published 35 B", n.Total, n.WorkScale)
	}
}

// Narayanan et al. (SC21, equation 3) count 96 B s l h^2 (1 + s/(6h) + V/(16 l h))
// operations for a GPT step with full recomputation and whole attention.
func TestModelFLOP_SC21(t *testing.T) {
	m := gpt3()
	s, l, h, v := 2048.0, 96.0, 12288.0, 51200.0
	want := 96 * l * h * h * (1 + s/(6*h) + v/(16*l*h))
	got := float64(ModelFLOP(m, 2048, Convention{FullAttention: true, Recompute: true}))
	if math.Abs(got/want-1) > 1e-9 {
		t.Errorf("%.6g operations a token, the paper's formula gives %.6g", got, want)
	}
}

// Megatron-Bridge prints 449 GFLOP a token for Llama 3 70B at 8,192 tokens,
// causal attention halved.
func TestModelFLOP_causal(t *testing.T) {
	got := float64(ModelFLOP(llama70(), 8192, Convention{})) / 1e9
	if math.Abs(got-449) > 2 {
		t.Errorf("%.1f GFLOP a token, published 449", got)
	}
}

func TestWindowKeys(t *testing.T) {
	for _, c := range []struct{ w, s, want float64 }{
		{0, 100, 50}, {200, 100, 50}, {100, 100, 50}, {10, 100, 9.5},
	} {
		if got := windowKeys(c.w, c.s); got != c.want {
			t.Errorf("window %g of %g: %g keys, want %g", c.w, c.s, got, c.want)
		}
	}
}
