package resolve

import (
	"fmt"
	"slices"
	"strings"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
)

// counts compares numbers of chips across pre-training and training without a
// stage, and within every other stage.
func (s *scene) counts() {
	pre, open := slices.Index(evidence.Stages(), evidence.PreTraining), slices.Index(evidence.Stages(), evidence.TrainingUnspecified)
	s.countsOf([]evidence.Stage{evidence.PreTraining, evidence.TrainingUnspecified}, slices.Concat(s.stages[pre].own, s.stages[pre].continued, s.stages[open].own))
	for n, stage := range evidence.Stages() {
		if n != pre && n != open {
			s.countsOf([]evidence.Stage{stage}, s.stages[n].own)
		}
	}
}

func (s *scene) countsOf(stages []evidence.Stage, facts []*fact) {
	w := s.runs[0].w
	var counted []*fact
	for _, f := range facts {
		if f.c.Count != nil && *f.c.Count > 0 && f.c.Relation == evidence.Used && f.node >= 0 && f.c.Hedge != evidence.Unknown {
			counted = append(counted, f)
		}
	}
	var a, b []*fact
	for i, f := range counted {
		for _, o := range counted[i+1:] {
			if w.disjoint(f.node, o.node) || agree(f.c, o.c) {
				continue
			}
			if *f.c.Count > *o.c.Count {
				f, o = o, f
			}
			a, b = append(a, f), append(b, o)
		}
	}
	if len(a) > 0 {
		s.add(Count, stages, Open, "", []string{R4}, sideOf(figures(a), a), sideOf(figures(b), b))
	}
}

func figures(list []*fact) string {
	var out []string
	for _, f := range list {
		n := fmt.Sprint(*f.c.Count)
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// agree reports whether two counts can both hold, within the rounding of press
// figures: a twentieth, a fifth where the figure is called approximate.
func agree(a, b *evidence.Claim) bool {
	loA, hiA := countRange(a)
	loB, hiB := countRange(b)
	return loA <= hiB && loB <= hiA
}

func countRange(c *evidence.Claim) (lo, hi float64) {
	n := float64(*c.Count)
	switch c.CountQual {
	case evidence.CountAtLeast:
		return n * 0.95, 1e18
	case evidence.CountAtMost:
		return 0, n * 1.05
	case evidence.CountApprox:
		return n * 0.8, n * 1.2
	}
	return n * 0.95, n * 1.05
}

// collapse is one voice's post-training told elsewhere as training or
// pre-training: in one origin, a re-report at another stage than the first
// account, or two re-reports of one account of which one names no stage. An
// account that says both stages collapses nothing.
func (s *scene) collapse() {
	post := slices.Index(evidence.Stages(), evidence.PostTraining)
	for n, stage := range evidence.Stages() {
		if stage != evidence.PreTraining && stage != evidence.TrainingUnspecified {
			continue
		}
		var told, exact []*fact
		for _, f := range s.uses(n) {
			for _, o := range s.uses(post) {
				if f.actor == o.actor && f.e0 && s.oneVoice(f, o) && !s.firstHeld(n, f) && s.runs[0].w.meet(f.node, o.node) &&
					(stage == evidence.TrainingUnspecified || s.firstHeld(post, f)) {
					told, exact = append(told, f), append(exact, o)
				}
			}
		}
		status, why := Open, "one account, told with two stages"
		if len(told) > 0 && s.borneOut(told[0]) {
			status, why = Explained, "another account has the earlier stage on the same silicon"
		}
		s.add(StageCollapse, []evidence.Stage{evidence.PostTraining, stage}, status, why, []string{R1},
			sideOf("post-training", exact), sideOf(string(stage), told))
	}
}

// borneOut reports whether another voice states the pre-training on the same
// silicon, E5 or better.
func (s *scene) borneOut(f *fact) bool {
	pre := slices.Index(evidence.Stages(), evidence.PreTraining)
	return slices.ContainsFunc(s.uses(pre), func(o *fact) bool {
		return o.actor == f.actor && o.rank <= 5 && s.runs[0].w.meet(f.node, o.node) && !s.oneVoice(f, o)
	})
}

// uses are the claims of use of a stage, of any actor.
func (s *scene) uses(n int) []*fact {
	out := slices.Clone(s.stages[n].own)
	for _, list := range s.stages[n].others {
		out = append(out, list...)
	}
	return slices.DeleteFunc(out, func(f *fact) bool { return f.c.Relation != evidence.Used || !f.fills(s.x.lattice.root) })
}

// firstHeld reports whether a first account of the same voice is held at a
// stage, so that a re-report adds nothing to it.
func (s *scene) firstHeld(n int, f *fact) bool {
	return slices.ContainsFunc(s.uses(n), func(o *fact) bool { return !o.e0 && s.oneVoice(f, o) })
}

// oneVoice reports whether two claims share an origin, D5 left aside.
func (s *scene) oneVoice(a, b *fact) bool { return s.x.oneVoice(a, b, s.q) }

func (x *Index) oneVoice(a, b *fact, q question) bool {
	c := origin.Components([]string{a.c.ID, b.c.ID}, [][]origin.Key{a.keys, b.keys}, x.splits, false, q.at)
	return c[0] == c[1]
}

// meet reports whether one node contains the other.
func (v view) meet(a, b int32) bool { return v.contains(a, b) || v.contains(b, a) }

// actors is another actor's run told as the developer's own.
func (s *scene) actors() {
	var theirs, own []*fact
	for n, stage := range evidence.Stages() {
		if stage == evidence.Inference {
			continue
		}
		for _, f := range s.stages[n].retold {
			for m := range evidence.Stages() {
				for _, list := range s.stages[m].others {
					for _, t := range list {
						if t.actor != "" && t.node == f.node {
							theirs, own = append(theirs, t), append(own, f)
						}
					}
				}
			}
		}
		for _, list := range s.stages[n].others {
			for _, f := range list {
				if f.c.Relation != evidence.Used || !f.fills(s.x.lattice.root) {
					continue
				}
				for m := range evidence.Stages() {
					if evidence.Stages()[m] == evidence.Inference {
						continue
					}
					for _, o := range s.stages[m].own {
						if o.c.Relation == evidence.Used && o.fills(s.x.lattice.root) && s.runs[0].w.meet(f.node, o.node) && (s.oneVoice(f, o) || retold(f, o)) {
							theirs, own = append(theirs, f), append(own, o)
						}
					}
				}
			}
		}
	}
	if len(theirs) > 0 {
		s.add(ActorKind, []evidence.Stage{theirs[0].c.Stage}, Open, "another actor's run told as the developer's own", []string{R1},
			sideOf(theirs[0].c.Actor, theirs), sideOf(s.x.models[s.i].model.Developer, own))
	}
}

// retold reports whether a weaker statement repeats the number of chips of
// another actor's run on the same silicon.
func retold(theirs, own *fact) bool {
	return own.node == theirs.node && own.rank >= 4 && theirs.c.Count != nil && own.c.Count != nil && agree(theirs.c, own.c)
}

// dates are dates that cannot both hold: a newer statement dated before the one
// that it replaces, a retraction before the claim.
func (s *scene) dates() {
	var older, newer []*fact
	for n, list := range s.x.models[s.i].stages {
		for _, f := range list {
			if !s.x.asked(f, s.q) {
				continue
			}
			if by := s.x.facts[f.c.SupersededBy]; by != nil && by != f && by.known < f.known {
				older, newer = append(older, f), append(newer, by)
			}
		}
		if len(older) > 0 {
			s.add(DateQuarrel, s.stage(n), Open, "what replaces is dated before what it replaces", []string{R6}, sideOf("replaced", older), sideOf("newer", newer))
			older, newer = nil, nil
		}
	}
}

// impossible is use of a chip for training before it was available.
func (s *scene) impossible(n int) {
	m := &s.x.models[s.i].model
	stage := evidence.Stages()[n]
	if stage == evidence.Inference || m.Released == "" {
		return
	}
	for _, v := range s.runs[n].all {
		if v.neg {
			continue
		}
		day := s.x.available(v.node)
		if day == "" || day.First() <= m.Released.Last() {
			continue
		}
		c := Contradiction{ID: string(Impossible) + ":" + m.ID + "/" + string(stage) + "/" + v.c.ID, Kind: Impossible, Model: m.ID,
			Stages: s.stage(n), Status: Open, Rules: []string{R7},
			Explanation: fmt.Sprintf("%s was available from %s, the model was out on %s", s.x.lattice.nodes[v.node].name, day, m.Released),
			Sides: []Side{sideOf(s.runs[n].w.name(v.node), []*voice{v}),
				{Says: "available " + string(day) + ", released " + string(m.Released)}}}
		s.out = append(s.out, c)
	}
}

// available is the day from which the chip at or above a node could be had.
func (x *Index) available(node int32) evidence.Date {
	x.chips.Do(func() {
		x.chipDays = map[string]evidence.Date{}
		for _, c := range x.cat.Chips() {
			x.chipDays[c.Node] = c.Available
		}
	})
	for _, n := range x.lattice.nodes[node].up {
		if d, ok := x.chipDays[x.lattice.nodes[n].name]; ok {
			return d
		}
		if k := x.lattice.nodes[n].kind; k != catalogue.NodeSystem && k != catalogue.NodeVariant {
			return ""
		}
	}
	return ""
}

// disclosure is a flat statement beside a document that says nothing, and a
// maker's name beside a developer who names none. Neither opposes under R4.
func (s *scene) disclosure() {
	for n := range evidence.Stages() {
		silent, flat := s.spoken(s.stages[n].own)
		above, more := s.spoken(s.familyAt(n))
		switch { // a member against its family; the family's own quarrel is its own
		case len(silent) > 0:
			flat = append(flat, more...)
		case len(flat) > 0:
			silent = above
		}
		if len(silent) > 0 && len(flat) > 0 {
			s.add(DisclosureKind, s.stage(n), Explained, "a document discloses nothing: no opposition, and no primary document behind the statement", []string{R4},
				sideOf("not disclosed", silent), sideOf("stated", flat))
			continue
		}
		s.unnamedMaker(n)
	}
}

// spoken tells the claims that disclose nothing from those that name silicon.
func (s *scene) spoken(list []*fact) (silent, flat []*fact) {
	root := s.x.lattice.root
	for _, f := range list {
		switch {
		case f.c.Relation == evidence.Used && f.node == root:
			silent = append(silent, f)
		case f.c.Relation == evidence.Used && f.fills(root):
			flat = append(flat, f)
		}
	}
	return silent, flat
}

func (s *scene) familyAt(n int) []*fact {
	var out []*fact
	for _, f := range s.family {
		if f.c.Stage == evidence.Stages()[n] {
			out = append(out, f)
		}
	}
	return out
}

// unnamedMaker is a developer who says "domestic" and others who name a maker.
func (s *scene) unnamedMaker(n int) {
	w := s.runs[n].w
	var says, names []*fact
	for _, f := range s.stages[n].own {
		if f.c.Relation != evidence.Used || !f.fills(w.root) {
			continue
		}
		party := f.c.Attribution == evidence.ByDeveloper || f.c.Attribution == evidence.ByPaper
		coarse := w.nodes[f.node].kind == catalogue.NodeOrigin || w.nodes[f.node].sort
		switch {
		case party && coarse:
			says = append(says, f)
		case !coarse && f.rank >= 6:
			names = append(names, f)
		}
	}
	if len(says) > 0 && len(names) > 0 {
		s.add(DisclosureKind, s.stage(n), Explained, "the developer names no maker; others infer one", []string{R2},
			sideOf("maker not named", says), sideOf("maker named by others", names))
	}
}

// classes compares a statement that none of a set used some silicon with
// models that are said to have.
func (s *scene) classes() {
	m := &s.x.models[s.i].model
	if m.Kind != catalogue.KindClass {
		return
	}
	for n := range evidence.Stages() {
		var none []*fact
		for _, f := range s.stages[n].own {
			if f.c.Relation == evidence.NotUsed && f.node >= 0 && f.node != s.x.lattice.root {
				none = append(none, f)
			}
		}
		if len(none) == 0 {
			continue
		}
		cases, later := s.counterExamples(n, none)
		status, why := Open, "holds only where these are not members; no membership is recorded"
		if later && len(cases) > 0 {
			status, why = Explained, "some were told after the statement was made; it may have been true then"
		}
		s.add(ClassQuarrel, s.stage(n), status, why, []string{R1}, sideOf("none of "+m.Name, none), sideOf("counter-examples", cases))
	}
}

// counterExamples are claims of use, E5 or better, of models of the class's
// developer or, where the class is of several, its country; later reports
// whether all of them came after the statement.
func (s *scene) counterExamples(n int, none []*fact) (cases []*fact, later bool) {
	m := &s.x.models[s.i].model
	later = true
	for i := range s.x.models {
		o := &s.x.models[i].model
		if i == s.i || o.Country != m.Country || (m.Developer != "various" && o.DeveloperID != m.DeveloperID) {
			continue
		}
		w := view{s.x.lattice, o.Country}
		for _, f := range s.x.parts(i, n, s.q).own {
			if f.c.Relation != evidence.Used || !f.fills(w.root) || f.rank > 5 {
				continue
			}
			for _, x := range none {
				if w.meet(x.node, f.node) && w.contains(x.node, f.node) {
					cases = append(cases, f)
					later = later && f.known > x.known
					break
				}
			}
		}
	}
	return cases, later
}
