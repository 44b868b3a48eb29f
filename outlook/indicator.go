package outlook

import (
	"strconv"

	"assay/catalogue"
	"assay/evidence"
)

// View shows cells and figures as known on a date. cmd/assay and web hand in
// one that works out the matrix and the gap; both answers are the same for the
// same date.
type View interface {
	// Cell says what a model's stage says on a date, in one line; false where the
	// model has no row.
	Cell(model string, stage evidence.Stage, on evidence.Date) (string, bool)
	// Figure gives a figure of the gap by name, such as model-lag; false where
	// nothing is known of it on the date.
	Figure(name string, on evidence.Date) (float64, bool)
}

// IndicatorState is a cell, a silicon or a figure that bears on a forecast, as it
// was when the forecast was opened and as it is now.
type IndicatorState struct {
	Model   string         `json:"model,omitempty"`
	Stage   evidence.Stage `json:"stage,omitempty"`
	Silicon string         `json:"silicon,omitempty"`
	Figure  string         `json:"figure,omitempty"`
	Why     string         `json:"why,omitempty"`
	Then    string         `json:"then"`
	Now     string         `json:"now"`
	Moved   bool           `json:"moved"`
}

func (in Input) indicators(f *catalogue.Forecast) []IndicatorState {
	out := []IndicatorState{}
	for _, i := range f.Indicators {
		s := IndicatorState{Model: i.Model, Stage: i.Stage, Silicon: i.Silicon, Figure: i.Figure, Why: i.Why}
		s.Then, s.Now = in.look(i, f.Opened.Last()), in.look(i, in.AsOf)
		s.Moved = s.Then != s.Now
		out = append(out, s)
	}
	return out
}

// look reads an indicator on a day.
func (in Input) look(i catalogue.Indicator, on evidence.Date) string {
	switch {
	case i.Figure != "" && in.View != nil:
		if v, ok := in.View.Figure(i.Figure, on); ok {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	case i.Model != "" && in.View != nil:
		stage := i.Stage
		if stage == "" {
			stage = evidence.PreTraining
		}
		if s, ok := in.View.Cell(i.Model, stage, on); ok {
			return s
		}
	case i.Silicon != "":
		return strconv.Itoa(in.claimsOn(i, on))
	}
	return ""
}

// claimsOn counts the claims known by a day that name a silicon for a stage.
func (in Input) claimsOn(i catalogue.Indicator, on evidence.Date) int {
	n := 0
	for k := range in.Claims {
		c := &in.Claims[k]
		if c.Silicon == i.Silicon && (i.Stage == "" || i.Stage == c.Stage) && c.KnownSince <= on && c.Reviewed() {
			n++
		}
	}
	return n
}
