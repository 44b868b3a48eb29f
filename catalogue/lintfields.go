package catalogue

import (
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/evidence"
)

var (
	slugForm    = regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}(/[A-Z]{2})*$`)
)

// fieldCheck walks one record and its node side by side: unknown fields,
// missing fields, wrong words, wrong references. What a field must be stands in
// the tags of its struct: rule, oneof, ref.
type fieldCheck struct {
	known  map[string]map[string]bool
	file   string
	line   int // where there is no node
	report func(field string, line int, rule, message, fix string)
}

// record checks a record; n is nil for a row of a table.
func (f *fieldCheck) record(v reflect.Value, n *yaml.Node, path string) {
	t := v.Type()
	f.unknown(t, n, path)
	for i := range t.NumField() {
		sf := t.Field(i)
		name := yamlName(sf)
		if name == "-" || name == "" {
			continue
		}
		line := f.line
		if n != nil {
			line = child(n, name).Line
		}
		f.value(v.Field(i), sf, own(n, name), join(path, name), line)
	}
}

// unknown names every field of the file that the record does not have.
func (f *fieldCheck) unknown(t reflect.Type, n *yaml.Node, path string) {
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	var have []string
	for i := range t.NumField() {
		if name := yamlName(t.Field(i)); name != "-" && name != "" {
			have = append(have, name)
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if slices.Contains(have, k.Value) {
			continue
		}
		fix := "remove it; docs/format.md lists the fields"
		if near := nearest(k.Value, have); near != "" {
			fix = fmt.Sprintf("did you mean %q? docs/format.md lists the fields", near)
		}
		f.report(k.Value, k.Line, "unknown-field", fmt.Sprintf("unknown field %q", clipped(join(path, k.Value))), fix)
	}
}

// value checks one field by its tags, its own Valid and what lies inside it.
func (f *fieldCheck) value(v reflect.Value, sf reflect.StructField, n *yaml.Node, path string, line int) {
	rules := strings.Split(sf.Tag.Get("rule"), ",")
	if v.IsZero() {
		if slices.Contains(rules, "required") && empty(n) {
			f.report(path, line, "missing-field", path+" is missing", "add "+path)
		}
		return
	}
	for _, s := range texts(v) {
		f.text(s, sf, rules, path, line)
	}
	if x, ok := number(v); ok {
		f.number(x, rules, path, line)
	}
	f.inside(v, n, path, line)
}

// own gives the node of a field, or nil where the record does not have it.
func own(n *yaml.Node, name string) *yaml.Node {
	if c := child(n, name); c != n {
		return c
	}
	return nil
}

// empty reports whether a field is not there or holds nothing; a value of the
// wrong type is told as such.
func empty(n *yaml.Node) bool {
	return n == nil || n.Kind == yaml.ScalarNode && (n.Value == "" || n.Tag == "!!null") || n.Kind != yaml.ScalarNode && len(n.Content) == 0
}

// text checks one string, or one string of a list.
func (f *fieldCheck) text(s string, sf reflect.StructField, rules []string, path string, line int) {
	if one := sf.Tag.Get("oneof"); one != "" && !slices.Contains(strings.Fields(one), s) {
		f.report(path, line, "bad-enum", fmt.Sprintf("%s: %q is not one of %s", path, clipped(s), strings.Join(strings.Fields(one), ", ")), "use one of these words")
	}
	if ref := sf.Tag.Get("ref"); ref != "" && !f.known[ref][s] {
		f.report(path, line, "broken-reference", fmt.Sprintf("%s: no %s %q", path, refWords[ref], clipped(s)), "correct it, or add the record")
	}
	for _, rule := range rules {
		if msg, fix := textRule(rule, s); msg != "" {
			f.report(path, line, "bad-"+rule, path+": "+msg, fix)
		}
	}
}

var refWords = map[string]string{"developer": "developer", "model": "model", "node": "silicon of this name", "nodeid": "silicon with the id",
	"source": "source", "chip": "chip", "citation": "citation", "claim": "claim", "forecast": "forecast", "question": "question", "event": "event", "statement": "statement"}

// textRule checks a string against a named rule and says what is wrong.
func textRule(rule, s string) (msg, fix string) {
	switch rule {
	case "slug":
		if !slugForm.MatchString(s) {
			return fmt.Sprintf("%q is no id", clipped(s)), "use lower-case letters, digits and single hyphens"
		}
	case "country":
		if !countryForm.MatchString(s) {
			return fmt.Sprintf("%q is no country", clipped(s)), "use an ISO code such as CN; two codes with a slash where it is disputed"
		}
	case "url":
		if u, err := url.Parse(s); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			return fmt.Sprintf("%q is no web address", clipped(s)), "start with https://"
		}
	case "interval":
		if _, err := interval(s); err != nil {
			return err.Error(), "write 30m, 6h, 1d or 2w"
		}
	case "figure":
		if !slices.Contains(Figures(), s) {
			return fmt.Sprintf("%q is no figure", clipped(s)), "use one of " + strings.Join(Figures(), ", ")
		}
	case "cell":
		_, stage, ok := strings.Cut(s, "/")
		if !ok || !evidence.Stage(stage).Valid() {
			return fmt.Sprintf("%q is no cell", clipped(s)), "write model/stage, such as glm-5/pre-training"
		}
	}
	return "", ""
}

func (f *fieldCheck) number(x float64, rules []string, path string, line int) {
	if slices.Contains(rules, "positive") && !(x > 0) {
		f.report(path, line, "not-positive", fmt.Sprintf("%s: %v is not above zero", path, x), "correct it, or leave the field out where no figure is known")
	}
	if slices.Contains(rules, "probability") && !(x >= 0 && x <= 1) {
		f.report(path, line, "bad-probability", fmt.Sprintf("%s: %v is no probability", path, x), "give a number from 0 to 1")
	}
}

// valid is what every enum, class, letter and date of ours offers.
type valid interface{ Valid() bool }

// inside checks enums and dates, and goes into structs, lists and maps.
func (f *fieldCheck) inside(v reflect.Value, n *yaml.Node, path string, line int) {
	if x, ok := v.Interface().(valid); ok && !x.Valid() {
		rule, fix := "bad-enum", "docs/format.md lists the words"
		if _, date := x.(evidence.Date); date {
			rule, fix = "bad-date", "write 2026, 2026-06 or 2026-06-17"
		}
		f.report(path, line, rule, fmt.Sprintf("%s: %q is not allowed", path, clipped(fmt.Sprint(x))), fix)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Struct {
			f.record(v.Elem(), n, path)
		}
	case reflect.Struct:
		f.record(v, n, path)
	case reflect.Slice:
		for i := range v.Len() {
			var c *yaml.Node
			at := line
			if n != nil && n.Kind == yaml.SequenceNode && i < len(n.Content) {
				c, at = n.Content[i], n.Content[i].Line
			}
			f.inside(v.Index(i), c, path, at)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			at := line
			if c := child(n, k.String()); c != nil {
				at = c.Line
			}
			f.inside(v.MapIndex(k), child(n, k.String()), join(path, k.String()), at)
		}
	}
}

// texts gives the strings of a field: its own, or those of a list.
func texts(v reflect.Value) []string {
	switch {
	case v.Kind() == reflect.String:
		return []string{v.String()}
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String:
		out := make([]string, v.Len())
		for i := range out {
			out[i] = v.Index(i).String()
		}
		return out
	}
	return nil
}

func number(v reflect.Value) (float64, bool) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch {
	case v.CanFloat():
		return v.Float(), true
	case v.CanInt():
		return float64(v.Int()), true
	}
	return 0, false
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// nearest finds the field that was probably meant: the smallest edit distance,
// at most a third of the word, or two letters swapped.
func nearest(word string, have []string) string {
	best, at := "", len(word)/3+1
	if len(word) >= 5 {
		at = max(at, 3)
	}
	if len(word) > 80 {
		return ""
	}
	for _, h := range have {
		if d := distance(word, h); d < at {
			best, at = h, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two short words, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
