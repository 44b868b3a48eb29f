package web

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"

	"assay/evidence"
	"assay/resolve"
)

// bigSite is a site whose matrix has about models rows with a claim: the
// built-in ones and made-up ones.
func bigSite(b *testing.B, models int) http.Handler {
	b.Helper()
	r := newRecord(b)
	nodes := r.cat.Lattice().Nodes()
	for i := range models {
		name := fmt.Sprintf("Made-Up-%d", i)
		r.claims = append(r.claims, evidence.Claim{ID: "made-up-" + itoa(i), Kind: evidence.KindRecord, Model: name, ModelID: resolve.NewModelID(name), Developer: "Maker " + itoa(i%50),
			DeveloperCountry: []string{"CN", "US", "FR"}[i%3], Stage: evidence.Stages()[i%4], Silicon: nodes[i%len(nodes)].Name, Relation: evidence.Used, Hedge: evidence.Asserted,
			Attribution: evidence.ByDeveloper, Evidence: evidence.E3, Interest: evidence.InterestAligned, SourceTitle: "Card " + itoa(i), SourcePublisher: "Maker " + itoa(i%50),
			Published: "2026-01-01", KnownSince: "2026-01-01"})
	}
	h, err := New(Deps{Evidence: r, Catalogue: r.cat})
	if err != nil {
		b.Fatal(err)
	}
	return h
}

// BenchmarkMatrix2000_filter answers random filters of a matrix of 2,000
// models; no address is asked for twice, so nothing comes from the shelf.
func BenchmarkMatrix2000_filter(b *testing.B) {
	h := bigSite(b, 2000)
	get(b, h, "/en/?show=all")
	rnd := rand.New(rand.NewPCG(1, 2))
	pick := func(s ...string) string { return s[rnd.IntN(len(s))] }
	b.ResetTimer()
	for i := range b.N {
		address := fmt.Sprintf("/%s/?country=%s&class=%s&verdict=%s&sort=%s&n=%d", pick("en", "de", "zh"), pick("", "CN", "US", "other"),
			pick("", "domestic", "foreign", "mixed"), pick("", "self-reported", "reported", "inferred"), pick("", "name", "released", "evidence"), i)
		if w := get(b, h, address); w.Code != http.StatusOK {
			b.Fatalf("%s: status %d", address, w.Code)
		}
	}
}

// BenchmarkMatrix_shelved answers the front page from the shelf, compressed.
func BenchmarkMatrix_shelved(b *testing.B) {
	h := testSite(b)
	ask := func() int {
		r := httptest.NewRequest(http.MethodGet, "http://localhost/en/", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Body.Len()
	}
	ask()
	b.ResetTimer()
	for range b.N {
		b.SetBytes(int64(ask()))
	}
}

// BenchmarkModel_cold answers model pages that nobody asked for before.
func BenchmarkModel_cold(b *testing.B) {
	h := testSite(b)
	ids := []string{"longcat-2-0", "glm-5", "deepseek-v3", "deepseek-v4-pro", "kimi-k3"}
	for i := range b.N {
		if w := get(b, h, fmt.Sprintf("/en/model/%s/?n=%d", ids[i%len(ids)], i)); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// BenchmarkMatrix_asOf answers the matrix of a day that nobody asked for
// before.
func BenchmarkMatrix_asOf(b *testing.B) {
	h := testSite(b)
	get(b, h, "/en/")
	b.ResetTimer()
	for i := range b.N {
		address := fmt.Sprintf("/en/?as-of=%d-%02d-%02d", 2024+i%3, 1+i/3%10, 1+i/30%28)
		if w := get(b, h, address); w.Code != http.StatusOK {
			b.Fatalf("%s: status %d", address, w.Code)
		}
	}
}
