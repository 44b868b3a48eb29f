// Package web serves the pages, downloads, feeds, embeds and the JSON API.
//
// In: the record as the interfaces of deps.go hand it over (claims, documents,
// origins, the matrix as known on a date), the catalogue, and the requests.
// Out: an http.Handler whose GET answers depend on the record and the address
// alone, so that the static site (Publish) holds the same bytes.
//
// Rules that hold: every text that came from outside is escaped, isolated from
// its surroundings' direction and shown with its control characters visible;
// no page loads anything from another host or runs inline script or style; Host
// and Origin are checked; writing needs a request of our own pages and a server
// that was started writable; strings stand in locale/{en,de,zh}.yaml.
// routes.go is the table of contents.
package web

import (
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"assay/evidence"
	"assay/gap"
)

// site holds what the handlers share.
type site struct {
	Deps
	base   string // absolute address without a slash at the end, or ""
	prefix string // path under which the site lies, such as "/assay", or ""
	cats   map[Lang]*catalog
	tmpl   map[Lang]*template.Template
	assets map[string]asset
	log    *slog.Logger

	mu         sync.Mutex
	cores      map[string]*core // by version, day of change and rules of evidence
	version    string           // of the cores held
	memo       memo
	pages      *shelf
	claimsMu   sync.Mutex
	claimsAt   *claimIndex
	frozenKept atomic.Int64
	handler    http.Handler // the routes, for frozen addresses and the static site
	index      nameIndex
	articles   articleReader
	measured   sync.Once // scores and chips as the gap reads them
	scores     []gap.Score
	chips      []gap.Part
	plan       planner
	later      putOff // at the review desk
}

// New makes the handler of the whole site. Deps without Evidence or Catalogue
// are an Invalid error.
func New(deps Deps) (http.Handler, error) {
	s, err := newSite(deps)
	if err != nil {
		return nil, err
	}
	return guard(s.shelve(s.handler), deps.Hosts, deps.AnyHost), nil
}

func newSite(deps Deps) (*site, error) {
	if deps.Evidence == nil || deps.Catalogue == nil {
		return nil, evidence.Errorf(evidence.Invalid, "web: Deps needs Evidence and Catalogue")
	}
	s := &site{Deps: deps, log: deps.Log, cores: map[string]*core{}, pages: newShelf(64 << 20)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.base = strings.TrimRight(deps.Base, "/")
	if i := strings.Index(s.base, "://"); i >= 0 {
		if j := strings.IndexByte(s.base[i+3:], '/'); j >= 0 {
			s.prefix = s.base[i+3+j:]
		}
	}
	var err error
	if s.cats, err = loadCatalogs(); err != nil {
		return nil, err
	}
	for _, c := range s.cats {
		c.names = func(id string) string {
			m, _ := s.Catalogue.Model(id)
			return m.Name
		}
	}
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	s.handler = s.routes()
	return s, s.loadTemplates()
}
