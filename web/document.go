package web

import (
	"context"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"assay/evidence"
)

// documentPage is one document with its quotes marked beside its claims.
type documentPage struct {
	Doc     evidence.Document
	Title   string
	Address string
	Body    template.HTML
	Claims  []claimView
}

// document answers a document's page.
func (s *site) document(w http.ResponseWriter, r *http.Request) {
	l, ctx := langOf(r), r.Context()
	doc, err := s.Evidence.Document(ctx, r.PathValue("id"))
	if err != nil {
		s.fail(w, l, err)
		return
	}
	index, err := s.claims(ctx)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	claims := values(index.byDocument[doc.ID], nil)
	p := documentPage{Doc: doc, Title: titleOf(&doc), Address: safeAddress(doc.Address)}
	rd, err := s.read(ctx, matrixQuery{Unreviewed: true})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	for i := range claims {
		p.Claims = append(p.Claims, s.claimView(l, &claims[i], rd))
	}
	slices.SortStableFunc(p.Claims, func(a, b claimView) int { return a.Claim.Start - b.Claim.Start })
	p.Body = markQuotes(doc.Body, p.Claims)
	s.render(w, "document", page{Lang: l, Title: plain(p.Title), Path: "/document/" + doc.ID + "/", Query: r.URL.Query(), Nav: "documents", AsOf: rd.asOf, Today: true, Data: p})
}

// titleOf is what a document is called: its title, else its name, else its id.
func titleOf(d *evidence.Document) string {
	for _, t := range []string{d.Title, d.Name, d.ID} {
		if strings.TrimSpace(t) != "" {
			return clip(t, 200)
		}
	}
	return "?"
}

// plain is text for places without markup, such as a title: control characters
// are left out.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if controls(r) {
			return -1
		}
		return r
	}, text)
}

// contextChars is how much of a document is shown on either side of a quote.
// The full text of a document that was fetched is never published.
const contextChars = 240

// markQuotes shows the parts of a text around its quotes, each quote marked at
// its exact place with the kind of relation and a number that ties it to the
// claim beside it. What lies between is left out and said to be.
func markQuotes(body string, claims []claimView) template.HTML {
	runes := []rune(body)
	var b strings.Builder
	at := 0 // code points written or left out so far
	for i := range claims {
		c := claims[i].Claim
		if c.Quote == "" || c.Start < 0 || c.End > len(runes) || c.Start >= c.End || string(runes[c.Start:c.End]) != c.Quote {
			continue
		}
		start := max(c.Start, at)
		from := max(at, c.Start-contextChars)
		if from > at {
			from = wordStart(runes, from)
			b.WriteString(`<span class="odd">[…]</span> `)
		}
		if from < start {
			b.WriteString(string(show(string(runes[from:start]))))
		}
		end := min(c.End, start+quoteChars)
		if start < end {
			fmt.Fprintf(&b, `<mark class="r-%s" id="q-%s">%s</mark>`, html.EscapeString(string(c.Relation)), html.EscapeString(c.ID), show(string(runes[start:end])))
		} else {
			fmt.Fprintf(&b, `<span id="q-%s"></span>`, html.EscapeString(c.ID))
		}
		fmt.Fprintf(&b, `<a class="ref" href="#c-%s" aria-label="%d">%d</a>`, html.EscapeString(c.ID), i+1, i+1)
		at = max(at, end)
		after := min(len(runes), at+contextChars)
		if next := nextQuote(claims[i+1:], at); next >= 0 {
			after = min(after, next)
		}
		if at < after {
			b.WriteString(string(show(string(runes[at:after]))))
			at = after
		}
	}
	if at > 0 && at < len(runes) {
		b.WriteString(` <span class="odd">[…]</span>`)
	}
	return template.HTML(b.String()) // #nosec: show escapes text, ids are escaped
}

// wordStart moves a cut forward to the next space, so that no word is halved;
// in a text without spaces the cut stays.
func wordStart(runes []rune, at int) int {
	for i := at; i < min(len(runes), at+20); i++ {
		if runes[i] == ' ' || runes[i] == '\n' {
			return i + 1
		}
	}
	return at
}

func nextQuote(claims []claimView, from int) int {
	for i := range claims {
		if claims[i].Claim.Quote != "" && claims[i].Claim.Start >= from {
			return claims[i].Claim.Start
		}
	}
	return -1
}

// reviewedOn gives the reviewed claims that name a node or one below it.
func (s *site) reviewedOn(ctx context.Context, node string) ([]evidence.Claim, error) {
	lattice := s.Catalogue.Lattice()
	return s.claimsWhere(ctx, func(c *evidence.Claim) bool { return c.Reviewed() && lattice.Contains(node, c.Silicon) })
}

// claimsWhere gives the stored claims that a test accepts.
func (s *site) claimsWhere(ctx context.Context, test func(*evidence.Claim) bool) ([]evidence.Claim, error) {
	index, err := s.claims(ctx)
	if err != nil {
		return nil, err
	}
	var out []evidence.Claim
	for i := range index.all {
		if test(&index.all[i]) {
			out = append(out, index.all[i])
		}
	}
	return out, nil
}

// documentsPage lists the documents that were read.
type documentsPage struct {
	Documents []documentLine
}

type documentLine struct {
	Doc    evidence.Document
	Title  string
	Claims int
}

// documents answers the list of documents, newest first.
func (s *site) documents(w http.ResponseWriter, r *http.Request) {
	l, ctx := langOf(r), r.Context()
	docs, err := s.Evidence.Documents(ctx)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	rd, err := s.read(ctx, matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	index, err := s.claims(ctx)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	var p documentsPage
	for i := range docs {
		p.Documents = append(p.Documents, documentLine{docs[i], titleOf(&docs[i]), len(index.byDocument[docs[i].ID])})
	}
	slices.SortStableFunc(p.Documents, func(a, b documentLine) int {
		return -strings.Compare(string(a.Doc.Published), string(b.Doc.Published))
	})
	c := s.cats[l]
	s.render(w, "documents", page{Lang: l, Title: c.text("docs.title"), Path: "/documents/", Query: r.URL.Query(), Nav: "documents", AsOf: rd.asOf, Today: true, Data: p})
}
