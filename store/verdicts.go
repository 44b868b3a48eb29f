package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"assay/evidence"
)

// AddVerdicts records the cells that changed and moves the job's cursor from
// one place in the log to another, in one transaction: a job killed in between
// starts again at its cursor and writes the same. No cell: only the cursor
// moves. Errors: conflict where another worker moved the cursor meanwhile; then
// what was computed is out of date and the job begins again.
func (db *DB) AddVerdicts(ctx context.Context, job string, from, through int64, cells []evidence.CellVerdict) error {
	return db.tx(ctx, func(tx *sql.Tx) error {
		if err := holdCursor(ctx, tx, job, from); err != nil {
			return err
		}
		if len(cells) > 0 {
			seq, _, err := db.entry(ctx, tx, "verdicts", job)
			if err != nil {
				return err
			}
			if through == seq-1 { // our own entry holds nothing new for us
				through = seq
			}
			if err := addVerdicts(ctx, tx, seq, cells); err != nil {
				return err
			}
		}
		return setCursor(ctx, tx, job, through)
	})
}

func addVerdicts(ctx context.Context, tx *sql.Tx, seq int64, cells []evidence.CellVerdict) error {
	ins, err := tx.PrepareContext(ctx, `INSERT INTO verdicts (cell, seq, rules, hash, body) VALUES ($1, $2, $3, $4, $5)`)
	if err != nil {
		return err
	}
	defer ins.Close()
	for _, v := range cells {
		hash := evidence.Hash("verdict", v.Cell, v.Rules, string(v.Body))
		if _, err := ins.ExecContext(ctx, v.Cell, seq, v.Rules, hash, string(v.Body)); err != nil {
			return err
		}
	}
	return nil
}

// Verdicts gives the verdict of each cell that stands at a place in the log
// (0: now), by cell.
func (db *DB) Verdicts(ctx context.Context, asOf int64) ([]evidence.CellVerdict, error) {
	return db.verdicts(ctx, `WHERE v.seq = (SELECT max(w.seq) FROM verdicts w WHERE w.cell = v.cell AND w.seq <= $1)`, upTo(asOf))
}

// VerdictHistory gives every verdict that a cell ever had, oldest first; of all
// cells of a model where cell ends in a slash.
func (db *DB) VerdictHistory(ctx context.Context, cell string) ([]evidence.CellVerdict, error) {
	if len(cell) > 0 && cell[len(cell)-1] == '/' {
		return db.verdicts(ctx, `WHERE v.cell >= $1 AND v.cell < $2`, cell, cell+"~")
	}
	return db.verdicts(ctx, `WHERE v.cell = $1`, cell)
}

func (db *DB) verdicts(ctx context.Context, where string, args ...any) ([]evidence.CellVerdict, error) {
	var out []evidence.CellVerdict
	err := db.each(ctx, `SELECT v.cell, v.seq, v.rules, v.body, l.at FROM verdicts v JOIN log l ON l.seq = v.seq `+
		where+` ORDER BY v.cell, v.seq`, func(rows *sql.Rows) error {
		var v evidence.CellVerdict
		var body, at string
		if err := rows.Scan(&v.Cell, &v.Seq, &v.Rules, &body, &at); err != nil {
			return err
		}
		v.Body, v.RecordedAt = json.RawMessage(body), parseStamp(at)
		out = append(out, v)
		return nil
	}, args...)
	return out, err
}
