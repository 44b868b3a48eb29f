package web

import (
	"net/http"
	"slices"
	"strings"

	"assay/evidence"
	"assay/resolve"
)

// versus is one contradiction: the sides next to each other, equal in width,
// none ranked by colour.
type versus struct {
	ID      string
	Model   string
	ModelID string
	Title   string
	Line    string // since when, where it stands, and the explanation
	Sign    string
	Mark    string
	Rules   []string
	Between string // "against" or "and"
	Sides   []versusSide
	Kind    resolve.Quarrel
	Status  resolve.Status
	Opened  evidence.Date
}

// versusSide is one side: what it says and who says so.
type versusSide struct {
	Title, Sign string
	Claims      []claimView
	More        int // claims of the side that are not shown
}

// sideClaims is how many claims of a side are shown.
const sideClaims = 3

// versusOf gives the contradictions about one model.
func (s *site) versusOf(l Lang, rd *reading, model string, claims map[string]*evidence.Claim) []versus {
	var out []versus
	for _, c := range rd.index.ContradictionsOf(model, rd.opts) {
		out = append(out, s.versus(l, rd, &c, claims))
	}
	return out
}

// versus dresses a contradiction for a page.
func (s *site) versus(l Lang, rd *reading, q *resolve.Contradiction, claims map[string]*evidence.Claim) versus {
	c := s.cats[l]
	v := versus{ID: slug(q.ID), Model: c.model(q.Model), ModelID: q.Model, Kind: q.Kind, Status: q.Status, Opened: q.Opened, Rules: q.Rules, Title: c.word("quarrel", q.Kind)}
	stages := make([]string, 0, len(q.Stages))
	for _, st := range q.Stages {
		stages = append(stages, c.text("stage.short."+string(st)))
	}
	v.Line = c.text("versus.line", "stage", c.list(stages), "status", c.word("quarrelstatus", q.Status), "date", c.date(q.Opened))
	if q.Explanation != "" {
		if c.lang == English {
			v.Line += " " + q.Explanation
		} else if why := c.texts["quarrelwhy."+string(q.Kind)]; why != "" {
			v.Line += " " + why
		}
	}
	v.Between = c.text("versus.against")
	if q.Status != resolve.Open {
		v.Between = c.text("versus.and")
	} else {
		v.Sign, v.Mark = "con", "contested"
	}
	home := ""
	if m, ok := s.Catalogue.Model(q.Model); ok {
		home = m.Country
	}
	for _, side := range q.Sides {
		vs := versusSide{Title: s.sideTitle(c, side.Says), Sign: s.signOfNode(side.Says, home)}
		for _, id := range side.Claims {
			if cl := claims[id]; cl != nil {
				if len(vs.Claims) == sideClaims {
					vs.More++
					continue
				}
				vs.Claims = append(vs.Claims, s.claimView(l, cl, rd))
			}
		}
		v.Sides = append(v.Sides, vs)
	}
	return v
}

// sideTitle names what a side says: a node by its name in the language, a
// relation in words, anything else as it is.
func (s *site) sideTitle(c *catalog, says string) string {
	if _, ok := s.Catalogue.Lattice().Node(says); ok {
		return c.silicon(says)
	}
	if evidence.Stage(says).Valid() {
		return c.text("stage." + says)
	}
	if node, ok := strings.CutPrefix(says, "not "); ok {
		return c.text("cell.not", "silicon", c.silicon(node))
	}
	return says
}

// signOfNode is the sign of a node seen from a country.
func (s *site) signOfNode(name, home string) string {
	node, ok := s.Catalogue.Lattice().Node(name)
	if !ok {
		return ""
	}
	designer := s.Catalogue.Lattice().Designer(name)
	switch {
	case node.Relative == "domestic" || designer != "" && designer == home:
		return "dom"
	case node.Relative == "foreign" || designer != "":
		return "for"
	}
	return "unk"
}

// claimsByID indexes the stored claims.
func (s *site) claimsByID(r *http.Request) (map[string]*evidence.Claim, error) {
	index, err := s.claims(r.Context())
	if err != nil {
		return nil, err
	}
	return index.byID, nil
}

// contradictionsPage lists what contradicts what, open ones first.
type contradictionsPage struct {
	Items   []versus
	Open    int
	Kinds   []facetValue
	Shown   int
	Statues []facetValue
}

// contradictions answers the page of contradictions.
func (s *site) contradictions(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	rd, m, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	claims, err := s.claimsByID(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	all := rd.index.Contradictions(rd.opts)
	q := r.URL.Query()
	kind, status := clean(q.Get("kind")), clean(q.Get("status"))
	c := s.cats[l]
	var p contradictionsPage
	kinds, statuses := map[string]int{}, map[string]int{}
	for i := range all {
		kinds[string(all[i].Kind)]++
		statuses[string(all[i].Status)]++
		if all[i].Status == resolve.Open {
			p.Open++
		}
		if kind != "" && string(all[i].Kind) != kind || status != "" && string(all[i].Status) != status {
			continue
		}
		p.Items = append(p.Items, s.versus(l, rd, &all[i], claims))
	}
	slices.SortStableFunc(p.Items, func(a, b versus) int {
		if ao, bo := a.Status == resolve.Open, b.Status == resolve.Open; ao != bo {
			if ao {
				return -1
			}
			return 1
		}
		return -strings.Compare(string(a.Opened), string(b.Opened))
	})
	p.Shown = len(p.Items)
	p.Kinds = facetOf(c, q, "kind", kind, "quarrel", kinds, len(all))
	p.Statues = facetOf(c, q, "status", status, "quarrelstatus", statuses, len(all))
	s.render(w, "contradictions", page{Lang: l, Title: c.text("contradictions.title"), Path: "/contradictions/", Query: q, Nav: "contradictions",
		AsOf: rd.asOf, Today: m.AsOf == "", Data: p, NoIndex: len(q) > 0})
}

// facetOf makes the links of a filter from counts.
func facetOf(c *catalog, q map[string][]string, name, current, enum string, counts map[string]int, all int) []facetValue {
	out := []facetValue{{Label: c.text("filter.all"), Count: all, Href: hrefOrHere(search(with(q, name, ""))), Current: current == ""}}
	keys := make([]string, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		out = append(out, facetValue{Label: c.word(enum, k), Count: counts[k], Href: search(with(q, name, k)), Current: k == current})
	}
	return out
}
