package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/resolve"
)

// newDiffCmd builds `assay diff`: which cells changed between two dates.
func newDiffCmd(a *app) *cobra.Command {
	var from, to string
	var reviewed, unreviewed bool
	var what whatIf
	cmd := &cobra.Command{
		Use:   "diff --from DATE [--to DATE]",
		Short: "Show which cells changed between two dates, by which documents, under which rules",
		Long: `Compares the matrix as known on two dates and prints each cell that differs, with
the documents and claims that changed it. With what-if flags and one date, shows
what they change: assay diff --without hello-china-tech.`,
		Example: "  assay diff --from 2026-06-20\n  assay diff --from 2026-01-01 --to 2026-06-30 --format json\n  assay diff --floor E4",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			later, err := a.options(unreviewed, reviewed, what)
			if err != nil {
				return err
			}
			earlier, err := a.options(unreviewed, reviewed, whatIf{})
			if err != nil {
				return err
			}
			if from == "" && !what.asked() {
				return evidence.Errorf(evidence.Invalid, "diff needs --from DATE, or a what-if flag such as --floor E4")
			}
			if from != "" {
				if earlier.AsOf, err = evidence.ParseDate(from); err != nil {
					return evidence.Wrap(err, "--from")
				}
			}
			if to != "" {
				if later.AsOf, err = evidence.ParseDate(to); err != nil {
					return evidence.Wrap(err, "--to")
				}
			}
			if earlier.AsOf.Last() > later.AsOf.Last() {
				return evidence.Errorf(evidence.Invalid, "--from %s is after --to %s", earlier.AsOf, later.AsOf)
			}
			s, err := a.state(cmd.Context())
			if err != nil {
				return err
			}
			changes := resolve.Diff(s.Index(earlier.AsOf), earlier, s.Index(later.AsOf), later)
			return print(a.out, a.format(), nonNil(changes), changeGrid(changes, earlier.AsOf, later.AsOf))
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&from, "from", "", "the earlier date")
	flags.StringVar(&to, "to", "", "the later date (default --as-of, else today)")
	addReviewFlags(cmd, &reviewed, &unreviewed)
	addWhatIfFlags(cmd, &what)
	return cmd
}

func (w *whatIf) asked() bool {
	return len(w.without) > 0 || w.floor != "" || w.minOrigins > 0 || w.by != "" || w.implied
}

func changeGrid(changes []resolve.Change, from, to evidence.Date) grid {
	g := grid{head: []string{"model", "stage", "from", "to", "because"}}
	for i := range changes {
		c := &changes[i]
		var why []string
		for _, b := range c.Because {
			why = append(why, string(b.On)+" "+b.Document+" ["+strings.Join(b.Claims, ", ")+"]")
		}
		g.add(clip(c.Model, 30), string(c.Stage), clip(cellText(&c.From), 64), clip(cellText(&c.To), 64), clip(strings.Join(why, "; "), 100))
	}
	g.note = fmt.Sprintf("%d cells differ between %s and %s", len(changes), from, to)
	return g
}
