package calibrate

import "assay/plan"

// LayoutRatio is how far a published layout is from the model's best on the same
// chips, batch and precision: its step time over the best one's.
type LayoutRatio struct {
	ID   string  `json:"id"`
	Open float64 `json:"open"` // everything searched
	Kept float64 `json:"kept"` // micro-batch, ZeRO and recomputation as published, the splits searched
	Best string  `json:"best"` // the best layout with everything open
}

// LayoutRatios compares the published layout of each complete training row with
// the model's best, under all rows' constants. Rows whose layout does not fit in
// the model's account (targets of memory that never ran) are left out.
func LayoutRatios(rows []Row, names *Names, cal *Calibration) []LayoutRatio {
	c := cal.Values()
	var out []LayoutRatio
	for i := range rows {
		r := &rows[i]
		if !r.Explicit() || r.Inference() {
			continue
		}
		j, err := NewJob(r, names)
		if err != nil {
			continue
		}
		s, err := j.Settle(&c)
		if err != nil || !s.Fits {
			continue
		}
		if x, ok := s.ratio(&c); ok {
			out = append(out, x)
		}
	}
	return out
}

func (s *Settled) ratio(c *plan.Constants) (LayoutRatio, bool) {
	j := s.Job
	e, err := plan.NewEstimator(&j.Model, j.Cluster, j.Run, c)
	if err != nil {
		return LayoutRatio{}, false
	}
	mine := e.Step(&s.Layout).Total
	open := plan.Free()
	open.Offload, open.NoSP, open.Overlap = s.Layout.Offload, s.Layout.NoSP, s.Layout.Overlap
	kept := open
	kept.Recompute, kept.MicroBatch, kept.ZeRO = s.Layout.Recompute, s.Layout.MicroBatch, s.Layout.ZeRO
	a, err1 := e.Search(open, 1, 1)
	b, err2 := e.Search(kept, 1, 1)
	if err1 != nil || err2 != nil || len(a.Best) == 0 || len(b.Best) == 0 {
		return LayoutRatio{}, false
	}
	out := LayoutRatio{ID: j.Row.ID, Open: 1, Kept: 1, Best: a.Best[0].Layout.String()}
	// A published choice outside the search's grid (a micro-batch of 3) may win.
	out.Open = max(1, float64(mine/a.Best[0].Step.Total))
	out.Kept = max(1, float64(mine/b.Best[0].Step.Total))
	return out, true
}

// Within counts ratios of at most most.
func Within(ratios []LayoutRatio, most float64) (open, kept int) {
	for _, r := range ratios {
		if r.Open <= most {
			open++
		}
		if r.Kept <= most {
			kept++
		}
	}
	return open, kept
}
