package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"assay/evidence"
)

// folder keeps the files of a release in memory.
type folder map[string]*bytes.Buffer

func (f folder) create(name string) (io.WriteCloser, error) {
	f[name] = &bytes.Buffer{}
	return nopCloser{f[name]}, nil
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func release(t *testing.T) Release {
	c := builtIn(t)
	return Release{Name: "assay", Title: "What AI models are made of", Version: "2026-11-24", Created: "2026-11-24", AsOf: "2026-11-24",
		Homepage: "https://example.org/", Head: "abc", Tables: []Table{Claims(c.Claims()), Models(c.Models()), Cells(rows())},
		Provenance: &Provenance{Base: "https://example.org/assay/", AsOf: "2026-11-24", Version: "1", Cells: rows(), Claims: c.Claims(), Sources: c.Sources(),
			Documents: []evidence.Document{{ID: "d", Title: "T", Address: "javascript:alert(1)"}}}}
}

func TestWrite_describesItsFiles(t *testing.T) {
	got := folder{}
	if err := Write(release(t), got.create); err != nil {
		t.Fatal(err)
	}
	want := []string{"cells.csv", "cells.parquet", "claims.csv", "claims.parquet", "datapackage.json", "models.csv", "models.parquet", "provenance.jsonld"}
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
		t.Fatalf("files %v, want %v", names, want)
	}
	var p struct {
		Name      string
		Licenses  []map[string]string
		Resources []struct {
			Path, Hash, Type string
			Bytes            int
			Schema           *struct {
				Fields     []map[string]any
				PrimaryKey []string
			}
		}
	}
	if err := json.Unmarshal(got["datapackage.json"].Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if p.Name != "assay" || len(p.Licenses) != 1 || len(p.Resources) != 7 {
		t.Errorf("package %+v", p)
	}
	for _, r := range p.Resources {
		sum := sha256.Sum256(got[r.Path].Bytes())
		if r.Hash != "sha256:"+hex.EncodeToString(sum[:]) || r.Bytes != got[r.Path].Len() {
			t.Errorf("%s: hash or size is not that of the file", r.Path)
		}
		if strings.HasSuffix(r.Path, ".csv") {
			head, _, _ := strings.Cut(got[r.Path].String(), "\n")
			if r.Schema == nil || len(r.Schema.Fields) != len(strings.Split(head, ",")) || len(r.Schema.PrimaryKey) != 1 {
				t.Errorf("%s: the schema does not fit the file", r.Path)
			}
		}
	}
	again := folder{}
	if err := Write(release(t), again.create); err != nil {
		t.Fatal(err)
	}
	for name := range got {
		if !bytes.Equal(got[name].Bytes(), again[name].Bytes()) {
			t.Errorf("%s: the same release gives other bytes", name)
		}
	}
}

func TestWrite_failsPlainly(t *testing.T) {
	full := errors.New("disk full")
	err := Write(release(t), func(name string) (io.WriteCloser, error) { return nil, full })
	if !errors.Is(err, full) || !strings.Contains(err.Error(), "claims.csv") {
		t.Errorf("%v", err)
	}
	if err := Write(Release{Name: "No Slug"}, folder{}.create); evidence.KindOf(err) != evidence.Invalid {
		t.Errorf("%v", err)
	}
}

func TestJSONLD_graph(t *testing.T) {
	var b bytes.Buffer
	if err := JSONLD(&b, *release(t).Provenance); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Context map[string]any   `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	ids := map[string]map[string]any{}
	for _, n := range doc.Graph {
		ids[n["@id"].(string)] = n
		for term := range n {
			prefix, _, ok := strings.Cut(term, ":")
			if _, known := doc.Context[term]; !known && !(ok && doc.Context[prefix] != nil) && !strings.HasPrefix(term, "@") {
				t.Errorf("term %q is not in the context", term)
			}
		}
	}
	cell := ids["https://example.org/assay/cell/one%2Fpre-training"]
	if cell == nil || cell["generatedBy"] == nil || cell["derivedFrom"] == nil {
		t.Errorf("cell %v", cell)
	}
	claim := ids["https://example.org/assay/claim/ds-v3-pre-h800"]
	if claim == nil || ids[claim["attributedTo"].(string)] == nil || claim["primarySource"] == nil {
		t.Errorf("claim %v has no publisher or address in the graph", claim)
	}
	if d := ids["https://example.org/assay/document/d"]; d["source"] != nil || d["schema:text"] != "javascript:alert(1)" {
		t.Errorf("a script became a link: %v", d)
	}
	if err := JSONLD(&b, Provenance{Base: "nowhere"}); evidence.KindOf(err) != evidence.Invalid {
		t.Errorf("%v", err)
	}
}

func TestCitation(t *testing.T) {
	sentence, tex := Citation(release(t))
	if !strings.Contains(sentence, "as known on 2026-11-24") || !strings.HasPrefix(tex, "@misc{assay-2026-11-24,") {
		t.Errorf("%s\n%s", sentence, tex)
	}
	if _, tex := Citation(Release{Name: "x", Title: "50 % {of} it_\\", Created: "2026"}); strings.Count(tex, "{") != strings.Count(tex, "}") || strings.Contains(tex, `_\`) {
		t.Errorf("a title breaks out of BibTeX:\n%s", tex)
	}
}

func BenchmarkParquet(b *testing.B) {
	t := Claims(builtIn(b).Claims())
	for b.Loop() {
		if err := Parquet(io.Discard, t); err != nil {
			b.Fatal(err)
		}
	}
}
