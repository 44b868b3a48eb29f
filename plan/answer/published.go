package answer

import (
	"strings"

	"assay/plan"
	"assay/plan/calibrate"
)

// Published is a model's shape and the training run that its makers published.
type Published struct {
	Model     plan.Model
	Precision plan.Precision
	Batch     int     // sequences
	Tokens    float64 // of the whole run
	Chip      string  // as the source writes it
	Chips     int
	Source    string
}

// Shapes gathers the models of measured rows by name, folded to lower case
// without hyphens. Of a model's rows the one with a whole training run speaks
// for its defaults; a benchmark's batch and precision do not.
func Shapes(rows []calibrate.Row) map[string]Published {
	out := map[string]Published{}
	weight := map[string]float64{}
	for i := range rows {
		r := &rows[i]
		m := r.PlanModel()
		if m.Check() != nil {
			continue
		}
		key := Key(r.Model.Name)
		p := Published{Model: m, Chip: r.Chip, Source: r.Source.Key}
		if r.Chips != nil {
			p.Chips = int(*r.Chips)
		}
		w := 1.0
		if t := r.Measured.Tokens; t != nil && *t > 0 && r.Stage == "pretrain" {
			p.Tokens, w = *t, 3+*t/1e15
			if precision, _, err := calibrate.ParsePrecision(r.Precision); err == nil {
				p.Precision = precision
			}
			if r.GlobalBatch != nil {
				p.Batch = int(*r.GlobalBatch)
			}
		}
		if w > weight[key] {
			weight[key], out[key] = w, p
		}
	}
	return out
}

// Key folds a model's name for lookup.
func Key(name string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "", ".", "").Replace(strings.ToLower(name))
}

// Fill sets what a training question leaves open from the published run.
func (p *Published) Fill(q *Question) {
	q.Model = p.Model
	if q.Precision == "" {
		q.Precision = p.Precision
	}
	if q.Batch == 0 {
		q.Batch = p.Batch
	}
	if q.SeqLen == 0 {
		q.SeqLen = p.Model.SeqLen
	}
}
