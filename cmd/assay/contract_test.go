package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// runJSON runs the program in this process and decodes what it printed.
func runJSON(t *testing.T, args ...string) any {
	t.Helper()
	var out, errs strings.Builder
	if code := run(context.Background(), args, streams{in: strings.NewReader(""), out: &out, err: &errs}); code != 0 {
		t.Fatalf("assay %v: exit code %d: %s", args, code, errs.String())
	}
	var v any
	if err := json.Unmarshal([]byte(out.String()), &v); err != nil {
		t.Fatalf("assay %v: %v", args, err)
	}
	return v
}

// first is the first element of a list for which ok holds.
func first(t *testing.T, list any, ok func(map[string]any) bool) map[string]any {
	t.Helper()
	for _, x := range list.([]any) {
		if m := x.(map[string]any); ok(m) {
			return m
		}
	}
	t.Fatal("no element of the list fits")
	return nil
}

// wantKeys lists the fields of the output contracts (DESIGN 12, docs/format.md):
// more may follow, none may go.
func wantKeys(t *testing.T, what string, m map[string]any, keys string) {
	t.Helper()
	var missing []string
	for _, k := range strings.Fields(keys) {
		if _, ok := m[k]; !ok {
			missing = append(missing, k)
		}
	}
	if len(missing) > 0 {
		sort.Strings(missing)
		t.Errorf("%s lacks %s", what, strings.Join(missing, ", "))
	}
}

func any1(map[string]any) bool { return true }

func TestContract(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	address := "sqlite:" + filepath.Join(dir, "s.db")
	doc := filepath.Join(dir, "one.md")
	text := "---\nid: one\ntitle: \"A run\"\npublisher: \"Post\"\ndate: 2026-05-01\nlang: en\n---\nDeepSeek-V3 was post-trained on 1,000 Ascend 910B chips, a consortium said.\n"
	if err := os.WriteFile(doc, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := func(args ...string) any { return runJSON(t, append(args, "--format", "json", "--store", address)...) }

	x := first(t, ask("extract", doc), any1)
	wantKeys(t, "extract", x, "id lang title claims new_names")
	wantKeys(t, "a claim of extract", first(t, x["claims"], any1), "model model_id stage silicon count relation hedge attribution quote start end exclusive whole continued part cues")

	r := ask("read", doc).(map[string]any)
	wantKeys(t, "read", r, "read skipped new_names")
	wantKeys(t, "a document of read", first(t, r["read"], any1), "name document claims added")

	rows := ask("matrix")
	row := first(t, rows, func(m map[string]any) bool { return m["id"] == "longcat-2-0" })
	wantKeys(t, "matrix", row, "model id developer country released cells")
	cells := row["cells"].(map[string]any)
	wantKeys(t, "cells", cells, "pre-training post-training inference training-unspecified")
	cellKeys := "verdict class silicon candidates beside ready_on planned continued implied negated inherited_from documents origins disinterested evidence reviewed sentence rules claims since newest others"
	wantKeys(t, "a cell", cells["pre-training"].(map[string]any), cellKeys)
	if n := len(rows.([]any)); n < 100 {
		t.Errorf("the matrix of a fresh store has %d models, want at least 100", n)
	}
	third := first(t, rows, func(m map[string]any) bool { return m["id"] == "deepseek-v4-pro" })["cells"].(map[string]any)["post-training"].(map[string]any)
	wantKeys(t, "another actor's run", first(t, third["others"], any1), "actor "+cellKeys)

	s := ask("show", "longcat-2.0").(map[string]any)
	wantKeys(t, "show", s, "model id cells claims contradictions history")
	wantKeys(t, "a claim of show", first(t, s["claims"], any1), "id evidence letter origin known_since source_publisher")

	for table, keys := range map[string]string{
		"claims":    "id kind model model_id stage silicon relation hedge attribution evidence",
		"documents": "id name title publisher published lang",
		"cells":     "id " + cellKeys,
	} {
		wantKeys(t, "export of "+table, first(t, ask("export", "--table", table), any1), keys)
	}
	d := first(t, ask("diff", "--from", "2026-06-20"), any1)
	wantKeys(t, "diff", d, "model stage from to because")
	wantKeys(t, "because", first(t, d["because"], any1), "document claims rules")
	wantKeys(t, "verify", ask("verify").(map[string]any), "log head content documents claims findings")
}
