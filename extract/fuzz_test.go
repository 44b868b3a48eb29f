package extract_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"assay/evidence"
	"assay/text"
)

// FuzzRead holds the whole reader: no panic, every quote an exact substring at
// its offsets, valid fields, the same claims again, time in bounds.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/cases/*.txtar")
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for i, x := range txtar.Parse(raw).Files {
			if i%8 == 0 {
				f.Add(string(x.Data), "en", "news")
			}
		}
	}
	f.Add("| H100 |\n|---|\n| V3 | | |", "zh", "readme")
	f.Add("<table><tr><td>GLM-5<td>H100<tr>", "de", "model-card")
	r := reader(f)
	f.Fuzz(func(t *testing.T, body, lang, kind string) {
		d := evidence.Document{Body: text.Normalize(body), Lang: lang, Kind: kind, Title: body[:min(len(body), 40)]}
		start := time.Now()
		got := r.Read(d)
		if took := time.Since(start); took > 2*time.Second+time.Duration(len(body))*time.Microsecond*20 {
			t.Fatalf("%d bytes took %s", len(body), took)
		}
		check(t, d, got.Claims)
	})
}

func check(t *testing.T, d evidence.Document, claims []evidence.Claim) {
	t.Helper()
	for _, c := range claims {
		cut, ok := text.Slice(d.Body, c.Start, c.End)
		if !ok || cut != c.Quote || c.Quote == "" {
			t.Fatalf("quote %q is not at %d-%d (%q)", c.Quote, c.Start, c.End, cut)
		}
		if !c.Stage.Valid() || !c.Relation.Valid() || !c.Hedge.Valid() || !c.Attribution.Valid() || !c.CountQual.Valid() || c.Silicon == "" || c.Model == "" {
			t.Fatalf("claim %+v", c)
		}
	}
}

// TestRead_hostile reads what nobody writes.
func TestRead_hostile(t *testing.T) {
	r := reader(t)
	for name, body := range map[string]string{
		"nested tags":  strings.Repeat("<div><table>", 50000) + "GLM-5 was trained on H100",
		"open tables":  strings.Repeat("<table>\n", 50000) + "GLM-5 was trained on H100",
		"one sentence": "GLM-5 was trained on " + strings.Repeat("H100 and ", 20000) + "A100",
		"commas":       "GLM-5, trained on H100" + strings.Repeat(", and on the H100", 5000),
		"bars":         "| H100 " + strings.Repeat("| GLM-5 ", 3000) + "\n|---|---|\n" + strings.Repeat("| H100 | A100 ", 3000),
		"digits":       "H100 " + strings.Repeat("1,000 ", 30000) + "GLM-5 trained",
		"no spaces":    strings.Repeat("昇腾训练GLM-5", 5000),
		"quotes":       strings.Repeat("\"H100\" ", 20000),
		"code":         "```\n" + strings.Repeat("# GLM-5 on H100\n", 5000),
		"links":        strings.Repeat("[H100](", 20000) + "GLM-5",
		"headings":     strings.Repeat("# GLM-5 on H100\n", 5000),
		"short names":  "DeepSeek " + strings.Repeat("V3 R1 ", 20000) + " trained on H100",
	} {
		d := evidence.Document{Body: text.Normalize(body), Kind: "readme"}
		start := time.Now()
		check(t, d, r.Read(d).Claims)
		t.Logf("%s: %d bytes, %s", name, len(body), time.Since(start).Round(time.Millisecond))
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %d bytes took %s", name, len(body), took)
		}
	}
}

// TestRead_sameForAnyWorkers reads the development half by several workers at
// once: the same claims, byte for byte.
func TestRead_sameForAnyWorkers(t *testing.T) {
	r, docs := reader(t), devDocuments(t)
	want := make([]string, len(docs))
	for i := range docs {
		want[i] = ids(r.Read(docs[i]).Claims)
	}
	done := make(chan bool)
	for w := range 4 {
		go func() {
			ok := true
			for k := range docs {
				i := (k*7 + w*11) % len(docs)
				ok = ok && ids(r.Read(docs[i]).Claims) == want[i]
			}
			done <- ok
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("another worker read something else")
		}
	}
}

func ids(claims []evidence.Claim) string {
	var b strings.Builder
	for _, c := range claims {
		b.WriteString(c.ID + " ")
	}
	return b.String()
}

// TestRead_longInParts reads a text of several parts: quotes stand at their
// offsets in the whole, and a fact counts once.
func TestRead_longInParts(t *testing.T) {
	r := reader(t)
	fill := filler("zh", 1<<20) + "\n\n"
	body := "GLM-5 was trained on 512 H100 chips.\n\n" + fill + fill + fill + "GLM-5 was trained on 512 H100 chips. 混元T1在昇腾910B上训练。\n"
	d := evidence.Document{Body: body, Lang: "en", Kind: "news"}
	claims := r.Read(d).Claims
	check(t, d, claims)
	if len(claims) != 2 || claims[0].Start != 0 || claims[1].Model != "混元T1" {
		t.Errorf("got %d claims: %+v", len(claims), claims)
	}
}
