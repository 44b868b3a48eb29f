package catalogue

import (
	"bytes"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"assay/data"
	"assay/evidence"
)

func TestLint_builtIn(t *testing.T) {
	for _, f := range Lint(data.FS) {
		if f.Severity == evidence.SeverityError {
			t.Errorf("%s", f)
		}
	}
}

// TestLint_cases reads folders with faults from testdata and compares the
// places and rules of the findings.
func TestLint_cases(t *testing.T) {
	files, err := filepath.Glob("testdata/lint/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			folder, want := fstest.MapFS{}, ""
			for _, f := range ar.Files {
				if f.Name == "want" {
					want = string(f.Data)
					continue
				}
				folder[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			var got []string
			for _, f := range Lint(folder) {
				got = append(got, fmt.Sprintf("%s:%d %s", f.File, f.Line, f.Rule))
				if f.Fix == "" || f.Message == "" || strings.ContainsAny(f.Message, "\n\r") {
					t.Errorf("finding without one line of message and advice: %+v", f)
				}
			}
			slices.Sort(got)
			wanted := strings.FieldsFunc(want, func(r rune) bool { return r == '\n' })
			slices.Sort(wanted)
			if !slices.Equal(got, wanted) {
				t.Errorf("findings differ\n got: %s\nwant: %s", strings.Join(got, "\n      "), strings.Join(wanted, "\n      "))
			}
		})
	}
}

func TestLoad_leavesFaultyRecordsOut(t *testing.T) {
	folder := fstest.MapFS{"models.yaml": {Data: []byte(`
- {id: good-new, name: Good New, developer: deepseek}
- {id: bad-new, name: Bad New, developer: nobody}
`)}}
	c, findings, err := Load(folder)
	if err != nil || len(findings) != 1 {
		t.Fatalf("%v, findings %v", err, findings)
	}
	if _, ok := c.Model("good-new"); !ok {
		t.Error("the good record is not used")
	}
	if _, ok := c.Model("bad-new"); ok {
		t.Error("the record with an error is used")
	}
	if id, ok := c.ModelID("DeepSeek Good New"); !ok || id != "good-new" {
		t.Error("the new record is not found by name")
	}
	if len(c.Claims()) != 398 || len(c.Chips()) != 102 || len(c.Scores()) != 3425 {
		t.Error("built-in records are lost")
	}
}

func TestLint_hostile(t *testing.T) {
	bomb := &bytes.Buffer{}
	fmt.Fprintln(bomb, "- &a0 [x,x,x,x,x,x,x,x,x,x]")
	for i := range 30 {
		fmt.Fprintf(bomb, "- &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i+1, i, i, i, i, i, i, i, i, i)
	}
	many := "- &a x\n" + strings.Repeat("- *a\n", 5000)
	deep := "- " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	for name, c := range map[string]struct {
		src  string
		rule string
	}{
		"bomb": {bomb.String(), "alias-bomb"}, "many aliases": {many, "alias-bomb"}, "self": {"- &a [*a]\n", "alias-bomb"},
		"merge bomb": {"- &a {x: 1}\n- {<<: [*a, *a], id: b}\n", ""},
		"deep":       {deep, ""}, "not UTF-8": {"- id: x\n  name: \xff\xfe\n", "not-utf8"}, "NUL": {"- id: \x00\n", "not-yaml"},
		"large":  {strings.Repeat("# padding padding padding\n", maxFileBytes/26+1), "file-too-large"},
		"binary": {"\x7fELF\x02\x01\x01", "not-yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			findings := Lint(fstest.MapFS{"claims.yaml": {Data: []byte(c.src)}})
			if d := time.Since(start); d > 10*time.Second {
				t.Errorf("took %v", d)
			}
			if len(findings) == 0 || (c.rule != "" && findings[0].Rule != c.rule) {
				t.Errorf("findings %v, want %s", findings, c.rule)
			}
		})
	}
}

func TestLint_noFolder(t *testing.T) {
	if f := Lint(fstest.MapFS{}); len(f) != 1 || f[0].Rule != "no-records" {
		t.Errorf("an empty folder gives %v", f)
	}
	if _, _, err := Load(unreadable{}); evidence.KindOf(err) != evidence.NotFound {
		t.Errorf("a missing folder gives %v", err)
	}
}

type unreadable struct{}

func (unreadable) Open(string) (fs.File, error) { return nil, fs.ErrNotExist }

func FuzzLint(f *testing.F) {
	f.Add("claims.yaml", []byte("- id: a\n  model: b\n"))
	f.Add("chips.yaml", []byte("- id: a\n  range: {memory_gb: [1, 2]}\n  dense_tflops: {bf16: 1}\n"))
	f.Add("forecasts.yaml", []byte("- id: a\n  statement: {en: x}\n  updates: [{on: 2026}]\n"))
	f.Add("scores.csv", []byte(strings.Join(scoreColumns, ",")+"\na,b,1,percent,,paper,t,,,,\n"))
	f.Add("models.yaml", []byte("- &a {id: b}\n- *a\n"))
	f.Fuzz(func(t *testing.T, name string, src []byte) {
		l := newLinter()
		l.file(name, src, false)
		c := l.catalogue()
		l.check(c)
		l.catalogue()
	})
}

func TestPropose(t *testing.T) {
	c := builtIn(t)
	for name, want := range map[string]struct{ file, part string }{
		"DeepSeek-V9":     {"models.yaml", "developer: deepseek"},
		"GLM-9 Air":       {"models.yaml", "developer: zhipu"},
		"Kimi K9":         {"models.yaml", "developer: moonshot"},
		"Zorblax 3":       {"models.yaml", "developer: #"},
		"昇腾 990":          {"silicon.yaml", "id: huawei-ascend-990\n  kind: chip\n  parent: Huawei Ascend\n  designer: CN"},
		"Ascend 910B9":    {"silicon.yaml", "id: huawei-ascend-910b9\n  kind: variant"},
		"Huawei Pangu 77": {"models.yaml", "developer: huawei"},
		"yes: [no":        {"models.yaml", "name: '"},
	} {
		p, err := c.Propose(name)
		if err != nil || p.File != want.file || !strings.Contains(p.YAML, want.part) {
			t.Errorf("Propose(%q) = %s\n%s%v; want %s with %q", name, p.File, p.YAML, err, want.file, want.part)
		}
		if nodes, f := parseFile(p.File, []byte(p.YAML)); f != nil || len(nodes) != 1 {
			t.Errorf("the proposal for %q is no record: %v", name, f)
		}
	}
	for name, kind := range map[string]evidence.Kind{"DeepSeek-V3": evidence.Conflict, "910B": evidence.Conflict, " - ": evidence.Invalid} {
		if _, err := c.Propose(name); evidence.KindOf(err) != kind {
			t.Errorf("Propose(%q): %v, want kind %s", name, err, kind)
		}
	}
}
