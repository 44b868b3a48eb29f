package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/web"
)

// newPublishCmd builds `assay publish`: the whole site as files.
func newPublishCmd(a *app) *cobra.Command {
	var base string
	cmd := &cobra.Command{
		Use:   "publish DIR",
		Short: "Write the whole site as files for any file host",
		Long: `Writes every page, table, chart and feed into DIR, equal to what serve answers.
Files that stay the same are not touched, so publishing twice writes nothing;
files of an earlier run that are no longer part of the site are removed; frozen
pages stay for ever. Exit code 1 if a link leads nowhere.`,
		Example: "  assay publish site\n  assay publish site --base https://assay.example.org",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cor, err := a.corridor(cmd.Context())
			if err != nil {
				return err
			}
			if _, err := cor.Settle(cmd.Context()); err != nil {
				return err
			}
			dir, err := filepath.Abs(args[0])
			if err != nil {
				return evidence.WithKind(evidence.Invalid, err, "publish")
			}
			done, err := web.Publish(cmd.Context(), a.webDeps(cor, nil, base), dir, nil)
			if err != nil {
				return err
			}
			if a.format() == "json" {
				return printJSON(a.out, done)
			}
			fmt.Fprintf(a.out, "%d files (%.1f MB) in %s: %d written, %d removed, %d frozen\n", done.Files, float64(done.Bytes)/1e6, args[0], done.Written, done.Removed, done.Frozen)
			if len(done.Broken) > 0 {
				fmt.Fprintf(a.out, "%d links lead nowhere:\n  %s\n", len(done.Broken), strings.Join(done.Broken, "\n  "))
				return errFindings
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&base, "base", "", "public address of the site, for feeds, citations and links below a path")
	return cmd
}
