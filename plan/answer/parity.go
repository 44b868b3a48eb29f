package answer

import (
	"fmt"
	"math"

	"assay/evidence"
	"assay/plan"
	"assay/plan/calibrate"
)

// Parity is how much of one chip does the work of a cluster of another
// (DESIGN 12, parity).
type Parity struct {
	Model string         `json:"model"`
	Stage evidence.Stage `json:"stage"`
	From  From           `json:"from"`
	To    To             `json:"to"`
}

// From is the cluster that sets the pace.
type From struct {
	Chip       string         `json:"chip"`
	Chips      int            `json:"chips"`
	Precision  plan.Precision `json:"precision"`
	TokensPerS float64        `json:"tokens_per_s"`
	Days       *float64       `json:"days,omitempty"`
	Layout     *Layout        `json:"layout"`
	Calibrated bool           `json:"calibrated"`
}

// To is what the other chip needs. Lo and Hi are the 80 % interval of the chips
// for the same time. A ratio is to over from.
type To struct {
	Chip               string         `json:"chip"`
	Precision          plan.Precision `json:"precision"`
	ChipsSameTime      float64        `json:"chips_same_time"`
	Lo                 float64        `json:"lo"`
	Hi                 float64        `json:"hi"`
	TimeRatioSameCount *float64       `json:"time_ratio_same_count"`
	EnergyRatio        float64        `json:"energy_ratio"`
	Limits             []string       `json:"limits"`
	BoundBy            string         `json:"bound_by"`
	Layout             *Layout        `json:"layout"`
	OneDomain          bool           `json:"one_domain"` // whether that many stand in one scale-up domain
	ScaleUpDomain      int            `json:"scale_up_domain"`
	Calibrated         bool           `json:"calibrated"`
	Calibration        string         `json:"calibration"`
}

// Compare answers how many of to do what q's chips do. q.Chip and q.Chips are
// the cluster that sets the pace.
func Compare(q Question, to plan.Chip, cal *calibrate.Calibration) (*Parity, error) {
	q.Keep = 1
	from, err := Ask(q, cal)
	if err != nil {
		return nil, err
	}
	if !from.Feasible {
		return nil, evidence.Errorf(evidence.Invalid, "%d %s cannot run %s: %s", q.Chips, q.Chip.ID, q.Model.Name, from.WhyNot)
	}
	p := &Parity{Model: q.Model.Name, Stage: q.Stage,
		From: From{q.Chip.ID, q.Chips, from.Precision, from.TokensPerS, from.Days, from.Layout, from.Calibrated}}
	other := q
	other.Chip, other.Want, other.Batch, other.SeqLen = to, plan.Free(), from.Batch, q.SeqLen
	if q.Stage == evidence.Inference {
		other.Concurrency, other.Batch = from.Batch, 0
	}
	chips, answer, err := matching(other, from.TokensPerS, cal)
	if err != nil {
		return nil, err
	}
	t := &p.To
	t.Chip, t.Precision, t.ChipsSameTime, t.Layout, t.BoundBy = to.ID, answer.Precision, chips, answer.Layout, answer.BoundBy
	t.Calibrated, t.Calibration = answer.Calibrated, answer.Calibration
	t.ScaleUpDomain = to.ScaleUpDomain
	t.OneDomain = float64(to.ScaleUpDomain) >= chips
	t.EnergyRatio = chips * watts(&to) / (float64(q.Chips) * watts(&q.Chip))
	t.interval(from, answer)
	t.limits(&q, &other, from, answer)
	other.Chips = q.Chips
	if same, err := Ask(other, cal); err == nil && same.Feasible {
		t.TimeRatioSameCount = ptr(from.TokensPerS / same.TokensPerS)
	} else if err == nil {
		t.Limits = append(t.Limits, fmt.Sprintf("%d %s cannot run it: %s", q.Chips, to.ID, same.WhyNot))
	}
	return p, nil
}

// matching finds the number of chips that reaches a rate: it walks up counts
// that split well, and interpolates between the last below and the first above.
func matching(q Question, rate float64, cal *calibrate.Calibration) (float64, *Answer, error) {
	q.bare = true
	var below *Answer
	var last *Answer
	belowN := 0
	for _, n := range counts() {
		q.Chips = n
		a, err := Ask(q, cal)
		if evidence.KindOf(err) == evidence.Invalid && err != nil {
			continue // this count does not split; the next may
		}
		if err != nil {
			return 0, nil, err
		}
		last = a
		if !a.Feasible {
			continue
		}
		if a.TokensPerS >= rate {
			q.bare = false
			full, err := Ask(q, cal)
			return between(belowN, n, below, a, rate), full, err
		}
		if below == nil || a.TokensPerS > below.TokensPerS {
			below, belowN = a, n
		}
	}
	if last == nil {
		return 0, nil, evidence.Errorf(evidence.Unsupported, "chip %s: no count of chips can run %s at a batch of %d", q.Chip.ID, q.Model.Name, q.Batch)
	}
	if below == nil {
		return 0, nil, evidence.Errorf(evidence.Unsupported, "chip %s cannot run %s: %s", q.Chip.ID, q.Model.Name, last.WhyNot)
	}
	return 0, nil, evidence.Errorf(evidence.Unsupported, "chip %s: no number of chips reaches %.3g tokens/s; %d reach %.3g, and the batch of %d sequences splits no further",
		q.Chip.ID, rate, belowN, below.TokensPerS, below.Batch)
}

// between is the count of chips at which a rate is reached: straight in
// logarithms between the last count below and the first above.
func between(n0, n1 int, below, above *Answer, rate float64) float64 {
	if below == nil {
		return shrink(n1, above, rate)
	}
	lo, hi := math.Log(below.TokensPerS), math.Log(above.TokensPerS)
	share := (math.Log(rate) - lo) / (hi - lo)
	x0, x1 := math.Log(float64(n0)), math.Log(float64(n1))
	return math.Exp(x0 + share*(x1-x0))
}

// shrink is the share of the smallest cluster that fits which the rate needs:
// memory, not speed, sets the count.
func shrink(n int, a *Answer, rate float64) float64 {
	return math.Max(1, float64(n)*math.Min(1, math.Max(rate/a.TokensPerS, 0.999)))
}

// counts lists counts that split over TP, PP and DP: 1 to 8, then powers of two
// and three quarters of them.
func counts() []int {
	out := []int{1, 2, 4, 8}
	for n := 16; n <= 1<<19; n *= 2 {
		out = append(out, n*3/4, n)
	}
	return out
}

// interval joins the two answers' spreads as independent in logarithm.
func (t *To) interval(from, to *Answer) {
	point := func(a *Answer) float64 {
		if a.StepTimeS != nil {
			return *a.StepTimeS
		}
		return *a.TPOTms
	}
	up := math.Hypot(math.Log(to.Interval80.Hi/point(to)), math.Log(point(from)/from.Interval80.Lo))
	down := math.Hypot(math.Log(point(to)/to.Interval80.Lo), math.Log(from.Interval80.Hi/point(from)))
	t.Lo, t.Hi = t.ChipsSameTime*math.Exp(-down), t.ChipsSameTime*math.Exp(up)
}

func (t *To) limits(q, other *Question, from, to *Answer) {
	add := func(format string, args ...any) { t.Limits = append(t.Limits, fmt.Sprintf(format, args...)) }
	if to.Precision != from.Precision {
		add("%s runs it in %s, %s in %s", t.Chip, to.Precision, q.Chip.ID, from.Precision)
	}
	add("the step is bound by %s", Words(to.BoundBy))
	if m, has := to.MemoryGiB["total"], other.Chip.Memory.GiB(); has > 0 && m > 0.85*has {
		add("memory is nearly full: %.0f of %.0f GiB a chip", m, has)
	}
	if !t.OneDomain && t.ScaleUpDomain > 0 {
		add("no scale-up domain holds that many: %d at most, so %.0f domains are joined by the slower network", t.ScaleUpDomain, math.Ceil(t.ChipsSameTime/float64(t.ScaleUpDomain)))
	}
	for _, s := range other.Chip.Assumed {
		add("assumed, no figure known: %s", s)
	}
	if !t.Calibrated {
		add("%s", t.Calibration)
	}
}

// TwoDigits rounds to two significant digits.
func TwoDigits(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return v
	}
	scale := math.Pow(10, 2-math.Ceil(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
