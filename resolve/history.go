package resolve

import (
	"slices"

	"assay/evidence"
)

// Moment is a day on which a cell began to say something else.
type Moment struct {
	On      evidence.Date  `json:"on"`
	Stage   evidence.Stage `json:"stage"`
	Fields  []string       `json:"fields"`
	Verdict evidence.Word  `json:"verdict"`
	Class   evidence.Side  `json:"class"`
	Silicon []string       `json:"silicon"`
	Negated bool           `json:"negated,omitempty"`
	Because []Because      `json:"because"`
	Text    string         `json:"sentence"`
}

// History gives, oldest first, the days on which a model's cells changed, up to
// the day asked for. It follows the dates of claims; the days of decisions are
// those of the index's making.
func (x *Index) History(id string, o Options) []Moment {
	i, ok := x.at[id]
	if !ok {
		return nil
	}
	q := x.question(&o)
	out := []Moment{}
	was := Row{Cells: map[evidence.Stage]Cell{}}
	for _, day := range x.models[i].changes {
		if day > q.at {
			break
		}
		then := o
		then.AsOf = day
		now := x.row(i, x.question(&then))
		for _, c := range rowChanges(x, was, x, now) {
			out = append(out, Moment{On: day, Stage: c.Stage, Fields: c.Fields, Verdict: c.To.Verdict, Class: c.To.Class,
				Silicon: c.To.Silicon, Negated: c.To.Negated, Because: c.Because, Text: c.To.Sentence})
		}
		was = now
	}
	return out
}

// Changes are the days on which anything of a model's row may change, oldest
// first, up to the last day known. Between two of them a row stays as it is.
func (x *Index) Changes(id string) []evidence.Date {
	i, ok := x.at[id]
	if !ok {
		return nil
	}
	return slices.Clone(x.models[i].changes)
}
