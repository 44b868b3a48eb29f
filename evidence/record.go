package evidence

import (
	"encoding/json"
	"time"
)

// Record is a keyed value that the store keeps beside documents and claims: a
// new name found in a document, the fingerprint of the built-in records, a
// row of a scan. Kind is kebab case; Body is JSON.
type Record struct {
	Kind       string          `json:"kind"`
	ID         string          `json:"id"`
	Body       json.RawMessage `json:"body"`
	RecordedAt time.Time       `json:"recorded_at"`
}

// CellVerdict is what the serial job found for one cell when it changed; Body
// is the cell as JSON, Seq the place in the log up to which claims and
// decisions took part, Rules the version of the rules that spoke.
type CellVerdict struct {
	Seq        int64           `json:"seq"`
	Cell       string          `json:"cell"` // model id/stage
	Rules      string          `json:"rules"`
	Body       json.RawMessage `json:"body"`
	RecordedAt time.Time       `json:"recorded_at"`
}
