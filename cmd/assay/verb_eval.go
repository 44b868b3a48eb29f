package main

import (
	"context"
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
	var misses, reviewed bool
	var save, compare string
	var swap uint64
	cmd := &cobra.Command{
		Use:   "eval DIR | eval --reviewed",
		Short: "Score the reader on a folder of labelled documents",
		Long: `Reads each NAME.md of DIR, compares the claims with the labels of
NAME.claims.yaml beside it, and prints precision, recall and F1 on four levels,
by language and by phenomenon (index.tsv), and the misses. Label your own
documents and see how the reader does on them.

With --reviewed it measures the reader on what people decided in the store: what
they accepted or corrected against what it had proposed. A claim that they
rejected is a false one; a claim that nobody proposed is not in the log, so recall
says only how often what was right came out right.`,
		Example: "  assay eval extract/testdata/dev\n  assay eval my-labels/ --misses --format json\n  assay eval my-labels/ --save before.json\n  assay eval my-labels/ --compare before.json\n  assay eval my-labels/ --swap 1",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reviewed == (len(args) == 1) {
				return evidence.Errorf(evidence.Invalid, "give a folder of labelled documents, or --reviewed")
			}
			if reviewed {
				rep, err := a.evalReviewed(cmd.Context())
				return a.report(rep, misses, err)
			}
			rep, base, err := a.eval(args[0], swap)
			if err == nil && save != "" {
				err = saveBaseline(save, base)
			}
			if err == nil && compare != "" {
				return a.printChanges(compare, base)
			}
			return a.report(rep, misses, err)
		},
	}
	cmd.Flags().BoolVar(&reviewed, "reviewed", false, "measure on what people decided in the store")
	cmd.Flags().StringVar(&save, "save", "", "save what was found to `FILE`, for --compare")
	cmd.Flags().StringVar(&compare, "compare", "", "print what changed since the run saved in `FILE`, document by document")
	cmd.Flags().Uint64Var(&swap, "swap", 0, "exchange names of models and chips for others of the catalogue first, by this seed (1 or more)")
	cmd.Flags().BoolVar(&misses, "misses", false, "list what was missed, false or different")
	return cmd
}

// report prints a report, or gives the error that kept it from being made.
func (a *app) report(rep *eval.Report, misses bool, err error) error {
	if err != nil {
		return err
	}
	if a.format() != "table" {
		return print(a.out, a.format(), rep, scoreGrid(rep))
	}
	return a.printReport(rep, misses)
}

func (a *app) eval(dir string, swap uint64) (*eval.Report, eval.Baseline, error) {
	var base eval.Baseline
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil, base, evidence.Errorf(evidence.NotFound, "%s: no such folder", dir)
	}
	cat, err := a.catalogue()
	if err != nil {
		return nil, base, err
	}
	docs, err := eval.Load(os.DirFS(dir))
	if err != nil {
		return nil, base, evidence.Wrap(err, "%s", dir)
	}
	reader := extract.New(cat)
	var items []eval.Item
	bar := newProgress(a.err, "reading", len(docs))
	for _, l := range docs {
		if swap > 0 {
			l = eval.Swap(cat, l, swap)
		}
		it := eval.Item{ID: l.Document.Name, Lang: l.Document.Lang, Phenomena: l.Phenomena, Gold: l.Gold}
		for _, c := range reader.Read(l.Document).Claims {
			it.Found = append(it.Found, eval.Of(c))
		}
		items = append(items, it)
		bar.step()
	}
	bar.end()
	tree := eval.LatticeTree(cat.Lattice())
	rep := eval.Run(tree, items)
	return &rep, eval.NewBaseline(tree, extract.Version, items), nil
}

func saveBaseline(file string, base eval.Baseline) error {
	raw, err := base.Encode()
	if err != nil {
		return evidence.Wrap(err, "encode the baseline")
	}
	if err := os.WriteFile(file, append(raw, '\n'), 0o644); err != nil {
		return evidence.WithKind(evidence.Invalid, err, "cannot save to %s", file)
	}
	return nil
}

// printChanges prints what a change of the reader won and lost.
func (a *app) printChanges(file string, now eval.Baseline) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return evidence.WithKind(evidence.NotFound, err, "cannot read %s", file)
	}
	before, err := eval.DecodeBaseline(raw)
	if err != nil {
		return evidence.Wrap(err, "%s", file)
	}
	changes := eval.Compare(before, now)
	g := grid{head: []string{"document", "change", "claim"}}
	for _, c := range changes {
		for _, l := range []struct {
			name string
			list []string
		}{{"won", c.Won}, {"lost", c.Lost}, {"new false", c.NewFalse}, {"mended", c.Mended}} {
			for _, k := range l.list {
				g.add(c.Document, l.name, k)
			}
		}
	}
	g.note = fmt.Sprintf("%d of %d documents changed", len(changes), len(now.Each))
	return print(a.out, a.format(), nonNil(changes), g)
}

// evalReviewed holds what the reader proposed against what people decided.
func (a *app) evalReviewed(ctx context.Context) (*eval.Report, error) {
	s, err := a.state(ctx)
	if err != nil {
		return nil, err
	}
	proposed, decided := s.Reviewed()
	if len(proposed) == 0 {
		return nil, evidence.Errorf(evidence.NotFound, "nobody has reviewed a claim in this store yet; assay review opens the desk")
	}
	var items []eval.Item
	for i := range s.Documents {
		d := &s.Documents[i]
		if len(proposed[d.ID]) == 0 {
			continue
		}
		it := eval.Item{ID: d.Name, Lang: d.Lang}
		for _, c := range decided[d.ID] {
			it.Gold = append(it.Gold, eval.Of(c))
		}
		for _, c := range proposed[d.ID] {
			it.Found = append(it.Found, eval.Of(c))
		}
		items = append(items, it)
	}
	rep := eval.Run(eval.LatticeTree(a.cat.Lattice()), items)
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
