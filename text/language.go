package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sample is how much of a text the language guess reads.
const sample = 8 << 10

var stopWords = map[string]string{}

func init() {
	for lang, words := range map[string]string{
		"en": "the of and to is was that for with on are by from which has have its it be this not as at an will were their been can but they we you",
		"de": "der die das und ist von mit den dem des ein eine einen einer nicht auf für sich auch im als wird wurde werden bei aus nach zu hat sind zum zur es durch über",
	} {
		for _, w := range strings.Fields(words) {
			stopWords[w] = lang
		}
	}
}

// Language guesses the language of body: "zh", "de", "en" or "und". Han comes
// first: where Han characters make up a fair share of the letters and no kana
// or hangul occurs, the text is Chinese, however much Latin it carries.
func Language(body string) string {
	if len(body) > sample {
		cut := sample
		for cut > 0 && !utf8.RuneStart(body[cut]) {
			cut--
		}
		body = body[:cut]
	}
	han, other, latin := 0, 0, 0
	for _, r := range body {
		switch {
		case r < utf8.RuneSelf:
			if unicode.IsLetter(r) {
				latin++
			}
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Cyrillic, unicode.Arabic):
			other++
		}
	}
	if han >= 2 && other*10 < han && han*8 >= latin {
		return "zh"
	}
	if other > latin {
		return "und"
	}
	return latinLanguage(body, latin)
}

// latinLanguage counts the stop words of English and German.
func latinLanguage(body string, latin int) string {
	count := map[string]int{}
	for _, w := range strings.FieldsFunc(strings.ToLower(body), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if lang, ok := stopWords[w]; ok {
			count[lang]++
		}
	}
	switch {
	case count["de"] > count["en"]:
		return "de"
	case count["en"] > 0 || latin > 0:
		return "en"
	}
	return "und"
}
