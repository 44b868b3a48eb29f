package main

import (
	"fmt"
	"os"
	"sort"
	"time"

	"github.com/spf13/cobra"

	"assay/data"
	"assay/evidence"
	ask "assay/plan/answer"
	"assay/plan/calibrate"
)

// planEval holds the model to a file of rows.
func (a *app) planEval(file string, layouts bool) error {
	body, err := os.ReadFile(file)
	if err != nil {
		return evidence.Errorf(evidence.NotFound, "%s: no such file", file)
	}
	rows, err := calibrate.ParseRows(file, body)
	if err != nil {
		return err
	}
	p, err := a.planner()
	if err != nil {
		return err
	}
	e := p.Evaluate(rows)
	if layouts {
		return a.planLayouts(calibrate.LayoutRatios(rows, p.Names, p.Cal))
	}
	return print(a.out, a.format(), e, evalGrid(&e))
}

// planLayouts shows how far published layouts are from the model's best.
func (a *app) planLayouts(ratios []calibrate.LayoutRatio) error {
	if ratios == nil {
		ratios = []calibrate.LayoutRatio{}
	}
	g := grid{head: []string{"row", "time over the best", "with its micro-batch, ZeRO and recomputation kept", "best layout"}}
	for _, r := range ratios {
		g.add(r.ID, fmt.Sprintf("%.2f", r.Open), fmt.Sprintf("%.2f", r.Kept), r.Best)
	}
	open, kept := calibrate.Within(ratios, 1.1)
	g.note = fmt.Sprintf("within 10 %% of the best: %d of %d with everything open, %d with micro-batch, ZeRO and recomputation as published", open, len(ratios), kept)
	return print(a.out, a.format(), ratios, g)
}

// evalGrid shows groups, then the ten worst rows.
func evalGrid(e *calibrate.Evaluation) grid {
	g := grid{head: []string{"group or row", "n", "sources", "median %", "mean %", "p90 %", "in 80 % interval", "interval width"}}
	pct := func(v float64) string { return fmt.Sprintf("%.1f", 100*v) }
	for _, x := range e.Groups {
		g.add(x.Name, fmt.Sprint(x.N), fmt.Sprint(x.Sources), pct(x.MedianAPE), pct(x.MeanAPE), pct(x.P90APE), coverageText(x.Coverage, x.N), fmt.Sprintf("%.2f", x.Width))
	}
	worst := make([]*calibrate.Result, 0, len(e.Rows))
	skipped, crossed := 0, 0
	for i := range e.Rows {
		r := &e.Rows[i]
		if r.Skipped != "" {
			skipped++
			continue
		}
		if r.CrossValidated {
			crossed++
		}
		worst = append(worst, r)
	}
	sort.SliceStable(worst, func(i, j int) bool { return worst[i].APE > worst[j].APE })
	for _, r := range worst[:min(10, len(worst))] {
		g.add("worst: "+r.ID+ifText(r.Recalled, " (recalled)"), "", "", pct(r.APE), "", "", fmt.Sprintf("%s: measured %.4g, predicted %.4g %s", r.Quantity, r.Measured, r.Predicted, r.Unit), "")
	}
	g.note = fmt.Sprintf("%d figures judged, %d of them by constants that did not see the row's source and model; %d rows skipped (--format json has the reasons)", len(worst), crossed, skipped)
	return g
}

// coverageText writes a share as a percentage, or as a count below twenty.
func coverageText(v float64, n int) string {
	if n < 20 {
		return fmt.Sprintf("%.0f of %d", v*float64(n), n)
	}
	return fmt.Sprintf("%.0f %%", 100*v)
}

// newPlanFitCmd builds `assay plan fit`: the constants from the published rows.
func newPlanFitCmd(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "fit",
		Short: "Fit the model's constants to the published rows",
		Long: `Fits the constants of the performance model to the built-in rows, cross-validates
by groups of source and model and by leaving out one source at a time, and writes
the calibration with the errors found. It takes about a minute on two cores.`,
		Example: "  assay plan fit --out data/calibration.yaml",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			p, err := ask.OpenRows(data.FS)
			if err != nil {
				return err
			}
			if err := a.nameFor(p); err != nil {
				return err
			}
			cal, e, err := calibrate.FitAll(p.Rows, p.Names, evidence.DateOf(time.Now()))
			if err != nil {
				return err
			}
			body, err := cal.Marshal()
			if err != nil {
				return err
			}
			if out != "" {
				if err := os.WriteFile(out, body, 0o644); err != nil {
					return evidence.WithKind(evidence.Denied, err, "write the calibration")
				}
			}
			return print(a.out, a.format(), e, evalGrid(&e))
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write the calibration to this file")
	return cmd
}
