package web

import (
	"context"
	"log/slog"

	"assay/catalogue"
	"assay/evidence"
	"assay/gap"
	"assay/origin"
	"assay/resolve"
	"assay/review"
)

// Deps is what cmd/assay hands in. Evidence and Catalogue are needed; a nil
// elsewhere turns off what needs it, and the pages say so.
type Deps struct {
	Evidence  Evidence             // the record and the matrix
	Catalogue *catalogue.Catalogue // models, silicon, sources, scores, events, ...
	Desk      review.Desk          // where people decide; nil: read-only
	Person    string               // who decides, where the form does not say
	Runner    gap.Runner           // the performance model, for paper against delivered; nil leaves it out
	Log       *slog.Logger         // nil: silent

	Frozen  string   // folder in which frozen pages are kept for ever; "" keeps none
	Base    string   // public address, for feeds, citations and sitemap; "" gives paths
	Hosts   []string // names that the Host header may have besides loopback
	AnyHost bool     // do not check Host (behind a proxy that does)
}

// Evidence is what the matrix, model, silicon, claim and document pages read;
// cmd/assay answers it from the corridor's state. Values handed out are shared:
// web does not change them, and they must not be changed after.
type Evidence interface {
	// Version is a short text that changes whenever any other answer may change.
	Version(ctx context.Context) (string, error)
	// Index answers questions about cells, with the decisions that held on a
	// day (empty: the latest).
	Index(ctx context.Context, day evidence.Date) (*resolve.Index, error)
	// Origins gives the clusters behind the index of the same day.
	Origins(ctx context.Context, day evidence.Date) (origin.Result, error)
	// Claims gives every stored claim, reviewed or not, records included.
	Claims(ctx context.Context) ([]evidence.Claim, error)
	// Documents gives every document; bodies may be left out.
	Documents(ctx context.Context) ([]evidence.Document, error)
	// Document gives one document with its body; a NotFound error where it is not held.
	Document(ctx context.Context, id string) (evidence.Document, error)
	// Decisions gives the chain of decisions, oldest first.
	Decisions(ctx context.Context) ([]evidence.Decision, error)
}
