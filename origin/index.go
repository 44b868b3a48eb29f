package origin

import (
	"cmp"
	"context"
	"slices"

	"assay/evidence"
)

// mostPairs is how many near-copies a document is joined to; a cluster of ten
// thousand copies stays connected through the earliest ones. mostCompared caps
// the texts compared for one document.
const (
	mostPairs    = 64
	mostCompared = 512
)

// Sketch is what the index keeps of a document.
type Sketch struct {
	Document  string
	TextID    string
	Lang      string
	Published evidence.Date
	Signature Signature
}

// Bands is where sketches live: in memory, or as an indexed table of the store
// (document, band) with the sketch beside it.
type Bands interface {
	// Put keeps a document's sketch under each of its bands. Putting the same
	// document twice changes nothing.
	Put(ctx context.Context, s Sketch, bands []uint64) error
	// Sharing gives the sketches that share at least one band, each once, in
	// any order.
	Sharing(ctx context.Context, bands []uint64) ([]Sketch, error)
	// Body gives the normal-form text of a document that was put.
	Body(ctx context.Context, document string) (string, error)
}

// Near is a pair of documents with nearly one text: same where the exact
// Jaccard is at least 0.8, else proposed. A is the smaller id.
type Near struct {
	A, B    string // document ids
	Jaccard float64
}

// Same reports whether D3 joins the pair without asking.
func (n Near) Same() bool { return n.Jaccard >= sameText }

// Index finds near-copies of a new document without reading the others.
type Index struct{ bands Bands }

// NewIndex makes an index over bands; nil keeps them in memory.
func NewIndex(b Bands) *Index {
	if b == nil {
		b = NewMemory()
	}
	return &Index{bands: b}
}

// Add puts a document into the index and gives its near-copies among those put
// before, closest first. Adding a document twice gives the same pairs and
// changes nothing. A document without text is skipped.
func (x *Index) Add(ctx context.Context, d *evidence.Document) ([]Near, error) {
	shingles := Shingles(d.Body, d.Lang)
	if len(shingles) == 0 {
		return nil, nil
	}
	s := Sketch{Document: d.ID, TextID: d.TextID, Lang: d.Lang, Published: d.Published, Signature: Sign(shingles)}
	hashes := s.Signature.Bands()
	found, err := x.bands.Sharing(ctx, hashes[:])
	if err != nil {
		return nil, evidence.Wrap(err, "near-copies of %s", d.Name)
	}
	pairs, err := x.compare(ctx, s, shingles, found)
	if err != nil {
		return nil, err
	}
	if memory, ok := x.bands.(*Memory); ok {
		memory.keep(d)
	}
	return pairs, evidence.Wrap(x.bands.Put(ctx, s, hashes[:]), "index %s", d.Name)
}

// candidate is a sketch with its estimated Jaccard.
type candidate struct {
	Sketch
	estimate float64
}

// compare reads the texts of the likeliest candidates and measures them.
func (x *Index) compare(ctx context.Context, s Sketch, shingles []uint64, found []Sketch) ([]Near, error) {
	likely := likeliest(s, found)
	var out []Near
	for _, c := range likely {
		j := 1.0
		if c.TextID != s.TextID || s.TextID == "" {
			body, err := x.bands.Body(ctx, c.Document)
			if err != nil {
				return nil, evidence.Wrap(err, "text of %s", c.Document)
			}
			j = Jaccard(shingles, Shingles(body, c.Lang))
		}
		if j >= proposeText {
			out = append(out, pair(s.Document, c.Document, j))
		}
	}
	slices.SortFunc(out, func(a, b Near) int {
		return cmp.Or(cmp.Compare(b.Jaccard, a.Jaccard), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	return out[:min(len(out), mostPairs)], nil
}

// likeliest keeps the candidates whose estimate is worth a look, best first,
// earlier ones first on a tie.
func likeliest(s Sketch, found []Sketch) []candidate {
	var out []candidate
	for _, f := range found {
		if f.Document == s.Document {
			continue
		}
		if e := s.Signature.Estimate(&f.Signature); e >= estimateCut {
			out = append(out, candidate{f, e})
		}
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.estimate, a.estimate), cmp.Compare(a.Published.Last(), b.Published.Last()),
			cmp.Compare(a.Document, b.Document))
	})
	return out[:min(len(out), mostCompared)]
}

func pair(a, b string, j float64) Near {
	if b < a {
		a, b = b, a
	}
	return Near{A: a, B: b, Jaccard: j}
}

// Memory keeps sketches and texts in memory.
type Memory struct {
	docs   map[string]*memoryDoc
	byBand map[uint64][]*memoryDoc
	mark   int
}

type memoryDoc struct {
	sketch Sketch
	body   string
	put    bool
	mark   int
}

// NewMemory gives an empty store of bands.
func NewMemory() *Memory {
	return &Memory{docs: map[string]*memoryDoc{}, byBand: map[uint64][]*memoryDoc{}}
}

func (m *Memory) doc(id string) *memoryDoc {
	d, ok := m.docs[id]
	if !ok {
		d = &memoryDoc{}
		m.docs[id] = d
	}
	return d
}

// keep holds the text, which the store has anyway.
func (m *Memory) keep(d *evidence.Document) { m.doc(d.ID).body = d.Body }

// Put implements Bands.
func (m *Memory) Put(_ context.Context, s Sketch, bands []uint64) error {
	d := m.doc(s.Document)
	if d.put {
		return nil
	}
	d.sketch, d.put = s, true
	for _, b := range bands {
		m.byBand[b] = append(m.byBand[b], d)
	}
	return nil
}

// Sharing implements Bands.
func (m *Memory) Sharing(_ context.Context, bands []uint64) ([]Sketch, error) {
	m.mark++
	var out []Sketch
	for _, b := range bands {
		for _, d := range m.byBand[b] {
			if d.mark != m.mark {
				d.mark = m.mark
				out = append(out, d.sketch)
			}
		}
	}
	return out, nil
}

// Body implements Bands.
func (m *Memory) Body(_ context.Context, document string) (string, error) {
	d, ok := m.docs[document]
	if !ok {
		return "", evidence.Errorf(evidence.NotFound, "no text of document %s", document)
	}
	return d.body, nil
}
