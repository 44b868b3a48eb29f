package gap

import (
	"cmp"
	"math"
	"slices"

	"assay/evidence"
)

// RunQuery asks for a run of one stage of one model on so many chips of a kind.
type RunQuery struct {
	Model string         `json:"model"` // id in the catalogue
	Chip  string         `json:"chip"`  // id in the catalogue
	Chips int            `json:"chips"`
	Stage evidence.Stage `json:"stage"`
}

// RunFigure is what a run is expected to deliver.
type RunFigure struct {
	TokensPerSecondChip float64  `json:"tokens_per_s_chip"`
	MFU                 float64  `json:"mfu"` // of the dense peak, 0 to 1
	Lo                  float64  `json:"lo"`  // 80 % interval of tokens a second a chip
	Hi                  float64  `json:"hi"`
	Calibrated          bool     `json:"calibrated"`
	BoundBy             string   `json:"bound_by,omitempty"`
	Limits              []string `json:"limits,omitempty"`
}

// Runner tells what a run delivers. The performance model of plan satisfies it
// through cmd/assay; gap knows nothing of plan.
type Runner interface {
	Run(q RunQuery) (RunFigure, error)
}

// Delivered sets what data sheets say of two chips against what a real run is
// expected to deliver.
type Delivered struct {
	Stage          evidence.Stage `json:"stage"`
	Model          string         `json:"model"`
	Of             string         `json:"of"` // id of the measured country's chip
	OfName         string         `json:"of_name"`
	Against        string         `json:"against"`
	AgainstName    string         `json:"against_name"`
	Chips          int            `json:"chips"`
	PaperRatio     *float64       `json:"paper_ratio"`     // dense BF16 of the other over this one's
	DeliveredRatio *float64       `json:"delivered_ratio"` // tokens a second a chip, the same way
	Lo             *float64       `json:"lo"`
	Hi             *float64       `json:"hi"`
	OfRun          *RunFigure     `json:"of_run,omitempty"`
	AgainstRun     *RunFigure     `json:"against_run,omitempty"`
	WhyNot         string         `json:"why_not,omitempty"`
	Calibrated     bool           `json:"calibrated"`
}

// Pairing is one comparison of paper against delivered.
type Pairing struct {
	Model   string // id
	Of      string // chip id of the measured country
	Against string // chip id of the other
	Chips   int
	Stages  []evidence.Stage
}

// Deliver works out paper against delivered for one pairing. Without a runner
// the paper half alone is filled.
func Deliver(p Pairing, chips []Part, run Runner) []Delivered {
	at := func(id string) (Part, bool) {
		i := slices.IndexFunc(chips, func(c Part) bool { return c.ID == id })
		if i < 0 {
			return Part{}, false
		}
		return chips[i], true
	}
	a, okA := at(p.Of)
	b, okB := at(p.Against)
	var out []Delivered
	for _, stage := range p.Stages {
		d := Delivered{Stage: stage, Model: p.Model, Of: p.Of, Against: p.Against, Chips: p.Chips,
			OfName: cmp.Or(a.Name, p.Of), AgainstName: cmp.Or(b.Name, p.Against)}
		if okA && okB {
			d.PaperRatio = paperRatio(&a, &b)
		}
		if run == nil {
			d.WhyNot = "no-performance-model"
		} else {
			d.deliver(p, run)
		}
		out = append(out, d)
	}
	return out
}

func paperRatio(a, b *Part) *float64 {
	m := Metric{Value: "dense_tflops.bf16", Or: "dense_tflops.fp16"}
	fa, okA := m.figure(a)
	fb, okB := m.figure(b)
	if !okA || !okB {
		return nil
	}
	r := Round(fb.Value/fa.Value, 2)
	return &r
}

func (d *Delivered) deliver(p Pairing, run Runner) {
	ra, errA := run.Run(RunQuery{Model: p.Model, Chip: p.Of, Chips: p.Chips, Stage: d.Stage})
	rb, errB := run.Run(RunQuery{Model: p.Model, Chip: p.Against, Chips: p.Chips, Stage: d.Stage})
	for _, err := range []error{errA, errB} {
		if err != nil {
			d.WhyNot = err.Error()
			return
		}
	}
	d.OfRun, d.AgainstRun, d.Calibrated = &ra, &rb, ra.Calibrated && rb.Calibrated
	if ra.TokensPerSecondChip <= 0 || rb.TokensPerSecondChip <= 0 {
		return
	}
	ratio := rb.TokensPerSecondChip / ra.TokensPerSecondChip
	d.DeliveredRatio = twoDigits(ratio)
	if ra.Lo > 0 && rb.Lo > 0 {
		// the two models' errors are taken as independent, in logarithms
		up := math.Hypot(math.Log(rb.Hi/rb.TokensPerSecondChip), math.Log(ra.TokensPerSecondChip/ra.Lo))
		down := math.Hypot(math.Log(rb.TokensPerSecondChip/rb.Lo), math.Log(ra.Hi/ra.TokensPerSecondChip))
		d.Lo, d.Hi = twoDigits(ratio*math.Exp(-down)), twoDigits(ratio*math.Exp(up))
	}
}

// twoDigits rounds to two significant digits (DESIGN 4.4).
func twoDigits(v float64) *float64 {
	if v <= 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	r := Round(v, 1-int(math.Floor(math.Log10(v))))
	return &r
}
