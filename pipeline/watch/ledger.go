package watch

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"assay/evidence"
)

// Kinds of the records that a watch keeps; the newest of an id stands.
const (
	SourceKind = "watch-source"
	PageKind   = "watch-page"
)

// SourceState is what is known of a source.
type SourceState struct {
	Address   string    `json:"address"`
	LastFetch time.Time `json:"last_fetch,omitzero"`
	Prior     Prior     `json:"prior"`
	Next      time.Time `json:"next_run,omitzero"`
	Errors    int       `json:"errors"` // failures in a row
	LastError string    `json:"last_error,omitempty"`
	Cut       bool      `json:"cut,omitempty"`
	Documents int       `json:"documents"` // read from the address itself (kind page)
	Claims    int       `json:"claims"`
}

// State is what an address that a list named has come to.
type State string

// The states of an address.
const (
	Waiting State = "waiting"
	Read    State = "read"
	Dead    State = "dead" // not tried again until somebody asks
)

// PageState is what is known of an address that a list named.
type PageState struct {
	Address   string        `json:"address"`
	Source    string        `json:"source"` // address of the list
	Title     string        `json:"title,omitempty"`
	Published evidence.Date `json:"published,omitempty"`
	Depth     int           `json:"depth,omitempty"`
	State     State         `json:"state"`
	Tries     int           `json:"tries"`
	Next      time.Time     `json:"next_try,omitzero"`
	Reason    string        `json:"reason,omitempty"`
	At        time.Time     `json:"at"` // of this state
	Document  string        `json:"document,omitempty"`
	Incoming  string        `json:"incoming,omitempty"`
	Claims    int           `json:"claims"`
}

// ID is the short name of an address, as a person gives it to try again.
func ID(address string) string { return evidence.Hash(PageKind, address)[:12] }

// Ledger is what the store remembers, in memory, with what is not written yet.
type Ledger struct {
	memory Memory

	mu      sync.Mutex
	sources map[string]SourceState
	pages   map[string]PageState
	waiting map[string]int // by source
	unsaved []evidence.Record
	at      map[string]int // id -> place in unsaved: of two states in one write the later stands
}

// Load reads the ledger.
func Load(ctx context.Context, m Memory) (*Ledger, error) {
	l := &Ledger{memory: m, sources: map[string]SourceState{}, pages: map[string]PageState{}, waiting: map[string]int{}, at: map[string]int{}}
	sources, err := m.Records(ctx, SourceKind, 0)
	if err != nil {
		return nil, err
	}
	for _, r := range sources {
		var s SourceState
		if json.Unmarshal(r.Body, &s) == nil {
			l.sources[s.Address] = s
		}
	}
	pages, err := m.Records(ctx, PageKind, 0)
	if err != nil {
		return nil, err
	}
	for _, r := range pages {
		var p PageState
		if json.Unmarshal(r.Body, &p) == nil {
			l.pages[p.Address] = p
			if p.State == Waiting {
				l.waiting[p.Source]++
			}
		}
	}
	return l, nil
}

// Source is what is known of a source.
func (l *Ledger) Source(address string) SourceState {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.sources[address]
	s.Address = address
	return s
}

// Pages gives what is known of every address, by address.
func (l *Ledger) Pages() []PageState {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]PageState, 0, len(l.pages))
	for _, p := range l.pages {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b PageState) int { return strings.Compare(a.Address, b.Address) })
	return out
}

// list notes the new ones among the entries of a list and gives their number;
// cut tells that more may wait than one source may have.
func (l *Ledger) list(source string, entries []Entry, depth int, now time.Time) (added int, cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range entries {
		if _, known := l.pages[e.Address]; known || e.Address == source {
			continue
		}
		if l.waiting[source] >= perSource {
			return added, true
		}
		l.putPage(PageState{Address: e.Address, Source: source, Title: e.Title, Published: e.Published, Depth: depth,
			State: Waiting, Next: now, At: now})
		added++
	}
	return added, false
}

// page notes a new state of an address.
func (l *Ledger) page(p PageState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.putPage(p)
}

func (l *Ledger) putPage(p PageState) {
	if old, ok := l.pages[p.Address]; ok && old.State == Waiting {
		l.waiting[old.Source]--
	}
	if p.State == Waiting {
		l.waiting[p.Source]++
	}
	l.pages[p.Address] = p
	l.put(PageKind, p.Address, p)
}

// source notes a new state of a source.
func (l *Ledger) source(s SourceState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sources[s.Address] = s
	l.put(SourceKind, s.Address, s)
}

func (l *Ledger) put(kind, address string, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		return // plain values: cannot happen
	}
	r := evidence.Record{Kind: kind, ID: evidence.Hash(kind, address)[:24], Body: body}
	if i, ok := l.at[r.ID]; ok {
		l.unsaved[i] = r
		return
	}
	l.at[r.ID] = len(l.unsaved)
	l.unsaved = append(l.unsaved, r)
}

// flushAt is how many records wait to be written together: each write is an
// entry of the log that others look at.
const flushAt = 100

// Save writes what was noted since the last time; with some, only once that is
// worth a write.
func (l *Ledger) Save(ctx context.Context, some bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.unsaved) == 0 || some && len(l.unsaved) < flushAt {
		return nil
	}
	if err := l.memory.PutRecords(ctx, l.unsaved); err != nil {
		return err
	}
	l.unsaved = nil
	clear(l.at)
	return nil
}

// Retry lets the letter of that id (or all dead letters, "all") wait again, and
// gives their number.
func (l *Ledger) Retry(ctx context.Context, id string, now time.Time) (int, error) {
	n := 0
	for _, p := range l.Pages() {
		if p.State == Read || id != "all" && ID(p.Address) != id || id == "all" && p.State != Dead {
			continue
		}
		p.State, p.Tries, p.Next, p.At = Waiting, 0, now, now
		l.page(p)
		n++
	}
	return n, l.Save(ctx, false)
}
