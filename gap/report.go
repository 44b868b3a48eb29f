package gap

import (
	"slices"

	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

// Input is what a report is worked out from.
type Input struct {
	Options
	Catalogue *catalogue.Catalogue
	Rows      []resolve.Row    // the matrix as known on Options.AsOf
	Claims    []evidence.Claim // the claims behind it; those of the catalogue where nil
	Runner    Runner           // the performance model; nil leaves delivered figures out
	Pairings  []Pairing        // paper against delivered; DefaultPairing where nil
}

// Report is everything that the gap page and `assay gap` show.
type Report struct {
	Of             string             `json:"of"`
	Against        string             `json:"against"`
	Developers     []string           `json:"developers,omitempty"`
	AsOf           evidence.Date      `json:"as_of"`
	Compiled       evidence.Date      `json:"compiled"` // of the records
	ModelLag       []ModelLag         `json:"model_lag"`
	ModelLagYearly []YearLag          `json:"model_lag_yearly"`
	SiliconLag     []SiliconLag       `json:"silicon_lag"`
	Movement       []Movement         `json:"movement"`
	StageShare     []StageShare       `json:"stage_share"`
	Reporting      []Reporting        `json:"reporting"`
	SupplyChips    []SupplyChip       `json:"supply_chips"`
	SupplyLayers   []SupplyLayer      `json:"supply_layers"`
	WholeChains    []WholeChain       `json:"whole_chains"`
	StageWeights   []StageWeight      `json:"stage_weights"`
	Delivered      []Delivered        `json:"delivered"`
	Disclosure     []Disclosure       `json:"disclosure"`
	DisclosureYear []DisclosureYear   `json:"disclosure_yearly"`
	LagTrend       *Trend             `json:"lag_trend"`      // through the last TrendYears years
	LagTrendLong   *Trend             `json:"lag_trend_long"` // through LongTrendYears: how much hangs on the window
	ShareTrends    []Trend            `json:"share_trends"`
	Events         []Event            `json:"events"`
	LeftOut        map[string][]Left  `json:"left_out,omitempty"`
	Headline       string             `json:"headline"`
	Headlines      map[string]string  `json:"headlines"` // by language
	Figures        map[string]float64 `json:"-"`         // the figures that indicators watch, by name
}

// Years of new bests through which the trend of the lag is drawn. Two windows
// show how much the line hangs on the choice.
const (
	TrendYears     = 2
	LongTrendYears = 4
)

// DefaultPairing is the comparison that the report shows: the run that the
// DeepSeek-V3 paper describes, on its own chip and on a Chinese one, and serving
// the same model.
func DefaultPairing() []Pairing {
	return []Pairing{
		{Model: "deepseek-v3", Of: "huawei-ascend-910c", Against: "nvidia-h800", Chips: 2048, Stages: []evidence.Stage{evidence.PreTraining}},
		{Model: "deepseek-v3", Of: "huawei-ascend-910c", Against: "nvidia-h800", Chips: 64, Stages: []evidence.Stage{evidence.Inference}},
	}
}

// Compute works out the whole report. The rows must be the matrix as known on
// the as-of date; everything else is cut to that date here.
func Compute(in Input) (*Report, error) {
	if in.Compiled == "" && in.Catalogue != nil {
		in.Compiled = in.Catalogue.Compiled()
	}
	if err := in.Check(); err != nil {
		return nil, err
	}
	if in.Catalogue == nil {
		return nil, evidence.Errorf(evidence.Invalid, "gap: no catalogue")
	}
	o := in.withDefaults()
	c := in.Catalogue
	o.Developers = o.spellings(c)
	if in.Claims == nil {
		in.Claims = c.Claims()
	}
	rows := RowsOf(in.Rows, c)
	r := &Report{Of: o.Of, Against: o.Against, Developers: in.Developers, AsOf: o.AsOf, Compiled: o.Compiled, LeftOut: map[string][]Left{}}
	r.ModelLag = ModelLags(ScoresOf(c), o)
	r.ModelLagYearly = Yearly(r.ModelLag)
	chips := ChipsOf(c)
	r.SiliconLag = SiliconLags(chips, SystemsOf(c), o)
	r.Movement = Movements(in.Claims, c.Lattice(), o)
	r.StageShare, r.LeftOut["stage_share"] = Shares(rows, o)
	r.Reporting = Reports(rows, o)
	r.SupplyChips, r.SupplyLayers, r.WholeChains = Supplies(rows, FactsOf(c), c.Lattice(), o)
	r.StageWeights = StageWeights(o)
	r.Disclosure, r.DisclosureYear = Disclosures(rows, o)
	r.LagTrend = LagTrend(Pooled(r.ModelLag), o, TrendYears)
	r.LagTrendLong = LagTrend(Pooled(r.ModelLag), o, LongTrendYears)
	r.ShareTrends = ShareTrends(r.StageShare, o)
	r.Events = EventsOf(c, o)
	pairings := in.Pairings
	if pairings == nil && o.Of == "CN" && o.Against == "US" {
		pairings = DefaultPairing()
	}
	for _, p := range pairings {
		r.Delivered = append(r.Delivered, Deliver(p, chips, in.Runner)...)
	}
	r.noNulls()
	r.Headlines = headlines(r)
	r.Headline = r.Headlines["en"]
	r.Figures = figures(r)
	return r, nil
}

// noNulls makes absent lists empty ones, so that a reader of the JSON can go
// through them.
func (r *Report) noNulls() {
	r.ModelLag, r.ModelLagYearly, r.SiliconLag = list(r.ModelLag), list(r.ModelLagYearly), list(r.SiliconLag)
	r.Movement, r.StageShare, r.Reporting = list(r.Movement), list(r.StageShare), list(r.Reporting)
	r.SupplyChips, r.SupplyLayers, r.WholeChains = list(r.SupplyChips), list(r.SupplyLayers), list(r.WholeChains)
	r.StageWeights, r.Delivered, r.ShareTrends, r.Events = list(r.StageWeights), list(r.Delivered), list(r.ShareTrends), list(r.Events)
	r.Disclosure, r.DisclosureYear = list(r.Disclosure), list(r.DisclosureYear)
	for i := range r.ModelLag {
		r.ModelLag[i].Bests = list(r.ModelLag[i].Bests)
	}
	for i := range r.SiliconLag {
		l := &r.SiliconLag[i]
		l.OfFrontier, l.AgainstFrontier, l.Lags = list(l.OfFrontier), list(l.AgainstFrontier), list(l.Lags)
	}
	for i := range r.Movement {
		r.Movement[i].Names, r.Movement[i].Moves = list(r.Movement[i].Names), list(r.Movement[i].Moves)
	}
	for i := range r.StageShare {
		r.StageShare[i].Models = list(r.StageShare[i].Models)
	}
}

func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// spellings adds to the developers asked for the catalogue's names and ids of
// the same firms, so that any alias will do.
func (o Options) spellings(c *catalogue.Catalogue) []string {
	out := slices.Clone(o.Developers)
	for _, d := range o.Developers {
		id, ok := c.DeveloperID(d)
		if !ok {
			continue
		}
		out = append(out, id)
		if dev, found := c.Developer(id); found {
			out = append(out, dev.Name)
		}
	}
	return out
}

// figures gives single numbers that a forecast's indicator can watch.
func figures(r *Report) map[string]float64 {
	out := map[string]float64{}
	if n := len(r.ModelLagYearly); n > 0 {
		out["model-lag"] = r.ModelLagYearly[n-1].Median
	}
	for _, l := range r.SiliconLag {
		if l.NowMonths != nil {
			out["silicon-lag/"+l.Metric] = *l.NowMonths
			if l.Metric == "bf16" {
				out["silicon-lag"] = *l.NowMonths
			}
		}
	}
	for _, s := range r.StageShare {
		k := "stage-share/" + string(s.Stage)
		out[k] += float64(s.Domestic)
		if s.Stage == evidence.PreTraining {
			out["stage-share"] += float64(s.Domestic)
		}
	}
	if n := len(r.Movement); n > 0 {
		out["movement"] = float64(r.Movement[n-1].Total)
	}
	for _, d := range r.Delivered {
		if d.Stage == evidence.PreTraining && d.DeliveredRatio != nil {
			out["parity"], out["paper-against-delivered"] = *d.DeliveredRatio, *d.DeliveredRatio
		}
	}
	if len(r.StageWeights) > 0 && len(r.StageWeights[0].Stages) > 0 {
		out["stage-weights"] = r.StageWeights[0].Stages[0].Share
	}
	told, models := 0, 0
	for _, d := range r.DisclosureYear {
		told, models = told+d.AnyTold, models+d.Models
	}
	if models > 0 {
		out["disclosure"] = Round(float64(told)/float64(models), 3)
	}
	whole := 0
	for _, w := range r.WholeChains {
		if w.Country == r.Of {
			whole = len(w.Silicon)
		}
	}
	out["supply-layers"] = float64(whole)
	if r.LagTrend != nil {
		out["trend"] = r.LagTrend.SlopePerYear
	}
	return out
}
