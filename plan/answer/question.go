// Package answer puts the performance model to a planner's questions: what a
// stage of a model takes on a cluster, and what number of one chip does the work
// of another.
//
// In come a Question (model, stage, chip, count; what is left open is searched
// or taken from the model's published training) and a calibration; out come an
// Answer or a Parity with the JSON of DESIGN 12, an 80 % interval, what bounds
// it and what was assumed. Rules: nothing infeasible is answered without the
// reason and what would make it fit; disputed data-sheet figures widen the
// interval; a chip or stage without published rows is marked not calibrated;
// figures are rounded by the doors, not here. The package is pure.
package answer

import (
	"assay/evidence"
	"assay/plan"
)

// Question is what is asked. Zero values are filled by Published.Fill or searched.
type Question struct {
	Model     plan.Model
	Stage     evidence.Stage // pre-training, post-training or inference
	Chip      plan.Chip
	Chips     int
	Precision plan.Precision
	SeqLen    int     // tokens; 0 = the model's
	Batch     int     // sequences a step; 0 = four million tokens for each 1,024 chips
	Tokens    float64 // of the whole run; 0 = not asked
	Want      plan.Wanted
	Year      float64 // date of the software

	Rollouts bool // post-training by reinforcement learning: OutputLen tokens are generated for each sequence trained on

	Concurrency int // sequences in flight over all chips, inference
	InputLen    int // tokens, inference
	OutputLen   int // tokens, inference

	Keep    int // alternatives to list
	Workers int // cores; 0 = all

	bare bool // no interval, alternatives or advice: the walk of a parity asks often
}

// Layout is a layout as printed.
type Layout struct {
	TP         int            `json:"tp"`
	PP         int            `json:"pp"`
	VPP        int            `json:"vpp"`
	DP         int            `json:"dp"`
	EP         int            `json:"ep"`
	CP         int            `json:"cp"`
	ZeRO       int            `json:"zero"`
	MicroBatch int            `json:"micro_batch"`
	Recompute  plan.Recompute `json:"recompute"`
	Offload    bool           `json:"offload,omitempty"`
	Overlap    bool           `json:"overlap,omitempty"`
}

func printed(l *plan.Layout) *Layout {
	return &Layout{l.TP, l.PP, l.VPP, l.DP, l.EP, l.CP, l.ZeRO, l.MicroBatch, l.Recompute, l.Offload, l.Overlap && l.PP > 1}
}

// Interval is an 80 % interval.
type Interval struct {
	Lo float64 `json:"lo"`
	Hi float64 `json:"hi"`
}

// Alternative is a layout that is slower, and why.
type Alternative struct {
	Layout    Layout  `json:"layout"`
	StepTimeS float64 `json:"step_time_s"`
	Slower    float64 `json:"slower"` // share above the best step time
	Why       string  `json:"why"`
}

// Answer is what a stage takes (DESIGN 12, plan). Fields that do not belong to
// the stage are nil.
type Answer struct {
	Model         string             `json:"model"`
	Stage         evidence.Stage     `json:"stage"`
	Chip          string             `json:"chip"`
	Chips         int                `json:"chips"`
	Precision     plan.Precision     `json:"precision"`
	SeqLen        int                `json:"seq_len"`
	Batch         int                `json:"batch"`
	Feasible      bool               `json:"feasible"`
	WhyNot        string             `json:"why_not"`
	WouldFit      string             `json:"would_fit,omitempty"`
	Layout        *Layout            `json:"layout"`
	StepTimeS     *float64           `json:"step_time_s"`
	TokensPerS    float64            `json:"tokens_per_s"`
	TokensSChip   float64            `json:"tokens_per_s_chip"`
	MFU           *float64           `json:"mfu"`
	MFUConvention string             `json:"mfu_convention"`
	MemoryGiB     map[string]float64 `json:"memory_gib"`
	TimeS         map[string]float64 `json:"time_s"`
	Days          *float64           `json:"days"`
	ChipHours     *float64           `json:"chip_hours"`
	EnergyMWh     *float64           `json:"energy_mwh"`
	TTFTms        *float64           `json:"ttft_ms"`
	TPOTms        *float64           `json:"tpot_ms"`
	BoundBy       string             `json:"bound_by"`
	Interval80    Interval           `json:"interval80"`
	IntervalOf    string             `json:"interval80_of"` // step_time_s or tpot_ms
	ChipHours80   *Interval          `json:"chip_hours80,omitempty"`
	Calibrated    bool               `json:"calibrated"`
	Calibration   string             `json:"calibration"` // in words: what the constants rest on
	Assumptions   []string           `json:"assumptions"`
	Alternatives  []Alternative      `json:"alternatives,omitempty"`
	Evaluated     int                `json:"evaluated"`
	Infeasible    int                `json:"infeasible"`
	ElapsedS      float64            `json:"elapsed_s"` // set by whoever holds the clock
}

// Overhead is the assumed power of hosts, network and cooling beside the chips,
// as a factor on the chips' design power.
const Overhead = 1.5

// Goodput is the assumed share of a run's time that trains: large runs report 90
// to 97 % (Llama 3, arXiv 2407.21783, section 3.3.4; MegaScale, arXiv 2402.15627,
// section 6).
const Goodput = 0.95

func ptr(v float64) *float64 { return &v }

// check names the first field of a question that cannot be.
func (q *Question) check() error {
	switch {
	case q.Chips < 1:
		return evidence.Errorf(evidence.Invalid, "chips is %d; it must be at least 1", q.Chips)
	case q.Batch < 0:
		return evidence.Errorf(evidence.Invalid, "batch is %d sequences; it must not be negative", q.Batch)
	case q.Tokens < 0:
		return evidence.Errorf(evidence.Invalid, "tokens is %g; it must not be negative", q.Tokens)
	case q.SeqLen < 0:
		return evidence.Errorf(evidence.Invalid, "seq is %d tokens; it must not be negative", q.SeqLen)
	case q.Concurrency < 0:
		return evidence.Errorf(evidence.Invalid, "concurrency is %d; it must not be negative", q.Concurrency)
	case q.InputLen < 0 || q.OutputLen < 0:
		return evidence.Errorf(evidence.Invalid, "input and output lengths are %d and %d tokens; they must not be negative", q.InputLen, q.OutputLen)
	case q.Precision != "" && !q.Precision.Valid():
		return evidence.Errorf(evidence.Invalid, "precision %q is not bf16, fp8, fp4 or int8", q.Precision)
	}
	return q.Model.Check()
}
