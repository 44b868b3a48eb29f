package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/resolve"
)

// matrixFlags are the filters of `assay matrix`.
type matrixFlags struct {
	stage, country, developer, verdict, since string
	reviewed, unreviewed, all                 bool
	what                                      whatIf
}

// newMatrixCmd builds `assay matrix`: models by stages.
func newMatrixCmd(a *app) *cobra.Command {
	var f matrixFlags
	cmd := &cobra.Command{
		Use:   "matrix",
		Short: "Show, model by model and stage by stage, on whose silicon it ran",
		Long: `Prints one row a model with a cell a stage: the verdict's word, the silicon, and
whether it is domestic or foreign to the model's developer. Cells are as known on
--as-of (today by default). Claims that nobody reviewed count only with
--unreviewed. Models about which nothing is said are left out; --all shows them.
CSV has one line a cell.`,
		Example: `  assay matrix --country CN --stage pre-training
  assay matrix --as-of 2026-06-20 --format json
  assay matrix --verdict self-reported --format csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt, err := a.options(f.unreviewed, f.reviewed, f.what)
			if err != nil {
				return err
			}
			keep, err := f.filter(a)
			if err != nil {
				return err
			}
			opt.All = f.all
			rows, err := a.matrix(cmd.Context(), opt)
			if err != nil {
				return err
			}
			var out []resolve.Row
			for i := range rows {
				if row, ok := keep(rows[i]); ok {
					out = append(out, row)
				}
			}
			return f.print(a, out)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.stage, "stage", "", "only this stage: pre-training, post-training, training-unspecified, inference")
	flags.StringVar(&f.country, "country", "", "only developers of this country (ISO code, such as CN)")
	flags.StringVar(&f.developer, "developer", "", "only this developer (id or any alias)")
	flags.StringVar(&f.verdict, "verdict", "", "only cells with this word, such as contested")
	flags.StringVar(&f.since, "since", "", "only cells with evidence of this date or later")
	flags.BoolVar(&f.all, "all", false, "also models about which nothing is said")
	addReviewFlags(cmd, &f.reviewed, &f.unreviewed)
	addWhatIfFlags(cmd, &f.what)
	mustComplete(cmd, "stage", stageNames()...)
	mustComplete(cmd, "verdict", wordNames()...)
	return cmd
}

func addReviewFlags(cmd *cobra.Command, reviewed, unreviewed *bool) {
	cmd.Flags().BoolVar(reviewed, "reviewed", false, "only reviewed claims and records (the default)")
	cmd.Flags().BoolVar(unreviewed, "unreviewed", false, "count claims that nobody reviewed, too")
	cmd.MarkFlagsMutuallyExclusive("reviewed", "unreviewed")
}

// filter makes the test of a row. A row that passes keeps the cells asked for.
func (f *matrixFlags) filter(a *app) (func(resolve.Row) (resolve.Row, bool), error) {
	st, err := stage(f.stage)
	if err != nil {
		return nil, err
	}
	w, err := word(f.verdict)
	if err != nil {
		return nil, err
	}
	var since evidence.Date
	if f.since != "" {
		if since, err = evidence.ParseDate(f.since); err != nil {
			return nil, evidence.Wrap(err, "--since")
		}
	}
	developer, err := a.developer(f.developer)
	if err != nil {
		return nil, err
	}
	country, err := a.country("country", f.country)
	if err != nil {
		return nil, err
	}
	plain := st == "" && w == "" && since == ""
	return func(r resolve.Row) (resolve.Row, bool) {
		if country != "" && r.Country != country || developer != "" && r.Developer != developer {
			return r, false
		}
		if plain {
			return r, true
		}
		cells := map[evidence.Stage]resolve.Cell{}
		for s, c := range r.Cells {
			if (st == "" || s == st) && (w == "" || c.Verdict == w) && (since == "" || c.Newest.Last() >= since.First()) {
				cells[s] = c
			}
		}
		r.Cells = cells
		return r, len(cells) > 0 && (f.all || says(r))
	}, nil
}

// says reports whether anything is said of a row's cells.
func says(r resolve.Row) bool {
	for _, c := range r.Cells {
		if c.Verdict != evidence.UnknownWord || len(c.Claims) > 0 || len(c.Others) > 0 || len(c.ReadyOn) > 0 || len(c.Planned) > 0 {
			return true
		}
	}
	return false
}

func (f *matrixFlags) print(a *app, rows []resolve.Row) error {
	if rows == nil {
		rows = []resolve.Row{}
	}
	if a.format() == "csv" {
		return print(a.out, "csv", rows, cellGrid(rows))
	}
	columns := evidence.Stages()
	if f.stage != "" {
		columns = []evidence.Stage{evidence.Stage(f.stage)}
	}
	g := grid{head: []string{"model", "developer", "country", "released"}}
	for _, s := range columns {
		g.head = append(g.head, string(s))
	}
	for i := range rows {
		r := &rows[i]
		line := []string{clip(r.Model, 32), clip(r.Developer, 24), r.Country, string(r.Released)}
		for _, s := range columns {
			c, ok := r.Cells[s]
			if !ok {
				line = append(line, "")
				continue
			}
			line = append(line, clip(cellText(&c), 72))
		}
		g.add(line...)
	}
	day, err := a.asOf()
	if err != nil {
		return err
	}
	if day == "" {
		day = a.today()
	}
	g.note = fmt.Sprintf("%d models, as known on %s. A cell is the developer's own run; show MODEL tells who says so.", len(rows), day)
	return print(a.out, a.format(), rows, g)
}

// cellText is a cell in one line: the word, the silicon, whose it is, and who
// else ran the stage.
func cellText(c *resolve.Cell) string {
	s := ownText(c)
	for i := range c.Others {
		s += " [" + clip(c.Others[i].Actor, 20) + ": " + ownText(&c.Others[i].Cell) + "]"
	}
	return s
}

func ownText(c *resolve.Cell) string {
	if c.Verdict == evidence.UnknownWord && len(c.Silicon) == 0 {
		if len(c.ReadyOn) > 0 {
			return "· ready on " + clip(join(c.ReadyOn), 28)
		}
		return "·"
	}
	s := string(c.Verdict)
	silicon := clip(strings.Join(c.Silicon, " + "), 30)
	switch {
	case c.Negated:
		s += ": not " + silicon
	case silicon != "":
		s += ": " + silicon
	}
	if c.Class != "" && c.Class != evidence.SideUnknown {
		s += " (" + string(c.Class) + ")"
	}
	if c.Implied {
		s += ", implied"
	}
	if c.InheritedFrom != "" {
		s += ", inherited"
	}
	return s
}
