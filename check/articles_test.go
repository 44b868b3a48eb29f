package check_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"golang.org/x/tools/txtar"

	"assay/catalogue"
	"assay/check"
	"assay/evidence"
	"assay/extract"
	"assay/origin"
	"assay/resolve"
	"assay/text"
)

// world is the built-in evidence, made once for all tests.
type world struct {
	cat    *catalogue.Catalogue
	reader *extract.Reader
	index  *resolve.Index
}

var theWorld = sync.OnceValues(func() (*world, error) {
	cat, err := catalogue.BuiltIn()
	if err != nil {
		return nil, err
	}
	origins := origin.Cluster(origin.Input{Claims: cat.Claims(), Catalogue: cat})
	index := resolve.NewIndex(resolve.Input{Catalogue: cat, Claims: cat.Claims(), Origins: origins})
	return &world{cat: cat, reader: extract.New(cat), index: index}, nil
})

func newWorld(t testing.TB) *world {
	t.Helper()
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) rows(day evidence.Date) []resolve.Row {
	return w.index.Matrix(resolve.Options{AsOf: day})
}

// check reads and judges a document as known on a day.
func (w *world) check(doc evidence.Document, day evidence.Date, lang string) check.Report {
	title := doc
	title.Body = doc.Title
	in := check.Input{Catalogue: w.cat, Document: doc, Read: w.reader.Read(doc).Claims, Headline: w.reader.Read(title).Claims,
		Now: w.rows(day), Claims: w.cat.Claims(), AsOf: day, Lang: lang}
	if doc.Published != "" {
		in.Then = w.rows(doc.Published.Last())
	}
	return check.Check(in)
}

// expected is the expect.yaml of a case.
type expected struct {
	AsOf         evidence.Date `yaml:"as_of"`
	NoStatements bool          `yaml:"no_statements"`
	Statements   []struct {
		Text    string        `yaml:"text"`
		Verdict check.Verdict `yaml:"verdict"`
		Kinds   []check.Kind  `yaml:"kinds"`
	} `yaml:"statements"`
}

func document(t testing.TB, src string) evidence.Document {
	t.Helper()
	fields, body := text.FrontMatter(text.Normalize(src))
	return evidence.Document{Name: "case", Title: fields["title"], Publisher: fields["publisher"], Lang: fields["lang"],
		Published: evidence.Date(fields["date"]), Body: body}
}

// judged holds a report to what is expected and lists what is wrong with it, by
// the README of the articles. Where several statements of the report lie over
// one expected, the worst of them counts.
func judged(doc evidence.Document, want expected, got check.Report) []string {
	var wrong []string
	if want.NoStatements && len(got.Statements) > 0 {
		wrong = append(wrong, fmt.Sprintf("found %q, expected nothing", got.Statements[0].Text))
	}
	belongs := make([]bool, len(got.Statements))
	for _, w := range want.Statements {
		at := strings.Index(doc.Body, w.Text)
		if at < 0 {
			wrong = append(wrong, fmt.Sprintf("the case's own text %q is not in the body", w.Text))
			continue
		}
		start := len([]rune(doc.Body[:at]))
		end := start + len([]rune(w.Text))
		var verdicts []check.Verdict
		var kinds []check.Kind
		for i, s := range got.Statements {
			if s.Start < end && start < s.End {
				belongs[i] = true
				verdicts = append(verdicts, s.Verdict)
				kinds = append(kinds, s.Kinds...)
			}
		}
		switch v := worst(verdicts); {
		case len(verdicts) == 0:
			wrong = append(wrong, fmt.Sprintf("not found: %q", w.Text))
		case v != w.Verdict:
			wrong = append(wrong, fmt.Sprintf("%q: %s %v, expected %s %v", w.Text, v, kinds, w.Verdict, w.Kinds))
		default:
			for _, k := range w.Kinds {
				if !slices.Contains(kinds, k) {
					wrong = append(wrong, fmt.Sprintf("%q: kinds %v lack %s", w.Text, kinds, k))
				}
			}
			for _, k := range kinds {
				if !slices.Contains(w.Kinds, k) && k != check.SameOrigin {
					wrong = append(wrong, fmt.Sprintf("%q: kind %s is not expected", w.Text, k))
				}
			}
		}
	}
	for i, s := range got.Statements {
		if !belongs[i] && s.Verdict.Fails() {
			wrong = append(wrong, fmt.Sprintf("%q: %s, not expected", s.Text, s.Verdict))
		}
	}
	return wrong
}

func worst(list []check.Verdict) check.Verdict {
	order := []check.Verdict{check.Unknown, check.Supported, check.SaysMore, check.Outdated, check.Contested, check.Contradicted}
	best := -1
	for _, v := range list {
		best = max(best, slices.Index(order, v))
	}
	if best < 0 {
		return ""
	}
	return order[best]
}

// half runs one folder of cases and gives right and all by kind of case.
func half(t *testing.T, folder string, say func(file string, wrong []string)) (right, all map[string]int) {
	t.Helper()
	w := newWorld(t)
	files, err := filepath.Glob(filepath.Join("testdata", "articles", folder, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", folder, err)
	}
	right, all = map[string]int{}, map[string]int{}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc evidence.Document
		var want expected
		for _, f := range ar.Files {
			switch f.Name {
			case "article.md":
				doc = document(t, string(f.Data))
			case "expect.yaml":
				if err := yaml.Unmarshal(f.Data, &want); err != nil {
					t.Fatalf("%s: %v", filepath.Base(file), err)
				}
			}
		}
		day := want.AsOf
		if day == "" {
			day = w.cat.Compiled()
		}
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		kind := strings.TrimRight(name[:strings.LastIndexByte(name, '-')], "-0123456789")
		all[kind]++
		wrong := judged(doc, want, w.check(doc, day, "en"))
		if len(wrong) == 0 {
			right[kind]++
		}
		say(name, wrong)
	}
	return right, all
}

func total(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

func share(right, all map[string]int) string {
	var kinds []string
	for k := range all {
		kinds = append(kinds, k)
	}
	sort.Strings(kinds)
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d right", total(right), total(all))
	for _, k := range kinds {
		fmt.Fprintf(&b, "; %s %d/%d", k, right[k], all[k])
	}
	return b.String()
}

// TestArticles_seen holds the checker to the half that was read while it was
// built.
func TestArticles_seen(t *testing.T) {
	right, all := half(t, "seen", func(file string, wrong []string) {
		for _, s := range wrong {
			t.Logf("%s: %s", file, s)
		}
	})
	t.Log(share(right, all))
	if n, of := total(right), total(all); n*100 < of*95 {
		t.Errorf("%d of %d articles right; 95 %% are expected of the half that was read", n, of)
	}
}

// TestArticles_unseen scores the half that nobody read while the checker was
// built. It says how many are right by kind, never which: looking would spoil
// the score.
func TestArticles_unseen(t *testing.T) {
	right, all := half(t, "unseen", func(string, []string) {})
	t.Log(share(right, all))
	if n, of := total(right), total(all); n*100 < of*80 {
		t.Errorf("%d of %d unseen articles right; the floor is 80 %%", n, of)
	}
}
