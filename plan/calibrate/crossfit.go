package calibrate

import (
	"math"
	"runtime"
	"sort"
	"sync"

	"assay/evidence"
	"assay/plan"
)

// folds is how many parts the groups of source and model are dealt into.
const folds = 10

// FitAll fits the constants to rows and reports how well they do on rows that a
// fit did not see: by folds of groups of source and model, and by leaving out
// one source at a time. date is the day of the fit.
func FitAll(rows []Row, names *Names, date evidence.Date) (*Calibration, Evaluation, error) {
	settle := plan.Priors()
	var p Prepared
	var c plan.Constants
	var err error
	for range 2 { // open layout parts are settled again under the first fit
		p = Prepare(rows, names, &settle)
		if c, err = Fit(p.Observations()); err != nil {
			return nil, Evaluation{}, err
		}
		settle = c
	}
	obs := p.Observations()
	cal := &Calibration{Date: string(date), Constants: map[string]float64{}, Intervals: map[string]Interval{}, Families: map[string]int{}, Trained: map[string]int{}, Served: map[string]int{}}
	for i, k := range plan.ConstantTable {
		cal.Constants[k.Name] = round(c[i], 5)
	}
	cal.count(&p, obs)
	cal.Folds = crossFit(obs)
	crossed := evaluate(rows, names, cal, &settle, cal.ValuesFor)
	cal.intervals(crossed.Rows)
	crossed = evaluate(rows, names, cal, &settle, cal.ValuesFor)
	cal.Errors = rounded(crossed.Groups)
	cal.LeaveOut = rounded(leaveOneSourceOut(rows, names, cal, obs, &settle))
	return cal, crossed, nil
}

func (cal *Calibration) count(p *Prepared, obs []Observation) {
	seen := map[string]bool{}
	for i := range obs {
		r := obs[i].Row
		if !seen[r.ID] {
			seen[r.ID] = true
			cal.RowIDs = append(cal.RowIDs, r.ID)
			if r.Recalled() {
				cal.Recalled++
			}
		}
	}
	sort.Strings(cal.RowIDs)
	cal.Rows = len(obs)
	for i := range p.Training {
		chip := &p.Training[i].Job.Cluster.Chip
		cal.Families[string(chip.Family)]++
		cal.Trained[chip.ID]++
	}
	for _, j := range p.Inference {
		cal.Served[j.Cluster.Chip.ID]++
	}
}

// crossFit fits without each fold's groups, several folds at a time.
func crossFit(obs []Observation) []Fold {
	out := make([]Fold, folds)
	for i, g := range groupsOf(obs) {
		out[i%folds].Groups = append(out[i%folds].Groups, g)
	}
	parallel(folds, func(i int) {
		c := fitWithout(obs, func(r *Row) bool { return contains(out[i].Groups, r.Group()) })
		for _, v := range c {
			out[i].Constants = append(out[i].Constants, round(v, 5))
		}
	})
	return out
}

// fitWithout fits to the observations whose row is not left out; with none
// left, the priors stand.
func fitWithout(obs []Observation, leave func(*Row) bool) plan.Constants {
	var kept []Observation
	for _, o := range obs {
		if !leave(o.Row) {
			kept = append(kept, o)
		}
	}
	c, err := Fit(kept)
	if err != nil {
		return plan.Priors()
	}
	return c
}

func parallel(n int, do func(int)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wg.Done() }()
			do(i)
		}()
	}
	wg.Wait()
}

func leaveOneSourceOut(rows []Row, names *Names, cal *Calibration, obs []Observation, settle *plan.Constants) []Group {
	var sources []string
	for i := range obs {
		if k := obs[i].Row.Source.Key; !contains(sources, k) {
			sources = append(sources, k)
		}
	}
	sort.Strings(sources)
	fitted := make([]plan.Constants, len(sources))
	parallel(len(sources), func(i int) {
		fitted[i] = fitWithout(obs, func(r *Row) bool { return r.Source.Key == sources[i] })
	})
	e := evaluate(rows, names, cal, settle, func(r *Row) (plan.Constants, bool) {
		for i, s := range sources {
			if s == r.Source.Key {
				return fitted[i], true
			}
		}
		return cal.Values(), false
	})
	var out []Group
	for _, g := range e.Groups {
		if len(g.Name) < 7 || g.Name[:7] != "vendor " {
			out = append(out, g)
		}
	}
	return out
}

// intervals takes for each class the factor that holds 80 % of its
// cross-validated residuals, with the usual correction for a finite number.
func (cal *Calibration) intervals(rows []Result) {
	by := map[string][]float64{}
	for i := range rows {
		r := &rows[i]
		if r.Skipped != "" || !(r.Predicted > 0) || !(r.Measured > 0) {
			continue
		}
		class := Class(r.Quantity, r.MoE, r.Domestic)
		by[class] = append(by[class], math.Abs(math.Log(r.Predicted/r.Measured)))
	}
	for class, res := range by {
		n := float64(len(res))
		q := math.Min(1, 0.8*(n+1)/n)
		cal.Intervals[class] = Interval{Factor: round(math.Exp(quantile(res, q)), 4), N: len(res)}
	}
}

func rounded(gs []Group) []Group {
	out := append([]Group(nil), gs...)
	for i := range out {
		g := &out[i]
		for _, v := range []*float64{&g.MedianAPE, &g.MeanAPE, &g.P90APE, &g.Coverage, &g.Width} {
			*v = round(*v, 3)
		}
	}
	return out
}

// round keeps n significant digits.
func round(v float64, n int) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return v
	}
	scale := math.Pow(10, float64(n)-math.Ceil(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
