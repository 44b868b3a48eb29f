package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"assay/store"
	"assay/store/storetest"
)

// TestMigrate_forward opens a store of the first schema: it comes forward with
// what it holds, and the search for near-copies begins again.
func TestMigrate_forward(t *testing.T) {
	first, err := os.ReadFile("migrations/0001_ground.sql")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "s.db")
	exec(t, file, `CREATE TABLE assay_schema (version BIGINT NOT NULL)`, `INSERT INTO assay_schema VALUES (1)`, string(first),
		`INSERT INTO cursors VALUES ('near', 7)`, `INSERT INTO log VALUES (1, 'records', 'k', '2026-11-24T00:00:00.000000Z')`,
		`INSERT INTO bands VALUES (1, 1, 't')`)
	for range 2 {
		db, err := store.Open(t.Context(), "sqlite:"+file)
		if err != nil {
			t.Fatal(err)
		}
		if head, err := db.Head(t.Context()); err != nil || head < 1 {
			t.Errorf("head %d, %v: the log is gone", head, err)
		}
		if at, err := db.Cursor(t.Context(), "near"); err != nil || at != 0 {
			t.Errorf("cursor of near-copies %d, %v; want 0", at, err)
		}
		d := storetest.Document("one", "Example-LM was trained on Ascend 910B.")
		storetest.Add(t, db, d, "rules-1", storetest.Claim(d, "rules-1", 0, 10))
		db.Close()
	}
}
