package web

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"assay/evidence"
)

// matcher picks a language of ours from an Accept-Language header.
var matcher = language.NewMatcher([]language.Tag{language.English, language.German, language.SimplifiedChinese, language.TraditionalChinese})

// welcome sends the first visit to the language that the browser asks for.
func (s *site) welcome(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept-Language")
	tags, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	_, i, _ := matcher.Match(tags...)
	http.Redirect(w, r, s.prefix+"/"+string(Langs()[min(i, 2)])+"/"+search(r.URL.Query()), http.StatusFound)
}

// langOf is the language of a request: that of the address, else English.
func langOf(r *http.Request) Lang {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if l := Lang(first); l.Valid() {
		return l
	}
	return English
}

// lost answers addresses that are none of ours. A page asked for without the
// slash at its end is sent to the address with it.
func (s *site) lost(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	last := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	if last != "" && !strings.Contains(last, ".") && strings.HasPrefix(r.URL.Path, "/"+string(l)) && !strings.HasPrefix(r.URL.Path, "//") {
		http.Redirect(w, r, s.prefix+(&pathOnly{r.URL.Path}).slash()+search(r.URL.Query()), http.StatusMovedPermanently)
		return
	}
	s.fail(w, l, evidence.Errorf(evidence.NotFound, "no page at %s", clip(r.URL.Path, 120)))
}

// pathOnly is a path that is written as a path again, never as a host.
type pathOnly struct{ path string }

func (p *pathOnly) slash() string {
	return "/" + strings.TrimLeft(strings.ReplaceAll(p.path, "\\", ""), "/") + "/"
}

// static answers styles and scripts by the address that carries their hash.
func (s *site) static(w http.ResponseWriter, r *http.Request) {
	for _, a := range s.assets {
		if a.path == r.URL.Path {
			w.Header().Set("Content-Type", a.kind)
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			_, _ = w.Write(a.body)
			return
		}
	}
	if body, ok := s.keptAsset(r.PathValue("name")); ok {
		s.sendFrozen(w, r.URL.Path, body)
		return
	}
	s.fail(w, English, evidence.Errorf(evidence.NotFound, "no file at %s", clip(r.URL.Path, 120)))
}

// choose answers /index.html, with which the static site begins: the languages
// to choose from.
func (s *site) choose(w http.ResponseWriter, _ *http.Request) {
	body, err := s.fragment(English, "choose", s.alternates(page{Path: "/"}))
	if err != nil {
		s.fail(w, English, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(body)
}
