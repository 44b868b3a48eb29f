package calibrate

import (
	"assay/evidence"
	"assay/plan"
)

// Settled is a training row whose open layout parts have been filled with the
// model's best choice.
type Settled struct {
	Job    *Job
	Layout plan.Layout
	Fits   bool // the published layout fits in the model's account of memory
}

// Settle searches what a row's source leaves out. Where nothing fits, the
// layout that needs least memory stands, and Fits is false; a chip with coherent
// host memory may move activations there first.
func (j *Job) Settle(c *plan.Constants) (Settled, error) {
	e, err := plan.NewEstimator(&j.Model, j.Cluster, j.Run, c)
	if err != nil {
		return Settled{}, err
	}
	found, err := e.Search(j.Want, 1, 1)
	if err != nil {
		return Settled{}, err
	}
	if len(found.Best) == 0 && j.Cluster.Chip.HostMemory && !j.Want.Offload {
		j.Want.Offload = true
		if found, err = e.Search(j.Want, 1, 1); err != nil {
			return Settled{}, err
		}
	}
	if len(found.Best) > 0 {
		return Settled{Job: j, Layout: found.Best[0].Layout, Fits: true}, nil
	}
	l := found.Smallest.Layout
	if l.TP == 0 {
		return Settled{}, evidence.Errorf(evidence.Unsupported, "layout: no layout can be evaluated")
	}
	return Settled{Job: j, Layout: l}, nil
}

// Step evaluates the settled layout under constants.
func (s *Settled) Step(c *plan.Constants) (plan.Step, error) {
	j := s.Job
	e, err := plan.NewEstimator(&j.Model, j.Cluster, j.Run, c)
	if err != nil {
		return plan.Step{}, err
	}
	return e.Step(&s.Layout), nil
}

// Prepared is every row that can be judged, ready to be predicted, and the
// reason for each that cannot.
type Prepared struct {
	Training  []Settled
	Inference []*ServeJob
	Skipped   map[string]string // row id -> reason
}

// Prepare makes rows ready; open layout parts are settled under c.
func Prepare(rows []Row, names *Names, c *plan.Constants) Prepared {
	p := Prepared{Skipped: map[string]string{}}
	for i := range rows {
		r := &rows[i]
		if r.Unread != "" {
			p.Skipped[r.ID] = r.Unread
			continue
		}
		if r.Inference() {
			j, err := NewServeJob(r, names)
			if err == nil {
				_, _, err = j.Server(c)
			}
			if err != nil {
				p.Skipped[r.ID] = err.Error()
				continue
			}
			p.Inference = append(p.Inference, j)
			continue
		}
		j, err := NewJob(r, names)
		if err != nil {
			p.Skipped[r.ID] = err.Error()
			continue
		}
		s, err := j.Settle(c)
		if err != nil {
			p.Skipped[r.ID] = err.Error()
			continue
		}
		p.Training = append(p.Training, s)
	}
	return p
}

// Observations lists what the fit sees: times and rates, but no memory (its
// formulas hold no constant) and no time to the first token (it is a queue's).
func (p *Prepared) Observations() []Observation {
	var out []Observation
	for i := range p.Training {
		s := &p.Training[i]
		for _, m := range s.Job.Measures {
			if m.Quantity != MemoryGiB {
				out = append(out, Observation{Row: s.Job.Row, Measured: m.Value, Predict: s.predictor(m)})
			}
		}
	}
	for _, j := range p.Inference {
		for _, m := range j.Measures {
			if m.Quantity != TTFT {
				out = append(out, Observation{Row: j.Row, Measured: m.Value, Predict: j.predictor(m)})
			}
		}
	}
	return out
}

func (s *Settled) predictor(m Measure) func(*plan.Constants) float64 {
	return func(c *plan.Constants) float64 {
		step, err := s.Step(c)
		if err != nil {
			return 0
		}
		return s.Job.predict(m, &step)
	}
}

func (j *ServeJob) predictor(m Measure) func(*plan.Constants) float64 {
	return func(c *plan.Constants) float64 {
		v, s, err := j.Server(c)
		if err != nil {
			return 0
		}
		out := v.Serve()
		return j.predict(m, &out, &s)
	}
}
