package extract

import (
	"strings"

	"assay/catalogue"
	"assay/evidence"
	"assay/text"
)

// readUnit finds the claims of one sentence.
func (d *doc) readUnit(u *unit) {
	if !d.worth(u) {
		return
	}
	u.prepare()
	sils := d.silicons(u)
	stages := d.stagesOf(u)
	models := d.modelsOf(u)
	if u.isQuestion() {
		d.question = u
		return
	}
	d.exclude(u, sils)
	before := len(d.drafts)
	for i := range sils {
		s := &sils[i]
		if s.why != "" {
			continue
		}
		d.readSilicon(u, s, sils, stages, models)
	}
	d.readHidden(u, sils, stages, models)
	if len(d.drafts) > before {
		d.lastDraft, d.lastAt = d.drafts[before:len(d.drafts):len(d.drafts)], d.at
	}
}

// worth reports whether a unit can carry a claim at all.
func (d *doc) worth(u *unit) bool {
	for i := range u.ms {
		m := &u.ms[i]
		if m.kind == kSil || m.kind == kOrg && m.org.node != "" || m.has(cChipNoun) || m.has(cChipAnaphor) || m.has(cUnknown) {
			return true
		}
	}
	return false
}

// exclude marks silicon that stands only to be compared, bought, specified or
// imagined.
func (d *doc) exclude(u *unit, sils []silicon) {
	for i := range sils {
		s := &sils[i]
		clause := u.clause(s.Start, softBorder)
		if m := u.any(clause.Start, s.Start, cCompare); m != nil && !u.between(m.end, s.Start, cStageTrain, cStagePre, cStagePost, cStageInf) {
			s.why = "comparison: " + u.fold(m.start, m.end)
			continue
		}
		if m := u.any(s.End, min(clause.End, s.End+40), cCompare); m != nil && d.lang == "zh" && !u.between(s.End, m.start, cStageTrain, cStagePre, cStagePost, cStageInf) {
			s.why = "comparison: " + u.fold(m.start, m.end)
			continue
		}
		wide := u.clause(s.Start, hardBorder)
		if m := u.any(wide.Start, wide.End, cCapability); m != nil {
			s.why = "capability or hypothesis: " + u.fold(m.start, m.end)
		}
	}
}

// between reports a cue of one of the classes in [from, to).
func (u *unit) between(from, to int, classes ...class) bool {
	return u.any(from, to, classes...) != nil
}

// readSilicon makes the claims of one silicon mention.
func (d *doc) readSilicon(u *unit, s *silicon, sils []silicon, stages []stageMention, models []modelRef) {
	node, ok := d.settleNode(u, s)
	if !ok {
		return
	}
	st, adaptedStage := d.findStage(u, s, sils, stages, models)
	if st == nil {
		d.elaborate(u, s, sils, node)
		return
	}
	refs, why := d.attachModels(u, s, st.Span, models)
	if len(refs) == 0 {
		d.reject(u, s, "no model")
		return
	}
	if s.kind == silGeneric && !d.genericHolds(u, s, sils, st, refs) {
		return
	}
	_ = why
	for _, m := range refs {
		for _, stage := range st.stages {
			d.draft(u, s, node, st, stage, m, sils, adaptedStage)
		}
	}
}

// settleNode gives the node of a mention; references back take the silicon that
// the text spoke of last.
func (d *doc) settleNode(u *unit, s *silicon) (string, bool) {
	switch s.kind {
	case silAnaphor:
		if len(d.lastDraft) > 0 && d.at-d.lastAt <= 3 {
			prev := d.lastDraft[len(d.lastDraft)-1]
			s.origin = prev.sil.origin
			if prev.sil.kind == silOrigin {
				s.kind = silOrigin
			}
			return prev.node, true
		}
		if len(d.lastSil) > 0 {
			return d.lastSil[len(d.lastSil)-1], true
		}
		return "", false
	case silGeneric:
		return s.node, s.node == catalogue.GPUUnspecified
	}
	return s.node, true
}

// findStage attaches a stage, or takes it from adaptation, the question before,
// or the words of use.
func (d *doc) findStage(u *unit, s *silicon, sils []silicon, stages []stageMention, models []modelRef) (*stageMention, bool) {
	if i, _ := d.attachStage(u, s, sils, stages); i >= 0 {
		return &stages[i], false
	}
	clause := u.clause(s.Start, hardBorder)
	named := len(models) > 0
	if m := u.any(clause.Start, clause.End, cAdaptOnly); m != nil && (named || len(d.last) > 0 || len(d.topic) > 0) {
		return &stageMention{Span: m.span(), stages: []evidence.Stage{evidence.Inference}}, true
	}
	if q := d.question; q != nil && d.at > 0 && d.units[d.at-1] == q || q != nil && u.block == q.block {
		if st := d.stagesOf(q); len(st) > 0 {
			st[0].Span = text.Span{Start: u.Start, End: u.Start}
			return &st[0], false
		}
	}
	return nil, false
}

// genericHolds reports that "GPUs" without a maker is worth a claim: a model is
// named in the sentence, they are counted, and no better silicon stands there.
func (d *doc) genericHolds(u *unit, s *silicon, sils []silicon, st *stageMention, refs []modelRef) bool {
	for i := range sils {
		if sils[i].kind != silGeneric && sils[i].why == "" {
			return false
		}
	}
	return s.count != nil && !refs[0].pronoun && !refs[0].unnamed
}

// elaborate reads a sentence that adds silicon to what was just said: "the
// library points to Ascend", "背后很可能是昇腾", "Zero Nvidia."
func (d *doc) elaborate(u *unit, s *silicon, sils []silicon, node string) {
	if len(d.lastDraft) == 0 || d.at-d.lastAt > 2 && d.lastAt != d.at || s.kind == silGeneric || s.kind == silAnaphor {
		return
	}
	st := &stageMention{Span: s.Span, stages: nil}
	likely := d.likely(u, s) != nil
	neg := d.negated(u, s, st) != nil && u.End-u.Start < 60
	said := u.has(cReported) && strings.Contains(u.folded.Text, "rede")
	if !likely && !neg && !said {
		return
	}
	seen := map[string]bool{}
	for _, p := range append([]draft(nil), d.lastDraft...) {
		k := p.model.name + string(p.stage)
		if seen[k] || p.relation != evidence.Used && p.relation != evidence.Planned {
			continue
		}
		seen[k] = true
		st.stages = []evidence.Stage{p.stage}
		if said && p.stage == evidence.Inference {
			continue
		}
		d.draft(u, s, node, st, p.stage, p.model, sils, false)
	}
}

// readHidden reads "X does not disclose what V4 was trained on".
func (d *doc) readHidden(u *unit, sils []silicon, stages []stageMention, models []modelRef) {
	unknown := u.any(u.Start, u.End, cUnknown)
	if unknown == nil {
		return
	}
	for i := range sils {
		if sils[i].kind != silGeneric && sils[i].kind != silAnaphor && u.apart(sils[i].Span, unknown.span()) < 3 {
			return
		}
	}
	f := u.folded.Text
	asks := false
	for _, w := range []string{"what ", "which ", "where ", "型号", "什么", "哪", "womit", "worauf", "welche", "硬件", "加速卡", "芯片", "hardware", "chip", "gpu", "算力"} {
		asks = asks || strings.Contains(f, w)
	}
	if !asks {
		return
	}
	st := d.hiddenStage(u, unknown, stages)
	if st == nil {
		return
	}
	s := &silicon{Span: unknown.span(), kind: silHidden, node: catalogue.Unspecified}
	refs, _ := d.attachModels(u, s, st.Span, models)
	for _, m := range refs {
		for _, stage := range st.stages {
			d.draft(u, s, s.node, st, stage, m, sils, false)
		}
	}
}

func (d *doc) hiddenStage(u *unit, unknown *mention, stages []stageMention) *stageMention {
	for i := range stages {
		if stages[i].stages[0] != evidence.Inference && !stages[i].weak {
			return &stages[i]
		}
	}
	return nil
}

// draft adds one claim.
func (d *doc) draft(u *unit, s *silicon, node string, st *stageMention, stage evidence.Stage, m modelRef, sils []silicon, adaptedStage bool) {
	one := *st
	one.stages = []evidence.Stage{stage}
	f := draft{model: m, stage: stage, sil: *s, unit: d.at, order: len(d.drafts), whole: st.whole, continued: st.cont}
	f.node = node
	if s.kind == silOrigin {
		f.node = d.nodeFor(s, m)
	}
	epistemic := false
	why := ""
	if s.kind == silHidden {
		f.relation = evidence.Used
	} else {
		f.relation, epistemic, why = d.relation(u, s, &one, sils, adaptedStage)
	}
	f.voice = d.voiceOf(u, m, s)
	f.hedge = d.hedgeOf(u, s, &one, f.voice, epistemic)
	if f.relation != evidence.NotUsed {
		f.count = s.count
	}
	f.quote = d.quote(u, s, st, m)
	f.cues = d.cues(u, st, why)
	clause := u.clause(s.Start, midBorder)
	f.exclusive = u.any(clause.Start, clause.End, cExcl) != nil && f.relation == evidence.Used
	f.part = u.any(clause.Start, clause.End, cShare) != nil
	v := f.voice
	d.lastVoice = &v
	d.drafts = append(d.drafts, f)
	d.explainClaim(u, &f, why)
}

// cues lists the cues that made the claim.
func (d *doc) cues(u *unit, st *stageMention, why string) []string {
	var out []string
	if st.what != nil {
		out = append(out, st.what.stageName()+": "+u.text[st.Start-u.Start:min(st.End, u.End)-u.Start])
	}
	if why != "" {
		out = append(out, why)
	}
	return out
}

func (m *mention) stageName() string {
	if c := m.stage(); c != cNone {
		return c.String()
	}
	return "stage"
}

// quote cuts the smallest run of clauses that holds silicon and stage, and the
// model where it stands there too.
func (d *doc) quote(u *unit, s *silicon, st *stageMention, m modelRef) text.Span {
	span := s.Span
	if st.Start >= u.Start && st.End <= u.End && st.End > st.Start {
		span = cover(span, st.Span)
	}
	if !m.pronoun && m.Start >= u.Start && m.End <= u.End && m.End > m.Start && u.divide(m.Start, span.Start) < midBorder {
		span = cover(span, m.Span)
	}
	left := u.clause(span.Start, softBorder).Start
	right := u.clause(span.End, softBorder).End
	if !m.pronoun && m.Start == span.Start {
		left = span.Start
		for _, a := range []string{"The ", "the ", "Die ", "Der ", "Das "} {
			if strings.HasSuffix(d.body[u.Start:left], a) {
				left -= len(a)
			}
		}
	}
	if right-span.End > 90 {
		right = span.End
	}
	return trimQuote(d.body, text.Span{Start: left, End: max(right, span.End)})
}

// trimQuote takes borders and space off both ends.
func trimQuote(body string, s text.Span) text.Span {
	inner := s.Of(body)
	t := strings.TrimLeft(inner, " \t\n,;:，；：、。.!?！？—–-*()（）|\"”")
	s.Start += len(inner) - len(t)
	t2 := strings.TrimRight(t, " \t\n,;:，；：、。.—–*(（|")
	s.End = s.Start + len(t2)
	return s
}

// reject notes why a candidate became no claim.
func (d *doc) reject(u *unit, s *silicon, why string) {
	if s.why == "" {
		s.why = why
	}
}
