package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/evidence"
	"assay/fetch"
	"assay/store"
)

// site is a local stand-in for every host of the web: a path may be host/path
// or a path alone. What is not there is 404.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]string
	hits  map[string]int
	fail  map[string]int // status to answer
	posts []*http.Request
	body  [][]byte
}

func newSite(t testing.TB) *site {
	s := &site{pages: map[string]string{}, hits: map[string]int{}, fail: map[string]int{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.Close)
	return s
}

func (s *site) set(path, content string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = content
}

func (s *site) refuse(path string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail[path] = status
}

func (s *site) answer(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := r.Header.Get("X-Asked-Host") + r.URL.RequestURI()
	s.hits[key]++
	if r.Method == http.MethodPost {
		b, _ := io.ReadAll(r.Body)
		s.posts, s.body = append(s.posts, r), append(s.body, b)
	}
	if status := s.fail[key]; status != 0 {
		w.WriteHeader(status)
		return
	}
	body, ok := s.pages[key]
	if !ok {
		http.NotFound(w, r)
		return
	}
	etag := `"` + evidence.Hash("etag", body)[:8] + `"`
	w.Header().Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	switch {
	case strings.HasPrefix(body, "<?xml"):
		w.Header().Set("Content-Type", "application/rss+xml")
	case strings.HasPrefix(body, "["):
		w.Header().Set("Content-Type", "application/json")
	case strings.HasPrefix(body, "%PDF"):
		w.Header().Set("Content-Type", "application/pdf")
	case strings.HasPrefix(body, "<"):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	io.WriteString(w, body)
}

// RoundTrip sends every request to the local server.
func (s *site) RoundTrip(r *http.Request) (*http.Response, error) {
	to, err := url.Parse(s.URL)
	if err != nil {
		return nil, err
	}
	q := r.Clone(r.Context())
	q.Header.Set("X-Asked-Host", r.URL.Host)
	q.URL.Scheme, q.URL.Host, q.Host = to.Scheme, to.Host, to.Host
	res, err := http.DefaultTransport.RoundTrip(q)
	if res != nil {
		res.Request = r
	}
	return res, err
}

func (s *site) client() *fetch.Client {
	return fetch.NewClient(fetch.ClientOptions{Transport: s, Every: -1, Retries: -1, RetryWait: time.Millisecond, Timeout: 5 * time.Second})
}

func page(title, text string) string {
	return fmt.Sprintf(`<html lang="en"><head><title>%s</title></head><body><article><p>%s</p><p>%s</p></article></body></html>`,
		title, text, strings.Repeat("The council met on Thursday and spoke about the weather. ", 8))
}

func feedOf(addresses ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>`)
	for i, a := range addresses {
		fmt.Fprintf(&b, `<item><title>Item %d</title><link>%s</link><pubDate>Wed, 0%d Jul 2026 08:00:00 GMT</pubDate></item>`, i, a, 1+i%9)
	}
	return b.String() + `</channel></rss>`
}

// newsroom is a program over a store and sources of its own, with a local web.
type newsroom struct {
	t       testing.TB
	site    *site
	store   string
	sources string
}

func newNewsroom(t testing.TB, sources string) *newsroom {
	dir := t.TempDir()
	n := &newsroom{t: t, site: newSite(t), store: "sqlite:" + filepath.Join(dir, "s.db"), sources: filepath.Join(dir, "mine.yaml")}
	if err := os.WriteFile(n.sources, []byte(sources), 0o600); err != nil {
		t.Fatal(err)
	}
	return n
}

// run runs the program with the local web in place of the open one.
func (n *newsroom) run(ctx context.Context, args ...string) (int, string, string) {
	var out, errs bytes.Buffer
	a := &app{streams: streams{in: strings.NewReader(""), out: &out, err: &errs}, web: n.site.client()}
	defer a.close()
	root := newRoot(a)
	root.SetArgs(append(args, "--store", n.store))
	code := exitCode(usage(root.ExecuteContext(ctx)), &errs)
	return code, out.String(), errs.String()
}

func (n *newsroom) once() string {
	n.t.Helper()
	code, out, errs := n.run(n.t.(*testing.T).Context(), "watch", "--once", "--sources", n.sources, "--format", "json")
	if clean := strings.Contains(out, `"failed": 0`); clean && code != 0 || !clean && code != exitFindings {
		n.t.Fatalf("watch --once: code %d, %s", code, errs)
	}
	return out
}

func (n *newsroom) status() watchStatus {
	n.t.Helper()
	_, out, errs := n.run(context.Background(), "watch", "--status", "--sources", n.sources, "--format", "json")
	var s watchStatus
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		n.t.Fatalf("%v: %s %s", err, out, errs)
	}
	return s
}

const twoSources = `
- id: my-wire
  name: My Wire
  kind: press
  letter: C
  watch:
    - address: https://wire.example/feed.xml
      every: 1h
- id: my-maker
  name: My Maker
  kind: developer
  letter: B
  watch:
    - address: https://huggingface.co/my-maker
      kind: model-cards
      every: 6h
    - address: https://maker.example/hardware
      kind: page
      every: 6h
`

// TestWatch_story follows a feed, an organisation's cards and a page: what is
// new is stored, what cannot be read is a letter, nothing is fetched twice.
func TestWatch_story(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, twoSources)
	n.site.set("wire.example/feed.xml", feedOf("https://wire.example/a", "https://wire.example/gone", "https://away.example/b", "https://wire.example/more.xml"))
	n.site.set("wire.example/a", page("A", "Kimi K3 was pre-trained on 2,048 Nvidia H800 chips, the company said."))
	n.site.set("wire.example/more.xml", feedOf("https://wire.example/c"))
	n.site.set("wire.example/c", page("C", "GLM-5 was post-trained on Ascend 910B chips, the company said."))
	n.site.refuse("away.example/b", 503)
	n.site.set("huggingface.co/api/models?limit=100&sort=lastModified&author=my-maker", `[{"id":"my-maker/Orbit-3","createdAt":"2026-07-01T00:00:00.000Z"}]`)
	n.site.set("huggingface.co/my-maker/Orbit-3/raw/main/README.md", "---\nco2_eq_emissions:\n  hardware_used: 64 x Ascend 910B\n  training_type: pre-training\n---\n# Orbit-3\n\nA model.\n")
	n.site.set("maker.example/hardware", page("Hardware", "DeepSeek-V3 is served on Ascend 910C chips."))

	out := n.once()
	s := n.status()
	if s.Sources[0].Documents != 2 || s.Sources[0].Dead != 1 || s.Sources[0].Waiting != 1 || s.Sources[1].Documents != 1 || s.Sources[2].Documents != 1 {
		t.Errorf("after the first round: %s\n%+v", out, s)
	}
	claims := 0
	for _, src := range s.Sources {
		claims += src.Claims
		if src.LastFetch.IsZero() || src.NextRun.Before(s.At) {
			t.Errorf("source %+v", src)
		}
	}
	if claims < 4 {
		t.Errorf("%d claims, want one a document at least: %+v", claims, s.Sources)
	}
	if len(s.Letters) != 2 || s.Letters[0].State != "dead" || !strings.Contains(s.Letters[0].Reason, "404") || s.Letters[1].Tries != 1 ||
		!strings.Contains(s.Letters[1].Reason, "503") || s.Letters[1].NextTry.Before(s.At) {
		t.Errorf("letters %+v", s.Letters)
	}

	n.once()
	if n.site.hits["wire.example/a"] != 1 || n.site.hits["wire.example/feed.xml"] != 1 {
		t.Errorf("asked again before anything was due: %v", n.site.hits)
	}

	n.site.set("wire.example/gone", page("Back", "Qwen3-Max was trained on Nvidia H20 chips, the company said."))
	n.site.refuse("away.example/b", 0)
	n.site.set("away.example/b", page("B", "Ernie 5.0 was trained on Kunlun P800 chips, the company said."))
	if code, _, _ := n.run(t.Context(), "watch", "--retry", "nosuchletter"); code != 3 {
		t.Errorf("an unknown letter: code %d", code)
	}
	if code, out, _ := n.run(t.Context(), "watch", "--retry", s.Letters[0].ID); code != 0 || !strings.HasPrefix(out, "1 ") {
		t.Errorf("retry: %d %s", code, out)
	}
	n.once()
	if s = n.status(); s.Sources[0].Documents != 3 || s.Sources[0].Dead != 0 || len(s.Letters) != 1 {
		t.Errorf("after the retry: %+v", s)
	}
	code, table, _ := n.run(t.Context(), "watch", "--status", "--sources", n.sources)
	if code != 0 || !strings.Contains(table, "My Wire") || !strings.Contains(table, s.Letters[0].ID) {
		t.Errorf("status table: %s", table)
	}
}

// TestWatch_killed stops a watch in the middle, as a kill would leave it, and
// runs it again: every document is there once.
func TestWatch_killed(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, strings.Split(twoSources, "- id: my-maker")[0])
	var addresses []string
	for i := range 40 {
		addresses = append(addresses, fmt.Sprintf("https://wire.example/p%d", i))
		n.site.set(fmt.Sprintf("wire.example/p%d", i), page("P", fmt.Sprintf("Kimi K3 was pre-trained on %d Nvidia H800 chips, the company said.", 1000+i)))
	}
	n.site.set("wire.example/feed.xml", feedOf(addresses...))
	for i := range 6 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(20+60*i)*time.Millisecond)
		n.run(ctx, "watch", "--once", "--sources", n.sources)
		cancel()
	}
	n.once()
	db, err := store.OpenExisting(t.Context(), n.store)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if v, err := db.Verify(t.Context()); err != nil || len(v.Findings) > 0 || v.Documents != 40 {
		t.Errorf("%+v, %v; want 40 documents", v, err)
	}
	if s := n.status(); s.Sources[0].Documents != 40 || s.Sources[0].Waiting != 0 {
		t.Errorf("status %+v", s.Sources)
	}
}

// TestWatch_queue leaves the reading to workers.
func TestWatch_queue(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, strings.Split(twoSources, "- id: my-maker")[0])
	n.site.set("wire.example/feed.xml", feedOf("https://wire.example/a"))
	n.site.set("wire.example/a", page("A", "Kimi K3 was pre-trained on 2,048 Nvidia H800 chips, the company said."))
	if code, _, errs := n.run(t.Context(), "watch", "--once", "--queue", "--sources", n.sources); code != 0 {
		t.Fatal(errs)
	}
	if s := n.status(); s.Queue.Waiting != 1 || s.Sources[0].Documents != 1 {
		t.Errorf("%+v", s)
	}
	if code, _, errs := n.run(t.Context(), "work", "--until-empty"); code != 0 {
		t.Fatal(errs)
	}
	if s := n.status(); s.Queue.Read != 1 || s.Queue.Waiting != 0 {
		t.Errorf("%+v", s)
	}
}

// TestWatch_webhook reports a changed cell, signed, once, and again only while
// the receiver does not take it.
func TestWatch_webhook(t *testing.T) {
	const key = "a key of some length"
	t.Setenv("ASSAY_WEBHOOK", "https://desk.example/hook")
	t.Setenv("ASSAY_WEBHOOK_KEY", key)
	n := newNewsroom(t, strings.Split(twoSources, "- id: my-maker")[0])
	n.site.set("wire.example/feed.xml", feedOf())
	n.once() // the cursor is set: what was there is not reported
	if len(n.site.posts) != 0 {
		t.Fatalf("%d reports of what was there before", len(n.site.posts))
	}
	if code, _, errs := n.run(t.Context(), "review", "retract", "lc2-pre-asic", "--reason", "test", "--person", "me"); code != 0 {
		t.Skipf("no cell can be changed this way: %s", errs)
	}
	n.site.refuse("desk.example/hook", 500)
	n.once()
	n.site.refuse("desk.example/hook", 0)
	n.site.set("desk.example/hook", "ok")
	n.once()
	n.once()
	if len(n.site.posts) != 2 {
		t.Fatalf("%d reports, want one refused and one taken", len(n.site.posts))
	}
	var rep hookReport
	if err := json.Unmarshal(n.site.body[1], &rep); err != nil || len(rep.Changes) == 0 || rep.Changes[0].Model == "" || string(rep.Changes[0].From) == string(rep.Changes[0].To) {
		t.Errorf("report %s, %v", n.site.body[1], err)
	}
	head := n.site.posts[1].Header
	if !fetch.Signed(key, head.Get(fetch.SignatureHeader), n.site.body[1], time.Now(), time.Minute) || head.Get("Idempotency-Key") != rep.ID ||
		n.site.posts[0].Header.Get("Idempotency-Key") != rep.ID {
		t.Errorf("head %v", head)
	}
}

// TestWatch_mistakes names the file and the line.
func TestWatch_mistakes(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, "- id: my-x\n  name: My X\n  kind: press\n  letter: C\n  watch:\n    - address: ftp://x.example/\n      kind: telegram\n")
	code, _, errs := n.run(t.Context(), "watch", "--once", "--sources", n.sources)
	if code != 2 || !strings.Contains(errs, n.sources+":6") || strings.Count(errs, "\n") != 1 {
		t.Errorf("code %d, %s", code, errs)
	}
	if code, _, errs = n.run(t.Context(), "watch", "--once", "--sources", "nowhere.yaml"); code != 3 || strings.Count(errs, "\n") != 1 {
		t.Errorf("code %d, %s", code, errs)
	}
	if code, _, errs = n.run(t.Context(), "watch", "--once"); code != 3 || !strings.Contains(errs, "--sources") {
		t.Errorf("nothing to follow: code %d, %s", code, errs)
	}
}
