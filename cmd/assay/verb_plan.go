package main

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"assay/data"
	"assay/evidence"
	"assay/plan"
	ask "assay/plan/answer"
	"assay/plan/calibrate"
)

// planFlags are the flags that plan and parity share.
type planFlags struct {
	model, stage, precision, layout, tokens string
	batch, seq                              int
	concurrency, input, output              int
	rollouts                                bool
}

func (f *planFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.model, "model", "", "model by any name, or a Hugging Face config.json")
	flags.StringVar(&f.stage, "stage", string(evidence.PreTraining), "pre-training, post-training or inference")
	flags.StringVar(&f.precision, "precision", "", "bf16, fp8, fp4 or int8 (default: the model's published training; fp8 to serve)")
	flags.StringVar(&f.tokens, "tokens", "", "tokens of the whole run (14.8T, 600B)")
	flags.IntVar(&f.batch, "batch", 0, "sequences a step (default: the model's published training)")
	flags.IntVar(&f.seq, "seq", 0, "tokens a sequence (default: the model's published training)")
	flags.IntVar(&f.concurrency, "concurrency", 0, "sequences in flight over all chips, inference (default: 16 a chip)")
	flags.IntVar(&f.input, "input", 0, "tokens of a prompt, inference")
	flags.IntVar(&f.output, "output", 0, "tokens of an answer, inference")
	flags.BoolVar(&f.rollouts, "rollouts", false, "post-training by reinforcement learning: answers are generated, then trained on")
	mustComplete(cmd, "stage", "pre-training", "post-training", "inference")
	mustComplete(cmd, "precision", "bf16", "fp8", "fp4", "int8")
}

// newPlanCmd builds `assay plan`: what a stage takes on a given silicon.
func newPlanCmd(a *app) *cobra.Command {
	var f planFlags
	var chip, eval string
	var chips int
	var explain, layouts bool
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "What a stage of a model takes on a cluster: layout, memory, time, energy",
		Long: `Finds the fastest layout of a model on a number of chips and says what it takes:
memory by kind, time by kind, tokens a second, days, chip-hours, energy, an 80 %
interval, what bounds it, and how well such predictions were calibrated. What is
left open comes from the model's published training or is searched.

--eval FILE holds the model to published measurements (docs/plan.md has the
format): rows that the calibration was fitted to are predicted by constants that
did not see their source's runs of that model.`,
		Example: `  assay plan --model deepseek-v3 --stage pre-training --chip nvidia-h800 --chips 2048 --tokens 14.8T
  assay plan --model config.json --stage inference --chip ascend-910c --chips 32 --concurrency 1024 --explain
  assay plan --eval training.yaml
  assay plan --eval training.yaml --layouts`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if eval != "" {
				return a.planEval(eval, layouts)
			}
			return a.planOne(&f, chip, chips, explain)
		},
	}
	f.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&chip, "chip", "", "chip or system by id or any spelling")
	flags.IntVar(&chips, "chips", 0, "number of chips")
	flags.StringVar(&f.layout, "layout", "", "fix parts of the layout: tp=8,pp=16,ep=64,mb=1,recompute=full")
	flags.StringVar(&eval, "eval", "", "hold the model to the measured rows of a file")
	flags.BoolVar(&layouts, "layouts", false, "with --eval: hold published layouts to the model's best instead")
	flags.BoolVar(&explain, "explain", false, "show where time and memory go")
	a.completeModels(cmd, "model")
	a.completeChips(cmd, "chip")
	cmd.AddCommand(newPlanFitCmd(a))
	return cmd
}

// planner opens the built-in files; names come from the catalogue.
func (a *app) planner() (*ask.Planner, error) {
	p, err := ask.Open(data.FS)
	if err != nil {
		return nil, err
	}
	return p, a.nameFor(p)
}

// nameFor hands the catalogue's spellings of chips and models to a planner.
func (a *app) nameFor(p *ask.Planner) error {
	cat, err := a.catalogue()
	if err != nil {
		return err
	}
	p.Names.Resolve = func(spelling string) (string, bool) {
		c, ok := cat.Chip(spelling)
		return c.ID, ok
	}
	p.ModelAlias = func(name string) []string {
		id, ok := cat.ModelID(name)
		if !ok {
			return nil
		}
		m, _ := cat.Model(id)
		return append([]string{id, m.Name}, m.Aliases...)
	}
	return nil
}

// chipNamed finds a chip or a system's chip; a system sets the scale-up domain.
func (a *app) chipNamed(p *ask.Planner, name string) (plan.Chip, error) {
	if name == "" {
		return plan.Chip{}, evidence.Errorf(evidence.Invalid, "chip is missing: give --chip")
	}
	cat, err := a.catalogue()
	if err != nil {
		return plan.Chip{}, err
	}
	if s, ok := cat.System(name); ok && s.Chip != "" {
		c, err := p.Chip(s.Chip)
		if err == nil && s.ScaleUpDomain != nil {
			c.ScaleUpDomain = int(*s.ScaleUpDomain)
		}
		return c, err
	}
	return p.Chip(name)
}

// question turns flags into a question; the model's published training fills
// what is left open.
func (f *planFlags) question(p *ask.Planner) (ask.Question, error) {
	q := ask.Question{Stage: evidence.Stage(f.stage), Batch: f.batch, SeqLen: f.seq, Rollouts: f.rollouts,
		Concurrency: f.concurrency, InputLen: f.input, OutputLen: f.output, Year: yearNow(time.Now())}
	if !q.Stage.Valid() || q.Stage == evidence.TrainingUnspecified {
		return q, evidence.Errorf(evidence.Invalid, "stage %q is not pre-training, post-training or inference", f.stage)
	}
	if err := f.lengths(); err != nil {
		return q, err
	}
	var err error
	if f.precision != "" {
		if q.Precision, _, err = calibrate.ParsePrecision(f.precision); err != nil {
			return q, err
		}
	}
	if q.Tokens, err = parseTokens(f.tokens); err != nil {
		return q, err
	}
	if q.Want, err = plan.ParseLayout(f.layout); err != nil {
		return q, err
	}
	if f.layout == "" {
		q.Want = plan.Free()
	}
	return q, f.fillModel(&q, p)
}

// lengths refuses negative counts.
func (f *planFlags) lengths() error {
	for _, v := range []struct {
		name  string
		value int
	}{{"batch", f.batch}, {"seq", f.seq}, {"concurrency", f.concurrency}, {"input", f.input}, {"output", f.output}} {
		if v.value < 0 {
			return evidence.Errorf(evidence.Invalid, "--%s is %d; it must not be negative", v.name, v.value)
		}
	}
	return nil
}

func (f *planFlags) fillModel(q *ask.Question, p *ask.Planner) error {
	if f.model == "" {
		return evidence.Errorf(evidence.Invalid, "model is missing: give --model")
	}
	if strings.HasSuffix(f.model, ".json") {
		body, err := os.ReadFile(f.model)
		if err != nil {
			return evidence.Errorf(evidence.NotFound, "%s: no such file", f.model)
		}
		q.Model, err = ask.ParseConfig(f.model, body)
		if q.Model.Name == f.model {
			q.Model.Name = strings.TrimSuffix(filepath.Base(f.model), ".json")
		}
		return err
	}
	s, err := p.Shape(f.model)
	if err != nil {
		return err
	}
	if q.Stage == evidence.Inference {
		q.Model = s.Model
		return nil
	}
	s.Fill(q)
	return nil
}

func yearNow(t time.Time) float64 { return float64(t.Year()) + float64(t.YearDay()-1)/365 }
