package eval

import (
	"encoding/json"
	"fmt"
	"sort"

	"assay/evidence"
)

// Baseline is what a run found in each document, saved for a later comparison.
type Baseline struct {
	Reader string                   `json:"reader"`
	Each   map[string][]BaselineRow `json:"each"` // document -> claims
}

// BaselineRow is one claim of a baseline and whether it was right.
type BaselineRow struct {
	Key   string `json:"key"` // model · stage · silicon · relation
	Right bool   `json:"right"`
}

// NewBaseline takes what the items' readers found.
func NewBaseline(t Tree, reader string, items []Item) Baseline {
	b := Baseline{Reader: reader, Each: map[string][]BaselineRow{}}
	for _, it := range items {
		pairs, _, _ := match(t, it.Found, it.Gold)
		right := map[int]bool{}
		for _, x := range pairs {
			p, g := it.Found[x[0]], it.Gold[x[1]]
			right[x[0]] = p.Stage == g.Stage && p.Silicon == g.Silicon && p.Relation == g.Relation
		}
		rows := []BaselineRow{}
		for i, f := range it.Found {
			rows = append(rows, BaselineRow{fmt.Sprintf("%s · %s · %s · %s", f.Model, f.Stage, f.Silicon, f.Relation), right[i]})
		}
		sort.Slice(rows, func(i, j int) bool { return rows[i].Key < rows[j].Key })
		b.Each[it.ID] = rows
	}
	return b
}

// Encode writes a baseline as JSON, the same for the same input.
func (b Baseline) Encode() ([]byte, error) {
	return json.MarshalIndent(b, "", " ")
}

// DecodeBaseline reads a saved baseline.
func DecodeBaseline(raw []byte) (Baseline, error) {
	var b Baseline
	if err := json.Unmarshal(raw, &b); err != nil {
		return b, evidence.WithKind(evidence.Invalid, err, "this is no baseline saved by eval")
	}
	return b, nil
}

// Change is what a document won and lost between two runs.
type Change struct {
	Document string   `json:"document"`
	Won      []string `json:"won,omitempty"`    // right now, not before
	Lost     []string `json:"lost,omitempty"`   // right before, not now
	NewFalse []string `json:"worse,omitempty"`  // false now, not before
	Mended   []string `json:"mended,omitempty"` // false before, gone now
}

// Compare sets two runs beside each other, document by document; documents
// without a change are left out.
func Compare(before, now Baseline) []Change {
	names := map[string]bool{}
	for n := range before.Each {
		names[n] = true
	}
	for n := range now.Each {
		names[n] = true
	}
	var order []string
	for n := range names {
		order = append(order, n)
	}
	sort.Strings(order)
	var out []Change
	for _, n := range order {
		a, b := rows(before.Each[n]), rows(now.Each[n])
		c := Change{Document: n}
		for k, right := range b {
			was, known := a[k]
			switch {
			case right && !was:
				c.Won = append(c.Won, k)
			case !right && !known:
				c.NewFalse = append(c.NewFalse, k)
			}
		}
		for k, right := range a {
			is, known := b[k]
			switch {
			case right && !is:
				c.Lost = append(c.Lost, k)
			case !right && !known:
				c.Mended = append(c.Mended, k)
			}
		}
		if len(c.Won)+len(c.Lost)+len(c.NewFalse)+len(c.Mended) > 0 {
			for _, l := range [][]string{c.Won, c.Lost, c.NewFalse, c.Mended} {
				sort.Strings(l)
			}
			out = append(out, c)
		}
	}
	return out
}

func rows(list []BaselineRow) map[string]bool {
	m := map[string]bool{}
	for _, r := range list {
		m[r.Key] = m[r.Key] || r.Right
	}
	return m
}
