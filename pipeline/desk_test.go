package pipeline_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"assay/catalogue"
	"assay/evidence"
	"assay/extract"
	"assay/pipeline"
	"assay/review"
	"assay/store"
	"assay/text"
)

type deskReader struct{ *extract.Reader }

func (deskReader) Name() string { return extract.Version }

func (r deskReader) Read(d evidence.Document) pipeline.Reading {
	return pipeline.Reading{Claims: r.Reader.Read(d).Claims}
}

// newDesk is a desk over a store of its own with one document read; now is a
// clock that the test moves.
func newDesk(t *testing.T, now func() time.Time) (*pipeline.Corridor, *pipeline.Desk, review.Item) {
	t.Helper()
	ctx := context.Background()
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	cor := pipeline.New(db, cat, now)
	doc := evidence.Document{Name: "a", Title: "A report", Publisher: "Example Wire", Lang: "en", Published: "2026-05-01",
		Body: text.Normalize("A note of the day. Grok-3 was post-trained on Nvidia H200 chips, the company said. More is not known.")}
	doc.TextID = evidence.TextID(doc.Body)
	doc.ID = evidence.DocumentID("", doc.Publisher, doc.Title, doc.TextID)
	open := func(context.Context) (evidence.Document, error) { return doc, nil }
	err = cor.Read(ctx, deskReader{extract.New(cat)}, []pipeline.Input{{Name: "a", Open: open}}, func(o pipeline.Outcome) {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	desk := cor.Desk()
	items, err := desk.Queue(ctx, "Ada", "en")
	if err != nil || len(items) != 1 {
		t.Fatalf("queue %v, %v", items, err)
	}
	return cor, desk, items[0]
}

// TestDesk_together lets two people decide one claim at the same moment: exactly
// one decision stands, and the other is told.
func TestDesk_together(t *testing.T) {
	cor, desk, item := newDesk(t, time.Now)
	ctx := context.Background()
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i, person := range []string{"Ada", "Bo"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, errs[i] = desk.Decide(ctx, review.Choice{ID: item.ID, Verb: "accept", Person: person})
		}()
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("errors %v", errs)
	}
	for _, err := range errs {
		if err != nil && evidence.KindOf(err) != evidence.Conflict {
			t.Errorf("%v is no conflict", err)
		}
	}
	s, err := cor.State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(pipeline.Standing(s.Decisions, "")); n != 1 {
		t.Errorf("%d decisions stand", n)
	}
}

// TestDesk_taken holds a claim for ten minutes, then frees it.
func TestDesk_taken(t *testing.T) {
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	_, desk, item := newDesk(t, func() time.Time { return at })
	ctx := context.Background()
	if s, err := desk.Open(ctx, item.ID, "Ada", "en"); err != nil || s.TakenBy != "" || s.Body == "" || len(s.Effect) == 0 {
		t.Fatalf("sheet %+v, %v", s, err)
	}
	if s, err := desk.Open(ctx, item.ID, "Bo", "en"); err != nil || s.TakenBy != "Ada" {
		t.Fatalf("taken by %q, %v", s.TakenBy, err)
	}
	if _, err := desk.Decide(ctx, review.Choice{ID: item.ID, Verb: "accept", Person: "Bo"}); evidence.KindOf(err) != evidence.Conflict {
		t.Errorf("Bo decides what Ada holds: %v", err)
	}
	at = at.Add(pipeline.TakeFor + time.Second)
	if s, err := desk.Open(ctx, item.ID, "Bo", "en"); err != nil || s.TakenBy != "" {
		t.Errorf("after ten minutes taken by %q, %v", s.TakenBy, err)
	}
}

// TestDesk_correct holds a corrected quote to the document, keeps a draft, and
// keeps what the reader proposed beside what was decided.
func TestDesk_correct(t *testing.T) {
	cor, desk, item := newDesk(t, time.Now)
	ctx := context.Background()
	if err := desk.Keep(ctx, item.ID, "Ada", []byte(`{"stage":"inference"}`)); err != nil {
		t.Fatal(err)
	}
	sheet, err := desk.Open(ctx, item.ID, "Ada", "en")
	if err != nil || string(sheet.Draft) != `{"stage":"inference"}` {
		t.Fatalf("draft %s, %v", sheet.Draft, err)
	}
	stage, quote, start, end := evidence.TrainingUnspecified, "Grok-3 was post-trained on Nvidia H201", 19, 57
	bad := review.Correction{Stage: &stage, Quote: &quote, Start: &start, End: &end}
	if _, err := desk.Decide(ctx, review.Choice{ID: item.ID, Verb: "correct", Correction: &bad, Person: "Ada"}); evidence.KindOf(err) != evidence.Invalid {
		t.Errorf("a quote that does not stand there gives %v", err)
	}
	good := review.Correction{Stage: &stage}
	if _, err := desk.Decide(ctx, review.Choice{ID: item.ID, Verb: "correct", Correction: &good, Person: "Ada"}); err != nil {
		t.Fatal(err)
	}
	s, err := cor.State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	proposed, decided := s.Reviewed()
	if len(proposed) != 1 || len(decided) != 1 {
		t.Fatalf("reviewed %v, %v", proposed, decided)
	}
	for doc := range proposed {
		if proposed[doc][0].Stage != evidence.PostTraining || decided[doc][0].Stage != stage {
			t.Errorf("proposed %s, decided %s", proposed[doc][0].Stage, decided[doc][0].Stage)
		}
	}
	if sheet, err = desk.Open(ctx, item.ID, "Ada", "en"); err != nil || len(sheet.Draft) != 0 {
		t.Errorf("the draft outlived the decision: %s, %v", sheet.Draft, err)
	}
	if _, err := desk.Undo(ctx, "Ada"); err != nil {
		t.Fatal(err)
	}
	if items, err := desk.Queue(ctx, "Ada", "en"); err != nil || len(items) != 1 {
		t.Errorf("after undo %d wait, %v", len(items), err)
	}
}
