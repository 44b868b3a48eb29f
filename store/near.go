package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"assay/evidence"
)

// AddNear keeps the buckets of texts and the near-copies that were found, and
// moves the job's cursor, in one transaction. Errors: conflict where another
// worker moved the cursor meanwhile.
func (db *DB) AddNear(ctx context.Context, job string, from, through int64, texts []evidence.TextBands, pairs []evidence.NearPair) error {
	return db.tx(ctx, func(tx *sql.Tx) error {
		if err := holdCursor(ctx, tx, job, from); err != nil {
			return err
		}
		for i := range texts {
			if err := addBands(ctx, tx, &texts[i]); err != nil {
				return err
			}
		}
		if len(pairs) > 0 {
			seq, _, err := db.entry(ctx, tx, "near", job)
			if err != nil {
				return err
			}
			for _, p := range pairs {
				_, err := tx.ExecContext(ctx, `INSERT INTO near (a, b, seq, jaccard) VALUES ($1, $2, $3, $4) ON CONFLICT (a, b) DO NOTHING`,
					p.A, p.B, seq, p.Jaccard)
				if err != nil {
					return err
				}
			}
		}
		return setCursor(ctx, tx, job, through)
	})
}

func addBands(ctx context.Context, tx *sql.Tx, t *evidence.TextBands) error {
	if len(t.Buckets) == 0 {
		return nil
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO places (text_id, place) VALUES ($1, $2) ON CONFLICT (text_id) DO NOTHING`, t.TextID, t.Place)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 { // put before
		return err
	}
	marks, args := make([]string, len(t.Buckets)), make([]any, 0, 2*len(t.Buckets))
	for i, b := range t.Buckets {
		marks[i] = fmt.Sprintf("($%d, $%d)", 2*i+1, 2*i+2)
		args = append(args, int64(b), t.Place)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO bands (bucket, place) VALUES `+strings.Join(marks, ", ")+` ON CONFLICT (bucket, place) DO NOTHING`, args...)
	return err
}

// fullBucket is how many texts of one bucket are looked at: past it the bucket
// holds copies of one text, or boilerplate that the other bands tell apart.
const fullBucket = 256

// TextsSharing gives up to limit texts that meet in the buckets, those with the
// most buckets in common first, earlier ones first on a tie.
func (db *DB) TextsSharing(ctx context.Context, buckets []uint64, limit int) ([]string, error) {
	if len(buckets) == 0 {
		return nil, nil
	}
	parts, args := make([]string, len(buckets)), make([]any, len(buckets), len(buckets)+1)
	for i, b := range buckets {
		parts[i] = fmt.Sprintf(`SELECT * FROM (SELECT place FROM bands WHERE bucket = $%d ORDER BY place LIMIT %d) AS b%d`, i+1, fullBucket, i)
		args[i] = int64(b)
	}
	var out []string
	err := db.each(ctx, `SELECT p.text_id FROM (SELECT place, count(*) AS n FROM (`+strings.Join(parts, " UNION ALL ")+fmt.Sprintf(`) AS met
		GROUP BY place ORDER BY count(*) DESC, place LIMIT $%d) AS best JOIN places p ON p.place = best.place
		ORDER BY best.n DESC, best.place`, len(buckets)+1), func(rows *sql.Rows) error {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		out = append(out, id)
		return nil
	}, append(args, limit)...)
	return out, err
}

// HasBands reports whether a text was put into its buckets before.
func (db *DB) HasBands(ctx context.Context, textID string) (bool, error) {
	var n int
	err := db.read.QueryRowContext(ctx, `SELECT count(*) FROM places WHERE text_id = $1`, textID).Scan(&n)
	return n > 0, failed(err, "read places")
}

// NearAfter gives the near-copies found in the log entries after seq up to
// through.
func (db *DB) NearAfter(ctx context.Context, seq, through int64) ([]evidence.NearPair, error) {
	var out []evidence.NearPair
	err := db.each(ctx, `SELECT a, b, jaccard FROM near WHERE seq > $1 AND seq <= $2 ORDER BY a, b`, func(rows *sql.Rows) error {
		var p evidence.NearPair
		if err := rows.Scan(&p.A, &p.B, &p.Jaccard); err != nil {
			return err
		}
		out = append(out, p)
		return nil
	}, seq, through)
	return out, err
}

// Text gives a text's normal form by its id.
func (db *DB) Text(ctx context.Context, textID string) (string, error) {
	var body string
	err := db.read.QueryRowContext(ctx, `SELECT body FROM texts WHERE id = $1`, textID).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return "", evidence.Errorf(evidence.NotFound, "no text %q in the store", textID)
	}
	return body, failed(err, "read texts")
}
