package extract

import (
	"slices"
	"strings"

	"assay/evidence"
)

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
	if d.listed(u, s, models) {
		p := d.lastDraft[len(d.lastDraft)-1]
		d.draft(u, s, node, &stageMention{Span: s.Span, stages: []evidence.Stage{p.stage}}, p.stage, models[0], sils, false)
		return true
	}
	verb := u.any(c.Start, c.End, cUse, cFailReturn, cJob, cGoesOn) != nil || containsAny(u.fold(c.Start, s.Start), "needed", "took", "required", "benötigte", "brauchte", "用了")
	denies := d.negated(u, s, &stageMention{Span: s.Span}) != nil
	if !verb && !denies {
		return false
	}
	from := d.drafts[d.unitFrom:]
	if len(from) == 0 {
		if u.any(u.Start, u.End, cJob, cFailReturn, cGoesOn) == nil && u.any(c.Start, s.Start, cExcl) == nil && !denies || len(d.lastDraft) == 0 || d.at-d.lastAt > 2 {
			return false
		}
		from = d.lastDraft
	}
	p := from[len(from)-1]
	if p.stage == evidence.Inference && u.any(c.Start, c.End, cFailReturn, cGoesOn) == nil && !denies {
		return false
	}
	st := &stageMention{Span: s.Span, stages: []evidence.Stage{p.stage}}
	m := p.model
	for i := range models {
		if x := &models[i]; !x.compared && x.Start < s.Start && x.Start > p.sil.End && p.unit == d.at {
			m = *x
		}
	}
	if m.name == p.model.name && node == p.node || p.unit != d.at && d.namesOther(models, p.model) {
		return false
	}
	m.why = "goes on from the claim before"
	d.draft(u, s, node, st, p.stage, m, sils, false)
	return true
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
		for i := len(d.drafts) - 1; i >= max(0, len(d.drafts)-64) && strings.Contains(w, "集群"); i-- {
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
		for _, f := range d.recent() {
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

// namesOther reports that a sentence names a model other than m.
func (d *doc) namesOther(models []modelRef, m modelRef) bool {
	for i := range models {
		if x := &models[i]; !x.compared && !x.unnamed && !x.class && !d.sameModel(*x, m) {
			return true
		}
	}
	return false
}

// listed reports an entry of a list that leaves the verb out: "OPT-175B (2022)
// by Meta, 992 A100 GPUs" after an entry that was trained on something.
func (d *doc) listed(u *unit, s *silicon, models []modelRef) bool {
	if len(d.lastDraft) == 0 || d.at-d.lastAt != 1 || len(models) == 0 || models[0].compared || models[0].unnamed || s.count == nil {
		return false
	}
	p := d.lastDraft[len(d.lastDraft)-1]
	return p.stage != evidence.Inference && models[0].Start-u.Start < 6 && !d.sameModel(models[0], p.model) &&
		u.any(u.Start, u.End, cStageTrain, cStagePre, cStagePost, cStageInf, cUse, cAdapt, cNeg, cAttr) == nil
}

// nameLater gives the claims about a model without a name the name that the next
// sentence brings: "… pre-trained a 70B model on X. The model, 360Zhinao 3, …".
func (d *doc) nameLater(u *unit) {
	if d.lastAt < 0 || d.at-d.lastAt != 1 || len(u.ms) < 2 || !u.ms[0].has(cCorefModel) || u.ms[0].start-u.Start > 4 {
		return
	}
	m := &u.ms[1]
	if gap := strings.TrimSpace(u.fold(u.ms[0].end, m.start)); m.kind != kModel || gap != "," && gap != "" && gap != "called" && gap != "named" && gap != "名为" && gap != "namens" {
		return
	}
	for _, f := range d.recent() {
		if f.unit == d.lastAt && f.model.unnamed && (m.org == nil || f.model.org == m.org) {
			f.model.name, f.model.org, f.model.unnamed = m.name, m.org, false
		}
	}
}

// recent gives the drafts of the unit that made claims last.
func (d *doc) recent() []*draft {
	var out []*draft
	for i := len(d.drafts) - 1; i >= 0 && d.drafts[i].unit >= d.lastAt; i-- {
		out = append(out, &d.drafts[i])
	}
	slices.Reverse(out)
	return out
}
