package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"assay/catalogue"
	"assay/evidence"
	"assay/gap"
	"assay/outlook"
	"assay/pipeline"
	"assay/resolve"
)

// newOutlookCmd builds `assay outlook`: forecasts, their scores, open questions.
func newOutlookCmd(a *app) *cobra.Command {
	var questions, scores bool
	cmd := &cobra.Command{
		Use:   "outlook",
		Short: "List forecasts with likelihood and horizon, their scores, and the open questions",
		Long: `Prints the forecasts: possibilities, not facts. Each has a likelihood, its word
(ICD 203), a horizon, what would settle it, and indicators that say whether they
moved since it was opened. --questions prints the open questions with what is
known today; --scores prints the scores by group, against base rates.
A person adds forecasts and updates from YAML; nothing is overwritten.`,
		Example: `  assay outlook
  assay outlook --scores
  assay outlook --questions --lang de
  assay outlook add my-forecast.yaml --person "A. Keeper"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := a.outlook(cmd.Context())
			if err != nil {
				return err
			}
			switch {
			case questions:
				return a.printQuestions(o)
			case scores:
				return a.printScores(o)
			}
			return a.printForecasts(o)
		},
	}
	cmd.Flags().BoolVar(&questions, "questions", false, "the open questions instead")
	cmd.Flags().BoolVar(&scores, "scores", false, "the scores instead")
	cmd.MarkFlagsMutuallyExclusive("questions", "scores")
	cmd.AddCommand(a.outlookAdd(), a.outlookUpdate(), a.outlookResolve())
	return cmd
}

// forecasts are those of the records with the changes of the log.
func (a *app) forecasts(ctx context.Context, day evidence.Date) ([]catalogue.Forecast, []evidence.Finding, error) {
	s, err := a.state(ctx)
	if err != nil {
		return nil, nil, err
	}
	cat, err := a.catalogue()
	if err != nil {
		return nil, nil, err
	}
	all, findings := outlook.Apply(cat.Forecasts(), pipeline.Standing(s.Decisions, day), day)
	return all, findings, nil
}

// outlook works out the outlook as known on the date asked for.
func (a *app) outlook(ctx context.Context) (*outlook.Outlook, error) {
	day, err := a.asOf()
	if err != nil {
		return nil, err
	}
	if day == "" {
		day = a.today()
	}
	day = day.Last()
	all, findings, err := a.forecasts(ctx, day)
	if err != nil {
		return nil, err
	}
	s, err := a.state(ctx)
	if err != nil {
		return nil, err
	}
	cat, err := a.catalogue()
	if err != nil {
		return nil, err
	}
	view := outlook.NewMemo(
		func(on evidence.Date) []resolve.Row { return s.Matrix(resolve.Options{AsOf: on}) },
		func(on evidence.Date, rows []resolve.Row) (*gap.Report, error) {
			return gap.Compute(gap.Input{Options: gap.Options{AsOf: on}, Catalogue: cat, Claims: s.Decided(on), Rows: rows, Runner: a.runner(on)})
		})
	r, err := view.Report(day)
	if err != nil {
		return nil, err
	}
	o := outlook.Compute(outlook.Input{Forecasts: all, Questions: cat.Questions(), Claims: s.Decided(day), Lattice: cat.Lattice(),
		AsOf: day, Compiled: cat.Compiled(), Lang: a.set.text("lang"), View: view}, r, gap.ScoresOf(cat))
	o.Findings = append(findings, o.Findings...)
	return o, nil
}

func (a *app) printForecasts(o *outlook.Outlook) error {
	g := grid{head: []string{"horizon", "statement", "likelihood", "word", "opened", "status", "outcome", "brier", "log score", "moved", "author", "id"}}
	for _, e := range o.Entries {
		moved := 0
		for _, i := range e.Indicators {
			if i.Moved {
				moved++
			}
		}
		g.add(string(e.Horizon), e.Statement, likelihood(&e), e.Word.In(a.set.text("lang")), string(e.Opened), string(e.Status), string(e.Outcome),
			dec(e.Brier), dec(e.LogScore), fmt.Sprintf("%d of %d", moved, len(e.Indicators)), e.Author, e.ID)
	}
	g.note = fmt.Sprintf("Possibilities, not facts; as known on %s.", o.AsOf)
	for _, f := range o.Findings {
		g.note += "\n" + f.String()
	}
	return print(a.out, a.format(), nonNil(o.Entries), g)
}

// likelihood prints the number, or says that a word alone was given.
func likelihood(e *outlook.Entry) string {
	if e.WordOnly {
		return "word only"
	}
	return strconv.FormatFloat(100*e.Likelihood, 'f', -1, 64) + " %"
}

func (a *app) printScores(o *outlook.Outlook) error {
	g := grid{head: []string{"group", "scored", "brier", "log score", "one half: brier", "no change: brier", "no change: log score", "open", "due", "annulled", "ambiguous", "calibration (came true of due)"}}
	for _, s := range []outlook.Summary{o.Ours, o.Quoted} {
		var bins []string
		for _, b := range s.Bins {
			bins = append(bins, fmt.Sprintf("%s %d/%d", b.Word, b.Yes, b.N))
		}
		row := []string{s.Group, strconv.Itoa(s.N), "", "", "", "", "", strconv.Itoa(s.Open), strconv.Itoa(s.Due), strconv.Itoa(s.Annulled), strconv.Itoa(s.Ambiguous), strings.Join(bins, ", ")}
		if s.N > 0 {
			row[2], row[3], row[4], row[5], row[6] = flt(s.Brier), flt(s.LogScore), flt(s.Half.Brier), flt(s.NoChange.Brier), flt(s.NoChange.LogScore)
		}
		g.add(row...)
	}
	return print(a.out, a.format(), []outlook.Summary{o.Ours, o.Quoted}, g)
}

func (a *app) printQuestions(o *outlook.Outlook) error {
	g := grid{head: []string{"id", "question", "status", "horizon", "claims on record", "would settle it"}}
	for _, q := range o.Questions {
		g.add(q.ID, q.Question, string(q.Status), string(q.Horizon), strconv.Itoa(len(q.Claims)), q.Settles)
	}
	if err := print(a.out, a.format(), nonNil(o.Questions), g); err != nil || (a.format() != "table" && a.format() != "") {
		return err
	}
	for _, q := range o.Questions {
		if q.Answer == nil {
			continue
		}
		if _, err := fmt.Fprintf(a.out, "\n%s\n", q.Question); err != nil {
			return err
		}
		for i, s := range q.Answer.Steps {
			if _, err := fmt.Fprintf(a.out, "%3d. [%s] %s\n", i+1, s.Kind, s.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// outlookFile reads a YAML file of a person, or standard input for "-".
func (a *app) outlookFile(name string) ([]byte, error) {
	const most = 1 << 20
	if name == "-" {
		b, err := io.ReadAll(io.LimitReader(a.in, most+1))
		return b, evidence.Wrap(err, "standard input")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, evidence.Errorf(evidence.NotFound, "%s: cannot be read: %s", name, strings.TrimPrefix(err.Error(), "open "+name+": "))
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, evidence.Errorf(evidence.Invalid, "%s: cannot be read: it is no text file", name)
	}
	return b, nil
}

func (a *app) outlookAdd() *cobra.Command {
	return &cobra.Command{
		Use: "add FILE", Short: "Add forecasts from a YAML file (- for standard input)", Args: cobra.ExactArgs(1),
		Long: `Adds forecasts from a YAML list; fields as in data/forecasts.yaml: id, statement
(en, de, zh), criteria, likelihood or word, opened, horizon or horizon_phrase,
author. All of a file is added, or nothing.`,
		Example: "  assay outlook add my-forecast.yaml --person \"A. Keeper\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.outlookFile(args[0])
			if err != nil {
				return err
			}
			all, err := outlook.ReadForecasts(src)
			if err != nil {
				return evidence.Wrap(err, "%s", args[0])
			}
			var changes []change
			for i := range all {
				changes = append(changes, change{all[i].ID, "", outlook.Change{Op: outlook.OpAdd, Forecast: &all[i]}})
			}
			return a.change(cmd.Context(), changes)
		},
	}
}

func (a *app) outlookUpdate() *cobra.Command {
	return &cobra.Command{
		Use: "update FILE", Short: "Add likelihoods to forecasts from a YAML file (id, on, likelihood or word, why)", Args: cobra.ExactArgs(1),
		Example: "  assay outlook update revised.yaml --person \"A. Keeper\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.outlookFile(args[0])
			if err != nil {
				return err
			}
			all, err := outlook.ReadRevisions(src)
			if err != nil {
				return evidence.Wrap(err, "%s", args[0])
			}
			var changes []change
			for _, r := range all {
				if r.On.Last() > a.today() {
					return evidence.Errorf(evidence.Invalid, "%s: %s: on %s lies in the future", args[0], r.ID, r.On)
				}
				u := catalogue.Update{On: r.On, Likelihood: r.Likelihood, Word: r.Word, Why: r.Why}
				changes = append(changes, change{r.ID, r.Why, outlook.Change{Op: outlook.OpUpdate, Update: &u}})
			}
			return a.change(cmd.Context(), changes)
		},
	}
}

func (a *app) outlookResolve() *cobra.Command {
	var outcome, on, reason string
	var ids []string
	cmd := &cobra.Command{
		Use: "resolve ID", Short: "Say how a forecast came out: yes, no, ambiguous or annulled", Args: cobra.ExactArgs(1),
		Example: `  assay outlook resolve h200-imports --outcome no --on 2027-06-30 --evidence claim-a,claim-b --reason "filing of June"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			day := a.today()
			if on != "" {
				var err error
				if day, err = evidence.ParseDate(on); err != nil {
					return evidence.Wrap(err, "--on")
				}
			}
			c := outlook.Change{Op: outlook.OpResolve, Outcome: catalogue.Outcome(outcome), KnownOn: day, Evidence: ids}
			return a.change(cmd.Context(), []change{{args[0], reason, c}})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&outcome, "outcome", "", "yes, no, ambiguous or annulled")
	flags.StringVar(&on, "on", "", "day on which the answer became known (default today)")
	flags.StringVar(&reason, "reason", "", "why")
	flags.StringSliceVar(&ids, "evidence", nil, "ids of the claims that settle it")
	mustComplete(cmd, "outcome", "yes", "no", "ambiguous", "annulled")
	return cmd
}

// change is one change to one forecast, and why.
type change struct {
	id, why string
	outlook.Change
}

// change appends changes to the log: all of them, or none where one does not fit.
func (a *app) change(ctx context.Context, changes []change) error {
	person := a.set.text("person")
	if person == "" {
		return evidence.Errorf(evidence.Invalid, "who decides? give --person NAME or set ASSAY_PERSON")
	}
	all, _, err := a.forecasts(ctx, "")
	if err != nil {
		return err
	}
	var decisions []evidence.Decision
	for _, c := range changes {
		payload, err := c.Payload()
		if err != nil {
			return err
		}
		if err := outlook.CheckChange(all, c.id, c.Change); err != nil {
			return err
		}
		if err := a.knownClaims(c.Evidence); err != nil {
			return err
		}
		d := evidence.Decision{Kind: evidence.DecideForecast, Subject: c.id, Payload: payload, Reason: c.why, Person: person, On: a.today()}
		all, _ = outlook.Apply(all, []evidence.Decision{d}, "")
		decisions = append(decisions, d)
	}
	cor, err := a.corridor(ctx)
	if err != nil {
		return err
	}
	g := grid{head: []string{"forecast", "change", "person", "holds from", "hash"}}
	var done []evidence.Decision
	for i, d := range decisions {
		if d, err = cor.Decide(ctx, d); err != nil {
			return err
		}
		done = append(done, d)
		g.add(d.Subject, string(changes[i].Op), d.Person, string(d.On), d.Hash)
	}
	return print(a.out, a.format(), done, g)
}

// knownClaims holds that every id is a claim of the store.
func (a *app) knownClaims(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	s, err := a.state(context.Background())
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for i := range s.Claims {
		known[s.Claims[i].ID] = true
	}
	for _, id := range ids {
		if !known[id] {
			return evidence.Errorf(evidence.NotFound, "no claim %q in the store", id)
		}
	}
	return nil
}
