package web

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"assay/evidence"
)

var anyTag = regexp.MustCompile(`<[^>]*>`)

// FuzzShow holds that text from outside never opens a tag of its own, never
// carries a control character through, and loses nothing that can be seen.
func FuzzShow(f *testing.F) {
	for _, s := range []string{"", "plain", hostileTitle, hostileBody, "a\u202eb", "\x00\x1b[31m", "<bdi></bdi>", "&lt;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		out := string(show(s))
		for _, tag := range anyTag.FindAllString(out, -1) {
			if tag != "<bdi>" && tag != "</bdi>" && tag != `<span class="odd">` && tag != "</span>" {
				t.Fatalf("show(%q) opens %s", s, tag)
			}
		}
		if strings.ContainsFunc(out, controls) {
			t.Fatalf("show(%q) carries a control character: %q", s, out)
		}
		seen := html.UnescapeString(anyTag.ReplaceAllString(regexp.MustCompile(`<span class="odd">[^<]*</span>`).ReplaceAllString(out, ""), ""))
		if seen != plain(s) {
			t.Fatalf("show(%q) shows %q, want %q", s, seen, plain(s))
		}
	})
}

// FuzzMatrixQuery holds that any address is read or refused with an Invalid
// error, and that what is read can be written and read again.
func FuzzMatrixQuery(f *testing.F) {
	for _, s := range []string{"", "country=CN&class=domestic", "as-of=2026-06&cols=inference,pre-training&page=3", "floor=e4&min-origins=2&without=a&without=b", "as-of=2026-13-01", "cols=,,&q=%00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		m, err := readMatrixQuery(q)
		if err != nil {
			if evidence.KindOf(err) != evidence.Invalid {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		kept, err := url.ParseQuery(strings.TrimPrefix(m.keptSearch(), "?"))
		if err != nil {
			t.Fatalf("%q keeps %q: %v", raw, m.keptSearch(), err)
		}
		again, err := readMatrixQuery(kept)
		if err != nil || again.keptSearch() != m.keptSearch() {
			t.Fatalf("%q keeps %q, read again %q: %v", raw, m.keptSearch(), again.keptSearch(), err)
		}
	})
}

// TestDocument_huge holds that a paragraph of 2 MB neither fills the page nor
// publishes the whole text.
func TestDocument_huge(t *testing.T) {
	r := newRecord(t)
	quote := "Huge-1 was trained on Ascend."
	body0 := strings.Repeat("filler ", 150_000) + quote + strings.Repeat(" filler", 150_000)
	start := len([]rune(strings.Repeat("filler ", 150_000)))
	r.docs = append(r.docs, evidence.Document{ID: "doc-huge", Title: strings.Repeat("long ", 10_000), Lang: "en", Body: body0, TextID: evidence.TextID(body0)})
	r.claims = append(r.claims, evidence.Claim{ID: "claim-huge", Kind: evidence.KindExtracted, DocumentID: "doc-huge", Model: "Huge-1", Stage: evidence.TrainingUnspecified, Silicon: "Huawei Ascend",
		Relation: evidence.Used, Hedge: evidence.Asserted, Attribution: evidence.ByDocument, Evidence: evidence.E7, Quote: quote, Start: start, End: start + len([]rune(quote)), KnownSince: "2026-07-01"})
	h, err := New(Deps{Evidence: r, Catalogue: r.cat})
	if err != nil {
		t.Fatal(err)
	}
	text := body(t, h, "/en/document/doc-huge/")
	if len(text) > 60_000 || !strings.Contains(text, `id="q-claim-huge"`) {
		t.Errorf("the page has %d bytes, or its quote is not marked", len(text))
	}
}
