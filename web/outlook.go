package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"assay/evidence"
	"assay/gap"
	"assay/outlook"
)

// outlookPage is forecasts, nearest first, and the keeping of score.
type outlookPage struct {
	Entries  []forecastView
	Due      int
	Summary  []outlook.Summary
	Findings []evidence.Finding
	Cite     citation
}

// forecastView is one forecast as shown.
type forecastView struct {
	outlook.Entry
	Bar     template.HTML
	Address string
}

// view answers outlook's questions about cells and figures of any date.
type view struct {
	ctx context.Context
	s   *site
	l   Lang
}

// Cell says what a model's stage says on a date.
func (v *view) Cell(model string, stage evidence.Stage, on evidence.Date) (string, bool) {
	rd, err := v.s.read(v.ctx, matrixQuery{AsOf: on})
	if err != nil || rd.byID[model] == nil {
		return "", false
	}
	cell := rd.byID[model].Cells[stage]
	cv := v.s.cats[v.l].view(&cell, model, stage, on, "")
	if cv.Bare {
		return cv.Word, true
	}
	return cv.Silicon + " (" + cv.Word + ")", true
}

// Figure gives a figure of the gap by name.
func (v *view) Figure(name string, on evidence.Date) (float64, bool) {
	rd, err := v.s.read(v.ctx, matrixQuery{AsOf: on})
	if err != nil {
		return 0, false
	}
	r, err := v.s.gapReport(v.ctx, rd)
	if err != nil {
		return 0, false
	}
	x, ok := r.Figures[name]
	return x, ok
}

// outlookInput is what the outlook is worked out from, for a reading.
func (s *site) outlookInput(ctx context.Context, l Lang, rd *reading) (outlook.Input, error) {
	claims, err := s.claimsWhere(ctx, func(c *evidence.Claim) bool { return c.Reviewed() })
	if err != nil {
		return outlook.Input{}, err
	}
	decisions, err := s.Evidence.Decisions(ctx)
	if err != nil {
		return outlook.Input{}, err
	}
	forecasts, _ := outlook.Apply(s.Catalogue.Forecasts(), decisions, rd.asOf)
	return outlook.Input{Forecasts: forecasts, Questions: s.Catalogue.Questions(), Claims: claims, Lattice: s.Catalogue.Lattice(),
		AsOf: rd.asOf, Compiled: s.Catalogue.Compiled(), Lang: string(l), View: &view{ctx, s, l}}, nil
}

// outlook answers the page of forecasts.
func (s *site) outlook(w http.ResponseWriter, r *http.Request) {
	l, ctx := langOf(r), r.Context()
	rd, m, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	in, err := s.outlookInput(ctx, l, rd)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	entries, findings := outlook.Entries(in)
	c := s.cats[l]
	p := outlookPage{Findings: findings, Cite: s.citation(l, rd, "/outlook/", c.text("outlook.title"))}
	var ours, quoted []outlook.Entry
	for _, e := range entries {
		if e.Status == outlook.StatusDue {
			p.Due++
		}
		if e.Quoted {
			quoted = append(quoted, e)
		} else {
			ours = append(ours, e)
		}
		p.Entries = append(p.Entries, forecastView{Entry: e, Bar: likelihoodBar(c, e.Likelihood, e.Word), Address: safeAddress(e.SourceURL)})
	}
	p.Summary = append(p.Summary, outlook.Summarize("ours", ours, rd.asOf))
	if len(quoted) > 0 {
		p.Summary = append(p.Summary, outlook.Summarize("quoted", quoted, rd.asOf))
	}
	s.render(w, "outlook", page{Lang: l, Title: c.text("outlook.title"), Path: "/outlook/", Query: r.URL.Query(), Nav: "outlook",
		AsOf: rd.asOf, Today: m.AsOf == "", Data: p, NoIndex: len(r.URL.Query()) > 0})
}

// questionsPage is the open questions with what would settle them.
type questionsPage struct {
	Questions []outlook.QuestionState
	Open      int
	Rest      int
}

// questions answers the page of open questions.
func (s *site) questions(w http.ResponseWriter, r *http.Request) {
	l, ctx := langOf(r), r.Context()
	rd, m, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	states, err := s.openQuestions(ctx, l, rd)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	p := questionsPage{Questions: states}
	for i := range states {
		if states[i].Status == outlook.StatusOpen {
			p.Open++
		}
	}
	c := s.cats[l]
	s.render(w, "questions", page{Lang: l, Title: c.text("questions.title"), Path: "/questions/", Query: r.URL.Query(), Nav: "questions",
		AsOf: rd.asOf, Today: m.AsOf == "", Feed: "/feeds/" + string(l) + "/questions.atom", Data: p, NoIndex: len(r.URL.Query()) > 0})
}

func (s *site) openQuestions(ctx context.Context, l Lang, rd *reading) ([]outlook.QuestionState, error) {
	in, err := s.outlookInput(ctx, l, rd)
	if err != nil {
		return nil, err
	}
	report, err := s.gapReport(ctx, rd)
	if err != nil {
		return nil, err
	}
	return outlook.OpenQuestions(in, report, gap.ScoresOf(s.Catalogue)), nil
}

// likelihoodBar draws the seven bands to scale, the band of the word filled and
// a tick at the number.
func likelihoodBar(c *catalog, p float64, word outlook.Word) template.HTML {
	var b strings.Builder
	b.WriteString(`<svg class="like" viewBox="0 0 336 36" aria-hidden="true">`)
	at := func(x float64) float64 { return (x - 0.01) / 0.98 * 336 }
	for _, w := range outlook.Words() {
		lo, hi := w.Range()
		class := "off"
		if w == word {
			class = "on"
		}
		fmt.Fprintf(&b, `<rect class="%s" x="%.1f" y="4" width="%.1f" height="14"/>`, class, at(lo), at(hi)-at(lo)-1)
	}
	fmt.Fprintf(&b, `<rect class="tick" x="%.1f" y="0" width="2" height="22"/>`, at(min(max(p, 0.01), 0.99))-1)
	fmt.Fprintf(&b, `<text x="0" y="34">1</text><text x="168" y="34" text-anchor="middle">50</text><text x="336" y="34" text-anchor="end">99 %%</text></svg>`)
	return template.HTML(b.String()) // #nosec: numbers and fixed class names
}
