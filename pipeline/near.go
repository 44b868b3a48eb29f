package pipeline

import (
	"context"
	"slices"

	"assay/evidence"
	"assay/origin"
)

// nearJob is the name of the cursor behind which near-copies are looked for.
const nearJob = "near"

// nearBatch bounds how many documents one transaction of the job takes.
const nearBatch = 500

// findNear looks for near-copies of the documents recorded since its cursor,
// each among all before it, and records the pairs. It is part of the serial job,
// so that two workers never miss each other's copies.
func (c *Corridor) findNear(ctx context.Context) error {
	at, err := c.base.Cursor(ctx, nearJob)
	if err != nil {
		return err
	}
	head, err := c.base.Head(ctx)
	if err != nil || at >= head {
		return err
	}
	docs, err := c.base.DocumentsAfter(ctx, at, head)
	if err != nil || len(docs) == 0 {
		return err
	}
	for batch := range slices.Chunk(docs, nearBatch) {
		through := head
		last := &batch[len(batch)-1] == &docs[len(docs)-1]
		b := &stored{base: c.base, held: origin.NewMemory(), bodies: make(map[string]string, len(batch))}
		for i := range batch {
			b.bodies[batch[i].ID] = batch[i].Body
		}
		x := origin.NewIndex(b)
		var pairs []evidence.NearPair
		for i := range batch {
			found, err := x.Add(ctx, &batch[i])
			if err != nil {
				return err
			}
			for _, n := range found {
				pairs = append(pairs, evidence.NearPair{A: n.A, B: n.B, Jaccard: n.Jaccard})
			}
		}
		if !last {
			through = at // the batch is recorded; the cursor moves with the last
		}
		if err := c.base.AddNear(ctx, nearJob, at, through, b.sketches, pairs); err != nil {
			return err
		}
	}
	return nil
}

// stored is the store's table of bands, with what the batch at hand adds to it
// held in memory until it is recorded.
type stored struct {
	base     Base
	held     *origin.Memory
	bodies   map[string]string // of the batch, and of what was compared with it
	sketches []evidence.Sketch
}

// Put holds a document's sketch for the batch.
func (b *stored) Put(ctx context.Context, s origin.Sketch, buckets []uint64) error {
	b.sketches = append(b.sketches, evidence.Sketch{Document: s.Document, TextID: s.TextID, Lang: s.Lang, Published: s.Published,
		Signature: slices.Clone(s.Signature[:]), Buckets: slices.Clone(buckets)})
	return b.held.Put(ctx, s, buckets)
}

// Sharing gives the sketches of the table and of the batch that share a band.
func (b *stored) Sharing(ctx context.Context, buckets []uint64) ([]origin.Sketch, error) {
	out, err := b.held.Sharing(ctx, buckets)
	if err != nil {
		return nil, err
	}
	rows, err := b.base.SketchesSharing(ctx, buckets)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		s := origin.Sketch{Document: r.Document, TextID: r.TextID, Lang: r.Lang, Published: r.Published}
		copy(s.Signature[:], r.Signature)
		if !slices.ContainsFunc(out, func(o origin.Sketch) bool { return o.Document == s.Document }) {
			out = append(out, s)
		}
	}
	return out, nil
}

// Body gives a document's text.
func (b *stored) Body(ctx context.Context, document string) (string, error) {
	if s, ok := b.bodies[document]; ok {
		return s, nil
	}
	s, err := b.base.Body(ctx, document)
	if err == nil && len(b.bodies) < 4*nearBatch {
		b.bodies[document] = s
	}
	return s, err
}

// pairs are the near-copies as package origin wants them; never nil, so that it
// does not look for them itself.
func (s *State) pairs() []origin.Near {
	out := make([]origin.Near, len(s.Near))
	for i, p := range s.Near {
		out[i] = origin.Near{A: p.A, B: p.B, Jaccard: p.Jaccard}
	}
	return out
}
