package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"assay/evidence"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the newest schema that this program knows.
const Schema = 2

// migrate brings the schema forward in one transaction. There is no way back:
// a store of a newer program is refused, never altered.
func (db *DB) migrate(ctx context.Context) error {
	have, err := db.schema(ctx, db.read)
	if err != nil || have == Schema {
		return err
	}
	return db.tx(ctx, func(tx *sql.Tx) error {
		have, err := db.schema(ctx, tx) // again, now that nobody else writes
		if err != nil || have == Schema {
			return err
		}
		if have == 0 {
			if err := db.refuseForeign(ctx, tx); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `CREATE TABLE assay_schema (version BIGINT NOT NULL)`); err != nil {
				return err
			}
			db.made = true
		}
		return db.migrateFrom(ctx, tx, have)
	})
}

func (db *DB) migrateFrom(ctx context.Context, tx *sql.Tx, have int) error {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	for _, name := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		n, err := strconv.Atoi(number)
		if err != nil {
			return fmt.Errorf("migration %s has no number", name)
		}
		if n <= have {
			continue
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, db.dialect(string(text))); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM assay_schema`); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO assay_schema (version) VALUES ($1)`, Schema)
	return err
}

// dialect adapts a migration: SQLite orders text by bytes, PostgreSQL by the
// database's locale unless it is told otherwise, and prefix ranges and
// fingerprints need the order of bytes; SQLite alone keeps a table within its
// primary key where it is told to.
func (db *DB) dialect(text string) string {
	if db.address.postgres {
		return strings.NewReplacer(" TEXT ", ` TEXT COLLATE "C" `, " BLOB ", " BYTEA ").Replace(text)
	}
	return strings.ReplaceAll(text, "/* WITHOUT ROWID */", "WITHOUT ROWID")
}

type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// schema is the store's version: 0 for an empty database.
func (db *DB) schema(ctx context.Context, q queryer) (int, error) {
	ok, err := db.hasTables(ctx, q, `= 'assay_schema'`)
	if err != nil || !ok {
		return 0, err
	}
	var v int
	err = q.QueryRowContext(ctx, `SELECT version FROM assay_schema`).Scan(&v)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	if v > Schema {
		return 0, evidence.Errorf(evidence.Unsupported,
			"its schema is %d and this program knows %d: use a newer assay", v, Schema)
	}
	return v, nil
}

// refuseForeign keeps us from writing into somebody else's database.
func (db *DB) refuseForeign(ctx context.Context, tx *sql.Tx) error {
	pattern := `NOT LIKE 'sqlite_%'`
	if db.address.postgres {
		pattern = `NOT LIKE 'river_%'`
	}
	ok, err := db.hasTables(ctx, tx, pattern)
	if err != nil {
		return err
	}
	if ok {
		return evidence.Errorf(evidence.Invalid, "holds tables of another program; give a file or database of its own")
	}
	return nil
}

func (db *DB) hasTables(ctx context.Context, q queryer, where string) (bool, error) {
	query := `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name ` + where
	if db.address.postgres {
		query = `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name ` + where
	}
	var n int
	err := q.QueryRowContext(ctx, query).Scan(&n)
	return n > 0, err
}
