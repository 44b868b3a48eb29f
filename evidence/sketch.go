package evidence

// TextBands are the buckets in which a text meets others that may be near-copies
// of it (D3), and its place in the order of texts.
type TextBands struct {
	TextID  string
	Place   int64
	Buckets []uint64
}

// NearPair is two nearly equal texts; A is the smaller text id. Jaccard is
// exact, over the shingles of D3, 0 to 1.
type NearPair struct {
	A, B    string
	Jaccard float64
}
