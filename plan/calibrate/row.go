// Package calibrate holds the performance model to what was published: it reads
// measured rows, says which of a row's figures can be judged and in which unit,
// fits the model's constants to them, and reports errors by group.
//
// In come the bytes of row files, of the chip catalogue and of the crosswalk
// between their names, and the calibration; out come results, a new calibration
// and findings. Rules: a row that cannot be judged is skipped with a reason,
// never guessed; rows marked recalled may help to fit but are told apart; errors
// are reported from constants that did not see the row (grouped by source and
// model), and the package stays pure.
package calibrate

import (
	"strings"

	"github.com/goccy/go-yaml"

	"assay/evidence"
)

// Row is one published measurement, training or inference, as in the files of
// data/validation. Nil is "not published". Lengths and batches are in tokens
// and sequences, memory in GiB, the rest as the names say.
type Row struct {
	ID           string   `yaml:"id"`
	Stage        string   `yaml:"stage"`
	Phase        string   `yaml:"phase"`
	Completeness string   `yaml:"completeness"`
	Provenance   string   `yaml:"provenance"`
	Source       Source   `yaml:"source"`
	Model        Shape    `yaml:"model"`
	Chip         string   `yaml:"chip"`
	Chips        *float64 `yaml:"chips"`
	Precision    string   `yaml:"precision"`
	Engine       string   `yaml:"engine"`
	Parallel     Parallel `yaml:"parallel"`
	MicroBatch   *float64 `yaml:"micro_batch"`
	GlobalBatch  *float64 `yaml:"global_batch"`
	Recompute    string   `yaml:"recompute"`
	Concurrency  *float64 `yaml:"concurrency"`
	InputLen     *float64 `yaml:"input_len"`
	OutputLen    *float64 `yaml:"output_len"`
	Measured     Measured `yaml:"measured"`
	Convention   string   `yaml:"flops_convention"`
	Gaps         []string `yaml:"gaps"`
	Notes        string   `yaml:"notes"`
	Release      string   `yaml:"release"`
	MeasuredDate string   `yaml:"measured_date"`
	GEMMQuant    string   `yaml:"gemm_quant"`
	MoEQuant     string   `yaml:"moe_quant"`
	WeightGiB    *float64 `yaml:"weight_gib"`
	SLOms        *float64 `yaml:"tpot_slo_ms"`
	Split        *Split   `yaml:"measured_memory_split"`
	Superseded   any      `yaml:"superseded_by"`
	RL           *RL      `yaml:"rl"`

	Unread string `yaml:"-"` // why the row could not be read; its other fields are then empty
}

// RL is the shape of a reinforcement-learning step.
type RL struct {
	Algorithm string   `yaml:"algorithm"`
	AvgGenLen *float64 `yaml:"avg_gen_len"`
	GenBatch  *float64 `yaml:"gen_batch"`
}

// Source says where a row was published.
type Source struct {
	Key   string `yaml:"key"`
	Title string `yaml:"title"`
	URL   string `yaml:"url"`
	Date  string `yaml:"date"`
}

// Shape is a model as the rows write it.
type Shape struct {
	Name            string   `yaml:"name"`
	Type            string   `yaml:"type"`
	Layers          *float64 `yaml:"layers"`
	DenseLayers     *float64 `yaml:"dense_layers"`
	Hidden          *float64 `yaml:"hidden"`
	Heads           *float64 `yaml:"heads"`
	KVHeads         *float64 `yaml:"kv_heads"`
	HeadDim         *float64 `yaml:"head_dim"`
	FFN             *float64 `yaml:"ffn"`
	Gated           *bool    `yaml:"gated_ffn"`
	Vocab           *float64 `yaml:"vocab"`
	SeqLen          *float64 `yaml:"seq_len"`
	Experts         *float64 `yaml:"experts"`
	TopK            *float64 `yaml:"top_k"`
	SharedExperts   *float64 `yaml:"shared_experts"`
	ExpertFFN       *float64 `yaml:"expert_ffn"`
	SharedExpertFFN *float64 `yaml:"shared_expert_ffn"`
	ParamsTotal     *float64 `yaml:"params_total"`
	ParamsActive    *float64 `yaml:"params_active"`
	MTPLayers       *float64 `yaml:"mtp_layers"`
	SlidingWindow   *float64 `yaml:"sliding_window"`
	SlidingLayers   *float64 `yaml:"sliding_layers"`
	MLA             *struct {
		QLoraRank  *float64 `yaml:"q_lora_rank"`
		KVLoraRank *float64 `yaml:"kv_lora_rank"`
		QKNopeDim  *float64 `yaml:"qk_nope_dim"`
		QKRopeDim  *float64 `yaml:"qk_rope_dim"`
		VHeadDim   *float64 `yaml:"v_head_dim"`
	} `yaml:"mla"`
}

// Parallel is the published layout; the decode_ fields describe the decode pool
// of disaggregated serving, the prefill_ fields the other.
type Parallel struct {
	TP      *float64 `yaml:"tp"`
	PP      *float64 `yaml:"pp"`
	DP      *float64 `yaml:"dp"`
	EP      *float64 `yaml:"ep"`
	CP      *float64 `yaml:"cp"`
	VPP     *float64 `yaml:"vpp"`
	ZeRO    *float64 `yaml:"zero"`
	AttnDP  *float64 `yaml:"attn_dp"`
	MoETP   *float64 `yaml:"moe_tp"`
	PreTP   *float64 `yaml:"prefill_tp_size"`
	PreDP   *float64 `yaml:"prefill_attention_dp_size"`
	PreEP   *float64 `yaml:"prefill_moe_ep_size"`
	PreB    *float64 `yaml:"prefill_batch_size"`
	DecTP   *float64 `yaml:"decode_tp_size"`
	DecDP   *float64 `yaml:"decode_attention_dp_size"`
	DecEP   *float64 `yaml:"decode_moe_ep_size"`
	DecMT   *float64 `yaml:"decode_moe_tp_size"`
	DecB    *float64 `yaml:"decode_batch_size"`
	DecPool *float64 `yaml:"decode_num_workers"`
}

// Measured are the published figures of a row.
type Measured struct {
	StepTimeS     *float64 `yaml:"step_time_s"`
	TokensS       *float64 `yaml:"tokens_per_s"`
	TokensSChip   *float64 `yaml:"tokens_per_s_chip"`
	ModelTFLOPS   *float64 `yaml:"model_tflops_chip"`
	HWTFLOPS      *float64 `yaml:"hw_tflops_chip"`
	MFU           *float64 `yaml:"mfu"`
	HFU           *float64 `yaml:"hfu"`
	ChipHours     *float64 `yaml:"chip_hours"`
	Tokens        *float64 `yaml:"tokens"`
	Days          *float64 `yaml:"days"`
	MemGiB        *float64 `yaml:"mem_gib_chip"`
	PrefillSChip  *float64 `yaml:"prefill_tokens_per_s_chip"`
	DecodeSChip   *float64 `yaml:"decode_tokens_per_s_chip"`
	OutputTokensS *float64 `yaml:"output_tokens_per_s"`
	TotalTokensS  *float64 `yaml:"total_tokens_per_s"`
	TTFTms        *float64 `yaml:"ttft_ms"`
	TPOTms        *float64 `yaml:"tpot_ms"`
	BatchPerChip  *float64 `yaml:"batch_per_chip"`
}

// Split is a row's memory by kind, GiB a chip.
type Split struct {
	ParamOptGiB   *float64 `yaml:"param_opt_gib"`
	ActivationGiB *float64 `yaml:"activation_gib"`
}

// ParseRows reads a file of rows. name appears in errors.
func ParseRows(name string, data []byte) ([]Row, error) {
	var rows []Row
	if err := decode(data, &rows); err != nil {
		var each error
		if rows, each = oneByOne(data); each != nil {
			return nil, evidence.WithKind(evidence.Invalid, err, "%s is not a list of rows", name)
		}
	}
	seen := map[string]bool{}
	for i := range rows {
		r := &rows[i]
		if r.ID == "" {
			return nil, evidence.Errorf(evidence.Invalid, "%s: row %d has no id", name, i+1)
		}
		if seen[r.ID] {
			return nil, evidence.Errorf(evidence.Conflict, "%s: two rows have the id %s", name, r.ID)
		}
		seen[r.ID] = true
	}
	return rows, nil
}

// oneByOne reads a list in which some rows have fields of a wrong type: those
// keep their id and the reason, the others are read.
func oneByOne(data []byte) ([]Row, error) {
	var items []map[string]any
	if err := decode(data, &items); err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(items))
	for _, item := range items {
		var r Row
		body, err := yaml.Marshal(item)
		if err == nil {
			err = decode(body, &r)
		}
		if err != nil {
			id, _ := item["id"].(string)
			r = Row{ID: id, Unread: err.Error()}
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// decode reads YAML. The parser panics on some hostile inputs; that is an error
// like any other. Errors are kept on one line.
func decode(data []byte, into any) (err error) {
	defer func() {
		if recover() != nil {
			err = evidence.Errorf(evidence.Invalid, "not YAML that can be read")
		}
	}()
	if err := yaml.Unmarshal(data, into); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return evidence.Errorf(evidence.Invalid, "%s", first)
	}
	return nil
}

// Group is what cross-validation holds out together: one source's runs of one
// model.
func (r *Row) Group() string { return r.Source.Key + "/" + r.Model.Name }

// Explicit reports whether the source states every input that the model needs.
func (r *Row) Explicit() bool { return r.Completeness == "explicit" }

// Recalled reports whether the row's figure was not seen in its source.
func (r *Row) Recalled() bool { return r.Provenance == "recalled" }

func num(p *float64) float64 {
	if p == nil {
		return 0
	}
	return *p
}

func whole(p *float64) int { return int(num(p)) }
