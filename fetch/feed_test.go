package fetch_test

import (
	"fmt"
	"strings"
	"testing"

	"assay/evidence"
	"assay/fetch"
)

func list(t *testing.T, body string) ([]fetch.Entry, bool) {
	t.Helper()
	entries, cut, err := fetch.List(fetch.Raw{Name: "list", Bytes: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	return entries, cut
}

func TestList_forms(t *testing.T) {
	cases := map[string]string{
		"rss":     `<rss version="2.0"><channel><title>f</title><item><title>A  b</title><link>https://example.org/a#x</link><pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item><item><link>https://example.org/a</link></item><item><link>javascript:alert(1)</link></item></channel></rss>`,
		"atom":    `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A b</title><link href="https://example.org/a"/><published>2026-03-03T10:00:00Z</published></entry></feed>`,
		"json":    `{"version":"https://jsonfeed.org/version/1.1","title":"f","items":[{"id":"1","url":"https://example.org/a","title":"A b","date_published":"2026-03-03T10:00:00Z"}]}`,
		"sitemap": `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://example.org/a </loc><lastmod>2026-03-03</lastmod></url></urlset>`,
		"index":   `<sitemapindex><sitemap><loc>https://example.org/a</loc><lastmod>2026-03-03T01:02:03Z</lastmod></sitemap></sitemapindex>`,
	}
	for name, body := range cases {
		t.Run(name, func(t *testing.T) {
			entries, cut := list(t, body)
			if len(entries) != 1 || cut || entries[0].Address != "https://example.org/a" || entries[0].Published != "2026-03-03" {
				t.Errorf("%+v", entries)
			}
		})
	}
}

func TestList_hub(t *testing.T) {
	entries, _ := list(t, `[{"id":"example/orbit-3","createdAt":"2026-03-03T10:00:00.000Z"},{"id":"../etc/passwd"},{"id":"no-slash"}]`)
	if len(entries) != 1 || entries[0].Address != "https://huggingface.co/example/orbit-3" || entries[0].Published != "2026-03-03" {
		t.Errorf("%+v", entries)
	}
}

func TestList_hostile(t *testing.T) {
	var long strings.Builder
	long.WriteString(`<rss><channel>`)
	for i := range 100_000 {
		fmt.Fprintf(&long, "<item><link>https://example.org/%d</link></item>", i)
	}
	long.WriteString(`</channel></rss>`)
	if entries, cut := list(t, long.String()); len(entries) != fetch.MaxEntries || !cut {
		t.Errorf("%d entries, cut %v", len(entries), cut)
	}
	bomb := `<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><urlset><url><loc>https://example.org/&c;</loc></url></urlset>`
	if _, _, err := fetch.List(fetch.Raw{Name: "bomb", Bytes: []byte(bomb)}); evidence.KindOf(err) != evidence.Invalid {
		t.Errorf("entity bomb: %v", err)
	}
	for _, body := range []string{"", "<rss><channel><item>", "plain words", `[{"id":5}]`} {
		if _, _, err := fetch.List(fetch.Raw{Name: "x", Bytes: []byte(body)}); evidence.KindOf(err) != evidence.Invalid {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func FuzzList(f *testing.F) {
	f.Add(`<rss><channel><item><link>https://example.org/a</link></item></channel></rss>`)
	f.Add(`[{"id":"a/b"}]`)
	f.Add(`<urlset><url><loc>https://e.org</loc></url></urlset>`)
	f.Fuzz(func(t *testing.T, body string) {
		entries, _, _ := fetch.List(fetch.Raw{Name: "fuzz", Bytes: []byte(body)})
		for _, e := range entries {
			if !fetch.IsAddress(e.Address) {
				t.Fatalf("address %q", e.Address)
			}
		}
	})
}

const card = "---\nlicense: mit\nbase_model:\n- example/orbit-2\nco2_eq_emissions:\n  emissions: 5\n  training_type: \"fine-tuning\"\n  hardware_used: \"8 x Ascend 910B\"\n---\n# Orbit-3\n\nA model.\n"

func TestCard(t *testing.T) {
	doc, err := fetch.Card(fetch.Raw{Name: "card", Bytes: []byte(card)}, "example/Orbit-3")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Hardware used for fine-tuning of Orbit-3: 8 x Ascend 910B", "Base model: example/orbit-2", "A model."} {
		if !strings.Contains(doc.Body, want) {
			t.Errorf("body lacks %q: %q", want, doc.Body)
		}
	}
	if doc.Address != "https://huggingface.co/example/Orbit-3" || doc.Kind != "model-card" || doc.Publisher != "example" {
		t.Errorf("%+v", doc)
	}
}

func TestCard_hostileHead(t *testing.T) {
	bomb := "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n---\nText of the card.\n"
	doc, err := fetch.Card(fetch.Raw{Name: "card", Bytes: []byte(bomb)}, "example/x")
	if err != nil || strings.TrimSpace(doc.Body) != "Text of the card." {
		t.Errorf("%q, %v", doc.Body, err)
	}
}

func TestCardAddress(t *testing.T) {
	cases := map[string]string{
		"https://huggingface.co/example/orbit-3":  "https://huggingface.co/example/orbit-3/raw/main/README.md",
		"https://huggingface.co/example/orbit-3/": "https://huggingface.co/example/orbit-3/raw/main/README.md",
		"https://huggingface.co/datasets/x":       "",
		"https://huggingface.co/papers/1234":      "",
		"https://huggingface.co/example":          "",
		"https://huggingface.co.evil.org/a/b":     "",
		"https://example.org/a/b":                 "",
	}
	for in, want := range cases {
		if got, _, _ := fetch.CardAddress(in); got != want {
			t.Errorf("%s gives %q, want %q", in, got, want)
		}
	}
}
