package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/evidence"
	"assay/store"
	"assay/store/storetest"
)

func openSQLite(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s#?% 1.db"))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestSQLite(t *testing.T) { storetest.Run(t, openSQLite) }

// TestPostgres runs the same contract on the server that ASSAY_TEST_POSTGRES
// names, each test in a schema of its own.
func TestPostgres(t *testing.T) {
	address := os.Getenv("ASSAY_TEST_POSTGRES")
	if address == "" {
		if os.Getenv("ASSAY_NO_SKIP") != "" {
			t.Fatal("ASSAY_TEST_POSTGRES names no server, and skipping is forbidden")
		}
		t.Skip("ASSAY_TEST_POSTGRES names no server")
	}
	n := 0
	storetest.Run(t, func(t *testing.T) *store.DB {
		n++
		db, err := store.Open(t.Context(), schema(t, address, fmt.Sprintf("assay_store_%d_%d", os.Getpid(), n)))
		if err != nil {
			t.Fatal(err)
		}
		return db
	})
}

// schema makes a schema that is dropped at the end, and the address of it.
func schema(t *testing.T, address, name string) string {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		db.ExecContext(context.Background(), "DROP SCHEMA "+name+" CASCADE")
		db.Close()
	})
	sep := "?"
	if strings.Contains(address, "?") {
		sep = "&"
	}
	return address + sep + "search_path=" + name
}

func TestOpen_refuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(dir, "foreign.db")
	exec(t, foreign, `CREATE TABLE theirs (x)`)
	newer := filepath.Join(dir, "newer.db")
	exec(t, newer, `CREATE TABLE assay_schema (version BIGINT NOT NULL)`, fmt.Sprintf(`INSERT INTO assay_schema VALUES (%d)`, store.Schema+1))
	for address, kind := range map[string]evidence.Kind{
		"":                  evidence.Invalid,
		"file.db":           evidence.Invalid,
		"sqlite:":           evidence.Invalid,
		"mysql://x":         evidence.Invalid,
		"sqlite:" + text:    evidence.Invalid,
		"sqlite:" + dir:     evidence.Invalid,
		"sqlite:" + foreign: evidence.Invalid,
		"sqlite:" + newer:   evidence.Unsupported,
		"postgres://u:secret@127.0.0.1:1/x?connect_timeout=1": evidence.Transient,
	} {
		db, err := store.Open(t.Context(), address)
		if db != nil {
			db.Close()
		}
		if evidence.KindOf(err) != kind || strings.Contains(fmt.Sprint(err), "\n") || strings.Contains(fmt.Sprint(err), "secret") {
			t.Errorf("Open(%q): %v (kind %s), want kind %s on one line without the password", address, err, evidence.KindOf(err), kind)
		}
	}
}

func exec(t *testing.T, file string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// TestVerify_findsEachAlteration alters one row of each table, as an intruder
// with the file would, and wants a finding that names the thing.
func TestVerify_findsEachAlteration(t *testing.T) {
	for name, statement := range map[string]string{
		"text":          `UPDATE texts SET body = replace(body, '910B', '910C')`,
		"document":      `UPDATE documents SET body = replace(body, 'Suite', 'Other')`,
		"claim column":  `UPDATE claims SET silicon = 'H800'`,
		"claim body":    `UPDATE claims SET body = replace(body, 'asserted', 'likely')`,
		"quote":         `UPDATE quotes SET quote = 'example-LM'`,
		"decision":      `UPDATE decisions SET reason = 'another' WHERE seq = (SELECT min(seq) FROM decisions)`,
		"decision gone": `DELETE FROM decisions WHERE seq = (SELECT min(seq) FROM decisions)`,
		"log":           `DELETE FROM log WHERE seq = 2`,
		"record":        `UPDATE records SET body = '"other"'`,
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "s.db")
			db, err := store.Open(t.Context(), "sqlite:"+file)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			d := storetest.Document("one", "Example-LM was trained on Ascend 910B.")
			storetest.Add(t, db, d, "rules/1", storetest.Claim(d, "rules/1", 0, 10))
			for _, subject := range []string{"a", "b"} {
				if _, err := db.Decide(t.Context(), evidence.Decision{Kind: evidence.DecideReject, Subject: subject, Person: "P", Reason: "why"}); err != nil {
					t.Fatal(err)
				}
			}
			if err := db.PutRecords(t.Context(), []evidence.Record{{Kind: "k", ID: "i", Body: []byte(`"x"`)}}); err != nil {
				t.Fatal(err)
			}
			exec(t, file, `PRAGMA foreign_keys = 0`, statement)
			v, err := db.Verify(t.Context())
			if err != nil || len(v.Findings) == 0 {
				t.Errorf("altered %s: %+v, %v; want a finding", name, v, err)
			}
		})
	}
}

// TestClock_neverFalls sets the clock back between two writes.
func TestClock_neverFalls(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"), store.WithClock(func() time.Time {
		now = now.Add(-time.Hour)
		return now
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range []string{"a", "b"} {
		if _, err := db.Decide(t.Context(), evidence.Decision{Kind: evidence.DecideAccept, Subject: s, Person: "P"}); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := db.Verify(t.Context()); err != nil || len(v.Findings) > 0 {
		t.Errorf("%+v, %v", v, err)
	}
}
