package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"

	"assay/evidence"
)

//go:embed templates/*.html
var templateFS embed.FS

//go:embed static
var staticFS embed.FS

// page is what the layout needs; Data is the page's own.
type page struct {
	Lang        Lang
	Title       string
	Description string
	Path        string     // address without the language: "/model/kimi-k3/"
	Query       url.Values // as asked for
	Nav         string     // entry of the menu to mark
	AsOf        evidence.Date
	Today       bool   // AsOf is the day of the newest record
	Feed        string // address of the Atom feed of this page, or ""
	Status      int    // 200 where 0
	NoIndex     bool
	Alternates  []alternate
	Data        any
}

// alternate is the same page in one language.
type alternate struct {
	Lang    Lang
	Tag     string
	Name    string
	Href    string
	Current bool
}

// asset is a style or script under an address that carries its hash, so that
// it may be kept for ever.
type asset struct {
	path, kind string
	body       []byte
}

// loadAssets reads the embedded styles and scripts; the map goes from file
// name to asset.
func loadAssets() (map[string]asset, error) {
	kinds := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	out := map[string]asset{}
	err := fs.WalkDir(staticFS, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := staticFS.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(name)
		base := strings.TrimSuffix(path.Base(name), ext)
		out[path.Base(name)] = asset{
			path: "/static/" + base + "-" + hex.EncodeToString(sum[:5]) + ext,
			kind: kinds[ext], body: body,
		}
		return nil
	})
	return out, evidence.Wrap(err, "reading styles and scripts")
}

// loadTemplates parses the templates once for each language, with functions
// bound to that language.
func (s *site) loadTemplates() error {
	s.tmpl = map[Lang]*template.Template{}
	for _, l := range Langs() {
		t, err := template.New("").Funcs(s.funcs(l)).ParseFS(templateFS, "templates/*.html")
		if err != nil {
			return evidence.WithKind(evidence.Internal, err, "parsing templates")
		}
		s.tmpl[l] = t
	}
	return nil
}

// render writes a page inside the layout.
func (s *site) render(w http.ResponseWriter, name string, p page) {
	p.Alternates = s.alternates(p)
	body, err := s.fragment(p.Lang, name, p)
	if err != nil {
		s.fail(w, p.Lang, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", p.Lang.Tag())
	if p.Status != 0 {
		w.WriteHeader(p.Status)
	}
	_, _ = w.Write(body)
}

// fragment executes one template.
func (s *site) fragment(l Lang, name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := s.tmpl[l].ExecuteTemplate(&b, name, data); err != nil {
		return nil, evidence.WithKind(evidence.Internal, err, "page %s", name)
	}
	return b.Bytes(), nil
}

func (s *site) alternates(p page) []alternate {
	out := make([]alternate, 0, 3)
	for _, l := range Langs() {
		href := s.prefix + "/" + string(l) + p.Path
		if q := p.Query.Encode(); q != "" {
			href += "?" + q
		}
		out = append(out, alternate{Lang: l, Tag: l.Tag(), Name: s.cats[l].text("lang.name"), Href: href, Current: l == p.Lang})
	}
	return out
}

// fail writes an error page with the status of the error's kind. What went
// wrong inside is logged, not shown.
func (s *site) fail(w http.ResponseWriter, l Lang, err error) {
	kind := evidence.KindOf(err)
	status := statusOf(kind)
	message := err.Error()
	if status == http.StatusInternalServerError {
		s.log.Error("page failed", "err", err)
		message = ""
	}
	data := struct {
		Status  int
		Kind    evidence.Kind
		Message string
	}{status, kind, message}
	p := page{Lang: l, Title: s.cats[l].text("error." + fmt.Sprint(status)), Path: "/", Status: status, NoIndex: true, Data: data}
	p.Alternates = s.alternates(p)
	body, ferr := s.fragment(l, "error", p)
	if ferr != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
