package eval_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"assay/catalogue"
	"assay/extract"
	"assay/extract/eval"
)

// TestExplainOne prints the stages of one labelled document: EXPLAIN=dir/id.
func TestExplainOne(t *testing.T) {
	want := os.Getenv("EXPLAIN")
	if want == "" {
		t.Skip("set EXPLAIN to print")
	}
	cat, _ := catalogue.BuiltIn()
	r := extract.New(cat)
	for _, name := range strings.Fields(want) {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		ex := r.Explain(eval.Document("x", string(raw)))
		fmt.Println("=====", name, ex.Lang, ex.Kind, ex.Topic, ex.Relevant)
		for _, u := range ex.Units {
			fmt.Printf("--- %s: %s\n", u.Kind, u.Text)
			for _, m := range u.Mentions {
				fmt.Printf(" [%s|%s%s%v]", m.Text, m.Kind, m.Name, m.Classes)
			}
			fmt.Println()
			for _, s := range u.Silicon {
				fmt.Printf("   SIL %+v\n", s)
			}
			for _, s := range u.Stages {
				fmt.Printf("   STG %+v\n", s)
			}
			for _, s := range u.Models {
				fmt.Printf("   MOD %+v\n", s)
			}
			for _, s := range u.Notes {
				fmt.Println("   =>", s)
			}
		}
		for _, c := range ex.Claims {
			fmt.Printf("CLAIM %s|%s|%s|%v %s|%s|%s|%s|%q ex=%v wh=%v part=%v cont=%v actor=%s\n", c.Model, c.Stage, c.Silicon, c.Count, c.CountQual, c.Relation, c.Hedge, c.Attribution, c.Quote, c.Exclusive, c.Whole, c.Part, c.Continued, c.Actor)
		}
	}
}

// TestPrintDev prints what differs in a folder: EVAL_DIR=dir; EVAL_OUT=file
// keeps the predictions.
func TestPrintDev(t *testing.T) {
	dir := os.Getenv("EVAL_DIR")
	if dir == "" {
		t.Skip("set EVAL_DIR to print")
	}
	w := newWorld(t)
	docs := w.load(t, dir)
	if seed, err := strconv.ParseUint(os.Getenv("EVAL_SWAP"), 10, 64); err == nil {
		for i := range docs {
			docs[i] = eval.Swap(w.cat, docs[i], seed)
		}
	}
	items := w.items(docs)
	rep := eval.Run(w.tree, items)
	for _, d := range rep.Each {
		for _, m := range d.Misses {
			if m.Kind == "neutral" {
				continue
			}
			g, _ := json.Marshal(m.Gold)
			f, _ := json.Marshal(m.Found)
			t.Logf("%s %s %v\n    G %s\n    F %s", d.ID, m.Kind, m.Fields, g, f)
		}
	}
	rep.Each, rep.ByPhenomenon = nil, nil
	b, _ := json.MarshalIndent(rep, "", " ")
	t.Logf("%s", b)
	if out := os.Getenv("EVAL_OUT"); out != "" {
		var lines strings.Builder
		for _, it := range items {
			b, _ := json.Marshal(map[string]any{"id": it.ID, "claims": it.Found})
			lines.Write(append(b, '\n'))
		}
		if err := os.WriteFile(out, []byte(lines.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
