package fetch

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/hashicorp/go-retryablehttp"

	"assay/evidence"
)

// Prior is what the last reading of an address left: validators to send along.
type Prior struct {
	ETag         string
	LastModified string
}

// Page is what an address answered.
type Page struct {
	Raw
	Prior            // validators for the next reading
	Unchanged   bool // the server says that nothing changed since Prior
	ContentType string
	status      int
}

// contentTypes are what is read, and as what. The empty value is told by its
// first bytes.
var contentTypes = map[string]string{
	"": "", "text/html": "text/html", "application/xhtml+xml": "text/html",
	"text/plain": "text/plain", "text/markdown": "text/markdown", "text/x-markdown": "text/markdown",
	"application/pdf": pdfType, "application/octet-stream": "",
	"application/rss+xml": feedType, "application/atom+xml": feedType, "application/feed+json": feedType,
	"application/xml": feedType, "text/xml": feedType, "application/json": "application/json",
}

const (
	feedType = "application/feed"
	pdfType  = "application/pdf"
)

// Page reads one address: robots.txt first, at the host's pace, within the
// bounds of the client. Errors: invalid (address, size, redirects), denied
// (guard, robots.txt, 401, 403), not found (404, 410), unsupported (content
// type), transient (the server's trouble, time).
func (c *Client) Page(ctx context.Context, addr string, prior Prior) (Page, error) {
	u, err := address(addr)
	if err != nil {
		return Page{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	if err := c.allowed(ctx, u); err != nil {
		return Page{}, err
	}
	return c.get(ctx, u, prior, c.opt.MaxBytes)
}

// get reads one address without asking robots.txt.
func (c *Client) get(ctx context.Context, u *url.URL, prior Prior, limit int64) (Page, error) {
	name := short(u.String())
	if err := c.wait(ctx, u.Host, c.opt.Every); err != nil {
		return Page{}, evidence.WithKind(evidence.Transient, err, "%s: no time left at the host's pace", name)
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return Page{}, evidence.WithKind(evidence.Invalid, err, "%s", name)
	}
	req.Header.Set("User-Agent", c.opt.UserAgent)
	req.Header.Set("Accept", "text/html, text/markdown, text/plain, application/pdf, application/atom+xml, application/rss+xml, application/json, */*;q=0.1")
	if prior.ETag != "" {
		req.Header.Set("If-None-Match", prior.ETag)
	}
	if prior.LastModified != "" {
		req.Header.Set("If-Modified-Since", prior.LastModified)
	}
	res, err := c.retry.Do(req)
	if err != nil {
		if res != nil {
			res.Body.Close()
		}
		return Page{}, netError(name, err)
	}
	defer res.Body.Close()
	return take(name, res, limit)
}

// take reads an answer within its limit.
func take(name string, res *http.Response, limit int64) (Page, error) {
	p := Page{status: res.StatusCode, Prior: Prior{ETag: res.Header.Get("ETag"), LastModified: res.Header.Get("Last-Modified")}}
	p.Name, p.Address = name, res.Request.URL.String()
	p.Stem = strings.TrimSuffix(path.Base(res.Request.URL.Path), path.Ext(res.Request.URL.Path))
	if p.Stem == "" || p.Stem == "/" || p.Stem == "." {
		p.Stem = res.Request.URL.Host
	}
	switch {
	case res.StatusCode == http.StatusNotModified:
		p.Unchanged = true
		return p, nil
	case res.StatusCode != http.StatusOK:
		return p, statusError(name, res.StatusCode)
	}
	media, params, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil {
		media = ""
	}
	kind, known := contentTypes[media]
	if !known {
		return p, evidence.Errorf(evidence.Unsupported, "%s: content type %s is not read", name, short(media))
	}
	p.ContentType, p.Charset, p.MediaType = media, params["charset"], kind
	if kind == "text/plain" && strings.HasSuffix(strings.ToLower(res.Request.URL.Path), ".md") {
		p.MediaType = "text/markdown"
	}
	if res.ContentLength > limit {
		return p, evidence.Errorf(evidence.Invalid, "%s: larger than %d bytes, the limit for one document", name, limit)
	}
	p.Bytes, err = io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return p, netError(name, err)
	}
	if int64(len(p.Bytes)) > limit {
		p.Bytes = nil
		return p, evidence.Errorf(evidence.Invalid, "%s: larger than %d bytes, the limit for one document", name, limit)
	}
	return p, nil
}

// statusError gives a refusal of the server its kind.
func statusError(name string, status int) error {
	kind := evidence.Transient
	switch {
	case status == http.StatusNotFound || status == http.StatusGone:
		kind = evidence.NotFound
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusUnavailableForLegalReasons:
		kind = evidence.Denied
	case status != http.StatusTooManyRequests && status < http.StatusInternalServerError:
		kind = evidence.Invalid
	}
	return evidence.Errorf(kind, "%s: the server answered %d %s", name, status, http.StatusText(status))
}

// netError says in one line what went wrong on the way.
func netError(name string, err error) error {
	var known *evidence.Error
	if errors.As(err, &known) {
		return evidence.Errorf(known.Kind, "%s: %s", name, known.Message)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return evidence.Errorf(evidence.Transient, "%s: no answer in time", name)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return evidence.WithKind(evidence.Transient, err, "%s", name)
}

// canonical is the address that a document goes by. A page may shorten its own
// address, but not claim to stand on somebody else's host.
func canonical(claimed, fetched string) string {
	if fetched == "" {
		if !IsAddress(claimed) {
			return ""
		}
		return claimed
	}
	base, err := url.Parse(fetched)
	if err != nil || claimed == "" {
		return fetched
	}
	u, err := base.Parse(claimed)
	if err != nil || !IsAddress(u.String()) || plainHost(u) != plainHost(base) {
		return fetched
	}
	u.Fragment = ""
	return u.String()
}

func plainHost(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") }

// FromAddress reads an address into a document: a page, a PDF, or the card behind a model's page on the Hugging Face hub.
func (c *Client) FromAddress(ctx context.Context, addr string) (evidence.Document, error) {
	if card, model, ok := CardAddress(addr); ok {
		p, err := c.Page(ctx, card, Prior{})
		if err != nil {
			return evidence.Document{}, err
		}
		return Card(p.Raw, model)
	}
	p, err := c.Page(ctx, addr, Prior{})
	if err != nil {
		return evidence.Document{}, err
	}
	return c.Document(ctx, p)
}

// Document turns a page into a document.
func (c *Client) Document(ctx context.Context, p Page) (evidence.Document, error) {
	if p.MediaType == "" {
		p.MediaType = sniff(p.Bytes)
	}
	switch p.MediaType {
	case feedType, "application/json":
		return evidence.Document{}, evidence.Errorf(evidence.Unsupported, "%s: a feed or a list, not a document; follow it with assay watch", p.Name)
	case pdfType:
		if c.opt.PDF == nil {
			return evidence.Document{}, evidence.Errorf(evidence.Unsupported, "%s: a PDF, which is not read here", p.Name)
		}
		return c.opt.PDF(ctx, p.Raw)
	}
	return Document(p.Raw)
}
