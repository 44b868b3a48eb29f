package calibrate

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/optimize"

	"assay/evidence"
	"assay/plan"
)

// Observation is one figure that the fit sees: its measured value and the
// model's figure for it under given constants.
type Observation struct {
	Row      *Row
	Measured float64
	Predict  func(c *plan.Constants) float64
	Weight   float64
}

// residual is the natural logarithm of predicted over measured.
func (o *Observation) residual(c *plan.Constants) float64 {
	p := o.Predict(c)
	if !(p > 0) || math.IsInf(p, 0) {
		return 5
	}
	return math.Log(p / o.Measured)
}

// knee is the residual above which the loss grows linearly: one bad row must
// not bend the model.
const knee = 0.15

// loss is a pseudo-Huber loss of the weighted residuals plus the pull of the
// priors.
func loss(obs []Observation, c *plan.Constants) float64 {
	var sum float64
	for i := range obs {
		r := obs[i].residual(c) / knee
		sum += obs[i].Weight * (math.Sqrt(1+r*r) - 1)
	}
	for i, k := range plan.ConstantTable {
		z := math.Log(c[i]/k.Prior) / k.Log
		sum += priorPull * z * z
	}
	return sum
}

// priorPull is the weight of one prior at one standard deviation.
const priorPull = 0.7

// constantsAt maps the optimiser's point, in prior deviations of logarithm, to
// constants.
func constantsAt(x []float64) plan.Constants {
	var c plan.Constants
	for i, k := range plan.ConstantTable {
		c[i] = math.Min(k.Prior*math.Exp(x[i]*k.Log), k.Max)
	}
	return c
}

// weigh spreads weight so that a source with many rows does not drown the
// others, and rows count less that are partial, recalled or run on software
// that a later release outran.
func weigh(obs []Observation) {
	n := map[string]float64{}
	for i := range obs {
		n[obs[i].Row.Source.Key]++
	}
	for i := range obs {
		r := obs[i].Row
		w := 1 / math.Pow(n[r.Source.Key], sourcePower)
		if !r.Explicit() {
			w *= partialWeight
		}
		if r.Recalled() {
			w *= 0.7
		}
		if r.Superseded != nil {
			w *= 0.4
		}
		obs[i].Weight = w * 4
	}
}

// Fit finds the constants that bring the observations closest, from the priors,
// by gonum's BFGS with numeric slopes, and Nelder-Mead where that stops early.
func Fit(obs []Observation) (plan.Constants, error) {
	if len(obs) == 0 {
		return plan.Constants{}, evidence.Errorf(evidence.Invalid, "no row can be fitted")
	}
	weigh(obs)
	f := func(x []float64) float64 { c := constantsAt(x); return loss(obs, &c) }
	grad := func(g, x []float64) {
		for i := range x {
			keep := x[i]
			const d = 1e-4
			x[i] = keep + d
			hi := f(x)
			x[i] = keep - d
			lo := f(x)
			x[i] = keep
			g[i] = (hi - lo) / (2 * d)
		}
	}
	x := make([]float64, plan.NumConstants)
	best := math.Inf(1)
	for range 3 {
		r, err := optimize.Minimize(optimize.Problem{Func: f, Grad: grad}, x, &optimize.Settings{MajorIterations: 150, GradientThreshold: 1e-4}, &optimize.LBFGS{})
		if r == nil {
			return plan.Constants{}, evidence.WithKind(evidence.Internal, err, "the optimiser failed")
		}
		if r.F > best-1e-4 {
			break
		}
		best = r.F
		copy(x, r.X)
	}
	return constantsAt(x), nil
}

// groupsOf lists the groups of observations in order.
func groupsOf(obs []Observation) []string {
	seen := map[string]bool{}
	var out []string
	for i := range obs {
		if g := obs[i].Row.Group(); !seen[g] {
			seen[g] = true
			out = append(out, g)
		}
	}
	sort.Strings(out)
	return out
}

// Weights of the fit, chosen by grouped cross-validation over a small grid.
const (
	partialWeight = 0.3 // a row with gaps against one without
	sourcePower   = 0.3 // 1 would give each source one vote, 0 each row
)
