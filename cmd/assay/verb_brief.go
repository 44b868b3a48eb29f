package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"assay/brief"
	"assay/evidence"
	"assay/gap"
	"assay/resolve"
)

// newBriefCmd builds `assay brief`: the news card of a topic.
func newBriefCmd(a *app) *cobra.Command {
	var report, stages bool
	cmd := &cobra.Command{
		Use:   "brief [TOPIC|FILE|-]",
		Short: "Write the news card of the field, a country, a developer, a model, a chip or a document",
		Long: `Writes the card: title, at a glance, why it matters, the story in figures and the
matrix, what to watch, outlook (possibilities, not facts), open questions. Each
sentence carries the ids that bear it. TOPIC is an ISO country code, a model, a
developer or silicon, by id or any alias; without one the card is about the whole
field. A file is checked first and then told. Figures and ids are the same in
each --lang. Rules write it; no language model does.

--report tells the report that Assay grew from, statement by statement, with what
moved since it was written; --stages explains the three stages to a lay reader.`,
		Example: "  assay brief\n  assay brief CN --lang zh\n  assay brief LongCat-2.0 --as-of 2026-07-02\n  assay brief article.md --format json\n  assay brief --report",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case report:
				return a.printStory(cmd.Context())
			case stages:
				return a.printStages()
			}
			name := ""
			if len(args) == 1 {
				name = args[0]
			}
			b, err := a.brief(cmd.Context(), name)
			if err != nil {
				return err
			}
			return a.printBrief(&b)
		},
		ValidArgsFunction: a.completeNames,
	}
	cmd.Flags().BoolVar(&report, "report", false, "the report of 2026-06-17, statement by statement")
	cmd.Flags().BoolVar(&stages, "stages", false, "the three stages explained")
	cmd.MarkFlagsMutuallyExclusive("report", "stages")
	return cmd
}

// brief writes the card of a topic or of a file.
func (a *app) brief(ctx context.Context, name string) (brief.Brief, error) {
	cat, err := a.catalogue()
	if err != nil {
		return brief.Brief{}, err
	}
	day, err := a.day()
	if err != nil {
		return brief.Brief{}, err
	}
	topic, err := brief.Find(cat, name)
	var in brief.Input
	if file, isFile := err, isPath(name); isFile && (file != nil || name == "-") {
		doc, err := a.article(ctx, name)
		if err != nil {
			return brief.Brief{}, err
		}
		rep, err := a.check(ctx, doc)
		if err != nil {
			return brief.Brief{}, err
		}
		topic = brief.Topic{Kind: brief.TopicDocument, ID: doc.ID, Name: doc.Title}
		if topic.Name == "" {
			topic.Name = doc.Name
		}
		in.Article = &rep
	} else if err != nil {
		return brief.Brief{}, err
	}
	if err := a.briefInput(ctx, &in, topic, day); err != nil {
		return brief.Brief{}, err
	}
	o, err := a.outlook(ctx)
	if err != nil {
		return brief.Brief{}, err
	}
	in.Entries, in.Questions = nonNil(o.Entries), nonNil(o.Questions)
	return brief.Card(in, a.set.text("lang")), nil
}

// isPath reports whether a name is standard input or a file that exists.
func isPath(name string) bool {
	if name == "-" {
		return true
	}
	info, err := os.Stat(name)
	return name != "" && err == nil && info.Mode().IsRegular()
}

// day is the date for which is asked; today by default.
func (a *app) day() (evidence.Date, error) {
	d, err := a.asOf()
	if d == "" && err == nil {
		d = a.today()
	}
	return d.Last(), err
}

// briefInput fills what a card needs as known on a day, save the outlook.
func (a *app) briefInput(ctx context.Context, in *brief.Input, topic brief.Topic, day evidence.Date) error {
	s, err := a.state(ctx)
	if err != nil {
		return err
	}
	in.Catalogue, in.Topic, in.AsOf = a.cat, topic, day
	in.Rows, in.Claims = s.Matrix(resolve.Options{AsOf: day}), s.Decided(day)
	opt := gap.Options{Of: brief.Country(a.cat, topic), AsOf: day}
	opt.Against = "US"
	if opt.Of == "US" {
		opt.Against = "CN"
	}
	in.Gap, err = gap.Compute(gap.Input{Options: opt, Catalogue: a.cat, Claims: in.Claims, Rows: in.Rows})
	return err
}

func (a *app) printBrief(b *brief.Brief) error {
	switch a.format() {
	case "json", "jsonl":
		return printJSON(a.out, b)
	case "html":
		return evidence.Errorf(evidence.Unsupported, "brief has no html of its own; serve shows the card as a page, md is text with headings")
	case "csv":
		g := grid{head: []string{"section", "text", "ids"}}
		for _, s := range b.Sections {
			for _, x := range s.Sentences {
				g.add(s.Name, x.Text, strings.Join(x.IDs, "; "))
			}
		}
		return print(a.out, "csv", b, g)
	}
	for _, s := range b.Sections {
		a.printSection(s)
	}
	_, err := fmt.Fprintf(a.out, "\n%s\n", b.Made)
	return err
}

// printSection prints one section as text or Markdown; the title is the heading
// of all.
func (a *app) printSection(s brief.Section) {
	md := a.format() == "md"
	if s.Name == brief.SectionTitle && len(s.Sentences) == 1 {
		mark := ""
		if md {
			mark = "# "
		}
		fmt.Fprintf(a.out, "%s%s\n", mark, printable(s.Sentences[0].Text))
		return
	}
	if md {
		fmt.Fprintf(a.out, "\n## %s\n\n", s.Heading)
	} else {
		fmt.Fprintf(a.out, "\n%s\n", s.Heading)
	}
	a.printSentences(s.Sentences)
}

func (a *app) printSentences(list []brief.Sentence) {
	for _, x := range list {
		if a.format() == "md" {
			fmt.Fprintf(a.out, "- %s %s\n", printable(x.Text), idList(x.IDs, "`"))
			continue
		}
		fmt.Fprintf(a.out, "  %s %s\n", printable(x.Text), idList(x.IDs, ""))
	}
}

// idList prints the first ids in brackets and says how many more there are; JSON
// holds all.
func idList(ids []string, quote string) string {
	const most = 6
	if len(ids) == 0 {
		return ""
	}
	var out []string
	for i, id := range ids {
		if i == most {
			out = append(out, fmt.Sprintf("+%d", len(ids)-most))
			break
		}
		out = append(out, quote+printable(id)+quote)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// printStory prints the report of 2026-06-17 with what moved since.
func (a *app) printStory(ctx context.Context) error {
	s, err := a.story(ctx)
	if err != nil {
		return err
	}
	if f := a.format(); f == "json" || f == "jsonl" {
		return printJSON(a.out, s)
	}
	for _, l := range s.Lines {
		fmt.Fprintf(a.out, "%s", printable(l.Text))
		if l.Word != "" {
			fmt.Fprintf(a.out, " [%s]", l.Word)
		}
		fmt.Fprintln(a.out)
		a.printSentences(l.Today)
		a.printSentences(l.Cells)
		a.printSentences(l.Moved)
		if l.Note != "" {
			fmt.Fprintf(a.out, "  %s\n", printable(l.Note))
		}
		fmt.Fprintln(a.out)
	}
	return nil
}

// story works out the report as known on the day asked for and on its own day.
func (a *app) story(ctx context.Context) (brief.Story, error) {
	if _, err := a.catalogue(); err != nil {
		return brief.Story{}, err
	}
	day, err := a.day()
	if err != nil {
		return brief.Story{}, err
	}
	var now, then brief.Input
	if err := a.briefInput(ctx, &now, brief.Topic{Kind: brief.TopicField}, day); err != nil {
		return brief.Story{}, err
	}
	if err := a.briefInput(ctx, &then, brief.Topic{Kind: brief.TopicField}, min(brief.ReportDate, day)); err != nil {
		return brief.Story{}, err
	}
	o, err := a.outlook(ctx)
	if err != nil {
		return brief.Story{}, err
	}
	now.Entries, now.Questions = o.Entries, o.Questions
	return brief.Tell(now, then, a.set.text("lang")), nil
}

func (a *app) printStages() error {
	cat, err := a.catalogue()
	if err != nil {
		return err
	}
	day, err := a.day()
	if err != nil {
		return err
	}
	list := brief.Stages(gap.StageWeights(gap.Options{AsOf: day, Compiled: cat.Compiled()}), a.set.text("lang"))
	if f := a.format(); f == "json" || f == "jsonl" {
		return printJSON(a.out, list)
	}
	for _, s := range list {
		a.printSentences(s.Sentences)
	}
	return nil
}
