package extract

import (
	"strings"

	"assay/evidence"
)

// voice is who is made to say what a unit says.
type voice struct {
	by      evidence.Attribution
	at      int
	source  string // outlet as written
	speaker string
	carries bool // media, anonymous people and social media carry over
}

// voiceOf finds the voice of a claim: named in its sentence, carried over from
// a reporting source, or the document's own.
func (d *doc) voiceOf(u *unit, m modelRef, s *silicon) voice {
	if v, ok := d.voiceIn(u, m, s); ok {
		return v
	}
	if d.inAnswer() {
		return voice{by: evidence.ByDeveloper}
	}
	if d.carried != nil && (d.carriedUnit >= d.at-1 || d.carriedLead && d.at < 12) {
		return *d.carried
	}
	return voice{by: d.ownVoice()}
}

func (d *doc) ownVoice() evidence.Attribution {
	if d.thread {
		return evidence.BySocialMedia
	}
	switch d.kind {
	case "interview", "q&a":
		if d.inAnswer() {
			return evidence.ByDeveloper
		}

	case "model-card", "press-release", "qa", "readme", "modelcard", "card", "release", "announcement", "press release", "release-notes", "documentation":
		return evidence.ByDeveloper
	case "tweet", "post", "forum", "social", "comment-post", "reddit", "forum-post":
		if d.relaysPaper {
			return evidence.ByPaper
		}
		return evidence.BySocialMedia
	case "paper", "preprint", "technical-report":
		return evidence.ByPaper
	}
	if d.firstPerson {
		return evidence.ByDeveloper
	}
	if d.relaysPaper {
		return evidence.ByPaper
	}
	return evidence.ByDocument
}

var sourceOf = map[class]evidence.Attribution{
	cSrcDeveloper: evidence.ByDeveloper, cSrcVendor: evidence.ByChipVendor, cSrcAnonymous: evidence.ByAnonymous, cSrcMedia: evidence.ByMedia,
	cSrcOfficial: evidence.ByOfficial, cSrcAnalyst: evidence.ByAnalyst, cSrcSocial: evidence.BySocialMedia, cSrcPaper: evidence.ByPaper,
	cSrcOperator: evidence.ByOperator, cSrcFirst: evidence.ByDeveloper,
}

// voiceIn finds a voice named in the unit itself: the subjects of its verbs of
// saying, and sources that need none.
func (d *doc) voiceIn(u *unit, m modelRef, s *silicon) (voice, bool) {
	var best voice
	cost, found := 100.0, false
	for i := range u.ms {
		a := &u.ms[i]
		if !a.has(cAttr) && !a.has(cReported) && !a.has(cAlleged) {
			continue
		}
		v, ok := d.speakerOf(u, i, m, s)
		if !ok {
			continue
		}
		c := 0.0
		if s != nil && s.Start >= u.Start {
			c = u.divide(min(a.start, s.Start), max(a.start, s.Start))
			if a.start > s.Start && c >= 2.9 || c >= 2.0 && a.start > s.Start && d.fromOther(v.by) && u.any(s.End, a.start, cLikely) != nil {
				continue
			}
		}
		c -= float64(voiceRank(v.by)) * 0.1
		if c < cost {
			best, cost, found = v, c, true
		}
	}
	if found {
		return best, true
	}
	return d.voiceWithoutVerb(u)
}

// firstVoice is who "we" are: the authors of a paper, else the developer.
func (d *doc) firstVoice() evidence.Attribution {
	if v := d.ownVoice(); v == evidence.ByPaper {
		return v
	}
	return evidence.ByDeveloper
}

func (d *doc) fromOther(by evidence.Attribution) bool {
	return by == evidence.ByOfficial || by == evidence.ByAnalyst
}

// voiceRank prefers the voice that matters more where several stand equally near.
func voiceRank(by evidence.Attribution) int {
	switch by {
	case evidence.ByAnonymous:
		return 5
	case evidence.ByOfficial, evidence.ByAnalyst, evidence.BySocialMedia:
		return 4
	case evidence.ByMedia:
		return 3
	}
	return 2
}

// voiceWithoutVerb reads sources that stand by themselves: a post, a paper,
// "by the developer's account", our own voice.
func (d *doc) voiceWithoutVerb(u *unit) (voice, bool) {
	for i := range u.ms {
		x := &u.ms[i]
		w := u.fold(x.start, x.end)
		switch {
		case x.has(cSrcSocial) && d.kind != "tweet":
			return voice{by: evidence.BySocialMedia, at: x.start, carries: true}, true
		case x.has(cSrcVendor) && strings.Contains(w, "tests"):
			return voice{by: evidence.ByChipVendor, at: x.start}, true
		case x.has(cSrcDeveloper) && (strings.Contains(w, "account") || strings.Contains(w, "angaben")):
			return voice{by: evidence.ByDeveloper, at: x.start}, true
		case x.has(cSrcPaper) && d.kind == "tweet":
			return voice{by: evidence.ByPaper, at: x.start}, true
		case x.has(cSrcFirst) && d.firstPerson:
			return voice{by: d.firstVoice(), at: x.start}, true
		}
	}
	if d.lang == "de" && d.subjunctive(u) && d.lastVoice != nil {
		return *d.lastVoice, true
	}
	return voice{}, false
}

// speakerOf finds who is the subject of the verb of saying at ms[i]: the nearest
// source or firm before it, else directly behind it ("according to Meituan").
func (d *doc) speakerOf(u *unit, i int, m modelRef, s *silicon) (voice, bool) {
	a := &u.ms[i]
	w := u.fold(a.start, a.end)
	prefix := w == "according to" || w == "laut" || w == "据" || w == "nach angaben" || w == "per" || w == "按照" || w == "citing" || w == "unter berufung auf" || w == "引述" || w == "援引" || w == "据报道"
	self := d.ownSource(u, a)
	if self.by != "" {
		return self, true
	}
	if v, ok := d.personSays(u, a); ok {
		return v, true
	}
	if !prefix {
		for j := i - 1; j >= 0; j-- {
			x := &u.ms[j]
			if u.divide(x.end, a.start) >= 2.1 || a.start-x.end > 90 {
				break
			}
			if v, ok := d.sourceAt(u, j, m, s); ok {
				if p, ok := d.personOf(u, j); ok {
					return p, true
				}
				return v, true
			}
			if u.fold(x.start, x.end) == "they" && d.carried != nil {
				return *d.carried, true
			}
			if d.verbBetween(u, x.start, x.end) && a.start-x.end > 6 {
				break
			}
		}
	}
	for j := i + 1; j < len(u.ms); j++ {
		x := &u.ms[j]
		limit := 14
		if prefix {
			limit = 40
		}
		if !isASCII(w) {
			limit = 30
		}
		if x.start-a.end > limit || u.divide(a.end, x.start) >= softBorder {
			break
		}
		if v, ok := d.sourceAt(u, j, m, s); ok {
			return v, true
		}
	}
	return voice{}, false
}

// personOf prefers people to the firm that only says where they are from:
// "engineers who left Baichuan", "an analyst at Bernstein".
func (d *doc) personOf(u *unit, j int) (voice, bool) {
	if u.ms[j].kind != kOrg {
		return voice{}, false
	}
	for k := j - 1; k >= 0 && u.ms[j].start-u.ms[k].end < 40; k-- {
		x := &u.ms[k]
		if u.divide(x.end, u.ms[j].start) >= midBorder+0.1 {
			break
		}
		if x.has(cSrcAnonymous) || x.has(cSrcAnalyst) || x.has(cSrcOfficial) {
			return d.sourceAt(u, k, modelRef{}, nil)
		}
	}
	return voice{}, false
}

// ownSource reads cues that are verb and source in one (网传, 爆料, tweeted).
func (d *doc) ownSource(u *unit, a *mention) voice {
	switch {
	case a.has(cSrcSocial) && d.kind != "tweet":
		return voice{by: evidence.BySocialMedia, at: a.start, carries: true}
	case a.has(cSrcMedia):
		return voice{by: evidence.ByMedia, at: a.start, carries: true}
	case a.has(cSrcAnonymous):
		return voice{by: evidence.ByAnonymous, at: a.start, carries: true}
	case a.has(cSrcDeveloper) && strings.Contains(u.fold(a.start, a.end), " "):
		return voice{by: evidence.ByDeveloper, at: a.start}
	}
	return voice{}
}

// personSays reads "they added", "he alleges": the last person or people that
// the text quoted.
func (d *doc) personSays(u *unit, a *mention) (voice, bool) {
	before := " " + strings.TrimRight(u.fold(max(u.Start, a.start-8), a.start), " ")
	plural := strings.HasSuffix(before, " they") || strings.HasSuffix(before, " sie") || strings.HasSuffix(before, "他们")
	single := strings.HasSuffix(before, " he") || strings.HasSuffix(before, " she") || strings.HasSuffix(before, " er") || strings.HasSuffix(before, "他") || strings.HasSuffix(before, "她")
	if !plural && !single {
		return voice{}, false
	}
	if plural && d.carried != nil {
		return *d.carried, true
	}
	for i := range u.ms {
		x := &u.ms[i]
		if x.start < a.start && (x.has(cSrcOfficial) || x.has(cSrcAnalyst) || x.has(cSrcAnonymous)) {
			v, _ := d.sourceAt(u, i, modelRef{}, nil)
			return v, true
		}
	}
	if d.person != nil {
		return *d.person, true
	}
	return voice{}, false
}

// sourceAt reads the mention at ms[j] as a source.
func (d *doc) sourceAt(u *unit, j int, m modelRef, s *silicon) (voice, bool) {
	x := &u.ms[j]
	if x.kind == kOrg && x.org.node != "" && d.asSilicon(u, j) {
		return voice{}, false
	}
	if x.kind == kOrg {
		return voice{by: d.role(x.org, m, s), at: x.start}, true
	}
	for _, e := range x.entries {
		if e.kind != kCue || !e.class.isSource() || e.class == cSrcFirst && !d.firstPerson {
			continue
		}
		v := voice{by: sourceOf[e.class], at: x.start}
		switch e.class {
		case cSrcAnonymous, cSrcSocial:
			v.carries = true
		case cSrcMedia:
			v.carries, v.source = true, u.text[x.start-u.Start:x.end-u.Start]
		case cSrcDeveloper:
			v.by = d.firmVoice(u, j)
		case cSrcPaper:
			if m.org != nil && m.org.maker && d.kind == "news" {
				v.by = evidence.ByPaper
			}
		}
		if e.class == cSrcSocial && d.kind == "tweet" {
			continue
		}
		return v, true
	}
	return voice{}, false
}

// firmVoice tells whose voice "the company" is: that of the firm named last
// before it, a maker's or a vendor's.
func (d *doc) firmVoice(u *unit, j int) evidence.Attribution {
	for k := j - 1; k >= 0; k-- {
		if x := &u.ms[k]; x.kind == kOrg && !d.asSilicon(u, k) {
			if x.org.node != "" && !x.org.maker {
				return evidence.ByChipVendor
			}
			return evidence.ByDeveloper
		}
	}
	if d.lastOrg != nil && d.lastOrg.node != "" && !d.lastOrg.maker {
		return evidence.ByChipVendor
	}
	return evidence.ByDeveloper
}

// role is what a firm is to a claim: developer of the model, vendor of the
// silicon, or a partner.
func (d *doc) role(o *org, m modelRef, s *silicon) evidence.Attribution {
	switch {
	case m.org != nil && m.org == o:
		return evidence.ByDeveloper
	case s != nil && o.node != "" && d.r.g.vendorOf(s.node) == o.node:
		return evidence.ByChipVendor
	case o.node != "" && !o.maker:
		return evidence.ByChipVendor
	case m.org == nil && o.maker:
		return evidence.ByDeveloper
	case o.node != "":
		return evidence.ByChipVendor
	}
	return evidence.ByOperator
}

// verbBetween reports an event between an org and a verb of saying, so that the
// org is not its subject.
func (d *doc) verbBetween(u *unit, from, to int) bool {
	return u.any(from, to, cStageTrain, cStagePre, cStagePost, cUse) != nil
}

// subjunctive reports German Konjunktiv I.
func (d *doc) subjunctive(u *unit) bool {
	f := " " + u.folded.Text + " "
	for _, w := range []string{" sei ", " seien ", " habe ", " werde ", " laufe ", " nutze ", " stamme ", " bleibe ", " komme ", " könne ", " müsse ", " wolle ", " solle ", " brauche ", " verwende ", " setze ", " betreibe ", " gebe ", " diene "} {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}

// hedgeOf decides how firmly the claim is made.
func (d *doc) hedgeOf(u *unit, s *silicon, st *stageMention, v voice, epistemic bool) evidence.Hedge {
	if s.kind == silHidden || epistemic {
		return evidence.Unknown
	}
	near := u.clause(s.Start, hardBorder)
	if d.denied(u, s, st) {
		return evidence.Asserted
	}
	alleged, likely := d.nearest(u, s, cAlleged), d.nearest(u, s, cLikely)
	if v.by == evidence.ByDeveloper && d.answers(u, s) {
		alleged = 100
	}
	if alleged <= 2.9 && alleged <= likely+0.01 || v.by == evidence.ByOfficial && alleged < 3 {
		return evidence.Alleged
	}
	if m := d.likely(u, s); m != nil {
		return evidence.Likely
	}
	if h := d.hedgeBy(v); h != evidence.Asserted {
		return h
	}
	if u.any(near.Start, near.End, cReported) != nil || d.hearsay(u) {
		return evidence.Reported
	}
	return evidence.Asserted
}

// answers reports a developer that answers an accusation: its verb of saying
// stands between the word for the accusation and the silicon.
func (d *doc) answers(u *unit, s *silicon) bool {
	said := -1
	for i := range u.ms {
		if m := &u.ms[i]; m.end <= s.Start && m.has(cAttr) && !m.has(cAlleged) {
			said = m.start
		}
	}
	return said >= 0 && (u.any(said, u.End, cAlleged) == nil || containsAny(u.folded.Text, "毫无根据", "不实", "baseless", "unfounded", "haltlos", "untrue", "没有根据", "无稽"))
}

// hedgeBy is the hedge that a voice alone brings.
func (d *doc) hedgeBy(v voice) evidence.Hedge {
	switch v.by {
	case evidence.ByMedia, evidence.ByAnonymous:
		return evidence.Reported
	case evidence.BySocialMedia:
		if d.ownVoice() != evidence.BySocialMedia {
			return evidence.Reported
		}
	}
	return evidence.Asserted
}

// nearest is how many borders lie between the silicon and the nearest cue of a
// class; 100 where there is none.
func (d *doc) nearest(u *unit, s *silicon, c class) float64 {
	best := 100.0
	for i := range u.ms {
		if m := &u.ms[i]; m.has(c) && !(c == cAlleged && conceded(u, m, s)) {
			best = min(best, u.divide(min(m.start, s.Start), max(m.start, s.Start)))
		}
	}
	return best
}

// conceded reports a cue in a clause that only grants something against the
// silicon's own: "no AMD card, although the rumour goes round".
func conceded(u *unit, m *mention, s *silicon) bool {
	if m.start < s.End {
		return false
	}
	t := u.any(s.End, m.start, cTerminator)
	return t != nil && containsAny(u.fold(t.start, t.end), "although", "though", "obwohl", "尽管", "虽然") || strings.Contains(u.fold(s.End, m.start), "despite")
}

// likely finds a cue of inference in the clauses around the silicon.
func (d *doc) likely(u *unit, s *silicon) *mention {
	for i := range u.ms {
		m := &u.ms[i]
		if !m.has(cLikely) || u.divide(min(m.start, s.Start), max(m.start, s.Start)) >= 2.2 {
			continue
		}
		after := u.fold(m.end, min(u.End, m.end+12))
		if strings.HasPrefix(strings.TrimSpace(after), "the only") || strings.HasPrefix(strings.TrimSpace(after), "die einzige") {
			continue
		}
		return m
	}
	return nil
}

// hearsay reports German "soll … trainiert worden sein / haben".
func (d *doc) hearsay(u *unit) bool {
	if d.lang != "de" {
		return false
	}
	f := " " + u.folded.Text + " "
	return strings.Contains(f, " soll ") || strings.Contains(f, " sollen ") || strings.Contains(f, " solle ")
}
