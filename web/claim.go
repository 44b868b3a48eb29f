package web

import (
	"html/template"
	"net/http"

	"assay/evidence"
)

// claimPage is one claim, what surrounds its quote, and who repeats it.
type claimPage struct {
	View          claimView
	Same          []claimView // other claims of the same origin
	SameDocuments int
	Context       template.HTML
}

// claim answers a claim's page.
func (s *site) claim(w http.ResponseWriter, r *http.Request) {
	l, ctx, id := langOf(r), r.Context(), r.PathValue("id")
	found, err := s.claimsWhere(ctx, func(c *evidence.Claim) bool { return c.ID == id })
	if err == nil && len(found) == 0 {
		err = evidence.Errorf(evidence.NotFound, "no claim %s", clip(id, 60))
	}
	if err != nil {
		s.fail(w, l, err)
		return
	}
	rd, err := s.read(ctx, matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	p := claimPage{View: s.claimView(l, &found[0], rd)}
	same, err := s.claimsWhere(ctx, func(c *evidence.Claim) bool {
		return c.ID != id && p.View.Origin != "" && (rd.origins[c.ID] == p.View.Origin || c.Origin == p.View.Origin)
	})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	for i := range same {
		p.Same = append(p.Same, s.claimView(l, &same[i], rd))
	}
	p.SameDocuments = documentsOf(append(p.Same, p.View))
	if p.View.Document != "" {
		if doc, err := s.Evidence.Document(ctx, p.View.Document); err == nil {
			p.Context = markQuotes(doc.Body, []claimView{p.View})
		}
	}
	c := s.cats[l]
	title := c.text("claim.title", "model", p.View.ModelName, "relation", c.word("relation", found[0].Relation), "silicon", c.silicon(found[0].Silicon))
	s.render(w, "claim", page{Lang: l, Title: plain(title), Path: "/claim/" + id + "/", Query: r.URL.Query(), AsOf: rd.asOf, Today: true, Data: p})
}
