// Package locale holds the words of the gap and the outlook in English, German
// and Chinese: sentences, axis labels, names of metrics, stages and countries.
//
// In comes a language and a key with named values; out comes text. Every key
// stands in all three languages (TestLocale_sameKeys); a key that is missing
// comes back as itself, so that nothing is lost in silence.
package locale

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"assay/evidence"
)

//go:embed *.yaml
var files embed.FS

// Langs lists the languages.
func Langs() []string { return []string{"en", "de", "zh"} }

// Words are the texts of one language.
type Words struct {
	Lang  string
	texts map[string]string
}

var load = sync.OnceValues(func() (map[string]*Words, error) {
	out := map[string]*Words{}
	for _, lang := range Langs() {
		src, err := files.ReadFile(lang + ".yaml")
		if err != nil {
			return nil, evidence.Wrap(err, "words of the gap in %s", lang)
		}
		w := &Words{Lang: lang, texts: map[string]string{}}
		if err := yaml.Unmarshal(src, &w.texts); err != nil {
			return nil, evidence.WithKind(evidence.Invalid, err, "words of the gap in %s", lang)
		}
		out[lang] = w
	}
	return out, nil
})

// For gives the words of a language; English where the language is not one of
// Langs.
func For(lang string) *Words {
	all, err := load()
	if err != nil {
		return &Words{Lang: "en"} // the files are embedded; TestLocale reads them
	}
	if w, ok := all[lang]; ok {
		return w
	}
	return all["en"]
}

// Keys lists the keys, sorted.
func (w *Words) Keys() []string {
	var out []string
	for k := range w.texts {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Has reports whether a key has a text.
func (w *Words) Has(key string) bool { _, ok := w.texts[key]; return ok }

// Text gives the text of a key with its {placeholders} filled from pairs of name
// and value. Numbers are written as the language writes them.
func (w *Words) Text(key string, pairs ...any) string {
	text, ok := w.texts[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(pairs[i])+"}", w.value(pairs[i+1]))
	}
	return text
}

// Or gives the text of a key, or a fallback where there is none.
func (w *Words) Or(key, fallback string) string {
	if t, ok := w.texts[key]; ok {
		return t
	}
	return fallback
}

// Country names a country by its ISO code; the code itself where no name is
// held.
func (w *Words) Country(code string) string { return w.Or("country."+code, code) }

func (w *Words) value(v any) string {
	switch x := v.(type) {
	case float64:
		return w.Number(x, 1)
	case *float64:
		if x == nil {
			return "–"
		}
		return w.Number(*x, 1)
	case evidence.Date:
		return w.Date(x)
	}
	return fmt.Sprint(v)
}

// Number writes a number with so many decimals at most, with a point or a comma
// and groups of three as the language has them. A minus is a real minus sign.
func (w *Words) Number(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if decimals > 0 && strings.Contains(s, ".") && (x >= 100 || x <= -100) {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	whole, frac, _ := strings.Cut(s, ".")
	point, group := ".", ","
	if w.Lang == "de" {
		point, group = ",", "."
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if frac != "" {
		whole += point + frac
	}
	return sign + whole
}

// Date writes a date in the language, no more exactly than it is known.
func (w *Words) Date(d evidence.Date) string {
	t := d.Time()
	if t.IsZero() {
		return w.Or("date.unknown", "–")
	}
	return w.day(t, d.Precision())
}

func (w *Words) day(t time.Time, p evidence.Precision) string {
	month := w.Or("month."+strconv.Itoa(int(t.Month())), t.Month().String())
	if w.Lang == "zh" {
		switch p {
		case evidence.Year:
			return fmt.Sprintf("%d年", t.Year())
		case evidence.Month:
			return fmt.Sprintf("%d年%d月", t.Year(), t.Month())
		}
		return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
	}
	switch p {
	case evidence.Year:
		return strconv.Itoa(t.Year())
	case evidence.Month:
		return fmt.Sprintf("%s %d", month, t.Year())
	}
	if w.Lang == "de" {
		return fmt.Sprintf("%d. %s %d", t.Day(), month, t.Year())
	}
	return fmt.Sprintf("%d %s %d", t.Day(), month, t.Year())
}
