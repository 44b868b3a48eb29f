package web

import (
	"net/http"
	"slices"
	"strings"

	"assay/evidence"
)

// sourcesPage is the registry of sources with what each brought.
type sourcesPage struct {
	Lines   []sourceLine
	Letters []letterCount
}

type sourceLine struct {
	Source  evidence.Source
	Claims  int
	Origins int // voices that this source opened, as far as known
	Relays  int // claims that repeat another account (E0)
}

type letterCount struct {
	Letter evidence.Letter
	N      int
}

// sources answers the list of sources, those with most claims first.
func (s *site) sources(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	claims, err := s.Evidence.Claims(r.Context())
	if err != nil {
		s.fail(w, l, err)
		return
	}
	bySource := map[string]*sourceLine{}
	voices := map[string]map[string]bool{}
	for i := range claims {
		id := claims[i].SourceID
		line := bySource[id]
		if line == nil {
			line = &sourceLine{}
			bySource[id], voices[id] = line, map[string]bool{}
		}
		line.Claims++
		if claims[i].Evidence == evidence.E0 {
			line.Relays++
		} else if o := rd.origins[claims[i].ID]; o != "" {
			voices[id][o] = true
		}
	}
	var p sourcesPage
	letters := map[evidence.Letter]int{}
	for _, src := range s.Catalogue.Sources() {
		line := sourceLine{Source: src}
		if x := bySource[src.ID]; x != nil {
			line.Claims, line.Relays, line.Origins = x.Claims, x.Relays, len(voices[src.ID])
		}
		letters[src.Letter]++
		p.Lines = append(p.Lines, line)
	}
	slices.SortStableFunc(p.Lines, func(a, b sourceLine) int {
		if a.Claims != b.Claims {
			return b.Claims - a.Claims
		}
		return strings.Compare(a.Source.Name, b.Source.Name)
	})
	for _, x := range []evidence.Letter{"A", "B", "C", "D", "E", "F"} {
		p.Letters = append(p.Letters, letterCount{x, letters[x]})
	}
	c := s.cats[l]
	s.render(w, "sources", page{Lang: l, Title: c.text("sources.title"), Path: "/sources/", Query: r.URL.Query(), Nav: "sources", AsOf: rd.asOf, Today: true, Data: p})
}

// sourcePage is one source and its claims.
type sourcePage struct {
	Source evidence.Source
	Claims []claimView
}

// source answers one source.
func (s *site) source(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	src, ok := s.Catalogue.Source(r.PathValue("id"))
	if !ok {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no source %s in the registry", clip(r.PathValue("id"), 60)))
		return
	}
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	index, err := s.claims(r.Context())
	if err != nil {
		s.fail(w, l, err)
		return
	}
	claims := values(index.bySource[src.ID], nil)
	p := sourcePage{Source: src}
	for i := range claims {
		p.Claims = append(p.Claims, s.claimView(l, &claims[i], rd))
	}
	s.render(w, "source", page{Lang: l, Title: plain(src.Name), Path: "/source/" + src.ID + "/", Query: r.URL.Query(), Nav: "sources", AsOf: rd.asOf, Today: true, Data: p})
}
