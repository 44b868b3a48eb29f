package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/time/rate"

	"assay/evidence"
)

// ClientOptions say how politely and how patiently addresses are read. The zero
// value is right for use; tests name a Transport, which lifts the guard.
type ClientOptions struct {
	Transport  http.RoundTripper // nil: the guarded one
	UserAgent  string            // empty: assay's own
	Timeout    time.Duration     // of one document with all its tries; 0 means 60 s
	Every      time.Duration     // between two requests to one host; 0 means 1 s, negative no wait
	Retries    int               // further tries after a transient failure; 0 means 2, negative none
	RetryWait  time.Duration     // before the first further try; 0 means 1 s
	Redirects  int               // at most; 0 means 5
	MaxBytes   int64             // of a document after unpacking; 0 means MaxBytes
	PDF        PDFReader         // nil: PDF documents are refused
	SkipRobots bool              // read in spite of robots.txt; for tests and for a site of one's own
}

// PDFReader turns the bytes of a PDF into a document. PDF in a child process is
// the one in use.
type PDFReader func(ctx context.Context, raw Raw) (evidence.Document, error)

const userAgent = "assay/1 (reads public documents on AI hardware; obeys robots.txt)"

func (o ClientOptions) withDefaults() ClientOptions {
	if o.Transport == nil {
		o.Transport = guarded()
	}
	if o.UserAgent == "" {
		o.UserAgent = userAgent
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	if o.Every == 0 {
		o.Every = time.Second
	}
	if o.Retries == 0 {
		o.Retries = 2
	}
	if o.RetryWait <= 0 {
		o.RetryWait = time.Second
	}
	if o.Redirects <= 0 {
		o.Redirects = 5
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = MaxBytes
	}
	return o
}

// guarded is the transport for the open internet: no proxy (it would resolve
// names behind the guard's back), every connection judged by its address.
func guarded() http.RoundTripper {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: Guard}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  20 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		MaxConnsPerHost:        4,
		MaxIdleConns:           64,
		IdleConnTimeout:        30 * time.Second,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
	}
}

// Client reads addresses. It is safe for concurrent use.
type Client struct {
	opt   ClientOptions
	retry *retryablehttp.Client

	mu     sync.Mutex
	hosts  map[string]*rate.Limiter
	robots map[string]rules
}

// NewClient makes a client.
func NewClient(o ClientOptions) *Client {
	o = o.withDefaults()
	c := &Client{opt: o, hosts: map[string]*rate.Limiter{}, robots: map[string]rules{}}
	c.retry = retryablehttp.NewClient()
	c.retry.Logger = nil
	c.retry.RetryMax = max(o.Retries, 0)
	c.retry.RetryWaitMin, c.retry.RetryWaitMax = o.RetryWait, 10*o.RetryWait
	c.retry.ErrorHandler = retryablehttp.PassthroughErrorHandler
	c.retry.CheckRetry = again
	c.retry.HTTPClient = &http.Client{Transport: o.Transport, CheckRedirect: c.redirect}
	return c
}

// again tries once more after a server's trouble or a broken connection, never
// after a refusal of ours.
func again(ctx context.Context, res *http.Response, err error) (bool, error) {
	var known *evidence.Error
	if errors.As(err, &known) {
		return false, err
	}
	return retryablehttp.DefaultRetryPolicy(ctx, res, err)
}

// redirect judges each further address as the first was judged; the dialer
// judges where it leads.
func (c *Client) redirect(req *http.Request, via []*http.Request) error {
	if len(via) > c.opt.Redirects {
		return evidence.Errorf(evidence.Invalid, "more than %d redirects", c.opt.Redirects)
	}
	if _, err := address(req.URL.String()); err != nil {
		return err
	}
	return c.allowed(req.Context(), req.URL)
}

// address reads an address of a document. Error: invalid.
func address(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	switch {
	case err != nil || u.Host == "":
		return nil, evidence.Errorf(evidence.Invalid, "%q is not an address of the form https://host/path", short(s))
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, evidence.Errorf(evidence.Invalid, "addresses of kind %q are not read; give http or https", u.Scheme)
	case u.User != nil:
		return nil, evidence.Errorf(evidence.Invalid, "an address with a user name is not read")
	}
	u.Fragment = ""
	return u, nil
}

// IsAddress reports whether an argument is meant as an address rather than a file.
func IsAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// wait keeps the distance between two requests to one host.
func (c *Client) wait(ctx context.Context, host string, every time.Duration) error {
	if every < 0 {
		return ctx.Err()
	}
	c.mu.Lock()
	l := c.hosts[host]
	if l == nil {
		if len(c.hosts) > 10_000 { // a feed of many hosts must not fill the memory
			clear(c.hosts)
		}
		l = rate.NewLimiter(rate.Every(every), 1)
		c.hosts[host] = l
	}
	c.mu.Unlock()
	return l.Wait(ctx)
}

func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
