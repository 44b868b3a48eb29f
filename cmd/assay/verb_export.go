package main

import (
	"strconv"
	"strings"

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
	var table, release string
	var reviewed, unreviewed bool
	cmd := &cobra.Command{
		Use:   "export --table claims|documents|cells|contradictions",
		Short: "Write a whole table: claims, documents, cells or contradictions",
		Long: `Writes one table of the store as rows, each with its id. Claims hold the
built-in records (kind record) and what was read (kind extracted), as decisions
left them. JSON by default here. With --release every table is written into a
folder as a data set that can be cited.`,
		Example: "  assay export --table claims > claims.json\n  assay export --table cells --format csv > cells.csv\n  assay export --release data-set/",
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
			if release != "" {
				return a.writeRelease(cmd.Context(), release, s, opt)
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
			case "contradictions":
				list := s.Index(opt.AsOf).Contradictions(opt)
				return print(a.out, format, nonNil(list), quarrelGrid(list))
			}
			return evidence.Errorf(evidence.Invalid, "--table %q is unknown; give claims, documents, cells or contradictions", table)
		},
	}
	cmd.Flags().StringVar(&release, "release", "", "folder for a citable data set: CSV, Parquet, JSON-LD and datapackage.json")
	cmd.Flags().StringVar(&table, "table", "", "claims, documents, cells or contradictions")
	addReviewFlags(cmd, &reviewed, &unreviewed)
	mustComplete(cmd, "table", "claims", "documents", "cells", "contradictions")
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

func quarrelGrid(list []resolve.Contradiction) grid {
	g := grid{head: []string{"id", "kind", "model", "stages", "status", "sides", "explanation", "opened", "rules"}}
	for i := range list {
		c := &list[i]
		var sides, stages []string
		for _, s := range c.Sides {
			sides = append(sides, s.Says+" ["+join(s.Claims)+"]")
		}
		for _, st := range c.Stages {
			stages = append(stages, string(st))
		}
		g.add(c.ID, string(c.Kind), c.Model, join(stages), string(c.Status), strings.Join(sides, " against "), c.Explanation, string(c.Opened), join(c.Rules))
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
