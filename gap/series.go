package gap

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"assay/evidence"
)

//go:embed series.yaml
var seriesYAML []byte

// Series is one benchmark series: one source, one vintage. The table is
// series.yaml; names are spelled as in the lag note.
type Series struct {
	Name              string        `yaml:"name"`
	Benchmark         string        `yaml:"benchmark"`
	ReportedBy        []string      `yaml:"reported_by"`
	Source            []string      `yaml:"source"`
	AgainstSource     []string      `yaml:"against_source"` // sources borrowed for the other country alone
	Drop              []string      `yaml:"drop"`           // rows whose variant holds one of these
	Except            []SeriesRow   `yaml:"except"`
	DeveloperReported bool          `yaml:"developer_reported"` // reported by the developer; rows with tools and the like are left out
	CoversUntil       evidence.Date `yaml:"covers_until"`
	Usable            *bool         `yaml:"usable"` // nil is true
	Why               string        `yaml:"why"`
	Pool              *Pool         `yaml:"pool"`
}

// SeriesRow names one row that a series leaves out.
type SeriesRow struct {
	Model    string        `yaml:"model"`
	Released evidence.Date `yaml:"released"`
	Score    float64       `yaml:"score"`
	Why      string        `yaml:"why"`
}

// Pool says under which index a series is pooled by year, and its rank there.
type Pool struct {
	Index string `yaml:"index"`
	Rank  int    `yaml:"rank"`
}

// AllSeries gives the table of series.yaml in its order.
var AllSeries = sync.OnceValue(func() []Series {
	var all []Series
	if err := yaml.Unmarshal(seriesYAML, &all); err != nil {
		return nil // the table is embedded; TestSeries_table reads it
	}
	return all
})

// Fit reports whether the series may stand in a headline.
func (s *Series) Fit() bool { return s.Usable == nil || *s.Usable }

// Score is a row of the score table as the lag needs it.
type Score struct {
	ID          string
	Model       string
	ModelID     string
	Developer   string
	DeveloperID string
	Country     string // ISO code
	Released    evidence.Date
	Benchmark   string
	Value       float64
	Variant     string
	ReportedBy  string
	Source      string
	SourceDate  evidence.Date
}

// notOneTry fits variants that are not one unaided try: tools, Python, votes or
// parallel attempts. They are left out of developer-reported series.
var notOneTry = regexp.MustCompile(`cons@|maj@|parallel|multiple attempts|pass@(32|64)|with tools|python|tools setting not stated`)

// heavy fits models that are parallel attempts by design.
var heavy = regexp.MustCompile(`\bHeavy$`)

// leaves says why a row of the benchmark is left out of s, or "".
func (s *Series) leaves(r *Score) string {
	if r.Released == "" {
		return "no-release-date"
	}
	variant := strings.ToLower(r.Variant)
	for _, d := range s.Drop {
		if strings.Contains(variant, d) {
			return "unverified"
		}
	}
	if s.DeveloperReported && (heavy.MatchString(r.Model) || notOneTry.MatchString(variant)) {
		return "not-one-try"
	}
	for _, x := range s.Except {
		if x.Model == r.Model && x.Released == r.Released && x.Score == r.Value {
			return x.Why
		}
	}
	return ""
}

// holds reports whether a row is of this series, before anything is left out.
func (s *Series) holds(r *Score, against string) bool {
	if r.Benchmark != s.Benchmark {
		return false
	}
	by := s.ReportedBy
	if s.DeveloperReported {
		by = []string{"developer", "paper"}
	}
	if len(by) > 0 && !slices.Contains(by, r.ReportedBy) {
		return false
	}
	sources := s.Source
	if r.Country == against {
		sources = slices.Concat(sources, s.AgainstSource)
	}
	return len(sources) == 0 || slices.ContainsFunc(sources, func(t string) bool { return strings.Contains(r.Source, t) })
}

// sides splits the rows of a series that were known at the date into the two
// countries' marks, and says what was left out.
func (s *Series) sides(scores []Score, o Options) (of, against []Mark, left []Left) {
	for i := range scores {
		r := &scores[i]
		if (r.Country != o.Of && r.Country != o.Against) || !s.holds(r, o.Against) {
			continue
		}
		if !o.known(r.SourceDate) || !o.known(r.Released) {
			continue
		}
		if why := s.leaves(r); why != "" {
			left = append(left, Left{ID: r.ID, Why: why})
			continue
		}
		m := r.mark(o.Compiled)
		if r.Country == o.Against {
			against = append(against, m)
		} else if o.wants(r.Developer, r.DeveloperID) {
			of = append(of, m)
		}
	}
	return of, against, left
}

func (r *Score) mark(compiled evidence.Date) Mark {
	return Mark{
		ID: r.ID, Name: r.Model, Developer: r.Developer, Country: r.Country, Date: r.Released,
		Value: r.Value, Lo: r.Value, Hi: r.Value,
		Known: max(r.SourceDate.Known(compiled), r.Released.Known(compiled)),
	}
}

// Known gives the rows of a series known by a date, of any country, without
// those that it leaves out.
func (s *Series) Known(scores []Score, o Options) []Score {
	o = o.withDefaults()
	var out []Score
	for i := range scores {
		r := &scores[i]
		if s.holds(r, "") && s.leaves(r) == "" && o.known(r.Released) && o.known(r.SourceDate) {
			out = append(out, *r)
		}
	}
	return out
}
