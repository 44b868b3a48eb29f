package extract

import (
	"strings"
	"sync"
	"unicode/utf8"

	"assay/extract/lexicon"
)

// units are the words behind a number that count something other than chips,
// by first byte. A dollar sign in the list asks for the end of the word, a low
// line stands for a blank.
var units = sync.OnceValue(func() *[256][]string {
	var by [256][]string
	for _, w := range lexicon.Words("unit") {
		w = strings.ReplaceAll(w, "_", " ")
		by[w[0]] = append(by[w[0]], w)
	}
	return &by
})

// isUnit reports that the text behind a number counts something other than
// chips: GB, GPU hours, parameters, nodes, 亿, 小时.
func isUnit(rest string) bool {
	if rest != "" && (rest[0] == ' ' || rest[0] == '-') {
		if unitAt(rest[1:]) {
			return true
		}
	}
	return unitAt(rest)
}

func unitAt(s string) bool {
	if s == "" {
		return false
	}
	for _, w := range units()[s[0]] {
		whole, ends := strings.CutSuffix(w, "$")
		if !strings.HasPrefix(s, whole) {
			continue
		}
		if !ends {
			return true
		}
		if len(s) == len(whole) {
			return true
		}
		r, _ := utf8.DecodeRuneInString(s[len(whole):])
		if r >= utf8.RuneSelf || !isAlnum(byte(r)) {
			return true
		}
	}
	return false
}
