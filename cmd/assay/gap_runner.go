package main

import (
	"assay/evidence"
	"assay/gap"
	"assay/plan/answer"
)

// planRunner is the performance model as the gap asks for it: what a run
// delivers, with the software of a date.
type planRunner struct {
	a       *app
	planner *answer.Planner
	year    float64
}

// runner opens the performance model; nil where its files cannot be read, and
// then the gap says that delivered figures are left out.
func (a *app) runner(day evidence.Date) gap.Runner {
	p, err := a.planner()
	if err != nil {
		return nil
	}
	return &planRunner{a: a, planner: p, year: yearNow(day.Time())}
}

// Run says what a run delivers in tokens a second a chip.
func (r *planRunner) Run(q gap.RunQuery) (gap.RunFigure, error) {
	f := planFlags{model: q.Model, stage: string(q.Stage)}
	ask, err := f.question(r.planner)
	if err != nil {
		return gap.RunFigure{}, err
	}
	if ask.Chip, err = r.a.chipNamed(r.planner, q.Chip); err != nil {
		return gap.RunFigure{}, err
	}
	ask.Chips, ask.Year, ask.Keep = q.Chips, r.year, 1
	ans, err := answer.Ask(ask, r.planner.Cal)
	if err != nil {
		return gap.RunFigure{}, err
	}
	if !ans.Feasible {
		return gap.RunFigure{}, evidence.Errorf(evidence.Unsupported, "%d %s cannot run it: %s", q.Chips, q.Chip, ans.WhyNot)
	}
	out := gap.RunFigure{TokensPerSecondChip: ans.TokensSChip, Calibrated: ans.Calibrated, BoundBy: ans.BoundBy}
	if ans.MFU != nil {
		out.MFU = *ans.MFU
	}
	point := ans.StepTimeS
	if ans.IntervalOf == "tpot_ms" {
		point = ans.TPOTms
	}
	if point != nil && ans.Interval80.Lo > 0 { // the interval is of a time: more time, fewer tokens
		out.Lo, out.Hi = ans.TokensSChip**point/ans.Interval80.Hi, ans.TokensSChip**point/ans.Interval80.Lo
	}
	return out, nil
}
