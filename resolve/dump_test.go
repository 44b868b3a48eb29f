package resolve

import (
	"fmt"
	"os"
	"testing"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
)

func builtIn(t testing.TB) (*catalogue.Catalogue, *Index) {
	t.Helper()
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	o := origin.Cluster(origin.Input{Catalogue: cat, Claims: cat.Claims()})
	return cat, NewIndex(Input{Catalogue: cat, Claims: cat.Claims(), Origins: o})
}

func TestDump(t *testing.T) {
	if os.Getenv("DUMP") == "" {
		t.Skip()
	}
	_, x := builtIn(t)
	rows := x.Matrix(Options{})
	cn := 0
	for _, r := range rows {
		if r.Country == "CN" {
			cn++
		}
		fmt.Printf("== %s [%s] %s %s %s base=%s fam=%s\n", r.Model, r.ID, r.Kind, r.Country, r.Released, r.Base, r.Family)
		for _, s := range evidence.Stages() {
			c := r.Cells[s]
			if len(c.Claims) == 0 && len(c.Others) == 0 {
				continue
			}
			fmt.Printf("  %-9.9s %s | %s imp=%v\n", s, c.Class, c.Sentence, c.Implied)
			for _, o := range c.Others {
				fmt.Printf("      by %s: %s | %s\n", o.Actor, o.Class, o.Sentence)
			}
		}
	}
	fmt.Println(len(rows), cn, x.Findings())
}
