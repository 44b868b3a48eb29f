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
	if d.carried != nil && d.carriedUnit >= d.at-d.carryReach {
		v := *d.carried
		return v
	}
	return voice{by: d.ownVoice()}
}

func (d *doc) ownVoice() evidence.Attribution {
	switch d.kind {
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

// voiceIn finds a voice named in the unit itself.
func (d *doc) voiceIn(u *unit, m modelRef, s *silicon) (voice, bool) {
	verb := u.has(cAttr, cReported, cAlleged)
	var best voice
	found := false
	rank := 0
	take := func(v voice, r int) {
		if !found || r > rank {
			best, found, rank = v, true, r
		}
	}
	for i := range u.ms {
		x := &u.ms[i]
		if x.kind == kOrg {
			if by, ok := d.orgVoice(u, i, m, s); ok {
				take(voice{by: by, at: x.start}, 5)
			}
			continue
		}
		for _, e := range x.entries {
			if e.kind != kCue || !e.class.isSource() {
				continue
			}
			by := sourceOf[e.class]
			v := voice{by: by, at: x.start}
			switch e.class {
			case cSrcAnonymous:
				if verb {
					v.carries = true
					take(v, 8)
				}
			case cSrcMedia:
				if verb {
					v.carries, v.source = true, u.text[x.start-u.Start:x.end-u.Start]
					take(v, 6)
				}
			case cSrcSocial:
				if verb || d.kind != "tweet" {
					v.carries = true
					take(v, 6)
				}
			case cSrcOfficial, cSrcAnalyst, cSrcOperator, cSrcVendor:
				if d.near(u, x, cAttr, cAlleged, cLikely) {
					take(v, 7)
				}
			case cSrcPaper:
				if u.has(cAttr) || d.kind == "tweet" {
					take(v, 4)
				}
			case cSrcDeveloper:
				if d.near(u, x, cAttr) || strings.Contains(u.fold(x.start, x.end), "account") || strings.Contains(u.fold(x.start, x.end), "angaben") {
					take(v, 5)
				}
			case cSrcFirst:
				if d.firstPerson {
					take(v, 3)
				}
			}
		}
	}
	if !found && d.lang == "de" && d.subjunctive(u) && d.lastVoice != nil {
		return *d.lastVoice, true
	}
	return best, found
}

// near reports a cue of one of the classes within the same clauses.
func (d *doc) near(u *unit, x *mention, classes ...class) bool {
	for i := range u.ms {
		m := &u.ms[i]
		if m == x {
			continue
		}
		for _, c := range classes {
			if m.has(c) && u.apart(m.span(), x.span()) < 3.2 {
				return true
			}
		}
	}
	return false
}

// orgVoice reads "Huawei said", "according to Meituan", 华为表示 and gives the
// role of the firm: developer of the model, vendor of the silicon, or partner.
func (d *doc) orgVoice(u *unit, i int, m modelRef, s *silicon) (evidence.Attribution, bool) {
	x := &u.ms[i]
	says := false
	for j := range u.ms {
		a := &u.ms[j]
		if !a.has(cAttr) {
			continue
		}
		w := u.fold(a.start, a.end)
		gap := strings.TrimSpace(u.fold(min(a.end, x.end), max(a.start, x.start)))
		switch {
		case a.start < x.start && (w == "according to" || w == "laut" || w == "据" || w == "nach angaben" || w == "per" || w == "按照"):
			says = says || len(gap) < 18
		case a.start < x.start: // "…, said Meituan"
			says = says || gap == "" || gap == "the" || gap == "die" || gap == "der"
		default:
			says = says || len(gap) < 48 && u.divide(x.end, a.start) < 2.1 && !d.verbBetween(u, x.end, a.start)
		}
	}
	if !says {
		return "", false
	}
	switch {
	case m.org != nil && m.org == x.org:
		return evidence.ByDeveloper, true
	case s != nil && x.org.node != "" && d.r.g.vendorOf(s.node) == x.org.node:
		return evidence.ByChipVendor, true
	case x.org.node != "" && !x.org.maker:
		return evidence.ByChipVendor, true
	case m.org == nil && x.org.maker:
		return evidence.ByDeveloper, true
	case x.org.node != "":
		return evidence.ByChipVendor, true
	}
	return evidence.ByOperator, true
}

// verbBetween reports an event between an org and a verb of saying, so that the
// org is not its subject.
func (d *doc) verbBetween(u *unit, from, to int) bool {
	return u.any(from, to, cStageTrain, cStagePre, cStagePost, cUse) != nil
}

// subjunctive reports German Konjunktiv I.
func (d *doc) subjunctive(u *unit) bool {
	f := " " + u.folded.Text + " "
	for _, w := range []string{" sei ", " seien ", " habe ", " werde ", " laufe ", " nutze ", " stamme "} {
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
	if d.kind != "tweet" || !strings.Contains(u.folded.Text, "btw") {
		if u.any(near.Start, near.End, cAlleged) != nil {
			return evidence.Alleged
		}
	}
	if m := d.likely(u, s); m != nil {
		return evidence.Likely
	}
	switch v.by {
	case evidence.ByMedia, evidence.ByAnonymous:
		return evidence.Reported
	case evidence.BySocialMedia:
		if d.ownVoice() != evidence.BySocialMedia {
			return evidence.Reported
		}
	}
	if u.any(near.Start, near.End, cReported) != nil || d.hearsay(u) {
		return evidence.Reported
	}
	return evidence.Asserted
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
