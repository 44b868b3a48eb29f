package fetch_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/evidence"
	"assay/fetch"
)

// lifted is a client for a local server: the guard and the pace are lifted.
func lifted(change func(*fetch.ClientOptions)) *fetch.Client {
	o := fetch.ClientOptions{
		Transport: http.DefaultTransport.(*http.Transport).Clone(), Every: -1, Retries: -1,
		RetryWait: time.Millisecond, Timeout: 2 * time.Second, MaxBytes: 1 << 20,
	}
	if change != nil {
		change(&o)
	}
	return fetch.NewClient(o)
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	return srv.URL
}

const article = `<html lang="en"><head><title>T</title><meta property="og:site_name" content="Example Wire">
<meta property="article:published_time" content="2026-03-04T08:00:00Z"><link rel="canonical" href="/short"></head>
<body><nav>menu</nav><article><p>Orbit-3 was trained on 2,048 H800 cards, the firm said. ` + "%s" + `</p></article></body></html>`

func TestFromAddress_readsAPage(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintf(w, article, strings.Repeat("More words follow here. ", 20))
	})
	doc, err := lifted(nil).FromAddress(context.Background(), url+"/a/long?x=1#frag")
	if err != nil {
		t.Fatal(err)
	}
	if doc.Address != url+"/short" || doc.Publisher != "Example Wire" || doc.Published != "2026-03-04" || !strings.Contains(doc.Body, "2,048 H800") {
		t.Errorf("address %q, publisher %q, published %q", doc.Address, doc.Publisher, doc.Published)
	}
}

func TestFromAddress_aPageCannotClaimAnothersHost(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, strings.Replace(fmt.Sprintf(article, ""), "/short", "https://famous.example/scoop", 1))
	})
	doc, err := lifted(func(o *fetch.ClientOptions) { o.SkipRobots = true }).FromAddress(context.Background(), url+"/p")
	if err != nil || doc.Address != url+"/p" {
		t.Errorf("address %q, err %v", doc.Address, err)
	}
}

func TestPage_unchanged(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, "text")
	})
	c := lifted(nil)
	first, err := c.Page(context.Background(), url, fetch.Prior{})
	if err != nil || first.ETag != `"v1"` || first.Unchanged {
		t.Fatalf("%+v, %v", first.Prior, err)
	}
	second, err := c.Page(context.Background(), url, first.Prior)
	if err != nil || !second.Unchanged {
		t.Errorf("unchanged %v, %v", second.Unchanged, err)
	}
}

func TestPage_robots(t *testing.T) {
	var asked atomic.Int32
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked.Add(1)
			io.WriteString(w, "User-agent: *\nDisallow: /private\n")
			return
		}
		io.WriteString(w, "text")
	})
	c := lifted(nil)
	if _, err := c.Page(context.Background(), url+"/open", fetch.Prior{}); err != nil {
		t.Error(err)
	}
	if _, err := c.Page(context.Background(), url+"/private/x", fetch.Prior{}); evidence.KindOf(err) != evidence.Denied {
		t.Errorf("private: %v", err)
	}
	if asked.Load() != 1 {
		t.Errorf("robots.txt asked %d times, want 1", asked.Load())
	}
}

func TestPage_triesAgain(t *testing.T) {
	var calls atomic.Int32
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) < 3 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		io.WriteString(w, "text")
	})
	c := lifted(func(o *fetch.ClientOptions) { o.Retries, o.SkipRobots = 2, true })
	if _, err := c.Page(context.Background(), url, fetch.Prior{}); err != nil || calls.Load() != 3 {
		t.Errorf("calls %d, %v", calls.Load(), err)
	}
}

func TestPage_paceOfAHost(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "text") })
	c := lifted(func(o *fetch.ClientOptions) {
		o.Every, o.SkipRobots, o.Timeout = time.Hour, true, 100*time.Millisecond
	})
	if _, err := c.Page(context.Background(), url, fetch.Prior{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Page(context.Background(), url, fetch.Prior{}); evidence.KindOf(err) != evidence.Transient {
		t.Errorf("second request at once: %v", err)
	}
}

// TestPage_hostile holds the bounds against servers that mean harm.
func TestPage_hostile(t *testing.T) {
	endless := func(w io.Writer, r *http.Request) {
		block := []byte(strings.Repeat("a", 64<<10))
		for r.Context().Err() == nil {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}
	cases := map[string]struct {
		h    http.HandlerFunc
		kind evidence.Kind
		say  string
	}{
		"endless body":         {func(w http.ResponseWriter, r *http.Request) { endless(w, r) }, evidence.Invalid, "larger than"},
		"length that is a lie": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "99999999999") }, evidence.Invalid, "larger than"},
		"gzip bomb": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			endless(z, r)
		}, evidence.Invalid, "larger than"},
		"slow body": {func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				io.WriteString(w, "a")
				w.(http.Flusher).Flush()
				time.Sleep(20 * time.Millisecond)
			}
		}, evidence.Transient, "in time"},
		"silence":       {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, evidence.Transient, "in time"},
		"redirect loop": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) }, evidence.Invalid, "redirects"},
		"redirect to a file": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		}, evidence.Invalid, "not"},
		"wrong content type": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "video/mp4") }, evidence.Unsupported, "video/mp4"},
		"broken chunks": {func(w http.ResponseWriter, _ *http.Request) {
			c, buf, _ := w.(http.Hijacker).Hijack()
			buf.WriteString("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nno")
			buf.Flush()
			c.Close()
		}, evidence.Transient, ""},
		"gone":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, evidence.NotFound, "410"},
		"forbidden": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, evidence.Denied, "403"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, tc.h)
			c := lifted(func(o *fetch.ClientOptions) { o.SkipRobots, o.Timeout = true, 400*time.Millisecond })
			_, err := c.Page(context.Background(), url+"/", fetch.Prior{})
			if evidence.KindOf(err) != tc.kind || !strings.Contains(fmt.Sprint(err), tc.say) {
				t.Errorf("got %v (%s), want %s with %q", err, evidence.KindOf(err), tc.kind, tc.say)
			}
		})
	}
}

func TestPage_guardRefusesPrivateNetworks(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { t.Error("the server was reached") })
	c := fetch.NewClient(fetch.ClientOptions{Every: -1, Retries: -1, Timeout: 2 * time.Second})
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(url, "http://"))
	for _, u := range []string{
		url, "http://localhost:" + port, "http://[::1]:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://0x7f.1:" + port,
		"http://169.254.169.254/latest/meta-data", "http://10.1.2.3/", "http://2130706433:" + port, "ftp://example.org/x",
		"http://user@127.0.0.1/", "http:///nohost", "file:///etc/passwd",
	} {
		if _, err := c.Page(context.Background(), u, fetch.Prior{}); err == nil {
			t.Errorf("%s was read", u)
		}
	}
}

// TestPage_guardJudgesEachConnection lets one name through to a local server,
// as a public page would be, and holds that its redirect into a private network
// and a name whose answer changed are still refused.
func TestPage_guardJudgesEachConnection(t *testing.T) {
	private := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the private server was reached") })
	public := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, private, http.StatusFound) })
	guarded := &net.Dialer{Control: fetch.Guard}
	calls := 0
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if calls++; calls == 1 {
			return (&net.Dialer{}).DialContext(ctx, network, strings.TrimPrefix(public, "http://"))
		}
		return guarded.DialContext(ctx, network, strings.TrimPrefix(private, "http://"))
	}}
	for _, u := range []string{"http://public.test/redirects", "http://changed.test/"} {
		c := fetch.NewClient(fetch.ClientOptions{Transport: transport, Every: -1, Retries: -1, SkipRobots: true})
		_, err := c.Page(context.Background(), u, fetch.Prior{})
		var e *evidence.Error
		if !errors.As(err, &e) || e.Kind != evidence.Denied {
			t.Errorf("%s: %v", u, err)
		}
	}
}

func TestPublic(t *testing.T) {
	cases := map[string]bool{
		"8.8.8.8": true, "2606:4700::1": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false,
		"::1": false, "::": false, "fe80::1%eth0": false, "fc00::1": false, "::ffff:10.0.0.1": false, "64:ff9b::a00:1": false,
		"2002:0a00:0001::": false, "fd00:ec2::254": false, "::127.0.0.1": false,
	}
	for s, want := range cases {
		if got := fetch.Public(netip.MustParseAddr(s)); got != want {
			t.Errorf("Public(%s) = %v", s, got)
		}
	}
}
