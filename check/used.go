package check

import (
	"slices"
	"strings"

	"assay/catalogue"
	"assay/evidence"
)

// used judges "MODEL was trained, tuned or served on SILICON": the first that
// fits, from what bears the statement to what speaks against it.
func (w *weighing) used() finding {
	if w.node == catalogue.Unspecified || w.a.c.Hedge == evidence.Unknown {
		return w.undisclosed()
	}
	ran := w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.Used && f.c.Hedge != evidence.Unknown && w.lies(f) == same
	})
	own := func(f *fact) bool { return f.actor == "" }
	at := func(s step, strong, byDeveloper bool) []*fact {
		return filter(ran, func(f *fact) bool { return w.stage(f) == s && f.isFirm() == strong && own(f) == byDeveloper })
	}
	for _, try := range []func() (finding, bool){
		func() (finding, bool) { return w.borne(at(here, true, !w.a.other), ran) },
		func() (finding, bool) { return w.borne(at(here, true, w.a.other), ran) },
		func() (finding, bool) { return w.refuted() },
		func() (finding, bool) { return w.collapse(at(collapsed, true, true), at(collapsed, true, false), ran) },
		func() (finding, bool) {
			return w.hedgeDropped(append(at(here, false, true), at(here, false, false)...))
		},
		func() (finding, bool) { return w.finer() },
		func() (finding, bool) { return w.onlyReady() },
		func() (finding, bool) {
			return w.hedgeDropped(append(at(collapsed, false, true), at(collapsed, false, false)...))
		},
		func() (finding, bool) { return w.elseWhere() },
	} {
		if f, ok := try(); ok {
			return f
		}
	}
	return finding{verdict: Unknown, code: "no-evidence", rules: []string{"R5"}}
}

func filter(list []*fact, keep func(*fact) bool) []*fact {
	var out []*fact
	for _, f := range list {
		if keep(f) {
			out = append(out, f)
		}
	}
	return out
}

// borne judges a statement whose stage and silicon firm evidence names: what
// may still be wrong with it is who ran it, "only", and the count.
func (w *weighing) borne(facts, ran []*fact) (finding, bool) {
	if len(facts) == 0 {
		return finding{}, false
	}
	f := finding{verdict: Supported, code: "borne", facts: facts, rules: []string{"R2", "R5"}}
	if against := w.opposed(facts[0]); len(against) > 0 {
		f.verdict, f.code, f.rules = Contested, "opposed", []string{"R4", "R5"}
		f.facts = append(f.facts, against...)
		return f, true
	}
	w.actor(&f, facts)
	w.extras(&f, facts, ran)
	return f, true
}

// actor adds the kind of a third party's run that is told as the developer's.
// "X is served on Y" without a subject says nothing of who serves it.
func (w *weighing) actor(f *finding, facts []*fact) {
	if facts[0].actor == "" || w.a.other || (w.a.c.Stage == evidence.Inference && !w.a.self) {
		return
	}
	if !w.a.self && names(strings.ToLower(w.a.sentence), facts[0].actor, w.node, w.developer()) {
		return
	}
	f.add(SaysMore, ActorSwap, "actor")
	f.rules = append(f.rules, "R1")
}

func (w *weighing) developer() string {
	m, _ := w.b.cat.Model(w.id)
	return m.Developer
}

// add makes a finding worse: a worse verdict takes its sentence along.
func (f *finding) add(v Verdict, k Kind, code string) {
	if !slices.Contains(f.kinds, k) && k != "" {
		f.kinds = append(f.kinds, k)
	}
	switch {
	case f.verdict == Supported || f.verdict == SaysMore && v == Contradicted:
		if f.verdict == SaysMore {
			f.more = append(f.more, f.code)
		}
		f.verdict, f.code = v, code
	default:
		f.more = append(f.more, code)
	}
}

// extras checks what the statement adds to stage and silicon: "only" and a
// number of chips.
func (w *weighing) extras(f *finding, facts, ran []*fact) {
	c := w.a.c
	if c.Exclusive || c.Whole && !w.a.scratch {
		w.exclusive(f, facts)
	}
	if c.Count != nil {
		w.count(f, facts, ran)
	}
}

// exclusive checks "only" and "entirely".
func (w *weighing) exclusive(f *finding, facts []*fact) {
	if slices.ContainsFunc(facts, func(x *fact) bool { return x.c.Exclusive || x.c.Whole }) {
		return
	}
	others := w.pick(func(x *fact) bool {
		return x.c.Relation == evidence.Used && x.isFirm() && x.stage == facts[0].stage && x.actor == facts[0].actor && w.lies(x) == disjoint
	})
	if len(others) > 0 {
		f.facts = append(f.facts, others...)
		f.add(Contradicted, Exclusivity, "not-only")
		return
	}
	f.add(SaysMore, Exclusivity, "only-added")
}

// refuted judges a statement against firm evidence that the silicon was not
// used, or that other silicon was.
func (w *weighing) refuted() (finding, bool) {
	if against := w.against(evidence.NotUsed); len(against) > 0 {
		plans := w.pick(func(f *fact) bool {
			return f.c.Relation == evidence.Planned && f.stage == against[0].stage && f.isFirm() && w.lies(f) == same
		})
		if len(plans) > 0 { // what is denied is a plan: who is right is open
			return finding{verdict: Contested, code: "denied-plan", facts: append(plans, against...), rules: []string{"R4"}}, true
		}
		return finding{verdict: Contradicted, code: "denied", facts: against, rules: []string{"R4"}}, true
	}
	elsewhere := w.rivals()
	// What a paper or the developer names for the stage outweighs a rumour.
	if len(elsewhere) > 0 && elsewhere[0].weight.AtLeast(evidence.E4) && !w.inferred() {
		return finding{verdict: Contradicted, code: "other-silicon", facts: elsewhere, rules: []string{"R2", "R4"}}, true
	}
	return finding{}, false
}

// against gives the firm accounts that the developer did not use the silicon, or
// failed with it, at this very stage.
func (w *weighing) against(r evidence.Relation) []*fact {
	if w.a.other {
		return nil
	}
	return w.pick(func(f *fact) bool {
		return f.c.Relation == r && f.isFirm() && f.actor == "" && (f.stage == w.a.c.Stage || f.c.Whole && w.stage(f) == here) &&
			w.b.contains(f.node, w.node, w.country)
	})
}

// rivals are firm accounts that the developer ran this very stage on silicon
// disjoint from the statement's. Many parts serve one model, so for inference
// only an exclusive account counts; for a set of models none does, and for a
// family one that speaks of all its members.
func (w *weighing) rivals() []*fact {
	m, _ := w.b.cat.Model(w.id)
	if m.IsClass() {
		return nil
	}
	several := m.Kind == catalogue.KindFamily
	return w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.Used && f.isFirm() && f.actor == "" && !w.a.other && w.stage(f) == here &&
			w.lies(f) == disjoint && !f.c.Part && (f.stage != evidence.Inference && !several || f.c.Exclusive) &&
			f.cell.Verdict != evidence.Contested
	})
}

// inferred reports whether anything at E6 speaks for the statement, so that it
// is no mere rumour.
func (w *weighing) inferred() bool {
	return slices.ContainsFunc(w.facts, func(f *fact) bool {
		return f.c.Relation == evidence.Used && f.weight == evidence.E6 && f.c.Hedge != evidence.Unknown &&
			w.lies(f) == same && w.stage(f) != elsewhere
	})
}

// collapse judges a statement that firm evidence bears for another stage.
func (w *weighing) collapse(own, others, ran []*fact) (finding, bool) {
	facts := own
	if len(facts) == 0 || w.a.other && len(others) > 0 {
		facts = others
	}
	if len(facts) == 0 {
		return finding{}, false
	}
	f := finding{verdict: SaysMore, kinds: []Kind{StageCollapse}, code: "stage", facts: facts, rules: []string{"R1"}}
	if facts[0].c.Continued && facts[0].stage == evidence.PreTraining {
		f.code = "continued"
	}
	w.actor(&f, facts)
	w.extras(&f, facts, ran)
	return f, true
}

// hedgeDropped judges a statement that only inferences or rumours bear: told as
// such it holds, told flatly it says more.
func (w *weighing) hedgeDropped(facts []*fact) (finding, bool) {
	if len(facts) == 0 {
		return finding{}, false
	}
	f := finding{verdict: Supported, code: "borne-hedged", facts: facts, rules: []string{"R2", "R5"}}
	if w.stage(facts[0]) == collapsed {
		f.verdict, f.kinds, f.code = SaysMore, []Kind{StageCollapse}, "stage"
		if !w.a.hedged {
			f.add(SaysMore, DroppedHedge, w.weakCode(facts[0]))
		}
		return f, true
	}
	if !w.a.hedged {
		f.add(SaysMore, DroppedHedge, w.weakCode(facts[0]))
	}
	w.actor(&f, facts)
	return f, true
}

func (w *weighing) weakCode(f *fact) string {
	if f.weight == evidence.E6 {
		return "inferred"
	}
	return "rumoured"
}

// finer judges a statement that names silicon more exactly than firm evidence.
func (w *weighing) finer() (finding, bool) {
	facts := w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.Used && f.isFirm() && w.lies(f) == coarser && w.stage(f) == here
	})
	if len(facts) == 0 {
		return finding{}, false
	}
	return finding{verdict: SaysMore, code: "finer", facts: facts, rules: []string{"R2"}}, true
}

// onlyReady judges a statement of use where the evidence knows a port, a
// benchmark or a plan.
func (w *weighing) onlyReady() (finding, bool) {
	ready := w.pick(func(f *fact) bool {
		near := w.stage(f) == here || w.stage(f) == collapsed && f.stage != evidence.Inference
		return f.c.Relation == evidence.Adapted && near && (w.lies(f) == same || w.lies(f) == coarser)
	})
	if len(ready) > 0 {
		return finding{verdict: SaysMore, kinds: []Kind{AdaptedAsUsed}, code: "adapted", facts: ready, rules: []string{"R1"}}, true
	}
	planned := w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.Planned && w.stage(f) != elsewhere && w.lies(f) == same
	})
	if len(planned) > 0 {
		if against := w.deniedPlan(planned[0]); len(against) > 0 {
			return finding{verdict: Contested, code: "denied-plan", facts: append(planned, against...), rules: []string{"R4"}}, true
		}
		return finding{verdict: SaysMore, code: "planned", facts: planned, rules: []string{"R1"}}, true
	}
	return finding{}, false
}

// elseWhere contradicts a statement that nothing bears by a failed attempt, or by
// a weaker account of other silicon at this stage.
func (w *weighing) elseWhere() (finding, bool) {
	if tries := w.against(evidence.AttemptedFailed); len(tries) > 0 {
		return finding{verdict: Contradicted, code: "denied", facts: tries, rules: []string{"R4"}}, true
	}
	facts := w.rivals()
	if len(facts) == 0 {
		return finding{}, false
	}
	return finding{verdict: Contradicted, code: "other-silicon", facts: facts, rules: []string{"R2", "R4"}}, true
}

// undisclosed judges "nobody says on what it was trained": never against the
// article, since a maker may stay unnamed where the country is known.
func (w *weighing) undisclosed() finding {
	if w.node != catalogue.Unspecified && w.a.c.Hedge == evidence.Unknown {
		return finding{verdict: Unknown, code: "undisclosed-open", rules: []string{"R5"}}
	}
	known := w.pick(func(f *fact) bool {
		return f.c.Relation == evidence.Used && f.isFirm() && f.actor == "" && f.stage == w.a.c.Stage && w.b.lies(w.node, f.node, w.country) != vague
	})
	if len(known) > 0 || w.a.c.Hedge != evidence.Unknown {
		return finding{verdict: Unknown, code: "undisclosed-open", facts: known, rules: []string{"R5"}}
	}
	facts := w.pick(func(f *fact) bool { return f.c.Hedge == evidence.Unknown && f.stage == w.a.c.Stage })
	return finding{verdict: Supported, code: "undisclosed", facts: facts, rules: []string{"R2", "R5"}}
}
