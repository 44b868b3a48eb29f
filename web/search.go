package web

import (
	"context"
	"net/http"
	"sort"
	"strings"
	"sync"

	"assay/evidence"
	"assay/text"
)

// hit is one thing that a search found.
type hit struct {
	Kind  string // model, silicon, source, document, claim
	Name  string
	What  string // one line about it
	Href  string // without the language
	Quote string // of a claim: what was found
	score int
}

// names is the index of what has a name: models, silicon, sources, documents.
type names struct {
	version string
	entries []entry
}

// entry is one name under which a thing is found.
type entry struct {
	key string // folded: lower case, simplified, without spaces and hyphens
	hit hit
}

// nameIndex holds the index of the latest version.
type nameIndex struct {
	mu sync.Mutex
	at names
}

// searchKey folds a name for search: case and width do not count, traditional
// characters are found by simplified ones, spaces and hyphens are left out.
// Two-character names are found, since every position is compared.
func searchKey(s string) string { return fold(text.Fold(s)) }

// nameEntries lists every name that the record knows.
func (s *site) nameEntries(ctx context.Context) ([]entry, error) {
	version, err := s.Evidence.Version(ctx)
	if err != nil {
		return nil, err
	}
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	if s.index.at.version == version && s.index.at.entries != nil {
		return s.index.at.entries, nil
	}
	var out []entry
	add := func(h hit, spellings ...string) {
		seen := map[string]bool{}
		for _, sp := range spellings {
			if k := searchKey(sp); k != "" && !seen[k] {
				seen[k] = true
				out = append(out, entry{k, h})
			}
		}
	}
	for _, m := range s.Catalogue.Models() {
		add(hit{Kind: "model", Name: m.Name, What: m.Developer, Href: "/model/" + m.ID + "/"}, append([]string{m.Name, m.ID}, m.Aliases...)...)
	}
	for _, n := range s.Catalogue.Lattice().Nodes() {
		add(hit{Kind: "silicon", Name: n.Name, What: string(n.Kind), Href: "/silicon/" + n.ID + "/"}, append([]string{n.Name, n.ID}, append(n.Aliases, n.AmbiguousAliases...)...)...)
	}
	for _, src := range s.Catalogue.Sources() {
		add(hit{Kind: "source", Name: src.Name, What: src.Kind, Href: "/source/" + src.ID + "/"}, append([]string{src.Name}, src.Aliases...)...)
	}
	docs, err := s.Evidence.Documents(ctx)
	if err != nil {
		return nil, err
	}
	for i := range docs {
		add(hit{Kind: "document", Name: plain(titleOf(&docs[i])), What: plain(docs[i].Publisher), Href: "/document/" + docs[i].ID + "/"}, docs[i].Title, docs[i].Name)
	}
	s.index.at = names{version, out}
	return out, nil
}

// find gives the best hits for a query among the names: whole name, then
// beginning, then anywhere; shorter names first.
func (s *site) find(ctx context.Context, q string, most int) ([]hit, error) {
	key := searchKey(q)
	if key == "" {
		return nil, nil
	}
	entries, err := s.nameEntries(ctx)
	if err != nil {
		return nil, err
	}
	best := map[string]hit{}
	for _, e := range entries {
		at := strings.Index(e.key, key)
		if at < 0 {
			continue
		}
		score := 1000 - min(len(e.key), 400)
		switch {
		case e.key == key:
			score += 4000
		case at == 0:
			score += 2000
		}
		if e.hit.Kind == "model" || e.hit.Kind == "silicon" {
			score += 500
		}
		if old, ok := best[e.hit.Href]; !ok || old.score < score {
			h := e.hit
			h.score = score
			best[h.Href] = h
		}
	}
	out := make([]hit, 0, len(best))
	for _, h := range best {
		out = append(out, h)
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].score != out[j].score {
			return out[i].score > out[j].score
		}
		return out[i].Href < out[j].Href
	})
	return out[:min(len(out), most)], nil
}

// findClaims gives claims whose quote or note holds the query.
func (s *site) findClaims(ctx context.Context, q string, most int) ([]evidence.Claim, error) {
	key := text.Fold(strings.TrimSpace(q))
	if key == "" {
		return nil, nil
	}
	all, err := s.Evidence.Claims(ctx)
	if err != nil {
		return nil, err
	}
	var out []evidence.Claim
	for i := range all {
		if len(out) >= most {
			break
		}
		c := &all[i]
		if strings.Contains(text.Fold(c.Quote), key) || strings.Contains(text.Fold(c.Note), key) || strings.Contains(text.Fold(c.SourceTitle), key) {
			out = append(out, *c)
		}
	}
	return out, nil
}

// searchPage is what a search found.
type searchPage struct {
	Text   string
	Hits   []hit
	Claims []claimView
}

// search answers the search page; without a query it shows the empty form.
func (s *site) search(w http.ResponseWriter, r *http.Request) {
	l, ctx := langOf(r), r.Context()
	p := searchPage{Text: clean(r.URL.Query().Get("q"))}
	rd, err := s.read(ctx, matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	if p.Hits, err = s.find(ctx, p.Text, 60); err != nil {
		s.fail(w, l, err)
		return
	}
	claims, err := s.findClaims(ctx, p.Text, 40)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	for i := range claims {
		p.Claims = append(p.Claims, s.claimView(l, &claims[i], rd))
	}
	c := s.cats[l]
	s.render(w, "search", page{Lang: l, Title: c.text("nav.search"), Path: "/search/", Query: r.URL.Query(), Nav: "search", AsOf: rd.asOf, Today: true, NoIndex: true, Data: p})
}

// suggestion is one line under the search field.
type suggestion struct {
	Name string `json:"name"`
	What string `json:"what"`
	Href string `json:"href"`
}

// suggest answers /api/v1/suggest?q=&lang= with up to ten names.
func (s *site) suggest(w http.ResponseWriter, r *http.Request) {
	l := Lang(r.URL.Query().Get("lang"))
	if !l.Valid() {
		l = English
	}
	hits, err := s.find(r.Context(), clean(r.URL.Query().Get("q")), 10)
	if err != nil {
		s.problem(w, err)
		return
	}
	out := make([]suggestion, 0, len(hits))
	c := s.cats[l]
	for _, h := range hits {
		name := h.Name
		if h.Kind == "silicon" {
			name = c.silicon(h.Name)
		}
		out = append(out, suggestion{Name: name, What: c.text("kind." + h.Kind), Href: s.href(l, h.Href)})
	}
	sendJSON(w, http.StatusOK, out)
}

// namesFile answers /api/v1/names.json: every name once, for the search field
// of the static site.
func (s *site) namesFile(w http.ResponseWriter, r *http.Request) {
	entries, err := s.nameEntries(r.Context())
	if err != nil {
		s.problem(w, err)
		return
	}
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.problem(w, err)
		return
	}
	out := []suggestion{}
	seen := map[string]bool{}
	for _, e := range entries {
		id := strings.Trim(strings.TrimPrefix(e.hit.Href, "/model/"), "/")
		if seen[e.hit.Href] || e.hit.Kind == "model" && (rd.byID[id] == nil || !said(rd.byID[id])) {
			continue
		}
		seen[e.hit.Href] = true
		out = append(out, suggestion{Name: e.hit.Name, What: e.hit.Kind, Href: s.href(English, e.hit.Href)})
	}
	sendJSON(w, http.StatusOK, out)
}
