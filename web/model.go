package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

// modelPage is one model: its cells, what was known when, its claims by voice,
// contradictions, what-if, whose measure, the model's own figures.
type modelPage struct {
	Row      *resolve.Row
	Model    catalogue.Model
	Lede     string
	Cells    []cellView
	Stages   []stageClaims
	History  history
	WhatIf   *whatIf
	Query    matrixQuery
	Measures []measure
	Cite     citation
	Versus   []versus
	Search   string
	Parent   *catalogue.Model
	Members  []catalogue.Model
}

// stageClaims are the claims on one stage, grouped by origin.
type stageClaims struct {
	Stage   evidence.Stage
	Anchor  string
	Origins []originGroup
}

// measure says for one node of silicon by whose measure it is domestic.
type measure struct {
	Name, ID                  string
	Designer, Foundry, Memory facet2
}

// facet2 is one facet of a node: the firm or country and its sign.
type facet2 struct{ Text, Sign string }

// model answers a model's page.
func (s *site) model(w http.ResponseWriter, r *http.Request) {
	l, ctx, id := langOf(r), r.Context(), r.PathValue("id")
	rd, m, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	row := rd.byID[id]
	if row == nil {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no model %s in the matrix", clip(id, 60)))
		return
	}
	p := modelPage{Row: row, Query: m, Search: search(r.URL.Query())}
	p.Model, _ = s.Catalogue.Model(id)
	if err := s.fillModel(ctx, l, rd, &p); err != nil {
		s.fail(w, l, err)
		return
	}
	c := s.cats[l]
	s.render(w, "model", page{
		Lang: l, Title: plain(row.Model), Description: c.text("model.description", "model", plain(row.Model)), Path: "/model/" + id + "/", Query: r.URL.Query(),
		Nav: "model", AsOf: rd.asOf, Today: m.AsOf == "", Feed: "/feeds/" + string(l) + "/model/" + id + ".atom", Data: p, NoIndex: len(r.URL.Query()) > 0,
	})
}

func (s *site) fillModel(ctx context.Context, l Lang, rd *reading, p *modelPage) error {
	c := s.cats[l]
	order := (&matrixQuery{}).columns()
	for _, st := range order {
		cell := p.Row.Cells[st]
		v := c.view(&cell, p.Row.ID, st, rd.asOf, "#claims-"+anchorOf(st))
		levers := rd.index.Levers(p.Row.ID, st, rd.opts)
		for i := range levers[:min(len(levers), 4)] {
			v.Levers = append(v.Levers, resolve.LeverText(&levers[i], string(l)))
		}
		p.Cells = append(p.Cells, v)
	}
	p.Lede = s.modelLede(l, p.Row)
	claims, err := s.claimsOfModel(ctx, rd, p.Row)
	if err != nil {
		return err
	}
	for _, st := range order {
		var views []claimView
		for i := range claims {
			if claims[i].Stage == st {
				views = append(views, s.claimView(l, &claims[i], rd))
			}
		}
		if len(views) > 0 {
			p.Stages = append(p.Stages, stageClaims{st, anchorOf(st), groupByOrigin(views)})
		}
	}
	if p.WhatIf, err = s.whatIf(ctx, l, rd, p); err != nil {
		return err
	}
	p.Measures = s.measures(l, p.Row)
	p.History = s.history(l, rd, p.Row, claims)
	p.Cite = s.citation(l, rd, "/model/"+p.Row.ID+"/", plain(p.Row.Model))
	index, err := s.claims(ctx)
	if err != nil {
		return err
	}
	p.Versus = s.versusOf(l, rd, p.Row.ID, index.byID)
	if b, ok := s.Catalogue.Model(p.Model.Base); ok {
		p.Parent = &b
	}
	for _, id := range p.Model.Members {
		if m, ok := s.Catalogue.Model(id); ok {
			p.Members = append(p.Members, m)
		}
	}
	return nil
}

// claimsOfModel gives the claims about a model, those that weigh most first;
// known later than the reading or unreviewed ones only where asked for.
func (s *site) claimsOfModel(ctx context.Context, rd *reading, row *resolve.Row) ([]evidence.Claim, error) {
	index, err := s.claims(ctx)
	if err != nil {
		return nil, err
	}
	out := values(index.byModel[row.ID], func(c *evidence.Claim) bool {
		return c.Review != evidence.Rejected && (c.KnownSince == "" || c.KnownSince <= rd.asOf) && (c.Reviewed() || rd.opts.Unreviewed)
	})
	slices.SortStableFunc(out, func(a, b evidence.Claim) int {
		if d := a.Weight().Rank() - b.Weight().Rank(); d != 0 {
			return d
		}
		return strings.Compare(string(a.KnownSince), string(b.KnownSince))
	})
	return out, nil
}

// modelLede says in one or two sentences what is known of the stages.
func (s *site) modelLede(l Lang, row *resolve.Row) string {
	c := s.cats[l]
	var said, silent []string
	for _, st := range (&matrixQuery{}).columns() {
		cell := row.Cells[st]
		name := c.text("stage.in." + string(st))
		line := c.siliconLine(&cell)
		switch {
		case line == "" && len(cell.Others) == 0:
			if st != evidence.TrainingUnspecified {
				silent = append(silent, name)
			}
		case line == "":
			said = append(said, c.text("model.lede.other", "stage", name, "silicon", c.siliconLine(&cell.Others[0].Cell), "word", c.word("verdict", cell.Others[0].Verdict)))
		default:
			said = append(said, c.text("model.lede.said", "stage", name, "silicon", line, "word", c.word("verdict", cell.Verdict)))
		}
	}
	out := ""
	if len(said) > 0 {
		out = upper(c.text("model.lede.start", "list", strings.Join(said, c.texts["sentence.semicolon"])))
	}
	if len(silent) > 0 {
		if out != "" && l != Chinese {
			out += " "
		}
		out += c.text("model.lede.silent", "list", c.list(silent))
	}
	return out
}

// measures says for the nodes that a model's cells show who designed, made and
// supplied memory for them.
func (s *site) measures(l Lang, row *resolve.Row) []measure {
	var out []measure
	seen := map[string]bool{}
	lattice := s.Catalogue.Lattice()
	for _, st := range evidence.Stages() {
		cell := row.Cells[st]
		for _, name := range cell.Silicon {
			node, ok := lattice.Node(name)
			if !ok || seen[name] || lattice.Chip(name) == "" {
				continue
			}
			seen[name] = true
			out = append(out, measure{Name: name, ID: node.ID,
				Designer: s.facetOf(l, "", lattice.Designer(name), row.Country),
				Foundry:  s.facetOf(l, node.FoundryMaker, lattice.Foundry(name), row.Country),
				Memory:   s.facetOf(l, node.Memory, lattice.MemoryMaker(name), row.Country)})
		}
	}
	return out
}

func (s *site) facetOf(l Lang, firm, country, home string) facet2 {
	c := s.cats[l]
	f := facet2{Text: firm, Sign: "unk"}
	switch {
	case country == "":
	case country == home:
		f.Sign = "dom"
	default:
		f.Sign = "for"
	}
	if f.Text == "" {
		f.Text = c.country(country)
	}
	return f
}

// country names a country by its ISO code.
func (c *catalog) country(code string) string {
	if code == "" {
		return c.text("sign.unk")
	}
	if s, ok := c.texts["country."+code]; ok {
		return s
	}
	return code
}

// upper makes the first letter a capital.
func upper(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}
