package origin

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"assay/evidence"
)

// The measures of D4 (docs/rules.md).
const (
	sharedValues = 3     // rare values that two documents share
	rareShare    = 0.001 // document frequency below which a value is rare
	rareCount    = 3     // or fewer documents than this
	storyDays    = 7     // days between the two
)

// Postings is where the values of documents live: in memory, or as an indexed
// table of the store (value, document, day).
type Postings interface {
	// PutValues keeps a document's values. Putting it twice changes nothing.
	PutValues(ctx context.Context, document string, day evidence.Date, values []uint64) error
	// WithValue gives documents that state a value, up to limit+1 of them.
	WithValue(ctx context.Context, value uint64, limit int) ([]Posting, error)
	// Size is the number of documents put.
	Size(ctx context.Context) (int, error)
}

// Posting is a document that states a value.
type Posting struct {
	Document string
	Day      evidence.Date
}

// Stories finds documents that tell one story in other words or another
// language, by rare values that they share.
type Stories struct{ p Postings }

// NewStories makes an index of stories; nil keeps it in memory.
func NewStories(p Postings) *Stories {
	if p == nil {
		p = NewMemoryPostings()
	}
	return &Stories{p: p}
}

// Add puts a document and gives the proposals between it and those put before
// (D4). A document that names its source for all its claims proposes nothing:
// D1 joins it.
func (s *Stories) Add(ctx context.Context, d *evidence.Document, claims []*evidence.Claim) ([]Edge, error) {
	values := Values(d, claims)
	if err := s.p.PutValues(ctx, d.ID, d.Published, values); err != nil {
		return nil, evidence.Wrap(err, "values of %s", d.Name)
	}
	if attributed(claims) {
		return nil, nil
	}
	size, err := s.p.Size(ctx)
	if err != nil {
		return nil, evidence.Wrap(err, "number of documents")
	}
	limit := max(rareCount-1, int(rareShare*float64(size)))
	shared := map[string]int{}
	for _, v := range values {
		list, err := s.p.WithValue(ctx, v, limit)
		if err != nil {
			return nil, evidence.Wrap(err, "documents that share a value")
		}
		if len(list) > limit {
			continue // not rare
		}
		for _, p := range list {
			if p.Document != d.ID && within(p.Day, d.Published) {
				shared[p.Document]++
			}
		}
	}
	return proposals(d.ID, shared, len(values)), nil
}

// attributed reports whether every claim of a document names its source.
func attributed(claims []*evidence.Claim) bool {
	return len(claims) > 0 && !slices.ContainsFunc(claims, func(c *evidence.Claim) bool { return c.NamedSource == "" })
}

// within reports whether two days lie at most a week apart. Undated documents
// are never one story by D4.
func within(a, b evidence.Date) bool {
	if a == "" || b == "" {
		return false
	}
	d := a.DaysUntil(b)
	return -storyDays <= d && d <= storyDays
}

func proposals(id string, shared map[string]int, values int) []Edge {
	var out []Edge
	for other, n := range shared {
		if n < sharedValues {
			continue
		}
		a, b := min(id, other), max(id, other)
		out = append(out, Edge{Rule: D4, A: a, B: b, Score: float64(n) / float64(max(values, 1)),
			Reason: fmt.Sprintf("%d rare values in common within %d days", n, storyDays)})
	}
	slices.SortFunc(out, func(x, y Edge) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return out
}

// rewrites proposes documents that tell one story in other words (D4), save
// those that D3 speaks of. Values are put first, so that order does not matter.
func (c *clustering) rewrites(docs []evidence.Document) []Edge {
	byDoc := map[string][]*evidence.Claim{}
	for i := range c.claims {
		if id := c.claims[i].DocumentID; id != "" {
			byDoc[id] = append(byDoc[id], &c.claims[i])
		}
	}
	ctx, m := context.Background(), NewMemoryPostings()
	s := NewStories(m)
	for i := range docs {
		if err := m.PutValues(ctx, docs[i].ID, docs[i].Published, Values(&docs[i], byDoc[docs[i].ID])); err != nil {
			return nil // memory does not fail
		}
	}
	seen, alike := map[[2]string]bool{}, map[[2]string]bool{}
	for _, list := range c.near {
		for _, n := range list {
			alike[[2]string{n.A, n.B}] = true
		}
	}
	var out []Edge
	for i := range docs {
		edges, err := s.Add(ctx, &docs[i], byDoc[docs[i].ID])
		if err != nil {
			return out
		}
		for _, e := range edges {
			a, b := textOf(c.docs[e.A]), textOf(c.docs[e.B])
			p := [2]string{e.A, e.B}
			if seen[p] || a == b || alike[[2]string{min(a, b), max(a, b)}] {
				continue
			}
			seen[p] = true
			out = append(out, e)
		}
	}
	return out
}

// MemoryPostings keeps values in memory.
type MemoryPostings struct {
	docs map[string]bool
	by   map[uint64][]Posting
}

// NewMemoryPostings gives an empty store of values.
func NewMemoryPostings() *MemoryPostings {
	return &MemoryPostings{docs: map[string]bool{}, by: map[uint64][]Posting{}}
}

// PutValues implements Postings.
func (m *MemoryPostings) PutValues(_ context.Context, document string, day evidence.Date, values []uint64) error {
	if m.docs[document] {
		return nil
	}
	m.docs[document] = true
	for _, v := range values {
		m.by[v] = append(m.by[v], Posting{document, day})
	}
	return nil
}

// WithValue implements Postings.
func (m *MemoryPostings) WithValue(_ context.Context, value uint64, limit int) ([]Posting, error) {
	list := m.by[value]
	return list[:min(len(list), limit+1)], nil
}

// Size implements Postings.
func (m *MemoryPostings) Size(context.Context) (int, error) { return len(m.docs), nil }
