package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"assay/evidence"
)

// streams are the program's ends, so that tests can give others.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run is the program: arguments in, exit code out.
func run(ctx context.Context, args []string, io streams) int {
	a := &app{streams: io}
	defer a.close()
	root := newRoot(a)
	root.SetArgs(args)
	return exitCode(usage(root.ExecuteContext(ctx)), io.err)
}

// newRoot builds the tree of verbs. A verb is a file verb_<name>.go and a line here.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "assay",
		Short: "What silicon AI models are made of: who says so, and how sure that is",
		Long: `Assay says, model by model and stage by stage (pre-training, post-training,
inference), on whose silicon it ran, who says so, how sure that is, since when,
and what contradicts it.

` + exitHelp,
		Example: `  assay matrix --country CN --stage pre-training
  assay show deepseek-v3
  assay read article.md
  assay serve`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return a.configure(cmd.Flags())
		},
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetVersionTemplate("assay {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return evidence.Errorf(evidence.Invalid, "%s (see %s --help)", err, cmd.CommandPath())
	})
	flags := root.PersistentFlags()
	for _, o := range options {
		if o.key != "addr" && !o.secret { // addr is serve's own; a secret on a command line can be read by others
			flags.String(o.key, "", o.help)
		}
	}
	flags.StringVar(&a.configFile, "config", "", "configuration file (default: assay/config.yaml in your configuration folder)")
	mustComplete(root, "format", "table", "json", "csv", "md")
	mustComplete(root, "lang", "en", "de", "zh")
	root.AddCommand(
		newPDFCmd(a),
		newMatrixCmd(a), newShowCmd(a), newDiffCmd(a), newReadCmd(a), newExtractCmd(a), newEvalCmd(a),
		newLintCmd(a), newExportCmd(a), newVerifyCmd(a), newServeCmd(a), newPublishCmd(a), newConfigCmd(a), newCheckCmd(a), newBriefCmd(a),
		newStoreCmd(a), newWorkCmd(a), newReviewCmd(a), newPlanCmd(a), newParityCmd(a), newGapCmd(a), newOutlookCmd(a),
		newScanCmd(a), newWatchCmd(a),
	)
	return root
}

// mustComplete offers fixed values for a flag in the shell.
func mustComplete(cmd *cobra.Command, flag string, words ...string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // a flag of that name does not exist: a slip in this folder
	}
}

// configure reads the settings; it runs before every verb.
func (a *app) configure(flags *pflag.FlagSet) error {
	s, err := load(flags, a.configFile)
	if err != nil {
		return err
	}
	a.set = s
	return a.checkSettings()
}
