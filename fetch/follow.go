package fetch

import (
	"bytes"
	"context"
	"strings"

	"assay/evidence"
)

// Hint is what a source is known by, for documents that do not say it themselves.
type Hint struct {
	Publisher string
	Published evidence.Date
}

// Look is what stands at an address that is followed: a list of further
// addresses, or a document.
type Look struct {
	Prior
	Unchanged bool // nothing changed since the prior look
	List      bool
	Entries   []Entry
	Cut       bool // the list had more than MaxEntries entries
	Card      bool // a model card
	Raw       Raw
	Document  evidence.Document
}

// Look reads an address that is followed and tells by its content whether it is
// a list or a document. Errors: as Page and List.
func (c *Client) Look(ctx context.Context, addr string, prior Prior, hint Hint) (Look, error) {
	target, model, card := CardAddress(addr)
	if !card {
		target = addr
	}
	p, err := c.Page(ctx, target, prior)
	if err != nil {
		return Look{}, err
	}
	l := Look{Prior: p.Prior, Unchanged: p.Unchanged, Card: card}
	if p.Unchanged {
		return l, nil
	}
	if p.MediaType == "" {
		p.MediaType = sniff(p.Bytes)
	}
	if p.Publisher == "" && !card {
		p.Publisher = hint.Publisher
	}
	if p.Published == "" {
		p.Published = hint.Published
	}
	l.Raw = p.Raw
	switch {
	case card:
		l.Document, err = Card(p.Raw, model)
	case isList(p.Raw):
		l.List = true
		l.Entries, l.Cut, err = List(p.Raw)
	default:
		l.Document, err = c.Document(ctx, p)
	}
	return l, err
}

// isList tells a list by its media type or, where a server calls everything
// text, by its beginning.
func isList(raw Raw) bool {
	if raw.MediaType == feedType || raw.MediaType == "application/json" || raw.MediaType == "text/xml" {
		return true
	}
	start := bytes.TrimSpace(raw.Bytes[:min(len(raw.Bytes), 512)])
	for _, sign := range []string{"<?xml", "<rss", "<feed", "<urlset", "<sitemapindex"} {
		if bytes.HasPrefix(start, []byte(sign)) {
			return !bytes.Contains(start, []byte("<html"))
		}
	}
	return false
}

// PaperAddress turns the address of an abstract on arXiv into that of the paper
// itself, where hardware is told; any other address stays.
func PaperAddress(addr string) string {
	for _, host := range []string{"http://arxiv.org/abs/", "https://arxiv.org/abs/", "http://www.arxiv.org/abs/", "https://www.arxiv.org/abs/"} {
		if id, ok := strings.CutPrefix(addr, host); ok {
			return "https://arxiv.org/pdf/" + id
		}
	}
	return addr
}

// Organisation turns the address of an organisation's page on the hub into that
// of the list of its models; any other address stays.
func Organisation(addr string) string {
	u, err := address(addr)
	if err != nil || plainHost(u) != "huggingface.co" {
		return addr
	}
	name := strings.Trim(u.Path, "/")
	if name == "" || strings.Contains(name, "/") {
		return addr
	}
	return ListingAddress(name)
}
