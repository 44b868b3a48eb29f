package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"assay/evidence"
	"assay/store"
)

// raw makes an incoming document.
func raw(name, text string) evidence.Incoming {
	in := evidence.Incoming{Name: name, MediaType: "text/plain", Bytes: []byte(text)}
	in.ID = evidence.IncomingID(in.Name, in.Address, in.Bytes)
	return in
}

func incoming(t *testing.T, db *store.DB) {
	ctx := t.Context()
	a, b := raw("a.txt", "Example-LM ran on \x00 Ascend 910B."), raw("b.txt", "second")
	enqueued := 0
	enqueue := func(_ context.Context, _ pgx.Tx, ids []string) error { enqueued += len(ids); return nil }
	added, err := db.AddIncoming(ctx, []evidence.Incoming{a, b}, enqueue)
	if err != nil || len(added) != 2 {
		t.Fatalf("AddIncoming: %v, %v", added, err)
	}
	head, _ := db.Head(ctx)
	if added, err := db.AddIncoming(ctx, []evidence.Incoming{a}, enqueue); err != nil || len(added) != 0 {
		t.Errorf("the same again: %v, %v", added, err)
	}
	if now, _ := db.Head(ctx); now != head {
		t.Errorf("the same again moved the log from %d to %d", head, now)
	}
	if db.Postgres() {
		if enqueued != 2 {
			t.Errorf("%d jobs were enqueued, want 2", enqueued)
		}
		refused := errors.New("no")
		_, err := db.AddIncoming(ctx, []evidence.Incoming{raw("c.txt", "third")}, func(context.Context, pgx.Tx, []string) error { return refused })
		if !errors.Is(err, refused) {
			t.Errorf("a refused job: %v", err)
		}
	}
	waiting, err := db.Waiting(ctx, 10)
	if err != nil || len(waiting) != 2 {
		t.Fatalf("waiting: %v, %v; a document whose job was refused must not stay", waiting, err)
	}
	got, err := db.Incoming(ctx, a.ID)
	if err != nil || string(got.Bytes) != string(a.Bytes) || got.Name != a.Name || got.AddedAt.IsZero() {
		t.Errorf("Incoming = %+v, %v", got, err)
	}
	handle(t, db, a, b)
}

func handle(t *testing.T, db *store.DB, a, b evidence.Incoming) {
	ctx := t.Context()
	d := Document("a", "Example-LM ran on Ascend 910B.")
	read := evidence.Done{Kind: evidence.OutcomeRead, Document: d, Reader: "rules-1", Claims: []evidence.Claim{Claim(d, "rules-1", 0, 10)}}
	for i, want := range []bool{true, false} { // two workers with one document
		if done, err := db.Handle(ctx, a.ID, read); err != nil || done != want {
			t.Errorf("handling number %d: %v, %v, want %v", i, done, err, want)
		}
	}
	if done, err := db.Handle(ctx, b.ID, evidence.Done{Kind: evidence.OutcomeFailed, Reason: "b.txt: empty"}); err != nil || !done {
		t.Errorf("a failure: %v, %v", done, err)
	}
	if q, err := db.Queue(ctx); err != nil || q.Waiting != 0 || q.Read != 1 || q.Failed != 1 {
		t.Errorf("queue %+v, %v", q, err)
	}
	if dead, err := db.Failed(ctx); err != nil || len(dead) != 1 || dead[0].Reason != "b.txt: empty" || dead[0].Name != "b.txt" {
		t.Errorf("dead letters %+v, %v", dead, err)
	}
	if done, err := db.Handle(ctx, b.ID, evidence.Done{Kind: evidence.OutcomeAgain}); err != nil || !done {
		t.Errorf("asked for again: %v, %v", done, err)
	}
	if waiting, _ := db.Waiting(ctx, 10); len(waiting) != 1 || waiting[0] != b.ID {
		t.Errorf("waiting after again: %v", waiting)
	}
	if claims, _ := db.Claims(ctx, 0); len(claims) != 1 {
		t.Errorf("%d claims, want 1", len(claims))
	}
	if _, err := db.Handle(ctx, "none", read); evidence.KindOf(err) != evidence.NotFound {
		t.Errorf("handling of nothing: %v", err)
	}
}

func near(t *testing.T, db *store.DB) {
	ctx := t.Context()
	one := evidence.TextBands{TextID: "t1", Place: 1, Buckets: []uint64{1, 5, 1 << 63}}
	two := evidence.TextBands{TextID: "t2", Place: 2, Buckets: []uint64{1, 3, 5}}
	pair := evidence.NearPair{A: "t1", B: "t2", Jaccard: 0.8125}
	if err := db.AddNear(ctx, "near", 0, 7, []evidence.TextBands{one, two}, []evidence.NearPair{pair}); err != nil {
		t.Fatal(err)
	}
	if err := db.AddNear(ctx, "near", 0, 7, nil, nil); evidence.KindOf(err) != evidence.Conflict {
		t.Errorf("a stale job: %v, want conflict", err)
	}
	if err := db.AddNear(ctx, "near", 7, 8, []evidence.TextBands{one}, []evidence.NearPair{pair}); err != nil {
		t.Errorf("the same again: %v", err)
	}
	for _, c := range []struct {
		buckets []uint64
		limit   int
		want    string
	}{
		{[]uint64{1 << 63, 1, 99}, 10, "t1 t2"}, // t1 shares two
		{[]uint64{1, 3, 5}, 10, "t2 t1"},        // t2 shares three
		{[]uint64{1, 3, 5}, 1, "t2"},
		{[]uint64{1}, 10, "t1 t2"}, // a tie: the earlier first
		{[]uint64{77}, 10, ""},
	} {
		found, err := db.TextsSharing(ctx, c.buckets, c.limit)
		if got := strings.Join(found, " "); err != nil || got != c.want {
			t.Errorf("sharing %v: %q, %v, want %q", c.buckets, got, err, c.want)
		}
	}
	for id, want := range map[string]bool{"t1": true, "t3": false} {
		if has, err := db.HasBands(ctx, id); err != nil || has != want {
			t.Errorf("HasBands(%s) = %v, %v", id, has, err)
		}
	}
	if pairs, err := db.NearAfter(ctx, 0, store.End); err != nil || len(pairs) != 1 || pairs[0] != pair {
		t.Errorf("pairs: %v, %v", pairs, err)
	}
}
