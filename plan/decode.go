package plan

import "math"

// step is one decoding step of a batch at a mean context, in tokens: weights
// and cache stream from memory while products run (a roofline for each part;
// Pope et al., arXiv 2211.05102, section 2), links wait, kernels are
// launched.
func (v *Server) step(batch, context float64) (ServeTime, Seconds) {
	e, s := v.e, &v.s
	t := float64(s.TP)
	tokens := batch / float64(s.AttnDP) * (1 + s.Drafted)
	var o ServeTime
	dense, moe := float64(e.dense), float64(e.moe)
	layers := dense + moe
	scale := e.n.MemoryScale

	attn := v.product(e.attn.weights*scale, tokens, t)
	cache, score := v.cache(batch/float64(s.AttnDP), tokens, context, t)
	o.Weights += Seconds(layers * attn.stream)
	o.Arithmetic += Seconds(layers * attn.over)
	o.Cache += Seconds(layers * cache)
	o.Arithmetic += Seconds(layers * math.Max(0, score-cache))
	if dense > 0 {
		f := v.product(e.ffn.weights*scale, tokens, t)
		o.Weights += Seconds(dense * f.stream)
		o.Arithmetic += Seconds(dense * f.over)
	}
	if moe > 0 {
		x := v.expertStep(batch * (1 + s.Drafted))
		f := v.product(e.shared.weights, tokens, t)
		o.Experts += Seconds(moe * (x + f.stream + f.over))
	}
	head := v.product(e.head.weights, tokens, t)
	o.Weights += Seconds(head.stream * v.headBytes() / v.elem)
	o.Links = Seconds(v.links(tokens, t))
	o.Launch = Seconds(layers * v.layer)
	if e.moe > 0 {
		o.Launch += Seconds(moe * v.layer) // router, permutation and combination beside the dense kernels
	}
	total := o.Weights + o.Cache + o.Arithmetic + o.Experts + o.Links + o.Launch
	if s.PP > 1 && !s.StageByStage {
		// Stages work on different parts of the batch: a token still waits for all.
		total = total + Seconds(float64(s.PP)*2*v.hop)
	}
	return o, total
}

// headBytes is the size of a weight of the vocabulary matrix: data-centre
// engines leave it at 16 bit.
func (v *Server) headBytes() float64 {
	if v.e.Cluster.Chip.Family == Consumer {
		return v.elem
	}
	return 2
}

// cost is a product's time: streaming its weights, and what arithmetic adds.
type cost struct{ stream, over float64 }

func (v *Server) product(weights, tokens, t float64) cost {
	stream := weights / t * v.elem * v.stream
	work := 2 * weights / t * tokens * v.gemm
	return cost{stream, math.Max(0, work-stream)}
}

// cache is the time to read one layer's keys and values of b sequences, and the
// time of the scores. Grouped heads split over TP down to one head; MLA's latent
// is read whole by every chip and its absorbed scores are dense products of 2
// (2 r + rope) a head, key and token (DeepSeek-V2, section 2.1.2).
func (v *Server) cache(b, tokens, context, t float64) (read, score float64) {
	m := v.e.Model
	keys := v.meanKeys(context)
	var perKey, flop float64
	if a := m.MLA; a != nil {
		perKey = float64(a.KVLoraRank+a.QKRopeDim) * v.kv
		flop = 2 * float64(m.Heads) / t * float64(2*a.KVLoraRank+a.QKRopeDim)
	} else {
		perKey = 2 * float64(m.KVHeads*m.HeadDim) * v.kv / math.Min(t, float64(m.KVHeads))
		flop = 4 * float64(m.Heads*m.HeadDim) / t
	}
	return b * keys * perKey * v.stream, tokens * keys * flop * v.e.attnTime
}

// meanKeys is the keys a token sees, averaged over full and windowed layers.
func (v *Server) meanKeys(context float64) float64 {
	m := v.e.Model
	if m.SlidingLayers == 0 || m.SlidingWindow == 0 {
		return context
	}
	slide := float64(m.SlidingLayers) / float64(m.Layers)
	return context*(1-slide) + math.Min(context, float64(m.SlidingWindow))*slide
}

// expertStep is one layer's routed experts: the expected number of distinct
// experts that the tokens of the whole instance meet is read, each once.
func (v *Server) expertStep(tokens float64) float64 {
	e, m := v.e, v.e.Model
	local, split := float64(m.Experts), v.chips/float64(v.s.PP)
	if v.s.EP > 1 {
		local /= float64(v.s.EP)
		split = math.Max(1, v.chips/float64(v.s.PP*v.s.EP))
	}
	met := 1 - math.Pow(1-float64(m.TopK)/float64(m.Experts), tokens)
	weights := local * met * e.expert.weights / split * e.n.MemoryScale
	stream := weights * v.elem * v.stream
	routed := tokens * float64(m.TopK) * local / float64(m.Experts)
	work := 2 * routed * e.expert.weights / split * v.gemm
	return math.Max(stream, work)
}

// links is the time a step waits for collectives: two all-reduces a layer over
// TP, or dispatch and combination over EP; each a latency and its bytes.
func (v *Server) links(tokens, t float64) float64 {
	e, s, m := v.e, &v.s, v.e.Model
	layers := e.dense + e.moe
	h := float64(m.Hidden)
	var out float64
	link := e.link(s.TP)
	if s.TP > 1 {
		out += layers * 2 * (v.hop + 2*2*tokens*h*(t-1)/t*link)
	}
	if s.AttnDP > 1 && e.moe > 0 {
		k, ep := float64(m.TopK), math.Max(2, float64(s.EP))
		far := e.upTime
		if int(v.chips) > e.Cluster.Chip.ScaleUpDomain {
			far = e.outTime
		}
		copies := spread(ep, k) * (ep - 1) / ep
		if int(v.chips) > e.Cluster.Chip.ScaleUpDomain {
			domains := math.Ceil(ep / float64(e.Cluster.Chip.ScaleUpDomain))
			copies = spread(domains, k) * (domains - 1) / domains
		}
		out += e.moe * (2*v.hop + tokens*h*3*copies*far*e.exposedEP)
	}
	return out
}
