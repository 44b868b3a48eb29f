package origin

import (
	"slices"
	"unicode"

	"assay/text"
)

// shingleLength is the number of words (en, de) or characters (zh) of a
// shingle (D3).
const shingleLength = 5

func isWordRune(r rune) bool {
	return r == '%' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func isHan(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// Shingles are the hashes of a text's 5-grams, sorted and without repetition:
// of words, or of characters where the text is Chinese (lang "zh", or mostly
// Han characters where the language is not known). A text of fewer than five
// parts is one shingle; an empty one has none.
func Shingles(body, lang string) []uint64 {
	var out []uint64
	if lang == "zh" || (lang != "en" && lang != "de" && mostlyHan(body)) {
		out = charShingles(body)
	} else {
		out = wordShingles(body)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func mostlyHan(body string) bool {
	han, other := 0, 0
	for _, r := range body {
		switch {
		case isHan(r):
			han++
		case unicode.IsLetter(r):
			other++
		}
		if han+other > 2000 {
			break
		}
	}
	return han*2 > other
}

// FNV-1a, 64 bits.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func mixRune(h uint64, r rune) uint64 {
	h = (h ^ uint64(r&0xff)) * fnvPrime
	return (h ^ uint64(r>>8)) * fnvPrime
}

// wordShingles slides a window over the hashes of words.
func wordShingles(body string) []uint64 {
	var words []uint64
	h, in := uint64(fnvOffset), false
	for _, r := range body {
		r = text.FoldRune(r)
		if isWordRune(r) {
			h, in = mixRune(h, r), true
			continue
		}
		if in {
			words = append(words, h)
			h, in = fnvOffset, false
		}
	}
	if in {
		words = append(words, h)
	}
	return windows(words)
}

// charShingles slides a window over the characters that are no space or
// punctuation.
func charShingles(body string) []uint64 {
	var chars []uint64
	for _, r := range body {
		if r = text.FoldRune(r); isWordRune(r) {
			chars = append(chars, mixRune(fnvOffset, r))
		}
	}
	return windows(chars)
}

func windows(parts []uint64) []uint64 {
	if len(parts) == 0 {
		return nil
	}
	n := min(shingleLength, len(parts))
	out := make([]uint64, 0, len(parts)-n+1)
	for i := 0; i+n <= len(parts); i++ {
		h := uint64(fnvOffset)
		for _, p := range parts[i : i+n] {
			h = (h ^ p) * fnvPrime
			h ^= h >> 29
		}
		out = append(out, h)
	}
	return out
}

// Jaccard is the share of shingles that two texts have in common, 0 to 1; two
// empty texts have 0. Both lists are as Shingles gives them.
func Jaccard(a, b []uint64) float64 {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	if all := len(a) + len(b) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}
