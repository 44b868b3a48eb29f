package plan

import (
	"runtime"
	"slices"
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

// walker goes through the finer choices of its grids.
type walker struct {
	e     *Estimator
	want  Wanted
	keep  int
	prune bool
	found Found
}

var (
	microBatches = []int{1, 2, 4, 8, 16, 32}
	virtualParts = []int{1, 2, 3, 4, 5, 6, 8, 10, 12}
	recomputes   = []Recompute{RecomputeNone, RecomputeSelective, RecomputeFull}
	zeros        = []int{1, 2, 3}
)

func (w *walker) grid(g grid) {
	l := w.want
	l.TP, l.PP, l.CP, l.EP, l.DP = g.tp, g.pp, g.cp, g.ep, g.dp
	for _, zero := range zeroChoices(w.want.ZeRO) {
		if zero >= 2 && g.pp > 1 && w.want.ZeRO < 0 {
			continue // scattering each micro-batch's gradients and pipelining do not go together
		}
		l.ZeRO = zero
		if w.prune && w.hopeless(l) {
			continue
		}
		for _, mb := range choices(w.want.MicroBatch, microBatches) {
			if mb*g.dp > w.e.Run.GlobalBatch {
				break
			}
			l.MicroBatch = mb
			w.schedules(l)
		}
	}
}

func zeroChoices(want int) []int {
	if want >= 0 {
		return []int{want}
	}
	return zeros
}

// hopeless reports whether even the leanest activations leave no room: one
// sequence a micro-batch, no virtual stages, whichever recomputation keeps least.
func (w *walker) hopeless(l Layout) bool {
	lean := l
	lean.MicroBatch, lean.VPP, lean.Recompute = 1, 1, RecomputeFull
	if w.want.MicroBatch > 0 {
		lean.MicroBatch = w.want.MicroBatch
	}
	if w.want.VPP > 0 {
		lean.VPP = w.want.VPP
	}
	mem := w.leanest(&lean)
	mem.Activations *= 0.999 // bounds must not fail by rounding
	w.smallest(lean, mem)
	if mem.Total() > w.e.Cluster.Chip.Memory {
		w.found.Infeasible++
		w.found.Pruned++
		return true
	}
	return false
}

// leanest sets the recomputation that keeps least and gives the memory under it.
func (w *walker) leanest(l *Layout) Memory {
	if w.want.Recompute != "" {
		l.Recompute = w.want.Recompute
		return w.e.memory(l)
	}
	var best Memory
	keep := RecomputeNone
	for i, r := range recomputes {
		l.Recompute = r
		if m := w.e.memory(l); i == 0 || m.Total() < best.Total() {
			best, keep = m, r
		}
	}
	l.Recompute = keep
	return best
}

// smallest remembers the layout that needs least memory.
func (w *walker) smallest(l Layout, mem Memory) {
	if w.found.Smallest.Layout.TP == 0 || mem.Total() < w.found.Smallest.Step.Mem.Total() {
		w.found.Smallest = Candidate{Layout: l, Step: Step{Mem: mem}}
	}
}

func (w *walker) schedules(l Layout) {
	for _, v := range choices(w.want.VPP, virtualParts) {
		if w.want.VPP == 0 && v > 1 && (l.PP == 1 || v*l.PP > w.e.Model.Layers) {
			break
		}
		l.VPP = v
		for _, r := range recomputes {
			if w.want.Recompute != "" && r != w.want.Recompute {
				continue
			}
			l.Recompute = r
			s := w.e.Step(&l)
			w.found.Evaluated++
			if !s.Fits {
				w.found.Infeasible++
				w.smallest(l, s.Mem)
				continue
			}
			w.found.offer(Candidate{Layout: l, Step: s}, w.keep)
			if w.prune && r == RecomputeNone {
				break // what needs no recomputation to fit is never faster with it
			}
		}
	}
}

// offer keeps a candidate if it is among the best; of layouts with equal TP, PP,
// EP and CP only the fastest stays, so that the list shows choices.
func (f *Found) offer(c Candidate, keep int) {
	if len(f.Best) == keep && c.Step.Total >= f.Best[keep-1].Step.Total {
		return
	}
	for i, b := range f.Best {
		if b.Layout.TP == c.Layout.TP && b.Layout.PP == c.Layout.PP && b.Layout.EP == c.Layout.EP && b.Layout.CP == c.Layout.CP {
			if !c.faster(&b) {
				return
			}
			f.Best = slices.Delete(f.Best, i, i+1)
			break
		}
	}
	at, _ := slices.BinarySearchFunc(f.Best, c, func(a, b Candidate) int {
		if a.faster(&b) {
			return -1
		}
		return 1
	})
	f.Best = slices.Insert(f.Best, at, c)
	if len(f.Best) > keep {
		f.Best = f.Best[:keep]
	}
}

// faster orders candidates by time, then memory, then spelling, so that the
// order of the search cannot show.
func (c *Candidate) faster(b *Candidate) bool {
	if c.Step.Total != b.Step.Total {
		return c.Step.Total < b.Step.Total
	}
	if x, y := c.Step.Mem.Total(), b.Step.Mem.Total(); x != y {
		return x < y
	}
	return c.Layout.String() < b.Layout.String()
}

func (f *Found) merge(o *Found, keep int) {
	for _, c := range o.Best {
		f.offer(c, keep)
	}
	f.Evaluated += o.Evaluated
	f.Infeasible += o.Infeasible
	f.Pruned += o.Pruned
	if o.Smallest.Layout.TP != 0 && (f.Smallest.Layout.TP == 0 || o.Smallest.Step.Mem.Total() < f.Smallest.Step.Mem.Total()) {
		f.Smallest = o.Smallest
	}
}
