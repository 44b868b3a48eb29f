package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/pipeline"
)

// decision is what the flags of a deciding verb say.
type decision struct {
	reason, on, where, set string
}

// newReviewCmd builds `assay review`: the queue, and the decisions of people.
func newReviewCmd(a *app) *cobra.Command {
	var list bool
	cmd := &cobra.Command{
		Use:   "review",
		Short: "Judge what waits for review; accept, correct, reject, retract, merge, dispute",
		Long: `Without a verb, opens the review desk in the terminal, by keyboard alone: claims,
proposed merges and new names, those that would change most first, each with its
quote, what is held near it and what accepting would change; the keys are shown.
In a pipe, or with --list, lists the claims that nobody reviewed yet. A claim is
taken for ten minutes by whoever opens it; of two decisions on one claim the
earlier stands and the later is told so. Each decision is
appended to the store's chain with its person and date; nothing is deleted, and
every decision can be taken back by undo. Name yourself by --person, the
variable ASSAY_PERSON or the key person of the configuration file.`,
		Example: `  assay review
  assay review accept 3f2a… --person "A. Keeper"
  assay review retract lc2-pre-asic --reason "correction of 2026-07-02" --on 2026-07-02
  assay review searched kimi-k3/pre-training --where "technical report, sections 2 to 4"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.atTerminal() && a.format() == "table" && !list {
				return a.runDesk(cmd.Context())
			}
			s, err := a.state(cmd.Context())
			if err != nil {
				return err
			}
			queue := []evidence.Claim{}
			for _, c := range s.Decided("") {
				if c.Kind != evidence.KindRecord && c.Review == evidence.Unreviewed {
					queue = append(queue, c)
				}
			}
			g := grid{head: []string{"claim", "model", "stage", "relation", "silicon", "hedge", "quote"}}
			for _, c := range queue {
				g.add(c.ID, clip(c.Model, 28), string(c.Stage), string(c.Relation), clip(c.Silicon, 24), string(c.Hedge), clip(c.Quote, 60))
			}
			g.note = fmt.Sprintf("%d claims wait for review", len(queue))
			return print(a.out, a.format(), queue, g)
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "list the claims instead of opening the desk")
	cmd.AddCommand(
		a.decide("accept CLAIM", "A claim is right as it stands", evidence.DecideAccept),
		a.decide("correct CLAIM", `A claim is right with other fields: --set '{"stage":"post-training"}'`, evidence.DecideCorrect),
		a.decide("reject CLAIM", "A claim is wrong", evidence.DecideReject),
		a.decide("retract CLAIM", "The claimant took a claim back", evidence.DecideRetract),
		a.decide("withdraw CLAIM", "A record is wrong and is withdrawn", evidence.DecideWithdraw),
		a.decide("supersede OLD NEW", "The same claimant says something newer", evidence.DecideReplace),
		a.decide("merge CLAIM CLAIM", "Two claims go back to one voice", evidence.DecideMerge),
		a.decide("split CLAIM CLAIM", "Two claims do not go back to one voice", evidence.DecideSplit),
		a.decide("dispute MODEL/STAGE", "Somebody disputes a cell; shown with it", evidence.DecideDispute),
		a.decide("searched MODEL/STAGE", "Looked there and found no statement: --where PLACE", evidence.DecideSearched),
		a.decide("undo HASH", "Take a decision back", evidence.DecideUndo),
		newDecisionsCmd(a),
	)
	return cmd
}

// decide builds the verb of one kind of decision.
func (a *app) decide(use, short string, kind evidence.DecisionKind) *cobra.Command {
	var f decision
	args := cobra.ExactArgs(1)
	if kind == evidence.DecideReplace || kind == evidence.DecideMerge || kind == evidence.DecideSplit {
		args = cobra.ExactArgs(2)
	}
	cmd := &cobra.Command{
		Use: use, Short: short, Args: args,
		RunE: func(cmd *cobra.Command, args []string) error {
			d := evidence.Decision{Kind: kind, Subject: args[0], Reason: f.reason, Person: a.set.text("person"), Payload: f.set}
			if len(args) == 2 {
				d.Object = args[1]
			}
			if kind == evidence.DecideSearched {
				place, err := json.Marshal(pipeline.SearchPlace{Where: f.where})
				if err != nil {
					return err
				}
				d.Payload = string(place)
			}
			if d.Person == "" {
				return evidence.Errorf(evidence.Invalid, "who decides? give --person NAME or set ASSAY_PERSON")
			}
			if f.on != "" {
				var err error
				if d.On, err = evidence.ParseDate(f.on); err != nil {
					return evidence.Wrap(err, "--on")
				}
			}
			return a.writeDecision(cmd, d)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.reason, "reason", "", "why")
	flags.StringVar(&f.on, "on", "", "day from which it holds (default today)")
	switch kind {
	case evidence.DecideCorrect:
		flags.StringVar(&f.set, "set", "", "the corrected fields as JSON")
	case evidence.DecideSearched:
		flags.StringVar(&f.where, "where", "", "the place that was searched")
	}
	return cmd
}

func (a *app) writeDecision(cmd *cobra.Command, d evidence.Decision) error {
	ctx := cmd.Context()
	cor, err := a.corridor(ctx)
	if err != nil {
		return err
	}
	d, changed, err := cor.Judge(ctx, d)
	if err != nil {
		return err
	}
	g := grid{head: []string{"hash", "kind", "subject", "object", "person", "holds from", "cells changed"}}
	g.add(d.Hash, string(d.Kind), d.Subject, d.Object, d.Person, string(d.On), fmt.Sprint(len(changed)))
	return print(a.out, a.format(), struct {
		evidence.Decision
		Changed int `json:"changed"`
	}{d, len(changed)}, g)
}

// newDecisionsCmd builds `assay review log`: the chain.
func newDecisionsCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "log", Short: "List all decisions, oldest first", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.state(cmd.Context())
			if err != nil {
				return err
			}
			g := grid{head: []string{"entry", "kind", "subject", "object", "reason", "person", "holds from", "hash"}}
			for _, d := range s.Decisions {
				g.add(fmt.Sprint(d.Seq), string(d.Kind), d.Subject, d.Object, clip(d.Reason, 50), d.Person, string(d.On), d.Hash)
			}
			return print(a.out, a.format(), nonNil(s.Decisions), g)
		},
	}
}
