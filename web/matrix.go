package web

import (
	"html/template"
	"net/http"
	"net/url"

	"assay/evidence"
	"assay/resolve"
)

// matrixPage is the front page: headline figures, filters, the matrix.
type matrixPage struct {
	Query    matrixQuery
	Columns  []column
	Facets   []facet
	Groups   []group
	Shown    int // models that pass the filters
	Claims   int
	Models   int // models about which something is said
	Span     int // columns of the table
	Page     int
	Prev     string
	Next     string
	From, To int
	Search   string // the address's query, for downloads
	Hidden   []hidden
	Slider   slider
	Head     *headline
	Sorted   bool
	Cite     citation
	Toggle   toggle
}

// toggle is the link that shows or hides models about which nothing is said.
type toggle struct {
	All  bool
	Href string
}

// hidden is a form field that keeps a filter when another form is sent.
type hidden struct{ Name, Value string }

// column is a heading of the matrix with its link to sort or drop.
type column struct {
	Stage, Label, What string
}

// group is the rows of developers of one country.
type group struct {
	Key   string // CN, US, other, or "" where rows are sorted otherwise
	Count int
	Rows  []template.HTML
}

// facet is one line of filter links.
type facet struct {
	Label  string
	Values []facetValue
}

// facetValue is one link of a filter, with the count of models behind it.
type facetValue struct {
	Label   string
	Sign    string
	Mark    string
	Count   int
	Href    string
	Current bool
}

// matrix answers the front page.
func (s *site) matrix(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	m, err := readMatrixQuery(r.URL.Query())
	if err != nil {
		s.fail(w, l, err)
		return
	}
	read, err := s.read(r.Context(), m)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	p := matrixPage{Query: m, Search: search(r.URL.Query()), Claims: read.claims, Sorted: m.Sort != ""}
	shown := read.filter(&m)
	p.Shown, p.Models = len(shown), read.said
	p.Columns = s.columns(l, &m)
	p.Span = len(p.Columns) + 1
	p.Facets = s.facets(l, read, &m, r.URL.Query())
	s.paginate(&p, shown, r.URL.Query())
	if p.Groups, err = s.groups(l, read, &m, shown[p.From:p.To], shown); err != nil {
		s.fail(w, l, err)
		return
	}
	if p.Shown > 0 {
		p.From++
	}
	p.Hidden = keepFields(r.URL.Query(), "q", "page", "as-of")
	p.Slider = s.slider(read.asOf)
	p.Head = s.headline(l, read)
	p.Cite = s.citation(l, read, "/", s.cats[l].text("matrix.title"), r.URL.Query())
	p.Toggle = toggle{All: m.All, Href: search(with(r.URL.Query(), "show", map[bool]string{false: "all"}[m.All]))}
	c := s.cats[l]
	s.render(w, "matrix", page{
		Lang: l, Title: c.text("matrix.title"), Description: c.text("matrix.description"), Path: "/", Query: r.URL.Query(),
		Nav: "matrix", AsOf: read.asOf, Today: m.AsOf == "", Feed: "/feeds/" + string(l) + "/changes.atom", Data: p,
		NoIndex: len(r.URL.Query()) > 0,
	})
}

// filter gives the rows that pass, in order.
func (rd *reading) filter(m *matrixQuery) []*resolve.Row {
	var out []*resolve.Row
	for i := range rd.rows {
		if m.keep(&rd.rows[i], &rd.traits[i]) {
			out = append(out, &rd.rows[i])
		}
	}
	m.order(out)
	return out
}

func (s *site) columns(l Lang, m *matrixQuery) []column {
	c := s.cats[l]
	var out []column
	for _, st := range m.columns() {
		out = append(out, column{string(st), c.text("stage.short." + string(st)), c.text("stage.what." + string(st))})
	}
	return out
}

// paginate sets the window of rows and the links beside it.
func (s *site) paginate(p *matrixPage, shown []*resolve.Row, q url.Values) {
	pages := max(1, (len(shown)+pageRows-1)/pageRows)
	p.Page = min(p.Query.Page, pages)
	p.From = (p.Page - 1) * pageRows
	p.To = min(len(shown), p.From+pageRows)
	at := func(n int) string {
		v := with(q, "page", "")
		if n > 1 {
			v.Set("page", itoa(n))
		}
		if e := search(v); e != "" {
			return e
		}
		return "?"
	}
	if p.Page > 1 {
		p.Prev = at(p.Page - 1)
	}
	if p.Page < pages {
		p.Next = at(p.Page + 1)
	}
}

// groups cuts the window into groups by country, each row as cached HTML.
func (s *site) groups(l Lang, read *reading, m *matrixQuery, window, all []*resolve.Row) ([]group, error) {
	totals := map[string]int{}
	key := func(row *resolve.Row) string {
		if m.Sort != "" {
			return ""
		}
		return countryGroup(row.Country, "")
	}
	for _, row := range all {
		totals[key(row)]++
	}
	var out []group
	for _, row := range window {
		k := key(row)
		if len(out) == 0 || out[len(out)-1].Key != k {
			out = append(out, group{Key: k, Count: totals[k]})
		}
		markup, err := s.rowHTML(l, read, m, row)
		if err != nil {
			return nil, err
		}
		g := &out[len(out)-1]
		g.Rows = append(g.Rows, markup)
	}
	return out, nil
}

// facets counts, for each filter, how many models each value would show with
// the other filters as they are.
func (s *site) facets(l Lang, read *reading, m *matrixQuery, q url.Values) []facet {
	c := s.cats[l]
	country := facet{Label: c.text("filter.country")}
	for _, v := range []string{"", "CN", "US", "other"} {
		label := c.text("filter.all")
		if v != "" {
			label = c.text("country." + v)
		}
		country.Values = append(country.Values, s.facetValue(read, m, q, "country", v, label, m.Country))
	}
	class := facet{Label: c.text("filter.class")}
	for _, v := range append([]string{""}, classNames[:5]...) {
		label := c.text("filter.all")
		if v != "" {
			label = c.text("sign." + signClass[v])
		}
		fv := s.facetValue(read, m, q, "class", v, label, m.Class)
		fv.Sign = signClass[v]
		class.Values = append(class.Values, fv)
	}
	verdict := facet{Label: c.text("filter.verdict")}
	for _, v := range []evidence.Word{"", evidence.Confirmed, evidence.SelfReported, evidence.ReportedWord, evidence.Inferred, evidence.Rumoured, evidence.Contested} {
		label := c.text("filter.all")
		if v != "" {
			label = c.word("verdict", v)
		}
		fv := s.facetValue(read, m, q, "verdict", string(v), label, string(m.Verdict))
		fv.Mark = string(v)
		verdict.Values = append(verdict.Values, fv)
	}
	stage := facet{Label: c.text("filter.stage")}
	for _, v := range append([]evidence.Stage{""}, (&matrixQuery{}).columns()...) {
		label := c.text("filter.any")
		if v != "" {
			label = c.text("stage.short." + string(v))
		}
		stage.Values = append(stage.Values, s.facetValue(read, m, q, "stage", string(v), label, string(m.Stage)))
	}
	return []facet{country, stage, class, verdict}
}

func (s *site) facetValue(read *reading, m *matrixQuery, q url.Values, name, value, label, current string) facetValue {
	n := 0
	probe := *m
	switch name {
	case "country":
		probe.Country = value
	case "class":
		probe.Class = value
	case "verdict":
		probe.Verdict = evidence.Word(value)
	case "stage":
		probe.Stage = evidence.Stage(value)
	}
	for i := range read.rows {
		if probe.keep(&read.rows[i], &read.traits[i]) {
			n++
		}
	}
	href := search(with(q, name, value))
	if href == "" {
		href = "./"
	}
	return facetValue{Label: label, Count: n, Href: href, Current: value == current}
}

// keepFields are the parameters that a form must carry along, without drop.
func keepFields(q url.Values, drop ...string) []hidden {
	var out []hidden
	for _, k := range sortedKeys(q) {
		if contains(drop, k) {
			continue
		}
		for _, v := range q[k] {
			out = append(out, hidden{k, v})
		}
	}
	return out
}
