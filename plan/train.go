package plan

import "math"

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
