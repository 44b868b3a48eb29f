package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"assay/evidence"
	"assay/origin"
	"assay/resolve"
)

// reading is the matrix as known on one day under one set of rules. Between two
// days on which something became known the matrix stays as it is, so readings
// share what they rest on.
type reading struct {
	*core
	opts   resolve.Options
	asOf   evidence.Date // the day of the reading; that of the newest record where none was asked
	today  evidence.Date // what "now" means: the day of compilation, or that of the newest claim; no clock is asked, so that live and static are the same
	claims int           // claims known on that day
}

// core is the matrix from one day of change to the next, with rows already
// written as HTML. It is made once and shared.
type core struct {
	key     string
	rows    []resolve.Row
	byID    map[string]*resolve.Row
	traits  []trait
	index   *resolve.Index
	voices  []origin.Origin
	said    int               // models about which something is said
	origins map[string]string // claim id -> origin id

	mu      sync.Mutex
	html    map[string]template.HTML
	hash    string // set by versionHash
	changes []cellChange
}

// maxCores is how many cores are kept; a full shelf gives up any one of them.
const maxCores = 96

// asked gives the reading that a request asks for.
func (s *site) asked(r *http.Request) (*reading, matrixQuery, error) {
	m, err := readMatrixQuery(r.URL.Query())
	if err != nil {
		return nil, m, err
	}
	rd, err := s.read(r.Context(), m)
	return rd, m, err
}

// read gives the reading for a query, from memory where it was made before.
func (s *site) read(ctx context.Context, m matrixQuery) (*reading, error) {
	claims, err := s.claims(ctx)
	if err != nil {
		return nil, err
	}
	rd := &reading{opts: m.options(), today: max(s.Catalogue.Compiled(), claims.newest)}
	if rd.opts.AsOf == "" {
		rd.opts.AsOf = rd.today
	}
	rd.asOf, rd.claims = rd.opts.AsOf, claims.known(rd.opts.AsOf)
	opts := rd.opts
	if opts.AsOf, err = s.changeDay(ctx, claims, rd.asOf); err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%s|%+v", claims.version, opts)
	s.mu.Lock()
	if claims.version != s.version {
		s.version, s.cores = claims.version, map[string]*core{}
	}
	rd.core = s.cores[key]
	s.mu.Unlock()
	if rd.core != nil {
		return rd, nil
	}
	if rd.core, err = s.makeCore(ctx, key, opts); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.cores) >= maxCores {
		for k := range s.cores {
			delete(s.cores, k)
			break
		}
	}
	s.cores[key] = rd.core
	return rd, nil
}

// changeDay is the latest day up to day on which a claim became known, was
// retracted, or a decision took effect; day itself where there is none before.
func (s *site) changeDay(ctx context.Context, claims *claimIndex, day evidence.Date) (evidence.Date, error) {
	decisions, err := s.Evidence.Decisions(ctx)
	if err != nil {
		return "", err
	}
	best := evidence.Date("")
	if i := claims.known(day); i > 0 {
		best = claims.days[i-1]
	}
	for _, d := range claims.retracted {
		if d <= day {
			best = max(best, d)
		}
	}
	for i := range decisions {
		if on := decisions[i].On.Last(); on <= day {
			best = max(best, on)
		}
	}
	if best == "" {
		return day, nil
	}
	return best, nil
}

func (s *site) makeCore(ctx context.Context, key string, opts resolve.Options) (*core, error) {
	c := &core{key: key, html: map[string]template.HTML{}}
	var err error
	if c.index, err = s.Evidence.Index(ctx, opts.AsOf); err != nil {
		return nil, err
	}
	found, err := s.Evidence.Origins(ctx, opts.AsOf)
	if err != nil {
		return nil, err
	}
	rows := c.index.Matrix(opts)
	c.rows, c.byID, c.origins, c.voices = rows, make(map[string]*resolve.Row, len(rows)), found.Of, found.Origins
	c.traits = make([]trait, len(rows))
	for i := range rows {
		c.byID[rows[i].ID] = &rows[i]
		c.traits[i] = traitOf(&rows[i])
		if c.traits[i].said {
			c.said++
		}
	}
	return c, nil
}

// anyDay stands for the day asked for in the links of a row kept as HTML.
const anyDay = evidence.Date("0001-02-03")

// rowHTML writes one row of the matrix, once for each core, language, choice of
// columns and rules; the day asked for is put into its links afterwards.
func (s *site) rowHTML(l Lang, rd *reading, m *matrixQuery, row *resolve.Row) (template.HTML, error) {
	general := *m
	if m.AsOf != "" {
		general.AsOf = anyDay
	}
	key := string(l) + "|" + fmt.Sprint(m.columns()) + "|" + general.keptSearch() + "|" + row.ID
	rd.mu.Lock()
	out, ok := rd.html[key]
	rd.mu.Unlock()
	if !ok {
		b, err := s.fragment(l, "row", s.rowView(l, rd, &general, row))
		if err != nil {
			return "", err
		}
		out = template.HTML(b) // #nosec: written by html/template
		rd.mu.Lock()
		rd.html[key] = out
		rd.mu.Unlock()
	}
	if m.AsOf != "" {
		out = template.HTML(strings.ReplaceAll(string(out), string(anyDay), string(m.AsOf))) // #nosec: a checked date for another
	}
	return out, nil
}

// rowView is one row of the matrix as the template shows it.
type rowView struct {
	Row   *resolve.Row
	Href  string
	Kept  string
	Cells []cellView
	Class string // the signs of the row, for the filter of the static site
	Words string
	Group string
}

func (s *site) rowView(l Lang, rd *reading, m *matrixQuery, row *resolve.Row) rowView {
	c := s.cats[l]
	keep := m.keptSearch()
	v := rowView{Row: row, Href: s.href(l, "/model/", row.ID, "/") + keep, Kept: keep, Group: countryGroup(row.Country, "")}
	for _, st := range m.columns() {
		cell := row.Cells[st]
		cv := c.view(&cell, row.ID, st, rd.asOf, s.href(l, "/model/", row.ID, "/")+keep+"#"+anchorOf(st))
		v.Cells = append(v.Cells, cv)
		v.Class += " " + cv.Sign
		v.Words += " " + string(cell.Verdict)
	}
	return v
}

// anchorOf is the anchor of a stage on the model page.
func anchorOf(st evidence.Stage) string {
	switch st {
	case evidence.PreTraining:
		return "pre"
	case evidence.PostTraining:
		return "post"
	case evidence.Inference:
		return "inf"
	}
	return "trn"
}
