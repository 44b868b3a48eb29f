package llm

import (
	"sort"
	"strings"

	"assay/evidence"
)

// Verdict says how the two readers stand to one claim.
type Verdict string

// The verdicts of a comparison.
const (
	Agree      Verdict = "agree"       // same model, stage, silicon and relation
	Differ     Verdict = "differ"      // same model and silicon; Fields names what differs
	OnlyRules  Verdict = "only-rules"  // the second reader did not find it
	OnlySecond Verdict = "only-second" // the rules did not find it
)

// Agreement sets a claim of the rules beside one of the second reader. It is
// kept with the claim and shown to the reviewer; it changes no grade.
type Agreement struct {
	Rules   string   `json:"rules,omitempty"`
	Second  string   `json:"second,omitempty"`
	Verdict Verdict  `json:"verdict"`
	Fields  []string `json:"fields,omitempty"`
}

// compare pairs the claims of both readers on model and silicon, best pairs
// first; each claim is used once, and the order of the input does not matter.
func compare(rules, second []evidence.Claim) []Agreement {
	type pair struct {
		i, j   int
		fields []string
	}
	var pairs []pair
	for i := range rules {
		for j := range second {
			if sameModel(&rules[i], &second[j]) && rules[i].Silicon == second[j].Silicon {
				pairs = append(pairs, pair{i, j, differing(&rules[i], &second[j])})
			}
		}
	}
	sort.SliceStable(pairs, func(a, b int) bool {
		if len(pairs[a].fields) != len(pairs[b].fields) {
			return len(pairs[a].fields) < len(pairs[b].fields)
		}
		return rules[pairs[a].i].ID+second[pairs[a].j].ID < rules[pairs[b].i].ID+second[pairs[b].j].ID
	})
	usedRules, usedSecond := map[int]bool{}, map[int]bool{}
	var out []Agreement
	for _, p := range pairs {
		if usedRules[p.i] || usedSecond[p.j] {
			continue
		}
		usedRules[p.i], usedSecond[p.j] = true, true
		v := Agree
		if len(p.fields) > 0 {
			v = Differ
		}
		out = append(out, Agreement{Rules: rules[p.i].ID, Second: second[p.j].ID, Verdict: v, Fields: p.fields})
	}
	for i := range rules {
		if !usedRules[i] {
			out = append(out, Agreement{Rules: rules[i].ID, Verdict: OnlyRules})
		}
	}
	for j := range second {
		if !usedSecond[j] {
			out = append(out, Agreement{Second: second[j].ID, Verdict: OnlySecond})
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Rules+out[a].Second < out[b].Rules+out[b].Second })
	return out
}

func sameModel(a, b *evidence.Claim) bool {
	if a.ModelID != "" && b.ModelID != "" {
		return a.ModelID == b.ModelID
	}
	return strings.EqualFold(a.Model, b.Model)
}

// differing names the fields in which two claims on one model and silicon
// differ: stage and relation. Hedge and attribution are softer and left out.
func differing(a, b *evidence.Claim) []string {
	var out []string
	if a.Stage != b.Stage {
		out = append(out, "stage")
	}
	if a.Relation != b.Relation {
		out = append(out, "relation")
	}
	return out
}
