package assay_test

import (
	"maps"
	"testing"

	"assay/catalogue"
	"assay/data"
	"assay/evidence"
)

// TestData_lint lints every built-in record: no errors, and the warnings that
// are known. A new warning is looked at, then counted here.
func TestData_lint(t *testing.T) {
	got := map[string]int{}
	for _, f := range catalogue.Lint(data.FS) {
		if f.Severity == evidence.SeverityError {
			t.Errorf("%s", f)
			continue
		}
		got[f.Rule]++
		t.Logf("%s", f)
	}
	want := map[string]int{
		"before-announcement": 1, // a chip in use before its maker announced it, explained in its record
		"empty-family":        1, // Gemini 2.5: the source names no members
		"system-without-chip": 6, // servers whose chip no source names
	}
	if !maps.Equal(got, want) {
		t.Errorf("warnings %v, want %v", got, want)
	}
}

// TestData_nothingLost compares the records with what the collected facts hold.
func TestData_nothingLost(t *testing.T) {
	c, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Warm(); err != nil {
		t.Fatal(err)
	}
	for what, n := range map[string][2]int{
		"models (593 collected and 102 named by claims)": {len(c.Models()), 593 + 102},
		"claims": {len(c.Claims()), 398}, "nodes": {len(c.Lattice().Nodes()), 216},
		"chips": {len(c.Chips()), 102}, "systems": {len(c.Systems()), 52}, "scores": {len(c.Scores()), 3425},
		"events": {len(c.Events()), 45}, "questions": {len(c.Questions()), 20},
		"forecasts": {len(c.Forecasts()), 1}, "voices": {len(c.Voices()), 0}, "statements of the report": {len(c.Report()), 9},
	} {
		if n[0] != n[1] {
			t.Errorf("%d %s, want %d", n[0], what, n[1])
		}
	}
	count := map[string]int{}
	for _, cl := range c.Claims() {
		count[string(cl.Stage)]++
		count[string(cl.Relation)]++
		count[string(cl.Evidence)]++
		count["interest "+string(cl.Interest)]++
		count["hedge "+string(cl.Hedge)]++
		for name, is := range map[string]bool{"exclusive": cl.Exclusive, "whole": cl.Whole, "part": cl.Part, "continued": cl.Continued,
			"counted": cl.Count != nil, "verified": cl.VerifiedOn != "", "with address": cl.SourceURL != "", "of China": cl.DeveloperCountry == "CN",
			"by others": cl.Actor != cl.Developer, "noted": cl.Note != "", "with origin": cl.Origin != ""} {
			if is {
				count[name]++
			}
		}
	}
	for what, want := range map[string]int{
		"pre-training": 34, "post-training": 20, "inference": 147, "training-unspecified": 197,
		"used": 256, "adapted": 124, "planned": 10, "not-used": 5, "attempted-failed": 3,
		"E0": 155, "E1": 0, "E2": 105, "E3": 13, "E4": 71, "E5": 14, "E6": 13, "E7": 27,
		"interest aligned": 300, "interest none": 94, "interest opposed": 4,
		"hedge asserted": 252, "hedge reported": 77, "hedge alleged": 32, "hedge likely": 27, "hedge unknown": 10,
		"exclusive": 48, "whole": 8, "part": 3, "continued": 3, "counted": 102, "verified": 230, "with address": 374,
		"of China": 323, "noted": 398, "with origin": 398, "by others": 89,
	} {
		if count[what] != want {
			t.Errorf("%d claims %s, want %d", count[what], what, want)
		}
	}
}

// TestData_spellings: every wording of the claims and every chip and system
// finds its node, and no model's own name is lost to another record.
func TestData_spellings(t *testing.T) {
	c, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	l := c.Lattice()
	for _, cl := range c.Claims() {
		if _, ok := l.Resolve(cl.SiliconWritten); !ok {
			t.Errorf("%s: no node for %q", cl.ID, cl.SiliconWritten)
		}
	}
	for _, m := range c.Models() {
		if id, ok := c.ModelID(m.Name); !ok || id != m.ID {
			t.Errorf("the name %q finds %q, not %q", m.Name, id, m.ID)
		}
		if m.Country == "" || m.Developer == "" {
			t.Errorf("%s has no developer or country", m.ID)
		}
	}
	for _, n := range l.Nodes() {
		if n.Name != catalogue.Unspecified && !l.Contains(catalogue.Unspecified, n.Name) {
			t.Errorf("%s does not hang under the root", n.Name)
		}
	}
	for _, chip := range c.Chips() {
		if chip.Node == "" {
			t.Errorf("chip %s has no node", chip.ID)
		}
	}
	for _, s := range c.Systems() {
		if s.Node == "" {
			t.Errorf("system %s has no node", s.ID)
		}
	}
}
