package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"assay/catalogue"
	"assay/evidence"
	"assay/fetch"
	"assay/pipeline"
	"assay/pipeline/watch"
)

// watchWorld hands the reader of addresses and the corridor to package watch.
type watchWorld struct {
	a      *app
	cor    *pipeline.Corridor
	reader pipeline.Reader
	queue  bool // documents wait in the store for workers
}

// Look reads one address.
func (w *watchWorld) Look(ctx context.Context, addr string, prior watch.Prior, from watch.Source, published evidence.Date) (watch.Seen, error) {
	target := addr
	switch from.Kind {
	case "arxiv":
		target = fetch.PaperAddress(addr)
	case "model-cards":
		target = fetch.Organisation(addr)
	}
	l, err := w.a.client().Look(ctx, target, fetch.Prior(prior), fetch.Hint{Publisher: from.Name, Published: published})
	if err != nil {
		return watch.Seen{}, err
	}
	seen := watch.Seen{Prior: watch.Prior(l.Prior), Unchanged: l.Unchanged, List: l.List, Cut: l.Cut}
	for _, e := range l.Entries {
		seen.Entries = append(seen.Entries, watch.Entry(e))
	}
	if !l.Unchanged && !l.List {
		seen.Keep = func(ctx context.Context) (watch.Kept, error) { return w.keep(ctx, l) }
	}
	return seen, nil
}

// keep reads a document at once, or puts it into the queue. A card is always
// read at once: its front matter is understood only here.
func (w *watchWorld) keep(ctx context.Context, l fetch.Look) (watch.Kept, error) {
	if w.queue && !l.Card {
		in := incoming(l.Raw)
		added, err := w.a.enqueue(ctx, []evidence.Incoming{in})
		return watch.Kept{Incoming: in.ID, Added: added > 0}, err
	}
	var out watch.Kept
	var failed error
	input := pipeline.Input{Name: l.Raw.Name, Open: func(context.Context) (evidence.Document, error) { return l.Document, nil }}
	err := w.cor.Read(ctx, w.reader, []pipeline.Input{input}, func(o pipeline.Outcome) {
		out = watch.Kept{Document: o.Document.ID, Claims: len(o.Reading.Claims), Added: o.Added}
		failed = o.Err
	})
	return out, errors.Join(err, failed)
}

// watched gives the sources that are followed: those of a file, else of
// sources.yaml in the user's configuration folder, else of the catalogue.
func (a *app) watched(file string) ([]watch.Source, string, error) {
	if file == "" {
		if dir, err := os.UserConfigDir(); err == nil {
			own := filepath.Join(dir, "assay", "sources.yaml")
			if _, err := os.Stat(own); err == nil {
				file = own
			}
		}
	}
	cat, from := (*catalogue.Catalogue)(nil), "the built-in records"
	var err error
	if file == "" {
		cat, err = a.catalogue()
	} else {
		cat, err = sourcesOf(file)
		from = file
	}
	if err != nil {
		return nil, from, err
	}
	var out []watch.Source
	for _, w := range cat.Watched() {
		out = append(out, watch.Source{Address: w.Watch.Address, Kind: w.Watch.Kind, Name: w.Source.Name, ID: w.Source.ID, Every: w.Interval})
	}
	return out, from, nil
}

// sourcesOf reads a sources file; its first mistake, with the line, is the error.
func sourcesOf(file string) (*catalogue.Catalogue, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, evidence.Errorf(evidence.NotFound, "%s: no such file", file)
	}
	if !info.Mode().IsRegular() {
		return nil, evidence.Errorf(evidence.Invalid, "%s: not a regular file", file)
	}
	cat, findings, err := catalogue.Load(oneFile{file})
	if err != nil {
		return nil, evidence.Wrap(err, "%s", file)
	}
	for _, f := range findings {
		if f.Severity == evidence.SeverityError {
			f.File = file
			return nil, evidence.Errorf(evidence.Invalid, "%s", f)
		}
	}
	if len(cat.Watched()) == 0 {
		return nil, evidence.Errorf(evidence.Invalid, "%s: no source has a watch list (address, kind, every)", file)
	}
	return cat, nil
}

// oneFile is a folder of records that holds sources.yaml alone, wherever and
// however the file is called.
type oneFile struct{ path string }

// Open opens the file under its name in the catalogue.
func (o oneFile) Open(name string) (fs.File, error) {
	if name != "sources.yaml" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return os.Open(o.path)
}

// ReadDir lists the one file.
func (o oneFile) ReadDir(string) ([]fs.DirEntry, error) {
	info, err := os.Stat(o.path)
	if err != nil {
		return nil, err
	}
	return []fs.DirEntry{fs.FileInfoToDirEntry(renamed{info})}, nil
}

// renamed is a file under its name in the catalogue.
type renamed struct{ fs.FileInfo }

// Name is the name in the catalogue.
func (renamed) Name() string { return "sources.yaml" }

// watcher makes the watcher over the store.
func (a *app) watcher(ctx context.Context, file string, queue bool) (*watch.Watcher, string, error) {
	sources, from, err := a.watched(file)
	if err != nil {
		return nil, from, err
	}
	cor, err := a.corridor(ctx)
	if err != nil {
		return nil, from, err
	}
	reader, err := a.reader()
	if err != nil {
		return nil, from, err
	}
	return &watch.Watcher{Sources: sources, World: &watchWorld{a: a, cor: cor, reader: reader, queue: queue}, Memory: a.db, Now: time.Now}, from, nil
}
