package evidence

import "time"

// Incoming is a raw document that waits to be read: its bytes, and what is
// known of where they are from.
type Incoming struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`              // path or address, as a person knows it
	Stem      string    `json:"stem,omitempty"`    // file name without its ending
	Address   string    `json:"address,omitempty"` // canonical address
	MediaType string    `json:"media_type,omitempty"`
	Charset   string    `json:"charset,omitempty"`
	Publisher string    `json:"publisher,omitempty"`
	Published Date      `json:"published,omitempty"`
	Bytes     []byte    `json:"-"`
	AddedAt   time.Time `json:"added_at"`
}

// IncomingID is the id of a raw document: the same bytes from the same place
// are the same.
func IncomingID(name, address string, bytes []byte) string {
	return Hash("incoming", name, address, Hash("bytes", string(bytes)))
}

// OutcomeKind is what became of a raw document.
type OutcomeKind string

// The outcomes. A failed one is a dead letter until somebody asks for it again.
const (
	OutcomeRead   OutcomeKind = "read"
	OutcomeFailed OutcomeKind = "failed"
	OutcomeAgain  OutcomeKind = "again" // asked for again: it waits once more
)

// Outcome is what became of one raw document, by whom and when.
type Outcome struct {
	Incoming   string      `json:"incoming"`
	Name       string      `json:"name"`
	Kind       OutcomeKind `json:"kind"`
	Document   string      `json:"document,omitempty"` // id, where it was read
	Reason     string      `json:"reason,omitempty"`   // one line, where it failed
	RecordedAt time.Time   `json:"recorded_at"`
}

// QueueState counts what waits and what is done.
type QueueState struct {
	Waiting int       `json:"waiting"`
	Read    int       `json:"read"`
	Failed  int       `json:"failed"`
	Oldest  time.Time `json:"oldest,omitzero"` // when the longest waiting one came in
}

// Done is what a worker made of a raw document: the document with its claims
// and new names, or the reason why it failed.
type Done struct {
	Kind     OutcomeKind
	Reason   string
	Document Document
	Reader   string
	Claims   []Claim
	Names    []Record
}
