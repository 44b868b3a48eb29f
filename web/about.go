package web

import (
	"net/http"

	"assay/catalogue"
	"assay/evidence"
)

// about answers the page on the method.
func (s *site) about(w http.ResponseWriter, r *http.Request) { s.simple(w, r, "about", "/about/", nil) }

// tour answers the tour in four steps; its example is the newest Chinese model
// whose pre-training is said to have run on domestic silicon.
func (s *site) tour(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	m := matrixQuery{Country: "CN", Class: "domestic", Stage: evidence.PreTraining, Sort: "evidence"}
	var data struct{ Model *catalogue.Model }
	for _, row := range rd.filter(&m) {
		if model, ok := s.Catalogue.Model(row.ID); ok && model.Kind == catalogue.KindModel {
			data.Model = &model
			break
		}
	}
	s.simple(w, r, "tour", "/tour/", data)
}

// simple renders a page without figures of its own.
func (s *site) simple(w http.ResponseWriter, r *http.Request, name, path string, data any) {
	l := langOf(r)
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	s.render(w, name, page{Lang: l, Title: s.cats[l].text("nav." + name), Path: path, Query: r.URL.Query(), Nav: name, AsOf: rd.asOf, Today: true, Data: data})
}

// dataPage lists what can be downloaded and asked for.
type dataPage struct {
	Tables []dataTable
	Feeds  []link
	Cite   citation
}

type dataTable struct {
	Name  string
	Files []link
}

type link struct{ Name, Href string }

// data answers the page on files, API and feeds.
func (s *site) data(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	c := s.cats[l]
	p := dataPage{Cite: s.citation(l, rd, "/", c.text("matrix.title"))}
	for _, name := range []string{"matrix", "claims", "models", "sources"} {
		t := dataTable{Name: c.text("data." + name)}
		for _, f := range []string{"csv", "json", "md"} {
			t.Files = append(t.Files, link{map[string]string{"csv": "CSV", "json": "JSON", "md": "Markdown"}[f], s.href(l, "/"+name+"."+f)})
		}
		p.Tables = append(p.Tables, t)
	}
	p.Feeds = []link{{c.text("feed.changes"), s.prefix + "/feeds/" + string(l) + "/changes.atom"}, {c.text("feed.questions"), s.prefix + "/feeds/" + string(l) + "/questions.atom"}}
	s.render(w, "data", page{Lang: l, Title: c.text("nav.data"), Path: "/data/", Query: r.URL.Query(), Nav: "data", AsOf: rd.asOf, Today: true, Data: p})
}
