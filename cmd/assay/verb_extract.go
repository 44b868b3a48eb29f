package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/extract"
	"assay/fetch"
	"assay/pipeline"
)

// extracted is one line of `assay extract` (docs/format.md).
type extracted struct {
	ID       string            `json:"id"` // front-matter id or file stem
	Lang     string            `json:"lang"`
	Title    string            `json:"title"`
	Claims   []extractedClaim  `json:"claims"`
	NewNames []extract.NewName `json:"new_names"`
}

type extractedClaim struct {
	Model       string               `json:"model"`
	ModelID     *string              `json:"model_id"` // null for a name that the catalogue lacks
	Stage       evidence.Stage       `json:"stage"`
	Silicon     string               `json:"silicon"`
	Count       *int64               `json:"count"`
	CountQual   evidence.CountQual   `json:"count_qual"`
	Relation    evidence.Relation    `json:"relation"`
	Hedge       evidence.Hedge       `json:"hedge"`
	Attribution evidence.Attribution `json:"attribution"`
	Quote       string               `json:"quote"`
	Start       int                  `json:"start"`
	End         int                  `json:"end"`
	Exclusive   bool                 `json:"exclusive"`
	Whole       bool                 `json:"whole"`
	Continued   bool                 `json:"continued"`
	Part        bool                 `json:"part"`
	Actor       string               `json:"actor"`
	NamedSource string               `json:"named_source,omitempty"`
	Speaker     string               `json:"speaker,omitempty"`
	Cues        []string             `json:"cues"`
}

// newExtractCmd builds `assay extract`: claims of documents, nothing stored.
func newExtractCmd(a *app) *cobra.Command {
	var explain bool
	cmd := &cobra.Command{
		Use:   "extract FILE|DIR|-...",
		Short: "Print the claims found in documents; nothing is stored",
		Long: `Prints one JSON object a document, with every claim, its exact quote and its
offsets (code points of the text in normal form). --format table prints one row
a claim. Exits 8 where an input could not be read; the others are printed.`,
		Example: "  assay extract article.md\n  assay extract --format table examples/\n  assay extract --explain --format table article.md",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			inputs, rep, err := a.inputs(args)
			if err != nil {
				return err
			}
			if explain {
				return a.explain(cmd.Context(), inputs, rep, len(args))
			}
			return a.extract(cmd.Context(), inputs, rep, len(args))
		},
	}
	cmd.Flags().BoolVar(&explain, "explain", false, "show each stage: mentions, clause cuts, cues, models, silicon, why a candidate became no claim")
	return cmd
}

func (a *app) extract(ctx context.Context, inputs []pipeline.Input, rep *readReport, args int) error {
	cat, err := a.catalogue()
	if err != nil {
		return err
	}
	reader := extract.New(cat)
	format := a.format()
	if a.set.from["format"] == "default" {
		format = "jsonl"
	}
	lines := []extracted{}
	g := grid{head: []string{"document", "model", "model_id", "stage", "relation", "silicon", "count", "hedge", "attribution", "quote"}}
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	err = pipeline.Each(ctx, inputs, func(d evidence.Document) extracted {
		return describe(d, reader.Read(d))
	}, func(name string, line extracted, err error) error {
		if err != nil {
			rep.skip(fetch.Failure(name, err))
			return nil
		}
		rep.Read = append(rep.Read, readLine{Name: name})
		if format == "jsonl" {
			return e.Encode(line)
		}
		lines = append(lines, line)
		for _, c := range line.Claims {
			id := ""
			if c.ModelID != nil {
				id = *c.ModelID
			}
			g.add(line.ID, clip(c.Model, 28), id, string(c.Stage), string(c.Relation), c.Silicon, number(c.Count), string(c.Hedge), string(c.Attribution), clip(c.Quote, 70))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if format != "jsonl" {
		g.note = fmt.Sprintf("%d claims in %d documents", len(g.rows), len(lines))
		if err := print(a.out, format, lines, g); err != nil {
			return err
		}
	}
	return rep.outcome(a.err, args)
}

func describe(d evidence.Document, r extract.Result) extracted {
	out := extracted{ID: d.Name, Lang: d.Lang, Title: d.Title, Claims: []extractedClaim{}, NewNames: nonNil(r.NewNames)}
	for i := range r.Claims {
		c := &r.Claims[i]
		x := extractedClaim{Model: c.Model, Stage: c.Stage, Silicon: c.Silicon, Count: c.Count, CountQual: c.CountQual, Relation: c.Relation,
			Hedge: c.Hedge, Attribution: c.Attribution, Quote: c.Quote, Start: c.Start, End: c.End, Exclusive: c.Exclusive, Whole: c.Whole,
			Continued: c.Continued, Part: c.Part, Actor: c.Actor, NamedSource: c.NamedSource, Speaker: c.Speaker, Cues: nonNil(c.Cues)}
		if c.ModelID != "" {
			x.ModelID = &c.ModelID
		}
		out.Claims = append(out.Claims, x)
	}
	return out
}
