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

// record is the Evidence of the tests: the built-in records and a few
// documents, one of them hostile, resolved by a crude rule that is enough to
// have cells of every sort.
type record struct {
	cat    *catalogue.Catalogue
	claims []evidence.Claim
	docs   []evidence.Document
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

func (r *record) Matrix(_ context.Context, o resolve.Options) ([]resolve.Row, error) {
	cells := map[string]map[evidence.Stage]resolve.Cell{}
	for _, c := range r.claims {
		if c.KnownSince > o.AsOf && o.AsOf != "" || !c.Reviewed() && !o.Unreviewed {
			continue
		}
		if cells[c.ModelID] == nil {
			cells[c.ModelID] = map[evidence.Stage]resolve.Cell{}
		}
		cell := cells[c.ModelID][c.Stage]
		cell.Claims = append(cell.Claims, c.ID)
		cell.Newest = max(cell.Newest, c.KnownSince)
		m, _ := r.cat.Model(c.ModelID)
		switch {
		case c.Relation == evidence.Adapted:
			if !slices.Contains(cell.ReadyOn, c.Silicon) {
				cell.ReadyOn = append(cell.ReadyOn, c.Silicon)
			}
		case c.Relation == evidence.Planned:
			cell.Planned = append(cell.Planned, c.Silicon)
		case c.Relation == evidence.Used && c.Hedge != evidence.Unknown && len(cell.Silicon) == 0:
			cell.Silicon = []string{c.Silicon}
			cell.Verdict, cell.Class, cell.Since, cell.Evidence = evidence.SelfReported, evidence.Foreign, c.KnownSince, c.Evidence
			if d := r.cat.Lattice().Designer(c.Silicon); d == m.Country || c.Silicon == "domestic-unnamed" {
				cell.Class = evidence.Domestic
			}
			cell.Origins, cell.Documents, cell.Rules = 1, 1, []string{"R2", "R5"}
			cell.Sentence = "Self-reported since " + string(c.KnownSince) + ": 1 document, 1 origin. R2, R5."
		case c.Relation == evidence.Used && c.Hedge != evidence.Unknown:
			cell.Documents++
		case c.Hedge == evidence.Unknown && cell.Verdict == "":
			cell.Verdict, cell.Class = evidence.Undisclosed, evidence.SideUnknown
		}
		cells[c.ModelID][c.Stage] = cell
	}
	var rows []resolve.Row
	for _, m := range r.cat.Models() {
		row := resolve.Row{Model: m.Name, ID: m.ID, Developer: m.Developer, Country: m.Country, Released: m.Released, Cells: map[evidence.Stage]resolve.Cell{}}
		for _, st := range evidence.Stages() {
			cell := cells[m.ID][st]
			if cell.Verdict == "" {
				cell.Verdict, cell.Class = evidence.UnknownWord, evidence.SideUnknown
			}
			row.Cells[st] = cell
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (r *record) Origins(context.Context, resolve.Options) (origin.Result, error) {
	return origin.Cluster(origin.Input{Catalogue: r.cat, Claims: r.claims, Documents: r.docs}), nil
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
