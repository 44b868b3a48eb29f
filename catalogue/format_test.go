package catalogue

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// recordTypes are the files that docs/format.md explains, with their structs.
var recordTypes = map[string]reflect.Type{
	"developers.yaml": reflect.TypeFor[Developer](), "models.yaml": reflect.TypeFor[Model](), "silicon.yaml": reflect.TypeFor[Node](),
	"crosswalk.yaml": reflect.TypeFor[Spelling](), "sources.yaml": reflect.TypeFor[sourceRecord](), "claims.yaml": reflect.TypeFor[ClaimRecord](),
	"citations.yaml": reflect.TypeFor[Citation](), "chips.yaml": reflect.TypeFor[Chip](), "systems.yaml": reflect.TypeFor[System](),
	"scores.csv": reflect.TypeFor[Score](), "events.yaml": reflect.TypeFor[Event](), "questions.yaml": reflect.TypeFor[Question](),
	"forecasts.yaml": reflect.TypeFor[Forecast](), "voices.yaml": reflect.TypeFor[Voice](), "report.yaml": reflect.TypeFor[Statement](),
}

// TestFormat_fields holds docs/format.md against the structs: the same fields,
// the same ones required.
func TestFormat_fields(t *testing.T) {
	src, err := os.ReadFile("../docs/format.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := documentedFields(string(src))
	for file, typ := range recordTypes {
		want := structFields(typ, "")
		got := documented[file]
		slices.Sort(want)
		slices.Sort(got)
		for _, f := range want {
			if !slices.Contains(got, f) {
				t.Errorf("%s: docs/format.md lacks %s", file, f)
			}
		}
		for _, f := range got {
			if !slices.Contains(want, f) {
				t.Errorf("%s: docs/format.md has %s, which the record has not", file, f)
			}
		}
	}
}

// documentedFields gives the fields of each file's table; required ones end in *.
func documentedFields(doc string) map[string][]string {
	out := map[string][]string{}
	file := ""
	name := regexp.MustCompile("`([a-z0-9_.]+)`( \\*)?")
	for _, line := range strings.Split(doc, "\n") {
		if h, ok := strings.CutPrefix(line, "### "); ok {
			file = strings.TrimSpace(h)
		}
		cells := strings.Split(line, "|")
		if len(cells) < 4 || file == "" {
			continue
		}
		for _, m := range name.FindAllStringSubmatch(cells[1], -1) {
			out[file] = append(out[file], m[1]+strings.TrimSpace(m[2]))
		}
	}
	return out
}

// structFields gives the fields of a record and of the mappings inside it.
func structFields(t reflect.Type, path string) []string {
	var out []string
	for i := range t.NumField() {
		sf := t.Field(i)
		name := yamlName(sf)
		if name == "" || name == "-" {
			continue
		}
		mark := ""
		if slices.Contains(strings.Split(sf.Tag.Get("rule"), ","), "required") {
			mark = "*"
		}
		out = append(out, join(path, name)+mark)
		in := sf.Type
		for in.Kind() == reflect.Pointer || in.Kind() == reflect.Slice || in.Kind() == reflect.Map {
			in = in.Elem()
		}
		if in.Kind() == reflect.Struct {
			out = append(out, structFields(in, join(path, name))...)
		}
	}
	return out
}
