package gap

import (
	"math"
	"time"

	"assay/evidence"
)

// logit is a straight line in the log-odds of a share, fitted by maximum
// likelihood (logistic regression by Newton's steps). It never leaves 0 to 1.
type logit struct {
	origin        time.Time
	a, b          float64
	vaa, vab, vbb float64 // covariance of a and b
	n             int
}

// newtonSteps bounds the fit; a dozen steps suffice where it converges at all.
const newtonSteps = 50

// fitLogit fits values in [0, 1]; false where one class alone stands or where
// time parts the classes, so that no finite line is best.
func fitLogit(values []DatedValue) (*logit, bool) {
	if len(values) < MinForPercent {
		return nil, false
	}
	l := &logit{origin: day(values[0].Date), n: len(values)}
	for range newtonSteps {
		var ga, gb, haa, hab, hbb float64
		for _, v := range values {
			x := l.x(day(v.Date))
			p := l.p(x)
			w := p * (1 - p)
			ga, gb = ga+v.Value-p, gb+(v.Value-p)*x
			haa, hab, hbb = haa+w, hab+w*x, hbb+w*x*x
		}
		det := haa*hbb - hab*hab
		if det < 1e-9 {
			return nil, false
		}
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		l.a, l.b = l.a+da, l.b+db
		l.vaa, l.vab, l.vbb = hbb/det, -hab/det, haa/det
		if math.Abs(da)+math.Abs(db) < 1e-9 {
			return l, math.Abs(l.b) < 20
		}
	}
	return nil, false
}

func (l *logit) x(d time.Time) float64 { return d.Sub(l.origin).Hours() / yearHours }

func (l *logit) p(x float64) float64 { return 1 / (1 + math.Exp(-l.a-l.b*x)) }

// at gives the share on a day with the 80 % interval of the line.
func (l *logit) at(d time.Time) (v, lo, hi float64) {
	const z = 1.2815515655446004
	x := l.x(d)
	eta := l.a + l.b*x
	half := z * math.Sqrt(math.Max(0, l.vaa+2*x*l.vab+x*x*l.vbb))
	odds := func(e float64) float64 { return 1 / (1 + math.Exp(-e)) }
	return odds(eta), odds(eta - half), odds(eta + half)
}

// ShareTrends draws, for each stage, a line in the log-odds through the share of
// domestic among the models that name silicon, and carries it on by three years.
// Every model counts once, a mixed one as a half. Stages with fewer than
// MinForPercent models, or without a best line, get none.
func ShareTrends(shares []StageShare, o Options) []Trend {
	o = o.withDefaults()
	by := map[evidence.Stage][]DatedValue{}
	for _, s := range shares {
		at := evidence.DateOf(endOf(s.Period).Time().AddDate(0, -3, 0))
		for _, k := range []struct {
			n     int
			value float64
		}{{s.Domestic, 1}, {s.Mixed, 0.5}, {s.Foreign, 0}} {
			for range k.n {
				by[s.Stage] = append(by[s.Stage], DatedValue{Date: at, Value: k.value})
			}
		}
	}
	var out []Trend
	for _, stage := range evidence.Stages() {
		v := by[stage]
		if len(v) == 0 {
			continue
		}
		t := Trend{Of: "share/" + string(stage), Unit: "share", N: len(v), WhyWrong: []string{"too-few"}}
		if l, ok := fitLogit(v); ok {
			t.fill(l, v, o.AsOf)
		}
		out = append(out, t)
	}
	return out
}

// fill gives the line's points; slopes are those of the log-odds a year.
func (t *Trend) fill(l *logit, v []DatedValue, asOf evidence.Date) {
	const z = 1.2815515655446004
	t.From, t.Until = v[0].Date, v[len(v)-1].Date
	se := math.Sqrt(l.vbb)
	t.SlopePerYear, t.SlopeLo, t.SlopeHi = Round(l.b, 2), Round(l.b-z*se, 2), Round(l.b+z*se, 2)
	t.WhyWrong = []string{"small-numbers", "reporting", "policy"}
	last := day(t.Until)
	for d := day(t.From); !d.After(asOf.Time().AddDate(3, 0, 0)); d = d.AddDate(0, 6, 0) {
		p, lo, hi := l.at(d)
		t.Points = append(t.Points, TrendPoint{Date: evidence.DateOf(d), Value: Round(p, 3), Lo: Round(lo, 3), Hi: Round(hi, 3), Ahead: d.After(last)})
	}
}
