package catalogue

import (
	"fmt"
	"slices"

	"assay/evidence"
)

// checkModels: families and their members, bases, sizes.
func (l *linter) checkModels(c *Catalogue) {
	for _, it := range l.core.models {
		m := &it.rec
		if len(m.Members) > 0 && m.Kind != KindFamily {
			fail(l, it, "members", "members-without-family", "only a family has members", "set kind: family, or leave members out")
		}
		if m.Kind == KindFamily && len(m.Members) == 0 {
			warn(l, it, "kind", "empty-family", fmt.Sprintf("family %q lists no members; its claims reach no model", m.ID), "list its members")
		}
		if slices.Contains(m.Members, m.ID) || slices.Contains(m.Bases, m.ID) {
			fail(l, it, "id", "own-base", fmt.Sprintf("%q stands under its own members or bases", m.ID), "remove it there")
		}
		if m.ParamsTotalB != nil && m.ParamsActiveB != nil && *m.ParamsActiveB > *m.ParamsTotalB {
			fail(l, it, "params_active_b", "active-above-total", fmt.Sprintf("%v active of %v parameters in all", *m.ParamsActiveB, *m.ParamsTotalB), "correct one of them")
		}
		if loop := baseLoop(c, m.ID); loop {
			fail(l, it, "bases", "base-loop", fmt.Sprintf("%q is derived from itself over its bases", m.ID), "break the loop")
		}
	}
}

// baseLoop reports whether a model comes back to itself over its bases.
func baseLoop(c *Catalogue, id string) bool {
	seen := map[string]bool{}
	queue := []string{id}
	for len(queue) > 0 {
		m, _ := c.Model(queue[0])
		queue = queue[1:]
		for _, b := range m.Bases {
			if b == id {
				return true
			}
			if !seen[b] {
				seen[b] = true
				queue = append(queue, b)
			}
		}
	}
	return false
}

// checkNodes: one root, no loop over parent and implies, systems imply a chip.
func (l *linter) checkNodes(c *Catalogue) {
	root := ""
	for _, it := range l.core.nodes {
		n := &it.rec
		switch {
		case n.Parent == "" && root == "":
			root = n.Name
		case n.Parent == "":
			fail(l, it, "name", "second-root", fmt.Sprintf("%q has no parent; the root is %q", n.Name, root), "name its parent")
		case c.lattice.loops(n.Name):
			fail(l, it, "parent", "lattice-loop", fmt.Sprintf("%q stands above itself over parent and implies", n.Name), "break the loop")
		case n.Kind == NodeSystem && n.Implies == "":
			warn(l, it, "kind", "system-without-chip", fmt.Sprintf("system %q implies no chip", n.Name), "name the chip inside under implies, once it is known")
		}
		if n.Implies != "" && n.Kind != NodeSystem {
			fail(l, it, "implies", "implies-without-system", "only a system implies a chip", "set kind: system, or leave implies out")
		}
	}
}

func (l *Lattice) loops(name string) bool {
	for _, up := range l.ancestors[name] {
		if n, _ := l.Node(up); n.Parent == name || n.Implies == name {
			return true
		}
	}
	n, _ := l.Node(name)
	return n.Parent == name || n.Implies == name
}

// checkSpellings: the crosswalk says nothing that the lattice says otherwise.
func (l *linter) checkSpellings(c *Catalogue) {
	own := newNames(0)
	for _, it := range l.core.nodes {
		for _, s := range append([]string{it.rec.Name, it.rec.ID}, it.rec.Aliases...) {
			own.add(s, it.rec.Name)
		}
	}
	for _, it := range l.core.spellings {
		s := &it.rec
		if node, ok := own.find(s.Spelling); ok {
			fail(l, it, "spelling", "spelling-known", fmt.Sprintf("%q is already a name of %q", s.Spelling, node), "remove it here")
		}
		if s.Node == "" && s.Reason == "" {
			fail(l, it, "spelling", "spelling-without-node", fmt.Sprintf("%q names no node and gives no reason", s.Spelling), "add node, or reason")
		}
	}
}

// checkSources: a letter off the table of docs/format.md gives its reason.
func (l *linter) checkSources() {
	for _, it := range l.core.sources {
		s := &it.rec
		if want := LetterOf(s.Kind); s.Letter != want && s.Note == "" && s.Letter.Valid() {
			warn(l, it, "letter", "letter-off-table", fmt.Sprintf("letter %s; the table gives %s to kind %s", s.Letter, want, s.Kind), "say why in note")
		}
	}
}

// checkClaims: what cannot be so, and what nobody can place.
func (l *linter) checkClaims(c *Catalogue) {
	chipOf := map[string]*Chip{}
	for i := range l.rest.chips {
		chipOf[l.rest.chips[i].rec.ID] = &l.rest.chips[i].rec
	}
	for _, it := range l.core.claims {
		r := &it.rec
		l.claimGrades(it)
		l.claimDates(it, c, chipOf)
		if r.SiliconWritten == "" {
			continue
		}
		node, ok := c.lattice.Resolve(r.SiliconWritten)
		switch {
		case !ok:
			warn(l, it, "silicon_written", "unplaced-spelling", fmt.Sprintf("silicon_written: no node has the spelling %q", clipped(r.SiliconWritten)), "add it to crosswalk.yaml")
		case !c.lattice.Contains(node, r.Silicon) && !c.lattice.Contains(r.Silicon, node):
			warn(l, it, "silicon_written", "wording-elsewhere", fmt.Sprintf("%q means %q, the claim stands at %q", clipped(r.SiliconWritten), node, r.Silicon), "correct one of them")
		}
	}
}

// claimGrades: grades that contradict each other.
func (l *linter) claimGrades(it item[ClaimRecord]) {
	r := &it.rec
	switch {
	case r.Evidence == evidence.E0 && (r.RootEvidence == "" || r.RootEvidence == evidence.E0):
		fail(l, it, "evidence", "root-missing", "a re-report (E0) names the class of what it goes back to", "add root_evidence")
	case r.Evidence != evidence.E0 && r.RootEvidence != "":
		fail(l, it, "root_evidence", "root-without-rereport", "root_evidence belongs to E0 alone", "set evidence: E0, or leave root_evidence out")
	case r.Evidence == evidence.E1:
		warn(l, it, "evidence", "e1-by-record", "E1 is set by a reviewer alone", "use E2 or E3, and let a reviewer raise it")
	}
	if r.Count == nil && r.CountQual != "" || r.Count != nil && r.CountQual == "" {
		fail(l, it, "count", "count-half", "count and count_qual stand together", "give both, or neither")
	}
	if r.Whole && r.Part {
		fail(l, it, "part", "whole-and-part", "a statement is on the whole process or on a share of it", "leave one out")
	}
	if r.Continued && r.Stage != evidence.PreTraining {
		fail(l, it, "continued", "continued-stage", "only pre-training is continued", "set stage: pre-training, or leave continued out")
	}
}

// claimDates: a record known before it was published, read before it was
// written, or about a chip that nobody had announced.
func (l *linter) claimDates(it item[ClaimRecord], c *Catalogue, chips map[string]*Chip) {
	r := &it.rec
	if !r.Published.Valid() || !r.KnownSince.Valid() || !r.VerifiedOn.Valid() {
		return // told already
	}
	if before(r.KnownSince, r.Published) {
		fail(l, it, "known_since", "known-before-published", fmt.Sprintf("known since %s, published %s", r.KnownSince, r.Published), "correct one of them")
	}
	if before(r.VerifiedOn, r.Published) {
		fail(l, it, "verified_on", "read-before-published", fmt.Sprintf("verified on %s, published %s", r.VerifiedOn, r.Published), "correct one of them")
	}
	chip := chips[c.lattice.Chip(r.Silicon)]
	if chip == nil || (r.Relation != evidence.Used && r.Relation != evidence.AttemptedFailed) {
		return
	}
	if before(r.Published, chip.Announced) {
		warn(l, it, "published", "before-announcement", fmt.Sprintf("published %s; %s was announced %s", r.Published, chip.Name, chip.Announced), "check the date and the chip (R7)")
	}
}

// before reports whether a lies wholly before b; unknown dates lie nowhere.
func before(a, b evidence.Date) bool { return a != "" && b != "" && a.Last() < b.First() }
