package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
	"assay/resolve"
)

// record is the Evidence of the tests: the built-in records and a
// few documents, one of them hostile.
type record struct {
	cat    *catalogue.Catalogue
	claims []evidence.Claim
	docs   []evidence.Document

	clusters func() origin.Result
	resolved func() *resolve.Index
}

// hostile is a document made to break pages: script in its title, a bidi
// override in its quote, a javascript: address.
const (
	hostileTitle = `<script>alert("title")</script>`
	hostileBody  = "Meituan said LongCat-2.0 was trained on \u202eevil\u202c Ascend 910C chips.\n\nA second <img src=x onerror=alert(1)> paragraph says the same."
)

var catalogueOnce = sync.OnceValues(catalogue.BuiltIn)

func newRecord(t testing.TB) *record {
	t.Helper()
	cat, err := catalogueOnce()
	if err != nil {
		t.Fatal(err)
	}
	r := &record{cat: cat, claims: slices.Clone(cat.Claims())}
	quote := "LongCat-2.0 was trained on \u202eevil\u202c Ascend 910C chips."
	start := len([]rune(hostileBody[:strings.Index(hostileBody, quote)]))
	doc := evidence.Document{ID: "doc-hostile", Name: "hostile", Title: hostileTitle, Publisher: "Evil\u202e Times", Address: "javascript:alert(1)",
		Lang: "en", Kind: "news", Published: "2026-07-01", Body: hostileBody, TextID: evidence.TextID(hostileBody)}
	r.docs = append(r.docs, doc)
	r.claims = append(r.claims, evidence.Claim{
		ID: "claim-hostile", Kind: evidence.KindExtracted, DocumentID: doc.ID, Model: "LongCat-2.0", ModelID: "longcat-2-0",
		Stage: evidence.TrainingUnspecified, Silicon: "Ascend 910C", Relation: evidence.Used, Hedge: evidence.Asserted,
		Attribution: evidence.ByDeveloper, Evidence: evidence.E4, Interest: evidence.InterestAligned, Quote: quote, Start: start, End: start + len([]rune(quote)),
		SourceTitle: doc.Title, SourcePublisher: doc.Publisher, SourceURL: doc.Address, Published: "2026-07-01", KnownSince: "2026-07-01", Review: evidence.Unreviewed,
	})
	r.clusters = sync.OnceValue(func() origin.Result {
		return origin.Cluster(origin.Input{Catalogue: cat, Claims: r.claims, Documents: r.docs})
	})
	r.resolved = sync.OnceValue(func() *resolve.Index {
		return resolve.NewIndex(resolve.Input{Catalogue: cat, Claims: r.claims, Documents: r.docs, Origins: r.clusters()})
	})
	return r
}

func (r *record) Version(context.Context) (string, error) { return "test", nil }
func (r *record) Claims(context.Context) ([]evidence.Claim, error) {
	return r.claims, nil
}
func (r *record) Documents(context.Context) ([]evidence.Document, error) { return r.docs, nil }
func (r *record) Document(_ context.Context, id string) (evidence.Document, error) {
	for _, d := range r.docs {
		if d.ID == id {
			return d, nil
		}
	}
	return evidence.Document{}, evidence.Errorf(evidence.NotFound, "no document %s", id)
}

func (r *record) Index(context.Context, evidence.Date) (*resolve.Index, error) {
	return r.resolved(), nil
}

func (r *record) Origins(context.Context, evidence.Date) (origin.Result, error) {
	return r.clusters(), nil
}
func (r *record) Decisions(context.Context) ([]evidence.Decision, error) { return nil, nil }

func testDeps(t testing.TB) Deps {
	r := newRecord(t)
	return Deps{Evidence: r, Catalogue: r.cat}
}

func testSite(t testing.TB) http.Handler {
	t.Helper()
	h, err := New(testDeps(t))
	if err != nil {
		t.Fatal(err)
	}
	return h
}
