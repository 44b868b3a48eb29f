package outlook

import (
	"cmp"
	"slices"

	"assay/catalogue"
	"assay/evidence"
)

// QuestionState is an open question as known on a date: what would settle it,
// which cells bear on it, and what is known today.
type QuestionState struct {
	ID         string             `json:"id"`
	Question   string             `json:"question"`
	Criteria   string             `json:"resolution_criteria"`
	Settles    string             `json:"would_settle,omitempty"` // kinds of evidence
	Opened     evidence.Date      `json:"opened"`
	Horizon    evidence.Date      `json:"horizon"`
	FromReport bool               `json:"from_report"`
	Status     Status             `json:"status"` // open, due, or resolved
	Outcome    catalogue.Outcome  `json:"outcome,omitempty"`
	ClosedBy   []string           `json:"closed_by,omitempty"` // ids of claims
	ClosedOn   evidence.Date      `json:"closed_on,omitempty"`
	Cells      []CellState        `json:"cells,omitempty"`
	Claims     []string           `json:"claims,omitempty"`  // on record by the date
	Figures    map[string]float64 `json:"figures,omitempty"` // known today, by name
	Unanswered []string           `json:"figures_unknown,omitempty"`
	Silicon    []string           `json:"silicon,omitempty"`
	Forecasts  []string           `json:"forecasts,omitempty"` // ids of forecasts with an indicator in common
	Answer     *Answer            `json:"answer,omitempty"`    // of the report's own questions
	Text       catalogue.Text     `json:"-"`
}

// CellState is a cell that bears on a question.
type CellState struct {
	Model string         `json:"model"`
	Stage evidence.Stage `json:"stage"`
	Says  string         `json:"says"`
}

// Questions gives the questions opened by the date, the report's own first, then
// those with the nearest horizon.
func Questions(in Input) []QuestionState {
	in = in.withDefaults()
	known := map[string]*evidence.Claim{}
	for i := range in.Claims {
		if c := &in.Claims[i]; c.KnownSince <= in.AsOf {
			known[c.ID] = c
		}
	}
	var out []QuestionState
	for i := range in.Questions {
		q := &in.Questions[i]
		if q.Opened.Last() > in.AsOf {
			continue
		}
		out = append(out, in.question(q, known))
	}
	slices.SortStableFunc(out, func(a, b QuestionState) int {
		return cmp.Or(boolOrder(!a.FromReport, !b.FromReport), cmp.Compare(a.Horizon.Last(), b.Horizon.Last()), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (in Input) question(q *catalogue.Question, known map[string]*evidence.Claim) QuestionState {
	s := QuestionState{ID: q.ID, Text: q.Text(), Question: q.Text().In(in.Lang), Criteria: q.ResolutionCriteria, Settles: q.Evidence,
		Opened: q.Opened, Horizon: q.Horizon, FromReport: q.FromReport, Silicon: q.Silicon, Status: StatusOpen}
	cells := map[[2]string]bool{}
	for _, id := range q.Claims {
		c, ok := known[id]
		if !ok {
			continue
		}
		s.Claims = append(s.Claims, id)
		in.addCell(&s, cells, c.ModelID, c.Stage)
	}
	for _, m := range q.Models {
		for _, st := range []evidence.Stage{evidence.PreTraining, evidence.PostTraining} {
			in.addCell(&s, cells, m, st)
		}
	}
	for _, name := range q.Figures {
		v, ok := 0.0, false
		if in.View != nil {
			v, ok = in.View.Figure(name, in.AsOf)
		}
		if !ok {
			s.Unanswered = append(s.Unanswered, name)
			continue
		}
		if s.Figures == nil {
			s.Figures = map[string]float64{}
		}
		s.Figures[name] = v
	}
	for i := range in.Forecasts {
		f := &in.Forecasts[i]
		if f.Opened.Last() <= in.AsOf && bears(f, q) {
			s.Forecasts = append(s.Forecasts, f.ID)
		}
	}
	in.close(&s, q, known)
	return s
}

func (in Input) addCell(s *QuestionState, seen map[[2]string]bool, model string, stage evidence.Stage) {
	k := [2]string{model, string(stage)}
	if in.View == nil || model == "" || seen[k] {
		return
	}
	seen[k] = true
	if says, ok := in.View.Cell(model, stage, in.AsOf); ok && says != "" {
		s.Cells = append(s.Cells, CellState{Model: model, Stage: stage, Says: says})
	}
}

// close marks a question closed where claims that settle it are known by the
// date; one whose horizon has passed is due.
func (in Input) close(s *QuestionState, q *catalogue.Question, known map[string]*evidence.Claim) {
	for _, id := range q.ClosedBy {
		if c, ok := known[id]; ok {
			s.ClosedBy = append(s.ClosedBy, id)
			s.ClosedOn = max(s.ClosedOn, c.KnownSince)
		}
	}
	if q.ClosedOn != "" {
		s.ClosedOn = q.ClosedOn
	}
	switch {
	case len(q.ClosedBy) > 0 && len(s.ClosedBy) == len(q.ClosedBy) && s.ClosedOn.Known(in.Compiled) <= in.AsOf:
		s.Status, s.Outcome = StatusResolved, q.Outcome
	default:
		s.ClosedBy, s.ClosedOn = nil, ""
		if q.Horizon.Last() < in.AsOf {
			s.Status = StatusDue
		}
	}
}

// bears reports whether a forecast and a question look at the same figure or
// model.
func bears(f *catalogue.Forecast, q *catalogue.Question) bool {
	for _, i := range f.Indicators {
		if (i.Figure != "" && slices.Contains(q.Figures, i.Figure)) || (i.Model != "" && slices.Contains(q.Models, i.Model)) {
			return true
		}
	}
	return false
}
