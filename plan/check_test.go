package plan

import (
	"strings"
	"testing"

	"assay/evidence"
)

// Every mistake is one line that names the field.
func TestCheck_namesTheField(t *testing.T) {
	k := Priors()
	run := Run{Precision: BF16, SeqLen: 2048, GlobalBatch: 64, Year: 2026}
	for _, c := range []struct {
		field  string
		change func(*Model, *Cluster, *Run)
	}{
		{"layers", func(m *Model, _ *Cluster, _ *Run) { m.Layers = 0 }},
		{"hidden", func(m *Model, _ *Cluster, _ *Run) { m.Hidden = -1 }},
		{"kv_heads", func(m *Model, _ *Cluster, _ *Run) { m.KVHeads = 200 }},
		{"top_k", func(m *Model, _ *Cluster, _ *Run) { m.Experts, m.ExpertFFN, m.TopK = 8, 100, 9 }},
		{"expert_ffn", func(m *Model, _ *Cluster, _ *Run) { m.Experts, m.TopK = 8, 2 }},
		{"ffn", func(m *Model, _ *Cluster, _ *Run) { m.FFN = 0 }},
		{"mla", func(m *Model, _ *Cluster, _ *Run) { m.MLA = &MLA{} }},
		{"dense_layers", func(m *Model, _ *Cluster, _ *Run) { m.DenseLayers = 97 }},
		{"sliding_layers", func(m *Model, _ *Cluster, _ *Run) { m.SlidingLayers = 97 }},
		{"dense_tflops.bf16", func(_ *Model, c *Cluster, _ *Run) { c.Chip.Rates[0] = 0 }},
		{"memory_gb", func(_ *Model, c *Cluster, _ *Run) { c.Chip.Memory = 0 }},
		{"memory_bandwidth_gb_per_s", func(_ *Model, c *Cluster, _ *Run) { c.Chip.MemoryRate = 0 }},
		{"chips", func(_ *Model, c *Cluster, _ *Run) { c.Chips = 0 }},
		{"batch", func(_ *Model, _ *Cluster, r *Run) { r.GlobalBatch = -4 }},
		{"seq", func(_ *Model, _ *Cluster, r *Run) { r.SeqLen = 0 }},
		{"precision", func(_ *Model, _ *Cluster, r *Run) { r.Precision = "fp7" }},
	} {
		m, cl, r := *gpt3(), Cluster{a100(), 64}, run
		c.change(&m, &cl, &r)
		_, err := NewEstimator(&m, cl, r, &k)
		if err == nil || !strings.Contains(err.Error(), c.field) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error is %v", c.field, err)
		}
		if kind := evidence.KindOf(err); kind != evidence.Invalid && kind != evidence.Unsupported {
			t.Errorf("%s: kind %q", c.field, kind)
		}
	}
}

func TestLayout_check(t *testing.T) {
	good := Layout{TP: 8, PP: 8, VPP: 1, DP: 1, EP: 1, CP: 1, MicroBatch: 1, Recompute: RecomputeNone}
	if err := good.Check(gpt3(), 64, 64); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*Layout){
		"tp is 0":        func(l *Layout) { l.TP = 0 },
		"64 chips":       func(l *Layout) { l.DP = 2 },
		"pp 128":         func(l *Layout) { l.PP, l.TP, l.DP = 128, 1, 1 },
		"no experts":     func(l *Layout) { l.EP = 2 },
		"zero is 4":      func(l *Layout) { l.ZeRO = 4 },
		"recompute":      func(l *Layout) { l.Recompute = "some" },
		"micro_batch*dp": func(l *Layout) { l.MicroBatch = 65 },
	} {
		l := good
		change(&l)
		if err := l.Check(gpt3(), l.TP*l.PP*max(l.DP, 1)*boolInt(field != "64 chips")+64*boolInt(field == "64 chips"), 64); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: error is %v", field, err)
		}
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestParseLayout_roundTrip(t *testing.T) {
	l, err := ParseLayout("tp=8,pp=16,vpp=2,dp=4,ep=64,cp=2,zero=1,mb=2,recompute=full,offload,overlap")
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseLayout(l.String())
	if err != nil || again != l {
		t.Errorf("%v is read back as %v (%v)", l, again, err)
	}
	for _, bad := range []string{"tp", "tp=0", "tp=-1", "tp=x", "zz=1", "zero=4", "recompute=some", "tp=99999999999"} {
		if _, err := ParseLayout(bad); err == nil {
			t.Errorf("%q is taken for a layout", bad)
		}
	}
}

func FuzzParseLayout(f *testing.F) {
	f.Add("tp=8,pp=16,recompute=full")
	f.Add("zero=3,offload,overlap")
	f.Add(",,=,")
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLayout(s)
		if err != nil || l.ZeRO < 0 && l == Free() {
			return
		}
		if again, err := ParseLayout(l.String()); err != nil || strings.TrimSpace(s) != "" && again != l {
			t.Errorf("%q is read as %v, which is read as %v (%v)", s, l, again, err)
		}
	})
}
