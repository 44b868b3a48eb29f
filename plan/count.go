package plan

// Counts are the parameters and operations of a model. Parameters are numbers,
// operations are FLOP a token of the forward pass; a backward pass costs twice
// a forward one (Kaplan et al., arXiv 2001.08361, section 2.1).
type Counts struct {
	AttentionParams float64 // one layer's projections
	DenseFFNParams  float64 // one dense layer's feed-forward
	ExpertParams    float64 // one routed expert
	SharedParams    float64 // one layer's shared experts
	RouterParams    float64 // one layer's router
	VocabParams     float64 // one vocabulary matrix, V x h

	Total  float64 // all parameters; the published count where the shape misses it
	Active float64 // parameters that one token meets, one vocabulary matrix counted as in 6N

	// WorkScale and MemoryScale bring shape to the published counts: 1 if the
	// shape reproduces them within 8 %.
	WorkScale, MemoryScale float64
}

// Count counts a model's parameters (projections, feed-forward, experts, router
// and vocabulary; norms and biases are below 0.1 % and left out).
func Count(m *Model) Counts {
	var c Counts
	h := float64(m.Hidden)
	if a := m.MLA; a != nil {
		// DeepSeek-V2, arXiv 2405.04434, equations 9-17 and 37-47.
		heads := float64(m.Heads)
		qk := float64(a.QKNopeDim + a.QKRopeDim)
		if a.QLoraRank > 0 {
			c.AttentionParams = h*float64(a.QLoraRank) + float64(a.QLoraRank)*heads*qk
		} else {
			c.AttentionParams = h * heads * qk
		}
		c.AttentionParams += h*float64(a.KVLoraRank+a.QKRopeDim) +
			float64(a.KVLoraRank)*heads*float64(a.QKNopeDim+a.VDim) + heads*float64(a.VDim)*h
	} else {
		// Query and output for all heads, key and value for kv_heads (GQA, arXiv 2305.13245).
		c.AttentionParams = h * float64(m.HeadDim) * float64(2*m.Heads+2*m.KVHeads)
	}
	mats := float64(m.ups() + 1)
	c.DenseFFNParams = mats * h * float64(m.denseFFN())
	c.ExpertParams = mats * h * float64(m.ExpertFFN)
	c.SharedParams = mats * h * float64(m.sharedFFN())
	c.RouterParams = h * float64(m.Experts)
	c.VocabParams = h * float64(m.Vocab)

	dense, moe := m.split()
	common := float64(m.Layers)*c.AttentionParams + float64(dense)*c.DenseFFNParams +
		float64(moe)*(c.SharedParams+c.RouterParams)
	vocab := 2 * c.VocabParams
	if m.Tied {
		vocab = c.VocabParams
	}
	c.Total = common + float64(moe)*float64(m.Experts)*c.ExpertParams + vocab
	c.Active = common + float64(moe)*float64(m.TopK)*c.ExpertParams + c.VocabParams
	c.WorkScale, c.MemoryScale = 1, 1
	if m.ParamsTotal > 0 && off(c.Total, m.ParamsTotal) {
		c.MemoryScale = m.ParamsTotal / c.Total
		c.Total = m.ParamsTotal
	}
	// Published active counts include the input embedding or not; the shape is
	// kept unless neither reading comes near.
	if m.ParamsActive > 0 && off(c.Active, m.ParamsActive) && off(c.Active+c.VocabParams, m.ParamsActive) && c.MemoryScale != 1 {
		c.WorkScale = m.ParamsActive / c.Active
		c.Active = m.ParamsActive
	}
	return c
}

// off reports whether a count misses a published one by more than 8 %.
func off(counted, published float64) bool {
	return counted > published*1.08 || counted < published*0.92
}

// Convention says how a source counts operations a token.
type Convention struct {
	FullAttention bool // attention not halved for causality
	NoAttention   bool // 6N alone
	Recompute     bool // the second forward pass of full recomputation is counted
}

// ModelFLOP is the training operations a token at a sequence length, in a
// source's convention; the zero Convention is this program's own: 6 a parameter
// and token, plus causal attention (PaLM, arXiv 2204.02311, appendix B, halved
// for causality as Megatron-Core does). Recompute adds the layers' forward pass
// (Narayanan et al., SC21, arXiv 2104.04473, equation 3).
func ModelFLOP(m *Model, seqLen int, conv Convention) FLOP {
	c := Count(m)
	layers := c.Active - c.VocabParams
	passes := 3.0
	if conv.Recompute {
		passes = 4
	}
	flop := passes*2*layers + 6*c.VocabParams
	mtp := float64(m.MTPLayers) * (layers/float64(m.Layers) + c.VocabParams + 2*float64(m.Hidden)*float64(m.Hidden))
	flop += 6 * mtp
	if !conv.NoAttention {
		att := float64(attentionFLOP(m, float64(seqLen))) * float64(m.Layers+m.MTPLayers) / float64(m.Layers)
		if conv.FullAttention {
			att *= 2
		}
		flop += passes * att
	}
	return FLOP(flop)
}

// attentionFLOP is the forward score and value products a token of all layers,
// causal: 2 * (d_qk + d_v) * heads * keys, keys = s/2 or the window.
func attentionFLOP(m *Model, s float64) FLOP {
	perKey := 2 * float64(m.Heads) * float64(m.qkDim()+m.vDim())
	full := float64(m.Layers-m.SlidingLayers) * s / 2
	slide := float64(m.SlidingLayers) * windowKeys(float64(m.SlidingWindow), s)
	return FLOP(perKey * (full + slide))
}

// windowKeys is the mean number of keys that a token of a causal sequence of s
// sees under a window of w tokens.
func windowKeys(w, s float64) float64 {
	if w <= 0 || w >= s {
		return s / 2
	}
	return w - w*w/(2*s)
}

func (m *Model) qkDim() int {
	if m.MLA != nil {
		return m.MLA.QKNopeDim + m.MLA.QKRopeDim
	}
	return m.HeadDim
}

func (m *Model) vDim() int {
	if m.MLA != nil {
		return m.MLA.VDim
	}
	return m.HeadDim
}

// rotaryDim is how many elements of a query or key are rotated.
func (m *Model) rotaryDim() int {
	if m.MLA != nil {
		return m.MLA.QKRopeDim
	}
	return m.HeadDim
}
