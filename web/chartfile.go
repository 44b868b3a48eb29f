package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"path"
	"regexp"
	"strings"

	"assay/evidence"
	"assay/gap/chart"
)

// chartFile answers a chart's figures as CSV, JSON or Markdown, or the drawing
// as an SVG file of its own.
func (s *site) chartFile(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	name := path.Base(r.URL.Path)
	ext := path.Ext(name)
	ch, err := s.askedChart(r, strings.TrimSuffix(name, ext))
	if err != nil {
		s.fail(w, l, err)
		return
	}
	switch ext {
	case ".svg":
		s.sendSVG(w, chart.Standalone(ch.Wide))
	case ".csv", ".json", ".md":
		s.send(w, table{Name: "assay-" + ch.ID, Head: ch.Table.Head, Rows: ch.Table.Rows}, ext[1:])
	default:
		s.lost(w, r)
	}
}

// askedChart draws the chart that a request names, as known on its date.
func (s *site) askedChart(r *http.Request, name string) (chart.Chart, error) {
	l := langOf(r)
	rd, _, err := s.asked(r)
	if err != nil {
		return chart.Chart{}, err
	}
	report, err := s.gapReport(r.Context(), rd)
	if err != nil {
		return chart.Chart{}, err
	}
	ch, ok := s.chartOf(l, report, name)
	if !ok {
		return chart.Chart{}, evidence.Errorf(evidence.NotFound, "no chart called %s", clip(name, 60))
	}
	return ch, nil
}

// sendSVG writes a drawing of its own. Its policy allows the one style sheet
// inside it, by hash, and nothing else.
func (s *site) sendSVG(w http.ResponseWriter, svg string) {
	src := "default-src 'none'"
	if i, j := strings.Index(svg, "<style>"), strings.Index(svg, "</style>"); i >= 0 && j > i {
		sum := sha256.Sum256([]byte(svg[i+len("<style>") : j]))
		src += "; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	h := w.Header()
	h.Set("Content-Security-Policy", src)
	h.Set("Content-Type", "image/svg+xml; charset=utf-8")
	h.Del("Cross-Origin-Opener-Policy")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	_, _ = w.Write([]byte(svg))
}

// embedPage is a chart or a cell made to stand in another page's frame.
type embedPage struct {
	Figure *figure
	Cell   *cellView
	Name   string
	Back   string // address of the whole page
}

// embedChart answers a chart for a frame.
func (s *site) embedChart(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	rd, _, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	report, err := s.gapReport(r.Context(), rd)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	f, ok := s.figureOf(l, rd, report, r.PathValue("name"))
	if !ok {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no chart called %s", clip(r.PathValue("name"), 60)))
		return
	}
	s.embed(w, r, rd, "/embed/chart/"+f.Name+"/", embedPage{Figure: &f, Name: f.Title, Back: s.base + s.pathIn(l, "/gap/") + "#" + f.Name})
}

// embedCell answers one cell for a frame.
func (s *site) embedCell(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	rd, _, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	st := evidence.Stage(r.PathValue("stage"))
	row := rd.byID[r.PathValue("model")]
	if row == nil || !st.Valid() {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no cell %s", clip(r.URL.Path, 100)))
		return
	}
	cell := row.Cells[st]
	v := s.cats[l].view(&cell, row.ID, st, rd.asOf, "")
	s.embed(w, r, rd, "/embed/cell/"+row.ID+"/"+string(st)+"/", embedPage{Cell: &v, Name: plain(row.Model), Back: s.base + s.pathIn(l, "/model/"+row.ID+"/") + "#" + anchorOf(st)})
}

// pathIn is the address of a page in a language, without the prefix that base
// already holds.
func (s *site) pathIn(l Lang, p string) string {
	if s.base == "" {
		return s.prefix + "/" + string(l) + p
	}
	return "/" + string(l) + p
}

func (s *site) embed(w http.ResponseWriter, r *http.Request, rd *reading, at string, data embedPage) {
	l := langOf(r)
	w.Header().Set("Content-Security-Policy", embedPolicy)
	w.Header().Del("Cross-Origin-Opener-Policy")
	s.render(w, "embed", page{Lang: l, Title: data.Name, Path: at, Query: r.URL.Query(), AsOf: rd.asOf, Today: rd.asOf == rd.today, NoIndex: true, Data: data})
}

var styleAttr = regexp.MustCompile(` style="([^"]*)"`)

// unstyle turns style attributes inside a drawing into presentation attributes,
// which the page's policy allows.
func unstyle(svg string) string {
	return styleAttr.ReplaceAllStringFunc(svg, func(m string) string {
		var b strings.Builder
		for _, part := range strings.Split(m[len(` style="`):len(m)-1], ";") {
			if name, value, ok := strings.Cut(part, ":"); ok {
				b.WriteString(` ` + strings.TrimSpace(name) + `="` + strings.TrimSpace(value) + `"`)
			}
		}
		return b.String()
	})
}
