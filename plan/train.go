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
// attention (FlashAttention-2, arXiv 2307.08691, section 3.1).
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

// experts is one layer's routed experts: grouped products over the tokens that
// reach each local expert under even load, permutation, and two all-to-alls a
// pass, tokens going out at the run's precision and coming back at 16 bit (GShard, arXiv 2006.16668, section 3).
func (e *Estimator) experts(l *Layout, ps *passes, T, t float64) part {
	m := e.Model
	h, k, x, ep := float64(m.Hidden), float64(m.TopK), float64(m.Experts), float64(l.EP)
	tokens, split := T/t, 1.0
	if l.EP == 1 || l.SplitExperts {
		tokens, split = T, t
	}
	routed := tokens * k
	a := &e.expert
	w := a.weights / split
	traffic := ps.matrix*expertTraffic*e.elemBytes*routed*(a.colIn+a.rowOut+(a.colOut+a.rowIn)/split) + x/ep*w*e.weightBytes(ps.matrix, e.elemBytes)
	var p part
	p.matrix = (ps.matrix*2*routed*a.work/split*e.expertTime + traffic*e.byteTime) * e.maturity(l)
	p.vector = e.maturity(l) * ps.vector * e.elemTime * routed / split * (permuteBytes*h + 2*float64(m.ups()+1)*float64(m.ExpertFFN) + e.castBytes*(h+float64(m.ExpertFFN)))
	if l.EP > 1 {
		shown := e.exposedEP
		if l.Overlap && l.PP > 1 {
			shown *= overlapShown
		}
		p.ep = ps.traffic * T / t * h * (2 + e.elemBytes) * e.dispatch(l, k) * shown
	} else {
		p.tp = e.tensorTraffic(l, ps, T, t)
	}
	return p
}

// dispatch is the time of a byte of a token's vector on its way to k experts:
// one copy for each other chip of the domain that holds one, one copy for each
// other domain (DeepSeek-V3, section 3.2.2; before 2025 one copy an expert).
func (e *Estimator) dispatch(l *Layout, k float64) float64 {
	ep := float64(l.EP)
	domain := float64(e.Cluster.Chip.ScaleUpDomain)
	near := math.Min(ep, domain)
	domains := math.Ceil(ep / domain)
	copiesUp := spread(ep, k) * (near - 1) / ep
	if domains <= 1 {
		return copiesUp * e.upTime
	}
	copiesOut := k * (domains - 1) / domains
	if e.Run.Year >= balancedSince {
		copiesOut = spread(domains, k) * (domains - 1) / domains
	}
	return copiesUp*e.upTime + copiesOut*e.outTime
}

// spread is the expected number of distinct places among n that k picks fall on.
func spread(n, k float64) float64 { return n * (1 - math.Pow(1-1/n, k)) }

// Step gives time and memory of one step under a layout. The layout must have
// passed Check; nothing is allocated.
func (e *Estimator) Step(l *Layout) Step {
	m := e.Model
	t := float64(l.TP)
	T := float64(l.MicroBatch) * float64(e.Run.SeqLen) / float64(l.CP)
	ps := e.passes(l)
	attn := e.attentionBlock(l, &ps, T, t)
	var all, dense, moe part
	if e.dense > 0 || m.MTPLayers > 0 && !m.MoE() {
		dense = attn
		dense.add(e.feedForward(l, &ps, &e.ffn, T, t, float64(m.denseFFN())), 1)
		dense.launch = e.launch
		all.add(dense, e.dense)
	}
	last := &dense
	if m.MoE() {
		moe = attn
		moe.add(e.experts(l, &ps, T, t), 1)
		if e.shared.weights > 0 {
			moe.add(e.feedForward(l, &ps, &e.shared, T, t, float64(m.sharedFFN())), 1)
		}
		moe.launch = (moeBaseLaunches*e.launch + e.launchMoE*float64(m.Experts)/float64(l.EP)) * e.maturity(l)
		all.add(moe, e.moe)
		last = &moe
	}
	head := e.vocabulary(&ps, T, t)
	extra := part{}
	if mtp := float64(m.MTPLayers); mtp > 0 {
		extra.add(*last, mtp)
		extra.add(head, mtp)
		all.add(extra, 1)
	}
	all.add(head, 1)

	slowest := e.slowestStage(l, &all, last, dense.total(), moe.total(), head.total())
	var out Step
	e.assemble(l, &out.Time, &all, slowest)
	out.Total = out.Time.Matrix + out.Time.Attention + out.Time.Vector + out.Time.TP + out.Time.EP + out.Time.CP +
		out.Time.PP + out.Time.DP + out.Time.Bubble + out.Time.Optimizer + out.Time.Launch + out.Time.Stragglers
	out.Mem = e.memory(l)
	out.Fits = out.Mem.Total() <= e.Cluster.Chip.Memory
	return out
}

// overlapShown is what overlapping forward and backward chunks leaves of expert
// traffic.
const overlapShown = 0.25

// maturity is the factor of young software on expert work; a stack that overlaps
// expert traffic has been tuned for experts and is spared it.
func (e *Estimator) maturity(l *Layout) float64 {
	if l.Overlap {
		return 1
	}
	return e.age
}

// permuteBytes is the traffic of one element of a routed token's vector a pass:
// one 16-bit access, the other being the exchange's own.
const permuteBytes = 2

// expertTraffic is how much more operand traffic a grouped product shows than
// one product: its tiles end at each expert.
const expertTraffic = 2

// moeBaseLaunches is how many dense layers' launches the router, permutation,
// dispatch and combination of a layer with experts are worth.
const moeBaseLaunches = 28

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

// slowestStage is the time of a micro-batch on the stage that holds up the
// pipeline. Cut evenly, the last stage carries the vocabulary on top; software
// since 2025 (and any model whose layers do not divide) cuts by weight.
func (e *Estimator) slowestStage(l *Layout, all, last *part, dense, moe, head float64) float64 {
	if l.PP == 1 {
		return all.total()
	}
	pp := float64(l.PP)
	mean := all.total() / pp
	layers := float64(e.Model.Layers)
	largest := math.Max(dense, moe)
	if e.Model.MoE() {
		largest = moe
	}
	balanced := math.Max(mean, math.Ceil(layers/pp)*largest)
	if e.Run.Year >= balancedSince || e.Model.Layers%(l.PP*l.VPP) != 0 {
		return balanced
	}
	return mean + head*(1-1/pp)
}

// assemble turns one micro-batch into a step: micro-batches, bubble, pipeline
// and data-parallel traffic, optimizer, stragglers. The bubble of an interleaved
// pipeline is (p-1)/v micro-batches (Narayanan et al., SC21, section 2.2).
func (e *Estimator) assemble(l *Layout, o *StepTime, all *part, slowest float64) {
	pp := float64(l.PP)
	micro := math.Ceil(float64(e.Run.GlobalBatch) / float64(l.DP*l.MicroBatch))
	k := micro / pp
	o.Matrix, o.Attention, o.Vector = Seconds(all.matrix*k), Seconds(all.attention*k), Seconds(all.vector*k)
	o.TP, o.EP, o.CP, o.Launch = Seconds(all.tp*k), Seconds(all.ep*k), Seconds(all.cp*k), Seconds(all.launch*k)
	mean := all.total() / pp
	fill := (pp - 1) / float64(l.VPP)
	if l.Overlap {
		fill = min(fill, (pp-1)/2) // DualPipe feeds the pipeline from both ends
	}
	o.Bubble = Seconds((slowest-mean)*micro + mean*fill)
	if l.PP > 1 {
		T := float64(l.MicroBatch) * float64(e.Run.SeqLen) / float64(l.CP)
		bytes := 2 * T * float64(e.Model.Hidden) * 2 / float64(l.TP) * float64(l.VPP)
		link := e.outTime
		if e.Cluster.Chips <= e.Cluster.Chip.ScaleUpDomain {
			link = e.upTime
		}
		o.PP = Seconds(bytes * link * micro * e.exposedTP)
	}
	w := e.weights(l)
	dp := e.gradientTraffic(l, &w)
	if l.ZeRO == 3 {
		o.DP = Seconds(e.exposed(dp, mean*pp) * micro)
	} else {
		o.DP = Seconds(e.exposed(dp, slowest))
	}
	if !e.Run.LoRA {
		// Adam reads and writes moments and master weights: about 30 bytes a parameter.
		o.Optimizer = Seconds(30 * w.optimized * e.elemTime)
	}
	sum := o.Matrix + o.Attention + o.Vector + o.TP + o.EP + o.CP + o.Launch + o.Bubble + o.PP + o.DP + o.Optimizer
	o.Stragglers = sum * Seconds(e.stragglers-1)
}

// exposed is what shows of data-parallel traffic beside work: the share that
// cannot hide, and what is left of the rest when the work is done.
func (e *Estimator) exposed(traffic, work float64) float64 {
	hidden := (1 - e.shownDP) * traffic
	return traffic - hidden + softPositive(hidden-0.9*work, traffic)
}

// gradientTraffic is the time of the data-parallel collectives: gradients
// reduced and weights gathered, 6 bytes a parameter (ZeRO 0 to 2: once a step,
// 4-byte gradients and 2-byte weights; ZeRO 3: two gathers and one reduction of
// 2 bytes each micro-batch), by rings that use every card of the domain.
func (e *Estimator) gradientTraffic(l *Layout, w *weightCount) float64 {
	if e.Run.LoRA && l.ZeRO < 3 {
		return 0
	}
	t := e.ring(6*w.dense, l.DP*l.CP, l.TP, l.ZeRO == 3)
	if w.expert > 0 {
		group := l.TP * l.CP * l.DP / (l.EP * w.split)
		t += e.ring(6*w.expert, group, l.EP*w.split, l.ZeRO == 3)
	}
	return t
}

// ring is the time of bytes through a ring of n members whose neighbours stand
// stride chips apart.
func (e *Estimator) ring(bytes float64, n, stride int, zero3 bool) float64 {
	if n <= 1 {
		return 0
	}
	domain := e.Cluster.Chip.ScaleUpDomain
	inside := max(1, min(n, domain/stride))
	share := float64(n-1) / float64(n)
	if inside >= n {
		return bytes * share * e.upTime
	}
	cards := float64(inside)
	if e.Run.Year < nodeAwareSince {
		cards = 1
	}
	if zero3 && domain >= 64 {
		// Weights are sharded inside the domain alone; only gradients leave it.
		return math.Max(bytes*e.upTime, bytes/3/cards*share*e.outTime)
	}
	return bytes * share * math.Max(e.upTime, e.outTime/cards)
}
