package eval_test

import (
	"encoding/json"
	"os"
	"testing"

	"assay/catalogue"
	"assay/evidence"
	"assay/extract"
	"assay/extract/eval"
)

func read(t testing.TB, dir string) []eval.Item {
	t.Helper()
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	r := extract.New(cat)
	docs, err := eval.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	var items []eval.Item
	for _, l := range docs {
		it := eval.Item{ID: l.Document.Name, Lang: l.Document.Lang, Phenomena: l.Phenomena, Gold: l.Gold}
		for _, c := range r.Read(l.Document).Claims {
			it.Found = append(it.Found, eval.Of(c))
		}
		items = append(items, it)
	}
	return items
}

func tree(t testing.TB) eval.Tree {
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return eval.LatticeTree(cat.Lattice())
}

func TestPrintDev(t *testing.T) {
	dir := os.Getenv("EVAL_DIR")
	if dir == "" {
		t.Skip("set EVAL_DIR to print")
	}
	items := read(t, dir)
	rep := eval.Run(tree(t), items)
	for _, d := range rep.Each {
		for _, m := range d.Misses {
			if m.Kind == "neutral" {
				continue
			}
			g, f := "", ""
			if m.Gold != nil {
				b, _ := json.Marshal(m.Gold)
				g = string(b)
			}
			if m.Found != nil {
				b, _ := json.Marshal(m.Found)
				f = string(b)
			}
			t.Logf("%s %s %v\n    G %s\n    F %s", d.ID, m.Kind, m.Fields, g, f)
		}
	}
	rep.Each, rep.ByPhenomenon = nil, nil
	b, _ := json.MarshalIndent(rep, "", " ")
	t.Logf("%s", b)
	if out := os.Getenv("EVAL_OUT"); out != "" {
		fh, _ := os.Create(out)
		for _, it := range items {
			b, _ := json.Marshal(map[string]any{"id": it.ID, "claims": it.Found})
			fh.Write(append(b, '\n'))
		}
		fh.Close()
	}
	_ = evidence.Used
}
