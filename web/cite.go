package web

import (
	"fmt"
	"net/url"
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
func (s *site) citation(l Lang, rd *reading, path, title string, query ...url.Values) citation {
	version := s.versionHash(rd)
	c := s.cats[l]
	var q url.Values
	if len(query) > 0 {
		q = query[0]
	}
	address := s.absolute(s.prefixed(s.frozenAddress(l, rd, path, q)))
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
