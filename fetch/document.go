package fetch

import (
	"bytes"
	"net/http"
	"strings"

	"assay/evidence"
	"assay/text"
)

// Document turns a raw document into normal form, with what its front matter
// or its head says of it, and its ids. Errors: invalid, in one line naming the
// document: empty, binary, not UTF-8 (with the line), nested too deeply,
// front matter that cannot be read.
func Document(raw Raw) (evidence.Document, error) {
	media := raw.MediaType
	if media == "" {
		media = sniff(raw.Bytes)
	}
	if len(bytes.TrimSpace(raw.Bytes)) == 0 {
		return evidence.Document{}, evidence.Errorf(evidence.Invalid, "%s: empty", raw.Name)
	}
	var doc evidence.Document
	var err error
	switch media {
	case "text/html":
		doc, err = fromHTML(raw)
	case "text/plain", "text/markdown":
		doc, err = fromText(raw)
	default:
		err = evidence.Errorf(evidence.Invalid, "%s: not a text (%s)", raw.Name, media)
	}
	if err != nil {
		return evidence.Document{}, err
	}
	return finish(doc, raw)
}

// finish fills what the content did not say and computes the ids.
func finish(doc evidence.Document, raw Raw) (evidence.Document, error) {
	doc.Body = text.Normalize(doc.Body)
	if strings.TrimSpace(doc.Body) == "" {
		return doc, evidence.Errorf(evidence.Invalid, "%s: no text in it", raw.Name)
	}
	if doc.Name == "" {
		doc.Name = text.Normalize(raw.Stem)
	}
	doc.Address = canonical(doc.Address, raw.Address)
	if doc.Publisher == "" {
		doc.Publisher = raw.Publisher
	}
	if doc.Published == "" {
		doc.Published = raw.Published
	}
	switch doc.Lang {
	case "en", "zh", "de":
	default:
		doc.Lang = text.Language(doc.Body)
	}
	doc.TextID = evidence.TextID(doc.Body)
	doc.ID = evidence.DocumentID(doc.Address, doc.Publisher, doc.Title, doc.TextID)
	return doc, nil
}

// sniff tells text from HTML from everything else where no name does.
func sniff(b []byte) string {
	media, _, _ := strings.Cut(http.DetectContentType(b), ";")
	if media == "text/plain" && bytes.HasPrefix(bytes.TrimSpace(b), []byte("---\n")) {
		return "text/markdown"
	}
	if media == "text/xml" && bytes.Contains(b[:min(len(b), 1024)], []byte("<html")) {
		return "text/html"
	}
	return media
}

// fromText reads plain text or Markdown, with front matter where there is some.
func fromText(raw Raw) (evidence.Document, error) {
	s, err := decode(raw)
	if err != nil {
		return evidence.Document{}, err
	}
	s = text.Normalize(s)
	fields, body := text.FrontMatter(s)
	if len(fields) == 0 && body == s && looksFronted(s) {
		return evidence.Document{}, evidence.Errorf(evidence.Invalid,
			"%s:1: front matter cannot be read; give plain key: value lines without anchors or aliases", raw.Name)
	}
	doc := evidence.Document{
		Name: fields["id"], Title: fields["title"], Lang: base(fields["lang"]), Kind: fields["kind"],
		Publisher: fields["publisher"], Address: first(fields, "url", "address", "canonical"),
		Syndicate: first(fields, "syndicate", "wire", "agency"), Body: body,
	}
	for key, to := range map[string]*evidence.Date{"published": &doc.Published, "date": &doc.Published, "retracted": &doc.Retracted} {
		if fields[key] == "" {
			continue
		}
		if *to, err = evidence.ParseDate(fields[key]); err != nil {
			return doc, evidence.Wrap(err, "%s: front matter field %s", raw.Name, key)
		}
	}
	if doc.Title == "" {
		doc.Title = heading(body)
	}
	return doc, nil
}

// looksFronted reports whether s begins with a fenced head of key: value lines.
func looksFronted(s string) bool {
	rest, ok := strings.CutPrefix(s, "---\n")
	if !ok || !strings.Contains(rest, "\n---") {
		return false
	}
	line, _, _ := strings.Cut(rest, "\n")
	key, _, ok := strings.Cut(line, ":")
	return ok && key != "" && !strings.ContainsAny(key, " \t*_#[")
}

// heading is the text's first Markdown heading of level one.
func heading(body string) string {
	for line := range strings.Lines(body) {
		if h, ok := strings.CutPrefix(line, "# "); ok {
			return strings.TrimSpace(h)
		}
	}
	return ""
}

func first(fields map[string]string, keys ...string) string {
	for _, k := range keys {
		if v := strings.TrimSpace(fields[k]); v != "" {
			return v
		}
	}
	return ""
}

// base is the language of a tag: "zh" of "zh-Hans-CN".
func base(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	return lang
}
