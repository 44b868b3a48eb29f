package web

import (
	"context"
	"net/http"
	"strings"

	"assay/catalogue"
	"assay/evidence"
	"assay/gap"
	"assay/outlook"
)

// reportPage is the report that Assay grew from, statement by statement, each
// with today's figure and verdict.
type reportPage struct {
	Statements []statementView
	Voices     []catalogue.Voice
	Cite       citation
}

// statementView is one statement with what bears on it.
type statementView struct {
	ID, Kind, Text, Note string
	Finding              string // what the figures say today
	Word, Then           string // verdict today and on the report's day; "" where no evidence can settle it
	Moved                []briefLine
	Cells                []cellRef
	Claims               []claimView
	Counter              []cellRef // of a class: members that speak against it
	Forecasts            []forecastView
	Questions            []outlook.QuestionState
	Events               []eventLine
	Links                []link
}

// report answers the page of the report.
func (s *site) report(w http.ResponseWriter, r *http.Request) {
	l, ctx := langOf(r), r.Context()
	rd, m, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	b, err := s.reportBearings(ctx, l, rd, r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	c := s.cats[l]
	p := reportPage{Cite: s.citation(l, rd, "/report/", c.text("report.title")), Voices: s.Catalogue.Voices()}
	story, err := s.story(ctx, l, rd)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	index, err := s.claims(ctx)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	for _, st := range s.Catalogue.Report() {
		v, told := s.statement(l, rd, &st, b), story[st.ID]
		v.Word, v.Moved = told.Word, s.briefLines(l, rd, index, told.Moved)
		if told.Then != "" {
			v.Then = c.word("check", told.Then)
		}
		if told.Verdict != "" {
			v.Word = c.word("check", told.Verdict)
		}
		p.Statements = append(p.Statements, v)
	}
	s.render(w, "report", page{Lang: l, Title: c.text("report.title"), Description: c.text("report.lede"), Path: "/report/", Query: r.URL.Query(), Nav: "report",
		AsOf: rd.asOf, Today: m.AsOf == "", Data: p, NoIndex: len(r.URL.Query()) > 0})
}

// bearings is what statements are held against.
type bearings struct {
	gap       *gap.Report
	claims    map[string]*evidence.Claim
	entries   map[string]outlook.Entry
	questions map[string]outlook.QuestionState
}

func (s *site) reportBearings(ctx context.Context, l Lang, rd *reading, r *http.Request) (*bearings, error) {
	b := &bearings{entries: map[string]outlook.Entry{}, questions: map[string]outlook.QuestionState{}}
	var err error
	if b.gap, err = s.gapReport(ctx, rd); err != nil {
		return nil, err
	}
	if b.claims, err = s.claimsByID(r); err != nil {
		return nil, err
	}
	in, err := s.outlookInput(ctx, l, rd)
	if err != nil {
		return nil, err
	}
	entries, _ := outlook.Entries(in)
	for _, e := range entries {
		b.entries[e.ID] = e
	}
	for _, q := range outlook.OpenQuestions(in, b.gap, gap.ScoresOf(s.Catalogue)) {
		b.questions[q.ID] = q
	}
	return b, nil
}

func (s *site) statement(l Lang, rd *reading, st *catalogue.Statement, b *bearings) statementView {
	c := s.cats[l]
	v := statementView{ID: st.ID, Kind: st.Kind, Text: st.Text.In(string(l))}
	if st.Note != nil {
		v.Note = st.Note.In(string(l))
	}
	v.Finding = s.finding(l, rd, st, b)
	for _, ref := range st.Cells {
		if cr, ok := s.cellRef(l, rd, ref); ok {
			v.Cells = append(v.Cells, cr)
		}
	}
	for _, id := range st.Claims {
		if cl := b.claims[id]; cl != nil && (cl.KnownSince == "" || cl.KnownSince <= rd.asOf) {
			v.Claims = append(v.Claims, s.claimView(l, cl, rd))
		}
	}
	if st.Kind == "class" {
		v.Counter = s.counterExamples(l, rd, st.Stage)
	}
	for _, id := range st.Forecasts {
		if e, ok := b.entries[id]; ok {
			v.Forecasts = append(v.Forecasts, forecastView{Entry: e, Bar: likelihoodBar(c, e.Likelihood, e.Word)})
		}
	}
	for _, id := range st.Questions {
		if q, ok := b.questions[id]; ok {
			v.Questions = append(v.Questions, q)
		}
	}
	for _, id := range st.Events {
		for _, e := range b.gap.Events {
			if e.ID == id {
				v.Events = append(v.Events, eventLine{e, safeAddress(e.URL)})
			}
		}
	}
	for _, f := range st.Figures {
		v.Links = append(v.Links, link{c.word("figure", f), s.href(l, figurePlace(f))})
	}
	return v
}

// figurePlace is where a figure stands.
func figurePlace(name string) string {
	switch name {
	case "parity":
		return "/parity/"
	case "silicon-lag":
		return "/gap/#silicon-lag"
	case "stage-share":
		return "/gap/#share"
	case "movement":
		return "/gap/#movement"
	case "supply-layers":
		return "/gap/#layers"
	case "stage-weights":
		return "/gap/#weights"
	case "paper-against-delivered":
		return "/gap/#delivered"
	case "disclosure":
		return "/gap/#disclosure"
	}
	return "/gap/"
}

func (s *site) cellRef(l Lang, rd *reading, ref string) (cellRef, bool) {
	model, stage, _ := strings.Cut(ref, "/")
	row := rd.byID[model]
	if row == nil {
		return cellRef{}, false
	}
	cell := row.Cells[evidence.Stage(stage)]
	return cellRef{Model: row.Model, ID: model, Stage: evidence.Stage(stage), View: s.cats[l].view(&cell, model, evidence.Stage(stage), rd.asOf, "")}, true
}

// counterExamples are the Chinese models whose cell at a stage shows domestic
// silicon, best known first.
func (s *site) counterExamples(l Lang, rd *reading, st evidence.Stage) []cellRef {
	m := matrixQuery{Country: "CN", Class: "domestic", Stage: st, Sort: "evidence"}
	var out []cellRef
	for _, row := range rd.filter(&m) {
		if row.Kind == "class" || row.Cells[st].Implied {
			continue
		}
		if cr, ok := s.cellRef(l, rd, row.ID+"/"+string(st)); ok {
			out = append(out, cr)
		}
	}
	return out
}

// finding is what the figures say of a statement today, in one or two sentences.
func (s *site) finding(l Lang, rd *reading, st *catalogue.Statement, b *bearings) string {
	c := s.cats[l]
	switch st.ID {
	case "models-compete":
		if n := len(b.gap.ModelLagYearly); n > 0 {
			y := b.gap.ModelLagYearly[n-1]
			return c.text("find.lag", "median", y.Median, "lo", y.Q1, "hi", y.Q3, "n", y.N, "year", itoa(y.Year))
		}
	case "hardware-lags":
		if x := b.gap.Metric("bf16"); x != nil && x.LagMonths != nil {
			return c.text("find.silicon", "chip", x.OfBest, "months", c.months(x.LagMonths, x.Lo, x.Hi), "first", x.AgainstFirstMatch)
		}
	case "labs-experiment":
		if n := len(b.gap.Movement); n > 0 {
			mv := b.gap.Movement[n-1]
			return c.text("find.movement", "total", mv.Total, "labs", mv.Labs, "period", mv.Period)
		}
	}
	if st.Kind == "fact" && st.Stage != "" || st.Kind == "class" {
		sh := s.shareOf(rd, st.Stage)
		return c.text("find.share", "said", sh.Said, "domestic", sh.Domestic, "foreign", sh.Foreign, "mixed", sh.Mixed, "own", selfReported(rd, st.Stage))
	}
	return ""
}
