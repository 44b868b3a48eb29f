package answer

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"assay/evidence"
	"assay/plan"
	"assay/plan/calibrate"
)

// Ask answers a question.
func Ask(q Question, cal *calibrate.Calibration) (*Answer, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	switch q.Stage {
	case evidence.PreTraining:
		return train(q, cal)
	case evidence.PostTraining:
		if q.Rollouts {
			return reinforce(q, cal)
		}
		return train(q, cal)
	case evidence.Inference:
		return serve(q, cal)
	}
	return nil, evidence.Errorf(evidence.Invalid, "stage %q is not pre-training, post-training or inference", q.Stage)
}

// defaults fills what is open about a training run and says so.
func (q *Question) defaults() (assumed []string) {
	if q.SeqLen == 0 {
		q.SeqLen = q.Model.SeqLen
	}
	if q.Batch == 0 {
		q.Batch = max(1, 4<<20/q.SeqLen*max(1, q.Chips/1024))
		assumed = append(assumed, fmt.Sprintf("batch of %d sequences (four million tokens for each 1,024 chips)", q.Batch))
	}
	if q.Precision == "" {
		q.Precision = plan.BF16
		assumed = append(assumed, "precision bf16")
	}
	if p := q.Chip.Trained(q.Precision); p != q.Precision {
		assumed = append(assumed, fmt.Sprintf("%s trains in %s: no %s rate is known", q.Chip.ID, p, q.Precision))
		q.Precision = p
	}
	if q.Keep == 0 {
		q.Keep = 4
	}
	return assumed
}

func (q *Question) run() plan.Run {
	return plan.Run{Precision: q.Precision, SeqLen: q.SeqLen, GlobalBatch: q.Batch, Year: q.Year}
}

func train(q Question, cal *calibrate.Calibration) (*Answer, error) {
	assumed := q.defaults()
	c := cal.Values()
	e, err := plan.NewEstimator(&q.Model, plan.Cluster{Chip: q.Chip, Chips: q.Chips}, q.run(), &c)
	if err != nil {
		return nil, err
	}
	found, err := best(e, q.Want, q.Keep, q.Workers)
	if err != nil {
		return nil, err
	}
	a := &Answer{Model: q.Model.Name, Stage: q.Stage, Chip: q.Chip.ID, Chips: q.Chips, Precision: q.Precision, SeqLen: q.SeqLen, Batch: q.Batch,
		Evaluated: found.Evaluated, Infeasible: found.Infeasible, IntervalOf: "step_time_s",
		Assumptions: append(assumed, e.Cluster.Chip.Assumed...)}
	a.Calibrated, a.Calibration = basis(&q.Chip, q.Precision, cal, false)
	a.MFUConvention = "6 a parameter and token, causal attention halved, no recomputation, over the dense " + string(q.Precision) + " peak"
	if len(found.Best) == 0 {
		a.WhyNot, a.WouldFit = whyNot(e, &found, &q)
		a.MemoryGiB = memoryParts(&found.Smallest.Step.Mem)
		return a, nil
	}
	top := found.Best[0]
	a.fill(&q, &top)
	if !q.bare {
		a.Alternatives = alternatives(found.Best)
		a.band(&q, &top, cal, &c)
	}
	return a, nil
}

// best searches, with expert overlap where it helps and host memory where
// nothing else fits.
func best(e *plan.Estimator, want plan.Wanted, keep, workers int) (plan.Found, error) {
	if e.Model.MoE() && e.Run.Year >= 2025 && want.PP != 1 {
		want.Overlap = true
	}
	found, err := e.Search(want, keep, workers)
	if err == nil && len(found.Best) == 0 && e.Cluster.Chip.HostMemory && !want.Offload {
		want.Offload = true
		return e.Search(want, keep, workers)
	}
	return found, err
}

func (a *Answer) fill(q *Question, top *plan.Candidate) {
	s := &top.Step
	step := float64(s.Total)
	a.Feasible, a.Layout = true, printed(&top.Layout)
	a.StepTimeS = ptr(step)
	tokens := float64(q.Batch) * float64(q.SeqLen)
	a.TokensPerS = tokens / step
	a.TokensSChip = a.TokensPerS / float64(q.Chips)
	flop := float64(plan.ModelFLOP(&q.Model, q.SeqLen, plan.Convention{}))
	a.MFU = ptr(a.TokensSChip * flop / float64(q.Chip.Rate(q.Precision)))
	a.MemoryGiB, a.TimeS = memoryParts(&s.Mem), timeParts(&s.Time)
	a.BoundBy = largest(a.TimeS)
	if q.Tokens > 0 {
		seconds := q.Tokens / a.TokensPerS / Goodput
		a.Days = ptr(seconds / 86400)
		a.ChipHours = ptr(seconds / 3600 * float64(q.Chips))
		a.EnergyMWh = ptr(*a.ChipHours * watts(&q.Chip) * Overhead / 1e6)
		a.Assumptions = append(a.Assumptions, fmt.Sprintf("a run trains %.0f %% of its time; the rest goes to failures, checkpoints and evaluation", 100*Goodput),
			fmt.Sprintf("energy: design power of the chips (%.0f W each) times %.1f for hosts, network and cooling", watts(&q.Chip), Overhead))
	}
}

func watts(c *plan.Chip) float64 {
	if c.Power > 0 {
		return float64(c.Power)
	}
	return 400
}

// band is the interval: the residuals' factor, and the same question at the low
// and the high end of disputed figures.
func (a *Answer) band(q *Question, top *plan.Candidate, cal *calibrate.Calibration, c *plan.Constants) {
	f := cal.Factor(calibrate.Class(calibrate.StepTime, q.Model.MoE(), q.Chip.Country == "CN"), a.Calibrated)
	lo, hi := *a.StepTimeS, *a.StepTimeS
	for _, form := range []*plan.Chip{q.Chip.Low, q.Chip.High} {
		if form == nil {
			continue
		}
		if t := stepOn(q, form, &top.Layout, c); t > 0 {
			lo, hi = math.Min(lo, t), math.Max(hi, t)
		}
	}
	if lo < *a.StepTimeS || hi > *a.StepTimeS {
		a.Assumptions = append(a.Assumptions, fmt.Sprintf("disputed data-sheet figures of %s move the step time from %.3g to %.3g s before the model's own error", q.Chip.ID, lo, hi))
	}
	a.Interval80 = Interval{lo / f, hi * f}
	if a.ChipHours != nil {
		k := *a.ChipHours / *a.StepTimeS
		a.ChipHours80 = &Interval{a.Interval80.Lo * k, a.Interval80.Hi * k}
	}
}

// stepOn is the step time on another form of the chip: the same layout where it
// fits, else the best that does; zero where nothing can be said.
func stepOn(q *Question, chip *plan.Chip, l *plan.Layout, c *plan.Constants) float64 {
	run := q.run()
	run.Precision = chip.Trained(run.Precision)
	e, err := plan.NewEstimator(&q.Model, plan.Cluster{Chip: *chip, Chips: q.Chips}, run, c)
	if err != nil {
		return 0
	}
	if s := e.Step(l); s.Fits {
		return float64(s.Total)
	}
	found, err := best(e, q.Want, 1, q.Workers)
	if err != nil || len(found.Best) == 0 {
		return 0
	}
	return float64(found.Best[0].Step.Total)
}

// basis says what the constants for a chip rest on.
func basis(chip *plan.Chip, p plan.Precision, cal *calibrate.Calibration, inference bool) (bool, string) {
	rows, kind := cal.Trained[chip.ID], "training"
	if inference {
		rows, kind = cal.Served[chip.ID], "inference"
	}
	family := cal.Families[string(chip.Family)]
	switch {
	case cal.Seen(chip, p, inference):
		return true, fmt.Sprintf("%d published %s figures of this chip", rows, kind)
	case rows > 0:
		return false, fmt.Sprintf("not calibrated at %s: this chip's %d published %s figures are of other precisions; the interval is wider", p, rows, kind)
	case family > 0:
		return false, fmt.Sprintf("not calibrated: no published %s figures of this chip; it inherits the constants of the %s family (%d training figures), and the interval is wider", kind, chip.Family, family)
	}
	return false, "not calibrated: no published figures of this chip or its family; it inherits the constants of Hopper, and the interval is wider"
}

// alternatives says of each slower layout which part of the step makes it so.
func alternatives(bests []plan.Candidate) []Alternative {
	var out []Alternative
	first := timeParts(&bests[0].Step.Time)
	for i := 1; i < len(bests); i++ {
		b := &bests[i]
		parts := timeParts(&b.Step.Time)
		worst, by := "", 0.0
		for _, k := range sortedKeys(parts) {
			if d := parts[k] - first[k]; d > by {
				worst, by = k, d
			}
		}
		slower := float64(b.Step.Total/bests[0].Step.Total) - 1
		why := "as fast, to the model's precision"
		if worst != "" {
			why = fmt.Sprintf("%s takes %.2g s more", words[worst], by)
		}
		out = append(out, Alternative{*printed(&b.Layout), float64(b.Step.Total), slower, why})
	}
	return out
}

func sortedKeys(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// whyNot says what does not fit, and what would.
func whyNot(e *plan.Estimator, f *plan.Found, q *Question) (why, would string) {
	mem := &f.Smallest.Step.Mem
	has := e.Cluster.Chip.Memory.GiB()
	parts := memoryParts(mem)
	delete(parts, "total")
	why = fmt.Sprintf("memory: the leanest layout (%s) needs %.0f GiB a chip, and %s has %.0f; most of it are %s (%.0f GiB)",
		f.Smallest.Layout, mem.Total().GiB(), e.Cluster.Chip.ID, has, strings.ReplaceAll(largest(parts), "_", " "), parts[largest(parts)])
	if q.bare {
		return why, ""
	}
	given := q.Want
	given.Offload, given.Overlap = false, false
	if given != plan.Free() {
		would = "free the layout: parts of it were given"
	}
	for n := e.Cluster.Chips * 2; n <= e.Cluster.Chips*256 && n < 1<<22; n *= 2 {
		run := e.Run
		run.GlobalBatch = max(run.GlobalBatch, n/8)
		c := e.Constants()
		bigger, err := plan.NewEstimator(e.Model, plan.Cluster{Chip: e.Cluster.Chip, Chips: n}, run, &c)
		if err != nil {
			break
		}
		if found, err := best(bigger, plan.Free(), 1, 0); err == nil && len(found.Best) > 0 {
			return why, strings.TrimPrefix(would+fmt.Sprintf("; %d chips would fit", n), "; ")
		}
	}
	if would == "" {
		would = fmt.Sprintf("no multiple of the chips up to 256 fits; a chip needs more memory than %.0f GiB", has)
	}
	return why, would
}
