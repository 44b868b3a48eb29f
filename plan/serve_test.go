package plan

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func server(t testing.TB, m *Model, c Chip, s Serving) *Server {
	k := Priors()
	v, err := NewServer(m, Cluster{c, s.TP * s.PP * s.AttnDP}, s, &k)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// One sequence on one chip reads every weight once a token: bandwidth over bytes
// bounds its rate.
func TestServe_oneSequenceReadsTheWeights(t *testing.T) {
	m := &Model{Name: "llama2-7b", Layers: 32, Hidden: 4096, Heads: 32, KVHeads: 32, HeadDim: 128, FFN: 11008, Gated: true, Vocab: 32000, SeqLen: 4096}
	o := server(t, m, a100(), Serving{Precision: BF16, TP: 1, PP: 1, AttnDP: 1, EP: 1, Batch: 1, OutputLen: 128, Year: 2026}).Serve()
	n := Count(m)
	floor := (n.Total - n.VocabParams) * 2 / 2039e9
	if float64(o.TPOT) < floor || float64(o.TPOT) > 3*floor {
		t.Errorf("%.3g s a token; reading the weights alone takes %.3g s", o.TPOT, floor)
	}
}

func TestServe_properties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]*Model{llama70(), deepseekV3()}).Draw(t, "model")
		s := Serving{Precision: FP8, TP: 1 << rapid.IntRange(0, 3).Draw(t, "tp"), PP: 1, AttnDP: 1, EP: 1, Batch: rapid.IntRange(1, 256).Draw(t, "batch"),
			InputLen: rapid.IntRange(1, 8192).Draw(t, "input"), OutputLen: rapid.IntRange(1, 8192).Draw(t, "output"), Year: 2026}
		k := Priors()
		at := func(s Serving) Served {
			v, err := NewServer(m, Cluster{h800(), 64}, s, &k)
			if err != nil {
				t.Fatal(err)
			}
			return v.Serve()
		}
		o := at(s)
		for _, v := range []float64{float64(o.TPOT), float64(o.TTFT), float64(o.Step), o.OutputTokensS, o.PrefillTokensS} {
			if !(v > 0) || math.IsInf(v, 0) {
				t.Fatalf("a figure is %g: %+v", v, o)
			}
		}
		if o.TPOT < o.Step {
			t.Errorf("a token takes %g s, less than the step's %g", o.TPOT, o.Step)
		}
		more := s
		more.Batch *= 2
		if p := at(more); p.TPOT < o.TPOT || p.DecodeTokensS < o.DecodeTokensS*0.999 {
			t.Errorf("twice the batch: %g s a token after %g, %g tokens/s after %g", p.TPOT, o.TPOT, p.DecodeTokensS, o.DecodeTokensS)
		}
	})
}

func TestServing_checkNamesTheField(t *testing.T) {
	k := Priors()
	good := Serving{Precision: FP8, TP: 8, PP: 1, AttnDP: 1, EP: 1, Batch: 16, InputLen: 1024, OutputLen: 1024, Year: 2026}
	for field, change := range map[string]func(*Serving){
		"batch":     func(s *Serving) { s.Batch = 0 },
		"tp":        func(s *Serving) { s.TP = 0 },
		"input_len": func(s *Serving) { s.InputLen = -1 },
		"8 chips":   func(s *Serving) { s.AttnDP = 2 },
		"precision": func(s *Serving) { s.Precision = "fp3" },
		"ep 512":    func(s *Serving) { s.EP = 512 },
	} {
		s := good
		change(&s)
		if _, err := NewServer(deepseekV3(), Cluster{h800(), 8}, s, &k); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: error is %v", field, err)
		}
	}
}
