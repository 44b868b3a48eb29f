package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"assay/evidence"
)

const addIncoming = `INSERT INTO incoming (id, seq, name, body, bytes) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`

// AddIncoming records raw documents that wait to be read and gives the ids of
// those that are new. On PostgreSQL enqueue is called with the transaction and
// those ids before it commits, so that a document and its job are recorded
// together or not at all; on SQLite it is not called.
func (db *DB) AddIncoming(ctx context.Context, items []evidence.Incoming,
	enqueue func(ctx context.Context, tx pgx.Tx, ids []string) error) (added []string, err error) {
	for i := range items {
		if want := evidence.IncomingID(items[i].Name, items[i].Address, items[i].Bytes); items[i].ID != want {
			return nil, evidence.Errorf(evidence.Invalid, "incoming %q: id %s does not follow from its content (%s)", items[i].Name, items[i].ID, want)
		}
	}
	if db.address.postgres {
		return db.addIncomingPostgres(ctx, items, enqueue)
	}
	err = db.tx(ctx, func(tx *sql.Tx) error {
		seq, at, err := db.entry(ctx, tx, "incoming", "")
		if err != nil {
			return err
		}
		for _, in := range items {
			in.AddedAt = at
			body, err := json.Marshal(in)
			if err != nil {
				return err
			}
			res, err := tx.ExecContext(ctx, addIncoming, in.ID, seq, in.Name, string(body), in.Bytes)
			if err != nil {
				return err
			}
			if n, _ := res.RowsAffected(); n > 0 {
				added = append(added, in.ID)
			}
		}
		if len(added) == 0 {
			return errNothingNew // leave the log as it was
		}
		return nil
	})
	if errors.Is(err, errNothingNew) {
		err = nil
	}
	return added, err
}

var errNothingNew = errors.New("nothing new")

// addIncomingPostgres does the same by pgx's own transaction, which is what the
// job engine needs to add jobs to it.
func (db *DB) addIncomingPostgres(ctx context.Context, items []evidence.Incoming,
	enqueue func(context.Context, pgx.Tx, []string) error) (added []string, err error) {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, failed(err, "connect")
	}
	defer conn.Close()
	err = conn.Raw(func(driver any) error {
		return pgx.BeginFunc(ctx, driver.(*stdlib.Conn).Conn(), func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(lockKey)); err != nil {
				return err
			}
			var seq int64
			var at string
			err := tx.QueryRow(ctx, `INSERT INTO log (seq, kind, ref, at)
				SELECT coalesce(max(seq), 0) + 1, 'incoming', '', greatest(max(at), $1) FROM log RETURNING seq, at`, stamp(db.now())).Scan(&seq, &at)
			if err != nil {
				return err
			}
			for _, in := range items {
				in.AddedAt = parseStamp(at)
				body, err := json.Marshal(in)
				if err != nil {
					return err
				}
				res, err := tx.Exec(ctx, addIncoming, in.ID, seq, in.Name, string(body), in.Bytes)
				if err != nil {
					return err
				}
				if res.RowsAffected() > 0 {
					added = append(added, in.ID)
				}
			}
			if len(added) == 0 {
				return errNothingNew
			}
			if enqueue == nil {
				return nil
			}
			return enqueue(ctx, tx, added)
		})
	})
	if errors.Is(err, errNothingNew) {
		return nil, nil
	}
	return added, failed(err, "record incoming documents")
}

// Incoming gives one raw document with its bytes.
func (db *DB) Incoming(ctx context.Context, id string) (evidence.Incoming, error) {
	var in evidence.Incoming
	var body string
	var bytes []byte
	err := db.read.QueryRowContext(ctx, `SELECT body, bytes FROM incoming WHERE id = $1`, id).Scan(&body, &bytes)
	if errors.Is(err, sql.ErrNoRows) {
		return in, evidence.Errorf(evidence.NotFound, "no incoming document %q in the store", id)
	}
	if err != nil {
		return in, failed(err, "read incoming")
	}
	if err := json.Unmarshal([]byte(body), &in); err != nil {
		return in, corrupt("incoming", id, err)
	}
	in.Bytes = bytes
	return in, nil
}

// standing is the newest outcome of each raw document.
const standing = ` LEFT JOIN outcomes o ON o.incoming_id = i.id
	AND o.seq = (SELECT max(p.seq) FROM outcomes p WHERE p.incoming_id = i.id) `

// Waiting gives the ids of raw documents that wait, oldest first, limit at most.
func (db *DB) Waiting(ctx context.Context, limit int) ([]string, error) {
	var out []string
	err := db.each(ctx, `SELECT i.id FROM incoming i`+standing+`WHERE o.kind IS NULL OR o.kind = 'again' ORDER BY i.seq, i.id LIMIT $1`,
		func(rows *sql.Rows) error {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			out = append(out, id)
			return nil
		}, limit)
	return out, err
}

// Queue counts what waits and what is done.
func (db *DB) Queue(ctx context.Context) (evidence.QueueState, error) {
	var q evidence.QueueState
	err := db.each(ctx, `SELECT coalesce(o.kind, 'again'), count(*), min(l.at) FROM incoming i JOIN log l ON l.seq = i.seq`+standing+
		`GROUP BY coalesce(o.kind, 'again')`, func(rows *sql.Rows) error {
		var kind evidence.OutcomeKind
		var n int
		var oldest string
		if err := rows.Scan(&kind, &n, &oldest); err != nil {
			return err
		}
		switch kind {
		case evidence.OutcomeRead:
			q.Read = n
		case evidence.OutcomeFailed:
			q.Failed = n
		default:
			q.Waiting, q.Oldest = n, parseStamp(oldest)
		}
		return nil
	})
	return q, err
}

// Failed lists the dead letters with their reasons, oldest first.
func (db *DB) Failed(ctx context.Context) ([]evidence.Outcome, error) {
	var out []evidence.Outcome
	err := db.each(ctx, `SELECT i.id, i.name, o.kind, o.reason, l.at FROM incoming i`+standing+
		`JOIN log l ON l.seq = o.seq WHERE o.kind = 'failed' ORDER BY o.seq, i.id`, func(rows *sql.Rows) error {
		var o evidence.Outcome
		var at string
		if err := rows.Scan(&o.Incoming, &o.Name, &o.Kind, &o.Reason, &at); err != nil {
			return err
		}
		o.RecordedAt = parseStamp(at)
		out = append(out, o)
		return nil
	})
	return out, err
}

// Handle records what became of a raw document and, where it was read, the
// document with its claims, in one transaction. A raw document that somebody
// else handled meanwhile is left as it is, and done is false.
func (db *DB) Handle(ctx context.Context, id string, d evidence.Done) (done bool, err error) {
	if d.Kind == evidence.OutcomeRead {
		if err := checkReading(&d.Document, d.Reader, d.Claims); err != nil {
			return false, err
		}
	}
	err = db.tx(ctx, func(tx *sql.Tx) error {
		var kind sql.NullString
		err := tx.QueryRowContext(ctx, `SELECT o.kind FROM incoming i`+standing+`WHERE i.id = $1`, id).Scan(&kind)
		if errors.Is(err, sql.ErrNoRows) {
			return evidence.Errorf(evidence.NotFound, "no incoming document %q in the store", id)
		}
		again := evidence.OutcomeKind(kind.String) == evidence.OutcomeAgain
		if err != nil || kind.Valid && again == (d.Kind == evidence.OutcomeAgain) {
			return err
		}
		if d.Kind == evidence.OutcomeRead {
			if _, err := db.addReading(ctx, tx, &d.Document, d.Reader, d.Claims, d.Names); err != nil {
				return err
			}
		}
		seq, _, err := db.entry(ctx, tx, "outcome", id)
		if err != nil {
			return err
		}
		done = true
		_, err = tx.ExecContext(ctx, `INSERT INTO outcomes (incoming_id, seq, kind, document_id, reason) VALUES ($1, $2, $3, $4, $5)`,
			id, seq, string(d.Kind), d.Document.ID, d.Reason)
		return err
	})
	return done && err == nil, err
}
