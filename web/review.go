package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"assay/evidence"
)

// Decider writes decisions; without one the site is read-only.
type Decider interface {
	// Decide appends a decision to the chain; the clock and the chain's hash are
	// set by the one who answers.
	Decide(ctx context.Context, d evidence.Decision) (evidence.Decision, error)
}

// reviewPage is the queue of claims that nobody has reviewed, one of them open.
type reviewPage struct {
	Queue    []claimView
	At       int
	Claim    *claimView
	Doc      *evidence.Document
	Body     any
	Writable bool
	Person   string
	Done     []evidence.Decision
	Next     string
	Prev     string
	Here     string
}

// reviewMost is how many claims of the queue are listed.
const reviewMost = 60

// review answers the review queue.
func (s *site) review(w http.ResponseWriter, r *http.Request) {
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
	p := reviewPage{Writable: s.Decider != nil, Person: s.Person}
	asked := clean(r.URL.Query().Get("claim"))
	for i := range waiting[:min(len(waiting), reviewMost)] {
		p.Queue = append(p.Queue, s.claimView(l, &waiting[i], rd))
		if waiting[i].ID == asked {
			p.At = i
		}
	}
	if len(p.Queue) > 0 {
		p.Claim = &p.Queue[p.At]
		p.Here = p.Claim.Claim.ID
		p.Next = p.Queue[(p.At+1)%len(p.Queue)].Claim.ID
		p.Prev = p.Queue[(p.At+len(p.Queue)-1)%len(p.Queue)].Claim.ID
		if doc, err := s.Evidence.Document(ctx, p.Claim.Document); err == nil {
			p.Doc, p.Body = &doc, markQuotes(doc.Body, []claimView{*p.Claim})
		}
	}
	decisions, err := s.Evidence.Decisions(ctx)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	for i := len(decisions) - 1; i >= 0 && len(p.Done) < 20; i-- {
		p.Done = append(p.Done, decisions[i])
	}
	c := s.cats[l]
	s.render(w, "review", page{Lang: l, Title: c.text("nav.review"), Path: "/review/", Query: r.URL.Query(), Nav: "review", AsOf: rd.asOf, Today: true, NoIndex: true, Data: p})
}

// decide answers a sent decision: accept, reject or undo.
func (s *site) decide(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	if s.Decider == nil {
		s.fail(w, l, evidence.Errorf(evidence.Denied, "this server was started read-only: decide with assay review on the command line"))
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		s.fail(w, l, evidence.Errorf(evidence.Invalid, "the form cannot be read"))
		return
	}
	d := evidence.Decision{Kind: evidence.DecisionKind(clean(r.PostForm.Get("kind"))), Subject: clean(r.PostForm.Get("subject")),
		Reason: clean(r.PostForm.Get("reason")), Person: clean(r.PostForm.Get("person")), On: evidence.DateOf(time.Now())}
	if d.Person == "" {
		d.Person = s.Person
	}
	if !slices.Contains([]evidence.DecisionKind{evidence.DecideAccept, evidence.DecideReject, evidence.DecideUndo}, d.Kind) {
		s.fail(w, l, evidence.Errorf(evidence.Invalid, "kind: %q is not accept, reject or undo", clip(string(d.Kind), 40)))
		return
	}
	if d.Person == "" {
		s.fail(w, l, evidence.Errorf(evidence.Invalid, "person: a decision needs a name"))
		return
	}
	if _, err := s.Decider.Decide(r.Context(), d); err != nil {
		s.fail(w, l, err)
		return
	}
	next := clean(r.PostForm.Get("next"))
	to := s.href(l, "/review/")
	if next != "" && next != d.Subject {
		to += "?claim=" + next
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}
