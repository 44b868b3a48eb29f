package web

import (
	"context"
	"fmt"
	"html"
	"html/template"
	"io"
	"net/http"
	"strings"
	"sync"

	"assay/check"
	"assay/evidence"
	"assay/extract"
	"assay/resolve"
	"assay/text"
)

// maxArticle is the longest text that the check page takes, in bytes.
const maxArticle = 1 << 20

// checkPage is the form and, after sending, the article with its notes.
type checkPage struct {
	Text      string
	Published string
	Title     string
	Report    *check.Report
	Article   template.HTML
	Notes     []checkNote
	Counts    []checkCount
}

// checkCount is how many statements came out one way.
type checkCount struct {
	Mark, Word string
	N          int
}

// checkNote is the note on one statement.
type checkNote struct {
	check.Statement
	N       int
	Mark    string
	Hot     bool // does not hold as written
	CellRef []cellRef
	Model   string
}

// cellRef is a cell that a note points to.
type cellRef struct {
	Model, ID string
	Stage     evidence.Stage
	View      cellView
}

// articleReader reads pasted articles; it is made once, on the first check.
type articleReader struct {
	once   sync.Once
	reader *extract.Reader
}

// checkForm answers the check page without an article.
func (s *site) checkForm(w http.ResponseWriter, r *http.Request) {
	s.showCheck(w, r, checkPage{}, http.StatusOK)
}

// checkArticle answers a pasted article. Nothing of it is stored.
func (s *site) checkArticle(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	w.Header().Set("Cache-Control", "no-store")
	body, title, published, err := articleOf(w, r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	rep, doc, err := s.check(r.Context(), l, body, title, published)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	p := checkPage{Text: plain(body), Title: plain(title), Published: string(published), Report: rep}
	if err := s.dressCheck(r.Context(), l, &p, doc); err != nil {
		s.fail(w, l, err)
		return
	}
	s.showCheck(w, r, p, http.StatusOK)
}

// articleOf reads the form: text, title and date.
func articleOf(w http.ResponseWriter, r *http.Request) (body, title string, published evidence.Date, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxArticle+4096)
	if err := r.ParseForm(); err != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		return "", "", "", evidence.Errorf(evidence.Invalid, "text: the article cannot be read, or is longer than 1 MB")
	}
	front, rest := text.FrontMatter(text.Normalize(r.PostForm.Get("text")))
	body, title = rest, clean(r.PostForm.Get("title"))
	if title == "" {
		title = clean(front["title"])
	}
	if strings.TrimSpace(body) == "" {
		return "", "", "", evidence.Errorf(evidence.Invalid, "text: no article was pasted")
	}
	v := clean(r.PostForm.Get("published"))
	if v == "" && evidence.Date(front["date"]).Valid() {
		v = front["date"]
	}
	if v != "" {
		if published, err = evidence.ParseDate(v); err != nil {
			return "", "", "", evidence.Wrap(err, "published")
		}
	}
	return body, title, published, nil
}

// check holds a text against the matrix, on its own date and today.
func (s *site) check(ctx context.Context, l Lang, body, title string, published evidence.Date) (*check.Report, evidence.Document, error) {
	s.articles.once.Do(func() { s.articles.reader = extract.New(s.Catalogue) })
	id := evidence.TextID(body)
	doc := evidence.Document{ID: evidence.DocumentID("", "", title, id), TextID: id, Name: "article", Title: title, Lang: text.Language(body), Published: published, Body: body}
	rd, err := s.read(ctx, matrixQuery{})
	if err != nil {
		return nil, doc, err
	}
	claims, err := s.claimsWhere(ctx, func(c *evidence.Claim) bool { return c.DocumentID == "" || c.DocumentID != doc.ID })
	if err != nil {
		return nil, doc, err
	}
	head := doc
	head.Body = title
	in := check.Input{Catalogue: s.Catalogue, Document: doc, Read: s.articles.reader.Read(doc).Claims, Headline: s.articles.reader.Read(head).Claims,
		Now: rd.index.Matrix(resolve.Options{AsOf: rd.asOf}), Claims: claims, AsOf: rd.asOf, Lang: string(l)}
	if published != "" {
		in.Then = rd.index.Matrix(resolve.Options{AsOf: published.Last()})
	}
	rep := check.Check(in)
	return &rep, doc, nil
}

// checkMarks are the marks of the outcomes.
var checkMarks = map[check.Verdict]string{check.Supported: "ok", check.SaysMore: "more", check.Contradicted: "no", check.Contested: "contested", check.Outdated: "old", check.Unknown: "unknown"}

// dressCheck adds what the page shows beside the report: the article with its
// marks, and a note for each statement.
func (s *site) dressCheck(ctx context.Context, l Lang, p *checkPage, doc evidence.Document) error {
	rd, err := s.read(ctx, matrixQuery{})
	if err != nil {
		return err
	}
	c := s.cats[l]
	for _, v := range check.Verdicts() {
		if n := p.Report.Counts[v]; n > 0 {
			p.Counts = append(p.Counts, checkCount{checkMarks[v], c.word("check", v), n})
		}
	}
	for i, st := range p.Report.Statements {
		n := checkNote{Statement: st, N: i + 1, Mark: checkMarks[st.Verdict], Hot: st.Verdict.Fails(), Model: c.model(st.Says.ModelID)}
		if n.Model == "" {
			n.Model = st.Says.Model
		}
		for _, ref := range st.Cells[:min(len(st.Cells), 8)] {
			model, stage, _ := strings.Cut(ref, "/")
			row := rd.byID[model]
			if row == nil {
				continue
			}
			cell := row.Cells[evidence.Stage(stage)]
			n.CellRef = append(n.CellRef, cellRef{Model: row.Model, ID: model, Stage: evidence.Stage(stage), View: c.view(&cell, model, evidence.Stage(stage), rd.asOf, "")})
		}
		p.Notes = append(p.Notes, n)
	}
	p.Article = markStatements(doc.Body, p.Notes)
	return nil
}

// markStatements shows the whole article with its statements marked and a
// number after each. Overlapping statements share a mark.
func markStatements(body string, notes []checkNote) template.HTML {
	runes := []rune(body)
	var b strings.Builder
	at := 0
	for _, n := range notes {
		start, end := max(n.Start, at), min(n.End, len(runes))
		if start > len(runes) || n.End > len(runes) || n.Start < 0 {
			continue
		}
		if at < start {
			b.WriteString(string(show(string(runes[at:start]))))
			at = start
		}
		class := ""
		switch {
		case n.Hot:
			class = "hit"
		case n.Verdict == check.Unknown:
			class = "no"
		}
		if start < end {
			fmt.Fprintf(&b, `<mark class="%s">%s</mark>`, class, show(string(runes[start:end])))
			at = end
		}
		fmt.Fprintf(&b, `<a class="ref" id="s%d" href="#n%d">%s%d</a>`, n.N, n.N, mark(html.EscapeString(n.Mark)), n.N)
	}
	if at < len(runes) {
		b.WriteString(string(show(string(runes[at:]))))
	}
	return template.HTML(b.String()) // #nosec: show escapes text, the rest is numbers and fixed names
}

func (s *site) showCheck(w http.ResponseWriter, r *http.Request, p checkPage, status int) {
	l := langOf(r)
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	c := s.cats[l]
	s.render(w, "check", page{Lang: l, Title: c.text("nav.check"), Description: c.text("check.lede"), Path: "/check/", Nav: "check",
		AsOf: rd.asOf, Today: true, Data: p, Status: status})
}
