package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"assay/evidence"
)

// Verification is what Verify checked and found.
type Verification struct {
	Address   string             `json:"store"`
	Log       int64              `json:"log"`     // newest entry
	Head      string             `json:"head"`    // hash of the newest decision
	Content   string             `json:"content"` // Fingerprint
	Documents int                `json:"documents"`
	Claims    int                `json:"claims"`
	Quotes    int                `json:"quotes"`
	Decisions int                `json:"decisions"`
	Records   int                `json:"records"`
	Verdicts  int                `json:"verdicts"`
	Findings  []evidence.Finding `json:"findings"`
}

func (v *Verification) wrong(rule, format string, args ...any) {
	v.Findings = append(v.Findings, evidence.Finding{Severity: evidence.SeverityError, Rule: rule,
		Message: fmt.Sprintf(format, args...), Fix: "restore the store from a backup, or find out who altered it"})
}

// Verify recomputes every id, hash and quote and the chain of decisions, and
// compares them with what is stored. It writes nothing. What differs is a
// finding; the error is the database's.
func (db *DB) Verify(ctx context.Context) (*Verification, error) {
	v := &Verification{Address: db.Address(), Findings: []evidence.Finding{}}
	for _, step := range []func(context.Context, *Verification) error{
		db.verifyLog, db.verifyDocuments, db.verifyClaims, db.verifyRecords, db.verifyVerdicts, db.verifyChain,
	} {
		if err := step(ctx, v); err != nil {
			return nil, err
		}
	}
	var err error
	v.Content, err = db.Fingerprint(ctx)
	return v, err
}

func (db *DB) verifyLog(ctx context.Context, v *Verification) error {
	at := ""
	return db.each(ctx, `SELECT seq, at FROM log ORDER BY seq`, func(rows *sql.Rows) error {
		var seq int64
		var when string
		if err := rows.Scan(&seq, &when); err != nil {
			return err
		}
		if seq != v.Log+1 {
			v.wrong("log-gap", "log entry %d follows %d", seq, v.Log)
		}
		if when < at {
			v.wrong("log-time", "log entry %d is dated before the one ahead of it", seq)
		}
		v.Log, at = seq, when
		return nil
	})
}

func (db *DB) verifyDocuments(ctx context.Context, v *Verification) error {
	return db.each(ctx, `SELECT d.id, d.text_id, d.body, t.body FROM documents d LEFT JOIN texts t ON t.id = d.text_id ORDER BY d.seq`, func(rows *sql.Rows) error {
		var id, textID, body string
		var text sql.NullString
		if err := rows.Scan(&id, &textID, &body, &text); err != nil {
			return err
		}
		v.Documents++
		var d evidence.Document
		if err := json.Unmarshal([]byte(body), &d); err != nil {
			v.wrong("document-row", "document %s does not decode", id)
			return nil
		}
		if d.ID != id || d.TextID != textID {
			v.wrong("document-row", "document %s: its columns and its body differ", id)
		}
		d.Body = text.String
		if err := checkDocument(&d); err != nil {
			v.wrong("document-id", "%s", err)
		}
		return nil
	})
}

func (db *DB) verifyClaims(ctx context.Context, v *Verification) error {
	query := `SELECT c.id, c.hash, c.document_id, c.reader, c.model_id, c.stage, c.silicon, c.body, q.quote, q.start_cp, q.end_cp, t.body
		FROM claims c LEFT JOIN quotes q ON q.claim_id = c.id AND q.document_id = c.document_id
		LEFT JOIN documents d ON d.id = c.document_id LEFT JOIN texts t ON t.id = d.text_id ORDER BY c.seq, c.n`
	return db.each(ctx, query, func(rows *sql.Rows) error {
		var r evidence.Claim // the columns
		var body string
		var quote, text sql.NullString
		var start, end sql.NullInt64
		err := rows.Scan(&r.ID, &r.Hash, &r.DocumentID, &r.Reader, &r.ModelID, &r.Stage, &r.Silicon, &body, &quote, &start, &end, &text)
		if err != nil {
			return err
		}
		v.Claims++
		var c evidence.Claim
		if err := json.Unmarshal([]byte(body), &c); err != nil {
			v.wrong("claim-row", "claim %s does not decode", r.ID)
			return nil
		}
		if c.ID != r.ID || c.Hash != r.Hash || c.DocumentID != r.DocumentID || c.Reader != r.Reader ||
			c.ModelID != r.ModelID || c.Stage != r.Stage || c.Silicon != r.Silicon {
			v.wrong("claim-row", "claim %s: its columns and its body differ", r.ID)
		}
		c.Quote, c.Start, c.End = quote.String, int(start.Int64), int(end.Int64)
		if c.ContentHash() != c.Hash {
			v.wrong("claim-hash", "claim %s: its hash does not follow from its content", c.ID)
		}
		if quote.Valid {
			v.Quotes++
		}
		if c.DocumentID != "" && !StandsAt(text.String, c.Quote, c.Start, c.End) {
			v.wrong("quote", "claim %s: its quote does not stand in document %s at %d to %d", c.ID, c.DocumentID, c.Start, c.End)
		}
		return nil
	})
}

func (db *DB) verifyRecords(ctx context.Context, v *Verification) error {
	return db.each(ctx, `SELECT kind, id, hash, body FROM records`, func(rows *sql.Rows) error {
		var kind, id, hash, body string
		if err := rows.Scan(&kind, &id, &hash, &body); err != nil {
			return err
		}
		v.Records++
		if evidence.Hash("record", kind, id, body) != hash {
			v.wrong("record-hash", "record %s of kind %s: its hash does not follow from its body", id, kind)
		}
		return nil
	})
}

func (db *DB) verifyVerdicts(ctx context.Context, v *Verification) error {
	return db.each(ctx, `SELECT cell, seq, rules, hash, body FROM verdicts`, func(rows *sql.Rows) error {
		var cell, rules, hash, body string
		var seq int64
		if err := rows.Scan(&cell, &seq, &rules, &hash, &body); err != nil {
			return err
		}
		v.Verdicts++
		if evidence.Hash("verdict", cell, rules, body) != hash {
			v.wrong("verdict-hash", "verdict of %s at log entry %d: its hash does not follow from its body", cell, seq)
		}
		return nil
	})
}

// verifyChain walks the decisions: each must name the hash of the one before
// and hash to its own.
func (db *DB) verifyChain(ctx context.Context, v *Verification) error {
	decisions, err := db.DecisionsAfter(ctx, 0, End)
	if err != nil {
		return err
	}
	for i := range decisions {
		d := &decisions[i]
		v.Decisions++
		if d.Prev != v.Head {
			v.wrong("chain", "decision %d does not follow the one before it", d.Seq)
		}
		if d.ChainHash() != d.Hash {
			v.wrong("chain", "decision %d (%s of %s) was altered: its hash does not follow from its content", d.Seq, d.Kind, d.Subject)
		}
		v.Head = d.Hash
	}
	return nil
}
