package store

import (
	"context"
	"database/sql"
	"errors"

	"assay/evidence"
)

const decisionColumns = `SELECT seq, kind, subject, object, payload, reason, person, day, at, prev, hash FROM decisions `

// Decide appends a decision to the chain and gives it back with Seq, At, Prev
// and Hash set. On is today where it is empty. Errors: invalid (kind, subject,
// person or date missing or wrong).
func (db *DB) Decide(ctx context.Context, d evidence.Decision) (evidence.Decision, error) {
	switch {
	case !d.Kind.Valid():
		return d, evidence.Errorf(evidence.Invalid, "decision kind %q is unknown", d.Kind)
	case d.Subject == "":
		return d, evidence.Errorf(evidence.Invalid, "decision %s names no claim or cell", d.Kind)
	case d.Person == "":
		return d, evidence.Errorf(evidence.Invalid, "decision %s names no person", d.Kind)
	case !d.On.Valid():
		return d, evidence.Errorf(evidence.Invalid, "date %q is not of the form 2026-06-17", d.On)
	}
	err := db.tx(ctx, func(tx *sql.Tx) error {
		seq, at, err := db.entry(ctx, tx, "decision", d.Subject)
		if err != nil {
			return err
		}
		err = tx.QueryRowContext(ctx, `SELECT hash FROM decisions ORDER BY seq DESC LIMIT 1`).Scan(&d.Prev)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		d.Seq, d.At = seq, at
		if d.On == "" {
			d.On = evidence.DateOf(at)
		}
		d.Hash = d.ChainHash()
		return addDecision(ctx, tx, &d)
	})
	return d, err
}

func addDecision(ctx context.Context, tx *sql.Tx, d *evidence.Decision) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO decisions (seq, kind, subject, object, payload, reason, person, day, at, prev, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		d.Seq, string(d.Kind), d.Subject, d.Object, d.Payload, d.Reason, d.Person, string(d.On), stamp(d.At), d.Prev, d.Hash)
	return err
}

// DecisionsAfter gives the decisions of the log entries after seq up to through, oldest first.
func (db *DB) DecisionsAfter(ctx context.Context, seq, through int64) ([]evidence.Decision, error) {
	var out []evidence.Decision
	err := db.each(ctx, decisionColumns+`WHERE seq > $1 AND seq <= $2 ORDER BY seq`, func(rows *sql.Rows) error {
		var d evidence.Decision
		var at string
		err := rows.Scan(&d.Seq, &d.Kind, &d.Subject, &d.Object, &d.Payload, &d.Reason, &d.Person, &d.On, &at, &d.Prev, &d.Hash)
		if err != nil {
			return err
		}
		d.At = parseStamp(at)
		out = append(out, d)
		return nil
	}, seq, through)
	return out, err
}

// ChainHead is the hash of the newest decision; empty where there is none.
func (db *DB) ChainHead(ctx context.Context) (string, error) {
	var head string
	err := db.read.QueryRowContext(ctx, `SELECT hash FROM decisions ORDER BY seq DESC LIMIT 1`).Scan(&head)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return head, failed(err, "read decisions")
}
