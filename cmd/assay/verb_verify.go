package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"assay/evidence"
)

// newVerifyCmd builds `assay verify`: does the store say what it says it says?
func newVerifyCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Recompute ids, hashes, quotes, the chain of decisions and all verdicts, and compare",
		Long: `Reads the whole store and recomputes what can be recomputed: text ids, document
ids, claim hashes, that each quote stands in its text, the hash chain of
decisions, and the stored verdicts. Prints the head of the chain: keep it
elsewhere, and a later verify that prints the same proves that nothing before
it was altered. Exits 8 where something differs.`,
		Example: "  assay verify\n  assay verify --store sqlite:team.db --format json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			cor, err := a.corridor(ctx)
			if err != nil {
				return err
			}
			rep, err := a.db.Verify(ctx)
			if err != nil {
				return err
			}
			if _, err := cor.Settle(ctx); err != nil {
				return err
			}
			more, err := cor.Recheck(ctx)
			if err != nil {
				return err
			}
			state, err := cor.State(ctx)
			if err != nil {
				return err
			}
			rep.Findings = append(append(rep.Findings, more...), state.Unmatched()...)
			g := grid{head: []string{"severity", "rule", "message", "fix"}}
			errs := 0
			for _, f := range rep.Findings {
				g.add(string(f.Severity), f.Rule, f.Message, f.Fix)
				if f.Severity == evidence.SeverityError {
					errs++
				}
			}
			head := rep.Head
			if head == "" {
				head = "(no decision yet)"
			}
			g.note = fmt.Sprintf("%d documents, %d claims, %d quotes, %d decisions, %d verdicts checked: %d differ\nchain head %s\nlog %d, content %s",
				rep.Documents, rep.Claims, rep.Quotes, rep.Decisions, rep.Verdicts, errs, head, rep.Log, rep.Content)
			if err := print(a.out, a.format(), rep, g); err != nil {
				return err
			}
			if errs > 0 {
				return errFindings
			}
			return nil
		},
	}
}
