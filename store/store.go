// Package store holds all the SQL: an append-only log of documents, readings,
// claims, quotes, decisions, records and verdicts, on SQLite (default) or
// PostgreSQL, chosen by address.
//
// In: values of package evidence. Out: the same values, as of any place in the
// log. Rules held here:
//   - one write transaction appends one row to the log; its number (seq) marks
//     everything that was written with it. A reader that knows seq N asks for
//     what came after N and misses nothing, whatever the number of writers;
//   - nothing is changed or deleted but cursors;
//   - ids and hashes are recomputed before they are stored and by Verify;
//   - decisions are chained by hash; one altered row breaks the chain;
//   - a store of a newer schema is refused.
package store

import (
	"context"
	"database/sql"
	"os"
	"sync"
	"time"

	"assay/evidence"
)

// DB is an open store. It is safe for use by several goroutines.
type DB struct {
	address address
	write   *sql.DB // one connection on SQLite
	read    *sql.DB
	now     func() time.Time

	maxPages int64

	mu   sync.Mutex // one writer at a time within this process
	made bool
}

// Option changes how a store is opened.
type Option func(*DB)

// WithClock sets the clock that dates log entries; tests give a fixed one.
func WithClock(now func() time.Time) Option { return func(db *DB) { db.now = now } }

// WithMaxPages limits the size of a SQLite store to so many pages of 4 KiB; a
// write beyond is a transient error that says that the store is full. 0: no limit.
func WithMaxPages(n int64) Option { return func(db *DB) { db.maxPages = n } }

// Pages is the size of a SQLite store in pages; 0 on PostgreSQL.
func (db *DB) Pages(ctx context.Context) (int64, error) {
	if db.address.postgres {
		return 0, nil
	}
	var n int64
	err := db.read.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&n)
	return n, failed(err, "read the size")
}

// Open opens the store at an address: sqlite:FILE or postgres://…. A SQLite
// file that does not exist is made, with its folder. Errors: invalid (address,
// or a file that is no store), unsupported (newer schema), denied (no right to
// the file), transient (locked, or no server).
func Open(ctx context.Context, addr string, opts ...Option) (*DB, error) {
	a, err := parseAddress(addr)
	if err != nil {
		return nil, err
	}
	db := &DB{address: a, now: time.Now}
	for _, o := range opts {
		o(db)
	}
	if err := db.connect(ctx); err != nil {
		return nil, err
	}
	if err := db.migrate(ctx); err != nil {
		db.Close()
		return nil, evidence.Wrap(err, "store %s", a.shown())
	}
	return db, nil
}

// OpenExisting opens a store that must be there already.
func OpenExisting(ctx context.Context, addr string) (*DB, error) {
	a, err := parseAddress(addr)
	if err != nil {
		return nil, err
	}
	if !a.postgres {
		if _, err := os.Stat(a.file); err != nil {
			return nil, evidence.Errorf(evidence.NotFound, "store %s: no such file", a.file)
		}
	}
	return Open(ctx, addr)
}

// Close closes the store's connections.
func (db *DB) Close() error {
	err := db.read.Close()
	if db.write != db.read {
		if e := db.write.Close(); err == nil {
			err = e
		}
	}
	return err
}

// Address is the store's address with any password hidden.
func (db *DB) Address() string { return db.address.shown() }

// Made reports whether Open made the store's tables.
func (db *DB) Made() bool { return db.made }

// Postgres reports whether the store is a PostgreSQL database; jobs of several
// workers need one.
func (db *DB) Postgres() bool { return db.address.postgres }
