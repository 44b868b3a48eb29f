package outlook

import (
	"cmp"
	"math"
	"slices"

	"assay/evidence"
	"assay/gap"
	"assay/gap/locale"
)

// Answer is what can be said today about one of the report's own questions:
// steps, each with its figures and the ids that bear it. It never is a bare
// date.
type Answer struct {
	Question string `json:"question"`
	Steps    []Step `json:"steps"`
	Possible bool   `json:"possibility"` // always true
}

// Step is one step of an answer. Text is made from Key and Values, so that each
// language says the same figures.
type Step struct {
	Key    string         `json:"key"`
	Values map[string]any `json:"values"`
	IDs    []string       `json:"ids,omitempty"` // series, chips, models, forecasts
	Text   string         `json:"text"`
	Kind   string         `json:"kind"` // fact, estimate (of the performance model), projection, or caution
}

// indexSeries are the series on which the parity question looks, best first:
// the index that its criteria name, then the broadest one.
var indexSeries = []string{"Artificial Analysis Index v4.1 (Jul 2026)", "Artificial Analysis Index v4.0", "ECI (Epoch), Sept 2026 vintage", "ECI (Epoch), Apr 2026 vintage"}

// AnswerParity answers the pre-training parity question from the gap: how far
// the models are, how many were pre-trained on domestic silicon and how far the
// best of them is, how far the chips are, what a run delivers, and where a plain
// line would lead. Scores are those of the report's catalogue.
func AnswerParity(r *gap.Report, scores []gap.Score, w *locale.Words) Answer {
	a := answer{w: w, r: r}
	of, against := w.Country(r.Of), w.Country(r.Against)
	if n := len(r.ModelLagYearly); n > 0 {
		y := r.ModelLagYearly[n-1]
		a.add("fact", "answer.lag", y.Series, "of", of, "against", against, "about", w.Number(math.Round(y.Median), 0), "q1", y.Q1, "q3", y.Q3, "n", y.N, "year", y.Year)
	}
	domestic, n := pretrained(r)
	a.add("fact", "answer.pretrained", domestic, "d", len(domestic), "n", n, "of", of)
	a.bestDomestic(domestic, scores)
	if l := r.Metric("bf16"); l != nil && l.NowMonths != nil {
		a.add("fact", "answer.chip", []string{l.Of.ID, l.First.ID, l.AgainstBest.ID}, "chip", l.OfBest, "first", l.AgainstFirstMatch,
			"lo", whole(w, l.NowLo), "hi", whole(w, l.NowHi), "best", l.AgainstBest.Name, "ratio", l.Ratio, "against", against)
	}
	for _, d := range r.Delivered {
		if d.Stage == evidence.PreTraining && d.DeliveredRatio != nil {
			a.add("estimate", "answer.delivered", []string{d.Of, d.Against, d.Model}, "of", d.OfName, "against", d.AgainstName, "paper", d.PaperRatio,
				"delivered", ratio(w, d.DeliveredRatio), "lo", ratio(w, d.Lo), "hi", ratio(w, d.Hi))
		}
	}
	a.trend(r.LagTrend, "answer.trend")
	a.trend(r.LagTrendLong, "answer.trend-long")
	a.cautions(r.LagTrend)
	return Answer{Question: "pretraining-parity", Steps: a.steps, Possible: true}
}

// AnswerTimeline answers the self-sufficiency question: which layers are
// domestic, how many labs move, how the share of named domestic silicon went,
// how far chips are, and where a plain line of the share would lead. It says
// first that statements about models are no measure of installed compute.
func AnswerTimeline(r *gap.Report, w *locale.Words) Answer {
	a := answer{w: w, r: r}
	of := w.Country(r.Of)
	a.add("caution", "answer.no-measure", nil, "of", of)
	for _, l := range r.SupplyLayers {
		if l.Country == r.Of {
			a.add("fact", "answer.layer", nil, "layer", w.Text("layer."+string(l.Layer)), "d", l.Domestic, "f", l.Foreign, "x", l.Disputed, "u", l.Unknown, "n", l.N)
		}
	}
	whole, nearly := 0, 0
	for _, c := range r.WholeChains {
		if c.Country == r.Of {
			whole, nearly = len(c.Silicon), len(c.Nearly)
		}
	}
	a.add("fact", "answer.whole", nil, "n", whole, "nearly", nearly)
	if n := len(r.Movement); n > 0 {
		m := r.Movement[n-1]
		a.add("fact", "answer.movement", m.Names, "labs", m.Total, "now", m.Labs, "period", m.Period)
	}
	for _, s := range evidence.Stages() {
		d, named := 0, 0
		for _, x := range r.StageShare {
			if x.Stage == s {
				d, named = d+x.Domestic, named+x.Named
			}
		}
		if named > 0 {
			a.add("fact", "answer.share", nil, "stage", w.Text("stage."+string(s)), "d", d, "n", named)
		}
	}
	for i := range r.ShareTrends {
		t := &r.ShareTrends[i]
		if last, ok := ahead(t); ok {
			stage, _ := cutShare(t.Of)
			a.add("projection", "answer.share-trend", nil, "stage", w.Text("stage."+stage), "n", t.N, "year", last.Date.Time().Year(),
				"lo", w.Number(100*last.Lo, 0), "hi", w.Number(100*last.Hi, 0))
			a.cautions(t)
		}
	}
	return Answer{Question: "self-sufficiency-timeline", Steps: a.steps, Possible: true}
}

type answer struct {
	w     *locale.Words
	r     *gap.Report
	steps []Step
	said  []string
}

func (a *answer) add(kind, key string, ids []string, pairs ...any) {
	v := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			v[name] = pairs[i+1]
		}
	}
	a.steps = append(a.steps, Step{Key: key, Kind: kind, Values: v, IDs: ids, Text: a.w.Text(key, pairs...)})
}

// cautions says why a line may be wrong, each reason once.
func (a *answer) cautions(t *gap.Trend) {
	if t == nil {
		return
	}
	for _, why := range t.WhyWrong {
		if !slices.Contains(a.said, why) {
			a.said = append(a.said, why)
			a.add("caution", "wrong."+why, nil)
		}
	}
}

// trend says where a line leads, with its interval, and when, if ever, the
// interval reaches zero.
func (a *answer) trend(t *gap.Trend, key string) {
	if t == nil || t.Crosses == nil {
		return
	}
	last, ok := ahead(t)
	if !ok {
		return
	}
	a.add("projection", key, nil, "from", t.From.Time().Year(), "slope", a.w.Number(t.SlopePerYear, 1), "slo", a.w.Number(t.SlopeLo, 1),
		"shi", a.w.Number(t.SlopeHi, 1), "year", last.Date.Time().Year(), "lo", last.Lo, "hi", last.Hi)
	c := t.Crosses
	switch {
	case c.Never:
		a.add("projection", "answer.never", nil, "horizon", c.Horizon.Time().Year())
	case c.Latest == "":
		a.add("projection", "answer.open", nil, "from", c.Earliest.Time().Year(), "horizon", c.Horizon.Time().Year())
	default:
		a.add("projection", "answer.between", nil, "from", c.Earliest.Time().Year(), "to", c.Latest.Time().Year())
	}
}

func ahead(t *gap.Trend) (gap.TrendPoint, bool) {
	if len(t.Points) == 0 {
		return gap.TrendPoint{}, false
	}
	p := t.Points[len(t.Points)-1]
	return p, p.Ahead
}

func cutShare(of string) (string, bool) {
	const prefix = "share/"
	if len(of) < len(prefix) || of[:len(prefix)] != prefix {
		return of, false
	}
	return of[len(prefix):], true
}

// pretrained are the models whose pre-training names domestic silicon alone, and
// how many name any.
func pretrained(r *gap.Report) (ids []string, named int) {
	for _, s := range r.StageShare {
		if s.Stage != evidence.PreTraining {
			continue
		}
		named += s.Named
		for _, m := range s.Models {
			if m.Class == "domestic" {
				ids = append(ids, m.ID)
			}
		}
	}
	return ids, named
}

// bestDomestic looks for the best score of such a model on an index, against the
// best of all.
func (a *answer) bestDomestic(domestic []string, scores []gap.Score) {
	for _, name := range indexSeries {
		i := slices.IndexFunc(gap.AllSeries(), func(s gap.Series) bool { return s.Name == name })
		if i < 0 {
			continue
		}
		s := gap.AllSeries()[i]
		all := s.Known(scores, gap.Options{AsOf: a.r.AsOf, Compiled: a.r.Compiled})
		if len(all) == 0 {
			continue
		}
		top := slices.MaxFunc(all, func(x, y gap.Score) int { return cmp.Compare(x.Value, y.Value) })
		ours := slices.DeleteFunc(slices.Clone(all), func(x gap.Score) bool { return !slices.Contains(domestic, x.ModelID) })
		if len(ours) == 0 {
			continue
		}
		best := slices.MaxFunc(ours, func(x, y gap.Score) int { return cmp.Compare(x.Value, y.Value) })
		a.add("fact", "answer.best", []string{best.ModelID, top.ModelID}, "model", best.Model, "score", a.w.Number(best.Value, 1), "series", name,
			"top", top.Model, "topscore", a.w.Number(top.Value, 1), "points", a.w.Number(top.Value-best.Value, 1))
		return
	}
	a.add("fact", "answer.no-best", domestic)
}

func whole(w *locale.Words, v *float64) string {
	if v == nil {
		return "–"
	}
	return w.Number(math.Round(*v), 0)
}

// OpenQuestions gives the questions with the answers of the report's own two.
func OpenQuestions(in Input, r *gap.Report, scores []gap.Score) []QuestionState {
	out := Questions(in)
	w := locale.For(in.Lang)
	for i := range out {
		switch out[i].ID {
		case "pretraining-parity":
			a := AnswerParity(r, scores, w)
			out[i].Answer = &a
		case "self-sufficiency-timeline":
			a := AnswerTimeline(r, w)
			out[i].Answer = &a
		}
	}
	return out
}

// ratio writes a ratio of two significant digits.
func ratio(w *locale.Words, v *float64) string {
	switch {
	case v == nil:
		return "–"
	case *v < 1:
		return w.Number(*v, 2)
	}
	return w.Number(*v, 1)
}
