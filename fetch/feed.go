package fetch

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/mmcdole/gofeed"

	"assay/evidence"
)

// Entry is one document that a feed, a sitemap or a listing points to.
type Entry struct {
	Address   string
	Title     string
	Published evidence.Date // empty where the list does not say
}

// Bounds of a list; what stands beyond is left for its next reading.
const (
	MaxEntries = 2000
	maxList    = 16 << 20 // bytes
)

// List reads a feed (RSS, Atom, JSON Feed; arXiv's answers are Atom), a sitemap
// or sitemap index, or a listing of the Hugging Face hub. cut reports that the
// list had more than MaxEntries entries. Error: invalid.
func List(raw Raw) (entries []Entry, cut bool, err error) {
	if len(raw.Bytes) > maxList {
		return nil, false, evidence.Errorf(evidence.Invalid, "%s: a list larger than %d MiB", raw.Name, maxList>>20)
	}
	b := bytes.TrimSpace(raw.Bytes)
	switch {
	case len(b) == 0:
		return nil, false, evidence.Errorf(evidence.Invalid, "%s: empty", raw.Name)
	case b[0] == '[':
		entries, err = hubListing(b)
	case bytes.Contains(b[:min(len(b), 2048)], []byte("<urlset")) || bytes.Contains(b[:min(len(b), 2048)], []byte("<sitemapindex")):
		entries, err = sitemap(b)
	default:
		entries, err = feed(b)
	}
	if err != nil {
		return nil, false, evidence.WithKind(evidence.Invalid, err, "%s: not a feed, sitemap or listing that can be read", raw.Name)
	}
	entries = tidy(entries)
	if len(entries) > MaxEntries {
		return entries[:MaxEntries], true, nil
	}
	return entries, false, nil
}

// tidy drops what is no address and what was listed before.
func tidy(in []Entry) []Entry {
	seen := make(map[string]bool, len(in))
	var out []Entry
	for _, e := range in {
		u, err := address(e.Address)
		if err != nil || seen[u.String()] {
			continue
		}
		seen[u.String()] = true
		e.Address = u.String()
		e.Title = short(strings.Join(strings.Fields(e.Title), " "))
		out = append(out, e)
	}
	return out
}

func feed(b []byte) ([]Entry, error) {
	f, err := gofeed.NewParser().Parse(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, item := range f.Items {
		e := Entry{Address: item.Link, Title: item.Title}
		if t := item.PublishedParsed; t != nil {
			e.Published = evidence.DateOf(*t)
		} else if t := item.UpdatedParsed; t != nil {
			e.Published = evidence.DateOf(*t)
		}
		out = append(out, e)
	}
	return out, nil
}

// sitemap reads <url> and <sitemap> elements one by one, so that a long file
// costs no more than its entries. Entities other than XML's own are refused by
// encoding/xml, so nothing can expand.
func sitemap(b []byte) ([]Entry, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	var out []Entry
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		start, ok := tok.(xml.StartElement)
		if !ok || (start.Name.Local != "url" && start.Name.Local != "sitemap") {
			continue
		}
		var x struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
		}
		if err := d.DecodeElement(&x, &start); err != nil {
			return nil, err
		}
		published, _ := day(strings.TrimSpace(x.LastMod))
		out = append(out, Entry{Address: strings.TrimSpace(x.Loc), Published: published})
		if len(out) > MaxEntries {
			return out, nil
		}
	}
}

// hubListing reads the hub's JSON list of an organisation's models and gives
// the address of each card.
func hubListing(b []byte) ([]Entry, error) {
	var models []struct {
		ID           string `json:"id"`
		LastModified string `json:"lastModified"`
		CreatedAt    string `json:"createdAt"`
	}
	if err := json.Unmarshal(b, &models); err != nil {
		return nil, err
	}
	var out []Entry
	for _, m := range models {
		if !hubName.MatchString(m.ID) {
			continue
		}
		published, _ := day(m.CreatedAt)
		out = append(out, Entry{Address: hub + m.ID, Title: m.ID, Published: published})
	}
	return out, nil
}
