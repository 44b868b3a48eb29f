package evidence

import "time"

// DecisionKind is what a person, or the program on a person's behalf, decided.
type DecisionKind string

// The kinds of decisions in the append-only, hash-chained log.
const (
	DecideAccept   DecisionKind = "accept"     // a claim is right as it stands
	DecideCorrect  DecisionKind = "correct"    // a claim is right with other fields
	DecideReject   DecisionKind = "reject"     // a claim is wrong, with a reason
	DecideUndo     DecisionKind = "undo"       // takes an earlier decision back
	DecideMerge    DecisionKind = "merge"      // two claims share one origin
	DecideSplit    DecisionKind = "split"      // two claims do not share one origin
	DecideRetract  DecisionKind = "retract"    // the claimant took a claim back
	DecideReplace  DecisionKind = "supersede"  // the same claimant says something newer
	DecideWithdraw DecisionKind = "withdraw"   // a wrong record is withdrawn
	DecideDispute  DecisionKind = "dispute"    // somebody disputes a cell
	DecideSearched DecisionKind = "search-log" // looked here, found no statement
	DecideName     DecisionKind = "new-name"   // a new name was judged
	DecideForecast DecisionKind = "forecast"   // a forecast was added, updated or resolved
)

// Valid reports whether k is a known kind of decision.
func (k DecisionKind) Valid() bool {
	switch k {
	case DecideAccept, DecideCorrect, DecideReject, DecideUndo, DecideMerge, DecideSplit,
		DecideRetract, DecideReplace, DecideWithdraw, DecideDispute, DecideSearched,
		DecideName, DecideForecast:
		return true
	}
	return false
}

// Decision is one row of the append-only log. Prev and Hash chain the rows:
// Hash covers every other field and the hash of the row before.
type Decision struct {
	Seq     int64        `json:"seq"`
	Kind    DecisionKind `json:"kind"`
	Subject string       `json:"subject"`           // claim, cell "model/stage", decision or name
	Object  string       `json:"object,omitempty"`  // the other claim of a merge or split, the newer claim
	Payload string       `json:"payload,omitempty"` // JSON: corrected fields, place of a search, ...
	Reason  string       `json:"reason,omitempty"`
	Person  string       `json:"person"`
	On      Date         `json:"on"` // the day from which it holds
	At      time.Time    `json:"at"` // when it was recorded
	Prev    string       `json:"prev"`
	Hash    string       `json:"hash"`
}

// ChainHash is the hash that Decision.Hash must equal.
func (d *Decision) ChainHash() string {
	return Hash("decision", d.Prev, string(d.Kind), d.Subject, d.Object, d.Payload,
		d.Reason, d.Person, string(d.On), d.At.UTC().Format(time.RFC3339Nano))
}
