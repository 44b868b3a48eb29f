package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"assay/evidence"
)

// A frozen address is /frozen/DATE/VERSION/ and then the address of a page or a
// file: what stood there, as known on DATE, when the matrix had the hash
// VERSION. The first answer is kept in Deps.Frozen and given for ever after; an
// address whose date has another version by now, and of which nothing was
// kept, is answered with 410 Gone and the version that it has.

// frozen answers a frozen address.
func (s *site) frozen(w http.ResponseWriter, r *http.Request) {
	date, version, rest := r.PathValue("date"), r.PathValue("version"), "/"+r.PathValue("rest")
	l := langOf(&http.Request{URL: &url.URL{Path: rest}})
	day, err := evidence.ParseDate(date)
	if err != nil || day.Precision() != evidence.Day || !isHash(version) {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no frozen page at %s", clip(r.URL.Path, 120)))
		return
	}
	file := s.frozenFile(date, version, rest, r.URL.RawQuery)
	if body, err := os.ReadFile(file); file != "" && err == nil {
		s.sendFrozen(w, rest, body)
		return
	}
	rd, err := s.read(r.Context(), matrixQuery{AsOf: day})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	if now := s.versionHash(rd); now != version {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, s.cats[l].text("frozen.gone", "date", s.cats[l].date(day), "version", now), http.StatusGone)
		return
	}
	body, kind, status := s.render0(r, rest, day)
	if status != http.StatusOK {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no page at %s to freeze", clip(rest, 120)))
		return
	}
	if file != "" {
		s.keepFrozen(file, body)
	}
	w.Header().Set("Content-Type", kind)
	s.sendFrozen(w, rest, body)
}

// render0 asks the site itself for an address as known on a day.
func (s *site) render0(r *http.Request, rest string, day evidence.Date) (body []byte, kind string, status int) {
	q := r.URL.Query()
	q.Set("as-of", string(day))
	inner := httptest.NewRequest(http.MethodGet, (&url.URL{Path: rest, RawQuery: q.Encode()}).String(), nil).WithContext(r.Context())
	rec := &recorder{header: http.Header{}}
	s.handler.ServeHTTP(rec, inner)
	return rec.body.Bytes(), rec.header.Get("Content-Type"), rec.status
}

func (s *site) sendFrozen(w http.ResponseWriter, rest string, body []byte) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", kindOf(rest))
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(body)
}

// kindOf is the content type of an address by its ending.
func kindOf(address string) string {
	switch filepath.Ext(address) {
	case ".json":
		return "application/json; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".md":
		return "text/markdown; charset=utf-8"
	case ".svg":
		return "image/svg+xml; charset=utf-8"
	case ".atom":
		return "application/atom+xml; charset=utf-8"
	case ".xml":
		return "application/xml; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "text/html; charset=utf-8"
}

// frozenFile is where a frozen answer is kept; "" where none are. The name is
// a hash, so that no address reaches outside the folder.
func (s *site) frozenFile(date, version, rest, query string) string {
	if s.Frozen == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(rest + "?" + query))
	return filepath.Join(s.Frozen, date+"-"+version, hex.EncodeToString(sum[:16]))
}

// maxFrozen is how many frozen answers one process keeps, so that nobody fills
// the disk by asking.
const maxFrozen = 50_000

// keepFrozen keeps an answer; one that is there already is never replaced. The
// styles and scripts of the day are kept beside it, since pages name them.
func (s *site) keepFrozen(file string, body []byte) {
	if s.frozenKept.Add(1) > maxFrozen {
		s.log.Warn("frozen page not kept: this process has kept enough", "most", maxFrozen)
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		s.log.Error("frozen page not kept", "err", err)
		return
	}
	write := func(name string, body []byte) {
		tmp, err := os.CreateTemp(filepath.Dir(name), ".new-*")
		if err != nil {
			s.log.Error("frozen page not kept", "err", err)
			return
		}
		_, werr := tmp.Write(body)
		cerr := tmp.Close()
		if werr == nil && cerr == nil {
			werr = os.Link(tmp.Name(), name) // fails where the file exists: the first one stays
		}
		_ = os.Remove(tmp.Name())
		if werr != nil && !os.IsExist(werr) {
			s.log.Error("frozen page not kept", "err", werr)
		}
	}
	write(file, body)
	for _, a := range s.assets {
		name := filepath.Join(s.Frozen, filepath.Base(a.path))
		if _, err := os.Stat(name); err != nil {
			write(name, a.body)
		}
	}
}

// keptAsset is a style or script of an earlier day that frozen pages name.
func (s *site) keptAsset(name string) ([]byte, bool) {
	if s.Frozen == "" || !strings.Contains(name, "-") || strings.ContainsAny(name, `/\`) || strings.HasPrefix(name, ".") {
		return nil, false
	}
	body, err := os.ReadFile(filepath.Join(s.Frozen, name))
	return body, err == nil
}

// isHash reports whether v looks like a version: 12 hex digits.
func isHash(v string) bool {
	if len(v) != 12 {
		return false
	}
	for _, r := range v {
		if !strings.ContainsRune("0123456789abcdef", r) {
			return false
		}
	}
	return true
}

// frozenAddress is the frozen address of a page as of a reading, without base.
func (s *site) frozenAddress(l Lang, rd *reading, path string, query url.Values) string {
	q := url.Values{}
	for k, v := range query {
		if k != "as-of" {
			q[k] = v
		}
	}
	return "/frozen/" + string(rd.asOf) + "/" + s.versionHash(rd) + "/" + string(l) + path + search(q)
}
