package web

import (
	"fmt"
	"strings"
)

// citation is the block by which a page is cited: the date of the record and
// the hash of its version, so that it can be checked later.
type citation struct {
	Title   string
	Date    string
	Version string
	Address string // of the frozen page
	Text    string
	BibTeX  string
}

// citation makes the block for a page.
func (s *site) citation(l Lang, rd *reading, path, title string) citation {
	version := s.versionHash(rd)
	c := s.cats[l]
	address := s.base + "/" + string(l) + path + "?as-of=" + string(rd.asOf)
	if s.base == "" {
		address = s.prefix + "/" + string(l) + path + "?as-of=" + string(rd.asOf)
	}
	cite := citation{Title: title, Date: string(rd.asOf), Version: version, Address: address}
	cite.Text = c.text("cite.text", "title", title, "date", c.date(rd.asOf), "version", version, "address", address)
	key := "assay-" + slug(title) + "-" + string(rd.asOf)
	cite.BibTeX = fmt.Sprintf("@misc{%s,\n  title = {%s},\n  author = {{Assay}},\n  year = {%s},\n  note = {as known on %s, version %s},\n  howpublished = {%s}\n}",
		key, bibEscape(title), rd.asOf[:4], rd.asOf, version, address)
	return cite
}

// bibEscape keeps a title from closing its braces.
func bibEscape(s string) string {
	return strings.NewReplacer("{", "(", "}", ")", "\\", "/").Replace(s)
}
