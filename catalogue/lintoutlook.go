package catalogue

import (
	"fmt"
	"strings"
)

func (l *linter) checkQuestions() {
	for _, it := range l.rest.questions {
		q := &it.rec
		if before(q.Horizon, q.Opened) {
			fail(l, it, "horizon", "horizon-before-opening", fmt.Sprintf("horizon %s, opened %s", q.Horizon, q.Opened), "correct one of them")
		}
		if (q.Outcome != "") != (q.ClosedOn != "") {
			fail(l, it, "outcome", "outcome-half", "outcome and closed_on stand together", "give both, or neither")
		}
		if (q.Outcome == OutcomeYes || q.Outcome == OutcomeNo) && len(q.ClosedBy) == 0 {
			warn(l, it, "outcome", "closed-without-claims", "a question closes by claims", "list them under closed_by")
		}
	}
}

func (l *linter) checkForecasts() {
	for _, it := range l.rest.forecasts {
		f := &it.rec
		if before(f.Horizon, f.Opened) {
			fail(l, it, "horizon", "horizon-before-opening", fmt.Sprintf("horizon %s, opened %s", f.Horizon, f.Opened), "correct one of them")
		}
		if f.Likelihood == nil && f.Word == "" {
			fail(l, it, "likelihood", "no-likelihood", "neither likelihood nor word", "give a number from 0 to 1, or the word of the author")
		}
		if (f.Outcome != "") != (f.KnownOn != "") {
			fail(l, it, "outcome", "outcome-half", "outcome and known_on stand together", "give both, or neither")
		}
		last := f.Opened
		for i, u := range f.Updates {
			at := fmt.Sprintf("updates[%d]", i)
			if before(u.On, last) {
				fail(l, it, "updates", "updates-out-of-order", fmt.Sprintf("%s: %s comes before %s", at, u.On, last), "list updates oldest first, none before the opening")
			}
			if u.Likelihood == nil && u.Word == "" {
				fail(l, it, "updates", "no-likelihood", at+": neither likelihood nor word", "give one")
			}
			last = u.On
		}
		for i, x := range f.Indicators {
			if x.Model == "" && x.Silicon == "" && x.Figure == "" {
				fail(l, it, "indicators", "empty-indicator", fmt.Sprintf("indicators[%d] points to nothing", i), "name a model, silicon or figure")
			}
		}
	}
}

// checkReport: cells of statements point to models that exist.
func (l *linter) checkReport(c *Catalogue) {
	for _, it := range l.rest.report {
		for _, cell := range it.rec.Cells {
			id, _, _ := strings.Cut(cell, "/")
			if _, ok := c.Model(id); !ok {
				fail(l, it, "cells", "broken-reference", fmt.Sprintf("cells: no model %q", clipped(id)), "correct it, or add the record")
			}
		}
	}
}
