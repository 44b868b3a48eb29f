package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"assay/evidence"
)

// stamp is a time of fixed width, so that text order is time order.
const stampLayout = "2006-01-02T15:04:05.000000Z"

func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

func parseStamp(s string) time.Time {
	t, _ := time.Parse(stampLayout, s)
	return t
}

// lockKey names the advisory lock under which all writers of a PostgreSQL
// store take turns, so that log numbers become visible in order and a reader
// behind a cursor never misses a row that commits late.
const lockKey = 0x6173736179 // "assay"

// tx runs f in one write transaction; f's error rolls everything back.
func (db *DB) tx(ctx context.Context, f func(*sql.Tx) error) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return failed(err, "begin")
	}
	defer tx.Rollback() // no effect after Commit
	if db.address.postgres {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, lockKey); err != nil {
			return failed(err, "lock")
		}
	}
	if err := f(tx); err != nil {
		return failed(err, "write")
	}
	return failed(tx.Commit(), "commit")
}

// entry appends one row to the log and gives its number and time. Times never
// fall, even when the clock does.
func (db *DB) entry(ctx context.Context, tx *sql.Tx, kind, ref string) (int64, time.Time, error) {
	var last int64
	var lastAt string
	// One row by the primary key: two aggregates in one query would read the whole log.
	err := tx.QueryRowContext(ctx, `SELECT seq, at FROM log ORDER BY seq DESC LIMIT 1`).Scan(&last, &lastAt)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, time.Time{}, err
	}
	at := max(stamp(db.now()), lastAt)
	seq := last + 1
	_, err = tx.ExecContext(ctx, `INSERT INTO log (seq, kind, ref, at) VALUES ($1, $2, $3, $4)`, seq, kind, ref, at)
	return seq, parseStamp(at), err
}

// Head is the number of the newest log entry; 0 for an empty store.
func (db *DB) Head(ctx context.Context) (int64, error) {
	var n sql.NullInt64
	err := db.read.QueryRowContext(ctx, `SELECT max(seq) FROM log`).Scan(&n)
	return n.Int64, failed(err, "read the log")
}

// SeqAt is the number of the newest log entry recorded at or before t; 0 where
// there is none. It turns a time into an as-of place in the log.
func (db *DB) SeqAt(ctx context.Context, t time.Time) (int64, error) {
	var n sql.NullInt64
	err := db.read.QueryRowContext(ctx, `SELECT max(seq) FROM log WHERE at <= $1`, stamp(t)).Scan(&n)
	return n.Int64, failed(err, "read the log")
}

// each runs a query and calls scan for every row.
func (db *DB) each(ctx context.Context, query string, scan func(*sql.Rows) error, args ...any) error {
	rows, err := db.read.QueryContext(ctx, query, args...)
	if err != nil {
		return failed(err, "read")
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return failed(err, "read")
		}
	}
	return failed(rows.Err(), "read")
}

// End is a place in the log after every entry.
const End = int64(1) << 62

// upTo is the last place in the log that takes part; 0 means all of it.
func upTo(seq int64) int64 {
	if seq <= 0 {
		return End
	}
	return seq
}

func corrupt(table, id string, err error) error {
	return evidence.WithKind(evidence.Invalid, err, "store: row %s of table %s does not decode", id, table)
}
