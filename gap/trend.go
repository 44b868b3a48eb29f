package gap

import (
	"math"
	"time"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"assay/evidence"
)

// Trend is a straight line through dated values, carried on as if nothing
// changed, with the interval in which a single further value would lie.
type Trend struct {
	Of           string        `json:"of"` // lag, or share/STAGE
	Unit         string        `json:"unit"`
	N            int           `json:"n"`
	From         evidence.Date `json:"from"`
	Until        evidence.Date `json:"until"`
	SlopePerYear float64       `json:"slope_per_year"`
	SlopeLo      float64       `json:"slope_lo"` // 80 % interval
	SlopeHi      float64       `json:"slope_hi"`
	Points       []TrendPoint  `json:"points"`
	Crosses      *Crossing     `json:"crosses,omitempty"`
	WhyWrong     []string      `json:"why_wrong"` // keys of the message catalogues
}

// TrendPoint is the line at one date.
type TrendPoint struct {
	Date  evidence.Date `json:"date"`
	Value float64       `json:"value"`
	Lo    float64       `json:"lo"` // 80 % prediction interval
	Hi    float64       `json:"hi"`
	Ahead bool          `json:"ahead"` // beyond the last value: a projection
}

// Crossing says when the line meets a level. Never is true where no date within
// the horizon lies in the interval.
type Crossing struct {
	Level    float64       `json:"level"`
	At       evidence.Date `json:"at,omitempty"`       // where the line itself meets it; empty where it does not
	Earliest evidence.Date `json:"earliest,omitempty"` // first date at which the level lies in the interval
	Latest   evidence.Date `json:"latest,omitempty"`   // first date from which the whole interval lies beyond it
	Horizon  evidence.Date `json:"horizon"`
	Never    bool          `json:"never"`
}

// minForTrend is the smallest number of values through which a line is drawn.
const minForTrend = 8

// DatedValue is one value on one day.
type DatedValue struct {
	Date  evidence.Date
	Value float64
}

// line is an ordinary least-squares fit of y = a + b x with x in years.
type line struct {
	origin     time.Time
	a, b       float64
	n          int
	mean, sxx  float64 // of x
	residual   float64 // standard error of one value about the line
	tQuantile  float64 // 90th percentile of Student's t with n - 2 degrees
	slopeError float64
}

const yearHours = 365.25 * 24

func (l *line) x(d time.Time) float64 { return d.Sub(l.origin).Hours() / yearHours }

// fit draws the line; false below minForTrend values or without spread in time.
func fit(values []DatedValue) (*line, bool) {
	if len(values) < minForTrend {
		return nil, false
	}
	l := &line{origin: day(values[0].Date), n: len(values)}
	xs, ys := make([]float64, l.n), make([]float64, l.n)
	for i, v := range values {
		xs[i], ys[i] = l.x(day(v.Date)), v.Value
	}
	l.mean = stat.Mean(xs, nil)
	for _, x := range xs {
		l.sxx += (x - l.mean) * (x - l.mean)
	}
	if l.sxx == 0 {
		return nil, false
	}
	l.a, l.b = stat.LinearRegression(xs, ys, nil, false)
	var ss float64
	for i := range xs {
		r := ys[i] - l.a - l.b*xs[i]
		ss += r * r
	}
	df := float64(l.n - 2)
	l.residual = math.Sqrt(ss / df)
	l.tQuantile = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(0.9)
	l.slopeError = l.residual / math.Sqrt(l.sxx)
	return l, true
}

// at gives the line and its 80 % prediction interval on a day.
func (l *line) at(d time.Time) (v, lo, hi float64) {
	x := l.x(d)
	v = l.a + l.b*x
	half := l.tQuantile * l.residual * math.Sqrt(1+1/float64(l.n)+(x-l.mean)*(x-l.mean)/l.sxx)
	return v, v - half, v + half
}

// LagTrend draws the line through the pooled lags of the years before the
// as-of date and carries it on by three years. Nil where there are too few.
func LagTrend(pooled []BestLag, o Options, years int) *Trend {
	o = o.withDefaults()
	since := o.AsOf.Time().AddDate(-years, 0, 0)
	var values []DatedValue
	for _, b := range pooled {
		if !day(b.Released).Before(since) && !math.IsNaN(b.exact) {
			values = append(values, DatedValue{Date: b.Released, Value: b.exact})
		}
	}
	t := Extrapolate(values, o.AsOf, 3)
	if t == nil {
		return nil
	}
	t.Of, t.Unit = "lag", "months"
	t.WhyWrong = []string{"window", "not-independent", "bests-only", "policy", "tests-change"}
	t.Crosses = t.crossing(values, 0, o.AsOf)
	return t
}

// Extrapolate draws a straight line through dated values (oldest first) and
// carries it on, with points each half-year. Nil where there are too few values.
func Extrapolate(values []DatedValue, asOf evidence.Date, yearsAhead int) *Trend {
	l, ok := fit(values)
	if !ok {
		return nil
	}
	t := &Trend{N: l.n, From: values[0].Date, Until: values[len(values)-1].Date,
		SlopePerYear: Round(l.b, 2), SlopeLo: Round(l.b-l.tQuantile*l.slopeError, 2), SlopeHi: Round(l.b+l.tQuantile*l.slopeError, 2)}
	last := day(t.Until)
	for d := day(t.From); !d.After(asOf.Time().AddDate(yearsAhead, 0, 0)); d = d.AddDate(0, 6, 0) {
		v, lo, hi := l.at(d)
		t.Points = append(t.Points, TrendPoint{Date: evidence.DateOf(d), Value: Round(v, 1), Lo: Round(lo, 1), Hi: Round(hi, 1), Ahead: d.After(last)})
	}
	return t
}

// crossingHorizon is how far ahead a crossing is looked for.
const crossingHorizon = 10

// crossing looks month by month for the dates at which the line and the ends of
// its interval meet a level, from the side on which the line lies today.
func (t *Trend) crossing(values []DatedValue, level float64, asOf evidence.Date) *Crossing {
	l, ok := fit(values)
	if !ok {
		return nil
	}
	start := asOf.Time()
	end := start.AddDate(crossingHorizon, 0, 0)
	c := &Crossing{Level: level, Horizon: evidence.DateOf(end)}
	v0, _, _ := l.at(start)
	above := v0 > level
	for d := start; !d.After(end); d = d.AddDate(0, 1, 0) {
		v, lo, hi := l.at(d)
		if !above {
			v, lo, hi = -v+2*level, -hi+2*level, -lo+2*level
		}
		on := evidence.DateOf(d)
		if c.Earliest == "" && lo <= level {
			c.Earliest = on
		}
		if c.At == "" && v <= level {
			c.At = on
		}
		if c.Latest == "" && hi <= level {
			c.Latest = on
		}
	}
	c.Never = c.Earliest == ""
	return c
}
