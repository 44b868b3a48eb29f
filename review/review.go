// Package review prepares what a person decides: which claims wait and in what
// order, what is already held near a claim, what accepting it would change in
// the matrix, and whether a correction may stand.
//
// In come claims as decisions left them, documents, proposed merges, new names
// and a date. Out go items, neighbours, changes and errors that name the field.
// Rules: a claim that would change a cell comes before one that changes nothing;
// a quote is an exact substring of its document or is refused, never repaired;
// what the reader proposed stays beside what the person decided. Nothing is
// stored and no clock is read here; pipeline's Desk does both.
package review

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"assay/evidence"
	"assay/origin"
)

// ItemKind is what waits for a decision.
type ItemKind string

// The kinds of items.
const (
	ItemClaim ItemKind = "claim" // read in a document, not yet reviewed
	ItemMerge ItemKind = "merge" // two claims that may go back to one voice
	ItemName  ItemKind = "name"  // a name that the catalogue does not know
)

// Valid reports whether k is one of the three kinds.
func (k ItemKind) Valid() bool { return k == ItemClaim || k == ItemMerge || k == ItemName }

// Item is one thing that waits.
type Item struct {
	ID      string         `json:"id"` // of the claim or name; "a+b" for a merge
	Kind    ItemKind       `json:"kind"`
	Line    string         `json:"line"` // one line: model, silicon, stage, relation; or the name
	Source  string         `json:"source"`
	On      evidence.Date  `json:"on,omitempty"`
	Changes int            `json:"changes"` // cells that accepting would change
	Claim   evidence.Claim `json:"claim"`   // of a claim; the first of a merge
	Other   string         `json:"other,omitempty"`
	Reason  string         `json:"reason,omitempty"` // why a merge is proposed, where a name belongs
	TakenBy string         `json:"taken_by,omitempty"`
}

// Name is a new name as the store holds it.
type Name struct {
	ID       string
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Near     string `json:"near"`
	Quote    string `json:"quote"`
	Document string `json:"document"`
}

// ReadName reads the record of a new name.
func ReadName(r evidence.Record) (Name, error) {
	n := Name{ID: r.ID}
	if err := json.Unmarshal(r.Body, &n); err != nil || n.Name == "" {
		return n, evidence.Errorf(evidence.Invalid, "record %s holds no new name", r.ID)
	}
	return n, nil
}

// Waits reports whether a claim waits for review.
func Waits(c *evidence.Claim) bool {
	return c.Kind != evidence.KindRecord && (c.Review == evidence.Unreviewed || c.Review == "") && c.Retracted == ""
}

// Queue lists what waits: claims, most change first (changes tells how many
// cells a claim would change), then newest; proposed merges; new names. judged
// are subjects that somebody has decided already.
func Queue(claims []evidence.Claim, merges []origin.Edge, names []Name, judged map[string]bool, changes func(*evidence.Claim) int) []Item {
	var out []Item
	for i := range claims {
		c := &claims[i]
		if Waits(c) {
			out = append(out, Item{ID: c.ID, Kind: ItemClaim, Line: Line(c), Source: c.SourcePublisher, On: c.KnownSince, Claim: *c, Changes: changes(c)})
		}
	}
	slices.SortStableFunc(out, func(a, b Item) int {
		return cmp.Or(cmp.Compare(b.Changes, a.Changes), cmp.Compare(b.On, a.On), cmp.Compare(a.ID, b.ID))
	})
	for _, e := range merges {
		id := e.A + "+" + e.B
		if !judged[id] && !judged[e.B+"+"+e.A] {
			out = append(out, Item{ID: id, Kind: ItemMerge, Line: e.A + " = " + e.B, Other: e.B, Reason: string(e.Rule) + ": " + e.Reason})
		}
	}
	seen := map[string]bool{}
	for _, n := range names {
		if key := n.Kind + "\x00" + n.Name; !judged[n.ID] && !seen[key] {
			seen[key] = true
			out = append(out, Item{ID: n.ID, Kind: ItemName, Line: n.Name + " (" + n.Kind + ")", Reason: n.Near, Source: n.Quote})
		}
	}
	return out
}

// Line is a claim in one line.
func Line(c *evidence.Claim) string {
	parts := []string{c.Model, c.Silicon, string(c.Stage), string(c.Relation)}
	return strings.Join(parts, " · ")
}

// Near is a claim already held, and in what it agrees with the one at hand.
type Near struct {
	Claim  evidence.Claim `json:"claim"`
	Origin string         `json:"origin"`
	Same   []string       `json:"same"` // model, stage, silicon, relation, source
}

// Nearest gives the claims held that lie closest to one: of the same model,
// those that agree in most fields first.
func Nearest(claims []evidence.Claim, c *evidence.Claim, origins map[string]string, most int) []Near {
	var out []Near
	for i := range claims {
		x := &claims[i]
		if x.ID == c.ID || !x.Reviewed() || !sameModel(x, c) {
			continue
		}
		n := Near{Claim: *x, Origin: origins[x.ID], Same: []string{"model"}}
		for _, f := range []struct {
			name string
			same bool
		}{{"stage", x.Stage == c.Stage}, {"silicon", x.Silicon == c.Silicon}, {"relation", x.Relation == c.Relation},
			{"source", x.SourcePublisher == c.SourcePublisher && c.SourcePublisher != ""}} {
			if f.same {
				n.Same = append(n.Same, f.name)
			}
		}
		out = append(out, n)
	}
	slices.SortStableFunc(out, func(a, b Near) int {
		return cmp.Or(cmp.Compare(len(b.Same), len(a.Same)), cmp.Compare(b.Claim.KnownSince, a.Claim.KnownSince), cmp.Compare(a.Claim.ID, b.Claim.ID))
	})
	return out[:min(len(out), most)]
}

func sameModel(a, b *evidence.Claim) bool {
	if a.ModelID != "" || b.ModelID != "" {
		return a.ModelID == b.ModelID
	}
	return strings.EqualFold(a.Model, b.Model)
}
