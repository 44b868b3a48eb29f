package review

import (
	"context"
	"encoding/json"
	"time"

	"assay/evidence"
)

// Sheet is one claim ready to be judged.
type Sheet struct {
	Item      Item                `json:"item"`
	Document  *evidence.Document  `json:"document,omitempty"` // with its body; nil where none is held
	Body      string              `json:"body,omitempty"`
	Nearest   []Near              `json:"nearest"`
	Effect    []Change            `json:"effect"`             // of accepting
	Decisions []evidence.Decision `json:"decisions"`          // on this subject, oldest first
	Basis     string              `json:"basis"`              // hash of the newest of them: what the person has seen
	TakenBy   string              `json:"taken_by,omitempty"` // somebody else, until
	Until     time.Time           `json:"until,omitzero"`
	Draft     json.RawMessage     `json:"draft,omitempty"` // what this person typed and did not send
}

// Choice is what a person decides on one item.
type Choice struct {
	ID         string      `json:"id"`   // of the item
	Verb       string      `json:"verb"` // accept, correct, reject
	Correction *Correction `json:"correction,omitempty"`
	Reason     string      `json:"reason,omitempty"`
	Person     string      `json:"person"`
	Basis      string      `json:"basis"` // of the sheet
}

// Desk is what a page or a terminal asks for; pipeline answers it. Errors:
// conflict where somebody else took or decided the item, named in one line;
// invalid for a field or quote that cannot stand; not found.
type Desk interface {
	// Queue lists what waits, most change first, with who has taken what.
	Queue(ctx context.Context, person, lang string) ([]Item, error)
	// Open takes an item for ten minutes (for nobody where person is empty) and
	// gives its sheet; one that is taken by somebody else stays readable.
	Open(ctx context.Context, id, person, lang string) (Sheet, error)
	// Preview tells what a correction, or accepting where it is nil, would change.
	Preview(ctx context.Context, id, lang string, k *Correction) ([]Change, error)
	// Keep keeps what was typed and not sent; null forgets it.
	Keep(ctx context.Context, id, person string, draft json.RawMessage) error
	// Decide records a choice.
	Decide(ctx context.Context, c Choice) (evidence.Decision, error)
	// Undo takes back the person's newest standing decision.
	Undo(ctx context.Context, person string) (evidence.Decision, error)
}
