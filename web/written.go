package web

import (
	"bytes"
	"html/template"
	"net/http"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"

	"assay/docs"
	"assay/evidence"
)

// writtenPage is a page made from a Markdown file of docs/.
type writtenPage struct {
	Body template.HTML
	File string
}

// markdown turns our own Markdown into HTML. Raw HTML in it is left out.
var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

var (
	firstHeading = regexp.MustCompile(`(?s)^\s*# [^\n]*\n`)
	inlineStyle  = regexp.MustCompile(` (?:style|align)="[^"]*"`)
	ruleStart    = regexp.MustCompile(`<(li|p|h2|h3|h4)((?: id="[^"]*")?)>(\s*(?:<p>)?\s*<strong>)?([RDE][0-9])\b`)
	picture      = regexp.MustCompile(`<p><img [^>]*></p>\n?`)
)

// written answers a page made from docs/<file>, in the page's language where
// there is a translation (rules.de.md), else in English with a note.
func (s *site) written(file, path, nav string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		l := langOf(r)
		rd, err := s.read(r.Context(), matrixQuery{})
		if err != nil {
			s.fail(w, l, err)
			return
		}
		p := writtenPage{File: file}
		src, err := docs.FS.ReadFile(strings.TrimSuffix(file, ".md") + "." + string(l) + ".md")
		if err != nil {
			src, err = docs.FS.ReadFile(file)
		} else {
			p.File = ""
		}
		if l == English {
			p.File = ""
		}
		if err == nil {
			p.Body, err = renderMarkdown(src)
		} else {
			err = nil // the page says what is missing
		}
		if err != nil {
			s.fail(w, l, err)
			return
		}
		c := s.cats[l]
		s.render(w, "written", page{Lang: l, Title: c.text("nav." + nav), Path: path, Query: r.URL.Query(), Nav: nav, AsOf: rd.asOf, Today: true, Data: p})
	}
}

// renderMarkdown gives the HTML of a Markdown file without its first heading,
// with an anchor at each rule (#r5, #d1).
func renderMarkdown(src []byte) (template.HTML, error) {
	var b bytes.Buffer
	if err := markdown.Convert(firstHeading.ReplaceAll(src, nil), &b); err != nil {
		return "", evidence.WithKind(evidence.Internal, err, "rendering docs")
	}
	out := inlineStyle.ReplaceAllString(b.String(), "")
	out = picture.ReplaceAllString(out, "")
	seen := map[string]bool{}
	out = ruleStart.ReplaceAllStringFunc(out, func(m string) string {
		g := ruleStart.FindStringSubmatch(m)
		id := strings.ToLower(g[4])
		if seen[id] {
			return m
		}
		seen[id] = true
		return "<" + g[1] + ` id="` + id + `">` + g[3] + g[4]
	})
	return template.HTML(out), nil // #nosec: our own embedded files, raw HTML left out
}
