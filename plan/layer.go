package plan

import "math"

// part is the time of one piece of work for one micro-batch on one chip, in
// seconds, forward and backward together.
type part struct {
	matrix, attention, vector, tp, ep, cp, launch float64
}

func (p *part) add(o part, times float64) {
	p.matrix += o.matrix * times
	p.attention += o.attention * times
	p.vector += o.vector * times
	p.tp += o.tp * times
	p.ep += o.ep * times
	p.cp += o.cp * times
	p.launch += o.launch * times
}

func (p *part) total() float64 {
	return p.matrix + p.attention + p.vector + p.tp + p.ep + p.cp + p.launch
}

// passes counts forward-equivalents of a step. A backward pass costs two
// forward ones in matrix products (input and weight gradients), 2.5 in fused
// attention (FlashAttention-2, arXiv 2307.08691, section 4.1).
type passes struct {
	matrix, attention, vector float64
	tpUnits                   float64 // collectives of T*h elements a split block
	traffic                   float64 // dispatch-combine pairs, context rings
}

func (e *Estimator) passes(l *Layout) passes {
	p := passes{matrix: 3, attention: 3.5, vector: 3, tpUnits: 5, traffic: 2}
	if l.NoSP {
		p.tpUnits = 4
	}
	if e.Run.LoRA {
		p.matrix = 2
	}
	if l.Recompute == RecomputeSelective && !e.unfused {
		p.vector += selectiveVector
	}
	if l.Recompute == RecomputeFull {
		p.matrix++
		p.attention++
		p.vector++
		p.tpUnits += 2
		p.traffic++
	}
	return p
}

// selectiveVector is the share of a forward pass's element-wise work (norms and
// activation functions) that selective recomputation repeats.
const selectiveVector = 0.5

// products is the time of ps passes of a part's matrix products over m tokens,
// split t ways: arithmetic at the family's share of the peak, plus the share of
// operand traffic that is not hidden (a roofline with a soft knee: Williams et
// al., CACM 2009; small dimensions and small experts cost by it).
// Weights are read once a pass, and the weight gradient's pass adds to a 32-bit
// sum in memory, 8 bytes a weight and micro-batch.
func (e *Estimator) products(a *matrices, ps float64, m, t, flopTime, elemBytes float64) float64 {
	w := a.weights / t
	traffic := ps*elemBytes*m*(a.colIn+a.rowOut+(a.colOut+a.rowIn)/t) + w*e.weightBytes(ps, elemBytes)
	return ps*2*m*a.work/t*flopTime + traffic*e.byteTime
}

// weightBytes is the traffic of one weight a micro-batch.
func (e *Estimator) weightBytes(ps, elemBytes float64) float64 {
	if e.Run.LoRA {
		return ps * elemBytes
	}
	return (ps-1)*elemBytes + 8
}

// attentionBlock is one layer's projections, scores, norms and residuals for T
// tokens of a tensor-parallel group.
func (e *Estimator) attentionBlock(l *Layout, ps *passes, T, t float64) part {
	m := e.Model
	h := float64(m.Hidden)
	var p part
	p.matrix = e.products(&e.attn, ps.matrix, T, t, e.flopTime, e.elemBytes)
	p.attention, p.vector = e.scores(l, ps, T, t)
	p.vector += ps.vector * e.elemTime * (e.elementBytes(l, T, t, 20*h) + T/t*(4*float64(m.Heads+m.KVHeads)*float64(m.rotaryDim())+e.castBytes*e.attnCasts))
	p.tp = e.tensorTraffic(l, ps, T, t)
	if l.CP > 1 {
		// Ring attention passes keys and values around (arXiv 2310.01889).
		bytes := 2 * ps.traffic * T * float64(2*m.KVHeads*m.HeadDim) / t * float64(l.CP-1)
		p.cp = bytes * e.link(l.TP*l.CP) * e.exposedTP
	}
	return p
}

// elementBytes spreads norm and residual traffic over the tensor-parallel group
// where sequence parallelism does (Korthikanti et al., section 4.2.2).
func (e *Estimator) elementBytes(l *Layout, T, t, perToken float64) float64 {
	if l.NoSP {
		return T * perToken
	}
	return T / t * perToken
}

// scores is the time of one layer's attention proper, averaged over full and
// windowed layers, and its element-wise part.
func (e *Estimator) scores(l *Layout, ps *passes, T, t float64) (attention, vector float64) {
	m := e.Model
	s := float64(e.Run.SeqLen)
	perToken := float64(attentionFLOP(m, s)) / float64(m.Layers)
	if !e.unfused {
		return ps.attention * T / t * perToken * e.attnTime, 0
	}
	// Scores written to memory: the whole square is computed at the matrix rate,
	// and softmax, mask and dropout pass over 16-bit scores (13 bytes a score
	// forward, 15 backward: Korthikanti et al., section 4.1, tensors of 5as^2b).
	again, bytes := 3.0, 28.0
	if l.Recompute != RecomputeNone {
		again, bytes = 4, 41
	}
	scoresN := T / t * s * float64(m.Heads)
	return again * T / t * 2 * perToken * e.bf16Time, bytes * scoresN * e.elemTime
}

// tensorTraffic is the exposed time of one split block's collectives: two a
// forward pass, each of T*h 16-bit elements (Korthikanti et al., figure 5).
func (e *Estimator) tensorTraffic(l *Layout, ps *passes, T, t float64) float64 {
	if l.TP == 1 {
		return 0
	}
	bytes := ps.tpUnits * T * float64(e.Model.Hidden) * 2 * (t - 1) / t
	return bytes * e.link(l.TP) * e.exposedTP
}

// link is the time of a byte between chips of a group of n neighbours.
func (e *Estimator) link(n int) float64 {
	if n <= e.Cluster.Chip.ScaleUpDomain {
		return e.upTime
	}
	return e.outTime
}

func (e *Estimator) feedForward(l *Layout, ps *passes, a *matrices, T, t, width float64) part {
	var p part
	p.matrix = e.products(a, ps.matrix, T, t, e.flopTime, e.elemBytes)
	p.vector = ps.vector * e.elemTime * T / t * (width*2*float64(e.Model.ups()+1) + e.castBytes*(a.colIn+a.rowIn))
	p.tp = e.tensorTraffic(l, ps, T, t)
	return p
}

// lossBytes is the traffic of one logit: written at 16 bit, widened, its maximum,
// exponential, sum and gradient at 32 bit, partly fused.
const lossBytes = 32

// vocabulary is the output projection and its loss, always at 16 bit: V*h
// products a token and a cross-entropy over 32-bit logits (lossBytes a logit).
func (e *Estimator) vocabulary(ps *passes, T, t float64) part {
	var p part
	p.matrix = e.products(&e.head, math.Min(ps.matrix, 3), T, t, e.bf16Time, 2)
	p.vector = lossBytes * T / t * float64(e.Model.Vocab) * e.elemTime
	return p
}
