package outlook

import (
	"assay/evidence"
	"assay/gap"
)

// Outlook is everything that the outlook and the questions pages show.
type Outlook struct {
	AsOf      evidence.Date      `json:"as_of"`
	Entries   []Entry            `json:"forecasts"`
	Ours      Summary            `json:"ours"`
	Quoted    Summary            `json:"quoted"`
	Questions []QuestionState    `json:"questions"`
	Findings  []evidence.Finding `json:"findings,omitempty"`
}

// Compute works out the whole outlook. Forecasts of the log are already applied
// (Apply); report and scores serve the answers and may be nil.
func Compute(in Input, r *gap.Report, scores []gap.Score) *Outlook {
	in = in.withDefaults()
	o := &Outlook{AsOf: in.AsOf}
	o.Entries, o.Findings = Entries(in)
	var ours, quoted []Entry
	for i := range o.Entries {
		if o.Entries[i].Quoted {
			quoted = append(quoted, o.Entries[i])
		} else {
			ours = append(ours, o.Entries[i])
		}
	}
	o.Ours, o.Quoted = Summarize("ours", ours, in.AsOf), Summarize("quoted", quoted, in.AsOf)
	if r == nil {
		o.Questions = Questions(in)
	} else {
		o.Questions = OpenQuestions(in, r, scores)
	}
	return o
}
