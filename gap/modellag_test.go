package gap

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"assay/catalogue"
)

var readBuiltIn = sync.OnceValues(catalogue.BuiltIn)

// builtIn reads the catalogue once for all tests of the package.
func builtIn(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	c, err := readBuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func show(p *float64) string {
	if p == nil {
		return "-"
	}
	return strconv.FormatFloat(*p, 'f', 1, 64)
}

// TestModelLags_note holds the lag to the summary of the lag note: best model,
// score, lag, lag on the last day and the averages of three years, to 0.1.
func TestModelLags_note(t *testing.T) {
	c := builtIn(t)
	got := map[string]ModelLag{}
	for _, l := range ModelLags(ScoresOf(c), Options{Compiled: c.Compiled()}) {
		got[l.Series] = l
	}
	f, err := os.Open("testdata/model_lag.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		n++
		w := strings.Split(sc.Text(), " | ")
		l, ok := got[w[0]]
		if !ok {
			t.Errorf("series %q is missing", w[0])
			continue
		}
		if best := l.LatestBest + " " + strconv.FormatFloat(*l.Score, 'f', -1, 64); best != w[3] {
			t.Errorf("%s: best %q, want %q", w[0], best, w[3])
		}
		if string(l.AsOf) != w[1] {
			t.Errorf("%s: as of %s, want %s", w[0], l.AsOf, w[1])
		}
		for i, v := range []string{show(l.LagMonths), show(l.LagNow), average(l, 2024), average(l, 2025), average(l, 2026)} {
			if v != w[4+i] {
				t.Errorf("%s: column %d is %s, want %s", w[0], 5+i, v, w[4+i])
			}
		}
		rows := strconv.Itoa(l.RowsOf) + " / " + strconv.Itoa(l.RowsAgainst)
		// The note also left out one MMLU-Pro row whose variant speaks of multiple
		// choice; that is no multiple attempt, and it changes no lag.
		if rows != w[2] && w[0] != "MMLU-Pro (developer-reported)" {
			t.Errorf("%s: rows %s, want %s", w[0], rows, w[2])
		}
	}
	if n != 24 || len(got) != n {
		t.Errorf("%d series expected, %d found, want 24 of each", n, len(got))
	}
}

func average(l ModelLag, year int) string {
	v, ok := l.YearAverage[year]
	if !ok {
		return "-"
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}

// TestYearly_note holds the pooled medians, quartiles and ranges to the note.
func TestYearly_note(t *testing.T) {
	c := builtIn(t)
	got := Yearly(ModelLags(ScoresOf(c), Options{Compiled: c.Compiled()}))
	want := []YearLag{
		{Year: 2023, N: 13, Median: 7.7, Q1: 5.7, Q3: 10.9, Min: 0.0, Max: 12.6},
		{Year: 2024, N: 22, Median: 8.4, Q1: 4.2, Q3: 13.9, Min: 3.0, Max: 17.8},
		{Year: 2025, N: 37, Median: 4.7, Q1: 3.4, Q3: 6.1, Min: -0.4, Max: 7.6},
		{Year: 2026, N: 41, Median: 4.2, Q1: 2.9, Q3: 5.0, Min: 2.0, Max: 10.0},
	}
	if len(got) != len(want) {
		t.Fatalf("%d years, want %d", len(got), len(want))
	}
	for i := range want {
		g := got[i]
		g.Series = nil
		if g.Year != want[i].Year || g.N != want[i].N || g.Median != want[i].Median || g.Q1 != want[i].Q1 ||
			g.Q3 != want[i].Q3 || g.Min != want[i].Min || g.Max != want[i].Max {
			t.Errorf("%d: %+v, want %+v", want[i].Year, g, want[i])
		}
	}
}

// TestModelLags_unfit keeps the series that the note calls unfit out of headlines.
func TestModelLags_unfit(t *testing.T) {
	c := builtIn(t)
	for _, l := range ModelLags(ScoresOf(c), Options{Compiled: c.Compiled()}) {
		unfit := slices.ContainsFunc([]string{"MMLU-Pro", "MATH-500", "LiveCodeBench"}, func(s string) bool { return strings.HasPrefix(l.Series, s) })
		if l.Usable == unfit {
			t.Errorf("%s: usable %v", l.Series, l.Usable)
		}
		if unfit && (l.Pooled || l.WhyNot == "") {
			t.Errorf("%s: pooled %v, why %q", l.Series, l.Pooled, l.WhyNot)
		}
	}
}

// TestModelLags_developers measures one firm alone: its lag can only be longer.
func TestModelLags_developers(t *testing.T) {
	c := builtIn(t)
	scores := ScoresOf(c)
	all := ModelLags(scores, Options{Compiled: c.Compiled()})
	one := ModelLags(scores, Options{Compiled: c.Compiled(), Developers: []string{"deepseek"}})
	if len(one) == 0 || len(one) > len(all) {
		t.Fatalf("%d series for one developer, %d for all", len(one), len(all))
	}
	for _, l := range one {
		for _, b := range l.Bests {
			if b.Developer != "DeepSeek" {
				t.Errorf("%s: best of %s", l.Series, b.Developer)
			}
		}
	}
}

// TestModelLags_otherPair measures France against the United States and the
// United States against China: any pair works.
func TestModelLags_otherPair(t *testing.T) {
	c := builtIn(t)
	scores := ScoresOf(c)
	fr := ModelLags(scores, Options{Compiled: c.Compiled(), Of: "FR", Against: "US"})
	us := ModelLags(scores, Options{Compiled: c.Compiled(), Of: "US", Against: "CN"})
	if len(fr) == 0 || len(us) == 0 {
		t.Fatalf("%d series for France, %d for the United States", len(fr), len(us))
	}
	for _, l := range us {
		if l.Series == "ECI (Epoch), Sept 2026 vintage" && (l.LatestBest != "GPT-6 Astra" || l.LagMonths != nil) {
			t.Errorf("best %s, lag %s; want GPT-6 Astra, which nobody in China has matched", l.LatestBest, show(l.LagMonths))
		}
	}
}
