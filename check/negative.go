package check

import (
	"slices"

	"assay/evidence"
)

// notUsed judges "MODEL was not trained on SILICON".
func (w *weighing) notUsed() finding {
	ran := w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.Used && f.isFirm() && f.actor == "" && w.stage(f) == here && w.lies(f) == same
	})
	if w.a.c.Hedge == evidence.Unknown { // "is not known to have been"
		if len(ran) > 0 {
			return finding{verdict: Contradicted, code: "is-known", facts: ran, rules: []string{"R2", "R5"}}
		}
		return finding{verdict: Supported, code: "not-known", rules: []string{"R5"}}
	}
	denied := w.pick(func(f *fact) bool {
		return negative(f) && f.c.Hedge != evidence.Unknown && w.stage(f) == here && w.b.contains(f.node, w.node, w.country)
	})
	switch {
	case len(ran) > 0 && (len(denied) > 0 && denied[0].isFirm() || ran[0].cell.Verdict == evidence.Contested):
		return finding{verdict: Contested, code: "opposed", facts: append(ran, denied...), rules: []string{"R4", "R5"}}
	case len(ran) > 0:
		return finding{verdict: Contradicted, code: "was-used", facts: ran, rules: []string{"R2", "R5"}}
	case len(denied) > 0:
		plans := w.pick(func(f *fact) bool {
			return f.c.Relation == evidence.Planned && f.stage == denied[0].stage && f.isFirm() && w.lies(f) == same
		})
		if len(plans) > 0 {
			return finding{verdict: Contested, code: "denied-plan", facts: append(plans, denied...), rules: []string{"R4"}}
		}
		return w.told(denied)
	}
	only := w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.Used && f.isFirm() && f.actor == "" && (f.c.Exclusive || f.c.Whole) &&
			w.stage(f) == here && w.lies(f) == disjoint
	})
	if len(only) > 0 {
		return finding{verdict: Supported, code: "only-other", facts: only, rules: []string{"R2", "R4"}}
	}
	return finding{verdict: Unknown, code: "no-evidence", rules: []string{"R5"}}
}

// told is the verdict on a statement that facts bear: dropped-hedge where they
// are weak and the article is flat.
func (w *weighing) told(facts []*fact) finding {
	f := finding{verdict: Supported, code: "borne", facts: facts, rules: []string{"R4", "R5"}}
	if !facts[0].isFirm() {
		f.code = "borne-hedged"
		if !w.a.hedged {
			f.add(SaysMore, DroppedHedge, w.weakCode(facts[0]))
		}
	}
	return f
}

// failed judges "MODEL could not be trained on SILICON".
func (w *weighing) failed() finding {
	tries := w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.AttemptedFailed && w.stage(f) != elsewhere && w.lies(f) == same
	})
	strict := filter(tries, func(f *fact) bool { return w.stage(f) == here || w.a.c.Stage == evidence.TrainingUnspecified })
	if len(strict) > 0 {
		return w.told(strict)
	}
	if len(tries) > 0 {
		return finding{verdict: SaysMore, kinds: []Kind{StageCollapse}, code: "stage", facts: tries, rules: []string{"R1"}}
	}
	ran := w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.Used && f.isFirm() && f.actor == "" && w.stage(f) == here && w.lies(f) == same
	})
	if len(ran) > 0 {
		return finding{verdict: Contradicted, code: "was-used", facts: ran, rules: []string{"R4"}}
	}
	vaguer := w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.AttemptedFailed && w.stage(f) != elsewhere && w.lies(f) == coarser
	})
	if len(vaguer) > 0 {
		return finding{verdict: SaysMore, code: "finer", facts: vaguer, rules: []string{"R2"}}
	}
	return finding{verdict: Unknown, code: "no-evidence", rules: []string{"R5"}}
}

// planned judges "MODEL will be trained on SILICON".
func (w *weighing) planned() finding {
	plans := w.pick(func(f *fact) bool {
		return (f.c.Relation == evidence.Planned || f.c.Relation == evidence.Used && f.isFirm()) &&
			w.stage(f) != elsewhere && w.lies(f) == same
	})
	if len(plans) == 0 {
		return finding{verdict: Unknown, code: "no-evidence", rules: []string{"R5"}}
	}
	if against := w.deniedPlan(plans[0]); len(against) > 0 {
		return finding{verdict: Contested, code: "denied-plan", facts: append(plans, against...), rules: []string{"R4"}}
	}
	return w.told(plans)
}

// deniedPlan gives the denials of a plan (R4).
func (w *weighing) deniedPlan(plan *fact) []*fact {
	return w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.NotUsed && f.stage == plan.stage &&
			(slices.Contains(f.cell.Denied, f.c.ID) || w.b.contains(f.node, plan.node, w.country)) &&
			plan.c.Relation == evidence.Planned
	})
}

// adapted judges "MODEL runs on SILICON" told as a port or a benchmark.
func (w *weighing) adapted() finding {
	ready := w.pick(func(f *fact) bool {
		return (f.c.Relation == evidence.Adapted || f.c.Relation == evidence.Used) && f.c.Hedge != evidence.Unknown && w.lies(f) == same
	})
	if len(ready) > 0 {
		return w.told(ready)
	}
	vaguer := w.pick(func(f *fact) bool {
		return (f.c.Relation == evidence.Adapted || f.c.Relation == evidence.Used && f.isFirm()) && w.lies(f) == coarser
	})
	if len(vaguer) > 0 {
		return finding{verdict: SaysMore, code: "finer", facts: vaguer, rules: []string{"R2"}}
	}
	return finding{verdict: Unknown, code: "no-evidence", rules: []string{"R5"}}
}
