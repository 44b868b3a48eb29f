package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"assay/evidence"
	ask "assay/plan/answer"
)

// newParityCmd builds `assay parity`: how much of one chip does another's work.
func newParityCmd(a *app) *cobra.Command {
	var f planFlags
	var from, to string
	cmd := &cobra.Command{
		Use:   "parity",
		Short: "How many of one chip do the work of a cluster of another",
		Long: `Says how many chips of --to do a stage of a model in the time that the cluster of
--from takes, how long the same number takes, what energy that costs, and what
limits it. Figures have two significant digits and an 80 % interval, which joins
the model's error on both chips and disputed data-sheet figures.`,
		Example: `  assay parity --model deepseek-v3 --stage pre-training --from nvidia-h800:2048 --to ascend-910c
  assay parity --model deepseek-v3 --stage all --from h800:2048 --to kunlun-p800 --format json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			found, err := a.parity(&f, from, to)
			if err != nil {
				return err
			}
			var value any = found
			if f.stage != "all" {
				value = found[0]
			}
			return print(a.out, a.format(), value, parityGrid(found))
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&from, "from", "", "chip and count that set the pace: nvidia-h800:2048")
	cmd.Flags().StringVar(&to, "to", "", "the chip to compare")
	a.completeModels(cmd, "model")
	a.completeChips(cmd, "to")
	mustHelp(cmd, "stage", "pre-training, post-training, inference or all")
	return cmd
}

func mustHelp(cmd *cobra.Command, flag, text string) { cmd.Flags().Lookup(flag).Usage = text }

func (a *app) parity(f *planFlags, from, to string) ([]*ask.Parity, error) {
	p, err := a.planner()
	if err != nil {
		return nil, err
	}
	name, count, ok := strings.Cut(from, ":")
	chips, err := strconv.Atoi(count)
	if !ok || err != nil || chips < 1 {
		return nil, evidence.Errorf(evidence.Invalid, "--from %q is not a chip and a count such as nvidia-h800:2048", from)
	}
	pace, err := a.chipNamed(p, name)
	if err != nil {
		return nil, evidence.Wrap(err, "--from")
	}
	other, err := a.chipNamed(p, to)
	if err != nil {
		return nil, evidence.Wrap(err, "--to")
	}
	stages := []string{f.stage}
	if f.stage == "all" {
		stages = []string{string(evidence.PreTraining), string(evidence.PostTraining), string(evidence.Inference)}
	}
	var out []*ask.Parity
	for _, s := range stages {
		g := *f
		g.stage = s
		q, err := g.question(p)
		if err != nil {
			return nil, err
		}
		q.Chip, q.Chips = pace, chips
		found, err := ask.Compare(q, other, p.Cal)
		if err != nil {
			return nil, evidence.Wrap(err, "%s", s)
		}
		roundParity(found)
		out = append(out, found)
	}
	return out, nil
}

// roundParity leaves the figures of a parity two significant digits (DESIGN 4.4).
func roundParity(p *ask.Parity) {
	t := &p.To
	for _, v := range []*float64{&t.ChipsSameTime, &t.Lo, &t.Hi, t.TimeRatioSameCount, &t.EnergyRatio} {
		if v != nil {
			*v = ask.TwoDigits(*v)
		}
	}
}

func parityGrid(all []*ask.Parity) grid {
	g := grid{head: []string{"what", "value", "note"}}
	for _, p := range all {
		t := &p.To
		g.add("stage", string(p.Stage), fmt.Sprintf("%s: %d x %s (%s) against %s (%s)", p.Model, p.From.Chips, p.From.Chip, p.From.Precision, t.Chip, t.Precision))
		g.add("chips for the same time", significant(t.ChipsSameTime, 2), fmt.Sprintf("80 %% interval %s to %s", significant(t.Lo, 2), significant(t.Hi, 2)))
		if t.TimeRatioSameCount != nil {
			g.add("time on the same count", significant(*t.TimeRatioSameCount, 2)+" x", "")
		}
		g.add("energy", significant(t.EnergyRatio, 2)+" x", "by the chips' design power")
		g.add("in one scale-up domain", map[bool]string{true: "yes", false: "no"}[t.OneDomain], fmt.Sprintf("domain of %d chips", t.ScaleUpDomain))
		for _, l := range t.Limits {
			g.add("limit", "", l)
		}
	}
	return g
}
