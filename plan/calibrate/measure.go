package calibrate

import (
	"strings"

	"assay/plan"
)

// measures gives what a training row publishes: one figure of time (tokens a
// second where printed, else the step time, else what FLOP/s, utilisation,
// days or chip-hours imply), and memory.
func (j *Job) measures() []Measure {
	var out []Measure
	if q, v := j.speed(); v > 0 {
		out = append(out, Measure{Quantity: q, Value: v})
	}
	m := &j.Row.Measured
	if s := j.Row.Split; s != nil {
		if v := num(s.ParamOptGiB); v > 0 {
			out = append(out, Measure{Quantity: MemoryGiB, Value: v, Part: "param_opt"})
		}
		if v := num(s.ActivationGiB); v > 0 {
			out = append(out, Measure{Quantity: MemoryGiB, Value: v, Part: "activation"})
		}
	} else if v := num(m.MemGiB); v > 0 {
		out = append(out, Measure{Quantity: MemoryGiB, Value: v})
	}
	return out
}

func (j *Job) speed() (Quantity, float64) {
	m, chips := &j.Row.Measured, float64(j.Cluster.Chips)
	switch {
	case num(m.TokensS) > 0:
		return TokensPerS, *m.TokensS
	case num(m.TokensSChip) > 0:
		return TokensPerS, *m.TokensSChip * chips
	case num(m.StepTimeS) > 0:
		return StepTime, *m.StepTimeS
	case num(m.HWTFLOPS) > 0:
		return TokensPerS, *m.HWTFLOPS * plan.Tera * chips / float64(j.flop(true))
	case num(m.ModelTFLOPS) > 0:
		return TokensPerS, *m.ModelTFLOPS * plan.Tera * chips / float64(j.flop(false))
	case num(m.ChipHours) > 0 && num(m.Tokens) > 0:
		return TokensPerS, *m.Tokens / (*m.ChipHours * 3600) * chips
	case num(m.Days) > 0 && num(m.Tokens) > 0:
		return TokensPerS, *m.Tokens / (*m.Days * 86400)
	case num(m.MFU) > 0:
		peak := float64(j.Cluster.Chip.Rate(j.Run.Precision))
		return TokensPerS, *m.MFU * peak * chips / float64(j.flop(false))
	}
	return "", 0
}

// flop is the operations a token in the row's own convention.
func (j *Job) flop(hardware bool) plan.FLOP {
	text := strings.ToLower(j.Row.Convention)
	return plan.ModelFLOP(&j.Model, j.Run.SeqLen, plan.Convention{
		FullAttention: !strings.Contains(text, "causal-halved") || strings.Contains(text, "not causal-halved"),
		NoAttention:   strings.Contains(text, "no attention"),
		Recompute:     hardware && j.Want.Recompute == plan.RecomputeFull,
	})
}

// predict gives the model's figure for a measure from a step.
func (j *Job) predict(m Measure, s *plan.Step) float64 {
	switch m.Quantity {
	case StepTime:
		return float64(s.Total)
	case TokensPerS:
		return float64(j.Run.GlobalBatch) * float64(j.Run.SeqLen) / float64(s.Total)
	}
	switch m.Part {
	case "param_opt":
		return (s.Mem.Weights + s.Mem.Gradients + s.Mem.Optimizer).GiB()
	case "activation":
		return s.Mem.Activations.GiB()
	}
	return s.Mem.Total().GiB()
}
