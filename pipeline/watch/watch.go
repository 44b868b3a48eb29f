// Package watch follows sources: it looks at each list when that is due, fetches
// what is new on it and hands the documents on.
//
// In: the sources, and what the store remembers of them. Out: documents handed
// to a keeper, and records of what became of each source and each address. Rules
// held here: what a list names is recorded before its own state moves on, so
// that a run killed at any moment loses nothing and at worst fetches a page
// again; an address that cannot be read is a letter with a reason, tried again
// with growing pauses where the trouble may pass, and dead until somebody asks
// where not; a host in trouble delays no other; what a list can cause is bounded.
package watch

import (
	"context"
	"log/slog"
	"time"

	"assay/evidence"
)

// Source is an address that is followed.
type Source struct {
	Address string
	Kind    string // page, feed, sitemap, arxiv or model-cards
	Name    string // who publishes it
	ID      string // in the registry
	Every   time.Duration
}

// Prior is what the last look at an address left, to ask for changes alone.
type Prior struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// Entry is an address that a list names.
type Entry struct {
	Address   string
	Title     string
	Published evidence.Date
}

// Seen is what stands at an address: nothing new, a list, or a document that
// Keep hands on.
type Seen struct {
	Prior     Prior
	Unchanged bool
	List      bool
	Entries   []Entry
	Cut       bool // the list was longer than is taken at once
	Keep      func(context.Context) (Kept, error)
}

// Kept is what became of a document.
type Kept struct {
	Document string // id, where it was read at once
	Incoming string // id in the queue, where workers read it
	Claims   int
	Added    bool // false: known before
}

// World looks at addresses.
type World interface {
	Look(ctx context.Context, address string, prior Prior, from Source, published evidence.Date) (Seen, error)
}

// Memory is what the store keeps of a watch.
type Memory interface {
	Records(ctx context.Context, kind string, asOf int64) ([]evidence.Record, error)
	PutRecords(ctx context.Context, records []evidence.Record) error
}

// Watcher follows sources. Its zero values of numbers are sensible.
type Watcher struct {
	Sources []Source
	World   World
	Memory  Memory
	Now     func() time.Time
	Log     *slog.Logger
	Hosts   int // hosts at once; 0: 16
}

// Bounds of a watch.
const (
	perHost   = 500              // addresses of one host in one round
	perSource = 5000             // addresses of one source that may wait
	maxDepth  = 2                // lists within lists
	maxTries  = 8                // before a letter is dead; about two days
	firstWait = 10 * time.Minute // before the first further try
	inTrouble = 3                // failures in a row that end a host's turn
)

// Report is what a round did.
type Report struct {
	Sources int       // looked at
	Listed  int       // addresses that were new
	Kept    int       // documents handed on
	Claims  int       // in those that were read at once
	Failed  int       // addresses that could not be read this time
	Next    time.Time // when the next thing is due; zero: nothing is followed
}

func (w *Watcher) hosts() int {
	if w.Hosts > 0 {
		return w.Hosts
	}
	return 16
}

// backoff is the pause before the next try after n failures.
func backoff(n int) time.Duration {
	return min(firstWait<<min(max(n-1, 0), 10), 24*time.Hour)
}
