package calibrate

import (
	"strings"
	"testing"

	"assay/evidence"
	"assay/plan"
)

const oneRow = `- id: a
  stage: pretrain
  completeness: explicit
  provenance: looked_up
  source: {key: s, title: t, url: u, date: 2024-03}
  model: {name: llama3-8b, type: dense, layers: 32, hidden: 4096, heads: 32, kv_heads: 8, head_dim: 128, ffn: 14336, gated_ffn: true, vocab: 128256, seq_len: 8192}
  chip: H100-80GB-SXM
  chips: 8
  precision: bf16
  parallel: {tp: 2, pp: 1, dp: 4, ep: 1, cp: 1, vpp: null, zero: null}
  micro_batch: 1
  global_batch: 512
  recompute: selective
  measured: {tokens_per_s_chip: 8103, mfu: 0.393, mem_gib_chip: 71}
`

func testNames(t testing.TB) *Names {
	chips, err := ParseChips("chips", []byte(`
- {id: nvidia-h100-sxm, name: H100 SXM, designer_country: US, dense_tflops: {bf16: 989, fp8: 1979}, memory_gb: 80, memory_bandwidth_gb_per_s: 3350, scale_up_bandwidth_gb_per_s: 900, scale_up_domain: 8, scale_out_gb_per_s: 50, tdp_w: 700}
- {id: nvidia-a100, name: A100, designer_country: US, dense_tflops: {bf16: 312}, memory_gb: 80, memory_bandwidth_gb_per_s: 2039, scale_up_bandwidth_gb_per_s: 600, scale_up_domain: 8, scale_out_gb_per_s: 25, tdp_w: 400}
- {id: made-up, name: Made Up, designer_country: CN, dense_tflops: {bf16: 300}, memory_gb: 64, memory_bandwidth_gb_per_s: 1600, range: {dense_tflops.bf16: [250, 400]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	n, err := NewNames(chips, "crosswalk", []byte(`
- {name: H100-80GB-SXM, chip: nvidia-h100-sxm}
- {name: A100-40GB-SXM, chip: null, near: nvidia-a100, reason: the catalogue holds the 80 GB form alone, figures: {memory_gb: 40, memory_bandwidth_gb_per_s: 1555}}
- {name: Desk-Chip, chip: null, reason: outside the catalogue}
`))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestJob_readsARow(t *testing.T) {
	rows, err := ParseRows("f", []byte(oneRow))
	if err != nil {
		t.Fatal(err)
	}
	j, err := NewJob(&rows[0], testNames(t))
	if err != nil {
		t.Fatal(err)
	}
	if j.Want.TP != 2 || j.Want.PP != 1 || j.Want.VPP != 1 || j.Want.ZeRO != 1 || j.Want.Recompute != plan.RecomputeSelective {
		t.Errorf("layout is %v", j.Want)
	}
	if len(j.Measures) != 2 || j.Measures[0] != (Measure{Quantity: TokensPerS, Value: 8103 * 8}) || j.Measures[1] != (Measure{Quantity: MemoryGiB, Value: 71}) {
		t.Errorf("measures are %+v", j.Measures)
	}
	if y := rows[0].Year(); y < 2024.2 || y > 2024.21 {
		t.Errorf("year is %g", y)
	}
}

// A row that cannot be judged is skipped with the reason; it never stops a file.
func TestEvaluate_skipsWithTheReason(t *testing.T) {
	for reason, edit := range map[string][2]string{
		"chips: the source does not say": {"chips: 8", "chips: null"},
		"neither the catalogue":          {"chip: H100-80GB-SXM", "chip: XPU-9000"},
		"outside the catalogue":          {"chip: H100-80GB-SXM", "chip: Desk-Chip"},
		"layers is 0":                    {"layers: 32, ", "layers: null, "},
		"stage \"rl\" is not calibrated": {"stage: pretrain", "stage: rl"},
		"precision \"int3\"":             {"precision: bf16", "precision: int3"},
		"no figure of the row":           {"{tokens_per_s_chip: 8103, mfu: 0.393, mem_gib_chip: 71}", "{tokens: 1}"},
		"no split of":                    {"chips: 8", "chips: 9"},
	} {
		text := strings.Replace(oneRow, edit[0], edit[1], 1)
		if text == oneRow {
			t.Fatalf("%s: nothing was edited", reason)
		}
		rows, err := ParseRows("f", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		c := plan.Priors()
		p := Prepare(rows, testNames(t), &c)
		if got := p.Skipped["a"]; !strings.Contains(got, reason) {
			t.Errorf("want the reason %q, got %q", reason, got)
		}
	}
}

// One row with a field of a wrong type does not take the others with it.
func TestParseRows_wrongTypeInOneRow(t *testing.T) {
	rows, err := ParseRows("f", []byte(oneRow+"- {id: b, stage: pretrain, chips: many}\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := plan.Priors()
	p := Prepare(rows, testNames(t), &c)
	if len(p.Training) != 1 || !strings.Contains(p.Skipped["b"], "chips") && !strings.Contains(p.Skipped["b"], "Chips") {
		t.Errorf("%d rows are read, the bad one says %q", len(p.Training), p.Skipped["b"])
	}
}

func TestParseRows_errors(t *testing.T) {
	for want, text := range map[string]string{
		"is not a list of rows": "id: a",
		"has no id":             "- {stage: pretrain}",
		"two rows have the id":  "- {id: a}\n- {id: a}",
	} {
		_, err := ParseRows("rows.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "rows.yaml") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error is %v", text, err)
		}
		if k := evidence.KindOf(err); k != evidence.Invalid && k != evidence.Conflict {
			t.Errorf("%q: kind %q", text, k)
		}
	}
}

func TestNames_findsChips(t *testing.T) {
	n := testNames(t)
	for spelling, want := range map[string]string{
		"H100-80GB-SXM": "nvidia-h100-sxm", "nvidia-a100": "nvidia-a100", "Made Up (Box 9)": "made-up", "made-up-64GB": "made-up",
	} {
		if c, err := n.Chip(spelling); err != nil || c.ID != want {
			t.Errorf("%q is %q (%v), want %q", spelling, c.ID, err, want)
		}
	}
	near, err := n.Chip("A100-40GB-SXM")
	if err != nil || near.Memory != 40*plan.GiB || near.MemoryRate != 1555e9 || near.Rates[0] != 312e12 || near.Family != plan.Ampere {
		t.Errorf("the near chip is %+v (%v)", near, err)
	}
	up, _ := n.Chip("made-up")
	if up.Low == nil || up.Low.Rates[0] != 250e12 || up.High.Rates[0] != 400e12 || up.Rates[0] != 300e12 {
		t.Errorf("the disputed rate is lost: %+v", up)
	}
	n.Resolve = func(s string) (string, bool) { return "nvidia-a100", s == "安培" }
	if c, err := n.Chip("安培"); err != nil || c.ID != "nvidia-a100" {
		t.Errorf("an alias of the catalogue is not found: %v", err)
	}
}

// Data-parallel attention printed beside the experts' tp is one instance, not tp
// times as many chips as there are; a MTP row proposes a token a step.
func TestServeJob_reads(t *testing.T) {
	rows, err := ParseRows("f", []byte(`
- id: a
  stage: inference
  phase: serving-agg
  source: {key: s}
  model: {name: m, type: moe, layers: 4, hidden: 1024, heads: 16, kv_heads: 16, head_dim: 64, vocab: 1000, experts: 16, top_k: 2, expert_ffn: 512}
  chip: H100-80GB-SXM
  chips: 8
  precision: fp8
  parallel: {tp: 8, pp: 1, attn_dp: 8, ep: 8}
  concurrency: 64
  input_len: 100
  output_len: 200
  notes: one MTP token, 70% acceptance
  measured: {tpot_ms: 5, ttft_ms: 50}
`))
	if err != nil {
		t.Fatal(err)
	}
	j, err := NewServeJob(&rows[0], testNames(t))
	if err != nil {
		t.Fatal(err)
	}
	s := j.Serving
	if s.TP != 1 || s.AttnDP != 8 || s.EP != 8 || s.Batch != 64 || s.Drafted != 1 || s.Accepted != 0.7 {
		t.Errorf("%+v", s)
	}
	if len(j.Measures) != 2 || j.Measures[0] != (Measure{Quantity: TPOT, Value: 5}) || j.Measures[1] != (Measure{Quantity: TTFT, Value: 50}) {
		t.Errorf("%+v", j.Measures)
	}
}

func TestParsePrecision(t *testing.T) {
	for s, want := range map[string]plan.Precision{"bf16": plan.BF16, "fp16": plan.BF16, "f16": plan.BF16, "fp8": plan.FP8, "fp8-cs": plan.FP8, "mxfp8": plan.FP8,
		"fp8-mx": plan.FP8, "nvfp4": plan.FP4, "w8a8": plan.INT8, "nvfp4-moe+fp8-attn": plan.FP4, "fp8-moe+bf16-attn": plan.FP8} {
		if got, _, err := ParsePrecision(s); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", s, got, err, want)
		}
	}
	if _, _, err := ParsePrecision("fp64x"); err == nil {
		t.Error("fp64x is taken for a precision")
	}
}

func FuzzParseRows(f *testing.F) {
	f.Add([]byte(oneRow))
	f.Add([]byte("- {id: a, model: {layers: 1e308}, chips: -1, parallel: {tp: 1e99}}"))
	f.Add([]byte("- &a {id: *a}"))
	names := testNames(f)
	c := plan.Priors()
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := ParseRows("f", data)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("error of several lines: %q", err)
			}
			return
		}
		if len(rows) > 4 {
			rows = rows[:4]
		}
		p := Prepare(rows, names, &c)
		if n := len(p.Training) + len(p.Inference) + len(p.Skipped); n > len(rows) {
			t.Errorf("%d rows became %d", len(rows), n)
		}
	})
}

func FuzzParseChips(f *testing.F) {
	f.Add([]byte("- {id: x, dense_tflops: {bf16: 1}, range: {memory_gb: [1, 2]}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		chips, err := ParseChips("f", data)
		if err == nil {
			for _, c := range chips {
				c.Fill()
				_ = c.Check()
			}
		}
	})
}
