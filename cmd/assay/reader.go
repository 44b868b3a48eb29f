package main

import (
	"encoding/json"

	"assay/evidence"
	"assay/extract"
	"assay/pipeline"
)

// reader gives the reader of documents: the rules.
func (a *app) reader() (pipeline.Reader, error) {
	cat, err := a.catalogue()
	if err != nil {
		return nil, err
	}
	return rules{extract.New(cat)}, nil
}

// rules hands package extract to the corridor.
type rules struct{ *extract.Reader }

// Name is the reader's name and version.
func (rules) Name() string { return extract.Version }

// newNameKind is the kind of record that holds a new name.
const newNameKind = "new-name"

// Read reads one document. A new name is a record of its own, once a document.
func (r rules) Read(d evidence.Document) pipeline.Reading {
	found := r.Reader.Read(d)
	out := pipeline.Reading{Claims: found.Claims}
	seen := map[string]bool{}
	for _, n := range found.NewNames {
		id := evidence.Hash("new-name", d.ID, n.Kind, n.Name)
		body, err := json.Marshal(struct {
			extract.NewName
			Document string `json:"document"`
		}{n, d.ID})
		if err != nil || seen[id] {
			continue
		}
		seen[id] = true
		out.Names = append(out.Names, evidence.Record{Kind: newNameKind, ID: id, Body: body})
	}
	return out
}
