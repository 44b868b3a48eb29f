package catalogue

import (
	"strconv"
	"strings"
	"time"

	"assay/evidence"
)

// Watch is one address of a source that is to be looked at again and again.
type Watch struct {
	Address string `yaml:"address" json:"address" rule:"required,url"`
	Kind    string `yaml:"kind" json:"kind" oneof:"page feed sitemap arxiv model-cards"` // feed where absent
	Every   string `yaml:"every" json:"every" rule:"interval"`                           // such as 6h or 1d; a day where absent
	Lang    string `yaml:"lang" json:"lang,omitempty" oneof:"en zh de"`                  // where the address does not tell
}

// Bounds on how often an address is looked at.
const (
	minEvery = 10 * time.Minute
	maxEvery = 90 * 24 * time.Hour
)

// Watched is an address together with the source that it belongs to.
type Watched struct {
	Source   evidence.Source `json:"source"`
	Watch    Watch           `json:"watch"`
	Interval time.Duration   `json:"interval"`
}

// Watched gives every address that is to be followed, in the order of the
// files. The built-in records name none: a keeper's own sources.yaml does.
func (c *Catalogue) Watched() []Watched { return c.watched }

func watchedOf(s evidence.Source, list []Watch) []Watched {
	out := make([]Watched, 0, len(list))
	for _, w := range list {
		if w.Kind == "" {
			w.Kind = "feed"
		}
		every, err := interval(w.Every)
		if err != nil {
			continue
		}
		out = append(out, Watched{Source: s, Watch: w, Interval: every})
	}
	return out
}

// interval reads 30m, 6h, 1d or 2w; empty is a day.
func interval(s string) (time.Duration, error) {
	if s == "" {
		return 24 * time.Hour, nil
	}
	d, err := time.ParseDuration(s)
	for unit, long := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if head, ok := strings.CutSuffix(s, unit); ok {
			n, e := strconv.ParseUint(head, 10, 16)
			d, err = time.Duration(n)*long, e
		}
	}
	if err != nil || d < minEvery || d > maxEvery {
		return 0, evidence.Errorf(evidence.Invalid, "%q is no interval between 10m and 90d", clipped(s))
	}
	return d, nil
}
