package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"assay/evidence"
)

// AddRecords stores built-in or keeper's records in one transaction, together
// with keyed records such as the fingerprint of the set. A record that is
// there unchanged is left; a changed one is added and stands from then on.
// It gives the number of rows added; where it is 0 the log does not grow.
func (db *DB) AddRecords(ctx context.Context, ref string, claims []evidence.Claim, records []evidence.Record) (added int, err error) {
	for i := range claims {
		c := &claims[i]
		if c.ID == "" || c.Kind != evidence.KindRecord {
			return 0, evidence.Errorf(evidence.Invalid, "claim %q is no record with an id", c.ID)
		}
		c.Hash = c.ContentHash()
	}
	err = db.tx(ctx, func(tx *sql.Tx) error {
		seq, at, err := db.entry(ctx, tx, "fill", ref)
		if err != nil {
			return err
		}
		if added, err = addClaims(ctx, tx, seq, at, claims); err != nil {
			return err
		}
		return addRecords(ctx, tx, seq, records)
	})
	return added, err
}

// addClaims inserts the claims and their quotes under one log entry.
func addClaims(ctx context.Context, tx *sql.Tx, seq int64, at time.Time, claims []evidence.Claim) (added int, err error) {
	if len(claims) == 0 {
		return 0, nil
	}
	ins, err := tx.PrepareContext(ctx, `INSERT INTO claims (id, hash, seq, n, document_id, reader, model_id, stage, silicon, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id, hash) DO NOTHING`)
	if err != nil {
		return 0, err
	}
	defer ins.Close()
	for i := range claims {
		c := claims[i]
		c.RecordedAt = at
		quote, start, end := c.Quote, c.Start, c.End
		c.Quote, c.Start, c.End = "", 0, 0
		body, err := json.Marshal(&c)
		if err != nil {
			return added, err
		}
		res, err := ins.ExecContext(ctx, c.ID, c.Hash, seq, i, c.DocumentID, c.Reader, c.ModelID, string(c.Stage), c.Silicon, string(body))
		if err != nil {
			return added, err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return added, err
		}
		added += int(n)
		if n == 0 || quote == "" {
			continue
		}
		if err := addQuote(ctx, tx, seq, c.ID, c.DocumentID, quote, start, end); err != nil {
			return added, err
		}
	}
	return added, nil
}

func addQuote(ctx context.Context, tx *sql.Tx, seq int64, claimID, documentID, quote string, start, end int) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO quotes (claim_id, document_id, seq, start_cp, end_cp, quote)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (claim_id, document_id, start_cp) DO NOTHING`,
		claimID, documentID, seq, start, end, quote)
	return err
}

const claimColumns = `SELECT c.id, c.body, q.quote, q.start_cp, q.end_cp FROM claims c
	LEFT JOIN quotes q ON q.claim_id = c.id AND q.document_id = c.document_id `

// ClaimsAfter gives every claim row of the log entries after seq up to through, in the order of recording: a later row of one id replaces the
// earlier, and a later reading supersedes (see
// evidence.CurrentClaims).
func (db *DB) ClaimsAfter(ctx context.Context, seq, through int64) ([]evidence.Claim, error) {
	return db.claims(ctx, `WHERE c.seq > $1 AND c.seq <= $2 ORDER BY c.seq, c.n`, seq, through)
}

// TouchedClaims gives the ids of all claims, superseded ones too, on documents
// that were read, or whose texts were found to be copies, in the log entries
// after seq up to through.
func (db *DB) TouchedClaims(ctx context.Context, seq, through int64) ([]string, error) {
	var out []string
	err := db.each(ctx, `SELECT id FROM claims WHERE document_id IN (SELECT document_id FROM readings WHERE seq > $1 AND seq <= $2
		UNION SELECT id FROM documents WHERE text_id IN (SELECT a FROM near WHERE seq > $1 AND seq <= $2
			UNION SELECT b FROM near WHERE seq > $1 AND seq <= $2)) ORDER BY id`, func(rows *sql.Rows) error {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		out = append(out, id)
		return nil
	}, seq, through)
	return out, err
}

// Claims gives the claims that stand at a place in the log (0: now): the
// latest row of each id, without those that a newer reading of their document
// superseded. Retractions and dates are R0's, not the store's.
func (db *DB) Claims(ctx context.Context, asOf int64) ([]evidence.Claim, error) {
	all, err := db.ClaimsAfter(ctx, 0, upTo(asOf))
	if err != nil {
		return nil, err
	}
	readings, err := db.ReadingsAfter(ctx, 0, upTo(asOf))
	if err != nil {
		return nil, err
	}
	return evidence.CurrentClaims(all, readings), nil
}

// DocumentClaims gives the claims that stand on one document.
func (db *DB) DocumentClaims(ctx context.Context, documentID string) ([]evidence.Claim, error) {
	all, err := db.claims(ctx, `WHERE c.document_id = $1 ORDER BY c.seq, c.n`, documentID)
	if err != nil {
		return nil, err
	}
	var readings []evidence.Reading
	err = db.each(ctx, `SELECT reader, seq FROM readings WHERE document_id = $1 ORDER BY seq`, func(rows *sql.Rows) error {
		r := evidence.Reading{DocumentID: documentID}
		if err := rows.Scan(&r.Reader, &r.Seq); err != nil {
			return err
		}
		readings = append(readings, r)
		return nil
	}, documentID)
	return evidence.CurrentClaims(all, readings), err
}

func (db *DB) claims(ctx context.Context, where string, args ...any) ([]evidence.Claim, error) {
	var claims []evidence.Claim
	err := db.each(ctx, claimColumns+where, func(rows *sql.Rows) error {
		var id, body string
		var quote sql.NullString
		var start, end sql.NullInt64
		if err := rows.Scan(&id, &body, &quote, &start, &end); err != nil {
			return err
		}
		var c evidence.Claim
		if err := json.Unmarshal([]byte(body), &c); err != nil {
			return corrupt("claims", id, err)
		}
		c.Quote, c.Start, c.End = quote.String, int(start.Int64), int(end.Int64)
		claims = append(claims, c)
		return nil
	}, args...)
	return claims, err
}
