package outlook

import (
	"math"
	"slices"

	"assay/evidence"
	"assay/gap/locale"
)

// Word is a word of likelihood after ICD 203, with a fixed range.
type Word string

// The seven words, least likely first.
const (
	AlmostNoChance Word = "almost-no-chance"
	VeryUnlikely   Word = "very-unlikely"
	Unlikely       Word = "unlikely"
	RoughlyEven    Word = "roughly-even"
	Likely         Word = "likely"
	VeryLikely     Word = "very-likely"
	AlmostCertain  Word = "almost-certain"
)

// Words lists the words, least likely first.
func Words() []Word {
	return []Word{AlmostNoChance, VeryUnlikely, Unlikely, RoughlyEven, Likely, VeryLikely, AlmostCertain}
}

// Valid reports whether w is one of the seven words.
func (w Word) Valid() bool { return slices.Contains(Words(), w) }

// Range gives the ends of a word's range. Which end belongs to it is in WordFor.
func (w Word) Range() (lo, hi float64) {
	switch w {
	case AlmostNoChance:
		return 0.01, 0.05
	case VeryUnlikely:
		return 0.05, 0.20
	case Unlikely:
		return 0.20, 0.45
	case RoughlyEven:
		return 0.45, 0.55
	case Likely:
		return 0.55, 0.80
	case VeryLikely:
		return 0.80, 0.95
	case AlmostCertain:
		return 0.95, 0.99
	}
	return math.NaN(), math.NaN()
}

// Middle is the probability as which a word without a number is scored: the
// middle of its range.
func (w Word) Middle() float64 {
	lo, hi := w.Range()
	return math.Round((lo+hi)/2*1e6) / 1e6
}

// In names the word in a language (en, de or zh).
func (w Word) In(lang string) string { return locale.For(lang).Text("likelihood." + string(w)) }

// WordFor gives the word of a probability. Ranges are half-open and symmetric
// about one half: [0.45, 0.55] roughly even, (0.55, 0.80) likely, [0.80, 0.95)
// very likely, from 0.95 almost certain, and their mirrors. A probability that
// is none gives an error.
func WordFor(p float64) (Word, error) {
	if math.IsNaN(p) || p < 0 || p > 1 {
		return "", evidence.Errorf(evidence.Invalid, "likelihood %v is not a probability from 0 to 1", p)
	}
	const tiny = 1e-9 // 0.45 typed as 1 - 0.55 is still 0.45
	switch {
	case p <= 0.05+tiny:
		return AlmostNoChance, nil
	case p <= 0.20+tiny:
		return VeryUnlikely, nil
	case p < 0.45-tiny:
		return Unlikely, nil
	case p <= 0.55+tiny:
		return RoughlyEven, nil
	case p < 0.80-tiny:
		return Likely, nil
	case p < 0.95-tiny:
		return VeryLikely, nil
	}
	return AlmostCertain, nil
}
