package web

import (
	"context"
	"fmt"
	"html/template"
	"sync"

	"assay/evidence"
	"assay/gap"
	"assay/origin"
	"assay/resolve"
)

// reading is the matrix as known on one day under one set of rules, with the
// rows already written as HTML. It is made once and shared.
type reading struct {
	key     string
	rows    []resolve.Row
	byID    map[string]*resolve.Row
	traits  []trait
	opts    resolve.Options
	index   *resolve.Index
	voices  []origin.Origin
	asOf    evidence.Date     // the day of the reading; that of the newest record where none was asked
	today   evidence.Date     // what "now" means: the day of compilation, or that of the newest claim; no clock is asked, so that live and static are the same
	claims  int               // claims known on that day
	said    int               // models about which something is said
	origins map[string]string // claim id -> origin id

	mu      sync.Mutex
	html    map[string]template.HTML
	hash    string // set by versionHash
	gap     *gap.Report
	heads   map[Lang]*headline
	changes []cellChange
}

// maxReadings is how many readings are kept; the oldest half goes at once.
const maxReadings = 64

// read gives the reading for a query, from memory where it was made before.
func (s *site) read(ctx context.Context, m matrixQuery) (*reading, error) {
	version, err := s.Evidence.Version(ctx)
	if err != nil {
		return nil, err
	}
	opts := m.options()
	key := fmt.Sprintf("%s|%+v", version, opts)
	s.mu.Lock()
	if version != s.version {
		s.version, s.readings = version, map[string]*reading{}
	}
	rd := s.readings[key]
	s.mu.Unlock()
	if rd != nil {
		return rd, nil
	}
	if rd, err = s.makeReading(ctx, key, opts); err != nil {
		return nil, err
	}
	s.mu.Lock()
	if len(s.readings) >= maxReadings {
		s.readings = map[string]*reading{}
	}
	s.readings[key] = rd
	s.mu.Unlock()
	return rd, nil
}

func (s *site) makeReading(ctx context.Context, key string, opts resolve.Options) (*reading, error) {
	claims, err := s.claims(ctx)
	if err != nil {
		return nil, err
	}
	rd := &reading{key: key, today: max(s.Catalogue.Compiled(), claims.newest), html: map[string]template.HTML{}}
	if opts.AsOf == "" {
		opts.AsOf = rd.today
	}
	rd.asOf, rd.opts = opts.AsOf, opts
	if rd.index, err = s.Evidence.Index(ctx, opts.AsOf); err != nil {
		return nil, err
	}
	rows := rd.index.Matrix(opts)
	found, err := s.Evidence.Origins(ctx, opts.AsOf)
	if err != nil {
		return nil, err
	}
	rd.rows, rd.byID, rd.origins, rd.voices = rows, make(map[string]*resolve.Row, len(rows)), found.Of, found.Origins
	rd.traits = make([]trait, len(rows))
	for i := range rows {
		rd.byID[rows[i].ID] = &rows[i]
		rd.traits[i] = traitOf(&rows[i])
		if rd.traits[i].said {
			rd.said++
		}
	}
	rd.claims = claims.known(rd.asOf)
	return rd, nil
}

// rowHTML writes one row of the matrix, once for each reading, language and
// choice of columns.
func (s *site) rowHTML(l Lang, rd *reading, m *matrixQuery, row *resolve.Row) (template.HTML, error) {
	key := string(l) + "|" + fmt.Sprint(m.columns()) + "|" + row.ID
	rd.mu.Lock()
	out, ok := rd.html[key]
	rd.mu.Unlock()
	if ok {
		return out, nil
	}
	b, err := s.fragment(l, "row", s.rowView(l, rd, m, row))
	if err != nil {
		return "", err
	}
	out = template.HTML(b) // #nosec: written by html/template
	rd.mu.Lock()
	rd.html[key] = out
	rd.mu.Unlock()
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
