package check

import (
	"testing"

	"pgregory.net/rapid"

	"assay/evidence"
)

func TestAgree(t *testing.T) {
	const eq, approx, ge, le = evidence.CountEqual, evidence.CountApprox, evidence.CountAtLeast, evidence.CountAtMost
	for _, c := range []struct {
		told   int64
		tq     evidence.CountQual
		held   int64
		hq     evidence.CountQual
		agrees bool
	}{
		{2048, eq, 2048, eq, true},
		{2000, approx, 2048, eq, true},
		{2000, eq, 2048, eq, false},
		{20480, eq, 2048, eq, false},
		{12000, approx, 6000, approx, false},
		{1000, ge, 1000, ge, true},
		{1000, ge, 1500, eq, true},
		{1000, ge, 100000, eq, false}, // true in logic, no account of the same run
		{1500, eq, 1000, ge, true},
		{950, approx, 1000, ge, true},
		{900, eq, 1000, ge, false},
		{800, eq, 1000, ge, false},
		{500, eq, 1000, le, true},
		{1100, le, 1000, eq, true},
		{900, le, 1000, eq, false},
	} {
		if got := agree(c.told, c.tq, c.held, c.hq); got != c.agrees {
			t.Errorf("told %d %s, held %d %s: %v", c.told, c.tq, c.held, c.hq, got)
		}
	}
}

// TestAgree_property: equal counts agree whatever their qualifiers; counts ten
// times apart never do.
func TestAgree_property(t *testing.T) {
	quals := []evidence.CountQual{"", evidence.CountEqual, evidence.CountApprox, evidence.CountAtLeast, evidence.CountAtMost}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1_000_000).Draw(t, "n")
		a, b := rapid.SampledFrom(quals).Draw(t, "a"), rapid.SampledFrom(quals).Draw(t, "b")
		if !agree(n, a, n, b) {
			t.Fatalf("%d %s does not agree with itself %s", n, a, b)
		}
		if agree(n, a, 10*n, b) || agree(10*n, a, n, b) {
			t.Fatalf("%d %s agrees with ten times as many %s", n, a, b)
		}
	})
}

func TestWords_valid(t *testing.T) {
	for _, v := range Verdicts() {
		if !v.Valid() {
			t.Errorf("verdict %s", v)
		}
	}
	for _, k := range Kinds() {
		if !k.Valid() {
			t.Errorf("kind %s", k)
		}
	}
	if Verdict("true").Valid() || Kind("lie").Valid() {
		t.Error("an unknown word is valid")
	}
}
