// Package check holds an article against the matrix: which of its statements
// hold, which say more than the evidence, which the evidence speaks against.
//
// In come a document, what the reader found in its body and in its title, the
// matrix as known on the article's date and on another date, and the claims that
// the matrix names. Out comes a Report in the shape of `assay check`: each
// statement with its verdict, its kinds, a sentence that says why, the cells,
// claims, quotes and rules behind it, and a wording that holds where it does not.
// Rules: stages are never crossed (R1), silicon is compared on the lattice (R2),
// opposition is the matrix's own (R4, R5); claims that nobody reviewed bear on
// nothing. Statements about a class are checked by counter-example. Nothing is
// stored, fetched or read from a clock.
package check

import (
	"slices"
	"unicode/utf8"

	"assay/catalogue"
	"assay/check/locale"
	"assay/evidence"
	"assay/resolve"
	"assay/text"
)

// maxStatements bounds how many statements of one article are judged; the rest
// is counted in Report.LeftOut. No honest article comes near it.
const maxStatements = 2000

// Input is what a check needs. The slices are only read.
type Input struct {
	Catalogue *catalogue.Catalogue
	Document  evidence.Document
	Read      []evidence.Claim // found in the body
	Headline  []evidence.Claim // found in the title, read as a body of its own
	Then      []resolve.Row    // as known on the document's date; nil for an undated document
	Now       []resolve.Row    // as known on AsOf
	Claims    []evidence.Claim // that stand: those that the rows name by id
	AsOf      evidence.Date    // of Now
	Lang      string           // of the explanations: en, de or zh
}

// Report is the outcome, in the shape of `assay check --format json`.
type Report struct {
	Document   string          `json:"document"`
	Title      string          `json:"title,omitempty"`
	Publisher  string          `json:"publisher,omitempty"`
	Published  evidence.Date   `json:"published,omitempty"`
	Lang       string          `json:"lang"` // of the explanations
	AsOf       evidence.Date   `json:"as_of"`
	Summary    string          `json:"summary"`
	Counts     map[Verdict]int `json:"counts"`
	Statements []Statement     `json:"statements"`
	Headline   []Headline      `json:"headline"`           // statements of the title against the body
	LeftOut    int             `json:"left_out,omitempty"` // statements beyond the bound, not judged
}

// Statement is one statement of the article with what the evidence says of it.
// Start and End count code points of the document's normal form.
type Statement struct {
	Text    string   `json:"text"`
	Start   int      `json:"start"`
	End     int      `json:"end"`
	Verdict Verdict  `json:"verdict"` // as of Report.AsOf
	Kinds   []Kind   `json:"kinds"`
	Why     string   `json:"explanation"`
	Cells   []string `json:"cells"`  // model/stage
	Claims  []string `json:"claims"` // ids of the claims that bear on it
	Then    Verdict  `json:"verdict_at_publication"`
	Rules   []string `json:"rules"`
	Quotes  []Quote  `json:"quotes"`
	Holds   string   `json:"wording_that_holds,omitempty"` // where the statement does not
	Says    Says     `json:"says"`
	Class   *Class   `json:"class,omitempty"` // of a statement about a class
	origin  string   // the named origin that it retells
}

// Says is the statement in the reader's words.
type Says struct {
	Model    string            `json:"model"`
	ModelID  string            `json:"model_id,omitempty"`
	Stage    evidence.Stage    `json:"stage"`
	Relation evidence.Relation `json:"relation"`
	Silicon  string            `json:"silicon"`
	Hedge    evidence.Hedge    `json:"hedge"`
	Actor    string            `json:"actor,omitempty"`
	Count    *int64            `json:"count,omitempty"`
}

// Quote is the wording of a claim that bears on a statement; Held is false for a
// record whose source nobody has read into the store.
type Quote struct {
	Claim  string         `json:"claim"`
	Text   string         `json:"text"` // at most 300 characters
	Held   bool           `json:"held"`
	Source string         `json:"source"`
	URL    string         `json:"url,omitempty"`
	On     evidence.Date  `json:"on,omitempty"`
	Class  evidence.Class `json:"evidence"`
}

// Check judges an article. The order of the statements is that of the text.
func Check(in Input) Report {
	words := locale.For(in.Lang)
	rep := Report{Document: in.Document.Name, Title: in.Document.Title, Publisher: in.Document.Publisher,
		Published: in.Document.Published, Lang: words.Lang, AsOf: in.AsOf, Counts: map[Verdict]int{},
		Statements: []Statement{}, Headline: []Headline{}}
	if rep.Document == "" {
		rep.Document = in.Document.ID
	}
	art := newArticle(in.Document)
	asked := statementsOf(in.Catalogue, art, in.Read)
	if len(asked) > maxStatements {
		rep.LeftOut = len(asked) - maxStatements
		asked = asked[:maxStatements]
	}
	j := judge{cat: in.Catalogue, art: art, words: words}
	now := newBase(in.Catalogue, in.Now, in.Claims, in.AsOf)
	var then *base
	if in.Then != nil {
		then = newBase(in.Catalogue, in.Then, in.Claims, in.Document.Published.Last())
	}
	for i := range asked {
		rep.Statements = append(rep.Statements, j.statement(&asked[i], now, then))
	}
	for i := range rep.Statements {
		rep.Counts[rep.Statements[i].Verdict]++
	}
	rep.Headline = j.headline(in.Headline, rep.Statements, asked, now)
	rep.Summary = summary(words, &rep)
	return rep
}

// statement judges one asked statement on both dates.
func (j *judge) statement(a *asked, now, then *base) Statement {
	st := Statement{Text: j.art.cut(a.start, a.end), Start: a.start, End: a.end, Says: a.says(),
		Kinds: []Kind{}, Cells: []string{}, Claims: []string{}, Rules: []string{}, Quotes: []Quote{}}
	f := j.find(a, now)
	st.Verdict = f.verdict
	if then != nil {
		before := j.find(a, then)
		st.Then = before.verdict
		if before.verdict == Supported && (f.verdict == Contradicted || f.verdict == SaysMore || f.verdict == Unknown) {
			st.Verdict = Outdated
		}
	}
	st.Kinds = append(st.Kinds, f.kinds...)
	if name, same := j.sameOrigin(a, &f, now); same {
		st.Kinds = append(st.Kinds, SameOrigin)
		st.origin = name
	}
	st.Cells = append(st.Cells, f.cells...)
	st.Rules = append(st.Rules, f.rules...)
	st.Class = f.class
	for _, x := range f.facts {
		if !slices.Contains(st.Claims, x.c.ID) {
			st.Claims = append(st.Claims, x.c.ID)
			if len(st.Quotes) < 6 {
				st.Quotes = append(st.Quotes, quoteOf(x))
			}
		}
	}
	st.Why = j.explain(a, &f, &st)
	if st.Verdict != Supported && st.Verdict != Unknown {
		st.Holds = j.holds(a, &f, now)
	}
	return st
}

func quoteOf(x *fact) Quote {
	c := x.c
	q := Quote{Claim: c.ID, Text: c.Quote, Held: c.Quote != "", Source: c.SourcePublisher, URL: c.SourceURL,
		On: x.c.KnownSince, Class: c.Evidence}
	if !q.Held {
		q.Text = c.Note
	}
	if r := []rune(q.Text); len(r) > 300 {
		q.Text = string(r[:299]) + "…"
	}
	if q.On == "" {
		q.On = c.Published
	}
	return q
}

// article is the document cut into sentences, in code points.
type article struct {
	doc       evidence.Document
	body      []rune
	sentences []span
}

type span struct{ start, end int }

func newArticle(doc evidence.Document) *article {
	a := &article{doc: doc, body: []rune(doc.Body)}
	at, points := 0, 0 // byte offset and its code point
	for _, s := range text.Sentences(doc.Body, doc.Lang) {
		start := points + utf8.RuneCountInString(doc.Body[at:s.Start])
		end := start + utf8.RuneCountInString(doc.Body[s.Start:s.End])
		at, points = s.End, end
		a.sentences = append(a.sentences, span{start, end})
	}
	return a
}

func (a *article) cut(start, end int) string {
	start, end = max(0, start), min(end, len(a.body))
	if start >= end {
		return ""
	}
	return string(a.body[start:end])
}

// around gives the sentence that holds a position, by number; -1 outside all.
func (a *article) around(at int) int {
	i, _ := slices.BinarySearchFunc(a.sentences, at, func(s span, at int) int {
		switch {
		case s.end <= at:
			return -1
		case s.start > at:
			return 1
		}
		return 0
	})
	if i < len(a.sentences) && a.sentences[i].start <= at && at < a.sentences[i].end {
		return i
	}
	return -1
}

func (a *article) sentence(i int) string {
	if i < 0 || i >= len(a.sentences) {
		return ""
	}
	return a.cut(a.sentences[i].start, a.sentences[i].end)
}
