package calibrate

import (
	"strconv"
	"strings"

	"assay/evidence"
	"assay/plan"
)

// Quantity is what a row measures.
type Quantity string

// The quantities (DESIGN 12) with their units: s, tokens/s of the whole
// cluster, GiB a chip, ms, ms, tokens/s of all chips, tokens/s of all chips.
const (
	StepTime      Quantity = "step_time"
	TokensPerS    Quantity = "tokens_per_s"
	MemoryGiB     Quantity = "memory"
	TTFT          Quantity = "ttft"
	TPOT          Quantity = "tpot"
	PrefillTokens Quantity = "prefill_tokens_per_s"
	OutputTokens  Quantity = "output_tokens_per_s"
)

// Unit is the unit of a quantity's figures.
func (q Quantity) Unit() string {
	switch q {
	case StepTime:
		return "s"
	case MemoryGiB:
		return "GiB"
	case TTFT, TPOT:
		return "ms"
	}
	return "tokens/s"
}

// Valid reports whether q is a quantity.
func (q Quantity) Valid() bool {
	switch q {
	case StepTime, TokensPerS, MemoryGiB, TTFT, TPOT, PrefillTokens, OutputTokens:
		return true
	}
	return false
}

// Measure is one figure of a row.
type Measure struct {
	Quantity Quantity
	Value    float64
	Part     string // of memory: "param_opt" or "activation"; empty = the whole chip
}

// Job is a training row made ready for the model.
type Job struct {
	Row      *Row
	Model    plan.Model
	Cluster  plan.Cluster
	Run      plan.Run
	Want     plan.Wanted
	Measures []Measure
}

// Moe reports whether the row's model has experts.
func (r *Row) Moe() bool { return num(r.Model.Experts) > 0 || r.Model.Type == "moe" }

// Inference reports whether the row measures serving.
func (r *Row) Inference() bool { return r.Stage == "inference" }

// PlanModel turns a row's shape into a model. What the rows leave out is filled
// as documented: a sequence of 2,048 tokens, since 2025
// 4,096; a vocabulary of 131,072; the latents of DeepSeek-V3 where a source says
// MLA alone.
func (r *Row) PlanModel() plan.Model {
	s := &r.Model
	m := plan.Model{
		Name: s.Name, Layers: whole(s.Layers), DenseLayers: whole(s.DenseLayers), Hidden: whole(s.Hidden),
		Heads: whole(s.Heads), KVHeads: whole(s.KVHeads), HeadDim: whole(s.HeadDim), FFN: whole(s.FFN),
		Gated: s.Gated == nil || *s.Gated, Vocab: whole(s.Vocab), SeqLen: whole(s.SeqLen),
		Experts: whole(s.Experts), TopK: whole(s.TopK), SharedExperts: whole(s.SharedExperts),
		ExpertFFN: whole(s.ExpertFFN), SharedExpertFFN: whole(s.SharedExpertFFN), MTPLayers: whole(s.MTPLayers),
		SlidingWindow: whole(s.SlidingWindow), SlidingLayers: whole(s.SlidingLayers),
		ParamsTotal: num(s.ParamsTotal), ParamsActive: num(s.ParamsActive),
	}
	if m.KVHeads == 0 {
		m.KVHeads = m.Heads
	}
	if m.HeadDim == 0 && m.Heads > 0 {
		m.HeadDim = m.Hidden / m.Heads
	}
	if s.MLA != nil {
		m.MLA = &plan.MLA{QLoraRank: whole(s.MLA.QLoraRank), KVLoraRank: whole(s.MLA.KVLoraRank),
			QKNopeDim: whole(s.MLA.QKNopeDim), QKRopeDim: whole(s.MLA.QKRopeDim), VDim: whole(s.MLA.VHeadDim)}
	}
	if m.SeqLen == 0 {
		m.SeqLen = 4096
		if r.Year() < 2025 {
			m.SeqLen = 2048
		}
	}
	if m.MLA != nil && m.MLA.KVLoraRank == 0 {
		m.MLA = &plan.MLA{QLoraRank: 1536, KVLoraRank: 512, QKNopeDim: 128, QKRopeDim: 64, VDim: 128}
	}
	if m.Vocab == 0 {
		m.Vocab = 131072
	}
	if strings.Contains(r.ID, "womtp") || strings.Contains(r.Notes, "w/o MTP") {
		m.MTPLayers = 0
	}
	return m
}

// ParsePrecision reads a row's or a user's precision; the microscaled and
// current-scaled forms count as their width.
func ParsePrecision(s string) (p plan.Precision, microscaled bool, err error) {
	low := strings.ToLower(s)
	switch {
	case low == "bf16", low == "fp16", low == "f16":
		return plan.BF16, false, nil
	case strings.Contains(low, "fp4"):
		return plan.FP4, true, nil
	case strings.HasPrefix(low, "mxfp8"), low == "fp8-mx":
		return plan.FP8, true, nil
	case strings.HasPrefix(low, "fp8"):
		return plan.FP8, false, nil
	case low == "int8", low == "w8a8":
		return plan.INT8, false, nil
	}
	return "", false, evidence.Errorf(evidence.Invalid, "precision %q is not one of bf16, fp16, fp8, mxfp8, nvfp4, int8", s)
}

// Year is when the row's software was current, in years.
func (r *Row) Year() float64 {
	if r.Release != "" {
		if y, ok := yearOf("20"+strings.ReplaceAll(r.Release, ".", "-"), 0.5); ok {
			return y
		}
	}
	for _, d := range []string{r.MeasuredDate, r.Source.Date} {
		if y, ok := yearOf(d, 0.5); ok {
			return y
		}
	}
	return 2024.5
}

// yearOf reads 2024, 2024-07 or 2024-07-15; a bare year is its middle.
func yearOf(s string, dayShare float64) (float64, bool) {
	parts := strings.Split(s, "-")
	y, err := strconv.Atoi(parts[0])
	if err != nil || y < 2000 || y > 2100 {
		return 0, false
	}
	if len(parts) == 1 {
		return float64(y) + 0.5, true
	}
	m, err := strconv.Atoi(parts[1])
	if err != nil || m < 1 || m > 12 {
		return float64(y) + 0.5, true
	}
	return float64(y) + (float64(m-1)+dayShare)/12, true
}

// NewJob makes a training row ready; the error says why it cannot be judged.
func NewJob(r *Row, names *Names) (*Job, error) {
	j := &Job{Row: r, Model: r.PlanModel()}
	switch r.Stage {
	case "pretrain", "midtrain", "sft", "lora":
	case "inference":
		return nil, evidence.Errorf(evidence.Unsupported, "not a training row")
	default:
		return nil, evidence.Errorf(evidence.Unsupported, "stage %q is not calibrated", r.Stage)
	}
	if err := j.Model.Check(); err != nil {
		return nil, err
	}
	chip, err := names.Chip(r.Chip)
	if err != nil {
		return nil, err
	}
	if r.Chips == nil {
		return nil, evidence.Errorf(evidence.Unsupported, "chips: the source does not say how many")
	}
	j.Cluster = plan.Cluster{Chip: chip, Chips: whole(r.Chips)}
	p, micro, err := ParsePrecision(r.Precision)
	if err != nil {
		return nil, err
	}
	j.Run = plan.Run{Precision: p, Microscaled: micro, SeqLen: j.Model.SeqLen, Year: r.Year(), LoRA: r.Stage == "lora"}
	j.layout()
	j.Run.GlobalBatch = j.batch()
	j.Measures = j.measures()
	if len(j.Measures) == 0 {
		return nil, evidence.Errorf(evidence.Unsupported, "measured: no figure of the row is one that the model gives")
	}
	return j, nil
}

// layout takes over what is published; what the source leaves out is searched.
func (j *Job) layout() {
	r, p := j.Row, &j.Row.Parallel
	missing := strings.Join(r.Gaps, " ")
	w := plan.Free()
	w.TP, w.PP, w.CP, w.EP, w.VPP, w.MicroBatch = whole(p.TP), whole(p.PP), whole(p.CP), whole(p.EP), whole(p.VPP), whole(r.MicroBatch)
	if p.ZeRO != nil {
		w.ZeRO = whole(p.ZeRO)
	} else if w.TP > 0 {
		w.ZeRO = 1
		if j.Run.Year < 2023 {
			w.ZeRO = 0
		}
	}
	if w.TP > 0 && w.PP > 0 {
		if w.CP == 0 {
			w.CP = 1
		}
		if w.VPP == 0 && !strings.Contains(missing, "vpp") {
			w.VPP = 1
		}
		if w.EP == 0 && !strings.Contains(missing, "ep") {
			w.EP = 1
		}
		if w.PP == 1 {
			w.VPP = 1
		}
	}
	if !j.Model.MoE() {
		w.EP = min(w.EP, 1)
	}
	// Overlapped expert traffic is taken as read in partly described runs of
	// the time since DeepSeek-V3 showed how; a benchmark's release says it.
	w.Overlap = strings.Contains(r.Notes, "DualPipe") ||
		(!r.Explicit() && r.Release == "" && j.Run.Year >= 2024.9 && w.EP > 1 && w.PP > 1)
	w.Recompute, w.NoSP = recompute(r.Recompute, j.Run.Year)
	if !r.Explicit() && strings.Contains(missing, "recompute") {
		w.Recompute = ""
	}
	w.Offload = strings.Contains(r.Recompute, "offload") || strings.Contains(r.Recompute, "swap")
	j.Want = w
	j.splitExperts()
}

// splitExperts reads a layout whose experts, at EP chips each whole, could not
// be held, as one that splits them over TP as well.
func (j *Job) splitExperts() {
	w := &j.Want
	if w.EP < 1 || w.TP < 2 || w.PP < 1 || !j.Model.MoE() {
		return
	}
	perChip := plan.Bytes(2 * plan.Count(&j.Model).Total / float64(w.PP*w.EP))
	w.SplitExperts = perChip > j.Cluster.Chip.Memory/2
}

func recompute(text string, year float64) (r plan.Recompute, noSP bool) {
	low := strings.ToLower(text)
	noSP = year < 2023 && !strings.Contains(low, "sequence-parallel")
	switch {
	case low == "":
		return "", noSP
	case strings.Contains(low, "full"), strings.Contains(low, "offload"):
		return plan.RecomputeFull, noSP
	case strings.HasPrefix(low, "none"), strings.HasPrefix(low, "minimal"):
		return plan.RecomputeNone, noSP
	}
	return plan.RecomputeSelective, noSP
}

// batch is the published batch in sequences, or 16 micro-batches a replica, or
// four million tokens.
func (j *Job) batch() int {
	if b := whole(j.Row.GlobalBatch); b > 0 {
		return b
	}
	w := &j.Want
	if w.TP > 0 && w.PP > 0 && w.MicroBatch > 0 {
		dp := max(1, j.Cluster.Chips/(w.TP*w.PP*max(1, w.CP)))
		if w.PP == 1 {
			return dp * w.MicroBatch
		}
		return dp * w.MicroBatch * 8 * w.PP
	}
	return max(1, 4<<20/j.Run.SeqLen, j.Cluster.Chips/8)
}
