package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/resolve"
)

// cellRow is a row of `export --table cells`: a cell with its model and stage.
type cellRow struct {
	ID      string         `json:"id"` // model id/stage, and the actor where it is not the developer
	ModelID string         `json:"model_id"`
	Model   string         `json:"model"`
	Stage   evidence.Stage `json:"stage"`
	Actor   string         `json:"actor,omitempty"`
	resolve.Cell
}

// newExportCmd builds `assay export`: a table as an array of rows.
func newExportCmd(a *app) *cobra.Command {
	var table string
	var reviewed, unreviewed bool
	cmd := &cobra.Command{
		Use:   "export --table claims|documents|cells",
		Short: "Write a whole table: claims, documents or cells",
		Long: `Writes one table of the store as rows, each with its id. Claims hold the
built-in records (kind record) and what was read (kind extracted), as decisions
left them. JSON by default here.`,
		Example: "  assay export --table claims > claims.json\n  assay export --table cells --format csv > cells.csv",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt, err := a.options(unreviewed, reviewed, whatIf{})
			if err != nil {
				return err
			}
			format := a.format()
			if a.set.from["format"] == "default" {
				format = "json"
			}
			s, err := a.state(cmd.Context())
			if err != nil {
				return err
			}
			switch table {
			case "claims":
				claims := s.Decided(opt.AsOf)
				return print(a.out, format, claims, claimGrid(claims))
			case "documents":
				return print(a.out, format, nonNil(s.Documents), documentGrid(s.Documents))
			case "cells":
				rows := s.Matrix(opt)
				return print(a.out, format, cellRows(rows), cellGrid(rows))
			}
			return evidence.Errorf(evidence.Invalid, "--table %q is unknown; give claims, documents or cells", table)
		},
	}
	cmd.Flags().StringVar(&table, "table", "", "claims, documents or cells")
	addReviewFlags(cmd, &reviewed, &unreviewed)
	mustComplete(cmd, "table", "claims", "documents", "cells")
	return cmd
}

func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func cellRows(rows []resolve.Row) []cellRow {
	out := []cellRow{}
	for i := range rows {
		r := &rows[i]
		for _, st := range evidence.Stages() {
			c, ok := r.Cells[st]
			if !ok {
				continue
			}
			id := r.ID + "/" + string(st)
			out = append(out, cellRow{ID: id, ModelID: r.ID, Model: r.Model, Stage: st, Cell: c})
			for _, o := range c.Others {
				out = append(out, cellRow{ID: id + "/" + o.Actor, ModelID: r.ID, Model: r.Model, Stage: st, Actor: o.Actor, Cell: o.Cell})
			}
		}
	}
	return out
}

func claimGrid(claims []evidence.Claim) grid {
	g := grid{head: []string{"id", "kind", "model", "model_id", "stage", "silicon", "count", "relation", "actor", "hedge", "attribution",
		"evidence", "interest", "review", "known_since", "publisher", "address", "document", "quote", "note"}}
	for i := range claims {
		c := &claims[i]
		g.add(c.ID, string(c.Kind), c.Model, c.ModelID, string(c.Stage), c.Silicon, number(c.Count), string(c.Relation), c.Actor,
			string(c.Hedge), string(c.Attribution), string(c.Evidence), string(c.Interest), string(c.Review), string(c.KnownSince),
			c.SourcePublisher, c.SourceURL, c.DocumentID, clipQuote(c.Quote), c.Note)
	}
	return g
}

func documentGrid(docs []evidence.Document) grid {
	g := grid{head: []string{"id", "name", "title", "publisher", "published", "lang", "kind", "address", "bytes", "read_at"}}
	for i := range docs {
		d := &docs[i]
		g.add(d.ID, d.Name, d.Title, d.Publisher, string(d.Published), d.Lang, d.Kind, d.Address, strconv.Itoa(len(d.Body)), d.ReadAt.Format("2006-01-02T15:04:05Z"))
	}
	return g
}

// maxQuote is the longest quote that is shown or published (DESIGN 4.4).
const maxQuote = 300

func clipQuote(q string) string {
	if r := []rune(q); len(r) > maxQuote {
		return string(r[:maxQuote-1]) + "…"
	}
	return q
}
