// Package assay_test holds the house: which room may import which, how long a
// file may be, and that each room says what it is for (docs/house.md).
package assay_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// rooms is the table of the house: room -> rooms of ours that it may import.
// A sub-folder follows the row of its own name, else that of its parent.
var rooms = map[string][]string{
	"evidence":  {},
	"text":      {"evidence"},
	"data":      {},
	"catalogue": {"evidence", "text", "data"},

	"extract":         {"evidence", "text", "catalogue", "extract/lexicon"},
	"extract/lexicon": {"evidence", "text"},
	"extract/llm":     {"evidence", "text", "catalogue"},
	"origin":          {"evidence", "text", "catalogue"},
	"resolve":         {"evidence", "text", "catalogue", "origin"},
	"plan":            {"evidence"},
	"gap":             {"evidence", "text", "catalogue", "origin", "resolve"},
	"outlook":         {"evidence", "text", "catalogue", "origin", "resolve", "gap"},
	"check":           {"evidence", "text", "catalogue", "extract", "origin", "resolve"},
	"brief":           {"evidence", "text", "catalogue", "extract", "origin", "resolve", "gap", "outlook", "check"},

	"review": {"evidence", "text", "catalogue", "extract", "origin", "resolve"},
	"scan":   {"evidence", "text", "catalogue", "extract"},

	"fetch":    {"evidence", "text", "extract/llm"},
	"store":    {"evidence", "text"},
	"dataset":  {"evidence", "catalogue", "origin", "resolve"},
	"pipeline": {"evidence", "text", "catalogue", "extract", "origin", "resolve", "review"},
	"docs":     {},
	"web": {"evidence", "text", "data", "catalogue", "extract", "origin", "resolve", "gap", "plan",
		"outlook", "check", "brief", "review", "dataset", "docs"},
}

// steps are pure: none of these packages may appear in them.
var (
	steps    = []string{"evidence", "text", "extract", "extract/lexicon", "extract/llm", "origin", "resolve", "gap", "plan", "outlook", "check", "brief", "review", "scan"}
	impure   = []string{"os", "net", "net/http", "database/sql", "math/rand", "math/rand/v2", "os/exec", "io/ioutil"}
	badNames = []string{"util", "utils", "common", "helpers", "types", "model", "pkg"}
)

const maxLines = 500 // a Go file stops here; tables are data files

type source struct {
	path, room string
	file       *ast.File
	lines      int
	test       bool
}

// sources parses every Go file of the module's rooms.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			name := d.Name()
			if name == "testdata" || name == "node_modules" || name == "beam" || (strings.HasPrefix(name, ".") && path != ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ParseComments)
		if err != nil {
			return err
		}
		out = append(out, source{
			path: path, room: filepath.ToSlash(filepath.Dir(path)), file: f,
			lines: strings.Count(string(src), "\n"), test: strings.HasSuffix(path, "_test.go"),
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// rowOf gives the row that a folder follows.
func rowOf(room string) (string, bool) {
	for r := room; r != "."; r = filepath.ToSlash(filepath.Dir(r)) {
		if _, ok := rooms[r]; ok {
			return r, true
		}
	}
	return "", false
}

func TestHouse_imports(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.room == "." || strings.HasPrefix(s.room, "cmd/") {
			continue
		}
		row, ok := rowOf(s.room)
		if !ok {
			t.Errorf("%s: folder %s is not in the table of rooms; add it to house_test.go and docs/house.md", s.path, s.room)
			continue
		}
		for _, imp := range s.file.Imports {
			path, _ := strconv.Unquote(imp.Path.Value)
			if slices.Contains(steps, row) && slices.Contains(impure, path) {
				t.Errorf("%s: %s is a pure step and may not import %s", s.path, row, path)
			}
			if path == "database/sql" && row != "store" {
				t.Errorf("%s: database/sql belongs in store alone", s.path)
			}
			ours, found := strings.CutPrefix(path, "assay/")
			if !found {
				continue
			}
			target, ok := rowOf(ours)
			if !ok || (target != row && !slices.Contains(rooms[row], target)) {
				t.Errorf("%s: %s may not import %s", s.path, row, ours)
			}
		}
	}
}

// TestHouse_noClockInSteps keeps time.Now out of the steps: the same values in
// give the same values out.
func TestHouse_noClockInSteps(t *testing.T) {
	for _, s := range sources(t) {
		row, ok := rowOf(s.room)
		if s.test || !ok || !slices.Contains(steps, row) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since") {
				t.Errorf("%s: time.%s in a pure step; take the time as a parameter", s.path, sel.Sel.Name)
			}
			return true
		})
	}
}

func TestHouse_files(t *testing.T) {
	docs := map[string]bool{}
	interfaces := 0
	for _, s := range sources(t) {
		if slices.Contains(badNames, filepath.Base(s.room)) || slices.Contains(badNames, s.file.Name.Name) {
			t.Errorf("%s: a room is named for what it holds, not %s", s.path, s.file.Name.Name)
		}
		if s.lines > maxLines {
			t.Errorf("%s: %d lines; a file stops at %d", s.path, s.lines, maxLines)
		}
		if s.test {
			continue
		}
		docs[s.room] = docs[s.room] || s.file.Doc != nil
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if it, ok := spec.Type.(*ast.InterfaceType); ok {
				interfaces++
				if it.Methods.NumFields() > 8 {
					t.Errorf("%s: interface %s has %d methods; 8 at most", s.path, spec.Name.Name, it.Methods.NumFields())
				}
			}
			return true
		})
	}
	var missing []string
	for room, has := range docs {
		if !has {
			missing = append(missing, room)
		}
	}
	sort.Strings(missing)
	for _, room := range missing {
		t.Errorf("%s: no package comment says what comes in, what goes out and which rules hold", room)
	}
}
