// Package storetest is the contract of a store as tests: every kind of store
// must pass it. In: a way to open an empty store. Out: failed tests.
package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"assay/evidence"
	"assay/store"
)

// Open opens a new, empty store of the kind under test; it is closed by the suite.
type Open func(t *testing.T) *store.DB

// Run runs the whole contract.
func Run(t *testing.T, open Open) {
	for name, test := range map[string]func(*testing.T, *store.DB){
		"documents":     documents,
		"refusals":      refusals,
		"supersede":     supersede,
		"records":       records,
		"decisions":     decisions,
		"verdicts":      verdicts,
		"asOf":          asOf,
		"writers":       writers,
		"fingerprint":   fingerprint,
		"verifyHealthy": verifyHealthy,
		"backup":        backup,
		"incoming":      incoming,
		"near":          near,
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			defer db.Close()
			test(t, db)
		})
	}
}

// Document makes a document whose ids follow from its content.
func Document(name, body string) evidence.Document {
	d := evidence.Document{Name: name, Title: name, Publisher: "Suite", Lang: "en", Published: "2026-05-01", Body: body}
	d.TextID = evidence.TextID(body)
	d.ID = evidence.DocumentID("", d.Publisher, d.Title, d.TextID)
	return d
}

// Claim makes an extracted claim that quotes code points start to end of d.
func Claim(d evidence.Document, reader string, start, end int) evidence.Claim {
	c := evidence.Claim{
		Kind: evidence.KindExtracted, DocumentID: d.ID, Model: "Example-LM", Stage: evidence.PreTraining,
		Silicon: "Ascend 910B", Relation: evidence.Used, Hedge: evidence.Asserted, Attribution: evidence.ByDocument,
		Evidence: evidence.E7, Interest: evidence.InterestNone, Review: evidence.Unreviewed, Reader: reader,
		Quote: string([]rune(d.Body)[start:end]), Start: start, End: end,
	}
	c.ID = c.ContentHash()
	c.Hash = c.ID
	return c
}

// Add stores a document with claims and fails the test on an error.
func Add(t *testing.T, db *store.DB, d evidence.Document, reader string, claims ...evidence.Claim) bool {
	t.Helper()
	added, err := db.AddDocument(t.Context(), d, reader, claims, nil)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func documents(t *testing.T, db *store.DB) {
	ctx := t.Context()
	d := Document("one", "示例模型在昇腾910B上训练。 It ran well.")
	c := Claim(d, "rules/1", 0, 13)
	name := evidence.Record{Kind: "new-name", ID: "x", Body: json.RawMessage(`{"name":"Example-LM"}`)}
	added, err := db.AddDocument(ctx, d, "rules/1", []evidence.Claim{c}, []evidence.Record{name})
	if err != nil || !added {
		t.Fatalf("first reading: added %v, %v", added, err)
	}
	head, _ := db.Head(ctx)
	if Add(t, db, d, "rules/1", c) {
		t.Error("second reading by the same reader was added")
	}
	if now, _ := db.Head(ctx); now != head {
		t.Errorf("reading the same again moved the log from %d to %d", head, now)
	}
	for _, id := range []string{d.ID, d.ID[:8], "one"} {
		got, err := db.Document(ctx, id)
		if err != nil || got.Body != d.Body || got.ID != d.ID || got.Published != d.Published {
			t.Errorf("Document(%q) = %+v, %v", id, got, err)
		}
	}
	if _, err := db.Document(ctx, "none"); evidence.KindOf(err) != evidence.NotFound {
		t.Errorf("missing document: %v", err)
	}
	claims, err := db.Claims(ctx, 0)
	if err != nil || len(claims) != 1 || claims[0].Quote != c.Quote || claims[0].End != 13 || claims[0].RecordedAt.IsZero() {
		t.Errorf("claims %+v, %v", claims, err)
	}
	if rs, err := db.Records(ctx, "new-name", 0); err != nil || len(rs) != 1 || string(rs[0].Body) != string(name.Body) {
		t.Errorf("records %v, %v", rs, err)
	}
	other := d
	other.Publisher = "Elsewhere"
	other.ID = evidence.DocumentID("", other.Publisher, other.Title, other.TextID)
	if !Add(t, db, other, "rules/1") {
		t.Error("a copy elsewhere is a second document")
	}
	if _, err := db.Document(ctx, "one"); evidence.KindOf(err) != evidence.Conflict {
		t.Errorf("two documents of one name: %v", err)
	}
}

func refusals(t *testing.T, db *store.DB) {
	ctx := t.Context()
	d := Document("one", "Example-LM was trained on Ascend 910B.")
	good := Claim(d, "rules/1", 0, 10)
	wrongQuote := good
	wrongQuote.Start, wrongQuote.End = 1, 11
	wrongQuote.ID = wrongQuote.ContentHash()
	wrongQuote.Hash = wrongQuote.ID
	wrongHash := good
	wrongHash.Silicon = "H800"
	wrongStage := good
	wrongStage.Stage = "cooking"
	wrongID := d
	wrongID.Title = "another"
	for name, try := range map[string]func() error{
		"quote elsewhere": func() error {
			_, err := db.AddDocument(ctx, d, "rules/1", []evidence.Claim{wrongQuote}, nil)
			return err
		},
		"hash": func() error {
			_, err := db.AddDocument(ctx, d, "rules/1", []evidence.Claim{wrongHash}, nil)
			return err
		},
		"stage": func() error {
			_, err := db.AddDocument(ctx, d, "rules/1", []evidence.Claim{wrongStage}, nil)
			return err
		},
		"reader":      func() error { _, err := db.AddDocument(ctx, d, "rules/2", []evidence.Claim{good}, nil); return err },
		"document id": func() error { _, err := db.AddDocument(ctx, wrongID, "rules/1", nil, nil); return err },
		"record body": func() error {
			_, err := db.AddDocument(ctx, d, "rules/1", []evidence.Claim{good}, []evidence.Record{{Kind: "k", ID: "i", Body: json.RawMessage(`{`)}})
			return err
		},
		"decision person": func() error {
			_, err := db.Decide(ctx, evidence.Decision{Kind: evidence.DecideAccept, Subject: "x"})
			return err
		},
	} {
		if err := try(); evidence.KindOf(err) != evidence.Invalid {
			t.Errorf("%s: %v, want an invalid error", name, err)
		}
	}
	if head, _ := db.Head(ctx); head != 0 {
		t.Errorf("refused writes left %d log entries: something is half-stored", head)
	}
	if docs, _ := db.DocumentsAfter(ctx, 0, store.End); len(docs) != 0 {
		t.Errorf("refused writes left documents %v", docs)
	}
}

func supersede(t *testing.T, db *store.DB) {
	ctx := t.Context()
	d := Document("one", "Example-LM was trained on Ascend 910B.")
	Add(t, db, d, "rules/1", Claim(d, "rules/1", 0, 10), Claim(d, "rules/1", 0, 15))
	before, _ := db.Head(ctx)
	Add(t, db, d, "rules/2", Claim(d, "rules/2", 0, 20))
	Add(t, db, d, "second/1", Claim(d, "second/1", 0, 12))
	claims, err := db.Claims(ctx, 0)
	if err != nil || len(claims) != 2 || claims[0].Reader != "rules/2" || claims[1].Reader != "second/1" {
		t.Errorf("after a newer reading: %d claims %v, %v", len(claims), claims, err)
	}
	if claims, _ := db.Claims(ctx, before); len(claims) != 2 || claims[0].Reader != "rules/1" {
		t.Errorf("as of before: %v", claims)
	}
	if claims, _ := db.DocumentClaims(ctx, d.ID); len(claims) != 2 {
		t.Errorf("DocumentClaims gives %d claims, want 2", len(claims))
	}
	if docs, _ := db.DocumentsAfter(ctx, 0, store.End); len(docs) != 1 {
		t.Errorf("%d documents, want 1", len(docs))
	}
}

func records(t *testing.T, db *store.DB) {
	ctx := t.Context()
	rec := func(id, note string) evidence.Claim {
		return evidence.Claim{ID: id, Kind: evidence.KindRecord, Model: "M", Stage: evidence.Inference, Silicon: "H20",
			Relation: evidence.Used, SourceTitle: "A title", Note: note}
	}
	n, err := db.AddRecords(ctx, "built-in", []evidence.Claim{rec("a", "x"), rec("b", "y")}, nil)
	if err != nil || n != 2 {
		t.Fatalf("AddRecords = %d, %v", n, err)
	}
	n, err = db.AddRecords(ctx, "built-in", []evidence.Claim{rec("a", "x"), rec("b", "changed")}, nil)
	if err != nil || n != 1 {
		t.Fatalf("a changed record: %d rows added, %v", n, err)
	}
	claims, _ := db.Claims(ctx, 0)
	if len(claims) != 2 || claims[1].Note != "changed" {
		t.Errorf("the newest row of an id stands: %v", claims)
	}
	for _, body := range []string{`"1"`, `"2"`} {
		if err := db.PutRecords(ctx, []evidence.Record{{Kind: "k", ID: "i", Body: json.RawMessage(body)}}); err != nil {
			t.Fatal(err)
		}
	}
	if rs, _ := db.Records(ctx, "k", 0); len(rs) != 1 || string(rs[0].Body) != `"2"` {
		t.Errorf("the newest body of a key stands: %v", rs)
	}
}

func decisions(t *testing.T, db *store.DB) {
	ctx := t.Context()
	prev := ""
	for i := range 3 {
		d, err := db.Decide(ctx, evidence.Decision{Kind: evidence.DecideAccept, Subject: fmt.Sprint("claim", i), Person: "A Tester"})
		if err != nil {
			t.Fatal(err)
		}
		if d.Prev != prev || d.Hash != d.ChainHash() || d.On == "" {
			t.Errorf("decision %d is not chained: %+v", i, d)
		}
		prev = d.Hash
	}
	all, err := db.DecisionsAfter(ctx, 0, store.End)
	if err != nil || len(all) != 3 || all[2].Hash != prev || all[1].ChainHash() != all[1].Hash {
		t.Errorf("read back: %+v, %v", all, err)
	}
	if head, _ := db.ChainHead(ctx); head != prev {
		t.Errorf("head %s, want %s", head, prev)
	}
	if rest, _ := db.DecisionsAfter(ctx, all[0].Seq, all[1].Seq); len(rest) != 1 || rest[0].Hash != all[1].Hash {
		t.Errorf("decisions between: %v", rest)
	}
}

func verdicts(t *testing.T, db *store.DB) {
	ctx := t.Context()
	cell := func(body string) []evidence.CellVerdict {
		return []evidence.CellVerdict{{Cell: "m/inference", Rules: "rules/1", Body: json.RawMessage(body)}}
	}
	if err := db.AddVerdicts(ctx, "resolve", 0, 0, cell(`{"a":1}`)); err != nil {
		t.Fatal(err)
	}
	at, _ := db.Cursor(ctx, "resolve")
	if err := db.AddVerdicts(ctx, "resolve", 99, 99, cell(`{"a":2}`)); evidence.KindOf(err) != evidence.Conflict {
		t.Errorf("a stale job: %v, want conflict", err)
	}
	if err := db.AddVerdicts(ctx, "resolve", at, at, cell(`{"a":3}`)); err != nil {
		t.Fatal(err)
	}
	if vs, _ := db.Verdicts(ctx, 0); len(vs) != 1 || string(vs[0].Body) != `{"a":3}` {
		t.Errorf("standing verdicts: %v", vs)
	}
	if vs, _ := db.Verdicts(ctx, at); len(vs) != 1 || string(vs[0].Body) != `{"a":1}` {
		t.Errorf("verdicts as of %d: %v", at, vs)
	}
	if vs, _ := db.VerdictHistory(ctx, "m/"); len(vs) != 2 {
		t.Errorf("history of the model: %v", vs)
	}
}

func asOf(t *testing.T, db *store.DB) {
	ctx := t.Context()
	var heads []int64
	var times []time.Time
	for i := range 3 {
		d := Document(fmt.Sprint("d", i), fmt.Sprintf("Example-LM %d was trained on Ascend 910B.", i))
		Add(t, db, d, "rules/1", Claim(d, "rules/1", 0, 10))
		head, _ := db.Head(ctx)
		heads = append(heads, head)
		rs, _ := db.ReadingsAfter(ctx, head-1, head)
		times = append(times, rs[0].RecordedAt)
	}
	for i, head := range heads {
		if claims, _ := db.Claims(ctx, head); len(claims) != i+1 {
			t.Errorf("as of entry %d: %d claims, want %d", head, len(claims), i+1)
		}
		if seq, _ := db.SeqAt(ctx, times[i]); seq < head {
			t.Errorf("SeqAt(%v) = %d, want at least %d", times[i], seq, head)
		}
	}
	if seq, _ := db.SeqAt(ctx, times[0].Add(-time.Hour)); seq != 0 {
		t.Errorf("an hour before the first entry: %d", seq)
	}
	if docs, _ := db.DocumentsAfter(ctx, heads[0], heads[1]); len(docs) != 1 || docs[0].Name != "d1" {
		t.Errorf("documents between: %v", docs)
	}
}

// writers has many writers at once, and a reader behind a cursor that must see
// every entry once, in order.
func writers(t *testing.T, db *store.DB) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	const each, n = 10, 6
	var wg sync.WaitGroup
	for w := range n {
		wg.Go(func() {
			for i := range each {
				d := Document(fmt.Sprintf("w%d-%d", w, i), fmt.Sprintf("Example-LM %d-%d ran on Ascend 910B.", w, i))
				if _, err := db.AddDocument(ctx, d, "rules/1", []evidence.Claim{Claim(d, "rules/1", 0, 10)}, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	seen, cursor := map[string]int{}, int64(0)
	for len(seen) < each*n && ctx.Err() == nil && !t.Failed() {
		head, err := db.Head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		docs, err := db.DocumentsAfter(ctx, cursor, head)
		if err != nil {
			t.Fatal(err)
		}
		if int64(len(docs)) != head-cursor {
			t.Errorf("%d documents between entries %d and %d", len(docs), cursor, head)
		}
		for _, d := range docs {
			seen[d.ID]++
		}
		cursor = head
	}
	wg.Wait()
	for id, times := range seen {
		if times != 1 {
			t.Errorf("document %s was seen %d times behind the cursor", id, times)
		}
	}
	if len(seen) != each*n {
		t.Errorf("%d of %d documents were seen", len(seen), each*n)
	}
}

func fingerprint(t *testing.T, db *store.DB) {
	ctx := t.Context()
	var prints []string
	for i := range 3 {
		d := Document(fmt.Sprint("d", i), fmt.Sprintf("Example-LM %d was trained on Ascend 910B.", i))
		Add(t, db, d, "rules/1", Claim(d, "rules/1", 0, 10))
		Add(t, db, d, "rules/1", Claim(d, "rules/1", 0, 10))
		p, err := db.Fingerprint(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, old := range prints {
			if p == old {
				t.Error("new content, same fingerprint")
			}
		}
		prints = append(prints, p)
	}
}

func verifyHealthy(t *testing.T, db *store.DB) {
	documents(t, db)
	decisions(t, db)
	v, err := db.Verify(t.Context())
	if err != nil || len(v.Findings) > 0 || v.Documents == 0 || v.Claims == 0 || v.Quotes == 0 || v.Decisions != 3 || v.Head == "" {
		t.Errorf("verify: %+v, %v", v, err)
	}
}

// backup takes backups while a writer writes; each must be whole, and one
// copied back must equal what it was.
func backup(t *testing.T, db *store.DB) {
	ctx := t.Context()
	documents(t, db)
	decisions(t, db)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			d := Document(fmt.Sprint("busy", i), fmt.Sprintf("Example-LM %d ran on Ascend 910B.", i))
			if _, err := db.AddDocument(ctx, d, "rules/1", []evidence.Claim{Claim(d, "rules/1", 0, 10)}, nil); err != nil {
				t.Error(err)
			}
		}
	})
	dir := t.TempDir()
	for i := range 3 {
		file := filepath.Join(dir, fmt.Sprintf("b%d.db", i))
		content, err := db.Backup(ctx, file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Backup(ctx, file); evidence.KindOf(err) != evidence.Conflict {
			t.Errorf("a backup over a backup: %v, want conflict", err)
		}
		restored, err := store.Open(ctx, "sqlite:"+file)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := restored.Verify(ctx); err != nil || len(v.Findings) > 0 || v.Content != content {
			t.Errorf("backup %d: %+v, %v; want content %s", i, v, err, content)
		}
		if _, _, err := store.Copy(ctx, restored, db); evidence.KindOf(err) != evidence.Conflict {
			t.Errorf("a copy into a store that is not empty: %v, want conflict", err)
		}
		restored.Close()
	}
	close(stop)
	wg.Wait()
}
