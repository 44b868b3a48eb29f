package web

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"slices"

	"assay/evidence"
)

type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// plainPages are the pages without an id, without the language.
var plainPages = []string{"/", "/brief/", "/report/", "/gap/", "/timeline/", "/outlook/", "/questions/", "/check/", "/contradictions/", "/silicon/",
	"/documents/", "/sources/", "/parity/", "/plan/", "/data/", "/tour/", "/about/", "/rules/", "/glossary/", "/fields/", "/changelog/"}

// sitemap answers /sitemap.xml: every page worth finding, in each language.
func (s *site) sitemap(w http.ResponseWriter, r *http.Request) {
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, English, err)
		return
	}
	var m sitemap
	for _, l := range Langs() {
		for _, p := range plainPages {
			m.URLs = append(m.URLs, sitemapURL{Loc: s.absolute(s.pathIn(l, p)), LastMod: string(rd.asOf)})
		}
		for i := range rd.rows {
			if row := &rd.rows[i]; said(row) {
				newest := evidence.Date("")
				for _, c := range row.Cells {
					newest = max(newest, c.Newest)
				}
				m.URLs = append(m.URLs, sitemapURL{Loc: s.absolute(s.pathIn(l, "/model/"+row.ID+"/")), LastMod: string(newest)})
			}
		}
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(m); err != nil {
		s.fail(w, English, evidence.WithKind(evidence.Internal, err, "writing sitemap"))
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	_, _ = w.Write(b.Bytes())
}

// robots answers /robots.txt.
func (s *site) robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	text := "User-agent: *\nDisallow: /*?\nDisallow: /frozen/\n"
	if s.base != "" {
		text += "Sitemap: " + s.base + "/sitemap.xml\n"
	}
	_, _ = w.Write([]byte(text))
}

// changelogPage is what changed: one revision a day on which cells changed,
// and the head of the chain of decisions.
type changelogPage struct {
	Revisions []revision
	Version   string
	Head      string // hash of the newest decision
	Decisions int
	Claims    int
	Documents int
}

type revision struct {
	On    evidence.Date
	Cells int
	Lines []changeLine
}

// changelog answers the page of changes.
func (s *site) changelog(w http.ResponseWriter, r *http.Request) {
	l, ctx := langOf(r), r.Context()
	rd, err := s.read(ctx, matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	decisions, err := s.Evidence.Decisions(ctx)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	docs, err := s.Evidence.Documents(ctx)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	p := changelogPage{Version: s.versionHash(rd), Decisions: len(decisions), Claims: rd.claims, Documents: len(docs)}
	if len(decisions) > 0 {
		p.Head = decisions[len(decisions)-1].Hash
	}
	for _, ch := range s.recentChanges(l, rd, 300) {
		if n := len(p.Revisions); n == 0 || p.Revisions[n-1].On != ch.On {
			p.Revisions = append(p.Revisions, revision{On: ch.On})
		}
		rv := &p.Revisions[len(p.Revisions)-1]
		rv.Cells++
		rv.Lines = append(rv.Lines, ch)
	}
	p.Revisions = slices.Clip(p.Revisions)
	c := s.cats[l]
	s.render(w, "changelog", page{Lang: l, Title: c.text("nav.changelog"), Path: "/changelog/", Query: r.URL.Query(), Nav: "changelog", AsOf: rd.asOf, Today: true,
		Feed: "/feeds/" + string(l) + "/changes.atom", Data: p})
}
