package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"assay/check"
	"assay/evidence"
	"assay/extract"
	"assay/fetch"
	"assay/resolve"
)

// newCheckCmd builds `assay check`: which statements of an article hold.
func newCheckCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE|-",
		Short: "Check which statements of an article hold, and which say more than the evidence",
		Long: `Reads an article (text, Markdown, HTML; - is standard input), finds each
statement about the silicon of a model, and holds it against the matrix as known
on the article's own date and on --as-of (today by default). Nothing is stored.

The format is table (text with notes, the default), json, md or html.

Exits 0 when every statement holds or nothing is known against it, 1 when
something does not hold, 2 when the article could not be read.`,
		Example: "  assay check article.md\n  assay check - --format json < article.txt\n  assay check article.md --as-of 2026-06-17 --format html > report.html",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			doc, err := a.article(cmd.Context(), args[0])
			if err != nil {
				return unreadable(err)
			}
			rep, err := a.check(cmd.Context(), doc)
			if err != nil {
				return unreadable(err)
			}
			if err := a.printCheck(&rep); err != nil {
				return err
			}
			if rep.Fails() {
				return errDoesNotHold
			}
			return nil
		},
	}
}

// article reads one document without storing it.
func (a *app) article(ctx context.Context, name string) (evidence.Document, error) {
	switch {
	case name == "-":
		raw, err := fetch.Stdin(a.in)
		if err != nil {
			return evidence.Document{}, err
		}
		return fetch.Document(raw)
	case fetch.IsAddress(name):
		return a.openAddress(name)(ctx)
	}
	return openFile(name)(ctx)
}

// check holds a document against the matrix on both dates.
func (a *app) check(ctx context.Context, doc evidence.Document) (check.Report, error) {
	day, err := a.asOf()
	if err != nil {
		return check.Report{}, err
	}
	if day == "" {
		day = a.today()
	}
	s, err := a.state(ctx)
	if err != nil {
		return check.Report{}, err
	}
	reader := extract.New(a.cat)
	title := doc
	title.Body = doc.Title
	in := check.Input{Catalogue: a.cat, Document: doc, Read: reader.Read(doc).Claims, Headline: reader.Read(title).Claims,
		Now: s.Matrix(resolve.Options{AsOf: day.Last()}), AsOf: day, Lang: a.set.text("lang")}
	for _, c := range s.Claims {
		if c.DocumentID == "" || c.DocumentID != doc.ID { // an article is no evidence for itself
			in.Claims = append(in.Claims, c)
		}
	}
	if doc.Published != "" {
		in.Then = s.Matrix(resolve.Options{AsOf: doc.Published.Last()})
	}
	return check.Check(in), nil
}

func (a *app) printCheck(rep *check.Report) error {
	switch a.format() {
	case "json", "jsonl":
		return printJSON(a.out, rep)
	case "md":
		_, err := fmt.Fprint(a.out, check.Markdown(rep))
		return err
	case "html":
		_, err := fmt.Fprint(a.out, check.HTML(rep))
		return err
	case "csv":
		g := grid{head: []string{"start", "end", "text", "verdict", "at_publication", "kinds", "explanation", "claims"}}
		for i := range rep.Statements {
			st := &rep.Statements[i]
			g.add(fmt.Sprint(st.Start), fmt.Sprint(st.End), st.Text, string(st.Verdict), string(st.Then), kindList(st.Kinds), st.Why, join(st.Claims))
		}
		return print(a.out, "csv", rep, g)
	}
	_, err := fmt.Fprint(a.out, check.Text(rep))
	return err
}

// kindList prints kinds for a table cell.
func kindList(kinds []check.Kind) string {
	var out []string
	for _, k := range kinds {
		out = append(out, string(k))
	}
	return join(out)
}

// coded is an error with an exit code of its own; empty text prints nothing.
type coded struct {
	error
	code int
}

// Unwrap gives the cause.
func (c coded) Unwrap() error { return c.error }

// The outcomes of check that have exit codes of their own.
var errDoesNotHold = coded{errFindings, 1}

func unreadable(err error) error { return coded{err, 2} }
