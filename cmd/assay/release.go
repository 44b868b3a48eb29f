package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"assay/catalogue"
	"assay/dataset"
	"assay/evidence"
	"assay/pipeline"
	"assay/resolve"
)

// writeRelease writes a data set that can be cited into a folder: tables as CSV
// and Parquet, provenance as JSON-LD, and the package that describes them.
func (a *app) writeRelease(ctx context.Context, dir string, s *pipeline.State, opt resolve.Options) error {
	c, err := catalogue.BuiltIn()
	if err != nil {
		return err
	}
	if err := c.Warm(); err != nil {
		return err
	}
	head := ""
	if n := len(s.Decisions); n > 0 {
		head = s.Decisions[n-1].Hash
	}
	day := opt.AsOf
	if day == "" {
		day = c.Compiled()
	}
	claims, rows := s.Decided(opt.AsOf), s.Matrix(opt)
	r := dataset.Release{
		Name: "assay", Title: "What silicon AI models are made of", Version: string(day), Created: day, AsOf: day, Head: head,
		Description: "Claims on which silicon did which stage of which AI model, with grades and sources, and the cells that rules resolve them to.",
		Tables: []dataset.Table{dataset.Cells(rows), dataset.Claims(claims), dataset.Documents(s.Documents), dataset.Models(c.Models()),
			dataset.Silicon(c.Lattice().Nodes()), dataset.Chips(c.Chips()), dataset.Sources(c.Sources())},
		Provenance: &dataset.Provenance{Base: "urn:assay", AsOf: day, Version: version(), Cells: rows, Claims: claims, Documents: s.Documents, Sources: c.Sources()},
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return evidence.WithKind(evidence.Denied, err, "make the folder %s", dir)
	}
	return dataset.Write(r, func(name string) (io.WriteCloser, error) { return os.Create(filepath.Join(dir, name)) })
}
