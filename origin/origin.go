// Package origin tells which claims go back to one voice, so that copies are
// never counted as independent: rules D1 to D5 of docs/rules.md.
//
// In come claims, the documents whose text is held, what the catalogue knows of
// sources, and the decisions of reviewers. Out go, for each claim, the keys that
// it shares with others of its voice, the origins (connected components, so that
// order cannot matter), the edges with rule and reason, and what is proposed to
// a reviewer. Package resolve joins the keys of the claims that take part in a
// cell, so that a claim that does not take part never bridges two that do.
//
// D1, D2 and given origins make origins. D3 joins documents of nearly one text.
// D4 only proposes. D5 (one owner, one informant, one developer) makes two
// origins one when k and d are counted, and leaves their names apart.
package origin

import (
	"assay/catalogue"
	"assay/evidence"
)

// Rule is the number of the rule behind an edge, as docs/rules.md explains it.
type Rule string

// The rules, and the two sorts of edges that no rule makes.
const (
	ByReviewer Rule = "reviewer" // a decision: merge or split
	ByRecord   Rule = "record"   // the origin given with a built-in record
	D1         Rule = "D1"       // the text names its source
	D2         Rule = "D2"       // same address, wire byline or syndication tag
	D3         Rule = "D3"       // near-duplicate texts
	D4         Rule = "D4"       // rewritten or translated: proposed
	D5         Rule = "D5"       // same owner, informant or developer
)

// Rules lists the numbered rules in order.
func Rules() []Rule { return []Rule{D1, D2, D3, D4, D5} }

// order is the place in which a rule is shown as the reason: lowest first.
func (r Rule) order() int {
	switch r {
	case ByReviewer:
		return 0
	case D1:
		return 1
	case D2:
		return 2
	case D3:
		return 3
	case D4:
		return 4
	case D5:
		return 5
	}
	return 6 // the origin given with a record: shown where no rule says more
}

// Key is a hub that a claim shares with the others of its voice. Two claims
// with a key in common have one origin.
type Key struct {
	Hub  uint64
	Rule Rule
	From evidence.Date // of a reviewer's merge: the day from which it holds
}

// Override is a reviewer's decision on two claims, from a day on.
type Override struct {
	Seq    int64 // place in the log of decisions; later ones win on one pair
	Split  bool  // false: one origin; true: not one origin
	A, B   string
	On     evidence.Date
	Person string
	Reason string
}

// Input is what clustering needs.
type Input struct {
	Catalogue *catalogue.Catalogue // names of sources, owners, vendors; nil: names as written
	Claims    []evidence.Claim
	Documents []evidence.Document // with bodies, for D2 to D4; records have none
	Overrides []Override
	Near      []Near // near-duplicate texts found before (Index); nil: Cluster looks itself
	Stories   []Edge // rewrites found before (Stories); nil: Cluster looks itself
}

// Edge joins two claims, or proposes to.
type Edge struct {
	Rule   Rule    `json:"rule"`
	A      string  `json:"a"` // claim id; text id of a proposal of D3, document id of one of D4
	B      string  `json:"b"`
	Reason string  `json:"reason"`
	Score  float64 `json:"score,omitempty"` // Jaccard of D3, share of rare values of D4
}

// Origin is a cluster of claims that go back to one voice.
type Origin struct {
	ID        string   `json:"id"`
	Claims    []string `json:"claims"`    // ids, sorted
	Documents int      `json:"documents"` // distinct documents
	Rule      Rule     `json:"rule,omitempty"`
	Reason    string   `json:"reason,omitempty"` // of the lowest-numbered edge; empty for a single claim
}

// Result is what Cluster found.
type Result struct {
	Of       map[string]string // claim id -> origin id
	Origins  []Origin          // sorted by id
	Edges    []Edge            // sorted by rule, then ids
	Proposed []Edge            // D3 between 0.5 and 0.8, D4
	Keys     map[string][]Key  // claim id -> keys
	Splits   []Override        // in force, for Components
	Findings []evidence.Finding
}
