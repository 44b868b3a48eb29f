package answer

import (
	"fmt"
	"math"

	"assay/evidence"
	"assay/plan"
	"assay/plan/calibrate"
)

// serve answers an inference question: of the instances that the chips can be
// cut into, the one with the shortest time per token at the load.
func serve(q Question, cal *calibrate.Calibration) (*Answer, error) {
	assumed := q.load()
	c := cal.Values()
	a := &Answer{Model: q.Model.Name, Stage: q.Stage, Chip: q.Chip.ID, Chips: q.Chips, Precision: q.Precision, SeqLen: q.InputLen + q.OutputLen,
		Batch: q.Concurrency, IntervalOf: "tpot_ms", MFUConvention: "none: decoding is bound by memory", Assumptions: assumed}
	a.Calibrated, a.Calibration = basis(&q.Chip, q.Precision, cal, true)
	s, out, n, err := bestInstance(&q, &q.Chip, &c)
	a.Evaluated = n
	if err != nil {
		return nil, err
	}
	if !out.Fits {
		a.WhyNot = fmt.Sprintf("memory: weights, cache and workspace need %.0f GiB a chip, and %s has %.0f", out.Mem.Total().GiB(), q.Chip.ID, q.Chip.Memory.GiB())
		need := float64(out.Mem.Weights) * float64(s.TP*s.PP*s.AttnDP)
		a.WouldFit = fmt.Sprintf("about %.0f chips hold the weights; a smaller load or a lower precision needs fewer", math.Ceil(need/(0.8*float64(q.Chip.Memory))))
		a.MemoryGiB = memoryParts(&out.Mem)
		return a, nil
	}
	chips := s.TP * s.PP * s.AttnDP
	instances := float64(q.Chips / chips)
	a.Feasible = true
	a.Layout = &Layout{TP: s.TP, PP: s.PP, VPP: 1, DP: int(instances) * s.AttnDP, EP: s.EP, CP: 1, MicroBatch: s.Batch, Recompute: plan.RecomputeNone}
	a.TTFTms, a.TPOTms = ptr(out.TTFT.Milliseconds()), ptr(out.TPOT.Milliseconds())
	a.TokensPerS = out.OutputTokensS * instances
	a.TokensSChip = a.TokensPerS / float64(q.Chips)
	a.MemoryGiB, a.TimeS = memoryParts(&out.Mem), serveParts(&out.Time)
	a.BoundBy = largest(a.TimeS)
	f := cal.Factor(string(calibrate.TPOT), a.Calibrated)
	lo, hi := *a.TPOTms, *a.TPOTms
	for _, form := range []*plan.Chip{q.Chip.Low, q.Chip.High} {
		if form == nil || q.bare {
			continue
		}
		if _, o, _, err := bestInstance(&q, form, &c); err == nil && o.Fits {
			lo, hi = math.Min(lo, o.TPOT.Milliseconds()), math.Max(hi, o.TPOT.Milliseconds())
		}
	}
	a.Interval80 = Interval{lo / f, hi * f}
	if q.Tokens > 0 {
		seconds := q.Tokens / a.TokensPerS
		a.Days, a.ChipHours = ptr(seconds/86400), ptr(seconds/3600*float64(q.Chips))
		a.EnergyMWh = ptr(*a.ChipHours * watts(&q.Chip) * Overhead / 1e6)
	}
	return a, nil
}

// load fills what is open about a serving question and says so.
func (q *Question) load() (assumed []string) {
	if q.InputLen == 0 && q.OutputLen == 0 {
		q.InputLen, q.OutputLen = 1024, 1024
		assumed = append(assumed, "prompts and answers of 1024 tokens")
	}
	if q.OutputLen == 0 {
		q.OutputLen = 1
	}
	if q.Concurrency == 0 {
		q.Concurrency = 16 * q.Chips
		assumed = append(assumed, fmt.Sprintf("%d sequences in flight (16 a chip)", q.Concurrency))
	}
	if q.Precision == "" {
		q.Precision = plan.FP8
		assumed = append(assumed, "weights at fp8")
	}
	if p := q.Chip.Served(q.Precision); p != q.Precision {
		assumed = append(assumed, fmt.Sprintf("%s serves in %s: no %s rate is known", q.Chip.ID, p, q.Precision))
		q.Precision = p
	}
	return assumed
}

// bestInstance tries tensor-parallel groups and, for experts, attention groups
// side by side; among those that fit it takes the shortest time per token.
func bestInstance(q *Question, chip *plan.Chip, c *plan.Constants) (plan.Serving, plan.Served, int, error) {
	var best plan.Serving
	var out plan.Served
	tried := 0
	for tp := 1; tp <= min(q.Chips, 64) && tp <= q.Model.Heads; tp *= 2 {
		if q.Want.TP > 0 && tp != q.Want.TP {
			continue
		}
		for dp := 1; tp*dp <= q.Chips && dp <= 512; dp *= 2 {
			if dp > 1 && (!q.Model.MoE() || tp > 8) {
				break
			}
			instances := q.Chips / (tp * dp)
			s := plan.Serving{Precision: chip.Served(q.Precision), TP: tp, PP: 1, AttnDP: dp, EP: 1, Year: q.Year,
				Batch: max(1, (q.Concurrency+instances-1)/instances), InputLen: q.InputLen, OutputLen: q.OutputLen}
			if q.Model.MoE() && tp*dp > 1 {
				s.EP = expertSplit(q.Model.Experts, tp*dp)
			}
			v, err := plan.NewServer(&q.Model, plan.Cluster{Chip: *chip, Chips: q.Chips}, s, c)
			if err != nil {
				return best, out, tried, err
			}
			o := v.Serve()
			tried++
			better := o.TPOT < out.TPOT
			if o.Fits != out.Fits {
				better = o.Fits
			} else if !o.Fits {
				better = o.Mem.Total() < out.Mem.Total()
			}
			if tried == 1 || better {
				best, out = s, o
			}
		}
	}
	if tried == 0 {
		return best, out, 0, evidence.Errorf(evidence.Invalid, "layout: no instance of tp %d can be cut from %d chips", q.Want.TP, q.Chips)
	}
	return best, out, tried, nil
}

// expertSplit is the largest divisor of the experts within the instance.
func expertSplit(experts, chips int) int {
	for ep := min(experts, chips); ep > 1; ep-- {
		if experts%ep == 0 && chips%ep == 0 {
			return ep
		}
	}
	return 1
}

// reinforce answers post-training by reinforcement learning: answers are
// generated, then trained on. Rows that split the phases do not exist, so the
// answer is marked not calibrated.
func reinforce(q Question, cal *calibrate.Calibration) (*Answer, error) {
	trainQ := q
	trainQ.Rollouts = false
	if trainQ.OutputLen > 0 {
		trainQ.SeqLen = max(q.SeqLen, q.InputLen+q.OutputLen)
	}
	a, err := train(trainQ, cal)
	if err != nil || !a.Feasible {
		return a, err
	}
	gen := q
	gen.Stage, gen.Want, gen.Tokens = evidence.Inference, plan.Free(), 0
	if gen.OutputLen == 0 {
		gen.InputLen, gen.OutputLen = a.SeqLen/4, a.SeqLen-a.SeqLen/4
	}
	gen.Concurrency = max(q.Concurrency, a.Batch)
	g, err := serve(gen, cal)
	if err != nil {
		return nil, err
	}
	if !g.Feasible {
		a.Feasible, a.WhyNot, a.WouldFit = false, "rollouts: "+g.WhyNot, g.WouldFit
		return a, nil
	}
	rollout := float64(a.Batch) * float64(gen.OutputLen) / g.TokensPerS
	step := *a.StepTimeS + rollout
	scale := step / *a.StepTimeS
	a.TimeS["rollouts"] = rollout
	a.BoundBy = largest(a.TimeS)
	a.StepTimeS = ptr(step)
	a.TokensPerS, a.TokensSChip = a.TokensPerS/scale, a.TokensSChip/scale
	a.MFU = ptr(*a.MFU / scale)
	for _, v := range []*float64{a.Days, a.ChipHours, a.EnergyMWh} {
		if v != nil {
			*v *= scale
		}
	}
	f := cal.Factor(string(calibrate.TPOT), false)
	a.Interval80 = Interval{step / f, step * f}
	if a.ChipHours != nil {
		a.ChipHours80 = &Interval{*a.ChipHours / f, *a.ChipHours * f}
	}
	a.Calibrated, a.Calibration = false, "not calibrated: rollouts and training are modelled apart, and no published row splits a reinforcement-learning step"
	a.TPOTms, a.TTFTms = g.TPOTms, g.TTFTms
	a.Assumptions = append(a.Assumptions, g.Assumptions...)
	return a, nil
}
