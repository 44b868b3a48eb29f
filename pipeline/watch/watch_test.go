package watch_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/evidence"
	"assay/pipeline/watch"
)

// memory is a store's records, in memory; of equal kind and id the later stands.
type memory struct {
	mu      sync.Mutex
	records []evidence.Record
	writes  int
	fail    error
}

func (m *memory) Records(_ context.Context, kind string, _ int64) ([]evidence.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := map[string]int{}
	var out []evidence.Record
	for _, r := range m.records {
		if r.Kind != kind {
			continue
		}
		if i, ok := at[r.ID]; ok {
			out[i] = r
			continue
		}
		at[r.ID] = len(out)
		out = append(out, r)
	}
	return out, nil
}

func (m *memory) PutRecords(_ context.Context, rs []evidence.Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	seen := map[string]bool{}
	for _, r := range rs {
		if seen[r.Kind+r.ID] {
			return errors.New("two states of one record in one write")
		}
		seen[r.Kind+r.ID] = true
	}
	m.records = append(m.records, rs...)
	m.writes++
	return nil
}

// world answers from a table; what is not in it is a document.
type world struct {
	mu    sync.Mutex
	lists map[string][]watch.Entry
	errs  map[string]error
	asked map[string]int
}

func (w *world) Look(_ context.Context, addr string, prior watch.Prior, _ watch.Source, _ evidence.Date) (watch.Seen, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked[addr]++
	for key, err := range w.errs {
		if strings.HasPrefix(addr, key) {
			return watch.Seen{}, err
		}
	}
	if l, ok := w.lists[addr]; ok {
		if prior.ETag == "v1" {
			return watch.Seen{Unchanged: true}, nil
		}
		return watch.Seen{List: true, Entries: l, Prior: watch.Prior{ETag: "v1"}}, nil
	}
	return watch.Seen{Keep: func(context.Context) (watch.Kept, error) {
		return watch.Kept{Document: addr, Claims: 2, Added: true}, nil
	}}, nil
}

const list = "https://list.example/feed"

func follow(entries int) (*watch.Watcher, *world, *memory, *time.Time) {
	w := &world{lists: map[string][]watch.Entry{list: nil}, errs: map[string]error{}, asked: map[string]int{}}
	for i := range entries {
		w.lists[list] = append(w.lists[list], watch.Entry{Address: fmt.Sprintf("https://h%d.example/%d", i%3, i)})
	}
	m := &memory{}
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	return &watch.Watcher{Sources: []watch.Source{{Address: list, Kind: "feed", Every: time.Hour}}, World: w, Memory: m,
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}, w, m, &now
}

func round(t *testing.T, w *watch.Watcher) watch.Report {
	t.Helper()
	rep, err := w.Round(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// TestRound_trouble leaves a host in trouble after a few failures, delays no
// other, and gives an address up after its last try.
func TestRound_trouble(t *testing.T) {
	w, world, m, now := follow(300)
	world.errs["https://h1.example/"] = evidence.Errorf(evidence.Transient, "no answer in time")
	rep := round(t, w)
	if rep.Kept != 200 || rep.Failed != 3 || rep.Claims != 400 {
		t.Errorf("%+v; want the other hosts' 200 documents and 3 failures", rep)
	}
	if m.writes > 20 {
		t.Errorf("%d writes for one round", m.writes)
	}
	for range 400 { // a week of looks
		*now = now.Add(time.Hour)
		round(t, w)
	}
	ledger, err := watch.Load(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	tries := world.asked["https://h1.example/1"]
	if p := ledger.Pages()[100]; p.State != watch.Dead || p.Tries != 8 || tries != 8 || p.Reason == "" {
		t.Errorf("%+v after %d tries", p, tries)
	}
	world.errs = map[string]error{}
	if n, err := ledger.Retry(t.Context(), "all", *now); n == 0 || err != nil {
		t.Errorf("%d letters tried again, %v", n, err)
	}
	if rep := round(t, w); rep.Kept == 0 || rep.Failed > 0 {
		t.Errorf("after the retry: %+v", rep)
	}
}

// TestRound_refused is dead at once, where trying again would not help.
func TestRound_refused(t *testing.T) {
	w, world, m, now := follow(3)
	world.errs["https://h1.example/"] = evidence.Errorf(evidence.Denied, "robots.txt asks not to read this")
	round(t, w)
	*now = now.Add(48 * time.Hour)
	round(t, w)
	ledger, err := watch.Load(t.Context(), m)
	if p := ledger.Pages()[1]; err != nil || p.State != watch.Dead || world.asked["https://h1.example/1"] != 1 {
		t.Errorf("%+v, %v, asked %d times", p, err, world.asked["https://h1.example/1"])
	}
}

// TestRound_bounds takes a list of 100,000 in parts, and lists within lists to
// a depth.
func TestRound_bounds(t *testing.T) {
	w, world, m, now := follow(100_000)
	rep := round(t, w)
	if rep.Listed != 5000 || rep.Kept != 1500 {
		t.Errorf("%+v; want 5000 listed and 500 a host fetched", rep)
	}
	*now = now.Add(2 * time.Hour)
	if rep = round(t, w); rep.Listed != 1500 || rep.Kept != 1500 {
		t.Errorf("second round %+v; want what was left out to be seen again", rep)
	}
	if len(m.records) > 20_000 {
		t.Errorf("%d records", len(m.records))
	}
	world.lists = map[string][]watch.Entry{list: {{Address: "https://a.example/1"}}}
	for i := 1; i < 9; i++ {
		world.lists[fmt.Sprintf("https://a.example/%d", i)] = []watch.Entry{{Address: fmt.Sprintf("https://a.example/%d", i+1)}}
	}
	w.Memory = &memory{}
	round(t, w)
	if world.asked["https://a.example/2"] != 1 || world.asked["https://a.example/3"] != 0 {
		t.Errorf("lists within lists: %v", world.asked)
	}
}

// TestRound_store loses nothing where the store fails between list and state.
func TestRound_store(t *testing.T) {
	w, _, m, _ := follow(10)
	m.fail = evidence.Errorf(evidence.Transient, "store away")
	if _, err := w.Round(t.Context()); evidence.KindOf(err) != evidence.Transient {
		t.Errorf("err %v", err)
	}
	m.fail = nil
	if rep := round(t, w); rep.Kept != 10 {
		t.Errorf("%+v", rep)
	}
}
