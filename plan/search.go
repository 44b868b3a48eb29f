package plan

import (
	"runtime"
	"sync"

	"assay/evidence"
)

// Wanted are the parts of a layout that are given; zero values (ZeRO below
// zero, Recompute empty) are searched.
type Wanted = Layout

// Free asks for every part of the layout to be searched.
func Free() Wanted { return Wanted{ZeRO: -1} }

// Candidate is a layout with what it takes.
type Candidate struct {
	Layout Layout
	Step   Step
}

// Found is the answer of a search.
type Found struct {
	Best       []Candidate // fitting layouts, fastest first; no two with equal TP, PP, EP, CP
	Evaluated  int         // layouts evaluated in full, memory and time
	Infeasible int         // of those, or pruned by memory alone, how many do not fit
	Pruned     int         // layouts skipped because a bound showed that they cannot win
	Smallest   Candidate   // the layout with the least memory, fitting or not
}

// Search finds the fastest fitting layouts of an estimator's model and cluster.
// keep is how many to return; workers 0 means one a core. The answer does not
// depend on the number of workers.
func (e *Estimator) Search(want Wanted, keep, workers int) (Found, error) {
	return e.search(want, keep, workers, true)
}

func (e *Estimator) search(want Wanted, keep, workers int, prune bool) (Found, error) {
	if err := e.checkWanted(want); err != nil {
		return Found{}, err
	}
	grids := e.grids(want)
	if len(grids) == 0 {
		return Found{}, e.noGrid(want)
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, len(grids))
	parts := make([]walker, workers)
	var wg sync.WaitGroup
	for w := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			walk := walker{e: e, keep: max(1, keep), prune: prune, want: want}
			for g := w; g < len(grids); g += workers {
				walk.grid(grids[g])
			}
			parts[w] = walk
		}()
	}
	wg.Wait()
	all := parts[0].found
	for _, p := range parts[1:] {
		all.merge(&p.found, max(1, keep))
	}
	if all.Evaluated+all.Infeasible == 0 {
		return all, e.noGrid(want)
	}
	return all, nil
}

// checkWanted names the given part of a layout that this model or cluster cannot
// have at all.
func (e *Estimator) checkWanted(want Wanted) error {
	m := e.Model
	switch {
	case want.EP > 1 && !m.MoE():
		return evidence.Errorf(evidence.Invalid, "layout: ep is %d, but %s has no experts", want.EP, m.Name)
	case m.MoE() && want.EP > m.Experts:
		return evidence.Errorf(evidence.Invalid, "layout: ep %d exceeds the %d experts of %s", want.EP, m.Experts, m.Name)
	case want.EP > e.Cluster.Chips:
		return evidence.Errorf(evidence.Invalid, "layout: ep %d exceeds the %d chips", want.EP, e.Cluster.Chips)
	case want.TP > m.Heads:
		return evidence.Errorf(evidence.Invalid, "layout: tp %d exceeds the %d heads of %s", want.TP, m.Heads, m.Name)
	case want.TP > e.Cluster.Chips:
		return evidence.Errorf(evidence.Invalid, "layout: tp %d exceeds the %d chips", want.TP, e.Cluster.Chips)
	case want.PP > m.Layers+m.MTPLayers:
		return evidence.Errorf(evidence.Invalid, "layout: pp %d exceeds the %d layers of %s", want.PP, m.Layers, m.Name)
	}
	return nil
}

func (e *Estimator) noGrid(want Wanted) error {
	return evidence.Errorf(evidence.Invalid, "layout: no split of %d chips and %d sequences agrees with %s (tp must divide the chips and the %d heads, pp*tp*cp the chips, ep the stage and the experts)",
		e.Cluster.Chips, e.Run.GlobalBatch, want, e.Model.Heads)
}

// grid is one choice of the parts that fix memory most.
type grid struct{ tp, pp, cp, ep, dp int }

// grids lists the splits in a fixed order.
func (e *Estimator) grids(want Wanted) []grid {
	m, chips := e.Model, e.Cluster.Chips
	var out []grid
	for _, tp := range choices(want.TP, divisors(min(m.Heads, 64), chips)) {
		if tp > m.Heads || chips%tp != 0 {
			continue
		}
		for _, pp := range choices(want.PP, divisors(m.Layers, chips/tp)) {
			if (chips/tp)%pp != 0 {
				continue
			}
			for _, cp := range e.contexts(want.CP, chips/tp/pp) {
				dp := chips / tp / pp / cp
				if (want.DP > 0 && want.DP != dp) || dp > e.Run.GlobalBatch {
					continue
				}
				for _, ep := range e.expertSplits(want.EP, tp*cp*dp) {
					out = append(out, grid{tp, pp, cp, ep, dp})
				}
			}
		}
	}
	return out
}

// contexts splits a sequence no finer than 4,096 tokens.
func (e *Estimator) contexts(want, rest int) []int {
	if want > 0 {
		if rest%want != 0 {
			return nil
		}
		return []int{want}
	}
	out := []int{1}
	for cp := 2; cp <= e.Run.SeqLen/4096 && rest%cp == 0; cp *= 2 {
		out = append(out, cp)
	}
	return out
}

func (e *Estimator) expertSplits(want, stage int) []int {
	m := e.Model
	if !m.MoE() {
		return []int{1}
	}
	if want > 0 {
		if want > m.Experts || want > stage {
			return nil
		}
		return []int{want}
	}
	var out []int
	for _, ep := range divisors(m.Experts, stage) {
		if m.Experts%ep == 0 {
			out = append(out, ep)
		}
	}
	return out
}

func choices(want int, all []int) []int {
	if want > 0 {
		return []int{want}
	}
	return all
}

// divisors lists the divisors of n up to most.
func divisors(most, n int) []int {
	var out []int
	for d := 1; d <= most && d <= n; d++ {
		if n%d == 0 {
			out = append(out, d)
		}
	}
	return out
}
