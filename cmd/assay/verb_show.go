package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/pipeline"
	"assay/resolve"
)

// shownClaim is a claim as `show` prints it, with what resolution made of it.
type shownClaim struct {
	evidence.Claim
	OriginID  string          `json:"origin"` // as clustered; stands for the origin given with a record
	Letter    evidence.Letter `json:"letter,omitempty"`
	Weight    evidence.Class  `json:"weight"`         // class after root and hedge caps
	Role      string          `json:"role,omitempty"` // what part it plays in its cell
	NoPartWhy string          `json:"no_part_why,omitempty"`
}

// shown is the JSON of `show MODEL`: the row and what it rests on.
type shown struct {
	resolve.Row
	ClaimRows      []shownClaim            `json:"claims"`
	Contradictions []resolve.Contradiction `json:"contradictions"`
	History        []resolve.Moment        `json:"history"`
	Decisions      []evidence.Decision     `json:"decisions"` // on the model's claims and cells
}

// newShowCmd builds `assay show`: one model, or one silicon, with its evidence.
func newShowCmd(a *app) *cobra.Command {
	var history, reviewed, unreviewed bool
	var what whatIf
	cmd := &cobra.Command{
		Use:   "show MODEL|SILICON",
		Short: "Show one model or one chip: every stage, every claim, who says so",
		Long: `Prints a model's cells with the sentence and rules behind each, and every claim
with its source or quote, evidence class, letter, origin and date; or, for a
chip, vendor or system, the models that ran on it. Names are ids or any alias.`,
		Example: "  assay show deepseek-v3\n  assay show 昇腾910B\n  assay show LongCat-2.0 --as-of 2026-06-20 --format json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opt, err := a.options(unreviewed, reviewed, what)
			if err != nil {
				return err
			}
			s, err := a.state(cmd.Context())
			if err != nil {
				return err
			}
			if id, ok := a.cat.ModelID(args[0]); ok {
				return a.showModel(s, id, opt, history)
			}
			if node, ok := a.cat.Lattice().Resolve(args[0]); ok {
				return a.showSilicon(s, node, opt)
			}
			return a.unknownName(args[0])
		},
		ValidArgsFunction: a.completeNames,
	}
	cmd.Flags().BoolVar(&history, "history", false, "each verdict that the cells had, and why it changed")
	addReviewFlags(cmd, &reviewed, &unreviewed)
	addWhatIfFlags(cmd, &what)
	return cmd
}

// unknownName says what a name could have meant.
func (a *app) unknownName(name string) error {
	if c := a.cat.ModelCandidates(name); len(c) > 1 {
		return evidence.Errorf(evidence.Conflict, "%q may be any of %s; give the id", name, strings.Join(c, ", "))
	}
	if c := a.cat.Lattice().Candidates(name); len(c) > 1 {
		return evidence.Errorf(evidence.Conflict, "%q may be any of %s", name, strings.Join(c, ", "))
	}
	return evidence.Errorf(evidence.NotFound, "no model and no silicon is called %q; assay matrix --all lists the models", clip(name, 60))
}

func (a *app) showModel(s *pipeline.State, id string, opt resolve.Options, history bool) error {
	x := s.Index(opt.AsOf)
	row, ok := x.Model(id, opt)
	if !ok {
		return evidence.Errorf(evidence.NotFound, "model %s is not in the matrix", id)
	}
	out := shown{Row: row, ClaimRows: a.claimsOf(s, id, opt), Contradictions: nonNil(x.ContradictionsOf(id, opt)),
		History: nonNil(x.History(id, opt))}
	out.Decisions = decisionsOn(s, id, out.ClaimRows)
	if a.format() != "table" {
		return print(a.out, a.format(), out, claimRowsGrid(out.ClaimRows))
	}
	fmt.Fprintf(a.out, "%s (%s), %s, %s, released %s\n\n", row.Model, row.ID, orDash(row.Developer), orDash(row.Country), orDash(string(row.Released)))
	for _, st := range evidence.Stages() {
		c := row.Cells[st]
		a.printCell(string(st), &c)
		a.printLevers(x.Levers(id, st, opt))
		for i := range c.Others {
			a.printCell(string(st)+", run by "+printable(c.Others[i].Actor), &c.Others[i].Cell)
		}
	}
	fmt.Fprintln(a.out)
	if err := print(a.out, "table", nil, claimRowsGrid(out.ClaimRows)); err != nil {
		return err
	}
	a.printQuarrels(out.Contradictions)
	for _, d := range out.Decisions {
		fmt.Fprintf(a.out, "\n%s of %s by %s, from %s on: %s\n", d.Kind, d.Subject, printable(d.Person), d.On, orDash(d.Reason))
	}
	if history {
		return a.printHistory(out.History)
	}
	return nil
}

// decisionsOn lists the standing decisions on a model's claims and cells.
func decisionsOn(s *pipeline.State, id string, claims []shownClaim) []evidence.Decision {
	mine := map[string]bool{}
	for i := range claims {
		mine[claims[i].ID] = true
	}
	out := []evidence.Decision{}
	for _, d := range pipeline.Standing(s.Decisions, "") {
		if mine[d.Subject] || strings.HasPrefix(d.Subject, id+"/") {
			out = append(out, d)
		}
	}
	return out
}

func (a *app) printQuarrels(list []resolve.Contradiction) {
	for _, c := range list {
		var sides []string
		for _, side := range c.Sides {
			sides = append(sides, fmt.Sprintf("%s (%s: %s)", side.Says, side.Evidence, join(side.Claims)))
		}
		fmt.Fprintf(a.out, "\ncontradiction of kind %s, %s: %s\n", c.Kind, c.Status, printable(strings.Join(sides, "  against  ")))
		if c.Explanation != "" {
			fmt.Fprintln(a.out, "  "+printable(c.Explanation))
		}
	}
}

func (a *app) printHistory(list []resolve.Moment) error {
	g := grid{head: []string{"on", "stage", "said from then on", "because"}}
	for _, m := range list {
		var why []string
		for _, b := range m.Because {
			why = append(why, b.Document+" ["+strings.Join(b.Claims, ", ")+"]")
		}
		g.add(string(m.On), string(m.Stage), clip(m.Text, 90), clip(strings.Join(why, "; "), 70))
	}
	fmt.Fprintln(a.out)
	return print(a.out, "table", nil, g)
}

func (a *app) printCell(stage string, c *resolve.Cell) {
	fmt.Fprintf(a.out, "%-22s %s\n", stage, cellText(c))
	if c.Sentence != "" {
		fmt.Fprintf(a.out, "%-22s %s\n", "", printable(c.Sentence))
	}
	var more []string
	for _, x := range c.Candidates {
		more = append(more, "candidate "+x.Silicon+" ("+string(x.Word)+")")
	}
	for _, x := range c.Beside {
		more = append(more, string(x.How)+" "+x.Silicon+" ("+string(x.Word)+")")
	}
	if len(c.ReadyOn) > 0 {
		more = append(more, "ready on "+join(c.ReadyOn))
	}
	if len(c.Planned) > 0 {
		more = append(more, "planned on "+join(c.Planned))
	}
	if len(c.Continued) > 0 {
		more = append(more, "continued pre-training on "+join(c.Continued))
	}
	if len(more) > 0 {
		fmt.Fprintf(a.out, "%-22s %s\n", "", printable(strings.Join(more, "; ")))
	}
}

// printLevers says in one line what would change a cell, the smallest first.
func (a *app) printLevers(list []resolve.Lever) {
	var out []string
	for i := range list[:min(len(list), 3)] {
		out = append(out, resolve.LeverText(&list[i], a.set.text("lang")))
	}
	if len(out) > 0 {
		fmt.Fprintf(a.out, "%-22s would change: %s\n", "", printable(strings.Join(out, "; ")))
	}
}

// claimsOf gives the claims about a model that are known on the day.
func (a *app) claimsOf(s *pipeline.State, id string, opt resolve.Options) []shownClaim {
	origins, x := s.Origins(opt.AsOf), s.Index(opt.AsOf)
	out := []shownClaim{}
	for _, c := range s.Decided(opt.AsOf) {
		if c.ModelID != id || opt.AsOf != "" && c.KnownSince.Last() > opt.AsOf.Last() {
			continue
		}
		line := shownClaim{Claim: c, OriginID: origins.Of[c.ID], Weight: c.Weight()}
		if st, ok := x.Standing(c.ID, opt); ok {
			line.Role, line.NoPartWhy = st.Role, st.NoPartWhy
		}
		if src, ok := a.cat.Source(c.SourceID); ok {
			line.Letter = src.Letter
		}
		line.Quote = clipQuote(line.Quote)
		out = append(out, line)
	}
	return out
}

func claimRowsGrid(claims []shownClaim) grid {
	g := grid{head: []string{"claim", "stage", "relation", "silicon", "evidence", "letter", "origin", "known since", "hedge", "who", "part", "source or quote"}}
	for _, c := range claims {
		source := c.SourcePublisher
		if c.Quote != "" {
			source = "“" + c.Quote + "”"
		}
		if !c.Reviewed() {
			source += " (unreviewed)"
		}
		g.add(clip(c.ID, 28), string(c.Stage), string(c.Relation), clip(c.Silicon, 24), string(c.Weight), string(c.Letter), clip(c.OriginID, 24),
			string(c.KnownSince), string(c.Hedge), string(c.Attribution), c.Role, clip(source, 60))
	}
	return g
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return printable(s)
}
