package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// shelf keeps answers that were given before, as they were sent, for as long
// as the record does not change. It is emptied when it holds more than limit
// bytes.
type shelf struct {
	mu      sync.Mutex
	version string
	limit   int
	held    int
	books   map[string]*book
}

// book is one kept answer.
type book struct {
	header http.Header
	body   []byte
	etag   string
	zip    func() []byte // compressed on the first request that can take it; nil: not worth it
}

func newShelf(limit int) *shelf { return &shelf{limit: limit, books: map[string]*book{}} }

func (s *shelf) find(version, key string) *book {
	s.mu.Lock()
	defer s.mu.Unlock()
	if version != s.version {
		s.version, s.held, s.books = version, 0, map[string]*book{}
	}
	return s.books[key]
}

func (s *shelf) put(version, key string, b *book) {
	s.mu.Lock()
	defer s.mu.Unlock()
	size := len(b.body) + len(b.body)/4 + 512
	if version != s.version || s.held+size > s.limit {
		s.version, s.held, s.books = version, 0, map[string]*book{}
	}
	s.books[key] = b
	s.held += size
}

// recorder catches an answer so that it can be kept and compressed.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}
func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.body.Write(p)
}

// shelve answers GET from the shelf, with ETag and compression. Only plain 200
// answers are kept; everything else passes through.
func (s *site) shelve(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		version, err := s.Evidence.Version(r.Context())
		if err != nil {
			version = ""
		}
		key := r.URL.Path + "?" + r.URL.RawQuery + "|" + r.Header.Get("Accept")
		if r.URL.Path == "/" {
			key += r.Header.Get("Accept-Language")
		}
		if b := s.pages.find(version, key); b != nil {
			b.serve(w, r)
			return
		}
		rec := &recorder{header: w.Header().Clone()}
		next.ServeHTTP(rec, r)
		b := rec.book()
		if rec.status == http.StatusOK && version != "" && rec.header.Get("Cache-Control") != "no-store" {
			s.pages.put(version, key, b)
		}
		if rec.status != http.StatusOK {
			copyHeader(w.Header(), rec.header)
			w.WriteHeader(rec.status)
			if r.Method != http.MethodHead {
				_, _ = w.Write(rec.body.Bytes())
			}
			return
		}
		b.serve(w, r)
	})
}

func (r *recorder) book() *book {
	sum := sha256.Sum256(r.body.Bytes())
	b := &book{header: r.header, body: r.body.Bytes(), etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
	if len(b.body) > 1024 && compressible(r.header.Get("Content-Type")) {
		b.zip = sync.OnceValue(func() []byte {
			var z bytes.Buffer
			zw, _ := gzip.NewWriterLevel(&z, 6)
			_, _ = zw.Write(b.body)
			_ = zw.Close()
			return z.Bytes()
		})
	}
	return b
}

func compressible(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "xml") || strings.Contains(kind, "svg")
}

func (b *book) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	copyHeader(h, b.header)
	h.Set("ETag", b.etag)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	if b.zip != nil {
		h.Add("Vary", "Accept-Encoding")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), b.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := b.body
	if b.zip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = b.zip()
	}
	h.Set("Content-Length", itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func copyHeader(to, from http.Header) {
	for k, v := range from {
		to[k] = v
	}
}
