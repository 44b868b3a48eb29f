package catalogue

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"assay/evidence"
)

func TestNames_sharedResolvesToNone(t *testing.T) {
	n := newNames(0)
	n.add("Foo 1", "a")
	if other, ok := n.add("FOO-1", "a"); !ok {
		t.Errorf("a second spelling of one record is shared with %q", other)
	}
	if other, ok := n.add("foo1", "b"); ok || other != "a" {
		t.Errorf("the other owner is %q, %v", other, ok)
	}
	n.add("foo 1", "c")
	if id, ok := n.find("Foo 1"); ok {
		t.Errorf("a shared name resolves to %q", id)
	}
	if got := n.shared[key("foo1")]; !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("owners %v", got)
	}
}

func TestKnownSince(t *testing.T) {
	for _, c := range []struct {
		published, known, want evidence.Date
		undated                bool
		by                     string
	}{
		{"2024-12-26", "", "2024-12-26", false, "day of publication"},
		{"2026-06", "", "2026-06-30", false, "month of publication; its last day"},
		{"2024", "", "2024-12-31", true, "year of publication; its last day (estimated: the source carries no date)"},
		{"2026", "", "2026-11-24", false, "year of publication; day of compilation, which comes before its end"},
		{"", "", "2026-11-24", false, "no date; day of compilation"},
		{"2026-01-01", "2026-03", "2026-03-31", false, "month of publication; its last day"},
	} {
		day, by := knownSince(&ClaimRecord{Published: c.published, KnownSince: c.known, Undated: c.undated}, "2026-11-24")
		if day != c.want || by != c.by {
			t.Errorf("published %q known %q: %s, %q; want %s, %q", c.published, c.known, day, by, c.want, c.by)
		}
	}
}

func TestLattice_properties(t *testing.T) {
	l := builtIn(t).Lattice()
	names := make([]string, len(l.Nodes()))
	for i, n := range l.Nodes() {
		names[i] = n.Name
	}
	one := rapid.SampledFrom(names)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := one.Draw(t, "a"), one.Draw(t, "b"), one.Draw(t, "c")
		if l.Contains(a, b) && l.Contains(b, c) && !l.Contains(a, c) {
			t.Errorf("%s contains %s contains %s", a, b, c)
		}
		if l.Disjoint(a, b) != l.Disjoint(b, a) || l.Disjoint(a, a) {
			t.Errorf("disjoint is not symmetric, or not irreflexive: %s, %s", a, b)
		}
		if l.Disjoint(a, b) && (l.Contains(a, b) || l.Contains(b, a)) {
			t.Errorf("%s and %s are disjoint and nested", a, b)
		}
		if x := l.CommonAncestor(a, b); !l.Contains(x, a) || !l.Contains(x, b) {
			t.Errorf("%s does not contain %s and %s", x, a, b)
		}
		if got, ok := l.Resolve(a); !ok || got != a {
			t.Errorf("the name %q resolves to %q", a, got)
		}
	})
}

func FuzzModelID(f *testing.F) {
	c := builtIn(f)
	for _, s := range []string{"DeepSeek-V3", "深度求索 V3", "a/b/c", "\xff", "《》", "Moonshot Kimi K2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if id, ok := c.ModelID(s); ok {
			if _, found := c.Model(id); !found {
				t.Errorf("%q finds %q, which is no model", s, id)
			}
		}
		c.Lattice().Resolve(s)
		c.SourceByName(s)
		if _, err := c.Propose(s); err != nil && evidence.KindOf(err) == evidence.Internal {
			t.Errorf("Propose(%q): %v", s, err)
		}
	})
}
