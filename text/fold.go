package text

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// traditional holds two lines of the same number of runes: traditional
// characters and their simplified forms (from OpenCC's table, Apache-2.0).
//
//go:embed traditional.txt
var traditional string

type foldTable [0x10000]uint16

var folding = sync.OnceValue(buildFold)

// buildFold makes the one table of folding: lower case, NFKC where it gives
// one rune (full width, compatibility forms), straight quotes and dashes, and
// traditional to simplified characters.
func buildFold() *foldTable {
	t := new(foldTable)
	for r := range t {
		t[r] = uint16(r)
		if low := unicode.ToLower(rune(r)); low < 0x10000 && r < 0x3000 {
			t[r] = uint16(low)
		}
	}
	compat := [][2]rune{{0x2000, 0x214f}, {0x2460, 0x24ff}, {0x3000, 0x33ff}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xffef}, {0xa0, 0xff}}
	for _, span := range compat {
		for r := span[0]; r <= span[1]; r++ {
			k := norm.NFKC.String(string(r))
			if c, n := utf8.DecodeRuneInString(k); n == len(k) && c < 0x10000 {
				t[r] = uint16(unicode.ToLower(c))
			}
		}
	}
	for from, to := range map[string]rune{"‘’‚‛′＇`´": '\'', "“”„‟″「」『』«»": '"', "‐‑‒–−": '-', "—―": '—', "、": '、'} {
		for _, r := range from {
			t[r] = uint16(to)
		}
	}
	lines := strings.SplitN(traditional, "\n", 3)
	from, to := []rune(lines[0]), []rune(lines[1])
	for i := range from {
		t[from[i]] = uint16(to[i])
	}
	return t
}

// FoldRune gives the form of r that matching compares: NFKC where that is one
// rune, lower case, simplified, straight quotes.
func FoldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		if r == '`' {
			return '\''
		}
		return r
	}
	if r >= 0x10000 {
		return r
	}
	return rune(folding()[r])
}

// Fold folds each rune of s. The result has as many runes as s, so the n-th
// rune of one is the n-th of the other.
func Fold(s string) string {
	return strings.Map(FoldRune, s)
}

// Folded is a folded text with the way back to its source.
type Folded struct {
	Text string
	back []int32 // folded byte -> source byte; nil where they are equal
}

// FoldMap folds s and keeps the offsets.
func FoldMap(s string) Folded {
	f := Folded{Text: Fold(s)}
	if isASCII(s) {
		return f
	}
	f.back = make([]int32, 0, len(f.Text)+1)
	for i, r := range s {
		for range utf8.RuneLen(FoldRune(r)) {
			f.back = append(f.back, int32(i))
		}
	}
	f.back = append(f.back, int32(len(s)))
	return f
}

// Back gives the source offset of a folded offset.
func (f Folded) Back(offset int) int {
	if f.back == nil {
		return offset
	}
	return int(f.back[offset])
}

// Forth is the map from source bytes to folded bytes, for a source of the given
// length; nil where they are equal. Bytes inside a rune map to its start.
func (f Folded) Forth(length int) []int32 {
	if f.back == nil {
		return nil
	}
	forth := make([]int32, length+1)
	for i := len(f.back) - 1; i >= 0; i-- {
		forth[f.back[i]] = int32(i)
	}
	last := int32(0)
	for i := range forth {
		if forth[i] == 0 {
			forth[i] = last
		}
		last = forth[i]
	}
	return forth
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
