package web

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/evidence"
)

// smallRecord keeps the claims of a few models, so that the whole site is
// quickly written.
func smallRecord(t testing.TB) *record {
	r := newRecord(t)
	var few []evidence.Claim
	for _, c := range r.claims {
		if c.ModelID == "longcat-2-0" || c.ModelID == "glm-5" || c.ModelID == "deepseek-v3" {
			few = append(few, c)
		}
	}
	r.claims = few
	return r
}

// TestPublish holds that the static site equals the live one file by file,
// that no link is broken, that publishing twice writes nothing, and that a page
// which is no longer part of the site is removed.
func TestPublish(t *testing.T) {
	if testing.Short() {
		t.Skip("writes some thousand files")
	}
	r := smallRecord(t)
	deps, dir := Deps{Evidence: r, Catalogue: r.cat}, t.TempDir()
	ctx := context.Background()
	first, err := Publish(ctx, deps, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Broken) > 0 {
		t.Errorf("%d broken links, such as %s", len(first.Broken), first.Broken[0])
	}
	t.Logf("%+v", Published{Files: first.Files, Bytes: first.Bytes, Frozen: first.Frozen})
	if first.Written != first.Files || first.Frozen == 0 {
		t.Errorf("first run: %+v", first)
	}
	h, err := New(deps)
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == manifestName {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		address := "/" + filepath.ToSlash(rel)
		if address != "/index.html" {
			address = strings.TrimSuffix(address, "index.html")
		}
		static, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if w := get(t, h, address); w.Code != 200 || w.Body.String() != string(static) {
			t.Errorf("%s: static and live differ (status %d, %d and %d bytes)", address, w.Code, len(static), w.Body.Len())
		}
		compared++
		return nil
	})
	if err != nil || compared != first.Files {
		t.Errorf("compared %d of %d files: %v", compared, first.Files, err)
	}
	plantStale(t, dir)
	again, err := Publish(ctx, deps, dir, nil)
	if err != nil || again.Written != 0 || again.Removed != 1 {
		t.Errorf("second run: %+v, %v", again, err)
	}
}

// plantStale adds a page of an earlier run, which the next run must remove.
func plantStale(t *testing.T, dir string) {
	t.Helper()
	name := filepath.Join(dir, manifestName)
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	if err := json.Unmarshal(body, &files); err != nil {
		t.Fatal(err)
	}
	files["en/document/withheld/index.html"] = "0"
	if body, err = json.Marshal(files); err != nil {
		t.Fatal(err)
	}
	for f, b := range map[string][]byte{name: body, filepath.Join(dir, "en/document/withheld/index.html"): []byte("withheld")} {
		if err := os.MkdirAll(filepath.Dir(f), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
