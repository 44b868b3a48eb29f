package plan

import "math"

// weightCount is what one chip holds, in parameters.
type weightCount struct {
	dense, expert float64 // before ZeRO
	optimized     float64 // after ZeRO: what this chip's optimizer updates
	split         int     // chips over which one expert's matrices are split
}

// weights counts the parameters of the fullest pipeline stage: an even share of
// the layers and one vocabulary matrix.
func (e *Estimator) weights(l *Layout) weightCount {
	n := &e.n
	m := e.Model
	pp := float64(l.PP)
	t := float64(l.TP)
	w := weightCount{split: 1}
	if l.EP == 1 || l.SplitExperts {
		w.split = l.TP
	}
	layers := float64(m.Layers + m.MTPLayers)
	perStage := layers / pp
	vocab := n.VocabParams
	if l.PP == 1 && !m.Tied {
		vocab *= 2
	}
	dense := n.AttentionParams * perStage
	moe := (e.moe + float64(m.MTPLayers)) / pp
	if !m.MoE() {
		dense += n.DenseFFNParams * perStage
	} else {
		dense += n.DenseFFNParams*e.dense/pp + (n.SharedParams+n.RouterParams)*moe
		w.expert = n.ExpertParams * float64(m.Experts) * moe / float64(l.EP*w.split) * n.MemoryScale
	}
	w.dense = (dense*n.MemoryScale + vocab) / t
	w.optimized = w.dense + w.expert
	if l.ZeRO >= 1 {
		w.optimized = w.dense/float64(l.DP*l.CP) + w.expert/e.expertReplicas(l, w.split)
	}
	return w
}

func (e *Estimator) expertReplicas(l *Layout, split int) float64 {
	return math.Max(1, float64(l.TP*l.CP*l.DP)/float64(l.EP*split))
}

// halfGradientsSince is the year from which gradients are kept at 16 bit: the
// recipes of the published rows since then reduce them so.
const halfGradientsSince = 2025.0

// memory is the fullest chip's use: 2 bytes a weight, 4 (later 2) a gradient, 12 an
// optimizer state (Adam with 32-bit master weights), sharded as ZeRO says
// (arXiv 1910.02054, figure 1), and the activations.
func (e *Estimator) memory(l *Layout) Memory {
	w := e.weights(l)
	all := w.dense + w.expert
	grad := 4.0
	if e.Run.Year >= halfGradientsSince {
		grad = 2
	}
	mem := Memory{
		Weights: Bytes(2 * all), Gradients: Bytes(grad * all), Optimizer: Bytes(12 * w.optimized),
		Workspace: workspace,
	}
	if l.ZeRO >= 2 {
		mem.Gradients = Bytes(grad * w.optimized)
	}
	if l.ZeRO == 3 {
		mem.Weights = 0 // the 32-bit master weights of the optimizer are the only copy
		layer := all / math.Max(1, float64(e.Model.Layers)/float64(l.PP))
		mem.Gathered = Bytes(2 * 2 * layer) // this layer and the next, 16 bit
	}
	if e.Run.LoRA {
		mem.Gradients, mem.Optimizer = 0, 0
		if l.ZeRO == 3 {
			mem.Weights = Bytes(2 * w.optimized)
		}
	}
	mem.Activations = e.activations(l)
	if l.Offload {
		mem.Activations *= 0.25
	}
	if e.Cluster.Chip.Family != TPU { // a whole-program compiler lays memory out ahead
		mem.Workspace += Bytes(fragmentation * float64(mem.Activations+mem.Gathered))
	}
	return mem
}

// workspace is what the runtime and the libraries take; fragmentation is what
// the allocator loses, as a share of activations.
const (
	workspace     = 2 * GiB
	fragmentation = 0.05
)

// activations is what the backward pass needs of the micro-batches in flight on
// the first stage: L(1 + (p-1)/(p v)) layers' worth under an interleaved
// pipeline, L without (Korthikanti et al., section 4.2.3), plus the logits of
// the last.
func (e *Estimator) activations(l *Layout) Bytes {
	m := e.Model
	T := float64(l.MicroBatch) * float64(e.Run.SeqLen) / float64(l.CP)
	t := float64(l.TP)
	micro := math.Ceil(float64(e.Run.GlobalBatch) / float64(l.DP*l.MicroBatch))
	pp, v := float64(l.PP), float64(l.VPP)
	inFlight := math.Min(pp, micro) / pp
	if l.VPP > 1 {
		inFlight *= 1 + (pp-1)/(pp*v)
	}
	dense, moe := e.layerActivations(l, T, t, false), 0.0
	if m.MoE() {
		moe = e.layerActivations(l, T, t, true)
	}
	layers := dense*e.dense + moe*(e.moe+float64(m.MTPLayers))
	working := 0.0 // of the layer that is being computed again
	if l.Recompute == RecomputeFull {
		kept := 2 * T * float64(m.Hidden)
		if !l.NoSP {
			kept /= t
		}
		layers = kept * (e.dense + e.moe + float64(m.MTPLayers))
		working = math.Max(dense, moe)
	}
	logits := 6 * T / t * float64(m.Vocab)
	first := layers * inFlight
	if l.PP == 1 {
		return Bytes(first + working + logits)
	}
	return Bytes(math.Max(first, layers/pp+logits) + working)
}

// layerActivations is the bytes one layer keeps for one micro-batch. For a
// plain GPT block it is Korthikanti's sbh(10 + 24/t + 5as/(ht)), or 34/t with
// sequence parallelism and without the scores.
func (e *Estimator) layerActivations(l *Layout, T, t float64, moe bool) float64 {
	m := e.Model
	h := float64(m.Hidden)
	in := 2.0 // bytes of a saved input of a matrix product
	if e.elemBytes < 2 {
		in = 1
	}
	again := l.Recompute == RecomputeSelective && !e.unfused
	norms := T * (4*h + 2*in*h)
	if e.unfused {
		norms += 2 * T * h // dropout masks
	} else if again && m.MoE() {
		norms = T * 4 * h // norms are computed again
	}
	if !l.NoSP {
		norms /= t
	}
	attn := e.attentionActivations(l, T, t, in, again)
	up := float64(m.ups())
	if !moe {
		return norms + attn + T/t*float64(m.denseFFN())*(2*up+in)
	}
	k := float64(m.TopK)
	inner := T / t * (2*up + in) * (k*float64(m.ExpertFFN) + float64(m.sharedFFN()))
	if again {
		inner -= T / t * in * k * float64(m.ExpertFFN) // the activation function is computed again
	}
	return norms + attn + inner + T/t*k*h*in // the permuted input
}

// attentionActivations keeps queries, keys, values and the output; recomputing
// MLA's up-projections keeps their latents instead (DeepSeek-V3, section 3.2.3).
func (e *Estimator) attentionActivations(l *Layout, T, t, in float64, again bool) float64 {
	m := e.Model
	qk, v := float64(m.qkDim()), float64(m.vDim())
	heads, kv := float64(m.Heads), float64(m.KVHeads)
	projected := 2*heads*qk + 2*kv*(qk+v)
	if a := m.MLA; a != nil && again {
		projected = in * float64(a.QLoraRank+a.KVLoraRank+a.QKRopeDim) * t
	}
	attn := T / t * (projected + in*heads*v)
	if e.unfused && l.Recompute == RecomputeNone {
		attn += 5 * T / t * heads * float64(e.Run.SeqLen)
	}
	return attn
}
