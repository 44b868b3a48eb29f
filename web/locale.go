package web

import (
	"embed"
	"fmt"
	"html"
	"html/template"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"assay/evidence"
)

//go:embed locale/*.yaml
var localeFS embed.FS

// Lang is a language of the pages.
type Lang string

// The languages of the pages, in the order of the switch.
const (
	English Lang = "en"
	German  Lang = "de"
	Chinese Lang = "zh"
)

// Langs lists the languages in the order of the switch.
func Langs() []Lang { return []Lang{English, German, Chinese} }

// Valid reports whether l is one of the three languages.
func (l Lang) Valid() bool { return l == English || l == German || l == Chinese }

// Tag is the BCP 47 tag for the lang attribute.
func (l Lang) Tag() string {
	if l == Chinese {
		return "zh-Hans"
	}
	return string(l)
}

// catalog holds the strings of one language: key -> text with {placeholders}.
// A key with forms by number has the suffixes .one and .other; Chinese has
// .other alone.
type catalog struct {
	lang  Lang
	texts map[string]string
	names func(id string) string // of models; nil: ids stand for themselves
}

// model is the name of a model for its id.
func (c *catalog) model(id string) string {
	if c.names != nil {
		if n := c.names(id); n != "" {
			return n
		}
	}
	return id
}

// loadCatalogs reads the three embedded catalogues.
func loadCatalogs() (map[Lang]*catalog, error) {
	out := map[Lang]*catalog{}
	for _, l := range Langs() {
		src, err := localeFS.ReadFile("locale/" + string(l) + ".yaml")
		if err != nil {
			return nil, evidence.Wrap(err, "reading strings for %s", l)
		}
		texts := map[string]string{}
		if err := yaml.Unmarshal(src, &texts); err != nil {
			return nil, evidence.WithKind(evidence.Invalid, err, "web/locale/%s.yaml", l)
		}
		out[l] = &catalog{lang: l, texts: texts}
	}
	return out, nil
}

// has reports whether the catalogue knows the key.
func (c *catalog) has(key string) bool {
	_, ok := c.texts[key]
	return ok
}

// lookup finds the text of a key. With a number n among the arguments it picks
// the form for that number. A missing key shows itself, so that a test and a
// reader both see it.
func (c *catalog) lookup(key string, args []any) string {
	if s, ok := c.texts[key]; ok {
		return s
	}
	form := ".other"
	if n, ok := numberOf(args); ok && n == 1 && c.lang != Chinese {
		form = ".one"
	}
	if s, ok := c.texts[key+form]; ok {
		return s
	}
	return "⟦" + key + "⟧"
}

func numberOf(args []any) (int, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "n" {
			switch n := args[i+1].(type) {
			case int:
				return n, true
			case int64:
				return int(n), true
			}
		}
	}
	return 0, false
}

// text gives the text of a key with its placeholders filled from name, value
// pairs. Numbers are written the language's way.
func (c *catalog) text(key string, args ...any) string {
	s := c.lookup(key, args)
	if len(args) == 0 || !strings.Contains(s, "{") {
		return s
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+fmt.Sprint(args[i])+"}", c.show(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// bold is text with every filled-in value in bold; text and values are escaped.
func (c *catalog) bold(key string, args ...any) template.HTML {
	s := html.EscapeString(c.lookup(key, args))
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+fmt.Sprint(args[i])+"}", "<b>"+html.EscapeString(c.show(args[i+1]))+"</b>")
	}
	return template.HTML(strings.NewReplacer(pairs...).Replace(s)) // #nosec: both parts are escaped above
}

// word is the name of an enum value, such as word("verdict", "self-reported").
// A value without a name is shown as it is.
func (c *catalog) word(enum string, value any) string {
	v := fmt.Sprint(value)
	if s, ok := c.texts[enum+"."+v]; ok {
		return s
	}
	return v
}

func (c *catalog) show(v any) string {
	switch x := v.(type) {
	case int:
		return c.number(float64(x), 0)
	case int64:
		return c.number(float64(x), 0)
	case float64:
		return c.number(x, 1)
	case evidence.Date:
		return c.date(x)
	case string:
		return x
	}
	return fmt.Sprint(v)
}

// number writes x with the given number of decimals and the language's marks.
func (c *catalog) number(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	whole, frac, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	group, point := ",", "."
	if c.lang == German {
		group, point = ".", ","
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if frac != "" {
		frac = point + frac
	}
	return sign + whole + frac
}

// date writes a date of any precision in words.
func (c *catalog) date(d evidence.Date) string {
	t := d.Time()
	if t.IsZero() {
		return c.text("date.unknown")
	}
	month := c.texts["month."+strconv.Itoa(int(t.Month()))]
	switch d.Precision() {
	case evidence.Year:
		return c.text("date.year", "y", t.Format("2006"))
	case evidence.Month:
		return c.text("date.month", "y", t.Format("2006"), "m", month)
	}
	return c.text("date.day", "y", t.Format("2006"), "m", month, "d", strconv.Itoa(t.Day()))
}

// list joins words with commas and an "and" of the language.
func (c *catalog) list(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	comma := c.texts["list.comma"]
	return strings.Join(words[:len(words)-1], comma) + c.texts["list.and"] + words[len(words)-1]
}

// silicon names a node of the lattice: relative and unnamed nodes by words,
// Chinese makers by their Chinese names where the pages are Chinese.
func (c *catalog) silicon(name string) string {
	if s, ok := c.texts["silicon."+name]; ok {
		return s
	}
	if c.lang != Chinese {
		return name
	}
	first, rest, _ := strings.Cut(name, " ")
	for _, n := range []int{2, 1} {
		head, tail := first, rest
		if n == 2 {
			second, after, _ := strings.Cut(rest, " ")
			head, tail = first+" "+second, after
		}
		if s, ok := c.texts["silicon."+strings.TrimSpace(head)]; ok {
			return s + tail
		}
	}
	return name
}
