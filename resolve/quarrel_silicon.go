package resolve

import (
	"cmp"
	"slices"

	"assay/evidence"
)

// camp is one of several disjoint branches that claims of use name.
type camp struct {
	node int32 // coarsest node that only this branch has
	list []*voice
}

// camps splits claims of use into disjoint branches. A claim above several
// branches fits them all and stands in none.
func camps(w view, list []*voice) []camp {
	var leaves []int32
	for _, v := range list {
		if v.neg || w.nodes[v.node].sort || slices.Contains(leaves, v.node) {
			continue
		}
		if !slices.ContainsFunc(list, func(o *voice) bool { return !o.neg && o.node != v.node && w.contains(v.node, o.node) }) {
			leaves = append(leaves, v.node)
		}
	}
	out := make([]camp, len(leaves))
	for i, n := range leaves {
		out[i].node = n
	}
	for _, v := range list {
		if v.neg || w.nodes[v.node].sort {
			continue
		}
		var under []int
		for i, n := range leaves {
			if w.contains(v.node, n) {
				under = append(under, i)
			}
		}
		if len(under) == 1 {
			c := &out[under[0]]
			c.list = append(c.list, v)
			if w.contains(v.node, c.node) {
				c.node = v.node
			}
		}
	}
	slices.SortFunc(out, func(a, b camp) int {
		return cmp.Or(cmp.Compare(bestRank(a.list), bestRank(b.list)), cmp.Compare(w.nodes[a.node].name, w.nodes[b.node].name))
	})
	return out
}

func bestRank(list []*voice) int8 {
	best := int8(9)
	for _, v := range list {
		best = min(best, v.weigh)
	}
	return best
}

func (s *scene) stage(n int) []evidence.Stage { return []evidence.Stage{evidence.Stages()[n]} }

// identity is disjoint silicon named by different origins for one stage.
func (s *scene) identity(n int) {
	r := s.runs[n]
	list := camps(r.w, r.all)
	if len(list) < 2 {
		return
	}
	var sides []Side
	for _, c := range list {
		sides = append(sides, sideOf(r.w.name(c.node), c.list))
	}
	if !differentOrigins(list) {
		return // one voice names them all: a mix, and no contradiction
	}
	status, why := s.identityStatus(r, list)
	s.add(Identity, s.stage(n), status, why, []string{R2}, sides...)
}

// differentOrigins reports whether two branches are named by two voices.
func differentOrigins(list []camp) bool {
	for i, a := range list {
		for _, b := range list[i+1:] {
			if slices.ContainsFunc(a.list, func(v *voice) bool {
				return !slices.ContainsFunc(b.list, func(o *voice) bool { return o.origin == v.origin })
			}) || slices.ContainsFunc(b.list, func(v *voice) bool {
				return !slices.ContainsFunc(a.list, func(o *voice) bool { return o.origin == v.origin })
			}) {
				return true
			}
		}
	}
	return false
}

func (s *scene) identityStatus(r *run, list []camp) (Status, string) {
	if r.several() {
		return Explained, "the statements are about a set: some may run here and some there"
	}
	standing := 0
	shares, together := 0, false
	for i, c := range list {
		if slices.ContainsFunc(c.list, func(v *voice) bool { return !v.outranked }) {
			standing++
		}
		if slices.ContainsFunc(c.list, func(v *voice) bool { return v.c.Part }) {
			shares++
		}
		for _, d := range list[i+1:] {
			together = together || slices.ContainsFunc(c.list, func(v *voice) bool {
				return v.weigh <= 6 && slices.ContainsFunc(d.list, func(o *voice) bool { return o.weigh <= 6 && o.origin == v.origin })
			})
		}
	}
	switch {
	case standing < 2:
		return Resolved, "all sides but one are outranked"
	case together:
		return Explained, "one account names both: a mix"
	case shares > 0:
		return Explained, "a side speaks of a share of the stage"
	}
	return Open, ""
}

// exclusivity is "only" against another origin's other silicon.
func (s *scene) exclusivity(n int) {
	r := s.runs[n]
	var only, others []*voice
	standing := false
	for _, v := range r.all {
		if v.neg {
			continue
		}
		for _, o := range r.all {
			if o.neg || o.origin == v.origin || !(v.c.Exclusive || o.c.Exclusive) || !r.w.disjoint(v.node, o.node) {
				continue
			}
			if v.c.Exclusive {
				only = append(only, v)
			} else {
				others = append(others, v)
			}
			standing = standing || (!v.outranked && !o.outranked)
			break
		}
	}
	status, why := Open, ""
	if !standing {
		status, why = Resolved, "one side is outranked"
	}
	if len(others) == 0 && len(only) > 1 { // "only" against "only"
		c := camps(r.w, only)
		if len(c) > 1 {
			s.add(Exclusivity, s.stage(n), status, why, []string{R4}, sideOf("only "+r.w.name(c[0].node), c[0].list), sideOf("only "+r.w.name(c[1].node), c[1].list))
		}
		return
	}
	s.add(Exclusivity, s.stage(n), status, why, []string{R4}, sideOf("only "+s.namesOf(r, only), only), sideOf(s.namesOf(r, others), others))
}

func (s *scene) namesOf(r *run, list []*voice) string {
	var names []string
	for _, v := range list {
		names = append(names, r.w.name(v.node))
	}
	out := ""
	for i, n := range sorted(names) {
		if i > 0 {
			out += ", "
		}
		out += n
	}
	return out
}

// denials are not-used and failures against use, and denied plans; a member is
// compared with what is said of its family too.
func (s *scene) denials(n int) {
	r, p := s.runs[n], &s.stages[n]
	var denied, used, failed, usedToo, other []*voice
	outranked := true
	for _, v := range r.all {
		if !v.neg {
			continue
		}
		for _, o := range r.all {
			if o.neg {
				continue
			}
			switch {
			case r.w.contains(v.node, o.node) && v.failed:
				failed, usedToo = append(failed, v), append(usedToo, o)
			case r.w.contains(v.node, o.node):
				denied, used = append(denied, v), append(used, o)
				outranked = outranked && (v.outranked || o.outranked)
			case v.failed && r.w.disjoint(v.node, o.node):
				failed, other = append(failed, v), append(other, o)
			}
		}
	}
	status, why := Open, ""
	if outranked {
		status, why = Resolved, "one side is outranked"
	}
	s.add(UsedNotUsed, s.stage(n), status, why, []string{R4}, sideOf("not "+s.namesOf(r, denied), denied), sideOf(s.namesOf(r, used), used))
	s.failures(n, failed, usedToo, other)
	if len(p.planned) > 0 {
		s.deniedPlans(n)
	}
	s.familyDenials(n)
}

func (s *scene) failures(n int, failed, used, other []*voice) {
	r := s.runs[n]
	status, why := Open, ""
	standing := slices.DeleteFunc(slices.Clone(used), func(v *voice) bool { return v.outranked })
	switch {
	case len(used) == 0:
		status, why = Explained, "other silicon followed: the failure is history"
	case len(standing) > 0 && !slices.ContainsFunc(standing, func(v *voice) bool { return !v.c.Part }):
		status, why = Explained, "a failed run and a later use for a share can both hold"
	case len(standing) == 0 || !slices.ContainsFunc(failed, func(v *voice) bool { return !v.outranked }):
		status, why = Resolved, "one side is outranked"
	}
	against := slices.Concat(used, other)
	s.add(FailedUsed, s.stage(n), status, why, []string{R4}, sideOf("failed on "+s.namesOf(r, failed), failed), sideOf(s.namesOf(r, against), against))
}

func (s *scene) deniedPlans(n int) {
	r, p := s.runs[n], &s.stages[n]
	var plans, denials []*fact
	for _, f := range p.planned {
		for _, v := range r.all {
			if v.neg && !v.failed && f.node >= 0 && r.w.contains(v.node, f.node) {
				plans, denials = append(plans, f), append(denials, v.fact)
			}
		}
	}
	if len(plans) > 0 {
		s.add(PlanDenied, s.stage(n), Open, "", []string{R4}, sideOf("planned", plans), sideOf("denied", denials))
	}
}

// familyDenials compares a member's denials with what is said of its family.
func (s *scene) familyDenials(n int) {
	r := s.runs[n]
	var denied []*voice
	var used []*fact
	for _, v := range r.all {
		if !v.neg || v.failed {
			continue
		}
		for _, f := range s.family {
			if f.c.Stage == evidence.Stages()[n] && f.fills(r.w.root) && !f.neg && r.w.contains(v.node, f.node) {
				denied, used = append(denied, v), append(used, f)
			}
		}
	}
	if len(denied) > 0 && !slices.ContainsFunc(s.out, func(c Contradiction) bool {
		return c.Kind == UsedNotUsed && slices.Equal(c.Stages, s.stage(n))
	}) {
		s.add(UsedNotUsed, s.stage(n), Explained, "said of the family; the member's own claims decide its cell", []string{R1, R4},
			sideOf("not "+s.namesOf(r, denied), denied), sideOf("used, of the family", used))
	}
}

// acrossStages compares what names no stage with what names one.
func (s *scene) acrossStages() {
	t := slices.Index(evidence.Stages(), evidence.TrainingUnspecified)
	open := s.runs[t]
	for n, stage := range evidence.Stages() {
		if stage != evidence.PreTraining && stage != evidence.PostTraining {
			continue
		}
		var vague, exact []*voice
		for _, v := range open.all {
			for _, o := range s.runs[n].all {
				if !v.neg && !o.neg && open.w.disjoint(v.node, o.node) {
					vague, exact = append(vague, v), append(exact, o)
				}
			}
		}
		s.add(Identity, []evidence.Stage{evidence.TrainingUnspecified, stage}, Explained,
			"one side names no stage: it may speak of another one", []string{R1},
			sideOf(s.namesOf(open, vague), vague), sideOf(s.namesOf(s.runs[n], exact), exact))
	}
}
