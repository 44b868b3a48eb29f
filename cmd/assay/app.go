package main

import (
	"context"
	"os"
	"slices"
	"time"

	"assay/catalogue"
	"assay/evidence"
	"assay/fetch"
	"assay/pipeline"
	"assay/store"
)

// app holds what verbs share; each part is made when it is first asked for.
type app struct {
	streams
	configFile string
	set        *settings

	cat *catalogue.Catalogue
	db  *store.DB
	cor *pipeline.Corridor
	web *fetch.Client

	address string         // of the store, with its password
	jobs    *pipeline.Jobs // nil until something is enqueued on PostgreSQL
}

func (a *app) close() {
	if a.jobs != nil {
		a.jobs.Close()
	}
	if a.db != nil {
		a.db.Close()
	}
}

// checkSettings refuses a wrong setting before any work is done.
func (a *app) checkSettings() error {
	if f := a.set.text("format"); !slices.Contains([]string{"table", "json", "jsonl", "csv", "md", "html"}, f) {
		return evidence.Errorf(evidence.Invalid, "format %q is unknown; give table, json, csv or md", f)
	}
	if l := a.set.text("lang"); !slices.Contains([]string{"en", "de", "zh"}, l) {
		return evidence.Errorf(evidence.Invalid, "language %q is unknown; give en, de or zh", l)
	}
	_, err := a.asOf()
	return err
}

// asOf is the date for which is asked; empty for today.
func (a *app) asOf() (evidence.Date, error) {
	s := a.set.text("as-of")
	if s == "" {
		return "", nil
	}
	d, err := evidence.ParseDate(s)
	return d, evidence.Wrap(err, "--as-of")
}

func (a *app) format() string { return a.set.text("format") }

// catalogue gives the built-in catalogue, with the keeper's own records on top
// where a folder of them is named.
func (a *app) catalogue() (*catalogue.Catalogue, error) {
	if a.cat != nil {
		return a.cat, nil
	}
	dir := a.set.text("records")
	if dir == "" {
		c, err := catalogue.BuiltIn()
		a.cat = c
		return c, evidence.Wrap(err, "built-in records")
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, evidence.Errorf(evidence.NotFound, "--records %s: no such folder", dir)
	}
	c, findings, err := catalogue.Load(os.DirFS(dir))
	if err != nil {
		return nil, evidence.Wrap(err, "records in %s", dir)
	}
	for _, f := range findings {
		if f.Severity == evidence.SeverityError {
			return nil, evidence.Errorf(evidence.Invalid, "records in %s: %s; assay lint %s lists all", dir, f, dir)
		}
	}
	a.cat = c
	return c, nil
}

// store opens the store, and makes it where it does not exist.
func (a *app) store(ctx context.Context) (*store.DB, error) {
	if a.db != nil {
		return a.db, nil
	}
	address := a.set.text("store")
	if address == "" {
		var err error
		if address, err = defaultStore(); err != nil {
			return nil, err
		}
	}
	db, err := store.Open(ctx, address, store.WithMaxPages(a.set.k.Int64("max-pages")))
	if err != nil {
		return nil, err
	}
	a.db, a.address = db, address
	return db, nil
}

// corridor opens the store and fills it with the built-in records where they
// are missing or newer than the store's.
func (a *app) corridor(ctx context.Context) (*pipeline.Corridor, error) {
	if a.cor != nil {
		return a.cor, nil
	}
	cat, err := a.catalogue()
	if err != nil {
		return nil, err
	}
	db, err := a.store(ctx)
	if err != nil {
		return nil, err
	}
	cor := pipeline.New(db, cat, time.Now)
	filled, err := cor.Fill(ctx)
	if err != nil {
		return nil, err
	}
	if filled { // so that what a read changes is told from what was there
		if _, err := cor.Settle(ctx); err != nil {
			return nil, err
		}
	}
	a.cor = cor
	return cor, nil
}
