// Package eval measures the reader on labelled documents, with the same
// measures as the scorer of the labelled set: precision, recall and F1 on four
// levels, field accuracies over matched pairs, by language and phenomenon, and
// the misses and false claims with their text.
//
// A folder's files come in (NNN.md and NNN.claims.yaml, index.tsv where there is
// one); a Report goes out. Rules: pairs are formed on model and silicon, an
// ancestor or descendant allowed, best first; a spare prediction of an ancestor
// of a gold claim of the same model is neutral; all unnamed models and classes
// are one; developers' prefixes of model names are left out.
package eval

import (
	"regexp"
	"slices"
	"sort"
	"strings"

	"assay/evidence"
)

// Gold is one labelled claim.
type Gold struct {
	Model       string `yaml:"model" json:"model"`
	Stage       string `yaml:"stage" json:"stage"`
	Silicon     string `yaml:"silicon" json:"silicon"`
	Count       *int64 `yaml:"count" json:"count"`
	CountQual   string `yaml:"count_qual" json:"count_qual,omitempty"`
	Relation    string `yaml:"relation" json:"relation"`
	Hedge       string `yaml:"hedge" json:"hedge"`
	Attribution string `yaml:"attribution" json:"attribution"`
	Quote       string `yaml:"quote" json:"quote"`
}

// Item is one labelled document and what a reader found in it.
type Item struct {
	ID        string
	Lang      string
	Phenomena []string
	Gold      []Gold
	Found     []Gold
}

// Of turns a claim into the fields that are scored.
func Of(c evidence.Claim) Gold {
	return Gold{Model: c.Model, Stage: string(c.Stage), Silicon: c.Silicon, Count: c.Count, CountQual: string(c.CountQual),
		Relation: string(c.Relation), Hedge: string(c.Hedge), Attribution: string(c.Attribution), Quote: c.Quote}
}

// Tree tells the parent of a silicon name; empty at a root.
type Tree map[string]string

func (t Tree) ancestors(name string) []string {
	var out []string
	for p := t[name]; p != "" && len(out) < 32; p = t[p] {
		out = append(out, p)
	}
	return out
}

var (
	spaces = regexp.MustCompile(`[\s\-_‑]`)
	maker  = regexp.MustCompile(`^(deepseek|kimi|meta|openai|claude)([a-z]*\d)`)
)

// modelKey is the form in which model names are compared.
func modelKey(m string) string {
	m = strings.ToLower(m)
	if strings.HasPrefix(m, "unnamed") || strings.HasPrefix(m, "class") {
		return "unnamed"
	}
	m = spaces.ReplaceAllString(m, "")
	if loc := maker.FindStringSubmatchIndex(m); loc != nil && loc[3] < len(m) {
		return m[loc[3]:]
	}
	return m
}

// related is 1 for the same silicon, 0.5 where one contains the other, else 0.
func (t Tree) related(a, b string) float64 {
	if a == b {
		return 1
	}
	if slices.Contains(t.ancestors(b), a) || slices.Contains(t.ancestors(a), b) {
		return .5
	}
	return 0
}

// quoteFits reports that two quotes mark the same words.
func quoteFits(p, g string) bool {
	if p == "" {
		return false
	}
	a, b := []rune(p), []rune(g)
	lo, hi := min(len(a), len(b)), max(len(a), len(b))
	if strings.Contains(g, p) || strings.Contains(p, g) {
		return float64(lo)/float64(hi) >= .4
	}
	return float64(commonRun(a, b))/float64(hi) >= .5
}

// commonRun is the length of the longest common substring in runes.
func commonRun(a, b []rune) int {
	best := 0
	prev := make([]int, len(b)+1)
	for i := range a {
		cur := make([]int, len(b)+1)
		for j := range b {
			if a[i] == b[j] {
				cur[j+1] = prev[j] + 1
				best = max(best, cur[j+1])
			}
		}
		prev = cur
	}
	return best
}

// Counts are the sums behind precision and recall.
type Counts struct {
	Gold, Found                   int
	Silicon, Stage, Relation, All int
}

func (c *Counts) add(o Counts) {
	c.Gold += o.Gold
	c.Found += o.Found
	c.Silicon += o.Silicon
	c.Stage += o.Stage
	c.Relation += o.Relation
	c.All += o.All
}

// PRF are precision, recall and F1.
type PRF struct {
	P  float64 `json:"p"`
	R  float64 `json:"r"`
	F1 float64 `json:"f1"`
}

func prf(hit, found, gold int) PRF {
	var x PRF
	if found > 0 {
		x.P = float64(hit) / float64(found)
	}
	if gold > 0 {
		x.R = float64(hit) / float64(gold)
	}
	if x.P+x.R > 0 {
		x.F1 = 2 * x.P * x.R / (x.P + x.R)
	}
	return x
}

type pair struct {
	score float64
	p, g  int
}

// match pairs the claims of a document, best first. Ties fall as in the scorer
// of the labelled set: later indices first.
func match(t Tree, found, gold []Gold) (pairs [][2]int, usedP, usedG map[int]bool) {
	var all []pair
	for i, p := range found {
		for j, g := range gold {
			r := t.related(p.Silicon, g.Silicon)
			if r == 0 || modelKey(p.Model) != modelKey(g.Model) {
				continue
			}
			s := r
			if p.Stage == g.Stage {
				s++
			}
			if p.Relation == g.Relation {
				s += .5
			}
			all = append(all, pair{s, i, j})
		}
	}
	sort.Slice(all, func(a, b int) bool {
		x, y := all[a], all[b]
		if x.score != y.score {
			return x.score > y.score
		}
		if x.p != y.p {
			return x.p > y.p
		}
		return x.g > y.g
	})
	usedP, usedG = map[int]bool{}, map[int]bool{}
	for _, x := range all {
		if usedP[x.p] || usedG[x.g] {
			continue
		}
		usedP[x.p], usedG[x.g] = true, true
		pairs = append(pairs, [2]int{x.p, x.g})
	}
	return pairs, usedP, usedG
}

// neutral reports a spare prediction that only says less than a gold claim of
// the same model.
func (t Tree) neutral(p Gold, gold []Gold) bool {
	for _, g := range gold {
		if modelKey(p.Model) != modelKey(g.Model) {
			continue
		}
		if slices.Contains(t.ancestors(g.Silicon), p.Silicon) {
			return true
		}
		if _, known := t[g.Silicon]; p.Silicon == "domestic-unnamed" && (!known || t[g.Silicon] != "") {
			return true
		}
	}
	return false
}

func sameCount(a, b *int64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
