package check

import (
	"slices"

	"assay/evidence"
)

// near is how far two counts may lie apart where either is told as about.
const near = 0.1

// count checks the number of chips. Counts are compared across pre-training and
// training-unspecified (R4); another number contradicts, a number where the
// evidence has none says more.
func (w *weighing) count(f *finding, facts, ran []*fact) {
	counted := filter(ran, func(x *fact) bool {
		return x.c.Count != nil && x.isFirm() && x.actor == facts[0].actor && compared(x.stage, facts[0].stage)
	})
	if len(counted) == 0 {
		f.add(SaysMore, Count, "count-added")
		return
	}
	for _, x := range counted {
		if agree(*w.a.c.Count, w.a.c.CountQual, *x.c.Count, x.c.CountQual) {
			f.facts = append(f.facts, x)
			return
		}
	}
	for _, x := range counted {
		if !slices.Contains(f.counts, *x.c.Count) {
			f.counts = append(f.counts, *x.c.Count)
		}
	}
	slices.Sort(f.counts)
	f.facts = append(f.facts, counted...)
	f.add(Contradicted, Count, "count-differs")
	f.rules = append(f.rules, "R4")
}

// compared reports whether the counts of two stages may be compared.
func compared(a, b evidence.Stage) bool {
	early := func(s evidence.Stage) bool { return s == evidence.PreTraining || s == evidence.TrainingUnspecified }
	return a == b || early(a) && early(b)
}

// agree reports whether a count told and a count held may both be true.
func agree(told int64, tq evidence.CountQual, held int64, hq evidence.CountQual) bool {
	t, h := float64(told), float64(held)
	rounded := tq == evidence.CountApprox || hq == evidence.CountApprox
	switch {
	case told == held:
		return true
	case rounded && t >= h*(1-near) && t <= h*(1+near):
		return true
	case tq == evidence.CountAtLeast && hq != evidence.CountAtMost:
		return t <= h && t >= h/2 // "more than 1,000" of 100,000 is no account of the same run
	case tq == evidence.CountAtMost && hq != evidence.CountAtLeast:
		return t >= h && t <= 2*h
	case hq == evidence.CountAtLeast:
		return t >= h && t <= 2*h
	case hq == evidence.CountAtMost:
		return t <= h && t >= h/2
	}
	return false
}
