package gap

import (
	"math"
	"slices"
	"strconv"
	"time"

	"assay/evidence"
)

// ModelLag is the lag of one country's models behind another's in one series.
type ModelLag struct {
	Series        string          `json:"series"`
	LatestBest    string          `json:"latest_best"` // name of the newest new best; empty where there is none
	LatestBestID  string          `json:"latest_best_id,omitempty"`
	Released      evidence.Date   `json:"released,omitempty"`
	Score         *float64        `json:"score"`
	FirstMatch    string          `json:"first_match"` // first of the other country with at least that score; empty where none had it
	FirstMatchID  string          `json:"first_match_id,omitempty"`
	FirstReleased evidence.Date   `json:"first_match_released,omitempty"`
	FirstScore    *float64        `json:"first_match_score,omitempty"`
	LagMonths     *float64        `json:"lag_months"` // nil where the other country never got there
	N             int             `json:"n"`          // new bests, which is the number of lags
	Usable        bool            `json:"usable"`
	WhyNot        string          `json:"why_not,omitempty"` // key: saturated, mixed-windows, ...
	Index         string          `json:"index,omitempty"`   // index under which the series is pooled
	Pooled        bool            `json:"pooled"`
	AsOf          evidence.Date   `json:"as_of"`                  // last day that the series covers, as known
	LagNow        *float64        `json:"lag_as_of_months"`       // on that day
	AgainstBest   string          `json:"against_best"`           // the other country's highest
	AgainstScore  *float64        `json:"against_best_score"`     //
	RowsOf        int             `json:"rows_of"`                // rows of the measured country
	RowsAgainst   int             `json:"rows_against"`           // rows of the other
	YearAverage   map[int]float64 `json:"year_average,omitempty"` // mean of the daily lag by year
	Bests         []BestLag       `json:"bests"`
	LeftOut       []Left          `json:"left_out,omitempty"`
}

// BestLag is one new best with its lag.
type BestLag struct {
	Model         string        `json:"model"`
	ID            string        `json:"id"`
	Developer     string        `json:"developer"`
	Released      evidence.Date `json:"released"`
	Score         float64       `json:"score"`
	First         string        `json:"first_match,omitempty"`
	FirstID       string        `json:"first_match_id,omitempty"`
	FirstReleased evidence.Date `json:"first_match_released,omitempty"`
	FirstScore    float64       `json:"first_match_score,omitempty"`
	LagMonths     *float64      `json:"lag_months"`

	exact float64 // unrounded; NaN where no match
}

// YearLag is the pooled lag of the new bests of one year.
type YearLag struct {
	Year   int      `json:"year"`
	N      int      `json:"n"`
	Median float64  `json:"median"`
	Q1     float64  `json:"q1"`
	Q3     float64  `json:"q3"`
	Min    float64  `json:"min"`
	Max    float64  `json:"max"`
	Series []string `json:"series"` // the series that gave a value
}

// ModelLags works out the lag in each series of the table that has rows of the
// measured country at the date, in the table's order.
func ModelLags(scores []Score, o Options) []ModelLag {
	o = o.withDefaults()
	all := AllSeries()
	ranks := map[string]int{} // best rank that is known, by index
	var out []ModelLag
	pools := map[int]*Pool{}
	for i := range all {
		s := &all[i]
		of, against, left := s.sides(scores, o)
		if len(of) == 0 {
			continue
		}
		l := seriesLag(s, of, against, o)
		l.LeftOut = left
		if s.Pool != nil {
			l.Index = s.Pool.Index
		}
		if s.Pool != nil && s.Fit() && slices.ContainsFunc(l.Bests, func(b BestLag) bool { return b.LagMonths != nil }) {
			pools[len(out)] = s.Pool
			if r, ok := ranks[s.Pool.Index]; !ok || s.Pool.Rank < r {
				ranks[s.Pool.Index] = s.Pool.Rank
			}
		}
		out = append(out, l)
	}
	for i, p := range pools {
		out[i].Pooled = ranks[p.Index] == p.Rank
	}
	return out
}

// seriesLag is the lag in one series with at least one row of the measured side.
func seriesLag(s *Series, of, against []Mark, o Options) ModelLag {
	l := ModelLag{Series: s.Name, Usable: s.Fit(), WhyNot: s.Why, RowsOf: len(of), RowsAgainst: len(against)}
	for _, m := range Matches(of, against) {
		b := BestLag{Model: m.Best.Name, ID: m.Best.ID, Developer: m.Best.Developer, Released: m.Best.Date,
			Score: m.Best.Value, LagMonths: rounded(m.Lag), exact: m.Lag}
		if m.Found {
			b.First, b.FirstID, b.FirstReleased, b.FirstScore = m.First.Name, m.First.ID, m.First.Date, m.First.Value
		}
		l.Bests = append(l.Bests, b)
	}
	l.N = len(l.Bests)
	if l.N > 0 {
		b := l.Bests[l.N-1]
		l.LatestBest, l.LatestBestID, l.Released, l.Score = b.Model, b.ID, b.Released, &b.Score
		l.FirstMatch, l.FirstMatchID, l.FirstReleased = b.First, b.FirstID, b.FirstReleased
		if b.First != "" {
			l.FirstScore = &b.FirstScore
		}
		l.LagMonths = b.LagMonths
	}
	if top := Bests(against); len(top) > 0 {
		l.AgainstBest, l.AgainstScore = top[len(top)-1].Name, &top[len(top)-1].Value
	}
	l.AsOf = coverage(s, slices.Concat(of, against), o)
	l.YearAverage = yearAverages(of, against, l.AsOf)
	if now, ok := lagOn(of, against, l.AsOf.Time()); ok {
		l.LagNow = rounded(now)
	}
	return l
}

// coverage is the last day that the rows speak of: the day stated for the
// series, never later than the as-of date, else the newest day of any row.
func coverage(s *Series, rows []Mark, o Options) evidence.Date {
	var newest evidence.Date
	for _, m := range rows {
		newest = max(newest, m.Known)
	}
	until := s.CoversUntil
	if until == "" {
		until = newest
	}
	return min(until, o.AsOf)
}

// yearAverages is the mean of the lag over the days of each year, from the
// first day with a lag to the last day covered.
func yearAverages(of, against []Mark, until evidence.Date) map[int]float64 {
	bests := Bests(of)
	if len(bests) == 0 {
		return nil
	}
	sum, n := map[int]float64{}, map[int]int{}
	for i, b := range bests {
		f, ok := firstAtLeast(against, b.Value)
		if !ok {
			continue
		}
		end := until.Time().AddDate(0, 0, 1)
		if i+1 < len(bests) && day(bests[i+1].Date).Before(end) {
			end = day(bests[i+1].Date)
		}
		for d := day(b.Date); d.Before(end); d = d.AddDate(0, 0, 1) {
			sum[d.Year()] += months(day(f.Date), d)
			n[d.Year()]++
		}
	}
	out := map[int]float64{}
	for y, k := range n {
		out[y] = Round(sum[y]/float64(k), 1)
	}
	return out
}

// Yearly pools the lags of the pooled series by the year in which the new best
// was released.
func Yearly(lags []ModelLag) []YearLag {
	values, series := map[int][]float64{}, map[int][]string{}
	for _, l := range lags {
		if !l.Pooled {
			continue
		}
		for _, b := range l.Bests {
			if math.IsNaN(b.exact) {
				continue
			}
			y := b.Released.Time().Year()
			values[y] = append(values[y], b.exact)
			if !slices.Contains(series[y], l.Series) {
				series[y] = append(series[y], l.Series)
			}
		}
	}
	var out []YearLag
	for y, v := range values {
		out = append(out, YearLag{Year: y, N: len(v), Median: Round(Median(v), 1), Q1: Round(Quantile(v, 0.25), 1),
			Q3: Round(Quantile(v, 0.75), 1), Min: Round(slices.Min(v), 1), Max: Round(slices.Max(v), 1), Series: series[y]})
	}
	slices.SortFunc(out, func(a, b YearLag) int { return a.Year - b.Year })
	return out
}

// Pooled gives the lags of all pooled series with their dates, oldest first,
// for a chart or a trend.
func Pooled(lags []ModelLag) []BestLag {
	var out []BestLag
	for _, l := range lags {
		if !l.Pooled {
			continue
		}
		for _, b := range l.Bests {
			if b.LagMonths != nil {
				out = append(out, b)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b BestLag) int { return day(a.Released).Compare(day(b.Released)) })
	return out
}

// halfYear names the half-year of a day: 2026-H1.
func halfYear(t time.Time) string {
	h := "H1"
	if t.Month() > 6 {
		h = "H2"
	}
	return strconv.Itoa(t.Year()) + "-" + h
}
