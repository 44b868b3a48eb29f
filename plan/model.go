package plan

import "assay/evidence"

// MLA is the shape of multi-head latent attention (DeepSeek-V2, arXiv
// 2405.04434, section 2.1). All fields are numbers of elements.
type MLA struct {
	QLoraRank, KVLoraRank      int
	QKNopeDim, QKRopeDim, VDim int
}

// Model is the shape of a decoder-only transformer. Counts are numbers of
// elements, heads or layers; zero means absent. ParamsTotal and ParamsActive
// are the published counts where known: if the shape alone does not reproduce
// them (a hybrid with state-space layers, say), work and memory are scaled to
// them (see Count).
type Model struct {
	Name                            string
	Layers, DenseLayers             int // DenseLayers: leading layers of a MoE model without experts
	Hidden, Heads, KVHeads, HeadDim int
	FFN                             int // inner width of the dense feed-forward
	Gated                           bool
	Vocab                           int
	Tied                            bool
	SeqLen                          int // tokens a sequence in the model's published training
	Experts, TopK, SharedExperts    int
	ExpertFFN, SharedExpertFFN      int // SharedExpertFFN: width of all shared experts together; 0 = SharedExperts * ExpertFFN
	MLA                             *MLA
	MTPLayers                       int // extra layers that predict further tokens (DeepSeek-V3, arXiv 2412.19437, 2.2)
	SlidingWindow, SlidingLayers    int // tokens; number of layers with that window
	ParamsTotal, ParamsActive       float64
}

// MoE reports whether the model routes tokens to experts.
func (m *Model) MoE() bool { return m.Experts > 0 }

// Check gives an error that names the first field which cannot be.
func (m *Model) Check() error {
	for _, f := range []struct {
		name  string
		value int
		least int
	}{
		{"layers", m.Layers, 1}, {"hidden", m.Hidden, 1}, {"heads", m.Heads, 1}, {"kv_heads", m.KVHeads, 1},
		{"head_dim", m.HeadDim, 1}, {"vocab", m.Vocab, 1}, {"seq_len", m.SeqLen, 1},
		{"dense_layers", m.DenseLayers, 0}, {"ffn", m.FFN, 0}, {"experts", m.Experts, 0}, {"top_k", m.TopK, 0},
		{"shared_experts", m.SharedExperts, 0}, {"expert_ffn", m.ExpertFFN, 0}, {"mtp_layers", m.MTPLayers, 0},
		{"shared_expert_ffn", m.SharedExpertFFN, 0},
		{"sliding_window", m.SlidingWindow, 0}, {"sliding_layers", m.SlidingLayers, 0},
	} {
		if f.value < f.least {
			return evidence.Errorf(evidence.Invalid, "model %s: %s is %d; it must be at least %d", m.Name, f.name, f.value, f.least)
		}
		if f.value > 1<<26 {
			return evidence.Errorf(evidence.Invalid, "model %s: %s is %d, which no model has", m.Name, f.name, f.value)
		}
	}
	switch {
	case m.KVHeads > m.Heads:
		return evidence.Errorf(evidence.Invalid, "model %s: kv_heads %d exceed heads %d", m.Name, m.KVHeads, m.Heads)
	case m.MoE() && m.TopK < 1:
		return evidence.Errorf(evidence.Invalid, "model %s: top_k is missing beside %d experts", m.Name, m.Experts)
	case m.TopK > m.Experts:
		return evidence.Errorf(evidence.Invalid, "model %s: top_k %d exceeds experts %d", m.Name, m.TopK, m.Experts)
	case m.MoE() && m.ExpertFFN < 1:
		return evidence.Errorf(evidence.Invalid, "model %s: expert_ffn is missing beside %d experts", m.Name, m.Experts)
	case !m.MoE() && m.FFN < 1:
		return evidence.Errorf(evidence.Invalid, "model %s: ffn is missing", m.Name)
	case m.DenseLayers > m.Layers:
		return evidence.Errorf(evidence.Invalid, "model %s: dense_layers %d exceed layers %d", m.Name, m.DenseLayers, m.Layers)
	case m.SlidingLayers > m.Layers:
		return evidence.Errorf(evidence.Invalid, "model %s: sliding_layers %d exceed layers %d", m.Name, m.SlidingLayers, m.Layers)
	case m.MLA != nil && (m.MLA.KVLoraRank < 1 || m.MLA.QKNopeDim < 1 || m.MLA.VDim < 1 || m.MLA.QLoraRank < 0 || m.MLA.QKRopeDim < 0):
		return evidence.Errorf(evidence.Invalid, "model %s: mla needs kv_lora_rank, qk_nope_dim and v_head_dim", m.Name)
	}
	return nil
}

// split gives the number of dense and of expert layers.
func (m *Model) split() (dense, moe int) {
	if !m.MoE() {
		return m.Layers, 0
	}
	return m.DenseLayers, m.Layers - m.DenseLayers
}

// denseFFN is the width of a dense layer's feed-forward; a MoE model whose
// source does not print it gets the width of the experts that a token visits.
func (m *Model) denseFFN() int {
	if m.FFN > 0 {
		return m.FFN
	}
	return m.TopK*m.ExpertFFN + m.sharedFFN()
}

func (m *Model) sharedFFN() int {
	if m.SharedExpertFFN > 0 {
		return m.SharedExpertFFN
	}
	return m.SharedExperts * m.ExpertFFN
}

// ups is how many matrices lead into the feed-forward's inner width.
func (m *Model) ups() int {
	if m.Gated {
		return 2
	}
	return 1
}
