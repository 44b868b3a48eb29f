package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"assay/evidence"
)

// connect opens the handles and checks that the store answers.
func (db *DB) connect(ctx context.Context) error {
	if db.address.postgres {
		return db.connectPostgres(ctx)
	}
	return db.connectSQLite(ctx)
}

func (db *DB) connectSQLite(ctx context.Context) error {
	file := db.address.file
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return sqliteFileError(err, file)
	}
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return evidence.Errorf(evidence.Invalid, "store %s is not a regular file", file)
	}
	// A path may hold ?, # or %: escape it, else SQLite reads it as parameters.
	dsn := "file:" + (&url.URL{Path: file}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)" +
		"&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)"
	if n := db.maxPages; n > 0 {
		dsn += fmt.Sprintf("&_pragma=max_page_count(%d)", n)
	}
	var err error
	if db.write, err = sql.Open("sqlite", dsn+"&_txlock=immediate"); err != nil {
		return sqliteFileError(err, file)
	}
	db.write.SetMaxOpenConns(1)
	if db.read, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)"); err != nil {
		return sqliteFileError(err, file)
	}
	db.read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	db.read.SetMaxIdleConns(max(4, runtime.NumCPU()))
	if err := db.write.PingContext(ctx); err != nil {
		db.Close()
		return sqliteFileError(err, file)
	}
	return nil
}

func (db *DB) connectPostgres(ctx context.Context) error {
	pool, err := sql.Open("pgx", db.address.dsn)
	if err != nil {
		return evidence.Errorf(evidence.Invalid, "store address is no valid postgres:// address")
	}
	pool.SetMaxOpenConns(8)
	pool.SetMaxIdleConns(4)
	db.write, db.read = pool, pool
	if err := pool.PingContext(ctx); err != nil {
		db.Close()
		return evidence.WithKind(evidence.Transient, oneLine(err), "store %s does not answer", db.address.shown())
	}
	return nil
}

func sqliteFileError(err error, file string) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return evidence.Errorf(evidence.Denied, "store %s: no permission", file)
	case sqliteCode(err) == sqlite3.SQLITE_NOTADB:
		return evidence.Errorf(evidence.Invalid, "store %s is not a SQLite file", file)
	case sqliteCode(err) == sqlite3.SQLITE_CANTOPEN:
		return evidence.Errorf(evidence.Denied, "store %s cannot be opened (folder missing or no permission)", file)
	}
	return evidence.WithKind(kindOf(err), err, "store %s", file)
}

// kindOf sorts a driver's error: what passes when tried again is transient.
func kindOf(err error) evidence.Kind {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return evidence.Transient
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return evidence.Denied
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return evidence.Invalid
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && len(pg.Code) == 5 {
		switch pg.Code[:2] {
		case "08", "40", "53", "55", "57", "58": // connection, serialization, resources, in use, operator, system
			return evidence.Transient
		case "28", "42":
			return evidence.Denied
		}
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || errors.Is(err, sql.ErrConnDone) || pgconn.SafeToRetry(err) {
		return evidence.Transient
	}
	return evidence.Internal
}

// sqliteCode is the primary result code of a SQLite error, or 0.
func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// oneLine flattens a message of several lines, as pgx gives for several hosts.
func oneLine(err error) error {
	return errors.New(strings.Join(strings.Fields(err.Error()), " "))
}

// failed gives a driver's error its kind and says what was being done.
func failed(err error, doing string) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var e *evidence.Error
	if errors.As(err, &e) {
		return err
	}
	return evidence.WithKind(kindOf(err), err, "store: %s", doing)
}
