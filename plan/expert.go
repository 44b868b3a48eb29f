package plan

import "math"

// experts is one layer's routed experts: grouped products over the tokens that
// reach each local expert under even load, permutation, and two all-to-alls a
// pass, tokens going out at the run's precision and coming back at 16 bit
// (GShard, arXiv 2006.16668, section 3).
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
