package plan

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Korthikanti et al. (arXiv 2205.05198, table 2 and section 4.2.3): activations
// of a GPT layer are s b h (10 + 24/t + 5 a s/(h t)) bytes without sequence
// parallelism and recomputation, s b h 34/t with sequence parallelism and
// selective recomputation; the first stage of an interleaved pipeline holds
// L (1 + (p-1)/(p m)) layers of them.
func TestActivations_Korthikanti(t *testing.T) {
	m := gpt3()
	e := estimator(m, a100(), 64, 64, BF16, 2022)
	s, h, a, layers, tp, pp, v := 2048.0, 12288.0, 96.0, 96.0, 8.0, 8.0, 3.0
	inFlight := layers * (1 + (pp-1)/(pp*v))
	l := Layout{TP: 8, PP: 8, VPP: 3, DP: 1, EP: 1, CP: 1, MicroBatch: 1, Recompute: RecomputeNone, NoSP: true}
	want := s * h * (10 + 24/tp + 5*a*s/(h*tp)) * inFlight
	if got := float64(e.activations(&l)); math.Abs(got/want-1) > 1e-9 {
		t.Errorf("no recomputation: %.5g bytes, the paper's formula gives %.5g", got, want)
	}
	l.NoSP, l.Recompute = false, RecomputeSelective
	want = s * h * 34 / tp * inFlight
	if got := float64(e.activations(&l)); math.Abs(got/want-1) > 1e-9 {
		t.Errorf("sequence parallel, selective: %.5g bytes, the paper's formula gives %.5g", got, want)
	}
}

// Model states take 16 bytes a parameter at ZeRO 1 of 16-bit gradients, and
// 14 over all chips at ZeRO 3 (12 of the optimizer and 2 of gradients; the
// 16-bit weights are gathered): arXiv 1910.02054, figure 1.
func TestMemory_ZeRO(t *testing.T) {
	m := llama70()
	e := estimator(m, h800(), 64, 64, BF16, 2026)
	all := Count(m).Total
	l := Layout{TP: 1, PP: 1, VPP: 1, DP: 64, EP: 1, CP: 1, ZeRO: 0, MicroBatch: 1, Recompute: RecomputeFull}
	states := func() float64 { x := e.memory(&l); return float64(x.Weights + x.Gradients + x.Optimizer) }
	for zero, want := range []float64{16 * all, 4*all + 12*all/64, 2*all + 14*all/64, 14 * all / 64} {
		l.ZeRO = zero
		if got := states(); math.Abs(got/want-1) > 1e-9 {
			t.Errorf("ZeRO %d: %.4g bytes, want %.4g", zero, got, want)
		}
	}
}

func TestMemory_properties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]*Model{gpt3(), llama70(), deepseekV3()}).Draw(t, "model")
		e := estimator(m, h800(), 512, 4096, rapid.SampledFrom([]Precision{BF16, FP8}).Draw(t, "precision"), 2026)
		l := Layout{TP: 1 << rapid.IntRange(0, 3).Draw(t, "tp"), PP: 1 << rapid.IntRange(0, 3).Draw(t, "pp"), VPP: 1, EP: 1, CP: 1,
			ZeRO: rapid.IntRange(0, 3).Draw(t, "zero"), MicroBatch: 1 << rapid.IntRange(0, 3).Draw(t, "mb"), Recompute: RecomputeNone}
		l.DP = 512 / l.TP / l.PP
		none := e.memory(&l)
		selective, full := l, l
		selective.Recompute, full.Recompute = RecomputeSelective, RecomputeFull
		a, b, c := none.Activations, e.memory(&selective).Activations, e.memory(&full).Activations
		if !(c <= b && b <= a) {
			t.Errorf("activations grow with recomputation: none %.3g, selective %.3g, full %.3g", a, b, c)
		}
		if l.ZeRO < 3 {
			next := l
			next.ZeRO++
			x, y := none, e.memory(&next)
			if y.Weights+y.Gradients+y.Optimizer > x.Weights+x.Gradients+x.Optimizer {
				t.Errorf("ZeRO %d holds more model state than ZeRO %d", next.ZeRO, l.ZeRO)
			}
		}
	})
}
