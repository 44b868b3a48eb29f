package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"assay/evidence"
)

// PutRecords stores keyed records in one transaction. A record that is there
// with the same body changes nothing; the newest body of a key stands.
func (db *DB) PutRecords(ctx context.Context, records []evidence.Record) error {
	if len(records) == 0 {
		return nil
	}
	return db.tx(ctx, func(tx *sql.Tx) error {
		seq, _, err := db.entry(ctx, tx, "records", records[0].Kind)
		if err != nil {
			return err
		}
		return addRecords(ctx, tx, seq, records)
	})
}

func addRecords(ctx context.Context, tx *sql.Tx, seq int64, records []evidence.Record) error {
	for _, r := range records {
		if r.Kind == "" || r.ID == "" || !json.Valid(r.Body) {
			return evidence.Errorf(evidence.Invalid, "record %q of kind %q needs a kind, an id and a JSON body", r.ID, r.Kind)
		}
		hash := evidence.Hash("record", r.Kind, r.ID, string(r.Body))
		_, err := tx.ExecContext(ctx, `INSERT INTO records (kind, id, hash, seq, body) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (kind, id, hash) DO NOTHING`, r.Kind, r.ID, hash, seq, string(r.Body))
		if err != nil {
			return err
		}
	}
	return nil
}

// Records gives the records of a kind that stand at a place in the log (0:
// now), the newest body of each id, in the order of first recording.
func (db *DB) Records(ctx context.Context, kind string, asOf int64) ([]evidence.Record, error) {
	var out []evidence.Record
	at := map[string]int{}
	err := db.each(ctx, `SELECT r.id, r.body, l.at FROM records r JOIN log l ON l.seq = r.seq
		WHERE r.kind = $1 AND r.seq <= $2 ORDER BY r.seq, r.id`, func(rows *sql.Rows) error {
		r := evidence.Record{Kind: kind}
		var body, when string
		if err := rows.Scan(&r.ID, &body, &when); err != nil {
			return err
		}
		r.Body, r.RecordedAt = json.RawMessage(body), parseStamp(when)
		if i, ok := at[r.ID]; ok {
			out[i] = r
			return nil
		}
		at[r.ID] = len(out)
		out = append(out, r)
		return nil
	}, kind, upTo(asOf))
	return out, err
}

// Cursor is how far the job of that name has come in the log; 0 at first.
func (db *DB) Cursor(ctx context.Context, name string) (int64, error) {
	var n sql.NullInt64
	err := db.read.QueryRowContext(ctx, `SELECT max(seq) FROM cursors WHERE name = $1`, name).Scan(&n)
	return n.Int64, failed(err, "read cursors")
}

// holdCursor makes sure that a job's cursor is where the job began; conflict
// where another worker moved it meanwhile.
func holdCursor(ctx context.Context, tx *sql.Tx, job string, from int64) error {
	var at sql.NullInt64
	if err := tx.QueryRowContext(ctx, `SELECT max(seq) FROM cursors WHERE name = $1`, job).Scan(&at); err != nil {
		return err
	}
	if at.Int64 != from {
		return evidence.Errorf(evidence.Conflict, "job %s is at %d, not %d: another worker was faster", job, at.Int64, from)
	}
	return nil
}

func setCursor(ctx context.Context, tx *sql.Tx, name string, seq int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO cursors (name, seq) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`, name, seq)
	return err
}

// SetCursor moves the cursor of a job that writes nothing else.
func (db *DB) SetCursor(ctx context.Context, name string, seq int64) error {
	return db.tx(ctx, func(tx *sql.Tx) error { return setCursor(ctx, tx, name, seq) })
}
