package extract

import (
	"strings"

	"assay/catalogue"
	"assay/evidence"
	"assay/text"
)

// readUnit finds the claims of one sentence.
func (d *doc) readUnit(u *unit) {
	if u.isQuestion() {
		d.question = u
		return
	}
	if d.attributeBack(u); !d.worth(u) {
		return
	}
	u.prepare()
	sils := d.silicons(u)
	stages := d.stagesOf(u)
	models := d.modelsOf(u)
	d.exclude(u, sils)
	if d.specify(u, sils) {
		d.traceUnit(u, sils, stages, models)
		return
	}
	before := len(d.drafts)
	d.unitFrom = before
	d.readHidden(u, sils, stages, models)
	for i := range sils {
		s := &sils[i]
		if s.why != "" {
			continue
		}
		d.readSilicon(u, s, sils, stages, models)
	}
	d.traceUnit(u, sils, stages, models)
	for i := range sils {
		if k := sils[i].kind; k == silVendor || k == silNamed {
			d.noteSilicon(sils[i].node)
		}
	}
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
	node, ok := d.settleNode(u, s, sils)
	if !ok {
		return
	}
	st, adaptedStage := d.findStage(u, s, sils, stages, models)
	for i := range sils { // an enumeration shares the stage of its first item
		if o := &sils[i]; st == nil && o.group == s.group && o.Start < s.Start && o.st != nil {
			st = o.st
		}
	}
	s.st = st
	if st == nil {
		if d.goesOn(u, s, sils, node, models) {
			return
		}
		d.elaborate(u, s, sils, node)
		d.reject(s, "no stage near")
		return
	}
	refs, why := d.attachModels(u, s, st, models)
	if len(refs) == 0 {
		d.reject(s, "no model")
		return
	}
	if s.kind == silGeneric && !d.genericHolds(u, s, sils, st, refs) {
		d.reject(s, "says only GPUs")
		return
	}
	refs, sts := d.pairUp(u, s, sils, refs, st.stages)
	for _, m := range refs {
		m.why = why
		for _, stage := range sts {
			d.draft(u, s, node, st, stage, m, sils, adaptedStage)
		}
	}
}

// pairUp reads "respectively": the n-th chip belongs to the n-th stage or model.
func (d *doc) pairUp(u *unit, s *silicon, sils []silicon, refs []modelRef, sts []evidence.Stage) ([]modelRef, []evidence.Stage) {
	if !u.has(cRespectively) {
		return refs, sts
	}
	n, at := 0, 0
	for i := range sils {
		if sils[i].group == s.group {
			if sils[i].Start == s.Start {
				at = n
			}
			n++
		}
	}
	if n > 1 && len(sts) == n {
		return refs, sts[at : at+1]
	}
	if n > 1 && len(refs) == n {
		return refs[at : at+1], sts
	}
	return refs, sts
}

// goesOn reads silicon whose stage the sentence or the one before has named
// already: "Inflection-2, by contrast, needed 5,000 H100s", 随后改用H800, "It
// finished the job on H800 cards".
func (d *doc) goesOn(u *unit, s *silicon, sils []silicon, node string, models []modelRef) bool {
	if s.kind == silGeneric || s.back {
		return false
	}
	c := u.clause(s.Start, softBorder)
	if len(d.lastDraft) > 0 && d.at-d.lastAt == 1 && u.has(cTableSpeed, cAdapt) && placed(u, s) && len(models) == 0 {
		if p := d.lastDraft[len(d.lastDraft)-1]; p.stage == evidence.Inference && p.relation == evidence.Adapted && p.node != node {
			st := &stageMention{Span: s.Span, stages: []evidence.Stage{p.stage}}
			for _, m := range d.lastModels() {
				d.draft(u, s, node, st, p.stage, m, sils, true)
			}
			return true
		}
	}
	verb := u.any(c.Start, c.End, cUse, cFailReturn, cJob) != nil || containsAny(u.fold(c.Start, s.Start), "needed", "took", "required", "benötigte", "brauchte", "用了")
	if !verb {
		return false
	}
	from := d.drafts[d.unitFrom:]
	if len(from) == 0 {
		if u.any(u.Start, u.End, cJob) == nil || len(d.lastDraft) == 0 || d.at-d.lastAt > 1 {
			return false
		}
		from = d.lastDraft
	}
	p := from[len(from)-1]
	if p.stage == evidence.Inference && u.any(c.Start, c.End, cFailReturn) == nil {
		return false
	}
	st := &stageMention{Span: s.Span, stages: []evidence.Stage{p.stage}}
	m := p.model
	for i := range models {
		if x := &models[i]; !x.compared && x.Start < s.Start && x.Start > p.sil.End && p.unit == d.at {
			m = *x
		}
	}
	if m.name == p.model.name && node == p.node {
		return false
	}
	m.why = "goes on from the claim before"
	d.draft(u, s, node, st, p.stage, m, sils, false)
	return true
}

// settleNode gives the node of a mention; references back take the silicon that
// the text spoke of last.
func (d *doc) settleNode(u *unit, s *silicon, sils []silicon) (string, bool) {
	switch s.kind {
	case silAnaphor:
		s.back = true
		return d.backToSilicon(u, s, sils)
	case silGeneric:
		return s.node, s.node == catalogue.GPUUnspecified
	}
	return s.node, true
}

// backToSilicon finds what "them", "it", "the cluster" or "its chips" means:
// silicon named before in the sentence, the vendor for "its chips", that of the
// last claim, the last one named.
func (d *doc) backToSilicon(u *unit, s *silicon, sils []silicon) (string, bool) {
	w := u.fold(s.Start, s.End)
	if strings.HasPrefix(w, "its ") {
		for i := range u.ms {
			if m := &u.ms[i]; m.kind == kOrg && m.org.node != "" {
				return vendorNode(m.org.node), true
			}
		}
	}
	for i := len(sils) - 1; i >= 0; i-- {
		if o := &sils[i]; o.Start < s.Start && (o.kind == silNamed || o.kind == silVendor || o.kind == silOrigin) && !strings.HasPrefix(o.why, "comparison") {
			s.origin = o.origin
			if o.kind == silOrigin {
				s.kind = silOrigin
			}
			return o.node, true
		}
	}
	if len(d.lastDraft) > 0 && d.at-d.lastAt <= 2 {
		prev := d.lastDraft[len(d.lastDraft)-1]
		for i := len(d.drafts) - 1; i >= 0 && strings.Contains(w, "集群"); i-- {
			if d.drafts[i].whole && d.drafts[i].relation == evidence.Used {
				prev = d.drafts[i]
				break
			}
		}
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
}

// findStage attaches a stage, or takes it from adaptation, the question before,
// or the words of use.
func (d *doc) findStage(u *unit, s *silicon, sils []silicon, stages []stageMention, models []modelRef) (*stageMention, bool) {
	if j := u.any(u.Start, s.Start, cJob); j != nil && len(d.lastDraft) > 0 && d.at-d.lastAt <= 1 && u.any(u.Start, u.End, cStageTrain, cStagePre, cStagePost) == nil {
		if p := d.lastDraft[len(d.lastDraft)-1]; p.stage != evidence.Inference {
			return &stageMention{Span: j.span(), stages: []evidence.Stage{p.stage}}, false
		}
	}
	if i, _ := d.attachStage(u, s, sils, stages); i >= 0 && d.governs(u, s, &stages[i], sils) {
		return d.runOf(u, &stages[i], stages), false
	}
	clause := u.clause(s.Start, hardBorder)
	named := len(models) > 0
	if m := u.any(u.clause(s.Start, softBorder).Start, s.Start, cAdaptPerf); m != nil && named && placed(u, s) {
		return &stageMention{Span: m.span(), stages: []evidence.Stage{evidence.Inference}}, true
	}
	if m := u.any(clause.Start, clause.End, cAdaptOnly); m != nil && (named || len(d.last) > 0 || len(d.topic) > 0) {
		return &stageMention{Span: m.span(), stages: []evidence.Stage{evidence.Inference}}, true
	}
	if d.isCard() && s.kind != silGeneric && s.kind != silAnaphor {
		if m := u.any(clause.Start, clause.End, cAdapt); m != nil && (placed(u, s) || s.count != nil) && (named || len(d.topic) > 0 || d.headModels != nil) {
			return &stageMention{Span: m.span(), stages: []evidence.Stage{evidence.Inference}}, true
		}
		if st, ready := d.keyStage(u, s); st != nil {
			return st, ready
		}
	}
	if q := d.question; q != nil && s.kind != silGeneric && d.at > 0 && d.units[d.at-1] == q || q != nil && u.block == q.block {
		q.prepare()
		if st := d.stagesOf(q); len(st) > 0 {
			st[0].Span = text.Span{Start: u.Start, End: u.Start}
			return &st[0], false
		}
	}
	return nil, false
}

// governs reports that a stage may reach silicon: within a clause always; over
// a border only where the silicon's own clause says something of use.
func (d *doc) governs(u *unit, s *silicon, st *stageMention, sils []silicon) bool {
	if st.weak && !linked(u, s.Span, st.Span) {
		return false
	}
	if u.divide(st.Start, s.Start) < softBorder || s.kind == silAnaphor {
		return true
	}
	c := u.clause(s.Start, softBorder)
	if u.any(c.Start, c.End, cUse, cNeg, cNegPost, cNegTight, cLikely, cAdapt, cAdaptOnly, cFail, cFailReturn, cPlan, cExcl, cPartial, cSupply, cReported) != nil {
		return true
	}
	for i := range sils { // an enumeration that began in the stage's clause
		o := &sils[i]
		if o.group == s.group && o.Start < s.Start && o.why == "" && d.governs(u, o, st, sils[:0]) {
			return true
		}
	}
	return c.Len() < 60 && placed(u, s) || s.count != nil
}

// placed reports a preposition of place or means before the silicon.
func placed(u *unit, s *silicon) bool {
	before := u.fold(max(u.Start, s.Start-40), s.Start)
	for _, p := range []string{" on ", " auf ", " using ", " with ", " mit ", "在", "用", "基于", " across ", " by ", "于", "以", " over "} {
		if strings.Contains(" "+before, p) {
			return true
		}
	}
	return false
}

// runOf gives the training that a cue of running speaks of: "pre-training ran
// on", "the training software is to run on", "das Training läuft auf".
func (d *doc) runOf(u *unit, st *stageMention, stages []stageMention) *stageMention {
	if st.stages[0] != evidence.Inference || len(st.stages) > 1 {
		return st
	}
	switch w := u.fold(st.Start, st.End); {
	case strings.HasPrefix(w, "r") && strings.Contains(w, "n"), strings.HasPrefix(w, "l"), strings.HasPrefix(w, "运行"), strings.HasPrefix(w, "跑"), w == "部署在":
	default:
		return st
	}
	for i := len(stages) - 1; i >= 0; i-- {
		o := &stages[i]
		if o.Start < st.Start && !o.weak && o.stages[0] != evidence.Inference && u.divide(o.End, st.Start) < softBorder && isNoun(u, o) {
			return o
		}
	}
	return st
}

// isNoun reports a stage that is a thing (training, SFT, Vortraining) rather
// than something done to a model (trained, trainiert).
func isNoun(u *unit, st *stageMention) bool {
	w := u.fold(st.Start, st.End)
	return !strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "iert") && !strings.HasSuffix(w, "tuned")
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
	last := d.lastDraft
	if mine := d.drafts[d.unitFrom:]; len(mine) > 0 && mine[len(mine)-1].sil.kind == silHidden {
		last = mine
	} else if len(d.lastDraft) == 0 || d.at-d.lastAt > 2 && d.lastAt != d.at || s.kind == silGeneric || s.back {
		return
	}
	st := &stageMention{Span: s.Span, stages: nil}
	likely := d.nearest(u, s, cLikely) < softBorder
	neg := d.negated(u, s, st) != nil && u.End-u.Start < 60
	said := d.nearest(u, s, cAlt) < softBorder
	if !likely && !neg && !said {
		return
	}
	seen := map[string]bool{}
	for _, p := range append([]draft(nil), last...) {
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
		if sils[i].kind != silGeneric && sils[i].kind != silAnaphor && u.divide(min(sils[i].Start, unknown.start), max(sils[i].Start, unknown.start)) < softBorder {
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
	refs, _ := d.attachModels(u, s, st, models)
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
	if m := u.any(u.Start, u.End, cStageHW); m != nil {
		return &stageMention{Span: m.span(), stages: []evidence.Stage{evidence.TrainingUnspecified}}
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
	if s.kind == silHidden {
		f.voice = voice{by: d.ownVoice()}
	}
	f.hedge = d.hedgeOf(u, s, &one, f.voice, epistemic)
	if f.relation != evidence.NotUsed {
		f.count = s.count
	}
	f.quote = d.quote(u, s, st, m)
	f.cues = d.cues(u, st, why)
	clause := u.clause(s.Start, midBorder)
	f.actor = d.actorOf(u, s, st, m, f.relation)
	f.exclusive = u.any(clause.Start, clause.End, cExcl) != nil && f.relation == evidence.Used
	f.part = u.any(clause.Start, clause.End, cShare) != nil
	v := f.voice
	d.lastVoice = &v
	d.drafts = append(d.drafts, f)
	d.explainClaim(&f, why, m.why)
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
	if !m.pronoun && m.Start >= u.Start && m.End <= u.End && m.End > m.Start && u.divide(m.Start, span.Start) < midBorder+boolTo64(m.Start < span.Start)*0.5 {
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
func (d *doc) reject(s *silicon, why string) {
	if s.why == "" {
		s.why = why
	}
}

// specify reads a sentence that only says what the cluster of the last claim is
// made of ("The cluster comprises 128 nodes with eight MI300X each"): the claim
// takes the finer silicon and the count.
func (d *doc) specify(u *unit, sils []silicon) bool {
	if len(d.lastDraft) == 0 || d.at-d.lastAt > 1 {
		return false
	}
	subject := u.any(u.Start, min(u.End, u.Start+30), cChipAnaphor)
	if subject == nil || u.any(u.Start, u.End, cStageTrain, cStagePre, cStagePost) != nil {
		return false
	}
	made := false
	for _, w := range []string{"compris", "consist", "contain", "made up of", "is built from", "has ", "由", "包含", "besteht", "umfasst", "zählt", "links", "uses"} {
		made = made || strings.Contains(u.folded.Text, w)
	}
	if !made {
		return false
	}
	lattice := d.r.g.cat.Lattice()
	for i := range sils {
		s := &sils[i]
		if s.kind != silNamed {
			continue
		}
		done := false
		for j := range d.drafts {
			f := &d.drafts[j]
			if f.unit != d.lastAt || !lattice.Contains(f.node, s.node) && f.sil.kind != silOrigin && f.sil.kind != silGeneric {
				continue
			}
			f.node, f.count, f.sil.kind, done = s.node, s.count, silNamed, true
			f.quote.End = trimQuote(d.body, u.Span).End
		}
		if done {
			s.why = "says what the cluster of the claim before is made of"
			return true
		}
	}
	return false
}

func boolTo64(b bool) float64 { return float64(boolTo(b)) }

// attributeBack gives the claims of the sentence before the source that this
// one names for them: "That is according to …", "Das schreibt …".
func (d *doc) attributeBack(u *unit) {
	if d.lastAt != d.at-1 || u.any(u.Start, u.Start+24, cBack) == nil {
		return
	}
	u.prepare()
	v, ok := d.voiceIn(u, modelRef{}, nil)
	if !ok {
		return
	}
	for i := range d.drafts {
		f := &d.drafts[i]
		if f.unit == d.lastAt && f.voice.by == evidence.ByDocument {
			f.voice = v
			if f.hedge == evidence.Asserted {
				f.hedge = d.hedgeBy(v)
			}
		}
	}
}
