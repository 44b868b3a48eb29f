package plan

import "assay/evidence"

// Run is what is asked of a model on a cluster, apart from the layout.
type Run struct {
	Precision   Precision
	SeqLen      int     // tokens
	GlobalBatch int     // sequences a step
	Year        float64 // date of the software, in years (2026.5 = mid-2026)
	LoRA        bool    // weights frozen: no weight gradients, no optimizer to speak of
	Microscaled bool    // FP8 or FP4 with a scale for each block of values
}

// Check gives an error that names the first field which cannot be.
func (r *Run) Check() error {
	switch {
	case !r.Precision.Valid():
		return evidence.Errorf(evidence.Invalid, "precision %q is not bf16, fp8, fp4 or int8", r.Precision)
	case r.SeqLen < 1:
		return evidence.Errorf(evidence.Invalid, "seq is %d tokens; it must be at least 1", r.SeqLen)
	case r.GlobalBatch < 1:
		return evidence.Errorf(evidence.Invalid, "batch is %d sequences; it must be at least 1", r.GlobalBatch)
	}
	return nil
}

// unfused is the year before which attention is taken to write its scores to
// memory: FlashAttention appeared in May 2022 (arXiv 2205.14135) and reached
// the training stacks of the rows in 2023.
const unfusedBefore = 2023.0

// nodeAwareSince is the year from which ZeRO-3's collectives use all network
// cards of a node for each gather; the rows of 2021 show one card a chip.
const nodeAwareSince = 2022.0

// balancedSince is the year from which pipeline stages are cut so that the
// vocabulary's work is shared out (Megatron-Core's custom pipeline layouts).
const balancedSince = 2025.0

// Step is one training step. Times are of the slowest stage; memory is of the
// fullest chip.
type Step struct {
	Total Seconds
	Time  StepTime
	Mem   Memory
	Fits  bool
}

// StepTime is where a step's time goes; the parts add up to the total.
type StepTime struct {
	Matrix, Attention, Vector             Seconds // arithmetic and element-wise work
	TP, EP, CP, PP, DP                    Seconds // exposed traffic by kind
	Bubble, Optimizer, Launch, Stragglers Seconds
}

// Memory is the use of one chip by kind.
type Memory struct {
	Weights, Gradients, Optimizer, Activations, Gathered, Workspace Bytes
	KVCache                                                         Bytes // inference alone
}

// Total is the sum of the kinds.
func (m *Memory) Total() Bytes {
	return m.Weights + m.Gradients + m.Optimizer + m.Activations + m.Gathered + m.Workspace + m.KVCache
}
