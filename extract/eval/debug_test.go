package eval_test

import (
	"fmt"
	"os"
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
