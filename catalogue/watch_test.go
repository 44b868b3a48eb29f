package catalogue

import (
	"testing"
	"testing/fstest"
	"time"
)

func TestWatched(t *testing.T) {
	c, findings, err := Load(fstest.MapFS{"sources.yaml": {Data: []byte(`
- id: my-paper
  name: My Paper
  kind: press
  letter: C
  watch:
    - address: https://example.org/feed
    - address: https://example.org/news
      kind: page
      every: 6h
- id: too-often
  name: Too Often
  kind: press
  letter: C
  watch:
    - address: example.org
      every: 5s
      kind: telegram
`)}})
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]int{}
	for _, f := range findings {
		rules[f.Rule] = f.Line
	}
	if len(findings) != 3 || rules["bad-url"] != 16 || rules["bad-interval"] != 17 || rules["bad-enum"] != 18 {
		t.Errorf("findings %v", findings)
	}
	w := c.Watched()
	if len(w) != 2 || w[0].Interval != 24*time.Hour || w[0].Watch.Kind != "feed" || w[1].Interval != 6*time.Hour || w[1].Source.ID != "my-paper" {
		t.Errorf("watched %+v", w)
	}
	for s, want := range map[string]time.Duration{"30m": 30 * time.Minute, "2w": 336 * time.Hour, "1d": 24 * time.Hour, "9999w": 0, "x": 0, "-1d": 0, "1s": 0} {
		if d, err := interval(s); d != want || (err != nil) != (want == 0) {
			t.Errorf("interval(%q) = %v, %v", s, d, err)
		}
	}
}
