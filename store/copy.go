package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"assay/evidence"
)

// tables lists every table with its columns, in an order in which rows may be
// inserted.
var tables = []struct{ name, columns, order string }{
	{"log", "seq, kind, ref, at", "seq"},
	{"texts", "id, body", "id"},
	{"documents", "id, seq, text_id, name, published, body", "seq, id"},
	{"readings", "document_id, reader, seq, claims", "seq, document_id, reader"},
	{"claims", "id, hash, seq, n, document_id, reader, model_id, stage, silicon, body", "seq, n"},
	{"quotes", "claim_id, document_id, seq, start_cp, end_cp, quote", "seq, claim_id"},
	{"decisions", "seq, kind, subject, object, payload, reason, person, day, at, prev, hash", "seq"},
	{"records", "kind, id, hash, seq, body", "seq, kind, id"},
	{"verdicts", "cell, seq, rules, hash, body", "seq, cell"},
	{"places", "text_id, place", "place"},
	{"bands", "bucket, place", "bucket, place"},
	{"near", "a, b, seq, jaccard", "a, b"},
	{"incoming", "id, seq, name, body, bytes", "seq, id"},
	{"outcomes", "incoming_id, seq, kind, document_id, reason", "seq, incoming_id"},
	{"cursors", "name, seq", "name"},
}

// Copy moves everything from one store to another, which must be empty, in one
// transaction at the target and from one consistent view of the source, which
// may be written meanwhile. It compares the contents by hash before it commits
// anything as done, and gives that hash. Errors: conflict where the target is
// not empty.
func Copy(ctx context.Context, from, to *DB) (content string, rows int64, err error) {
	if head, err := to.Head(ctx); err != nil {
		return "", 0, err
	} else if head > 0 {
		return "", 0, evidence.Errorf(evidence.Conflict, "store %s is not empty; copy into a new one", to.Address())
	}
	src, err := from.snapshot(ctx)
	if err != nil {
		return "", 0, err
	}
	defer src.Rollback()
	err = to.tx(ctx, func(tx *sql.Tx) error {
		for _, t := range tables {
			n, err := copyTable(ctx, src, tx, t.name, t.columns, t.order)
			if err != nil {
				return fmt.Errorf("table %s: %w", t.name, err)
			}
			rows += n
		}
		want, err := fingerprintOf(ctx, src)
		if err != nil {
			return err
		}
		if content, err = fingerprintOf(ctx, tx); err != nil {
			return err
		}
		if content != want {
			return evidence.Errorf(evidence.Internal, "the copy's content %s is not the source's %s", content, want)
		}
		return nil
	})
	return content, rows, err
}

// snapshot begins a transaction that sees one state of the store to its end.
func (db *DB) snapshot(ctx context.Context) (*sql.Tx, error) {
	opt := &sql.TxOptions{}
	if db.address.postgres {
		opt = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := db.read.BeginTx(ctx, opt)
	if err != nil {
		return nil, failed(err, "begin")
	}
	// SQLite takes its snapshot at the first read.
	var n sql.NullInt64
	if err := tx.QueryRowContext(ctx, `SELECT max(seq) FROM log`).Scan(&n); err != nil {
		tx.Rollback()
		return nil, failed(err, "read the log")
	}
	return tx, nil
}

func copyTable(ctx context.Context, src, dst *sql.Tx, name, columns, order string) (int64, error) {
	width := strings.Count(columns, ",") + 1
	marks := make([]string, width)
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	ins, err := dst.PrepareContext(ctx, `INSERT INTO `+name+` (`+columns+`) VALUES (`+strings.Join(marks, ", ")+`)`)
	if err != nil {
		return 0, err
	}
	defer ins.Close()
	rows, err := src.QueryContext(ctx, `SELECT `+columns+` FROM `+name+` ORDER BY `+order)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	values, refs := make([]any, width), make([]any, width)
	for i := range values {
		refs[i] = &values[i]
	}
	var n int64
	for rows.Next() {
		if err := rows.Scan(refs...); err != nil {
			return n, err
		}
		if _, err := ins.ExecContext(ctx, values...); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

// Backup writes the whole store to a new SQLite file, from one consistent view,
// while others go on writing. The file appears under its name only when it is
// complete. It gives the hash of its content.
func (db *DB) Backup(ctx context.Context, file string) (content string, err error) {
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return "", evidence.Errorf(evidence.Conflict, "%s exists; give a backup a name of its own", file)
	}
	part := file + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", evidence.Errorf(evidence.Denied, "%s cannot be replaced", part)
	}
	out, err := Open(ctx, "sqlite:"+part)
	if err != nil {
		return "", err
	}
	content, _, err = Copy(ctx, db, out)
	if err == nil {
		// Fold the write-ahead log into the file: one file is the backup.
		_, err = out.write.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	}
	if e := out.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(part)
		return "", failed(err, "backup")
	}
	if err := os.Rename(part, file); err != nil {
		return "", evidence.WithKind(evidence.Denied, err, "backup %s", file)
	}
	for _, rest := range []string{"-wal", "-shm"} {
		os.Remove(part + rest)
	}
	return content, nil
}
