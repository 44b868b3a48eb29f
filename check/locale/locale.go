// Package locale holds the words in which a check speaks, in English, German and
// Chinese, and the forms of number, date and list that sentences need.
//
// In come a language, a key and named values; out comes text. A key with forms
// by number ends in .one and .other. Every key stands in all three languages
// (TestWords_sameKeys); a missing key comes back as itself, so that nothing is
// lost in silence. Load makes the same of another room's files.
package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

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
	below *Words // where a key is looked for next
}

// Set is the words of every language.
type Set map[string]*Words

var own = sync.OnceValues(func() (Set, error) { return Load(files, nil) })

// Load reads en.yaml, de.yaml and zh.yaml of a folder. Keys that are not in them
// are looked for in below, which may be nil.
func Load(from fs.FS, below Set) (Set, error) {
	out := Set{}
	for _, lang := range Langs() {
		src, err := fs.ReadFile(from, lang+".yaml")
		if err != nil {
			return nil, evidence.WithKind(evidence.Invalid, err, "words in %s", lang)
		}
		w := &Words{Lang: lang, texts: map[string]string{}, below: below[lang]}
		if err := yaml.Unmarshal(src, &w.texts); err != nil {
			return nil, evidence.WithKind(evidence.Invalid, err, "words in %s", lang)
		}
		out[lang] = w
	}
	return out, nil
}

// Own gives the words of the check.
func Own() Set {
	s, err := own()
	if err != nil {
		return Set{} // the files are embedded; TestWords_sameKeys reads them
	}
	return s
}

// For gives the check's words of a language; English where it is not one of
// Langs.
func For(lang string) *Words { return Own().For(lang) }

// For gives the words of a language; English where the set has no such language.
func (s Set) For(lang string) *Words {
	if w, ok := s[lang]; ok {
		return w
	}
	if w, ok := s["en"]; ok {
		return w
	}
	return &Words{Lang: "en"}
}

// Keys lists the keys of this set alone, sorted.
func (w *Words) Keys() []string {
	var out []string
	for k := range w.texts {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Raw gives a text with its placeholders, for tests.
func (w *Words) Raw(key string) (string, bool) {
	if t, ok := w.texts[key]; ok {
		return t, true
	}
	if w.below != nil {
		return w.below.Raw(key)
	}
	return "", false
}

// Has reports whether a key has a text.
func (w *Words) Has(key string) bool { _, ok := w.Raw(key); return ok }

// Text gives the text of a key with its {placeholders} filled from pairs of name
// and value. Integers, floats and dates are written as the language writes them.
func (w *Words) Text(key string, pairs ...any) string {
	text, ok := w.Raw(key)
	if !ok {
		return key
	}
	if len(pairs) == 0 {
		return text
	}
	list := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, "{"+fmt.Sprint(pairs[i])+"}", w.value(pairs[i+1]))
	}
	return strings.NewReplacer(list...).Replace(text) // one pass: a value is never read as a placeholder
}

// Count gives the form of a text for a number, which fills {n}. English and
// German tell one from many; Chinese has one form.
func (w *Words) Count(key string, n int, pairs ...any) string {
	form := ".other"
	if n == 1 && w.Lang != "zh" {
		form = ".one"
	}
	return w.Text(key+form, append([]any{"n", n}, pairs...)...)
}

// Or gives the text of a key, or a fallback.
func (w *Words) Or(key, fallback string) string {
	if t, ok := w.Raw(key); ok {
		return t
	}
	return fallback
}

// List joins texts: "a, b and c".
func (w *Words) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return strings.Join(items[:last], w.Text("list.comma")) + w.Text("list.and") + items[last]
}

func (w *Words) value(v any) string {
	switch x := v.(type) {
	case int:
		return w.Number(float64(x), 0)
	case int64:
		return w.Number(float64(x), 0)
	case float64:
		return w.Number(x, 1)
	case evidence.Date:
		return w.Date(x)
	}
	return fmt.Sprint(v)
}

// Number writes a number with exactly so many decimals, with point or comma and
// groups of three as the language has them.
func (w *Words) Number(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
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

// Date writes a date no more exactly than it is known.
func (w *Words) Date(d evidence.Date) string {
	t := d.Time()
	if t.IsZero() {
		return w.Text("date.unknown")
	}
	month := w.Text("month." + strconv.Itoa(int(t.Month())))
	if w.Lang == "zh" {
		month = strconv.Itoa(int(t.Month()))
	}
	y, day := strconv.Itoa(t.Year()), strconv.Itoa(t.Day())
	switch d.Precision() {
	case evidence.Year:
		return w.Text("date.year", "y", y)
	case evidence.Month:
		return w.Text("date.month", "y", y, "m", month)
	}
	return w.Text("date.day", "y", y, "m", month, "d", day)
}

// Silicon names a lattice node: the nodes that are no product's name in the
// language's words, every other node as it is called.
func (w *Words) Silicon(node string) string { return w.Or("silicon."+node, node) }

// Silicons names several nodes.
func (w *Words) Silicons(nodes []string) string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = w.Silicon(n)
	}
	return w.List(out)
}
