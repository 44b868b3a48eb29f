package extract

import (
	"strings"
	"unicode/utf8"

	"assay/evidence"
	"assay/text"
)

// Limits of attachment, in units of apart.
const (
	stageLimit = 4.6
	modelLimit = 7.5
)

// attachStage finds the stage that a silicon mention belongs to: the cheapest
// by borders, length, and what stands between. It gives -1 where none is near.
func (d *doc) attachStage(u *unit, s *silicon, sils []silicon, stages []stageMention) (int, float64) {
	best, cost := -1, stageLimit
	for i := range stages {
		st := &stages[i]
		c := u.apart(s.Span, st.Span) * scriptFactor(u)
		lo, hi := min(s.Start, st.Start), max(s.Start, st.Start)
		for j := range sils {
			o := &sils[j]
			if o.group != s.group && o.kind != silGeneric && o.Start > lo && o.Start < hi && o.why == "" {
				c += 1.3
			}
		}
		for j := range stages {
			if j != i && stages[j].Start > lo && stages[j].Start < hi {
				c += 0.9
			}
		}
		if linked(u, s.Span, st.Span) {
			c -= 1.0
		}
		if st.weak {
			c += 0.8
		}
		if barelyRuns(u.fold(st.Start, st.End)) && u.divide(st.Start, s.Start) >= softBorder {
			c += 3
		}
		if c < cost {
			best, cost = i, c
		}
	}
	return best, cost
}

// barelyRuns reports a verb of running without a preposition, which reaches no
// further than its clause.
func barelyRuns(w string) bool {
	switch w {
	case "läuft", "laufen", "lief", "liefen", "laufe", "run", "runs", "ran", "running", "betrieb", "运行", "上线":
		return true
	}
	return false
}

// scriptFactor makes Chinese, which is denser, comparable.
func scriptFactor(u *unit) float64 { return 1 }

// linked reports a direct tie between silicon and stage: "trained on X",
// "X for inference", 用X训练, "auf X trainiert".
func linked(u *unit, s, st text.Span) bool {
	if st.Start < s.Start {
		gap := strings.TrimSpace(u.fold(st.End, s.Start))
		if i := strings.LastIndex(gap+" ", " with "); i > 0 && i < 30 && u.divide(st.End, s.Start) < softBorder { // "built V3 with 2,048 H800s"
			return true
		}
		if utf8.RuneCountInString(gap) > 34 {
			return false
		}
		for _, p := range []string{"on", "using", "with", "auf", "mit", "在", "用", "用的是", "采用", "基于", "took place on", "happens on", "ran on", "依托", "使用", "in", "only on", "entirely on", "exclusively on", "由", "则用", "动用了", "动用", "仍用", "for", "um", "without"} {
			if gap == p || strings.HasPrefix(gap, p+" ") || !isASCII(p) && strings.HasPrefix(gap, p) {
				return true
			}
		}
		return false
	}
	gap := strings.TrimSpace(u.fold(s.End, st.Start))
	if utf8.RuneCountInString(gap) > 24 {
		return false
	}
	for _, p := range []string{"for", "to", "für", "fürs", "zum", "zur", "for the", "für die", "für das", "用于", "负责", "承担", "只负责", "则用于", "来", "上", "做", "进行", "完成", "上完成", "for its", "were used to", "was used to", "is used to", "are used to", "used for", "were used for", "are used for", "beim", "bei der", "its", "nur für die", "训练"} {
		if gap == p || strings.HasSuffix(gap, " "+p) || !isASCII(p) && strings.HasSuffix(gap, p) {
			return true
		}
	}
	return false
}

// attachModels finds the models of a claim: the cheapest mention in the unit
// and those coordinated with it; references back are resolved; without any,
// what the text speaks of. why tells how.
func (d *doc) attachModels(u *unit, s *silicon, stage *stageMention, models []modelRef) ([]modelRef, string) {
	best, cost := -1, modelLimit
	st := stage.Span
	for i := range models {
		m := &models[i]
		if m.compared || m.base && !ownEvent(u, m, st) {
			continue
		}
		c := d.modelCost(u, m, s.Span, st, models)
		if stage.cont && objectOf(u, m, st) && i > 0 && models[0].Start < st.Start { // "X continues the pre-training of Y"
			c += 4
		}
		if c < cost {
			best, cost = i, c
		}
	}
	if ref := d.pronounNear(u, s.Span, st, cost); ref != nil {
		if best >= 0 && !models[best].unnamed && models[best].Start < ref.start {
			return groupOf(models, best), "named before the reference back"
		}
		if refs := d.resolve(u, ref); len(refs) > 0 {
			return refs, refs[0].why
		}
		if o := d.developerNear(u, ref.start); o != nil && best < 0 {
			return []modelRef{{Span: ref.span(), name: "unnamed:" + o.name, org: o, unnamed: true}}, "a model without a name"
		}
	}
	if best >= 0 {
		return groupOf(models, best), "nearest in the sentence"
	}
	return d.fallback(u, s)
}

// modelCost is how far a model stands from the event that silicon and stage
// make.
func (d *doc) modelCost(u *unit, m *modelRef, s, st text.Span, models []modelRef) float64 {
	c := min(u.apart(m.Span, st), u.apart(m.Span, s)+0.4)
	first := min(s.Start, st.Start)
	if m.Start > max(s.Start, st.Start) && !objectOf(u, m, st) {
		c += 0.9
	} else if m.Start > first && !objectOf(u, m, st) {
		c += 0.2
	}
	lo, hi := min(m.Start, st.Start), max(m.Start, st.Start)
	for i := range models {
		o := &models[i]
		if o.group != m.group && !o.compared && o.Start > lo && o.Start < hi {
			c += 0.8
		}
	}
	if m.unnamed {
		c += 0.5
	}
	if m.class {
		c -= 0.3
		if u.divide(m.Start, st.Start) >= softBorder && !strings.Contains(u.fold(m.End, st.Start), "bekannt, d") {
			c += 6
		}
	}
	return c
}

// objectOf reports a model that is the object of the stage: "to train X",
// "training of X", X的训练.
func objectOf(u *unit, m *modelRef, st text.Span) bool {
	if m.Start < st.End {
		return false
	}
	gap := strings.TrimSpace(u.fold(st.End, m.Start))
	if utf8.RuneCountInString(gap) > 30 {
		return false
	}
	switch {
	case gap == "", gap == "of", gap == "von", gap == "its", gap == "the", gap == "出", gap == "了", gap == "的", gap == "for", gap == "des", gap == "der":
		return true
	}
	return strings.HasPrefix(gap, "of ") || strings.HasPrefix(gap, "von ") || strings.HasPrefix(gap, "its ") || strings.HasPrefix(gap, "the ") || strings.HasPrefix(gap, "for ") || strings.HasPrefix(gap, "seiner ") || strings.HasPrefix(gap, "their ")
}

func groupOf(models []modelRef, best int) []modelRef {
	var out []modelRef
	for i := range models {
		if models[i].group == models[best].group && !models[i].compared {
			out = append(out, models[i])
		}
	}
	return out
}

// pronounNear finds a reference back to a model that is nearer to the event
// than the best name.
func (d *doc) pronounNear(u *unit, s, st text.Span, cost float64) *mention {
	var best *mention
	for i := range u.ms {
		m := &u.ms[i]
		if m.kind != kCue || !(m.has(cCorefModel) || m.has(cCorefModels) || m.has(cCorefFirst) || m.has(cCorefSecond)) {
			continue
		}
		w := u.fold(m.start, m.end)
		if d.emptyPronoun(u, m, w) {
			continue
		}
		c := min(u.apart(m.span(), st), u.apart(m.span(), s)+0.4) + 0.1
		switch w {
		case "its", "其", "sein", "their", "dessen":
			c += 1.0
		}
		if c < cost {
			best, cost = m, c
		}
	}
	return best
}

// emptyPronoun reports an "it" that stands for no model: "it said", "it is".
func (d *doc) emptyPronoun(u *unit, m *mention, w string) bool {
	after := strings.TrimSpace(u.fold(m.end, min(u.End, m.end+16)))
	if onIt(u, m, w) {
		return true
	}
	switch w {
	case "it", "they":
		for _, v := range []string{"said", "says", "is the first", "had", "has", "hopes", "adds", "added", "could", "would", "names", "wants", "plans", "is not clear", "remains", "expects", "takes", "seems", "hinted", "calls", "uses", "used", "began", "relied", "intends", "will", "did", "does"} {
			if strings.HasPrefix(after, v) {
				return true
			}
		}
	case "es", "sie", "beide", "ihm", "ihnen":
		for _, v := range []string{"heißt", "ist", "gibt", "sei", "wird", "auf einer"} {
			if strings.HasPrefix(after, v) && w == "es" {
				return true
			}
		}
		return w == "sie" || w == "ihm"
	case "its":
		for _, v := range []string{"chips", "own", "in-house", "inhouse", "proprietary", "partner", "hardware", "nvidia", "customers", "cluster", "clusters", "gpus", "data", "flagship"} {
			if strings.HasPrefix(after, v) {
				return true
			}
		}
	case "其", "它":
		return strings.HasPrefix(after, "芯片") || strings.HasPrefix(after, "股") || strings.HasPrefix(after, "中")
	case "both":
		return true
	case "模型", "大模型", "产品":
		return !strings.HasPrefix(after, "的训练") && !strings.HasPrefix(after, "的预训练") && !strings.HasPrefix(after, "训练") && !strings.HasPrefix(after, "推理") && !strings.HasPrefix(after, "在") && !strings.HasPrefix(after, "采用") && !strings.HasPrefix(after, "使用") && !strings.HasPrefix(after, "由")
	}
	return false
}

// onIt reports a pronoun that stands for silicon: "runs on it", "darauf".
func onIt(u *unit, m *mention, w string) bool {
	if w != "it" && w != "them" && w != "ihm" && w != "ihnen" {
		return false
	}
	before := u.fold(max(u.Start, m.start-8), m.start)
	return strings.HasSuffix(before, " on ") || strings.HasSuffix(before, " auf ") || strings.HasSuffix(before, " with ") || strings.HasSuffix(before, " mit ") || strings.HasSuffix(before, " onto ")
}

// fallback gives the model of a sentence that names none: the maker that it
// names instead, or what the text speaks of.
func (d *doc) fallback(u *unit, s *silicon) ([]modelRef, string) {
	if d.lastAt >= 0 && d.at-d.lastAt <= 2 && u.has(cLikely) && !u.has(cUnnamed) {
		return d.lastModels(), "the models of the claim before"
	}
	if u.has(cNobody) {
		return nil, "told of people without a name"
	}
	o := d.subjectOrg(u)
	if o != nil && o.node != "" && len(d.last) > 0 && d.r.g.vendorOf(s.node) == o.node && d.last[0].org != o {
		o = nil // the vendor shows its own silicon
	}
	known := d.last
	if d.isCard() {
		known = d.topic
		if d.headModels != nil {
			known = d.headModels
		}
	}
	if o != nil && (len(known) == 0 || known[0].org != o) {
		if !d.isCard() {
			return []modelRef{{Span: u.Span, name: "unnamed:" + o.name, org: o, unnamed: true, group: -1}}, "the maker's models"
		}
	}
	if len(known) > 0 {
		out := known
		if len(out) > 1 && !u.has(cCorefModels) && !d.lastSlash {
			out = out[:1]
		}
		res := make([]modelRef, len(out))
		for i, r := range out {
			r.Span, r.pronoun = text.Span{Start: u.Start, End: u.Start}, true
			res[i] = r
		}
		return res, "what the text speaks of: " + known[0].name
	}
	if len(d.lastDraft) > 0 && d.at-d.lastAt <= 2 {
		return d.lastModels(), "the models of the claim before"
	}
	if len(d.topic) > 0 {
		r := d.topic[0]
		r.Span, r.pronoun = text.Span{Start: u.Start, End: u.Start}, true
		return []modelRef{r}, "the title's model: " + r.name
	}
	return nil, "no model is spoken of"
}

// subjectOrg is the first maker of the unit that does not stand for silicon.
func (d *doc) subjectOrg(u *unit) *org {
	for i := range u.ms {
		m := &u.ms[i]
		if m.kind == kOrg && m.org.maker && !d.asSilicon(u, i) && !speaks(u, i) && !d.supplies(u, i) {
			return m.org
		}
	}
	return nil
}

// lastModels gives the models of the claims that the last unit made.
func (d *doc) lastModels() []modelRef {
	var out []modelRef
	for i := range d.lastDraft {
		m := d.lastDraft[i].model
		dup := false
		for _, o := range out {
			dup = dup || o.name == m.name
		}
		if !dup {
			m.Span, m.pronoun = text.Span{}, true
			out = append(out, m)
		}
	}
	return out
}

// actorOf finds who ran the stage where it is not the model's developer: the
// firm or institute that is the subject of the verb. A port has the porting
// party as its actor.
func (d *doc) actorOf(u *unit, s *silicon, st *stageMention, m modelRef, rel evidence.Relation) string {
	if m.org == nil || st.Start < u.Start || rel == evidence.Planned && st.Start < s.Start-200 {
		return ""
	}
	verb := max(st.Start, m.Start)
	if d.lang == "de" || d.lang == "zh" {
		verb = max(verb, s.Start)
	}
	verb = min(verb, max(st.Start, u.Start))
	var subject *mention
	for i := range u.ms {
		x := &u.ms[i]
		if x.kind != kOrg || x.start >= verb || u.divide(x.end, verb) >= softBorder || d.asSilicon(u, i) {
			continue
		}
		if after := u.fold(x.end, min(u.End, x.end+3)); strings.HasPrefix(after, "'s") || strings.HasPrefix(after, "的") || strings.HasPrefix(after, "s ") {
			continue
		}
		if subject == nil {
			subject = x
		}
	}
	if subject == nil || subject.org == m.org {
		return ""
	}
	if a := u.any(subject.end, verb, cAttr); a != nil && (rel != evidence.Adapted || subject.org.node == "") {
		return ""
	}
	return subject.org.name
}
