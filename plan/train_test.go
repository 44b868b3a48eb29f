package plan

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func drawLayout(t *rapid.T, m *Model, chips, batch int) Layout {
	l := Layout{TP: 1 << rapid.IntRange(0, 4).Draw(t, "tp"), PP: 1 << rapid.IntRange(0, 4).Draw(t, "pp"), VPP: rapid.IntRange(1, 3).Draw(t, "vpp"), EP: 1, CP: 1,
		ZeRO: rapid.IntRange(0, 3).Draw(t, "zero"), MicroBatch: 1 << rapid.IntRange(0, 2).Draw(t, "mb"),
		Recompute: rapid.SampledFrom([]Recompute{RecomputeNone, RecomputeSelective, RecomputeFull}).Draw(t, "recompute")}
	if m.MoE() {
		l.EP = 1 << rapid.IntRange(0, 3).Draw(t, "ep")
	}
	l.DP = chips / l.TP / l.PP
	return l
}

func TestStep_properties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]*Model{gpt3(), llama70(), deepseekV3()}).Draw(t, "model")
		year := rapid.SampledFrom([]float64{2021.5, 2024.5, 2026.8}).Draw(t, "year")
		chip := h800()
		e := estimator(m, chip, 512, 4096, FP8, year)
		l := drawLayout(t, m, 512, 4096)
		if l.Check(m, 512, 4096) != nil {
			t.Skip("no such layout")
		}
		s := e.Step(&l)
		x := s.Time
		sum := x.Matrix + x.Attention + x.Vector + x.TP + x.EP + x.CP + x.PP + x.DP + x.Bubble + x.Optimizer + x.Launch + x.Stragglers
		if math.Abs(float64(sum/s.Total)-1) > 1e-9 {
			t.Errorf("parts add up to %g of %g s", sum, s.Total)
		}
		for _, p := range []Seconds{x.Matrix, x.Attention, x.Vector, x.TP, x.EP, x.CP, x.PP, x.DP, x.Bubble, x.Optimizer, x.Launch, x.Stragglers} {
			if p < 0 || math.IsNaN(float64(p)) {
				t.Errorf("a part of the step is %g s: %+v", p, x)
			}
		}
		// The model's own operations at the whole peak bound the step from below.
		floor := float64(ModelFLOP(m, m.SeqLen, Convention{})) * 4096 * float64(m.SeqLen) / (512 * 1979e12)
		if float64(s.Total) < floor {
			t.Errorf("step of %g s is faster than the peak allows (%g s)", s.Total, floor)
		}
		better := chip
		better.MemoryRate, better.ScaleUp, better.ScaleOut = 2*chip.MemoryRate, 2*chip.ScaleUp, 2*chip.ScaleOut
		if f := estimator(m, better, 512, 4096, FP8, year).Step(&l); f.Total > s.Total*1.000001 {
			t.Errorf("twice the bandwidths take longer: %g against %g s", f.Total, s.Total)
		}
	})
}

// Twice the chips on the same batch take less time, and never less than half.
func TestStep_strongScaling(t *testing.T) {
	l := Layout{TP: 8, PP: 8, VPP: 1, DP: 8, EP: 1, CP: 1, ZeRO: 1, MicroBatch: 1, Recompute: RecomputeSelective}
	half := estimator(gpt3(), a100(), 512, 1536, BF16, 2024.5).Step(&l)
	l.DP = 16
	whole := estimator(gpt3(), a100(), 1024, 1536, BF16, 2024.5).Step(&l)
	if r := float64(half.Total / whole.Total); r <= 1 || r > 2 {
		t.Errorf("twice the chips are %g times as fast", r)
	}
}

// The bubble of an interleaved pipeline is (p-1)/v of a micro-batch's time.
func TestStep_bubble(t *testing.T) {
	e := estimator(gpt3(), a100(), 64, 64, BF16, 2026)
	l := Layout{TP: 8, PP: 8, VPP: 1, DP: 1, EP: 1, CP: 1, MicroBatch: 1, Recompute: RecomputeSelective}
	one := e.Step(&l).Time.Bubble
	l.VPP = 3
	three := e.Step(&l).Time.Bubble
	if three >= one || three < one/3 {
		t.Errorf("three virtual stages leave a bubble of %g s of %g", three, one)
	}
}

func TestStep_allocatesNothing(t *testing.T) {
	e := estimator(trillion(), h800(), 16384, 16384, FP8, 2026.8)
	l := Layout{TP: 1, PP: 16, VPP: 1, DP: 1024, EP: 64, CP: 1, ZeRO: 1, MicroBatch: 1, Recompute: RecomputeSelective}
	if n := testing.AllocsPerRun(100, func() { e.Step(&l) }); n != 0 {
		t.Errorf("%g allocations a layout, want none", n)
	}
}

func BenchmarkStep(b *testing.B) {
	e := estimator(trillion(), h800(), 16384, 16384, FP8, 2026.8)
	l := Layout{TP: 1, PP: 16, VPP: 1, DP: 1024, EP: 64, CP: 1, ZeRO: 1, MicroBatch: 1, Recompute: RecomputeSelective}
	b.ReportAllocs()
	for b.Loop() {
		l.MicroBatch = 1 + l.MicroBatch%4
		e.Step(&l)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "layouts/s")
}
