package extract

import (
	"strings"

	"assay/evidence"
	"assay/text"
)

// relation decides what is said of model, stage and silicon, in the order
// failure, negation, negated plan, plan, adaptation, use. epistemic marks "none
// is known to".
func (d *doc) relation(u *unit, s *silicon, st *stageMention, sils []silicon, adaptedStage bool) (rel evidence.Relation, epistemic bool, why string) {
	clause := u.clause(s.Start, softBorder)
	span := cover(s.Span, st.Span)
	if d.failed(u, s, sils, st) || d.attempted(u, s, st) {
		return evidence.AttemptedFailed, false, "failure"
	}
	if d.denied(u, s, st) {
		return evidence.NotUsed, false, "denial by the developer"
	}
	if m := u.any(span.Start-80, span.End+40, cNegEpistemic); m != nil && (d.negated(u, s, st) != nil || saysNo(u.fold(m.start, m.end))) {
		return evidence.NotUsed, true, "epistemic negation"
	}
	if m := d.negated(u, s, st); m != nil {
		return evidence.NotUsed, false, "negation: " + u.fold(m.start, m.end)
	}
	wide := u.clause(s.Start, midBorder)
	if m := u.any(wide.Start, wide.End, cNegPlan); m != nil && !d.neutral(u, m) {
		return evidence.NotUsed, false, "negated plan"
	}
	if m := d.planned(u, s, st, sils); m != nil {
		return evidence.Planned, false, "plan: " + u.fold(m.start, m.end)
	}
	if m := d.adapted(u, s, st, sils, clause, adaptedStage); m != "" {
		return evidence.Adapted, false, "adaptation: " + m
	}
	return evidence.Used, false, "use"
}

func cover(a, b text.Span) text.Span {
	return text.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

// neutral reports a negation that says nothing about silicon (pseudo cues are
// separate mentions already).
func (d *doc) neutral(u *unit, m *mention) bool { return m.has(cNegPseudo) }

// failed reports that the text says the run on this silicon failed: the failure
// belongs to the nearest silicon before it, else to the nearest behind it.
func (d *doc) failed(u *unit, s *silicon, sils []silicon, st *stageMention) bool {
	if st.stages[0] == evidence.Inference {
		return false
	}
	for i := range u.ms {
		m := &u.ms[i]
		if !m.has(cFail) || m.has(cFailReturn) {
			continue
		}
		if owner := failOwner(u, m, sils); owner >= 0 && sils[owner].group == s.group {
			return !returned(u, s, m)
		}
	}
	return false
}

// attempted reports an attempt on this silicon that the text goes on to say
// failed, later in the sentence or in the next one.
func (d *doc) attempted(u *unit, s *silicon, st *stageMention) bool {
	if st.stages[0] == evidence.Inference {
		return false
	}
	first := min(s.Start, max(st.Start, u.Start))
	try := u.any(u.clause(first, midBorder).Start, first, cAttempt)
	if try == nil || returned(u, s, nil) {
		return false
	}
	if u.any(s.End, u.End, cFail, cFailReturn) != nil || d.lang == "zh" && containsAny(u.fold(s.End, u.End), "而放弃", "后放弃", "中途放弃", "最终放弃", "叫停", "作罢", "中止", "终止") {
		return true
	}
	if d.at+1 < len(d.units) {
		n := d.units[d.at+1]
		if n.block == u.block && len(n.text) < 240 {
			if f := n.any(n.Start, n.End, cFail); f != nil && !n.hasModelOtherThan(u) {
				return true
			}
		}
	}
	return false
}

// hasModelOtherThan reports a model in n that u does not name.
func (n *unit) hasModelOtherThan(u *unit) bool {
	for i := range n.ms {
		if n.ms[i].kind != kModel {
			continue
		}
		known := false
		for j := range u.ms {
			known = known || u.ms[j].name == n.ms[i].name
		}
		if !known {
			return true
		}
	}
	return false
}

// denied reports that the developer itself denies the use: its name, a verb of
// denial, then the silicon.
func (d *doc) denied(u *unit, s *silicon, st *stageMention) bool {
	for i := range u.ms {
		m := &u.ms[i]
		if !m.has(cDeny) || m.start > s.Start || u.divide(m.end, s.Start) >= 2 {
			continue
		}
		for j := i - 1; j >= 0; j-- {
			if o := &u.ms[j]; o.kind == kOrg {
				return o.org.maker && (o.org.node == "" || o.org.node != d.r.g.vendorOf(s.node))
			}
		}
	}
	return false
}

// returned reports that a cue of return stands directly before the silicon:
// "reverted to Nvidia", 改用英伟达.
func returned(u *unit, s *silicon, fail *mention) bool {
	for i := range u.ms {
		m := &u.ms[i]
		if m.has(cFailReturn) && m.start < s.Start && u.divide(m.end, s.Start) < softBorder && s.Start-m.end < 40 {
			return true
		}
	}
	return false
}

func failOwner(u *unit, m *mention, sils []silicon) int {
	best, cost := -1, 4.2
	for i := range sils {
		s := &sils[i]
		if s.kind == silGeneric || s.why != "" {
			continue
		}
		c := u.apart(s.Span, m.span())
		if s.Start > m.start {
			c += 0.6
			if returned(u, s, m) {
				continue
			}
		}
		if c < cost {
			best, cost = i, c
		}
	}
	return best
}

// negated finds the negation whose scope reaches the silicon or its stage: from
// a cue to the next border, or backwards from a cue behind.
func (d *doc) negated(u *unit, s *silicon, st *stageMention) *mention {
	for i := range u.ms {
		m := &u.ms[i]
		if m.kind != kCue || m.has(cNegPseudo) {
			continue
		}
		switch {
		case m.has(cNegPost):
			if m.start >= s.End && u.divide(s.End, m.start) < softBorder {
				return m
			}
		case m.has(cNegTight):
			if m.end <= s.Start && s.Start-m.end < 60 && u.divide(m.end, s.Start) < softBorder {
				if d.twice(u, m) {
					return nil
				}
				return m
			}
		case m.has(cNeg):
			if d.negReaches(u, m, s, st) {
				return m
			}
		}
	}
	return nil
}

// twice reports a double negation: "not one of them was trained without X".
func (d *doc) twice(u *unit, tight *mention) bool {
	c := u.clause(tight.start, midBorder)
	for i := range u.ms {
		m := &u.ms[i]
		if m.start >= c.Start && m.end <= tight.start && (m.has(cNeg) && !m.has(cNegPseudo) || m.has(cClassQuant) && saysNo(u.fold(m.start, m.end))) {
			return true
		}
	}
	return false
}

// saysNo reports a cue that carries its own negation.
func saysNo(w string) bool {
	return containsAny(w, "none", "no ", "not ", "没有", "无", "未", "尚", "kein", "nicht", "从")
}

func (d *doc) negReaches(u *unit, m *mention, s *silicon, st *stageMention) bool {
	w := u.fold(m.start, m.end)
	if d.lang == "de" && m.end <= max(s.Start, st.Start) && u.divide(min(m.start, s.Start), max(m.start, s.Start)) < softBorder && st.Start > s.Start && u.divide(s.Start, st.Start) < softBorder {
		return true // the verb stands last: the whole clause is denied
	}
	if m.end <= s.Start && u.divide(m.end, s.Start) < softBorder {
		if w == "no" || w == "kein" || w == "keine" || w == "keinen" || w == "没有" || w == "没" {
			return s.Start-m.end < 50 || st.Start < s.Start && st.Start > m.start
		}
		between := u.any(m.end, s.Start, cUse, cStageTrain, cStagePre, cStagePost, cStageInf)
		return between != nil || s.Start-m.end < 24
	}
	if m.start >= s.End && u.divide(s.End, m.start) < softBorder { // "Huawei chips were not used", "wurden ... nicht eingesetzt"
		verb := u.any(m.end, min(u.End, m.end+50), cUse, cStageTrain, cStagePre, cStagePost)
		return verb != nil && u.divide(m.end, verb.start) < softBorder
	}
	return false
}

// planned finds a plan that governs the claim.
func (d *doc) planned(u *unit, s *silicon, st *stageMention, sils []silicon) *mention {
	wide := u.clause(s.Start, midBorder)
	for i := range u.ms {
		m := &u.ms[i]
		beside := m.start < st.Start && st.Start-m.end < 24 && u.divide(m.end, st.Start) < softBorder
		if m.kind != kCue || !m.has(cPlan) || !beside && (m.start < wide.Start || m.start >= wide.End) || d.objectMark(u, i) {
			continue
		}
		if m.has(cUnknown) || m.start > s.End && ownsOther(u, m, s, sils) {
			continue
		}
		if u.divide(m.start, s.Start) >= 2.4 && u.divide(m.start, st.Start) >= 2.4 {
			continue
		}
		return m
	}
	if d.lang != "zh" && u.any(wide.Start, wide.End, cBenefit) != nil {
		for i := range u.ms {
			if u.ms[i].has(cBenefit) {
				return &u.ms[i]
			}
		}
	}
	return d.germanFuture(u, s, wide)
}

// ownsOther reports a cue in another clause than the silicon, where it has
// silicon of its own: "runs on H20, and is to move to domestic chips".
func ownsOther(u *unit, m *mention, s *silicon, sils []silicon) bool {
	far := u.divide(min(m.start, s.Start), max(m.start, s.Start))
	if far < softBorder {
		return false
	}
	for i := range sils {
		o := &sils[i]
		if o.Start != s.Start && o.group != s.group && o.kind != silGeneric && u.divide(min(m.start, o.Start), max(m.start, o.Start)) < softBorder {
			return true
		}
	}
	return false
}

// objectMark reports 将 in front of an object (将其部署在…), which is no future.
func (d *doc) objectMark(u *unit, i int) bool {
	m := &u.ms[i]
	if u.fold(m.start, m.end) != "将" {
		return false
	}
	before, after := u.fold(max(u.Start, m.start-3), m.start), u.fold(m.end, min(u.End, m.end+6))
	if strings.HasSuffix(before, "已") || strings.HasSuffix(before, "并") || strings.HasSuffix(before, "曾") || strings.HasSuffix(before, "可") {
		return true
	}
	for _, w := range []string{"其", "该", "它", "这", "模型", "训练任务", "推理任务"} {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return i+1 < len(u.ms) && u.ms[i+1].kind == kModel && u.ms[i+1].start == m.end
}

// germanFuture finds "wird … trainieren", "will … nutzen".
func (d *doc) germanFuture(u *unit, s *silicon, wide text.Span) *mention {
	if d.lang != "de" {
		return nil
	}
	f := " " + u.fold(wide.Start, wide.End) + " "
	for _, aux := range []string{" wird ", " werden ", " will ", " wollen "} {
		i := strings.Index(f, aux)
		if i < 0 {
			continue
		}
		for _, inf := range []string{"trainieren", "nutzen", "einsetzen", "betreiben", "verwenden", "laufen", "nachtrainieren", "vortrainieren", "setzen"} {
			if j := strings.LastIndex(f, inf); j > i {
				return &mention{kind: kCue, start: wide.Start, end: wide.Start}
			}
		}
	}
	return nil
}

// adapted tells adaptation from use: the text speaks of support, porting, tests
// or measured speed, and of no run in service.
func (d *doc) adapted(u *unit, s *silicon, st *stageMention, sils []silicon, clause text.Span, adaptedStage bool) string {
	wide := u.clause(s.Start, hardBorder)
	stage := st.stages[0]
	if adaptedStage {
		return "no stage is named"
	}
	if d.isCard() && s.count != nil && stage != evidence.Inference && u.any(wide.Start, wide.End, cAdapt) != nil &&
		containsAny(u.heading+" "+u.fold(wide.Start, wide.End), "at least", "minimum", "recommend", "至少", "最低", "最少", "推荐", "requirement", "mindestens", "you can") {
		return "requirement"
	}
	if d.isRecipe() || d.isCard() && stage != evidence.Inference && containsAny(u.fold(clause.Start, clause.End), "you can", "can also", "can be fine", "可以使用", "也可", "kannst du", "können sie") {
		return "instructions"
	}
	if stage == evidence.Inference {
		for _, can := range []string{" can ", " could ", " kann ", " können ", "能", "可"} {
			before := " " + strings.ReplaceAll(strings.ReplaceAll(u.fold(max(clause.Start, st.Start-40), st.Start), "可能", ""), "智能", "")
			if strings.Contains(before, can) {
				return "can run"
			}
		}
	}
	for i := range u.ms {
		m := &u.ms[i]
		if m.start < wide.Start || m.start >= wide.End || m.kind != kCue || m.start > s.End && ownsOther(u, m, s, sils) {
			continue
		}
		if m.has(cAdaptOnly) && (stage == evidence.Inference || u.divide(min(m.start, s.Start), max(m.start, s.Start)) < softBorder) {
			return u.fold(m.start, m.end)
		}
		if m.has(cAdapt) && stage == evidence.Inference {
			return u.fold(m.start, m.end)
		}
	}
	if d.isPost() && stage == evidence.Inference && s.count != nil && s.count.value <= 16 && u.any(u.Start, u.End, cProduction) == nil {
		return "a post about a run of one's own"
	}
	if d.isCard() && stage == evidence.Inference && u.any(u.Start, u.End, cProduction) == nil {
		return "a card tells what it can run on"
	}
	if d.isCard() && stage == evidence.Inference && d.heading(u, "usage", "quick", "deploy", "inference", "serv", "requirement", "hardware", "部署", "推理", "使用", "install", "run", "speed", "performance", "benchmark") {
		return "instructions"
	}
	return ""
}

// heading reports a word in the heading above the unit.
func (d *doc) heading(u *unit, words ...string) bool {
	for _, w := range words {
		if strings.Contains(u.heading, w) {
			return true
		}
	}
	return false
}
