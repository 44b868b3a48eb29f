package plan

import "slices"

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
