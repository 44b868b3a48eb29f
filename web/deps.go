package web

import (
	"context"
	"log/slog"

	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

// Deps is what cmd/assay hands in. Evidence and Catalogue are needed; a nil
// elsewhere turns off what needs it, and the pages say so.
type Deps struct {
	Evidence  Evidence             // the record and the matrix
	Catalogue *catalogue.Catalogue // models, silicon, sources, scores, events, ...
	Log       *slog.Logger         // nil: silent

	Base    string   // public address, for feeds, citations and sitemap; "" gives paths
	Hosts   []string // names that the Host header may have besides loopback
	AnyHost bool     // do not check Host (behind a proxy that does)
}

// Evidence is what the matrix, model, silicon, claim and document pages read.
// Values handed out are not changed by web and must not be changed after.
type Evidence interface {
	// Version is a short text that changes whenever any other answer may change.
	Version(ctx context.Context) (string, error)
	// Matrix gives the rows as known on opts.AsOf (empty: today).
	Matrix(ctx context.Context, opts Options) ([]resolve.Row, error)
	// Claims gives every stored claim, reviewed or not, records included.
	Claims(ctx context.Context) ([]evidence.Claim, error)
	// Documents gives every document, bodies left out.
	Documents(ctx context.Context) ([]evidence.Document, error)
	// Document gives one document with its body; a NotFound error where it is not held.
	Document(ctx context.Context, id string) (evidence.Document, error)
}
