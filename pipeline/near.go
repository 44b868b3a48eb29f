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

// findNear looks for near-copies of the texts recorded since its cursor, each
// among all before it, and records the pairs. It is part of the serial job, so
// that two workers never miss each other's copies.
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
	for first := 0; first < len(docs); first += nearBatch {
		end := min(first+nearBatch, len(docs))
		b := &storedBands{base: c.base, place: at + int64(first), held: origin.NewMemory(), bodies: map[string]string{}}
		pairs, err := b.add(ctx, docs[first:end])
		if err != nil {
			return err
		}
		through := at // the batch is recorded; the cursor moves with the last
		if end == len(docs) {
			through = head
		}
		if err := c.base.AddNear(ctx, nearJob, at, through, b.texts, pairs); err != nil {
			return err
		}
	}
	return nil
}

// storedBands is the store's table of bands, with what the batch at hand adds
// to it held in memory until it is recorded.
type storedBands struct {
	base   Base
	place  int64
	held   *origin.Memory
	bodies map[string]string // of the batch, and of what was compared with it
	texts  []evidence.TextBands
}

func (b *storedBands) add(ctx context.Context, docs []evidence.Document) ([]evidence.NearPair, error) {
	x := origin.NewIndex(b)
	var pairs []evidence.NearPair
	for i := range docs {
		b.bodies[docs[i].TextID] = docs[i].Body
		found, err := x.Add(ctx, &docs[i])
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			pairs = append(pairs, evidence.NearPair{A: n.A, B: n.B, Jaccard: n.Jaccard})
		}
	}
	return pairs, nil
}

// PutBands holds a text's bands for the batch.
func (b *storedBands) PutBands(ctx context.Context, textID string, buckets []uint64) (bool, error) {
	if has, err := b.base.HasBands(ctx, textID); has || err != nil {
		return false, err
	}
	isNew, err := b.held.PutBands(ctx, textID, buckets)
	if isNew {
		b.place++
		b.texts = append(b.texts, evidence.TextBands{TextID: textID, Place: b.place, Buckets: slices.Clone(buckets)})
	}
	return isNew, err
}

// Sharing gives the texts of the table, then those of the batch, that share a band.
func (b *storedBands) Sharing(ctx context.Context, buckets []uint64, limit int) ([]string, error) {
	out, err := b.base.TextsSharing(ctx, buckets, limit)
	if err != nil {
		return nil, err
	}
	held, err := b.held.Sharing(ctx, buckets, limit)
	if err != nil {
		return nil, err
	}
	for _, id := range held {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}

// Text gives a text's normal form.
func (b *storedBands) Text(ctx context.Context, textID string) (string, error) {
	if s, ok := b.bodies[textID]; ok {
		return s, nil
	}
	s, err := b.base.Text(ctx, textID)
	if err == nil && len(b.bodies) < 4*nearBatch {
		b.bodies[textID] = s
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
