package fetch

import (
	"bytes"
	"net/url"
	"strings"
	"time"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"assay/evidence"
)

// enough is the length in bytes below which the main text that was found is
// taken for a miss, and the whole page is read instead.
const enough = 250

// fromHTML reads a page: its main text, as paragraphs, list items and tables in
// Markdown, and what its head says of title, publisher, date, language and
// canonical address.
func fromHTML(raw Raw) (evidence.Document, error) {
	if binary(raw.Bytes) && byMark(raw.Bytes) == nil {
		return evidence.Document{}, evidence.Errorf(evidence.Invalid, "%s: not a text (binary)", raw.Name)
	}
	b := toUTF8(raw)
	root, err := html.Parse(bytes.NewReader(b))
	if err != nil {
		// The parser stops at 512 open elements; no honest page comes near.
		return evidence.Document{}, evidence.WithKind(evidence.Invalid, err, "%s: HTML that cannot be read", raw.Name)
	}
	doc := head(root)
	page, _ := url.Parse(first(map[string]string{"a": doc.Address, "b": raw.Address}, "a", "b"))
	if page == nil || page.Host == "" {
		page = &url.URL{Scheme: "https", Host: "unknown.invalid"}
	}
	parser := readability.NewParser()
	parser.MaxElemsToParse = 200_000
	article, err := parser.ParseDocument(root, page)
	if err == nil {
		describe(&doc, article)
		if article.Node != nil {
			doc.Body = render(article.Node)
		}
	}
	if len(doc.Body) < enough {
		if whole := render(root); len(whole) > len(doc.Body) {
			doc.Body = whole
		}
	}
	return doc, nil
}

// toUTF8 decodes by byte order mark, HTTP header and meta tag, in that order.
func toUTF8(raw Raw) []byte {
	contentType := "text/html"
	if raw.Charset != "" {
		contentType += "; charset=" + raw.Charset
	}
	if _, ok := badLine(raw.Bytes); ok && raw.Charset == "" {
		return raw.Bytes
	}
	enc, _, _ := charset.DetermineEncoding(raw.Bytes, contentType)
	out, err := enc.NewDecoder().Bytes(raw.Bytes)
	if err != nil {
		return raw.Bytes
	}
	return out
}

// describe takes what readability found where the head said nothing.
func describe(doc *evidence.Document, a readability.Article) {
	if doc.Title == "" {
		doc.Title = strings.Join(strings.Fields(a.Title()), " ")
	}
	if doc.Publisher == "" {
		doc.Publisher = strings.TrimSpace(a.SiteName())
	}
	if doc.Published == "" {
		if t, err := a.PublishedTime(); err == nil {
			doc.Published = evidence.DateOf(t)
		}
	}
	if doc.Lang == "" {
		doc.Lang = base(a.Language())
	}
}

// head reads the metadata that pages give in meta, link and title elements.
func head(root *html.Node) evidence.Document {
	var doc evidence.Document
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "html":
			doc.Lang = base(attr(n, "lang"))
		case "title":
			if doc.Title == "" && n.FirstChild != nil {
				doc.Title = strings.Join(strings.Fields(n.FirstChild.Data), " ")
			}
		case "link":
			if strings.EqualFold(attr(n, "rel"), "canonical") {
				doc.Address = attr(n, "href")
			}
		case "meta":
			meta(&doc, n)
		}
	}
	return doc
}

func meta(doc *evidence.Document, n *html.Node) {
	value := strings.Join(strings.Fields(attr(n, "content")), " ")
	if value == "" {
		return
	}
	switch strings.ToLower(attr(n, "property") + attr(n, "name")) {
	case "og:title":
		doc.Title = value
	case "og:site_name", "publisher", "dc.publisher":
		doc.Publisher = value
	case "og:url":
		if doc.Address == "" {
			doc.Address = value
		}
	case "article:published_time", "date", "dc.date", "pubdate", "publishdate":
		if d, ok := day(value); ok && doc.Published == "" {
			doc.Published = d
		}
	}
}

// day is the day of a time stamp as pages write it.
func day(s string) (evidence.Date, bool) {
	if d, err := evidence.ParseDate(s); err == nil {
		return d, true
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return evidence.DateOf(t), true
	}
	if len(s) > 10 {
		if d, err := evidence.ParseDate(s[:10]); err == nil {
			return d, true
		}
	}
	return "", false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
