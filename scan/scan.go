// Package scan is the corpus pass: from a shard of mostly irrelevant documents
// to the claims in the few that matter.
//
// In: the records of one shard, in order, and a reader. Out: each document that
// holds claims, with them, and a summary of the shard. Rules held here: the pass
// is pure and the same on any machine, so that a shard may be done twice and
// counts once; what is rejected early is only what the reader would find nothing
// in; a broken document never ends a shard, a broken shard is an error and never
// a short result; memory is bounded by the largest record.
package scan

import (
	"context"
	"errors"
	"io"

	"assay/evidence"
	"assay/extract"
)

// Record is one document of a shard as it stands there.
type Record struct {
	Name      string // id, address, or shard and place
	Address   string // empty where the shard gives none
	Title     string
	Publisher string
	Published evidence.Date
	MediaType string // text/plain, text/markdown or text/html
	Charset   string
	Bytes     []byte // valid until the next record is asked for
}

// Shard is what the pass needs of an open shard.
type Shard interface {
	// Next gives the next record; io.EOF at the end of a whole shard.
	Next() (Record, error)
}

// Reader finds claims; package extract's is the one in use. Relevant and
// Touches must hold for every text in which Read finds something.
type Reader interface {
	Relevant(body string) bool
	Touches(body string) bool
	Read(evidence.Document) extract.Result
}

// Open turns a record into a document in normal form.
type Open func(Record) (evidence.Document, error)

// Found is a document with the claims found in it, at least one.
type Found struct {
	Document evidence.Document
	Place    int64 // number of the record in the shard, from 1
	Claims   []evidence.Claim
}

// ProcessShard reads a whole shard and hands each document that holds claims to
// keep, in the order of the shard. The summary counts everything that was seen.
// Errors: the context's, keep's, and the shard's where it breaks; then the
// summary tells how far it came and nothing of the shard counts as done.
func ProcessShard(ctx context.Context, shard Shard, open Open, reader Reader, keep func(Found) error) (Summary, error) {
	p := pass{open: open, reader: reader, keep: keep, sum: newSummary()}
	for {
		rec, err := shard.Next()
		if errors.Is(err, io.EOF) {
			return p.sum.finish(), nil
		}
		if err != nil {
			return p.sum.finish(), err
		}
		if p.sum.Records++; p.sum.Records%256 == 0 && ctx.Err() != nil {
			return p.sum.finish(), ctx.Err()
		}
		p.sum.Bytes += int64(len(rec.Bytes))
		if err := p.record(rec); err != nil {
			return p.sum.finish(), err
		}
	}
}

type pass struct {
	open   Open
	reader Reader
	keep   func(Found) error
	sum    Summary
	plain  []byte // reused by the rejection of pages
}

// record handles one record; the error is keep's.
func (p *pass) record(rec Record) error {
	if !p.candidate(rec) {
		return nil
	}
	p.sum.Candidates++
	doc, err := p.open(rec)
	if err != nil {
		p.sum.unreadable(err)
		return nil
	}
	found := p.reader.Read(doc)
	p.sum.names(found.NewNames)
	if len(found.Claims) == 0 {
		return nil
	}
	p.sum.count(found.Claims)
	return p.keep(Found{Document: doc, Place: p.sum.Records, Claims: found.Claims})
}

// candidate rejects what the reader would find nothing in, on the bytes as they
// stand in the shard.
func (p *pass) candidate(rec Record) bool {
	if rec.MediaType == "text/html" {
		if !foldable(rec) {
			return true
		}
		p.plain = strip(p.plain[:0], rec.Bytes)
		return p.reader.Touches(string(p.plain))
	}
	return !foldable(rec) || p.reader.Relevant(string(rec.Bytes))
}
