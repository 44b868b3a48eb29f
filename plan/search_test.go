package plan

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What pruning leaves out never wins: the best step time is that of trying every
// layout, for any number of workers.
func TestSearch_pruningKeepsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := *rapid.SampledFrom([]*Model{gpt3(), llama70(), deepseekV3()}).Draw(t, "model")
		m.Layers = rapid.SampledFrom([]int{8, 12, 16}).Draw(t, "layers")
		chip := rapid.SampledFrom([]Chip{a100(), h800()}).Draw(t, "chip")
		chips := rapid.SampledFrom([]int{8, 12, 16, 32, 64}).Draw(t, "chips")
		batch := rapid.SampledFrom([]int{32, 48, 128}).Draw(t, "batch")
		e := estimator(&m, chip, chips, batch, BF16, rapid.SampledFrom([]float64{2024.5, 2026.8}).Draw(t, "year"))
		fast, err1 := e.search(Free(), 3, rapid.IntRange(1, 4).Draw(t, "workers"), true)
		slow, err2 := e.search(Free(), 3, 1, false)
		if (err1 == nil) != (err2 == nil) {
			t.Fatalf("pruned: %v, exhaustive: %v", err1, err2)
		}
		if len(fast.Best) == 0 || len(slow.Best) == 0 {
			if len(fast.Best) != len(slow.Best) {
				t.Fatalf("pruned finds %d, exhaustive %d", len(fast.Best), len(slow.Best))
			}
			return
		}
		if fast.Best[0].Step.Total != slow.Best[0].Step.Total {
			t.Errorf("pruned: %v in %g s, exhaustive: %v in %g s", fast.Best[0].Layout, fast.Best[0].Step.Total, slow.Best[0].Layout, slow.Best[0].Step.Total)
		}
		if fast.Evaluated > slow.Evaluated {
			t.Errorf("pruning evaluates more (%d) than trying all (%d)", fast.Evaluated, slow.Evaluated)
		}
	})
}

func TestSearch_workersAgree(t *testing.T) {
	e := estimator(deepseekV3(), h800(), 2048, 15360, FP8, 2026.8)
	one, err := e.Search(Free(), 5, 1)
	if err != nil {
		t.Fatal(err)
	}
	four, err := e.Search(Free(), 5, 4)
	if err != nil {
		t.Fatal(err)
	}
	for i := range one.Best {
		if one.Best[i] != four.Best[i] {
			t.Errorf("place %d: %v with one worker, %v with four", i+1, one.Best[i].Layout, four.Best[i].Layout)
		}
	}
	if one.Evaluated != four.Evaluated || one.Infeasible != four.Infeasible {
		t.Errorf("one worker counts %d and %d, four %d and %d", one.Evaluated, one.Infeasible, four.Evaluated, four.Infeasible)
	}
}

func TestSearch_namesWhatCannotBe(t *testing.T) {
	e := estimator(llama70(), h800(), 64, 64, BF16, 2026.8)
	for _, c := range []struct {
		want Wanted
		name string
	}{
		{Wanted{EP: 4, ZeRO: -1}, "ep is 4"},
		{Wanted{TP: 128, ZeRO: -1}, "tp 128 exceeds the 64 heads"},
		{Wanted{PP: 81, ZeRO: -1}, "pp 81 exceeds the 80 layers"},
		{Wanted{TP: 3, ZeRO: -1}, "tp must divide"},
	} {
		if _, err := e.Search(c.want, 1, 1); err == nil || !strings.Contains(err.Error(), c.name) {
			t.Errorf("%v: error %v does not say %q", c.want, err, c.name)
		}
	}
}

func TestSearch_nothingFits(t *testing.T) {
	e := estimator(trillion(), h800(), 8, 64, FP8, 2026.8)
	f, err := e.Search(Free(), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Best) != 0 || f.Smallest.Layout.TP == 0 || f.Smallest.Step.Mem.Total() <= 80*GiB {
		t.Errorf("a trillion parameters on eight chips: %d fit, leanest needs %.0f GiB", len(f.Best), f.Smallest.Step.Mem.Total().GiB())
	}
}

func BenchmarkSearch_trillionOn16384(b *testing.B) {
	e := estimator(trillion(), h800(), 16384, 16384, FP8, 2026.8)
	var f Found
	for b.Loop() {
		var err error
		if f, err = e.Search(Free(), 5, 2); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(f.Evaluated), "evaluated")
	b.ReportMetric(float64(f.Infeasible), "infeasible")
}
