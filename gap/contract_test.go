package gap

import (
	"encoding/json"
	"testing"

	"assay/catalogue"
	"assay/origin"
	"assay/resolve"
)

// TestReport_contract holds the JSON to DESIGN 12: names and kinds of the
// fields that other programs read, and lists where lists are said.
func TestReport_contract(t *testing.T) {
	c := builtIn(t)
	claims := c.Claims()
	rows := resolve.Matrix(resolve.Input{Catalogue: c, Claims: claims, Origins: origin.Cluster(origin.Input{Catalogue: c, Claims: claims})})
	r, err := Compute(Input{Catalogue: c, Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	got := object(t, r)
	for key, fields := range map[string]map[string]string{
		"model_lag":        {"series": "text", "latest_best": "text", "score": "number", "first_match": "text", "lag_months": "number", "n": "number", "usable": "truth"},
		"model_lag_yearly": {"year": "number", "n": "number", "median": "number", "q1": "number", "q3": "number"},
		"silicon_lag":      {"metric": "text", "of_best": "text", "against_first_match": "text", "lag_months": "number", "lo": "number", "hi": "number"},
		"movement":         {"period": "text", "used": "number", "failed": "number", "planned": "number", "labs": "number"},
		"stage_share":      {"period": "text", "stage": "text", "domestic": "number", "mixed": "number", "foreign": "number", "undisclosed": "number", "n": "number"},
	} {
		list, ok := got[key].([]any)
		if !ok || len(list) == 0 {
			t.Errorf("%s is no list with members", key)
			continue
		}
		first, ok := list[0].(map[string]any)
		if !ok {
			t.Errorf("%s holds no objects", key)
			continue
		}
		for name, want := range fields {
			if k := kind(first[name]); k != want {
				t.Errorf("%s[0].%s is %s, want %s", key, name, k, want)
			}
		}
	}
	for _, key := range []string{"of", "against", "as_of", "headline"} {
		if kind(got[key]) != "text" {
			t.Errorf("%s is %v", key, got[key])
		}
	}
}

type anyRun struct{}

func (anyRun) Run(RunQuery) (RunFigure, error) {
	return RunFigure{TokensPerSecondChip: 100, Lo: 90, Hi: 110}, nil
}

// TestReport_figures: every figure that a record may point to has a value today.
func TestReport_figures(t *testing.T) {
	c := builtIn(t)
	claims := c.Claims()
	rows := resolve.Matrix(resolve.Input{Catalogue: c, Claims: claims, Origins: origin.Cluster(origin.Input{Catalogue: c, Claims: claims})})
	r, err := Compute(Input{Catalogue: c, Rows: rows, Runner: anyRun{}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range catalogue.Figures() {
		if _, ok := r.Figures[name]; !ok {
			t.Errorf("figure %s has no value", name)
		}
	}
}

// TestReport_empty: before anything was known every list is there and empty.
func TestReport_empty(t *testing.T) {
	c := builtIn(t)
	r, err := Compute(Input{Options: Options{AsOf: "1990-01-01"}, Catalogue: c})
	if err != nil {
		t.Fatal(err)
	}
	for key, v := range object(t, r) {
		if v == nil && key != "lag_trend" && key != "lag_trend_long" {
			t.Errorf("%s is null", key)
		}
	}
	if len(r.ModelLag) != 0 || len(r.Movement) != 0 || len(r.Events) != 0 || r.Headline == "" {
		t.Errorf("in 1990: %d series, %d periods, %d events, headline %q", len(r.ModelLag), len(r.Movement), len(r.Events), r.Headline)
	}
}

func object(t *testing.T, v any) map[string]any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func kind(v any) string {
	switch v.(type) {
	case string:
		return "text"
	case float64:
		return "number"
	case bool:
		return "truth"
	case nil:
		return "nothing"
	}
	return "something else"
}
