package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/gap"
	"assay/gap/locale"
	"assay/resolve"
)

// gapFlags are the flags of `assay gap`.
type gapFlags struct {
	of, against, table string
	developers         []string
}

// newGapCmd builds `assay gap`: how far domestic is behind foreign.
func newGapCmd(a *app) *cobra.Command {
	var f gapFlags
	cmd := &cobra.Command{
		Use:   "gap",
		Short: "Measure how far one country's models and chips are behind another's",
		Long: `Prints the finding, then the tables: model lag by benchmark series, silicon lag
by metric, stage share, movement of labs, supply layers, disclosure and trend.
All is as known on --as-of (today by default). Lags are in months; a disputed
figure gives a band; small counts are counts, not percentages.
JSON holds every figure with the ids behind it; CSV is one table (--table).`,
		Example: `  assay gap
  assay gap --of CN --against US --as-of 2026-06-17
  assay gap --developer deepseek --table best --format csv
  assay gap --of FR --format json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := f.report(cmd.Context(), a)
			if err != nil {
				return err
			}
			return f.print(a, r)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.of, "of", "CN", "country that is measured (ISO code)")
	flags.StringVar(&f.against, "against", "US", "country that it is measured against (ISO code)")
	flags.StringSliceVar(&f.developers, "developer", nil, "only these developers of the measured country (id or any alias; repeat or separate by commas)")
	flags.StringVar(&f.table, "table", "", "only this table: "+strings.Join(gapTables(), ", ")+" (csv: "+gapTables()[0]+" by default)")
	mustComplete(cmd, "table", gapTables()...)
	return cmd
}

// report works out the gap as known on the date asked for.
func (f *gapFlags) report(ctx context.Context, a *app) (*gap.Report, error) {
	if f.table != "" && !slices.Contains(gapTables(), f.table) {
		return nil, evidence.Errorf(evidence.Invalid, "table %q is unknown; give one of %s", f.table, strings.Join(gapTables(), ", "))
	}
	var err error
	if f.of, err = a.country("of", f.of); err != nil {
		return nil, err
	}
	if f.against, err = a.country("against", f.against); err != nil {
		return nil, err
	}
	for i, d := range f.developers {
		name, err := a.developer(d)
		if err != nil {
			return nil, err
		}
		f.developers[i] = name
	}
	day, err := a.asOf()
	if err != nil {
		return nil, err
	}
	if day == "" {
		day = a.today()
	}
	day = day.Last()
	opt := gap.Options{Of: f.of, Against: f.against, Developers: f.developers, AsOf: day}
	if err := opt.Check(); err != nil {
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
	return gap.Compute(gap.Input{Options: opt, Catalogue: cat, Claims: s.Decided(day), Runner: a.runner(day),
		Rows: s.Matrix(resolve.Options{AsOf: day})})
}

// gapTables names the tables that --table picks, the default of CSV first.
func gapTables() []string {
	return []string{"model-lag", "best", "yearly", "silicon-lag", "parts", "share", "compute", "reporting", "movement", "supply", "layers",
		"weights", "delivered", "disclosure", "trend", "events"}
}

// gapShown are the tables that the table format prints without --table.
var gapShown = []string{"yearly", "model-lag", "silicon-lag", "share", "movement", "layers", "weights", "delivered", "trend"}

func (f *gapFlags) print(a *app, r *gap.Report) error {
	w := locale.For(a.set.text("lang"))
	switch a.format() {
	case "json":
		if h, ok := r.Headlines[w.Lang]; ok {
			r.Headline = h
		}
		return printJSON(a.out, r)
	case "jsonl":
		return evidence.Errorf(evidence.Unsupported, "gap has no lines; give --format json, or --table NAME --format csv")
	case "csv":
		name := f.table
		if name == "" {
			name = gapTables()[0]
		}
		return print(a.out, "csv", nil, gapGrid(r, name))
	}
	names := gapShown
	if f.table != "" {
		names = []string{f.table}
	}
	if _, err := fmt.Fprintf(a.out, "%s\n\n", r.Headlines[w.Lang]); err != nil {
		return err
	}
	for _, name := range names {
		g := gapGrid(r, name)
		if len(g.rows) == 0 {
			continue
		}
		if _, err := io.WriteString(a.out, title(a.format(), name)); err != nil {
			return err
		}
		if err := print(a.out, a.format(), nil, g); err != nil {
			return err
		}
		if _, err := io.WriteString(a.out, "\n"); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(a.out, "As known on %s. Lags in months of %.2f days; lo and hi are the band of disputed figures and inexact dates.\n", r.AsOf, gap.DaysPerMonth)
	return err
}

func title(format, name string) string {
	if format == "md" {
		return "## " + name + "\n\n"
	}
	return strings.ToUpper(name) + "\n"
}

// dec prints a figure that may be missing.
func dec(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

func flt(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// gapGrid gives one table of the report.
func gapGrid(r *gap.Report, name string) grid {
	switch name {
	case "model-lag":
		return modelLagGrid(r)
	case "best":
		return bestGrid(r)
	case "yearly":
		return yearlyGrid(r)
	case "silicon-lag", "parts":
		return siliconGrid(r, name == "parts")
	case "share", "reporting":
		return shareGrid(r, name == "reporting")
	case "compute":
		return computeGrid(r)
	case "movement":
		return movementGrid(r)
	case "supply", "layers":
		return supplyGrid(r, name == "layers")
	case "weights", "delivered":
		return costGrid(r, name == "delivered")
	case "disclosure":
		return disclosureGrid(r)
	case "trend":
		return trendGrid(r)
	}
	g := grid{head: []string{"date", "event", "kind", "jurisdiction", "source"}}
	for _, e := range r.Events {
		g.add(string(e.Date), e.Title, e.Kind, e.Jurisdiction, e.URL)
	}
	return g
}
