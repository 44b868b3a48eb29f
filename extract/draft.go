package extract

import (
	"strings"

	"assay/evidence"
	"assay/text"
)

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
	if m.class && f.relation == evidence.Used && d.lang == "de" && s.kind != silHidden && strings.Contains(u.folded.Text, "bekannt, d") {
		if e := u.any(u.Start, m.End, cNegEpistemic); e != nil && saysNo(u.fold(e.start, e.end)) {
			f.relation, epistemic, why = evidence.NotUsed, true, "epistemic negation"
		}
	}
	f.voice = d.voiceOf(u, m, s)
	if s.kind == silHidden {
		f.voice = voice{by: d.ownVoice()}
	}
	if f.relation == evidence.Used && stage == evidence.Inference && f.voice.by == evidence.ByChipVendor && u.any(u.Start, u.End, cProduction) == nil &&
		m.org != nil && m.org.node != d.r.g.vendorOf(f.node) {
		f.relation, why = evidence.Adapted, "a vendor can speak only of support"
	}
	f.hedge = d.hedgeOf(u, s, &one, f.voice, epistemic)
	if f.relation != evidence.NotUsed {
		f.count = s.count
	}
	f.quote = d.quote(u, s, st, m)
	f.cues = d.cues(u, st, why)
	clause := u.clause(s.Start, softBorder)
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
	own := u.clause(s.Start, softBorder)
	far := st.Start >= u.Start && u.divide(st.Start, s.Start) >= softBorder
	alone := far && u.any(own.Start, own.End, cUse, cNeg, cNegPost, cNegTight, cFailReturn, cLikely, cPartial) != nil
	if st.Start >= u.Start && st.End <= u.End && st.End > st.Start && !alone {
		span = cover(span, st.Span)
	}
	if !m.pronoun && m.Start >= u.Start && m.End <= u.End && m.End > m.Start && d.apposed(u, m.Span, span) {
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

// apposed reports a model that a quote may begin or end with: in the same
// clause, or with nothing but an apposition between.
func (d *doc) apposed(u *unit, m, span text.Span) bool {
	if u.divide(m.Start, span.Start) < softBorder {
		return true
	}
	return m.Start < span.Start && u.divide(m.Start, span.Start) < 2.1 &&
		u.any(m.End, span.Start, cAttr, cUse, cStageTrain, cStagePre, cStagePost, cStageInf, cNeg, cFail, cAdapt, cTerminator) == nil
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
	for _, f := range d.recent() {
		if f.unit == d.lastAt && f.voice.by == evidence.ByDocument {
			f.voice = v
			if f.hedge == evidence.Asserted {
				f.hedge = d.hedgeBy(v)
			}
		}
	}
}
