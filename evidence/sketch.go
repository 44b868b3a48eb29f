package evidence

// Sketch is the MinHash signature of a document's text, and the buckets in
// which it meets documents that may be near-copies of it (D3).
type Sketch struct {
	Document  string
	TextID    string
	Lang      string
	Published Date
	Signature []uint32
	Buckets   []uint64
}

// NearPair is two documents of nearly one text; A is the smaller id. Jaccard is
// exact, over the shingles of D3, 0 to 1.
type NearPair struct {
	A, B    string
	Jaccard float64
}
