package origin

import (
	"cmp"
	"context"
	"slices"

	"assay/evidence"
)

// mostPairs is how many near-copies a text is joined to: a cluster of ten
// thousand copies stays connected through the others. mostCompared caps
// the texts read for one new text.
const (
	mostPairs    = 8
	mostCompared = 64
)

// Bands is where the index lives: in memory, or as an indexed table of the store
// (band, text). Texts are known by evidence.TextID; a verbatim copy is the same
// text and costs nothing.
type Bands interface {
	// PutBands keeps a text under each of its bands and reports whether it was
	// new. Putting the same text twice changes nothing.
	PutBands(ctx context.Context, textID string, bands []uint64) (isNew bool, err error)
	// Sharing gives up to limit texts that share a band, those with the most
	// bands in common first, later ones first on a tie (so that the copies of
	// one text spread over each other).
	Sharing(ctx context.Context, bands []uint64, limit int) ([]string, error)
	// Text gives the normal form of a text that was put.
	Text(ctx context.Context, textID string) (string, error)
}

// Near is a pair of nearly equal texts: one text by D3 where the exact Jaccard
// is at least 0.8, else proposed. A is the smaller id.
type Near struct {
	A, B    string // text ids
	Jaccard float64
	hub     string // text id of the one with too many near-copies to list
}

// Same reports whether D3 joins the pair without asking.
func (n Near) Same() bool { return n.Jaccard >= sameText }

// Index finds near-copies of a new text without reading the others.
type Index struct{ bands Bands }

// NewIndex makes an index over bands; nil keeps them in memory.
func NewIndex(b Bands) *Index {
	if b == nil {
		b = NewMemory()
	}
	return &Index{bands: b}
}

// Add puts a document's text into the index and gives its near-copies among
// those put before, closest first. A text that is there already, or an empty
// one, gives none.
func (x *Index) Add(ctx context.Context, d *evidence.Document) ([]Near, error) {
	shingles := Shingles(d.Body, "")
	if len(shingles) == 0 {
		return nil, nil
	}
	signature, id := Sign(shingles), textOf(d)
	bands := signature.Bands()
	found, err := x.bands.Sharing(ctx, bands[:], mostCompared+1)
	if err != nil {
		return nil, evidence.Wrap(err, "near-copies of %s", d.Name)
	}
	isNew, err := x.bands.PutBands(ctx, id, bands[:])
	if err != nil || !isNew {
		return nil, evidence.Wrap(err, "index %s", d.Name)
	}
	if m, ok := x.bands.(*Memory); ok {
		m.texts[id].body = d.Body
	}
	return x.compare(ctx, id, shingles, found)
}

// textOf is the text id of a document.
func textOf(d *evidence.Document) string {
	if d.TextID != "" {
		return d.TextID
	}
	return evidence.TextID(d.Body)
}

// compare reads the likeliest texts and measures them, until enough near-copies
// are found.
func (x *Index) compare(ctx context.Context, id string, shingles []uint64, found []string) ([]Near, error) {
	var out []Near
	for _, other := range found {
		if other == id {
			continue
		}
		body, err := x.bands.Text(ctx, other)
		if err != nil {
			return nil, evidence.Wrap(err, "text %s", other)
		}
		if j := Jaccard(shingles, Shingles(body, "")); j >= proposeText {
			out = append(out, Near{A: min(id, other), B: max(id, other), Jaccard: j})
		}
		if len(out) == mostPairs {
			break
		}
	}
	slices.SortFunc(out, func(a, b Near) int {
		return cmp.Or(cmp.Compare(b.Jaccard, a.Jaccard), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	return out, nil
}

// Memory keeps bands and texts in memory.
type Memory struct {
	texts  map[string]*memoryText
	byBand map[uint64][]*memoryText
	found  []*memoryText
}

type memoryText struct {
	id, body string
	place    int
	shared   int
}

// fullBucket is how many texts of one bucket are looked at: past it the bucket
// holds copies of one text, or boilerplate that the other bands tell apart.
const fullBucket = 256

// NewMemory gives an empty store of bands. It serves one user at a time.
func NewMemory() *Memory {
	return &Memory{texts: map[string]*memoryText{}, byBand: map[uint64][]*memoryText{}}
}

// PutBands implements Bands.
func (m *Memory) PutBands(_ context.Context, id string, bands []uint64) (bool, error) {
	if _, ok := m.texts[id]; ok {
		return false, nil
	}
	t := &memoryText{id: id, place: len(m.texts)}
	m.texts[id] = t
	for _, b := range bands {
		m.byBand[b] = append(m.byBand[b], t)
	}
	return true, nil
}

// Sharing implements Bands.
func (m *Memory) Sharing(_ context.Context, bands []uint64, limit int) ([]string, error) {
	m.found = m.found[:0]
	for _, b := range bands {
		list := m.byBand[b]
		for _, t := range list[max(0, len(list)-fullBucket):] {
			if t.shared == 0 {
				m.found = append(m.found, t)
			}
			t.shared++
		}
	}
	slices.SortFunc(m.found, func(a, b *memoryText) int {
		return cmp.Or(cmp.Compare(b.shared, a.shared), cmp.Compare(b.place, a.place))
	})
	for _, t := range m.found {
		t.shared = 0
	}
	out := make([]string, 0, min(limit, len(m.found)))
	for _, t := range m.found[:min(limit, len(m.found))] {
		out = append(out, t.id)
	}
	return out, nil
}

// Text implements Bands.
func (m *Memory) Text(_ context.Context, id string) (string, error) {
	t, ok := m.texts[id]
	if !ok {
		return "", evidence.Errorf(evidence.NotFound, "no text %s", id)
	}
	return t.body, nil
}
