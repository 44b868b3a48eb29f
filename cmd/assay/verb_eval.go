package main

import (
	"fmt"
	"os"
	"sort"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/extract"
	"assay/extract/eval"
)

// newEvalCmd builds `assay eval`: how well the reader reads labelled documents.
func newEvalCmd(a *app) *cobra.Command {
	var misses bool
	cmd := &cobra.Command{
		Use:   "eval DIR",
		Short: "Score the reader on a folder of labelled documents",
		Long: `Reads each NAME.md of DIR, compares the claims with the labels of
NAME.claims.yaml beside it, and prints precision, recall and F1 on four levels,
by language and by phenomenon (index.tsv), and the misses. Label your own
documents and see how the reader does on them.`,
		Example: "  assay eval extract/testdata/dev\n  assay eval my-labels/ --misses --format json",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			rep, err := a.eval(args[0])
			if err != nil {
				return err
			}
			if a.format() != "table" {
				return print(a.out, a.format(), rep, scoreGrid(rep))
			}
			return a.printReport(rep, misses)
		},
	}
	cmd.Flags().BoolVar(&misses, "misses", false, "list what was missed, false or different")
	return cmd
}

func (a *app) eval(dir string) (*eval.Report, error) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil, evidence.Errorf(evidence.NotFound, "%s: no such folder", dir)
	}
	cat, err := a.catalogue()
	if err != nil {
		return nil, err
	}
	docs, err := eval.Load(os.DirFS(dir))
	if err != nil {
		return nil, evidence.Wrap(err, "%s", dir)
	}
	reader := extract.New(cat)
	var items []eval.Item
	bar := newProgress(a.err, "reading", len(docs))
	for _, l := range docs {
		it := eval.Item{ID: l.Document.Name, Lang: l.Document.Lang, Phenomena: l.Phenomena, Gold: l.Gold}
		for _, c := range reader.Read(l.Document).Claims {
			it.Found = append(it.Found, eval.Of(c))
		}
		items = append(items, it)
		bar.step()
	}
	bar.end()
	rep := eval.Run(eval.LatticeTree(cat.Lattice()), items)
	return &rep, nil
}

func scoreGrid(rep *eval.Report) grid {
	g := grid{head: []string{"what", "level", "precision", "recall", "F1"}}
	add := func(what string, s eval.Scores) {
		for _, l := range []struct {
			name string
			p    eval.PRF
		}{{"model+silicon", s.Silicon}, {"+stage", s.Stage}, {"+relation", s.Relation}, {"+hedge+count", s.All}} {
			g.add(what, l.name, fmt.Sprintf("%.3f", l.p.P), fmt.Sprintf("%.3f", l.p.R), fmt.Sprintf("%.3f", l.p.F1))
		}
	}
	add("all", rep.Scores)
	for _, lang := range sortedKeys(rep.ByLang) {
		add(lang, rep.ByLang[lang])
	}
	for _, p := range sortedKeys(rep.ByPhenomenon) {
		add(p, rep.ByPhenomenon[p])
	}
	g.note = fmt.Sprintf("%d documents, %d labelled claims, %d found; %d of %d documents without claims got a false one",
		rep.Documents, rep.Gold, rep.Found, rep.NoClaimFalse, rep.NoClaim)
	return g
}

func (a *app) printReport(rep *eval.Report, misses bool) error {
	if err := print(a.out, "table", nil, scoreGrid(rep)); err != nil {
		return err
	}
	g := grid{head: []string{"field", "accuracy over matched pairs"}}
	for _, f := range sortedKeys(rep.Fields) {
		g.add(f, fmt.Sprintf("%.3f", rep.Fields[f]))
	}
	fmt.Fprintln(a.out)
	if err := print(a.out, "table", nil, g); err != nil || !misses {
		return err
	}
	m := grid{head: []string{"document", "kind", "labelled", "found", "fields"}}
	for _, d := range rep.Each {
		for _, x := range d.Misses {
			m.add(x.Document, x.Kind, shortGold(x.Gold), shortGold(x.Found), join(x.Fields))
		}
	}
	fmt.Fprintln(a.out)
	return print(a.out, "table", nil, m)
}

func shortGold(g *eval.Gold) string {
	if g == nil {
		return ""
	}
	return clip(fmt.Sprintf("%s · %s · %s · %s", g.Model, g.Stage, g.Relation, g.Silicon), 60)
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
