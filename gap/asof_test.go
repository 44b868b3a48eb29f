package gap

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
	"assay/resolve"
)

// genDay draws a day of the years that the records cover.
func genDay(t *rapid.T) evidence.Date {
	n := rapid.IntRange(0, 365*4).Draw(t, "days before the day of compilation")
	return evidence.DateOf(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -n))
}

// TestAsOf_laterRecordsDoNotCount: at a past date the lags are the same whether
// or not the records that became known later exist, and whatever they say.
func TestAsOf_laterRecordsDoNotCount(t *testing.T) {
	c := builtIn(t)
	scores, chips := ScoresOf(c), ChipsOf(c)
	for i := range chips {
		chips[i].Sources = nil // they do not bear on the lag
	}
	rapid.Check(t, func(t *rapid.T) {
		o := Options{Compiled: c.Compiled(), AsOf: genDay(t)}.withDefaults()
		shift := rapid.SampledFrom([]float64{-1000, -1, 1, 1000}).Draw(t, "shift of later values")
		var cut, changed []Score
		for _, s := range scores {
			if o.known(s.SourceDate) && o.known(s.Released) {
				cut, changed = append(cut, s), append(changed, s)
				continue
			}
			s.Value += shift
			changed = append(changed, s)
		}
		want := ModelLags(scores, o)
		name := rapid.SampledFrom([]string{"without later rows", "with other later rows"}).Draw(t, "what else is known")
		rows := cut
		if name == "with other later rows" {
			rows = changed
		}
		if got := ModelLags(rows, o); !reflect.DeepEqual(plainLags(got), plainLags(want)) {
			t.Fatalf("as of %s: model lag %s differs", o.AsOf, name)
		}
		var early []Part
		for _, p := range chips {
			if o.known(p.Available) {
				early = append(early, p)
			}
		}
		if got, want := asJSON(t, SiliconLags(early, nil, o)), asJSON(t, SiliconLags(chips, nil, o)); got != want {
			t.Fatalf("as of %s: silicon lag differs without later chips", o.AsOf)
		}
	})
}

// plainLags leaves out unrounded values, which hold NaN.
func plainLags(ls []ModelLag) []ModelLag {
	for i := range ls {
		for j := range ls[i].Bests {
			ls[i].Bests[j].exact = 0
		}
	}
	return ls
}

func asJSON(t *rapid.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var dated = regexp.MustCompile(`^\d{4}(-\d\d(-\d\d)?)?$`)

// TestReport_nothingLater: no date in a report of the past lies after it, save
// those of projections.
func TestReport_nothingLater(t *testing.T) {
	c := builtIn(t)
	claims := c.Claims()
	index := resolve.NewIndex(resolve.Input{Catalogue: c, Claims: claims, Origins: origin.Cluster(origin.Input{Catalogue: c, Claims: claims})})
	for _, asOf := range []evidence.Date{"2023-06-30", "2024-12-31", "2025-09-01", "2026-06-17", "2026-11-24"} {
		r, err := Compute(Input{Options: Options{AsOf: asOf}, Catalogue: c, Rows: index.Matrix(resolve.Options{AsOf: asOf}), Claims: claims})
		if err != nil {
			t.Fatal(err)
		}
		r.Compiled = ""
		r.LagTrend, r.LagTrendLong, r.ShareTrends = nil, nil, nil
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		walk(t, asOf, "report", v)
	}
}

func walk(t *testing.T, asOf evidence.Date, path string, v any) {
	switch x := v.(type) {
	case map[string]any:
		for k, y := range x {
			if strings.HasSuffix(path, ".sources") || k == "source" {
				continue // a figure's source may be a later copy of it
			}
			walk(t, asOf, path+"."+k, y)
		}
	case []any:
		for _, y := range x {
			walk(t, asOf, path, y)
		}
	case string:
		if dated.MatchString(x) && evidence.Date(x).First() > asOf {
			t.Errorf("as of %s: %s is %s", asOf, path, x)
		}
	}
}

// TestCompute_refusesWrongOptions names what is wrong in one line.
func TestCompute_refusesWrongOptions(t *testing.T) {
	c := &catalogue.Catalogue{}
	for want, o := range map[string]Options{
		"two-letter country code": {Of: "China", Compiled: "2026-11-24"},
		"both US":                 {Of: "US", Compiled: "2026-11-24"},
		"does not exist":          {AsOf: "2026-02-30", Compiled: "2026-11-24"},
	} {
		_, err := Compute(Input{Options: o, Catalogue: c})
		if err == nil || !strings.Contains(err.Error(), want) || evidence.KindOf(err) != evidence.Invalid {
			t.Errorf("%+v gives %v, want an invalid %q", o, err, want)
		}
	}
}
