package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"hash"
)

// contents are the queries whose rows make up a store's content: what is
// stored, without when and in what order it arrived, and without what is derived
// from it again at any time (bands, near-copies, cursors).
var contents = []string{
	`SELECT 'text', id, '' FROM texts ORDER BY id`,
	`SELECT 'document', id, text_id FROM documents ORDER BY id`,
	`SELECT 'reading', document_id, reader FROM readings ORDER BY document_id, reader`,
	`SELECT 'claim', id, hash FROM claims ORDER BY id, hash`,
	`SELECT 'quote', claim_id, quote FROM quotes ORDER BY claim_id, document_id, start_cp`,
	`SELECT 'record', id, hash FROM records ORDER BY kind, id, hash`,
	`SELECT 'incoming', id, name FROM incoming ORDER BY id`,
	`SELECT 'outcome', o.incoming_id, o.kind FROM outcomes o
		WHERE o.seq = (SELECT max(p.seq) FROM outcomes p WHERE p.incoming_id = o.incoming_id) ORDER BY o.incoming_id`,
	`SELECT 'decision', hash, prev FROM decisions ORDER BY seq`,
	`SELECT 'verdict', v.cell, v.hash FROM verdicts v
		WHERE v.seq = (SELECT max(w.seq) FROM verdicts w WHERE w.cell = v.cell) ORDER BY v.cell`,
}

// Fingerprint is a hash of the store's content. Two stores that hold the same
// documents, readings, claims, quotes, records, decisions and standing verdicts
// have the same, whatever the order and times of recording.
func (db *DB) Fingerprint(ctx context.Context) (string, error) {
	tx, err := db.snapshot(ctx)
	if err != nil {
		return "", err
	}
	defer tx.Rollback()
	s, err := fingerprintOf(ctx, tx)
	return s, failed(err, "read for the fingerprint")
}

func fingerprintOf(ctx context.Context, tx *sql.Tx) (string, error) {
	h := sha256.New()
	for _, query := range contents {
		if err := hashRows(ctx, tx, query, h); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

func hashRows(ctx context.Context, tx *sql.Tx, query string, h hash.Hash) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind, a, b string
		if err := rows.Scan(&kind, &a, &b); err != nil {
			return err
		}
		for _, s := range []string{kind, a, b} {
			h.Write([]byte(s))
			h.Write([]byte{0})
		}
	}
	return rows.Err()
}
