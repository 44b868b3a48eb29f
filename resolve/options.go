package resolve

import (
	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
)

// By says whose country decides domestic or foreign (R8).
type By string

// The ways to decide. The empty value is ByDesigner.
const (
	ByDesigner By = "designer"
	ByFoundry  By = "foundry"
	ByMemory   By = "memory"
)

// Valid reports whether b is one of the three ways or empty.
func (b By) Valid() bool {
	switch b {
	case "", ByDesigner, ByFoundry, ByMemory:
		return true
	}
	return false
}

// Options say as of when and under which conditions cells are resolved. The
// zero value is the reviewed matrix as known on the latest day.
type Options struct {
	AsOf       evidence.Date  // empty: the day of compilation or of the last recording, whichever is later
	Unreviewed bool           // extracted claims that nobody reviewed count too
	Implied    bool           // implied cells are counted
	By         By             // whose country decides domestic or foreign
	Floor      evidence.Class // claims that weigh less take no part
	MinOrigins int            // a node earns a word from this many origins on; 0 and 1: any
	Without    []string       // source ids, publishers, origin ids or claim ids left out
	All        bool           // rows for models without a claim too
}

// Check gives an error that names the field of a wrong option.
func (o *Options) Check() error {
	switch {
	case !o.AsOf.Valid():
		return evidence.Errorf(evidence.Invalid, "as-of %q is not a date of the form 2026, 2026-06 or 2026-06-17", string(o.AsOf))
	case !o.By.Valid():
		return evidence.Errorf(evidence.Invalid, "by %q is not designer, foundry or memory", string(o.By))
	case o.Floor != "" && (!o.Floor.Valid() || o.Floor == evidence.E0):
		return evidence.Errorf(evidence.Invalid, "floor %q is not a class from E1 to E7", string(o.Floor))
	case o.MinOrigins < 0:
		return evidence.Errorf(evidence.Invalid, "min-origins %d is negative", o.MinOrigins)
	}
	return nil
}

// Input is what resolution needs.
type Input struct {
	Catalogue *catalogue.Catalogue
	Claims    []evidence.Claim
	Documents []evidence.Document // for the quote check; claims of other documents are trusted
	Origins   origin.Result
	Disputes  []Note // dispute records on cells
	Searches  []Note // search logs: looked here, found no statement
	Options   Options
}

// Note is a dispute or a search log on a cell.
type Note struct {
	ID     string         `json:"id"`
	Model  string         `json:"model"` // id
	Stage  evidence.Stage `json:"stage"`
	On     evidence.Date  `json:"on"`
	Person string         `json:"person"`
	Where  string         `json:"where,omitempty"` // of a search: the place that was read
	Text   string         `json:"text,omitempty"`
}

// Matrix gives the rows of all models that have a claim on the day asked for,
// or that inherit a cell, newest Chinese models first. Ask an Index where more
// than one question is put to the same claims.
func Matrix(in Input) []Row {
	return NewIndex(in).Matrix(in.Options)
}
