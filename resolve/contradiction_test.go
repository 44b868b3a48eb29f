package resolve_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"assay/resolve"
)

type knownContradiction struct {
	N       int             `yaml:"n"`
	Title   string          `yaml:"title"`
	A       []string        `yaml:"a"`
	B       []string        `yaml:"b"`
	Want    resolve.Quarrel `yaml:"want"`
	Status  resolve.Status  `yaml:"status"`
	Instead resolve.Quarrel `yaml:"instead"`
	Agree   bool            `yaml:"agree"`
	Why     string          `yaml:"why"`
	Missing string          `yaml:"missing"`
}

// between finds a contradiction with a claim of each list on different sides.
func between(list []resolve.Contradiction, a, b []string) []resolve.Contradiction {
	side := func(c resolve.Contradiction, ids []string) map[int]bool {
		out := map[int]bool{}
		for i, s := range c.Sides {
			if slices.ContainsFunc(s.Claims, func(id string) bool { return slices.Contains(ids, id) }) {
				out[i] = true
			}
		}
		return out
	}
	var out []resolve.Contradiction
	for _, c := range list {
		x, y := side(c, a), side(c, b)
		for i := range x {
			if len(y) > 1 || (len(y) == 1 && !y[i]) {
				out = append(out, c)
				break
			}
		}
	}
	return out
}

// TestContradictions_known maps the known contradictions to objects that come
// out by rule, and lists with a reason those that cannot.
func TestContradictions_known(t *testing.T) {
	b, err := os.ReadFile("testdata/contradictions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var known []knownContradiction
	if err := yaml.Unmarshal(b, &known); err != nil {
		t.Fatal(err)
	}
	if len(known) != 34 {
		t.Fatalf("%d entries, want 34", len(known))
	}
	all := builtIn(t).Contradictions(resolve.Options{})
	for _, k := range known {
		found := between(all, k.A, k.B)
		switch {
		case k.Want == "":
			if k.Why == "" {
				t.Errorf("%d %s: no kind and no reason", k.N, k.Title)
			}
			if !k.Agree && k.Missing == "" {
				t.Errorf("%d %s: no missing field named", k.N, k.Title)
			}
			for _, f := range found {
				if f.Kind == k.Instead {
					continue
				}
				t.Errorf("%d %s: said not to come out, and came out as %s", k.N, k.Title, f.ID)
			}
		case !slices.ContainsFunc(found, func(c resolve.Contradiction) bool {
			return c.Kind == k.Want && (k.Status == "" || c.Status == k.Status)
		}):
			var got []string
			for _, f := range found {
				got = append(got, f.ID+" "+string(f.Status)+" "+f.Explanation)
			}
			t.Errorf("%d %s: no %s %s between the sides; found %s", k.N, k.Title, k.Want, k.Status, strings.Join(got, "; "))
		}
	}
}

func TestContradictions_shape(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range builtIn(t).Contradictions(resolve.Options{}) {
		if seen[c.ID] {
			t.Errorf("%s comes out twice", c.ID)
		}
		seen[c.ID] = true
		if len(c.Sides) < 2 || c.Opened == "" || len(c.History) == 0 || len(c.Rules) == 0 {
			t.Errorf("%s lacks sides, a day or a rule: %s", c.ID, printed(c))
		}
		if c.Status != resolve.Open && c.Explanation == "" {
			t.Errorf("%s is %s without a reason", c.ID, c.Status)
		}
	}
}
