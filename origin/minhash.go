package origin

// The measures of D3 (docs/rules.md).
const (
	bins        = 128 // values of a signature
	bands       = 32
	rows        = bins / bands // 4 values a band: candidates from a Jaccard of about 0.42
	sameText    = 0.8          // exact Jaccard from which two texts are one
	proposeText = 0.5          // exact Jaccard from which a reviewer is asked
)

// Signature is the one-permutation MinHash of a text: for each of 128 bins the
// least hash that fell into it; empty bins borrow from the next full one.
type Signature [bins]uint32

// Sign gives the signature of shingles; the zero signature for none.
func Sign(shingles []uint64) Signature {
	const empty = ^uint32(0)
	var s Signature
	if len(shingles) == 0 {
		return s
	}
	for i := range s {
		s[i] = empty
	}
	for _, h := range shingles {
		h = spread(h)
		bin, v := h>>57, uint32(h) // top seven bits: the bin
		if v == empty {
			v--
		}
		if v < s[bin] {
			s[bin] = v
		}
	}
	return densified(s)
}

// spread is the finishing mix of SplitMix64 (Steele, Lea, Flood 2014).
func spread(h uint64) uint64 {
	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9
	h = (h ^ (h >> 27)) * 0x94d049bb133111eb
	return h ^ (h >> 31)
}

// densified fills empty bins from the next full bin to the right, mixed with
// the distance so that two empty neighbours do not agree by chance
// (Shrivastava and Li 2014).
func densified(s Signature) Signature {
	const empty = ^uint32(0)
	out := s
	for i := range s {
		if s[i] != empty {
			continue
		}
		for d := 1; d < bins; d++ {
			if v := s[(i+d)%bins]; v != empty {
				out[i] = v + uint32(d)*0x9e3779b1
				break
			}
		}
	}
	return out
}

// Estimate is the share of equal bins, an estimate of the Jaccard of the texts.
func (s *Signature) Estimate(t *Signature) float64 {
	same := 0
	for i := range s {
		if s[i] == t[i] {
			same++
		}
	}
	return float64(same) / bins
}

// Bands are the hashes of the signature's 32 bands; two texts are compared
// where one band agrees.
func (s *Signature) Bands() [bands]uint64 {
	var out [bands]uint64
	for b := range out {
		h := spread(uint64(b) + 1)
		for _, v := range s[b*rows : (b+1)*rows] {
			h = spread(h ^ uint64(v))
		}
		out[b] = h
	}
	return out
}
