package plan

import "math"

// NumConstants is how many numbers are fitted, for training and inference
// together.
const NumConstants = 30

// Constants are the fitted numbers, in the order of ConstantTable.
type Constants [NumConstants]float64

// Places in Constants.
const (
	gemmAmpere = iota
	gemmHopper
	gemmHopperFP8
	gemmBlackwell
	gemmBlackwellFP8
	gemmBlackwellFP4
	gemmTPU
	gemmAscend
	gemmDomestic
	operandShare
	expertShare
	attnShare
	attnHopper
	memoryShare
	scaleUpShare
	scaleOutShare
	hiddenTP
	hiddenDP
	hiddenEP
	launchDense
	launchMoE
	lossPerDoubling
	moeAge
	decodeMemory
	decodeLayer
	hopLatency
	prefillShare
	attnModern
	gemmConsumer
	streamConsumer
)

// Constant says what one fitted number is.
type Constant struct {
	Name  string  // as in data/calibration.yaml, with its unit
	Prior float64 // where the fit starts, from the literature or from the physics
	Log   float64 // one standard deviation of the prior, in natural logarithm
	Max   float64 // no fit goes above: a share cannot exceed 1
	Doc   string
}

// ConstantTable lists the fitted numbers.
var ConstantTable = [NumConstants]Constant{
	gemmAmpere:       {"gemm_share_ampere", 0.80, 0.2, 1, "share of the dense peak that a large matrix product reaches, A100 family, 16 bit"},
	gemmHopper:       {"gemm_share_hopper", 0.68, 0.2, 1, "the same, Hopper, 16 bit"},
	gemmHopperFP8:    {"gemm_share_hopper_fp8", 0.55, 0.3, 1, "the same, Hopper, 8 bit"},
	gemmBlackwell:    {"gemm_share_blackwell", 0.68, 0.3, 1, "the same, Blackwell, 16 bit"},
	gemmBlackwellFP8: {"gemm_share_blackwell_fp8", 0.60, 0.3, 1, "the same, Blackwell, 8 bit"},
	gemmBlackwellFP4: {"gemm_share_blackwell_fp4", 0.45, 0.3, 1, "the same, Blackwell, 4 bit"},
	gemmTPU:          {"gemm_share_tpu", 0.85, 0.2, 1, "the same, TPU, 16 bit"},
	gemmAscend:       {"gemm_share_ascend", 0.65, 0.3, 1, "the same, Ascend, 16 bit"},
	gemmDomestic:     {"gemm_share_domestic", 0.65, 0.3, 1, "the same, other Chinese designs, 16 bit"},
	operandShare:     {"gemm_operand_traffic_share", 0.5, 0.5, 3, "share of a matrix product's operand traffic that is not hidden behind its arithmetic"},
	expertShare:      {"expert_gemm_share", 0.85, 0.25, 1, "a grouped expert product's rate against a dense one"},
	attnShare:        {"attention_share", 0.50, 0.3, 1, "share of the 16-bit peak in fused attention, before 2025"},
	attnHopper:       {"attention_share_hopper", 0.30, 0.3, 1, "the same, Hopper, before the kernels of 2025"},
	memoryShare:      {"memory_share", 0.75, 0.25, 1, "share of memory bandwidth that element-wise work reaches"},
	scaleUpShare:     {"scale_up_link_share", 0.75, 0.25, 1, "share of the scale-up link that collectives reach"},
	scaleOutShare:    {"scale_out_link_share", 0.70, 0.3, 1, "share of the scale-out link that collectives reach"},
	hiddenTP:         {"hidden_tp_share", 0.25, 0.5, 0.98, "share of tensor-parallel traffic hidden behind arithmetic"},
	hiddenDP:         {"hidden_dp_share", 0.50, 0.4, 0.98, "share of data-parallel traffic that can hide behind arithmetic"},
	hiddenEP:         {"hidden_ep_share", 0.60, 0.3, 0.9, "share of expert all-to-all traffic hidden"},
	launchDense:      {"launch_dense_us", 60, 0.7, 2000, "microseconds of launch a dense layer, forward and backward, a micro-batch"},
	launchMoE:        {"launch_expert_us", 100, 0.7, 5000, "the same for each local expert: grouped products loop over experts"},
	lossPerDoubling:  {"loss_per_doubling", 0.008, 0.6, 0.1, "share of time lost to stragglers a doubling of the chips beyond eight"},
	moeAge:           {"moe_software_age", 0.3, 0.7, 5, "growth of expert overheads a year before mid-2026 (software maturity)"},
	decodeMemory:     {"decode_memory_share", 0.68, 0.15, 1, "share of memory bandwidth that decoding reaches"},
	decodeLayer:      {"decode_layer_us", 30, 0.7, 2000, "microseconds of launch and small kernels a layer and decode step"},
	hopLatency:       {"collective_latency_us", 10, 0.6, 500, "microseconds of latency a small collective"},
	prefillShare:     {"prefill_share", 0.7, 0.3, 1, "prefill's matrix rate against training's"},
	attnModern:       {"attention_share_modern", 0.50, 0.3, 1, "the same, any chip, with the kernels of 2025 and later"},
	gemmConsumer:     {"gemm_share_consumer", 0.65, 0.15, 1, "share of the 16-bit peak in prefill, consumer cards"},
	streamConsumer:   {"decode_memory_share_consumer", 0.78, 0.1, 1, "share of memory bandwidth that decoding reaches, consumer cards"},
}

// Priors are the constants before any fit.
func Priors() Constants {
	var c Constants
	for i, k := range ConstantTable {
		c[i] = k.Prior
	}
	return c
}

// gemm gives the matrix share of a family at a precision and whether rows of
// that family and precision were fitted. A family without rows of a precision
// inherits its 16-bit share times the mean loss of the fitted families.
func (c *Constants) gemm(f Family, p Precision) (share float64, fitted bool) {
	low := func(base, from, to int) float64 { return c[base] * c[to] / c[from] }
	switch f {
	case Ampere:
		return c[gemmAmpere], p == BF16
	case Hopper:
		if p == BF16 {
			return c[gemmHopper], true
		}
		return c[gemmHopperFP8], p == FP8
	case Blackwell:
		switch p {
		case BF16:
			return c[gemmBlackwell], true
		case FP4:
			return c[gemmBlackwellFP4], true
		}
		return c[gemmBlackwellFP8], p == FP8
	case TPU:
		return c[gemmTPU], p == BF16
	case Consumer:
		return c[gemmConsumer], p == BF16
	}
	base, fit := gemmHopper, false
	switch f {
	case Ascend:
		base, fit = gemmAscend, true
	case Domestic:
		base, fit = gemmDomestic, true
	}
	if p == BF16 {
		return c[base], fit
	}
	return math.Min(1, low(base, gemmHopper, gemmHopperFP8)), f == Ascend && p == INT8
}

// attention gives the share of the 16-bit peak in fused attention. Hopper's
// first kernels reached half of what its later ones do (FlashAttention-3, arXiv
// 2407.08608, section 1); stacks took those up within the year.
func (c *Constants) attention(f Family, year float64) float64 {
	if year >= modernKernelsSince {
		return c[attnModern]
	}
	if f == Hopper {
		return c[attnHopper]
	}
	return c[attnShare]
}

const modernKernelsSince = 2025.0
