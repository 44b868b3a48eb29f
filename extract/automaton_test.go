package extract

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"assay/text"
)

// TestAutomaton_againstBruteForce holds the automaton to a plain search for
// every pattern at every place, on folded text.
func TestAutomaton_againstBruteForce(t *testing.T) {
	letter := rapid.SampledFrom([]string{"a", "B", "昇", "騰", "Ｈ", "1", " "})
	rapid.Check(t, func(t *rapid.T) {
		var patterns []string
		for range rapid.IntRange(1, 8).Draw(t, "n") {
			p := text.Fold(strings.Join(rapid.SliceOfN(letter, 1, 4).Draw(t, "pattern"), ""))
			if !slices.Contains(patterns, p) {
				patterns = append(patterns, p)
			}
		}
		body := strings.Join(rapid.SliceOfN(letter, 0, 40).Draw(t, "body"), "")
		a := newAutomaton(patterns)
		var got []string
		a.scan(body, func(p, end int) bool {
			got = append(got, fmt.Sprint(p, a.start(body, p, end), end))
			return true
		})
		var want []string
		f := text.FoldMap(body)
		for p, pattern := range patterns {
			for i := 0; i+len(pattern) <= len(f.Text); i++ {
				if strings.HasPrefix(f.Text[i:], pattern) {
					want = append(want, fmt.Sprint(p, f.Back(i), f.Back(i+len(pattern))))
				}
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("patterns %q in %q: got %v, want %v", patterns, body, got, want)
		}
	})
}
