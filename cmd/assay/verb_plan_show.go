package main

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
	"time"

	"assay/evidence"
	ask "assay/plan/answer"
)

// parseTokens reads 14.8T, 600B, 5M or a number; empty is zero.
func parseTokens(s string) (float64, error) {
	if s == "" {
		return 0, nil
	}
	scale := 1.0
	for suffix, v := range map[string]float64{"T": 1e12, "B": 1e9, "M": 1e6, "K": 1e3} {
		if rest, ok := strings.CutSuffix(strings.ToUpper(s), suffix); ok {
			s, scale = rest, v
			break
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n <= 0 || math.IsInf(n*scale, 0) || math.IsNaN(n) {
		return 0, evidence.Errorf(evidence.Invalid, "--tokens %q is not a positive number such as 14.8T", s)
	}
	return n * scale, nil
}

// planOne answers one question.
func (a *app) planOne(f *planFlags, chip string, chips int, explain bool) error {
	p, err := a.planner()
	if err != nil {
		return err
	}
	q, err := f.question(p)
	if err != nil {
		return err
	}
	if q.Chip, err = a.chipNamed(p, chip); err != nil {
		return err
	}
	if chips < 1 {
		return evidence.Errorf(evidence.Invalid, "chips is %d; give --chips of at least 1", chips)
	}
	q.Chips = chips
	start := time.Now()
	ans, err := ask.Ask(q, p.Cal)
	if err != nil {
		return err
	}
	ans.ElapsedS = time.Since(start).Seconds()
	g := planGrid(ans)
	if explain {
		planExplain(&g, ans)
	}
	return print(a.out, a.format(), ans, g)
}

// planGrid shows an answer as lines of what and how much.
func planGrid(a *ask.Answer) grid {
	g := grid{head: []string{"what", "value", "note"}}
	g.add("run", fmt.Sprintf("%s, %s", a.Model, a.Stage), fmt.Sprintf("%d x %s, %s", a.Chips, a.Chip, a.Precision))
	if !a.Feasible {
		g.add("feasible", "no", a.WhyNot)
		g.add("would fit", "", a.WouldFit)
		return g
	}
	g.add("layout", layoutLine(a.Layout), fmt.Sprintf("of %d evaluated, %d did not fit", a.Evaluated, a.Infeasible))
	lo, hi := fmt.Sprintf("%.3g", a.Interval80.Lo), fmt.Sprintf("%.3g", a.Interval80.Hi)
	if a.StepTimeS != nil {
		g.add("step time, s", significant(*a.StepTimeS, 3), "80 % interval "+lo+" to "+hi)
		g.add("batch, sequences x tokens", fmt.Sprintf("%d x %d", a.Batch, a.SeqLen), "")
	}
	if a.TPOTms != nil {
		g.add("time per output token, ms", significant(*a.TPOTms, 3), ifText(a.IntervalOf == "tpot_ms", "80 % interval "+lo+" to "+hi))
		g.add("time to first token, ms", significant(*a.TTFTms, 2), "a queue's: least certain")
	}
	g.add("tokens/s", significant(a.TokensPerS, 3), significant(a.TokensSChip, 3)+" a chip")
	if a.MFU != nil {
		g.add("MFU, %", significant(100*(*a.MFU), 2), a.MFUConvention)
	}
	if a.Days != nil {
		g.add("days", significant(*a.Days, 2), "")
		note := ""
		if c := a.ChipHours80; c != nil {
			note = "80 % interval " + significant(c.Lo, 2) + " to " + significant(c.Hi, 2)
		}
		g.add("chip-hours", significant(*a.ChipHours, 3), note)
		g.add("energy, MWh", significant(*a.EnergyMWh, 2), "")
	}
	g.add("memory, GiB a chip", significant(a.MemoryGiB["total"], 3), "")
	g.add("bound by", ask.Words(a.BoundBy), "")
	g.add("calibrated", map[bool]string{true: "yes", false: "no"}[a.Calibrated], a.Calibration)
	for _, s := range a.Assumptions {
		g.add("assumed", "", s)
	}
	for _, alt := range a.Alternatives {
		g.add("slower by "+significant(100*alt.Slower, 2)+" %", layoutLine(&alt.Layout), alt.Why)
	}
	return g
}

func ifText(yes bool, s string) string {
	if yes {
		return s
	}
	return ""
}

func layoutLine(l *ask.Layout) string {
	s := fmt.Sprintf("tp=%d,pp=%d,vpp=%d,dp=%d,ep=%d,cp=%d,zero=%d,mb=%d,recompute=%s", l.TP, l.PP, l.VPP, l.DP, l.EP, l.CP, l.ZeRO, l.MicroBatch, l.Recompute)
	return s + ifText(l.Offload, ",offload") + ifText(l.Overlap, ",overlap")
}

// planExplain adds a table of time and memory with bars.
func planExplain(g *grid, a *ask.Answer) {
	bars := func(head, unit string, word func(string) string, parts map[string]float64) {
		total := 0.0
		for k, v := range parts {
			if k != "total" {
				total += v
			}
		}
		for _, k := range byValue(parts) {
			if v := parts[k]; k != "total" && v > 0 && total > 0 {
				share := v / total
				g.add(head+word(k), significant(v, 3)+" "+unit, fmt.Sprintf("%5.1f %% %s", 100*share, strings.Repeat("█", int(share*40+0.5))))
			}
		}
	}
	bars("time: ", "s", ask.Words, a.TimeS)
	bars("memory: ", "GiB", ask.MemoryWords, a.MemoryGiB)
}

// byValue lists keys, largest value first, then by name.
func byValue(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		if m[a] != m[b] {
			return m[a] > m[b]
		}
		return a < b
	})
	return keys
}

// significant writes v with n significant digits and thousands apart.
func significant(v float64, n int) string {
	if v == 0 {
		return "0"
	}
	digits := n - int(math.Ceil(math.Log10(math.Abs(v)+1e-300)))
	scale := math.Pow(10, float64(digits))
	v = math.Round(v*scale) / scale
	s := strconv.FormatFloat(v, 'f', max(0, digits), 64)
	whole, frac, has := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + " " + whole[i:]
	}
	if has {
		return whole + "." + frac
	}
	return whole
}
