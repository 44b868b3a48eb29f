package web

import (
	"net/http"
	"slices"
	"strings"

	"assay/evidence"
)

// waitingPage lists the claims that nobody has reviewed, one of them open; it
// is what a site shows that was started read-only, and the static site.
type waitingPage struct {
	Queue []claimView
	At    int
	Claim *claimView
	Doc   *evidence.Document
	Body  any
	Done  []evidence.Decision
	Next  string
	Prev  string
}

// reviewMost is how many items of the queue are listed.
const reviewMost = 60

// review answers the review page: the desk where this site may write, else what
// waits, to read.
func (s *site) review(w http.ResponseWriter, r *http.Request) {
	if s.Desk != nil {
		s.deskPage(w, r)
		return
	}
	l, ctx := langOf(r), r.Context()
	rd, err := s.read(ctx, matrixQuery{Unreviewed: true})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	waiting, err := s.claimsWhere(ctx, func(c *evidence.Claim) bool {
		return c.Kind != evidence.KindRecord && (c.Review == evidence.Unreviewed || c.Review == "")
	})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	slices.SortStableFunc(waiting, func(a, b evidence.Claim) int {
		if d := a.Weight().Rank() - b.Weight().Rank(); d != 0 {
			return d
		}
		return strings.Compare(a.ID, b.ID)
	})
	p := waitingPage{}
	asked := clean(r.URL.Query().Get("claim"))
	for i := range waiting[:min(len(waiting), reviewMost)] {
		p.Queue = append(p.Queue, s.claimView(l, &waiting[i], rd))
		if waiting[i].ID == asked {
			p.At = i
		}
	}
	if n := len(p.Queue); n > 0 {
		p.Claim = &p.Queue[p.At]
		p.Next, p.Prev = p.Queue[(p.At+1)%n].Claim.ID, p.Queue[(p.At+n-1)%n].Claim.ID
		if doc, err := s.Evidence.Document(ctx, p.Claim.Document); err == nil {
			p.Doc, p.Body = &doc, markQuotes(doc.Body, []claimView{*p.Claim})
		}
	}
	if p.Done, err = s.latestDecisions(r); err != nil {
		s.fail(w, l, err)
		return
	}
	s.render(w, "review", page{Lang: l, Title: s.cats[l].text("nav.review"), Path: "/review/", Query: r.URL.Query(), Nav: "review", AsOf: rd.asOf, Today: true, NoIndex: true, Data: p})
}

// latestDecisions gives the twenty newest decisions, newest first.
func (s *site) latestDecisions(r *http.Request) ([]evidence.Decision, error) {
	all, err := s.Evidence.Decisions(r.Context())
	var out []evidence.Decision
	for i := len(all) - 1; i >= 0 && len(out) < 20; i-- {
		out = append(out, all[i])
	}
	return out, err
}
