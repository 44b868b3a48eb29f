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
	index, err := s.claims(ctx)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	found := index.byID[id]
	if found == nil {
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
	p := claimPage{View: s.claimView(l, found, rd)}
	for _, other := range rd.sameVoice(p.View.Origin) {
		if c := index.byID[other]; c != nil && other != id {
			p.Same = append(p.Same, s.claimView(l, c, rd))
		}
	}
	p.SameDocuments = documentsOf(append(p.Same, p.View))
	if p.View.Document != "" {
		if doc, err := s.Evidence.Document(ctx, p.View.Document); err == nil {
			p.Context = markQuotes(doc.Body, []claimView{p.View})
		}
	}
	c := s.cats[l]
	title := c.text("claim.title", "model", p.View.ModelName, "relation", c.word("relation", found.Relation), "silicon", c.silicon(found.Silicon))
	s.render(w, "claim", page{Lang: l, Title: plain(title), Path: "/claim/" + id + "/", Query: r.URL.Query(), AsOf: rd.asOf, Today: true, Data: p})
}
