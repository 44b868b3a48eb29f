package plan

import "math"

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
