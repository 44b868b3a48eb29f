package calibrate

import (
	"math"
	"testing"

	"assay/plan"
)

// A fit to figures that the model itself made finds them again.
func TestFit_findsWhatMadeTheRows(t *testing.T) {
	truth := plan.Priors()
	truth[1], truth[14] = 0.6, 0.6 // Hopper's matrix share and the memory share
	chip, _ := testNames(t).Chip("H100-80GB-SXM")
	var obs []Observation
	for i, hidden := range []int{2048, 4096, 6144, 8192} {
		m := plan.Model{Name: "m", Layers: 32, Hidden: hidden, Heads: hidden / 128, KVHeads: hidden / 128, HeadDim: 128, FFN: 4 * hidden, Vocab: 50000, SeqLen: 2048}
		predict := func(c *plan.Constants) float64 {
			e, err := plan.NewEstimator(&m, plan.Cluster{Chip: chip, Chips: 8}, plan.Run{Precision: plan.BF16, SeqLen: 2048, GlobalBatch: 64, Year: 2026}, c)
			if err != nil {
				t.Fatal(err)
			}
			l := plan.Layout{TP: 1, PP: 1, VPP: 1, DP: 8, EP: 1, CP: 1, ZeRO: 1, MicroBatch: 2, Recompute: plan.RecomputeNone}
			s := e.Step(&l)
			return float64(s.Total)
		}
		row := &Row{ID: string(rune('a' + i)), Completeness: "explicit", Source: Source{Key: "s"}}
		obs = append(obs, Observation{Row: row, Measured: predict(&truth), Predict: predict})
	}
	c, err := Fit(obs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range obs {
		if r := math.Abs(obs[i].residual(&c)); r > 0.03 {
			t.Errorf("row %d is missed by %.1f %%", i, 100*r)
		}
	}
	for i, k := range plan.ConstantTable {
		if c[i] <= 0 || c[i] > k.Max {
			t.Errorf("%s is %g, outside (0, %g]", k.Name, c[i], k.Max)
		}
	}
}

func TestFit_nothing(t *testing.T) {
	if _, err := Fit(nil); err == nil {
		t.Error("a fit to no rows gives no error")
	}
}

func TestQuantile(t *testing.T) {
	v := []float64{4, 1, 3, 2}
	for q, want := range map[float64]float64{0: 1, 0.5: 2.5, 1: 4, 0.9: 3.7} {
		if got := quantile(v, q); math.Abs(got-want) > 1e-12 {
			t.Errorf("quantile %g is %g, want %g", q, got, want)
		}
	}
	if v[0] != 4 {
		t.Error("quantile sorts its caller's values")
	}
}

func TestRound(t *testing.T) {
	for in, want := range map[float64]float64{0.123456: 0.123, 1234.5: 1230, 0: 0} {
		if got := round(in, 3); math.Abs(got-want) > 1e-9 {
			t.Errorf("%g rounds to %g, want %g", in, got, want)
		}
	}
}
