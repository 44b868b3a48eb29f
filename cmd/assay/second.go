package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"assay/catalogue"
	"assay/evidence"
	"assay/extract"
	"assay/extract/llm"
	"assay/fetch/completer"
)

// second is the optional second reader, off unless --llm names a server.
type second struct {
	*llm.Reader
	name  string
	rules *extract.Reader
}

// secondReader makes the second reader, or nil where none is asked for.
func (a *app) secondReader() (*second, error) {
	base := a.set.text("llm")
	if base == "" {
		return nil, nil
	}
	model := a.set.text("llm-model")
	if model == "" {
		return nil, evidence.Errorf(evidence.Invalid, "--llm needs --llm-model, the model's name at that server")
	}
	cat, err := a.catalogue()
	if err != nil {
		return nil, err
	}
	o := completer.Options{BaseURL: base, Key: a.set.text("llm-key"), AllowHost: a.set.text("llm-allow")}
	if dir, err := os.UserCacheDir(); err == nil {
		o.CacheDir = filepath.Join(dir, "assay", "answers")
	}
	c, err := completer.New(o)
	if err != nil {
		return nil, err
	}
	return &second{
		Reader: llm.New(c, names{cat}, llm.Options{Model: model}),
		name:   "llm/" + llm.Version + " " + model, rules: extract.New(cat),
	}, nil
}

// names hands the catalogue to the second reader.
type names struct{ *catalogue.Catalogue }

// Silicon gives the lattice name of a spelling.
func (n names) Silicon(spelling string) (string, bool) { return n.Lattice().Resolve(spelling) }

// agreementKind is the kind of record that says how the two readers stand to a claim.
const agreementKind = "agreement"

// readAgain asks the second reader about documents that it has not read. A
// server's trouble with one document is a line on standard error and the next
// run asks again; a spent budget ends the asking.
func (a *app) readAgain(ctx context.Context, s *second, docs []evidence.Document) (claims, failed int, err error) {
	db, err := a.store(ctx)
	if err != nil {
		return 0, 0, err
	}
	refused := 0
	bar := newProgress(a.err, "second reader", len(docs))
	defer bar.end()
	for _, doc := range docs {
		bar.step()
		seen, err := db.HasReading(ctx, doc.ID, s.name)
		if err != nil || ctx.Err() != nil {
			return claims, failed, err
		}
		if seen {
			continue
		}
		res, err := s.Read(ctx, doc, s.rules.Read(doc).Claims)
		if err != nil {
			failed++
			fmt.Fprintln(a.err, "assay: "+printable(err.Error()))
			if evidence.KindOf(err) == evidence.Denied {
				break
			}
			continue
		}
		refused += len(res.Refused)
		added, err := db.AddDocument(ctx, doc, s.name, res.Claims, agreements(doc, res))
		if err != nil {
			return claims, failed, err
		}
		if added {
			claims += len(res.Claims)
		}
	}
	if refused > 0 {
		fmt.Fprintf(a.err, "assay: %d answers of the second reader were refused (their quote or name does not stand in the text)\n", refused)
	}
	return claims, failed, nil
}

// agreements are the records that keep what both readers said side by side.
func agreements(doc evidence.Document, res llm.Result) []evidence.Record {
	var out []evidence.Record
	for _, g := range res.Agreement {
		body, err := json.Marshal(struct {
			llm.Agreement
			Document string `json:"document"`
		}{g, doc.ID})
		if err != nil {
			continue
		}
		out = append(out, evidence.Record{Kind: agreementKind, ID: evidence.Hash(agreementKind, doc.ID, g.Rules, g.Second), Body: body})
	}
	return out
}
