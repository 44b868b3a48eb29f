package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"assay/evidence"
)

// AddNear keeps sketches with their buckets and the near-copies that were found,
// and moves the job's cursor, in one transaction. Errors: conflict where another
// worker moved the cursor meanwhile.
func (db *DB) AddNear(ctx context.Context, job string, from, through int64, sketches []evidence.Sketch, pairs []evidence.NearPair) error {
	return db.tx(ctx, func(tx *sql.Tx) error {
		if err := holdCursor(ctx, tx, job, from); err != nil {
			return err
		}
		for i := range sketches {
			if err := addSketch(ctx, tx, &sketches[i]); err != nil {
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

func addSketch(ctx context.Context, tx *sql.Tx, s *evidence.Sketch) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO sketches (document_id, text_id, lang, published, signature) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (document_id) DO NOTHING`, s.Document, s.TextID, s.Lang, string(s.Published), packSignature(s.Signature))
	if err != nil || len(s.Buckets) == 0 {
		return err
	}
	marks, args := make([]string, len(s.Buckets)), make([]any, 0, 2*len(s.Buckets))
	for i, b := range s.Buckets {
		marks[i] = fmt.Sprintf("($%d, $%d)", 2*i+1, 2*i+2)
		args = append(args, int64(b), s.Document)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO bands (bucket, document_id) VALUES `+strings.Join(marks, ", ")+
		` ON CONFLICT (bucket, document_id) DO NOTHING`, args...)
	return err
}

// SketchesSharing gives the sketches that meet in one of the buckets, each once,
// by document id, without their buckets.
func (db *DB) SketchesSharing(ctx context.Context, buckets []uint64) ([]evidence.Sketch, error) {
	if len(buckets) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(buckets)), make([]any, len(buckets))
	for i, b := range buckets {
		marks[i], args[i] = fmt.Sprintf("$%d", i+1), int64(b)
	}
	var out []evidence.Sketch
	err := db.each(ctx, `SELECT document_id, text_id, lang, published, signature FROM sketches
		WHERE document_id IN (SELECT document_id FROM bands WHERE bucket IN (`+strings.Join(marks, ", ")+`)) ORDER BY document_id`,
		func(rows *sql.Rows) error {
			var s evidence.Sketch
			var packed string
			if err := rows.Scan(&s.Document, &s.TextID, &s.Lang, &s.Published, &packed); err != nil {
				return err
			}
			var err error
			if s.Signature, err = unpackSignature(packed); err != nil {
				return corrupt("sketches", s.Document, err)
			}
			out = append(out, s)
			return nil
		}, args...)
	return out, err
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

// Body gives the text of a document by its full id.
func (db *DB) Body(ctx context.Context, documentID string) (string, error) {
	var body string
	err := db.read.QueryRowContext(ctx, `SELECT t.body FROM documents d JOIN texts t ON t.id = d.text_id WHERE d.id = $1`, documentID).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return "", evidence.Errorf(evidence.NotFound, "no document %q in the store", documentID)
	}
	return body, failed(err, "read texts")
}

func packSignature(sig []uint32) string {
	b := make([]byte, 0, 4*len(sig))
	for _, v := range sig {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return base64.StdEncoding.EncodeToString(b)
}

func unpackSignature(s string) ([]uint32, error) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, err
	}
	if len(b)%4 != 0 {
		return nil, errors.New("signature is cut")
	}
	sig := make([]uint32, 0, len(b)/4)
	for ; len(b) > 0; b = b[4:] {
		sig = append(sig, binary.LittleEndian.Uint32(b))
	}
	return sig, nil
}
