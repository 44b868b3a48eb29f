package gap

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"assay/evidence"
)

//go:embed metrics.yaml
var metricsYAML []byte

// Metric is one thing that chips or systems are compared in (metrics.yaml).
type Metric struct {
	Key        string   `yaml:"key"`
	Kind       string   `yaml:"kind"` // chip or system
	Value      string   `yaml:"value"`
	Or         string   `yaml:"or"`  // stands in where Value is missing
	Per        string   `yaml:"per"` // the value is divided by this field
	Unit       string   `yaml:"unit"`
	Basis      string   `yaml:"basis"`
	Log        bool     `yaml:"log"` // drawn on a log scale
	SkipMemory []string `yaml:"skip_memory"`
}

type metricTable struct {
	Metrics      []Metric `yaml:"metrics"`
	NotAvailable struct {
		States []string `yaml:"states"`
		Starts []string `yaml:"starts"`
		Holds  []string `yaml:"holds"`
	} `yaml:"not_available"`
}

var readMetrics = sync.OnceValue(func() metricTable {
	var t metricTable
	if err := yaml.Unmarshal(metricsYAML, &t); err != nil {
		return metricTable{} // the table is embedded; TestMetrics_table reads it
	}
	return t
})

// Metrics gives the table of metrics.yaml in its order.
func Metrics() []Metric { return readMetrics().Metrics }

// Part is a chip or a system as the silicon lag needs it.
type Part struct {
	ID        string
	Name      string
	Vendor    string
	Country   string        // of the designer (chips) or vendor (systems), ISO code
	Available evidence.Date // first delivery; empty where no date is on record
	Status    string        // free text where it is not simply on sale
	State     string        // state on its home market: on-sale, announced, paper, ...
	Memory    string        // type of memory
	Figures   map[string]Figure
	Sources   []Source
}

// Figure is one figure of a part, with its range over the sources.
type Figure struct {
	Value float64 // NaN where no value was chosen
	Lo    float64
	Hi    float64
	Basis string // datasheet, vendor-statement, third-party, derived, recalled
}

// Source says where the figures of a part stand.
type Source struct {
	Title     string        `yaml:"title" json:"title"`
	Publisher string        `yaml:"publisher" json:"publisher,omitempty"`
	URL       string        `yaml:"url" json:"url,omitempty"`
	Date      evidence.Date `yaml:"date" json:"date,omitempty"`
}

// PartFigure is one part in one metric, as a figure shows it.
type PartFigure struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Vendor    string        `json:"vendor,omitempty"`
	Country   string        `json:"country"`
	Available evidence.Date `json:"available"`
	Value     float64       `json:"value"`
	Lo        float64       `json:"lo"`
	Hi        float64       `json:"hi"`
	Basis     string        `json:"basis,omitempty"`   // how the figure is known
	StandIn   string        `json:"standin,omitempty"` // field used where the metric's own was missing
	Sources   []Source      `json:"sources,omitempty"`
}

// SiliconLag is the lag of one country's parts behind another's in one metric.
type SiliconLag struct {
	Metric            string       `json:"metric"`
	Kind              string       `json:"kind"` // chip or system
	Unit              string       `json:"unit"`
	Basis             string       `json:"basis"`
	OfBest            string       `json:"of_best"`             // name of the newest new best
	AgainstFirstMatch string       `json:"against_first_match"` // name of the first part of the other country at its level
	LagMonths         *float64     `json:"lag_months"`
	Lo                *float64     `json:"lo"` // band over disputed figures and inexact dates
	Hi                *float64     `json:"hi"`
	Of                *PartFigure  `json:"of"`
	First             *PartFigure  `json:"first"`
	AgainstBest       *PartFigure  `json:"against_best"`
	Ratio             *float64     `json:"ratio"` // the other country's best over this one's
	NowMonths         *float64     `json:"now_months"`
	NowLo             *float64     `json:"now_lo"` // as-of date minus the first match
	NowHi             *float64     `json:"now_hi"`
	N                 int          `json:"n"` // new bests of the measured country
	OfFrontier        []PartFigure `json:"of_frontier"`
	AgainstFrontier   []PartFigure `json:"against_frontier"`
	Lags              []PartLag    `json:"lags"` // each new best with its lag
	OfAll             []PartFigure `json:"of_all,omitempty"`
	AgainstAll        []PartFigure `json:"against_all,omitempty"`
	LeftOut           []Left       `json:"left_out,omitempty"`
	Log               bool         `json:"log"`
}

// PartLag is one new best with its band.
type PartLag struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	FirstID string   `json:"first_id,omitempty"`
	First   string   `json:"first,omitempty"`
	Lag     *float64 `json:"lag_months"`
	Lo      *float64 `json:"lo"`
	Hi      *float64 `json:"hi"`
}

// SiliconLags works out the lag in each metric of the table. A part counts from
// the day on which it was available, not announced; its figures count as known
// from that day.
func SiliconLags(chips, systems []Part, o Options) []SiliconLag {
	o = o.withDefaults()
	if !slices.ContainsFunc(slices.Concat(chips, systems), func(p Part) bool { return p.Country == o.Of && o.wants(p.Vendor) }) {
		o.Developers = nil // a group of model developers makes no chips: those of the country count
	}
	t := readMetrics()
	var out []SiliconLag
	for _, m := range t.Metrics {
		parts := chips
		if m.Kind == "system" {
			parts = systems
		}
		out = append(out, metricLag(m, parts, o))
	}
	return out
}

func metricLag(m Metric, parts []Part, o Options) SiliconLag {
	l := SiliconLag{Metric: m.Key, Kind: m.Kind, Unit: m.Unit, Basis: m.Basis, Log: m.Log}
	var of, against []Mark
	byID := map[string]PartFigure{}
	for i := range parts {
		p := &parts[i]
		if p.Country != o.Of && p.Country != o.Against {
			continue
		}
		if p.Country == o.Of && !o.wants(p.Vendor) {
			continue
		}
		f, ok := m.figure(p)
		if !ok {
			continue // says nothing in this metric
		}
		if why := p.leaves(m, o); why != "" {
			if why != "not-yet" { // what comes later is not known, not even as left out
				l.LeftOut = append(l.LeftOut, Left{ID: p.ID, Why: why})
			}
			continue
		}
		byID[p.ID] = f
		mark := Mark{ID: p.ID, Name: p.Name, Country: p.Country, Date: p.Available, Value: f.Value, Lo: f.Lo, Hi: f.Hi}
		if len(f.Sources) > 1 {
			f.Sources = f.Sources[:1] // the whole list stands with the frontier
		}
		if p.Country == o.Of {
			of, l.OfAll = append(of, mark), append(l.OfAll, f)
		} else {
			against, l.AgainstAll = append(against, mark), append(l.AgainstAll, f)
		}
	}
	l.fill(of, against, byID, o)
	return l
}

// fill works out the lag from the two sides' marks.
func (l *SiliconLag) fill(of, against []Mark, byID map[string]PartFigure, o Options) {
	for _, b := range Bests(against) {
		l.AgainstFrontier = append(l.AgainstFrontier, byID[b.ID])
	}
	if n := len(l.AgainstFrontier); n > 0 {
		l.AgainstBest = &l.AgainstFrontier[n-1]
	}
	matches := Matches(of, against)
	l.N = len(matches)
	for _, m := range matches {
		l.OfFrontier = append(l.OfFrontier, byID[m.Best.ID])
		lo, hi := band(m.Best, against)
		pl := PartLag{ID: m.Best.ID, Name: m.Best.Name, Lag: rounded(m.Lag), Lo: rounded(lo), Hi: rounded(hi)}
		if m.Found {
			pl.FirstID, pl.First = m.First.ID, m.First.Name
		}
		l.Lags = append(l.Lags, pl)
	}
	if l.N == 0 {
		return
	}
	last := matches[l.N-1]
	best := byID[last.Best.ID]
	l.Of, l.OfBest = &best, best.Name
	if l.AgainstBest != nil && best.Value > 0 {
		r := Round(l.AgainstBest.Value/best.Value, 2)
		l.Ratio = &r
	}
	pl := l.Lags[l.N-1]
	l.LagMonths, l.Lo, l.Hi = pl.Lag, pl.Lo, pl.Hi
	if last.Found {
		first := byID[last.First.ID]
		l.First, l.AgainstFirstMatch = &first, first.Name
		now := o.AsOf.Time()
		l.NowMonths = rounded(months(day(last.First.Date), now))
		lo, hi := matchDates(last.Best, against)
		l.NowLo, l.NowHi = monthsBetween(hi, now), monthsBetween(lo, now)
	}
}

// band is the smallest and greatest lag that the ranges of the figures and the
// precision of the dates allow; an end is NaN where the other side may never
// have got there.
func band(best Mark, against []Mark) (lo, hi float64) {
	early, late := matchDates(best, against)
	lo, hi = math.NaN(), math.NaN()
	if !late.IsZero() {
		lo = months(late, best.Date.First().Time())
	}
	if !early.IsZero() {
		hi = months(early, best.Date.Last().Time())
	}
	return lo, hi
}

// matchDates is the earliest and the latest day on which the other side may
// first have had what best has: the lower end of best against the upper ends of
// the others from the first day of their dates, and the reverse. The earliest
// known match at the values entered always lies between them.
func matchDates(best Mark, against []Mark) (early, late time.Time) {
	for _, m := range against {
		if d := m.Date.First().Time(); m.Hi >= best.Lo && (early.IsZero() || d.Before(early)) {
			early = d
		}
		if d := m.Date.Last().Time(); m.Lo >= best.Hi && (late.IsZero() || d.Before(late)) {
			late = d
		}
	}
	return early, late
}

func monthsBetween(from, to time.Time) *float64 {
	if from.IsZero() {
		return nil
	}
	return rounded(months(from, to))
}

// figure is the part's figure in the metric; false where it has none.
func (m Metric) figure(p *Part) (PartFigure, bool) {
	out := PartFigure{ID: p.ID, Name: p.Name, Vendor: p.Vendor, Country: p.Country, Available: p.Available, Sources: p.Sources}
	f, ok := p.Figures[m.Value]
	if (!ok || math.IsNaN(f.Value)) && m.Or != "" {
		f, ok = p.Figures[m.Or]
		out.StandIn = m.Or
	}
	if !ok || math.IsNaN(f.Value) || f.Value <= 0 {
		return out, false
	}
	out.Value, out.Lo, out.Hi, out.Basis = f.Value, min(f.Lo, f.Value), max(f.Hi, f.Value), f.Basis
	if m.Per == "" {
		return out, true
	}
	d, ok := p.Figures[m.Per]
	if !ok || math.IsNaN(d.Value) || d.Value <= 0 || d.Lo <= 0 {
		return out, false
	}
	out.Value, out.Lo, out.Hi = Round(out.Value/d.Value, 3), Round(out.Lo/max(d.Hi, d.Value), 3), Round(out.Hi/min(d.Lo, d.Value), 3)
	if d.Basis == "recalled" || d.Basis == "derived" {
		out.Basis = d.Basis
	}
	return out, true
}

// leaves says why a part takes no part in the metric at the date, or "".
// "not-yet" is a part that is not available before the date ends.
func (p *Part) leaves(m Metric, o Options) string {
	if !o.known(p.Available) {
		return "not-yet"
	}
	if p.Available == "" {
		return "no-date"
	}
	na := readMetrics().NotAvailable
	status := strings.ToLower(p.Status)
	if slices.Contains(na.States, p.State) ||
		slices.ContainsFunc(na.Starts, func(s string) bool { return strings.HasPrefix(status, s) }) ||
		slices.ContainsFunc(na.Holds, func(s string) bool { return strings.Contains(status, s) }) {
		return "announced"
	}
	for _, s := range m.SkipMemory {
		if strings.Contains(p.Memory, s) {
			return "sram"
		}
	}
	return ""
}
