package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"assay/evidence"
)

// AddDocument stores a document, its text, the reading and its claims, quotes
// and records in one transaction. added is false, and nothing changes, where
// this reader has read this document before. Errors: invalid where an id does
// not follow from the content or a quote does not stand in the text.
func (db *DB) AddDocument(ctx context.Context, doc evidence.Document, reader string,
	claims []evidence.Claim, records []evidence.Record) (added bool, err error) {
	if err := checkReading(&doc, reader, claims); err != nil {
		return false, err
	}
	err = db.tx(ctx, func(tx *sql.Tx) error {
		added, err = db.addReading(ctx, tx, &doc, reader, claims, records)
		return err
	})
	return added && err == nil, err
}

// addReading adds what a reader found, where it has not read the document before.
func (db *DB) addReading(ctx context.Context, tx *sql.Tx, doc *evidence.Document, reader string,
	claims []evidence.Claim, records []evidence.Record) (added bool, err error) {
	var seen int
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM readings WHERE document_id = $1 AND reader = $2`, doc.ID, reader).Scan(&seen)
	if err != nil || seen > 0 {
		return false, err
	}
	return true, db.addDocument(ctx, tx, doc, reader, claims, records)
}

func (db *DB) addDocument(ctx context.Context, tx *sql.Tx, doc *evidence.Document, reader string,
	claims []evidence.Claim, records []evidence.Record) error {
	seq, at, err := db.entry(ctx, tx, "document", doc.ID)
	if err != nil {
		return err
	}
	doc.ReadAt = at
	body, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO texts (id, body) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, doc.TextID, doc.Body)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO documents (id, seq, text_id, name, published, body)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
		doc.ID, seq, doc.TextID, doc.Name, string(doc.Published), string(body))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO readings (document_id, reader, seq, claims) VALUES ($1, $2, $3, $4)`,
		doc.ID, reader, seq, len(claims))
	if err != nil {
		return err
	}
	if _, err := addClaims(ctx, tx, seq, at, claims); err != nil {
		return err
	}
	return addRecords(ctx, tx, seq, records)
}

// HasReading reports whether reader has read the document before: then there
// is no need to read it again.
func (db *DB) HasReading(ctx context.Context, documentID, reader string) (bool, error) {
	var n int
	err := db.read.QueryRowContext(ctx, `SELECT count(*) FROM readings WHERE document_id = $1 AND reader = $2`,
		documentID, reader).Scan(&n)
	return n > 0, failed(err, "read readings")
}

// DocumentsAfter gives the documents, with their texts, of the log entries
// after seq up to through, oldest first.
func (db *DB) DocumentsAfter(ctx context.Context, seq, through int64) ([]evidence.Document, error) {
	var out []evidence.Document
	err := db.each(ctx, `SELECT d.id, d.body, t.body FROM documents d JOIN texts t ON t.id = d.text_id
		WHERE d.seq > $1 AND d.seq <= $2 ORDER BY d.seq`, func(rows *sql.Rows) error {
		var d evidence.Document
		var id, body string
		if err := rows.Scan(&id, &body, &d.Body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &d); err != nil {
			return corrupt("documents", id, err)
		}
		out = append(out, d)
		return nil
	}, seq, through)
	return out, err
}

// Document gives one document with its text, by id, by an id's unique
// beginning of at least 6 digits, or by name. Errors: not found; conflict where several fit.
func (db *DB) Document(ctx context.Context, id string) (evidence.Document, error) {
	var out []evidence.Document
	query := `SELECT d.body, t.body FROM documents d JOIN texts t ON t.id = d.text_id WHERE `
	scan := func(rows *sql.Rows) error {
		var d evidence.Document
		var body string
		if err := rows.Scan(&body, &d.Body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &d); err != nil {
			return corrupt("documents", id, err)
		}
		out = append(out, d)
		return nil
	}
	if err := db.each(ctx, query+`d.id = $1 OR d.name = $1 ORDER BY d.seq LIMIT 3`, scan, id); err != nil {
		return evidence.Document{}, err
	}
	if len(out) == 0 && len(id) >= 6 {
		// The range "id" to "id~" is the prefix search that both databases can index.
		if err := db.each(ctx, query+`d.id >= $1 AND d.id < $2 ORDER BY d.id LIMIT 3`, scan, id, id+"~"); err != nil {
			return evidence.Document{}, err
		}
	}
	switch len(out) {
	case 0:
		return evidence.Document{}, evidence.Errorf(evidence.NotFound, "no document %q in the store", id)
	case 1:
		return out[0], nil
	}
	return evidence.Document{}, evidence.Errorf(evidence.Conflict, "several documents are called %q; give the id", id)
}

// ReadingsAfter gives the readings of the log entries after seq up to through, oldest first.
func (db *DB) ReadingsAfter(ctx context.Context, seq, through int64) ([]evidence.Reading, error) {
	var out []evidence.Reading
	err := db.each(ctx, `SELECT r.document_id, r.reader, r.seq, r.claims, l.at FROM readings r JOIN log l ON l.seq = r.seq
		WHERE r.seq > $1 AND r.seq <= $2 ORDER BY r.seq`, func(rows *sql.Rows) error {
		var r evidence.Reading
		var at string
		if err := rows.Scan(&r.DocumentID, &r.Reader, &r.Seq, &r.Claims, &at); err != nil {
			return err
		}
		r.RecordedAt = parseStamp(at)
		out = append(out, r)
		return nil
	}, seq, through)
	return out, err
}
