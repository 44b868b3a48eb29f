package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"

	"assay/evidence"
)

// Published is what a run of Publish did.
type Published struct {
	Files   int      `json:"files"`   // of the site
	Written int      `json:"written"` // new or changed
	Removed int      `json:"removed"` // of an earlier run, no longer part of the site
	Frozen  int      `json:"frozen"`  // frozen pages, kept for ever
	Bytes   int64    `json:"bytes"`
	Broken  []string `json:"broken"` // links that lead nowhere: page -> address
}

// manifestName lists the files of the last run with their hashes.
const manifestName = "assay-manifest.json"

// startPages are where the walk begins.
func startPages() []string {
	out := []string{"/index.html", "/sitemap.xml", "/robots.txt", "/api/v1/names.json", "/api/v1/openapi.json"}
	for _, l := range Langs() {
		for _, p := range append([]string{"/search/", "/review/", "/decisions/"}, plainPages...) {
			out = append(out, "/"+string(l)+p)
		}
	}
	return out
}

// Publish writes the whole site into dir as files that a plain file host can
// serve. It walks the links of the same handler that answers live, so that the
// files equal the live pages and no link of one page to another is broken. An
// address with a slash at its end becomes index.html; queries are left out,
// since a file host does not read them. Files that stay the same are not
// touched; files of an earlier run that are no longer part of the site are
// removed; frozen pages are neither rewritten nor removed. progress may be nil.
func Publish(ctx context.Context, deps Deps, dir string, progress func(done, known int)) (Published, error) {
	deps.Desk, deps.AnyHost = nil, true
	s, err := newSite(deps)
	if err != nil {
		return Published{}, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Published{}, evidence.WithKind(evidence.Invalid, err, "publishing to %s", dir)
	}
	p := &publisher{site: s, ctx: ctx, dir: dir, progress: progress, known: map[string]string{}, hashes: map[string]string{}}
	p.wake = sync.NewCond(&p.mu)
	for _, a := range startPages() {
		p.add(a, "")
	}
	if err := p.walk(); err != nil {
		return p.out, err
	}
	return p.finish()
}

// publisher is one run.
type publisher struct {
	site     *site
	ctx      context.Context
	dir      string
	progress func(done, known int)

	mu     sync.Mutex
	wake   *sync.Cond
	known  map[string]string // address -> page that first links to it
	todo   []string
	busy   int
	done   int
	err    error
	hashes map[string]string // file -> hash
	out    Published
}

// add takes an address into the walk.
func (p *publisher) add(address, from string) {
	if _, ok := p.known[address]; ok {
		return
	}
	p.known[address] = from
	p.todo = append(p.todo, address)
}

// walk asks for every known address until none is left.
func (p *publisher) walk() error {
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for p.step() {
			}
		})
	}
	wg.Wait()
	if p.err == nil {
		p.err = p.ctx.Err()
	}
	return p.err
}

// step does one address; false when there is nothing left.
func (p *publisher) step() bool {
	p.mu.Lock()
	for len(p.todo) == 0 && p.busy > 0 && p.err == nil {
		p.wake.Wait()
	}
	if len(p.todo) == 0 || p.err != nil || p.ctx.Err() != nil {
		p.wake.Broadcast()
		p.mu.Unlock()
		return false
	}
	address := p.todo[len(p.todo)-1]
	p.todo = p.todo[:len(p.todo)-1]
	p.busy++
	p.mu.Unlock()

	links, err := p.one(address)

	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy--
	p.done++
	for _, l := range links {
		p.add(l, address)
	}
	if err != nil && p.err == nil {
		p.err = err
	}
	if p.progress != nil {
		p.progress(p.done, len(p.known))
	}
	p.wake.Broadcast()
	return true
}

// one asks for an address, writes its file and gives the links on it.
func (p *publisher) one(address string) ([]string, error) {
	r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil).WithContext(p.ctx)
	r.URL = &url.URL{Path: address}
	rec := &recorder{header: http.Header{}}
	p.site.handler.ServeHTTP(rec, r)
	if rec.status != http.StatusOK {
		p.mu.Lock()
		p.out.Broken = append(p.out.Broken, p.known[address]+" -> "+address)
		p.mu.Unlock()
		return nil, nil
	}
	file := fileOf(address)
	frozen := strings.HasPrefix(address, "/frozen/")
	if err := p.write(file, rec.body.Bytes(), frozen); err != nil {
		return nil, err
	}
	if frozen || !strings.HasPrefix(rec.header.Get("Content-Type"), "text/html") {
		return nil, nil
	}
	return p.site.linksOf(address, rec.body.Bytes()), nil
}

// fileOf is the file of an address, below the folder.
func fileOf(address string) string {
	f := strings.TrimPrefix(address, "/")
	if f == "" || strings.HasSuffix(f, "/") {
		f += "index.html"
	}
	return filepath.FromSlash(f)
}

// write writes a file if it is new or has changed; a frozen one only if it is
// new.
func (p *publisher) write(file string, body []byte, frozen bool) error {
	sum := sha256.Sum256(body)
	p.mu.Lock()
	p.out.Files++
	p.out.Bytes += int64(len(body))
	if frozen {
		p.out.Frozen++
	} else {
		p.hashes[filepath.ToSlash(file)] = hex.EncodeToString(sum[:16])
	}
	p.mu.Unlock()
	name := filepath.Join(p.dir, file)
	if !within(p.dir, name) {
		return evidence.Errorf(evidence.Invalid, "%s lies outside %s", file, p.dir)
	}
	old, err := os.ReadFile(name)
	if err == nil && (frozen || bytes.Equal(old, body)) {
		return nil
	}
	if err := replaceFile(name, body); err != nil {
		return err
	}
	p.mu.Lock()
	p.out.Written++
	p.mu.Unlock()
	return nil
}

func within(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// replaceFile writes beside the file and renames, so that a reader never sees
// half of it.
func replaceFile(name string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return evidence.WithKind(evidence.Invalid, err, "publishing")
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return evidence.WithKind(evidence.Invalid, err, "publishing")
	}
	_, err = tmp.Write(body)
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return evidence.WithKind(evidence.Invalid, err, "publishing")
	}
	return nil
}

// finish removes what is no longer part of the site and writes the manifest.
func (p *publisher) finish() (Published, error) {
	slices.Sort(p.out.Broken)
	name := filepath.Join(p.dir, manifestName)
	was := map[string]string{}
	if body, err := os.ReadFile(name); err == nil {
		if err := json.Unmarshal(body, &was); err != nil {
			return p.out, evidence.Errorf(evidence.Invalid, "%s is not a list of files: %v; remove it to publish afresh", name, err)
		}
	}
	for file := range was {
		if _, ok := p.hashes[file]; ok || strings.HasPrefix(file, "frozen/") || !within(p.dir, filepath.Join(p.dir, filepath.FromSlash(file))) {
			continue
		}
		if err := os.Remove(filepath.Join(p.dir, filepath.FromSlash(file))); err == nil {
			p.out.Removed++
		}
	}
	body, err := json.MarshalIndent(p.hashes, "", " ")
	if err != nil {
		return p.out, evidence.WithKind(evidence.Internal, err, "writing %s", manifestName)
	}
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, body) {
		return p.out, nil
	}
	return p.out, replaceFile(name, body)
}

var frozenLink = regexp.MustCompile(`/frozen/\d{4}-\d\d-\d\d/[0-9a-f]{12}/[^\s?"<>}]*`)

// linksOf gives the addresses of this site that a page names: links, styles,
// scripts, feeds, and the frozen address of its citation. Queries and places
// within a page are cut off.
func (s *site) linksOf(at string, body []byte) []string {
	base := &url.URL{Path: at}
	var out []string
	take := func(raw string) {
		u, err := url.Parse(raw)
		if err != nil || u.Host != "" || u.Scheme != "" || u.Path == "" && u.RawQuery == "" {
			return
		}
		path := base.ResolveReference(u).Path
		path, ok := strings.CutPrefix(path, s.prefix)
		if ok && strings.HasPrefix(path, "/") {
			out = append(out, path)
		}
	}
	z := html.NewTokenizer(bytes.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			for _, f := range frozenLink.FindAllString(string(body), -1) {
				out = append(out, html.UnescapeString(f))
			}
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range z.Token().Attr {
				if a.Key == "href" || a.Key == "src" {
					take(a.Val)
				}
			}
		}
	}
}
