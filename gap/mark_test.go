package gap

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"assay/evidence"
)

func m(name, date string, v float64) Mark {
	return Mark{ID: name, Name: name, Date: evidence.Date(date), Value: v, Lo: v, Hi: v}
}

func TestMatches_byHand(t *testing.T) {
	of := []Mark{m("a", "2025-01-15", 50), m("worse", "2025-02-01", 40), m("b", "2025-06", 60), m("top", "2026-01-01", 99)}
	against := []Mark{m("x", "2024-10-15", 55), m("y", "2025-07-15", 60), m("late", "2025-01-01", 55)}
	got := Matches(of, against)
	if len(got) != 3 {
		t.Fatalf("%d matches, want 3: a mark below the best so far is no new best", len(got))
	}
	// 92 days from 15 October to 15 January; -30 days from 15 July to 15 June.
	for i, want := range []struct {
		first string
		lag   float64
	}{{"x", 92 / DaysPerMonth}, {"y", -30 / DaysPerMonth}} {
		if got[i].First.Name != want.first || math.Abs(got[i].Lag-want.lag) > 1e-9 {
			t.Errorf("match %d: %s %.3f, want %s %.3f", i, got[i].First.Name, got[i].Lag, want.first, want.lag)
		}
	}
	if got[2].Found || !math.IsNaN(got[2].Lag) {
		t.Errorf("nobody had 99, yet %+v", got[2])
	}
}

// TestDay_asDate: reading the digits gives what the date itself gives, at the
// middle of its period.
func TestDay_asDate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := evidence.Date(rapid.StringMatching(`(19|20)[0-9][0-9](-[01][0-9](-[0-3][0-9])?)?|[0-9x-]{0,10}`).Draw(t, "date"))
		want := d.Time()
		if want.IsZero() {
			return // whether a date exists is for those who read it
		}
		switch d.Precision() {
		case evidence.Month:
			want = want.AddDate(0, 0, 14)
		case evidence.Year:
			want = want.AddDate(0, 6, 0)
		}
		if got := day(d); !got.Equal(want) {
			t.Fatalf("%s counts as %s, want %s", d, got, want)
		}
	})
}

func TestQuantile_byHand(t *testing.T) {
	v := []float64{4, 1, 3, 2} // (n+1)p: positions 1.25, 2.5, 3.75
	for p, want := range map[float64]float64{0.25: 1.25, 0.5: 2.5, 0.75: 3.75} {
		if got := Quantile(v, p); math.Abs(got-want) > 1e-12 {
			t.Errorf("quantile %v is %v, want %v", p, got, want)
		}
	}
	if !math.IsNaN(Quantile(nil, 0.5)) {
		t.Error("the median of nothing is a number")
	}
}

func TestWilson_byHand(t *testing.T) {
	// 8 of 11 at z = 1.2816: centre (0.7273 + 0.07465) / 1.1493 = 0.6977, half 0.1625.
	lo, hi := Wilson(8, 11)
	if math.Abs(lo-0.535) > 0.002 || math.Abs(hi-0.860) > 0.002 {
		t.Errorf("8 of 11: %.3f to %.3f, want 0.535 to 0.860", lo, hi)
	}
	if lo, hi := Wilson(0, 0); lo != 0 || hi != 1 {
		t.Errorf("0 of 0: %v to %v, want 0 to 1", lo, hi)
	}
}

// genMarks draws marks with dates of all precisions.
func genMarks(t *rapid.T, label string) []Mark {
	date := rapid.Custom(func(t *rapid.T) evidence.Date {
		d := evidence.Date(rapid.StringMatching(`202[0-6]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])`).Draw(t, "day"))
		return d[:rapid.SampledFrom([]int{4, 7, 10}).Draw(t, "precision")]
	})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Mark {
		v := float64(rapid.IntRange(1, 30).Draw(t, "value"))
		return Mark{ID: rapid.StringMatching(`[a-z]{3}`).Draw(t, "id"), Date: date.Draw(t, "date"), Value: v,
			Lo: v - float64(rapid.IntRange(0, 3).Draw(t, "down")), Hi: v + float64(rapid.IntRange(0, 3).Draw(t, "up"))}
	}), 0, 12).Draw(t, label)
}

// TestMatches_properties: order does not matter, bests rise, and the band of a
// lag holds the lag.
func TestMatches_properties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of, against := genMarks(t, "of"), genMarks(t, "against")
		got := Matches(of, against)
		again := Matches(rapid.Permutation(of).Draw(t, "of again"), rapid.Permutation(against).Draw(t, "against again"))
		if len(got) != len(again) {
			t.Fatalf("%d matches, %d in another order", len(got), len(again))
		}
		last := math.Inf(-1)
		for i, x := range got {
			if x.Lag != again[i].Lag && !(math.IsNaN(x.Lag) && math.IsNaN(again[i].Lag)) {
				t.Fatalf("lag %v, %v in another order", x.Lag, again[i].Lag)
			}
			if x.Best.Value <= last {
				t.Fatalf("best %v after %v", x.Best.Value, last)
			}
			last = x.Best.Value
			lo, hi := band(x.Best, against)
			if x.Found && math.IsNaN(hi) {
				t.Fatalf("a match was found, but the band has no upper end")
			}
			if x.Found && (hi < x.Lag-1e-9 || (!math.IsNaN(lo) && lo > x.Lag+1e-9)) {
				t.Fatalf("lag %.2f lies outside its band %.2f to %.2f", x.Lag, lo, hi)
			}
		}
	})
}
