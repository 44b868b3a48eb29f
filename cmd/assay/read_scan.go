package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"assay/catalogue"
	"assay/evidence"
	"assay/fetch"
	"assay/pipeline"
	"assay/scan"
)

// scanChoice says what of a scan's output is read into the store.
type scanChoice struct {
	from                  []string
	model, stage, silicon string
}

func (c *scanChoice) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&c.from, "from", nil, "read the output of assay scan: its folder, or Parquet files")
	f.StringVar(&c.model, "model", "", "with --from: only documents with a claim on this model (id or any alias)")
	f.StringVar(&c.stage, "stage", "", "with --from: only documents with a claim on this stage")
	f.StringVar(&c.silicon, "silicon", "", "with --from: only documents with a claim on this silicon or what lies below it")
}

// args asks for documents, unless the output of a scan is named.
func (c *scanChoice) args(cmd *cobra.Command, args []string) error {
	if len(c.from) == 0 {
		if c.model+c.stage+c.silicon != "" {
			return evidence.Errorf(evidence.Invalid, "--model, --stage and --silicon choose among claims of --from")
		}
		return cobra.MinimumNArgs(1)(cmd, args)
	}
	if len(args) > 0 {
		return evidence.Errorf(evidence.Invalid, "give either documents or --from, not both")
	}
	return nil
}

// wanted makes the test of a claim.
func (c *scanChoice) wanted(cat *catalogue.Catalogue) (func(*scan.Row) bool, error) {
	st, err := stage(c.stage)
	if err != nil {
		return nil, err
	}
	model, node := c.model, ""
	if id, ok := cat.ModelID(c.model); ok {
		model = id
	}
	lattice := cat.Lattice()
	if c.silicon != "" {
		var ok bool
		if node, ok = lattice.Resolve(c.silicon); !ok {
			return nil, evidence.Errorf(evidence.NotFound, "silicon %q is not known", c.silicon)
		}
	}
	return func(r *scan.Row) bool {
		return (model == "" || r.ModelID == model || r.ModelID == "" && strings.EqualFold(r.Model, model)) &&
			(st == "" || r.Stage == string(st)) && (node == "" || lattice.Contains(node, r.Silicon))
	}, nil
}

// scanBatch bounds how many documents are held at once.
const scanBatch = 256

// readScan brings the chosen documents of a scan into the store. They are read
// anew by the reader of this program, so that nothing in the file is believed
// but the texts.
func (a *app) readScan(ctx context.Context, choice scanChoice) (*readReport, error) {
	files, err := scanFiles(choice.from)
	if err != nil {
		return nil, err
	}
	cor, err := a.corridor(ctx)
	if err != nil {
		return nil, err
	}
	want, err := choice.wanted(cor.Catalogue())
	if err != nil {
		return nil, err
	}
	reader, err := a.reader()
	if err != nil {
		return nil, err
	}
	rep := &readReport{Read: []readLine{}, Skipped: []fetch.Skip{}, NewNames: []string{}}
	names := map[string]bool{}
	var inputs []pipeline.Input
	flush := func() error {
		err := cor.Read(ctx, reader, inputs, func(o pipeline.Outcome) { rep.add(o, names) })
		inputs = nil
		return err
	}
	for _, f := range files {
		err := eachScanned(f, func(d evidence.Document, rows []scan.Row) error {
			if !slices.ContainsFunc(rows, func(r scan.Row) bool { return want(&r) }) {
				return nil
			}
			inputs = append(inputs, pipeline.Input{Name: d.Name, Open: func(context.Context) (evidence.Document, error) { return d, nil }})
			if len(inputs) < scanBatch {
				return nil
			}
			return flush()
		})
		if err != nil {
			return nil, err
		}
	}
	if err := flush(); err != nil {
		return nil, err
	}
	changed, err := cor.Settle(ctx)
	rep.Changed = len(changed)
	return rep, err
}

// scanFiles lists the Parquet files of a scan's output.
func scanFiles(from []string) ([]string, error) {
	var out []string
	for _, p := range from {
		info, err := os.Stat(p)
		if err != nil {
			return nil, evidence.Errorf(evidence.NotFound, "%s: no such file or folder", p)
		}
		if !info.IsDir() {
			out = append(out, p)
			continue
		}
		files, _ := filepath.Glob(filepath.Join(p, "claims", "*.parquet"))
		if len(files) == 0 {
			return nil, evidence.Errorf(evidence.NotFound, "%s: no output of assay scan in it (claims/*.parquet)", p)
		}
		out = append(out, files...)
	}
	return out, nil
}

func eachScanned(path string, take func(evidence.Document, []scan.Row) error) error {
	f, err := os.Open(path)
	if err != nil {
		return evidence.WithKind(evidence.Denied, err, "%s", path)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return evidence.WithKind(evidence.Invalid, err, "%s", path)
	}
	return evidence.Wrap(scan.ReadRows(f, info.Size(), take), "%s", path)
}
