package calibrate

import (
	"math"
	"sort"

	"assay/plan"
)

// Result is one figure of a row held against the model (DESIGN 12). APE is the
// absolute error as a share of the measured value.
type Result struct {
	ID             string   `json:"id"`
	Quantity       Quantity `json:"quantity"`
	Part           string   `json:"part,omitempty"`
	Unit           string   `json:"unit"`
	Measured       float64  `json:"measured"`
	Predicted      float64  `json:"predicted"`
	Lo             float64  `json:"lo"`
	Hi             float64  `json:"hi"`
	APE            float64  `json:"ape"`
	Skipped        string   `json:"skipped,omitempty"`
	Source         string   `json:"source"`
	Model          string   `json:"model"`
	Chip           string   `json:"chip"`
	Vendor         string   `json:"vendor,omitempty"`
	Stage          string   `json:"stage"`
	Explicit       bool     `json:"explicit"`
	MoE            bool     `json:"moe"`
	Domestic       bool     `json:"domestic"`
	Recalled       bool     `json:"recalled"`
	CrossValidated bool     `json:"cross_validated"` // predicted by constants that did not see the row's group
	Layout         string   `json:"layout,omitempty"`
	Fits           *bool    `json:"fits,omitempty"`
	group          string
}

// Evaluation is a file of rows held against the model.
type Evaluation struct {
	Rows   []Result `json:"rows"`
	Groups []Group  `json:"groups"`
}

// Evaluate predicts every figure of the rows. A row that the calibration was
// fitted to is predicted by constants that did not see its group.
func Evaluate(rows []Row, names *Names, cal *Calibration) Evaluation {
	all := cal.Values()
	return evaluate(rows, names, cal, &all, cal.ValuesFor)
}

type chooser func(*Row) (plan.Constants, bool)

func evaluate(rows []Row, names *Names, cal *Calibration, settle *plan.Constants, choose chooser) Evaluation {
	p := Prepare(rows, names, settle)
	byID := map[string][]Result{}
	for i := range p.Training {
		s := &p.Training[i]
		c, crossed := choose(s.Job.Row)
		step, err := s.Step(&c)
		if err != nil {
			p.Skipped[s.Job.Row.ID] = err.Error()
			continue
		}
		for _, m := range s.Job.Measures {
			r := newResult(s.Job.Row, m, &s.Job.Cluster.Chip)
			r.Predicted, r.CrossValidated, r.Layout, r.Fits = s.Job.predict(m, &step), crossed, s.Layout.String(), &s.Fits
			r.judge(cal, cal.Seen(&s.Job.Cluster.Chip, s.Job.Run.Precision, false))
			byID[r.ID] = append(byID[r.ID], r)
		}
	}
	for _, j := range p.Inference {
		c, crossed := choose(j.Row)
		v, s, err := j.Server(&c)
		if err != nil {
			p.Skipped[j.Row.ID] = err.Error()
			continue
		}
		out := v.Serve()
		for _, m := range j.Measures {
			r := newResult(j.Row, m, &j.Cluster.Chip)
			r.Predicted, r.CrossValidated, r.Fits = j.predict(m, &out, &s), crossed, &out.Fits
			r.judge(cal, cal.Seen(&j.Cluster.Chip, s.Precision, true))
			byID[r.ID] = append(byID[r.ID], r)
		}
	}
	var e Evaluation
	for i := range rows {
		row := &rows[i]
		if rs := byID[row.ID]; len(rs) > 0 {
			e.Rows = append(e.Rows, rs...)
			continue
		}
		r := newResult(row, Measure{}, nil)
		r.Skipped = p.Skipped[row.ID]
		e.Rows = append(e.Rows, r)
	}
	e.Groups = groups(e.Rows)
	return e
}

func newResult(r *Row, m Measure, chip *plan.Chip) Result {
	out := Result{ID: r.ID, Quantity: m.Quantity, Part: m.Part, Unit: m.Quantity.Unit(), Measured: m.Value,
		Source: r.Source.Key, Model: r.Model.Name, Chip: r.Chip, Stage: "training",
		Explicit: r.Explicit(), MoE: r.Moe(), Recalled: r.Recalled(), group: r.Group()}
	if m.Quantity == "" {
		out.Unit = ""
	}
	if r.Inference() {
		out.Stage = "inference"
	}
	if chip != nil {
		out.Vendor, out.Domestic = plan.VendorOf(chip), chip.Country == "CN"
	}
	return out
}

func (r *Result) judge(cal *Calibration, fitted bool) {
	if !(r.Predicted > 0) || math.IsInf(r.Predicted, 0) {
		r.Predicted, r.Skipped = 0, "the model gives no finite figure for this row"
		return
	}
	f := cal.Factor(Class(r.Quantity, r.MoE, r.Domestic), fitted)
	r.Lo, r.Hi = r.Predicted/f, r.Predicted*f
	if r.Measured > 0 {
		r.APE = math.Abs(r.Predicted-r.Measured) / r.Measured
	}
}

func (r *Result) speed() bool { return r.Quantity == StepTime || r.Quantity == TokensPerS }

// groups sums errors by the cuts that the issue and the pages ask for; empty
// groups are left out.
func groups(rows []Result) []Group {
	cuts := []struct {
		name string
		in   func(*Result) bool
	}{
		{"training explicit", func(r *Result) bool { return r.speed() && r.Explicit }},
		{"training explicit dense", func(r *Result) bool { return r.speed() && r.Explicit && !r.MoE }},
		{"training explicit moe", func(r *Result) bool { return r.speed() && r.Explicit && r.MoE }},
		{"training partial", func(r *Result) bool { return r.speed() && !r.Explicit }},
		{"training domestic", func(r *Result) bool { return r.speed() && r.Domestic }},
		{"memory explicit split", func(r *Result) bool { return r.Quantity == MemoryGiB && r.Explicit && r.Part != "" }},
		{"memory whole chip", func(r *Result) bool { return r.Quantity == MemoryGiB && r.Part == "" }},
	}
	for _, q := range []Quantity{TPOT, TTFT, PrefillTokens, OutputTokens} {
		for _, explicit := range []bool{true, false} {
			name := string(q) + " partial"
			if explicit {
				name = string(q) + " explicit"
			}
			cuts = append(cuts, struct {
				name string
				in   func(*Result) bool
			}{name, func(r *Result) bool { return r.Quantity == q && r.Explicit == explicit }})
		}
	}
	var out []Group
	for _, c := range cuts {
		out = appendGroup(out, c.name, rows, c.in)
	}
	for _, by := range []struct {
		prefix string
		key    func(*Result) string
	}{{"vendor ", func(r *Result) string { return r.Vendor + " " + r.Stage }}, {"source ", func(r *Result) string { return r.Source + " " + r.Stage }}} {
		for _, key := range keys(rows, by.key) {
			out = appendGroup(out, by.prefix+key, rows, func(r *Result) bool {
				return by.key(r) == key && (r.speed() || r.Stage == "inference") && r.Quantity != TTFT
			})
		}
	}
	return append(out, macro(rows)...)
}

// keys lists the distinct keys of judged rows, sorted.
func keys(rows []Result, key func(*Result) string) []string {
	seen := map[string]bool{}
	var out []string
	for i := range rows {
		if k := key(&rows[i]); rows[i].Skipped == "" && !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	sort.Strings(out)
	return out
}

func appendGroup(out []Group, name string, rows []Result, in func(*Result) bool) []Group {
	var errs []float64
	g := Group{Name: name}
	sources := map[string]bool{}
	for i := range rows {
		r := &rows[i]
		if r.Skipped != "" || !in(r) {
			continue
		}
		errs = append(errs, r.APE)
		sources[r.Source] = true
		if r.Measured >= r.Lo && r.Measured <= r.Hi {
			g.Coverage++
		}
		g.Width += (r.Hi - r.Lo) / r.Predicted
	}
	if len(errs) == 0 {
		return out
	}
	n := float64(len(errs))
	g.N, g.Sources, g.Coverage, g.Width = len(errs), len(sources), g.Coverage/n, g.Width/n
	g.MedianAPE, g.MeanAPE, g.P90APE = quantile(errs, 0.5), mean(errs), quantile(errs, 0.9)
	return append(out, g)
}

// macro is over the sources' medians (its mean_ape is their mean), so that one
// large table does not speak for all.
func macro(rows []Result) []Group {
	by := map[string][]float64{}
	for i := range rows {
		if r := &rows[i]; r.Skipped == "" && r.speed() && r.Explicit {
			by[r.Source] = append(by[r.Source], r.APE)
		}
	}
	if len(by) == 0 {
		return nil
	}
	var medians []float64
	for _, errs := range by {
		medians = append(medians, quantile(errs, 0.5))
	}
	sort.Float64s(medians)
	g := appendGroup(nil, "training explicit macro over sources", rows, func(r *Result) bool { return r.speed() && r.Explicit })[0]
	g.MedianAPE, g.MeanAPE, g.P90APE = quantile(medians, 0.5), mean(medians), quantile(medians, 0.9)
	return []Group{g}
}

// quantile interpolates between sorted values.
func quantile(values []float64, q float64) float64 {
	s := append([]float64(nil), values...)
	sort.Float64s(s)
	at := q * float64(len(s)-1)
	i := int(at)
	if i+1 >= len(s) {
		return s[len(s)-1]
	}
	return s[i] + (at-float64(i))*(s[i+1]-s[i])
}

func mean(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
