// Package pipeline is the corridor: what is new for each step since its cursor,
// run the step, record the result.
//
// In: documents from outside, the built-in records, what the store holds. Out:
// stored claims, the matrix as known on a date. Rules held here: reading runs
// in parallel, origins and verdicts are one serial job behind a cursor; a
// document and its claims are stored in one transaction; every job can be
// killed at any moment and run again with the same result.
package pipeline

import (
	"context"
	"sync/atomic"
	"time"

	"assay/catalogue"
	"assay/evidence"
)

// Store is what the corridor writes to.
type Store interface {
	HasReading(ctx context.Context, documentID, reader string) (bool, error)
	AddDocument(ctx context.Context, doc evidence.Document, reader string,
		claims []evidence.Claim, records []evidence.Record) (added bool, err error)
	AddRecords(ctx context.Context, ref string, claims []evidence.Claim, records []evidence.Record) (added int, err error)
	Records(ctx context.Context, kind string, asOf int64) ([]evidence.Record, error)
	AddVerdicts(ctx context.Context, job string, from, through int64, cells []evidence.CellVerdict) error
	Verdicts(ctx context.Context, asOf int64) ([]evidence.CellVerdict, error)
	Cursor(ctx context.Context, name string) (int64, error)
	Decide(ctx context.Context, d evidence.Decision) (evidence.Decision, error)
}

// Log is what the corridor reads: everything recorded after a
// place in the log, up to and with another.
type Log interface {
	Head(ctx context.Context) (int64, error)
	DocumentsAfter(ctx context.Context, seq, through int64) ([]evidence.Document, error)
	ReadingsAfter(ctx context.Context, seq, through int64) ([]evidence.Reading, error)
	ClaimsAfter(ctx context.Context, seq, through int64) ([]evidence.Claim, error)
	DecisionsAfter(ctx context.Context, seq, through int64) ([]evidence.Decision, error)
	// TouchedClaims gives the ids of all claims, superseded ones too, on documents
	// that were read, or whose texts were found to be copies, in the log entries
	// after seq up to through.
	TouchedClaims(ctx context.Context, seq, through int64) ([]string, error)
}

// Bands is where near-copies of texts are looked up and kept (D3).
type Bands interface {
	TextsSharing(ctx context.Context, buckets []uint64, limit int) ([]string, error)
	HasBands(ctx context.Context, textID string) (bool, error)
	AddNear(ctx context.Context, job string, from, through int64, texts []evidence.TextBands, pairs []evidence.NearPair) error
	NearAfter(ctx context.Context, seq, through int64) ([]evidence.NearPair, error)
	Text(ctx context.Context, textID string) (string, error)
}

// Base is a store to write to and to read from.
type Base interface {
	Store
	Log
	Bands
}

// Corridor joins the rooms. It is safe for use by several goroutines.
type Corridor struct {
	base  Base
	cat   *catalogue.Catalogue
	now   func() time.Time
	index index
	cost  atomic.Int64 // nanoseconds that the last state took to load and resolve
}

// New makes a corridor over a store and a catalogue; now is the clock.
func New(base Base, cat *catalogue.Catalogue, now func() time.Time) *Corridor {
	return &Corridor{base: base, cat: cat, now: now}
}

// Catalogue is the catalogue that the corridor works with.
func (c *Corridor) Catalogue() *catalogue.Catalogue { return c.cat }
