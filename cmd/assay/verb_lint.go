package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"assay/catalogue"
	"assay/data"
	"assay/evidence"
)

// newLintCmd builds `assay lint`: faults in a folder of records.
func newLintCmd(a *app) *cobra.Command {
	var names []string
	cmd := &cobra.Command{
		Use:   "lint [DIR]",
		Short: "Check a folder of records: file, line, what is wrong, what to do",
		Long: `Checks YAML records (models, silicon, systems, sources, claims, ...) for unknown
fields, broken references, two records with one alias, dates before their
announcement and the like. Without DIR the built-in records are checked.
Exits 8 where an error was found; warnings and notes alone exit 0.`,
		Example: "  assay lint\n  assay lint my-records/ --format json\n  assay lint --propose \"DeepSeek-V9\"",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(names) > 0 {
				return a.propose(names)
			}
			found, err := lint(args)
			if err != nil {
				return err
			}
			return a.printFindings(found)
		},
	}
	cmd.Flags().StringArrayVar(&names, "propose", nil, "draft the record to add for a new name; may be given again")
	return cmd
}

// propose prints the drafts of records for new names: YAML to paste, or JSON.
func (a *app) propose(names []string) error {
	c, err := catalogue.BuiltIn()
	if err != nil {
		return err
	}
	drafts := make([]catalogue.Proposal, len(names))
	for i, n := range names {
		if drafts[i], err = c.Propose(n); err != nil {
			return err
		}
	}
	if a.format() == "json" {
		return printJSON(a.out, drafts)
	}
	for _, d := range drafts {
		if _, err := fmt.Fprintf(a.out, "# %s: %s\n%s\n", d.File, d.Why, d.YAML); err != nil {
			return err
		}
	}
	return nil
}

func lint(args []string) ([]evidence.Finding, error) {
	if len(args) == 0 {
		return catalogue.Lint(data.FS), nil
	}
	info, err := os.Stat(args[0])
	if err != nil {
		return nil, evidence.Errorf(evidence.NotFound, "%s: no such folder", args[0])
	}
	if !info.IsDir() {
		return nil, evidence.Errorf(evidence.Invalid, "%s: not a folder; lint checks a folder of YAML records", args[0])
	}
	return catalogue.Lint(os.DirFS(args[0])), nil
}

// printFindings prints findings and says by the exit code whether there is an error.
func (a *app) printFindings(found []evidence.Finding) error {
	if found == nil {
		found = []evidence.Finding{}
	}
	g := grid{head: []string{"at", "severity", "rule", "message", "fix"}}
	errs := 0
	for _, f := range found {
		at := f.File
		if f.Line > 0 {
			at = fmt.Sprintf("%s:%d", f.File, f.Line)
		}
		g.add(at, string(f.Severity), f.Rule, f.Message, f.Fix)
		if f.Severity == evidence.SeverityError {
			errs++
		}
	}
	g.note = fmt.Sprintf("%d findings, %d of them errors", len(found), errs)
	if err := print(a.out, a.format(), found, g); err != nil {
		return err
	}
	if errs > 0 {
		return errFindings
	}
	return nil
}
