package resolve

import (
	"strings"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
)

// Grader gives extracted claims their evidence class and interest (4.1). It
// never gives E1, which a reviewer alone sets.
type Grader struct {
	cat     *catalogue.Catalogue
	lattice *lattice
	held    map[heldKey][]*evidence.Claim // first accounts by outlet and model
}

type heldKey struct{ outlet, model string }

// NewGrader makes a grader. held are claims whose own account may be the root
// of a re-report; nil is fine.
func NewGrader(cat *catalogue.Catalogue, held []evidence.Claim) *Grader {
	g := &Grader{cat: cat, lattice: newLattice(cat.Lattice()), held: map[heldKey][]*evidence.Claim{}}
	for i := range held {
		c := &held[i]
		if c.Kind == evidence.KindRecord || c.NamedSource != "" || c.SourcePublisher == "" {
			continue
		}
		k := heldKey{g.source(c.SourcePublisher), c.ModelID}
		g.held[k] = append(g.held[k], c)
	}
	return g
}

func (g *Grader) source(name string) string {
	if s, ok := g.cat.SourceByName(name); ok {
		return s.ID
	}
	return strings.ToLower(strings.TrimSpace(name))
}

// Grade grades a copy of an extracted claim of a document: Evidence,
// RootEvidence and Interest; what the document says of its source is filled in
// where the claim lacks it. A record comes back unchanged.
func Grade(cat *catalogue.Catalogue, c evidence.Claim, doc *evidence.Document) evidence.Claim {
	return NewGrader(cat, nil).Grade(c, doc)
}

// Grade grades one claim; see the function of that name.
func (g *Grader) Grade(c evidence.Claim, doc *evidence.Document) evidence.Claim {
	if c.Kind == evidence.KindRecord {
		return c
	}
	g.describe(&c, doc)
	v := g.voice(&c, doc)
	c.Interest = g.interest(&c, v)
	switch {
	case c.NamedSource != "" && g.source(c.NamedSource) != g.source(c.SourcePublisher):
		c.Evidence, c.RootEvidence = evidence.E0, g.root(&c, v)
	case v.firstHand && v.runner && v.technical && g.namesChip(c.Silicon):
		c.Evidence = evidence.E2
	case v.firstHand:
		c.Evidence = evidence.E3
	case c.Attribution == evidence.ByMedia:
		c.Evidence, c.RootEvidence = evidence.E0, evidence.E5
	case c.Attribution == evidence.BySocialMedia:
		c.Evidence = evidence.E7
	case v.party:
		c.Evidence = evidence.E4
	case c.Attribution == evidence.ByAnalyst:
		c.Evidence = evidence.E4
		if c.Speaker == "" && v.kind != "analyst" {
			c.Evidence = evidence.E5
		}
	case c.Attribution == evidence.ByAnonymous:
		c.Evidence = evidence.E5
	case v.edited:
		c.Evidence = evidence.E5
	default:
		c.Evidence = evidence.E7
	}
	return c
}

// describe fills in what the document says of its source.
func (g *Grader) describe(c *evidence.Claim, doc *evidence.Document) {
	if doc != nil {
		set(&c.SourcePublisher, doc.Publisher)
		set(&c.SourceTitle, doc.Title)
		set(&c.SourceURL, doc.Address)
		set(&c.SourceID, doc.SourceID)
		set(&c.DocumentID, doc.ID)
		if c.Published == "" {
			c.Published = doc.Published
		}
	}
	if s, ok := g.cat.SourceByName(c.SourcePublisher); ok {
		set(&c.SourceID, s.ID)
		set(&c.PublisherKind, s.Kind)
	}
}

func set(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

// speaker is what the document and the attribution make of a claim's voice.
type speaker struct {
	kind      string // of the publisher
	party     bool   // developer, vendor, operator or authority speaks, at first hand or relayed
	firstHand bool   // in a document of its own
	runner    bool   // and it is who ran the stage
	technical bool   // in a paper or model card
	edited    bool   // the outlet has an editor
}

func (g *Grader) voice(c *evidence.Claim, doc *evidence.Document) speaker {
	v := speaker{kind: c.PublisherKind}
	docKind := ""
	if doc != nil {
		docKind = doc.Kind
	}
	switch docKind {
	case "paper", "model-card", "report-technical", "readme", "repository":
		v.technical = true
	}
	publisher, _ := g.cat.DeveloperID(c.SourcePublisher)
	developer, _ := g.cat.DeveloperID(c.Developer)
	runner := c.Developer
	if origin.ThirdParty(c) {
		runner = c.Actor
	}
	runnerID, _ := g.cat.DeveloperID(runner)
	byRunner := same(publisher, runnerID, c.SourcePublisher, runner)
	byDeveloper := same(publisher, developer, c.SourcePublisher, c.Developer)
	byVendor := same("", "", c.SourcePublisher, g.vendor(c.Silicon))
	switch c.Attribution {
	case evidence.ByPaper, evidence.ByDeveloper, evidence.ByChipVendor, evidence.ByOperator, evidence.ByOfficial:
		v.party = true
	}
	if !v.party && c.Attribution != evidence.ByDocument {
		v.edited = edited(docKind, v.kind)
		return v
	}
	v.edited = edited(docKind, v.kind)
	switch {
	case byRunner || (v.technical && (c.Attribution == evidence.ByDeveloper || c.Attribution == evidence.ByPaper)):
		v.firstHand, v.runner = true, true
	case byDeveloper || byVendor,
		v.kind == "chip-vendor" && c.Attribution == evidence.ByChipVendor,
		v.kind == "developer" && c.Attribution == evidence.ByDeveloper,
		v.kind == "official" && c.Attribution == evidence.ByOfficial,
		docKind == "press-release" && v.party:
		v.firstHand = true
	}
	v.party = v.party || v.firstHand
	return v
}

// same compares two firms by id where both are known, else by name.
func same(idA, idB, a, b string) bool {
	if idA != "" && idB != "" {
		return idA == idB
	}
	a, b = bareName(a), bareName(b)
	return a != "" && strings.EqualFold(a, b)
}

// bareName is a firm's name without what stands in brackets.
func bareName(name string) string {
	if i := strings.IndexAny(name, "(（"); i > 0 {
		name = name[:i]
	}
	return strings.TrimSpace(name)
}

// edited tells a newsroom from a place where anybody writes.
func edited(docKind, publisherKind string) bool {
	switch publisherKind {
	case "aggregator", "forum", "social", "code-host":
		return false
	case "press", "wire", "analyst", "paper", "official", "developer", "chip-vendor":
		return true
	}
	switch docKind {
	case "news", "report", "wire", "press", "analysis", "article":
		return true
	}
	return false
}

// root is the class of the statement that a re-report goes back to: that of the
// root itself where it is held and says the same; E7 where it is held and does
// not, since a copy adds nothing to its root; else what the text says of it.
func (g *Grader) root(c *evidence.Claim, v speaker) evidence.Class {
	held := g.held[heldKey{g.source(c.NamedSource), c.ModelID}]
	if len(held) > 0 {
		best := evidence.E7
		for _, r := range held {
			if r.Stage == c.Stage && r.Relation == c.Relation && g.covers(c.Silicon, r.Silicon) && (r.Exclusive || !c.Exclusive) {
				if w := r.Weight(); w.Rank() < best.Rank() {
					best = w
				}
			}
		}
		return best
	}
	switch c.Attribution {
	case evidence.ByPaper:
		return evidence.E2
	case evidence.ByDeveloper, evidence.ByChipVendor, evidence.ByOperator, evidence.ByOfficial:
		return evidence.E3
	case evidence.ByAnalyst:
		return evidence.E4
	case evidence.BySocialMedia:
		return evidence.E7
	}
	if s, ok := g.cat.SourceByName(c.NamedSource); ok && (s.Kind == "aggregator" || s.Kind == "forum" || s.Kind == "social") {
		return evidence.E7
	}
	return evidence.E5
}

// covers reports whether the root's silicon is the copy's or finer.
func (g *Grader) covers(copied, root string) bool {
	a, okA := g.lattice.at[copied]
	b, okB := g.lattice.at[root]
	return okA && okB && g.lattice.below[a][b/64]&(1<<(b%64)) != 0
}

// namesChip reports whether silicon is named finer than by its maker.
func (g *Grader) namesChip(silicon string) bool {
	n, ok := g.cat.Lattice().Node(silicon)
	if !ok || g.cat.Lattice().SortOfPart(silicon) {
		return false
	}
	switch n.Kind {
	case catalogue.NodeFamily, catalogue.NodeChip, catalogue.NodeVariant, catalogue.NodeSystem:
		return true
	}
	return false
}

func (g *Grader) vendor(silicon string) string {
	l := g.cat.Lattice()
	for _, n := range append([]string{silicon}, l.Ancestors(silicon)...) {
		if node, ok := l.Node(n); ok && node.Kind == catalogue.NodeVendor {
			return n
		}
	}
	return ""
}

// interest tells whether the voice gains by the statement (4.1): first parties
// do, unless they speak against themselves: of their own failure, of their own
// chip not being used, or of using another maker's chip although they make chips.
func (g *Grader) interest(c *evidence.Claim, v speaker) evidence.Interest {
	if !v.party {
		return evidence.InterestNone
	}
	developer := c.Attribution != evidence.ByChipVendor
	maker := g.vendor(c.Silicon)
	switch {
	case developer && c.Relation == evidence.AttemptedFailed:
		return evidence.InterestOpposed
	case !developer && (c.Relation == evidence.NotUsed || c.Relation == evidence.AttemptedFailed):
		return evidence.InterestOpposed
	case c.Attribution == evidence.ByDeveloper && c.Relation == evidence.Used && maker != "" && g.makesChips(c.Developer) && !strings.EqualFold(maker, g.makerName(c.Developer)):
		return evidence.InterestOpposed
	}
	return evidence.InterestAligned
}

// makesChips reports whether a developer is also a vendor of the lattice.
func (g *Grader) makesChips(developer string) bool { return g.makerName(developer) != "" }

// makerName is the vendor node of a developer, or empty.
func (g *Grader) makerName(developer string) string {
	first, _, _ := strings.Cut(developer, " ")
	for _, name := range []string{developer, first} {
		if n, ok := g.cat.Lattice().Node(name); ok && n.Kind == catalogue.NodeVendor {
			return name
		}
	}
	return ""
}
