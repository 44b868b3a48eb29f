package gap

import (
	"math"

	"assay/evidence"
	"assay/gap/locale"
)

// fewBests is the number of new bests below which a middle half says nothing:
// the range stands in its place.
const fewBests = 4

// headlines writes the finding in each language, rounded as DESIGN 4.4 says.
func headlines(r *Report) map[string]string {
	out := map[string]string{}
	for _, lang := range locale.Langs() {
		out[lang] = Headline(r, locale.For(lang))
	}
	return out
}

// Headline writes the finding of a report in a language: about how many months
// the models are behind, with the middle half; how long ago the other country
// had what the best chip has, with its band; and how many models name domestic
// silicon for pre-training, as a count.
func Headline(r *Report, w *locale.Words) string {
	of, against := w.Country(r.Of), w.Country(r.Against)
	out := ""
	if n := len(r.ModelLagYearly); n > 0 {
		y := r.ModelLagYearly[n-1]
		key := pick(y.Median > 0, "headline.models", "headline.models-ahead")
		if y.N < fewBests {
			key += "-few"
		}
		out = w.Text(key, "of", of, "against", against,
			"about", w.Number(math.Abs(math.Round(y.Median)), 0), "q1", y.Q1, "q3", y.Q3, "n", y.N, "year", y.Year, "min", y.Min, "max", y.Max)
	} else {
		out = w.Text("headline.no-models", "of", of, "against", against)
	}
	if l := r.Metric("bf16"); l != nil && l.Of != nil {
		out += between(w) + siliconSentence(r, l, w)
	}
	d, n := named(r, evidence.PreTraining)
	if n > 0 {
		out += between(w) + w.Text("headline.share", "d", d, "n", n, "of", of)
	}
	return out
}

func siliconSentence(r *Report, l *SiliconLag, w *locale.Words) string {
	against := w.Country(r.Against)
	switch {
	case l.LagMonths == nil:
		return w.Text("headline.silicon-first", "chip", l.OfBest, "against", against, "of", w.Country(r.Of))
	case l.Lo != nil && l.Hi != nil && math.Round(*l.Lo) != math.Round(*l.Hi):
		return w.Text("headline.silicon-band", "chip", l.OfBest, "of", w.Country(r.Of), "first", l.AgainstFirstMatch, "against", against,
			"lo", w.Number(math.Round(*l.Lo), 0), "hi", w.Number(math.Round(*l.Hi), 0))
	}
	return w.Text("headline.silicon", "chip", l.OfBest, "of", w.Country(r.Of), "first", l.AgainstFirstMatch, "against", against,
		"about", w.Number(math.Round(*l.LagMonths), 0))
}

// Metric gives the silicon lag of a metric, or nil.
func (r *Report) Metric(key string) *SiliconLag {
	for i := range r.SiliconLag {
		if r.SiliconLag[i].Metric == key {
			return &r.SiliconLag[i]
		}
	}
	return nil
}

// named counts, over all periods, the models that name silicon for a stage, and
// those of them that name domestic silicon alone.
func named(r *Report, s evidence.Stage) (domestic, n int) {
	for _, x := range r.StageShare {
		if x.Stage == s {
			domestic, n = domestic+x.Domestic, n+x.Named
		}
	}
	return domestic, n
}

func pick(cond bool, yes, no string) string {
	if cond {
		return yes
	}
	return no
}

// between is what stands between two sentences: a space, or nothing in Chinese.
func between(w *locale.Words) string {
	if w.Lang == "zh" {
		return ""
	}
	return " "
}
