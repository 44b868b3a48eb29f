package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"assay/evidence"
	"assay/pipeline"
	"assay/store"
)

// TestSettle_equalsRecomputation lets documents, newer readings, decisions and
// undos come in any order, settles now and then, and wants the stored verdicts
// to be what a recomputation of everything gives.
func TestSettle_equalsRecomputation(t *testing.T) {
	db, cor, m := fill(t, 20)
	ctx := t.Context()
	var docs []evidence.Document
	var claims []evidence.Claim
	var decided []evidence.Decision
	rapid.Check(t, func(r *rapid.T) {
		switch kind := rapid.IntRange(0, 5).Draw(r, "kind"); {
		case kind <= 2 || len(claims) == 0:
			d, cs := m.document()
			if _, err := db.AddDocument(ctx, d, "rules-1", cs, nil); err != nil {
				r.Fatal(err)
			}
			docs, claims = append(docs, d), append(claims, cs...)
		case kind == 3: // read again by a newer reader, which finds nothing
			d := docs[rapid.IntRange(0, len(docs)-1).Draw(r, "document")]
			if _, err := db.AddDocument(ctx, d, fmt.Sprintf("rules-%d", rapid.IntRange(2, 4).Draw(r, "version")), nil, nil); err != nil {
				r.Fatal(err)
			}
		case kind == 4:
			c := claims[rapid.IntRange(0, len(claims)-1).Draw(r, "claim")]
			kind := rapid.SampledFrom([]evidence.DecisionKind{evidence.DecideAccept, evidence.DecideAccept, evidence.DecideReject, evidence.DecideRetract}).Draw(r, "decision")
			d, err := cor.Decide(ctx, evidence.Decision{Kind: kind, Subject: c.ID, Person: "P", Reason: "r"})
			if err != nil && evidence.KindOf(err) != evidence.NotFound { // superseded meanwhile
				r.Fatal(err)
			}
			if err == nil {
				decided = append(decided, d)
			}
		case len(decided) > 0:
			d := decided[rapid.IntRange(0, len(decided)-1).Draw(r, "undo")]
			_, err := cor.Decide(ctx, evidence.Decision{Kind: evidence.DecideUndo, Subject: d.Hash, Person: "P"})
			if err != nil && evidence.KindOf(err) != evidence.NotFound {
				r.Fatal(err)
			}
		}
		if rapid.IntRange(0, 2).Draw(r, "settle") > 0 {
			return
		}
		if _, err := cor.Settle(ctx); err != nil {
			r.Fatal(err)
		}
		// A second corridor knows nothing of what the first has in memory.
		found, err := pipeline.New(db, cor.Catalogue(), time.Now).Recheck(ctx)
		if err != nil || len(found) > 0 {
			r.Fatalf("after %d documents and %d decisions: %v, %v", len(docs), len(decided), found, err)
		}
	})
	if len(decided) == 0 {
		t.Error("nothing was decided: the test proves nothing")
	}
}

// conflicting is a store in which another worker is always faster, so often.
type conflicting struct {
	*store.DB
	left int
}

func (c *conflicting) AddVerdicts(ctx context.Context, job string, from, through int64, cells []evidence.CellVerdict) error {
	if c.left > 0 {
		c.left--
		return evidence.Errorf(evidence.Conflict, "another worker was faster")
	}
	return c.DB.AddVerdicts(ctx, job, from, through, cells)
}

func TestSettle_beginsAgainAfterAConflict(t *testing.T) {
	db, cor, m := fill(t, 3)
	d, claims := m.document()
	if _, err := db.AddDocument(t.Context(), d, "rules-1", claims, nil); err != nil {
		t.Fatal(err)
	}
	base := &conflicting{DB: db, left: 3}
	if _, err := pipeline.New(base, cor.Catalogue(), time.Now).Settle(t.Context()); err != nil || base.left != 0 {
		t.Errorf("settle: %v, %d conflicts left", err, base.left)
	}
	if found, err := cor.Recheck(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("recheck: %v, %v", found, err)
	}
}

// TestRead_keepsOrderAndGoesOn has a bad input among good ones, and a store
// that fails: the first stops nothing, the second stops all.
func TestRead_keepsOrderAndGoesOn(t *testing.T) {
	_, cor, m := fill(t, 0)
	var inputs []pipeline.Input
	for i := range 30 {
		d, _ := m.document()
		inputs = append(inputs, pipeline.Input{Name: fmt.Sprint(i), Open: func(context.Context) (evidence.Document, error) {
			if i == 7 {
				return evidence.Document{}, errors.New("7: bad")
			}
			time.Sleep(time.Duration(i%3) * time.Millisecond)
			return d, nil
		}})
	}
	var names []string
	failed := 0
	err := cor.Read(t.Context(), nothing{}, inputs, func(o pipeline.Outcome) {
		names = append(names, o.Name)
		if o.Err != nil {
			failed++
		}
	})
	if err != nil || failed != 1 || len(names) != 30 {
		t.Fatalf("read: %v, %d failed of %d", err, failed, len(names))
	}
	for i, n := range names {
		if n != fmt.Sprint(i) {
			t.Fatalf("outcome %d is of input %s", i, n)
		}
	}
	state, err := cor.State(t.Context())
	if err != nil || len(state.Documents) != 29 {
		t.Errorf("%d documents stored, want 29; %v", len(state.Documents), err)
	}
}

// nothing is a reader that finds nothing.
type nothing struct{}

func (nothing) Name() string                            { return "nothing-1" }
func (nothing) Read(evidence.Document) pipeline.Reading { return pipeline.Reading{} }

// TestDecisions_withoutSubject puts decisions on what does not exist into the
// store behind the corridor's back: they are listed, nothing else happens.
func TestDecisions_withoutSubject(t *testing.T) {
	db, cor, _ := fill(t, 1)
	for _, d := range []evidence.Decision{
		{Kind: evidence.DecideRetract, Subject: "no-such-claim", Person: "P", Reason: "r"},
		{Kind: evidence.DecideUndo, Subject: "no-such-hash", Person: "P"},
		{Kind: evidence.DecideDispute, Subject: "no cell", Person: "P"},
		{Kind: evidence.DecideMerge, Subject: "a", Object: "b", Person: "P"},
	} {
		if _, err := db.Decide(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if _, err := cor.Decide(t.Context(), d); err == nil {
			t.Errorf("the corridor let %s of %s through", d.Kind, d.Subject)
		}
	}
	if _, err := cor.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	state, err := cor.State(t.Context())
	if err != nil || len(state.Unmatched()) != 4 {
		t.Errorf("%v unmatched, want 4; %v", state.Unmatched(), err)
	}
	if found, err := cor.Recheck(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("recheck: %v, %v", found, err)
	}
}

// TestStanding_undoOfAnUndo walks the chain of undos.
func TestStanding_undoOfAnUndo(t *testing.T) {
	accept := evidence.Decision{Seq: 1, Kind: evidence.DecideAccept, Subject: "c", Hash: "1", On: "2026-01-01"}
	undo := evidence.Decision{Seq: 2, Kind: evidence.DecideUndo, Subject: "1", Hash: "2", On: "2026-02-01"}
	again := evidence.Decision{Seq: 3, Kind: evidence.DecideUndo, Subject: "2", Hash: "3", On: "2026-03-01"}
	for _, c := range []struct {
		chain []evidence.Decision
		day   evidence.Date
		want  int
	}{
		{[]evidence.Decision{accept}, "", 1},
		{[]evidence.Decision{accept}, "2025-12-31", 0},
		{[]evidence.Decision{accept, undo}, "", 0},
		{[]evidence.Decision{accept, undo}, "2026-01-15", 1},
		{[]evidence.Decision{accept, undo, again}, "", 1},
		{[]evidence.Decision{accept, undo, again}, "2026-02-15", 0},
	} {
		if got := pipeline.Standing(c.chain, c.day); len(got) != c.want {
			t.Errorf("%d decisions as of %q: %d stand, want %d", len(c.chain), c.day, len(got), c.want)
		}
	}
}
