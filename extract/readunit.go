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
		if !d.affirmed() {
			return
		}
	}
	d.nameLater(u)
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
		if m.kind == kSil || m.kind == kOrg && m.org.node != "" || m.has(cChipNoun) || m.has(cChipAnaphor) || m.has(cUnknown) || d.lang == "de" && m.has(cQuestion) {
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
		if m := u.any(clause.Start, s.Start, cUnknown); m != nil && s.kind == silAnaphor && s.Start-m.end < 40 {
			s.why = "not told: " + u.fold(m.start, m.end)
			continue
		}
		if m := u.lastOf(clause.Start, s.Start, cCompare); m != nil && !countsMore(u, m) && !u.namesPredecessor(m) && !u.between(m.end, s.Start, cStageTrain, cStagePre, cStagePost, cStageInf) {
			s.why = "comparison: " + u.fold(m.start, m.end)
			continue
		}
		if m := u.any(s.End, min(clause.End, s.End+40), cCompare); m != nil && d.lang == "zh" && !u.between(s.End, m.start, cStageTrain, cStagePre, cStagePost, cStageInf) {
			s.why = "comparison: " + u.fold(m.start, m.end)
			continue
		}
		if u.forOtherWork(clause) {
			s.why = "used for other work than a stage"
			continue
		}
		if m := u.near(s.Start, midBorder+0.1, cCapability); m != nil {
			s.why = "capability or hypothesis: " + u.fold(m.start, m.end)
			continue
		}
		if m := u.any(clause.Start, clause.End, cDistract); m != nil && u.any(clause.Start, clause.End, cStageTrain, cStagePre, cStagePost, cStageInf, cStageRun) == nil && !u.isTabular() {
			s.why = "bought, sold or priced: " + u.fold(m.start, m.end)
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

// findStage attaches a stage, or takes it from adaptation, the question before,
// or the words of use.
func (d *doc) findStage(u *unit, s *silicon, sils []silicon, stages []stageMention, models []modelRef) (*stageMention, bool) {
	if j := u.any(u.Start, s.Start, cJob); j != nil && len(d.lastDraft) > 0 && d.at-d.lastAt <= 2 && u.any(u.Start, u.End, cStageTrain, cStagePre, cStagePost) == nil {
		if p := d.lastDraft[len(d.lastDraft)-1]; p.stage != evidence.Inference {
			return &stageMention{Span: j.span(), stages: []evidence.Stage{p.stage}}, false
		}
	}
	if i, _ := d.attachStage(u, s, sils, stages); i >= 0 && d.governs(u, s, &stages[i], sils) {
		return d.runOf(u, &stages[i], stages), false
	}
	clause := u.clause(s.Start, hardBorder)
	named := len(models) > 0
	if try := u.any(clause.Start, s.Start, cAttempt); try != nil && named && placed(u, s) && u.any(s.End, u.End, cFail) != nil {
		return &stageMention{Span: try.span(), stages: []evidence.Stage{evidence.TrainingUnspecified}}, false
	}
	if m := u.any(u.clause(s.Start, softBorder).Start, u.clause(s.Start, softBorder).End, cAdaptPerf); m != nil && placed(u, s) && (named && (m.start < s.Start || models[0].Start > m.end && models[0].Start-m.end < 6) || strings.Contains(u.folded.Text, "token") && len(d.last) > 0) {
		return &stageMention{Span: m.span(), stages: []evidence.Stage{evidence.Inference}}, true
	}
	if m := u.any(clause.Start, clause.End, cAdaptOnly, cAdaptMove); m != nil && (named || len(d.last) > 0 || len(d.topic) > 0) {
		return &stageMention{Span: m.span(), stages: []evidence.Stage{evidence.Inference}}, true
	}
	if use := u.any(u.clause(s.Start, softBorder).Start, s.Start, cUse); use != nil {
		for i := range models {
			if m := &models[i]; !m.class && !m.compared && m.Start > s.End && m.Start-s.End < 30 && containsAny(u.fold(s.End, m.Start)+" ", " for ", " für ", "用于") {
				return &stageMention{Span: use.span(), stages: []evidence.Stage{evidence.TrainingUnspecified}}, false
			}
		}
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
	for i := range sils { // spelled out behind a colon: "Huawei gear: Atlas boxes with …"
		o := &sils[i]
		if o.Start < s.Start && (o.kind == silVendor || o.kind == silOrigin) && strings.HasPrefix(u.fold(o.End, s.Start), ":") && u.divide(st.Start, o.Start) < softBorder {
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
	if refs[0].unnamed { // "12,288 GPUs were used to train a production model"
		return s.count != nil && s.count.value >= 100 && !d.isCard() && st.stages[0] != evidence.Inference && refs[0].Start >= u.Start && refs[0].Start != u.Start
	}
	return s.count != nil && (!refs[0].pronoun || s.count.value >= 64 && st.stages[0] != evidence.Inference && !d.isCard())
}

// readHidden reads "X does not disclose what V4 was trained on".
func (d *doc) readHidden(u *unit, sils []silicon, stages []stageMention, models []modelRef) {
	unknown := u.any(u.Start, u.End, cUnknown)
	if unknown == nil {
		unknown = d.withheld(u)
	}
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
	best, cost := -1, 100.0
	for i := range stages {
		if stages[i].stages[0] == evidence.Inference || stages[i].weak {
			continue
		}
		if c := u.apart(stages[i].Span, unknown.span()); c < cost {
			best, cost = i, c
		}
	}
	if best >= 0 {
		return &stages[best]
	}
	if len(stages) == 0 && containsAny(u.folded.Text, " used for", " uses for", " behind ", "背后用", "für welche", "used to build", "used to create") && containsAny(u.folded.Text, "which ", "what ", "welche ", "哪", "什么") {
		for i := range u.ms {
			if m := &u.ms[i]; m.kind == kModel && m.start > unknown.end {
				return &stageMention{Span: m.span(), stages: []evidence.Stage{evidence.TrainingUnspecified}}
			}
		}
	}
	if m := u.any(u.Start, u.End, cStageHW); m != nil {
		return &stageMention{Span: m.span(), stages: []evidence.Stage{evidence.TrainingUnspecified}}
	}
	return nil
}

// countsMore reports 超过 or "über" in front of a number, which compares nothing.
func countsMore(u *unit, m *mention) bool {
	after := []rune(strings.TrimSpace(u.fold(m.end, min(u.End, m.end+6))))
	return len(after) > 0 && strings.ContainsRune("0123456789一二两三四五六七八九十半百千万", after[0])
}

// withheld finds the negation of German "womit es trainiert wurde, verrät der
// Hersteller nicht", whose verb and negation stand apart.
func (d *doc) withheld(u *unit) *mention {
	if d.lang != "de" || !containsAny(u.folded.Text, "womit ", "worauf ", "auf welche", "welche hardware", "welche chips") {
		return nil
	}
	for _, verb := range []string{"verrät", "verriet", "sagt", "nennt", "nannte", "offenbart", "erklärt", "preis", "teilt", "will", "wollte", "angibt", "gibt", "gab"} {
		if i := strings.Index(u.folded.Text, verb); i >= 0 && containsAny(u.folded.Text[i:], "nicht", "keine", "niemand") {
			return u.any(u.Start, u.End, cNeg)
		}
	}
	return nil
}

// namesPredecessor reports "the predecessor X", "der Vorgänger X": a model
// named by its place in a line, which compares nothing.
func (u *unit) namesPredecessor(c *mention) bool {
	if !hasWordPrefix(u.fold(c.start, c.end), "predecessor", "vorgänger", "nachfolger", "successor") {
		return false
	}
	for i := range u.ms {
		if m := &u.ms[i]; m.kind == kModel && m.start >= c.end {
			return m.start-c.end < 4
		}
	}
	return false
}

// forOtherWork reports a clause about evaluation, data or development and no
// stage: "no GPUs until eval, where we used a single box".
func (u *unit) forOtherWork(c text.Span) bool {
	return !u.isTabular() && containsAny(u.fold(c.Start-30, c.End), " eval", "评测", "auswertung", "data processing", "data filtering", "数据处理", "数据清洗", "synthetic data", "for development", "for debugging") &&
		u.any(c.Start-30, c.End, cStageTrain, cStagePre, cStagePost, cStageInf, cStageRun, cAdapt) == nil
}
