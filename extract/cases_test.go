package extract_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"assay/catalogue"
	"assay/evidence"
	"assay/extract"
	"assay/text"
)

var stageOf = map[string]evidence.Stage{"pre": evidence.PreTraining, "post": evidence.PostTraining, "inf": evidence.Inference, "train": evidence.TrainingUnspecified}

func reader(t testing.TB) *extract.Reader {
	t.Helper()
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return extract.New(cat)
}

// TestCases reads the case files: NAME.md and, line by line, what must be found
// in it: model | stage | silicon | count | relation | hedge | attribution |
// flags. A star or a missing field is not compared; nothing else may be found.
func TestCases(t *testing.T) {
	r := reader(t)
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no case files", err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		a := txtar.Parse(raw)
		for i := 0; i+1 < len(a.Files); i += 2 {
			name := strings.TrimSuffix(a.Files[i].Name, ".md")
			t.Run(strings.TrimSuffix(filepath.Base(f), ".txtar")+"/"+name, func(t *testing.T) {
				checkCase(t, r, string(a.Files[i].Data), string(a.Files[i+1].Data))
			})
		}
	}
}

func caseDocument(md string) evidence.Document {
	d := evidence.Document{Kind: "news"}
	for {
		line, rest, _ := strings.Cut(md, "\n")
		key, value, ok := strings.Cut(line, ": ")
		switch {
		case ok && key == "lang":
			d.Lang = value
		case ok && key == "kind":
			d.Kind = value
		case ok && key == "title":
			d.Title = value
		default:
			d.Body = text.Normalize(md)
			return d
		}
		md = rest
	}
}

func checkCase(t *testing.T, r *extract.Reader, md, want string) {
	t.Helper()
	claims := r.Read(caseDocument(md)).Claims
	used := make([]bool, len(claims))
	for _, line := range strings.Split(strings.TrimSpace(want), "\n") {
		if line == "" {
			continue
		}
		f := strings.Split(line, "|")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		best := slices.IndexFunc(claims, func(c evidence.Claim) bool {
			i := slices.IndexFunc(claims, func(o evidence.Claim) bool { return o.ID == c.ID && o.Start == c.Start })
			return !used[i] && fits(c, f)
		})
		if best < 0 {
			t.Errorf("missed: %s", line)
			continue
		}
		used[best] = true
	}
	for i, c := range claims {
		if !used[i] {
			t.Errorf("found: %s | %s | %s | %s | %s | %s | %s (%q)", c.Model, c.Stage, c.Silicon, count(c), c.Relation, c.Hedge, c.Attribution, c.Quote)
		}
	}
}

func count(c evidence.Claim) string {
	if c.Count == nil {
		return "-"
	}
	return strconv.FormatInt(*c.Count, 10)
}

// fits holds a claim against the fields of a line; star and missing are free.
func fits(c evidence.Claim, f []string) bool {
	model := func(a, b string) bool {
		if strings.HasPrefix(b, "class:") || strings.HasPrefix(b, "unnamed:") {
			return strings.HasPrefix(a, "class:") || strings.HasPrefix(a, "unnamed:")
		}
		k := func(s string) string {
			return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(s))
		}
		return k(a) == k(b)
	}
	has := []string{c.Model, string(c.Stage), c.Silicon, count(c), string(c.Relation), string(c.Hedge), string(c.Attribution), flags(c)}
	for i, w := range f {
		switch {
		case w == "*":
		case i == 0 && !model(c.Model, w), i == 1 && stageOf[w] != c.Stage, i > 1 && has[i] != w:
			return false
		}
	}
	return true
}

func flags(c evidence.Claim) string {
	var out []string
	for name, on := range map[string]bool{"exclusive": c.Exclusive, "whole": c.Whole, "part": c.Part, "continued": c.Continued} {
		if on {
			out = append(out, name)
		}
	}
	if c.Actor != "" {
		out = append(out, "actor="+c.Actor)
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}

func mustCatalogue(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return cat
}
