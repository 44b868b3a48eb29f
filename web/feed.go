package web

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"assay/evidence"
)

// Atom feeds (RFC 4287). Dates are those on which something became known, at
// midnight UTC, so that the same record gives the same feed.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr,omitempty"`
}

type atomEntry struct {
	Title   string     `xml:"title"`
	ID      string     `xml:"id"`
	Updated string     `xml:"updated"`
	Links   []atomLink `xml:"link"`
	Summary string     `xml:"summary"`
}

// feedEntries is how many entries a feed holds.
const feedEntries = 50

// changesFeed answers the feed of changed cells.
func (s *site) changesFeed(w http.ResponseWriter, r *http.Request) {
	l := feedLang(r)
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	c := s.cats[l]
	s.sendFeed(w, l, rd, r.URL.Path, "/timeline/", c.text("feed.changes"), s.changeEntries(l, rd, s.recentChanges(l, rd, feedEntries)))
}

// modelFeed answers the feed of one model: its cells as they changed.
func (s *site) modelFeed(w http.ResponseWriter, r *http.Request) {
	l := feedLang(r)
	id := strings.TrimSuffix(path.Base(r.URL.Path), ".atom")
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	row := rd.byID[id]
	if row == nil {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no model %s in the matrix", clip(id, 60)))
		return
	}
	var changes []changeLine
	c := s.cats[l]
	for _, mo := range rd.index.History(id, rd.opts) {
		then := rd.opts
		then.AsOf = mo.On
		if old, ok := rd.index.Model(id, then); ok {
			cell := old.Cells[mo.Stage]
			changes = append(changes, changeLine{On: mo.On, Model: row.Model, ID: id, Stage: mo.Stage, View: c.view(&cell, id, mo.Stage, rd.asOf, "")})
		}
	}
	slices.Reverse(changes)
	s.sendFeed(w, l, rd, r.URL.Path, "/model/"+id+"/", row.Model, s.changeEntries(l, rd, changes[:min(len(changes), feedEntries)]))
}

// siliconFeed answers the feed of one node: new claims that name it.
func (s *site) siliconFeed(w http.ResponseWriter, r *http.Request) {
	l := feedLang(r)
	id := strings.TrimSuffix(path.Base(r.URL.Path), ".atom")
	node, ok := s.node(id)
	if !ok {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no silicon %s in the lattice", clip(id, 60)))
		return
	}
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	claims, err := s.reviewedOn(r.Context(), node.Name)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	slices.SortStableFunc(claims, func(a, b evidence.Claim) int { return -strings.Compare(string(a.KnownSince), string(b.KnownSince)) })
	c := s.cats[l]
	var entries []atomEntry
	for i := range claims[:min(len(claims), feedEntries)] {
		v := s.claimView(l, &claims[i], rd)
		text := v.Quote
		if text == "" {
			text = v.Para
		}
		entries = append(entries, s.entry(l, rd, "/claim/"+claims[i].ID+"/", claims[i].KnownSince,
			c.text("claim.title", "model", v.ModelName, "relation", c.word("relation", claims[i].Relation), "silicon", c.silicon(claims[i].Silicon)), text))
	}
	s.sendFeed(w, l, rd, r.URL.Path, "/silicon/"+id+"/", c.silicon(node.Name), entries)
}

// questionsFeed answers the feed of open questions.
func (s *site) questionsFeed(w http.ResponseWriter, r *http.Request) {
	l := feedLang(r)
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	states, err := s.openQuestions(r.Context(), l, rd)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	c := s.cats[l]
	var entries []atomEntry
	for i := range states {
		q := &states[i]
		on := q.Opened
		if q.ClosedOn != "" {
			on = q.ClosedOn
		}
		entries = append(entries, s.entry(l, rd, "/questions/#"+q.ID, on, q.Question, c.word("status", q.Status)+". "+q.Criteria))
	}
	s.sendFeed(w, l, rd, r.URL.Path, "/questions/", c.text("questions.title"), entries)
}

func (s *site) changeEntries(l Lang, rd *reading, changes []changeLine) []atomEntry {
	c := s.cats[l]
	var out []atomEntry
	for _, ch := range changes {
		title := ch.Model + " · " + c.text("stage.short."+string(ch.Stage)) + ": " + ch.View.Word
		if !ch.View.Bare {
			title += c.texts["list.comma"] + ch.View.Silicon
		}
		out = append(out, s.entry(l, rd, "/model/"+ch.ID+"/#"+anchorOf(ch.Stage), ch.On, title, ch.View.Sentence))
	}
	return out
}

// entry makes one entry; control characters are left out, since a feed reader
// shows plain text.
func (s *site) entry(l Lang, rd *reading, at string, on evidence.Date, title, summary string) atomEntry {
	if on == "" {
		on = rd.asOf
	}
	address := s.absolute(s.pathIn(l, at))
	return atomEntry{Title: plain(title), ID: s.tag(fmt.Sprintf("%s@%s", at, on)), Updated: stamp(on), Links: []atomLink{{Rel: "alternate", Href: address, Type: "text/html"}}, Summary: plain(clip(summary, 600))}
}

func (s *site) sendFeed(w http.ResponseWriter, l Lang, rd *reading, self, page, title string, entries []atomEntry) {
	f := atomFeed{Lang: l.Tag(), Title: "Assay · " + plain(title), ID: s.tag(self), Updated: stamp(rd.asOf), Author: atomAuthor{"Assay"}, Entries: entries,
		Links: []atomLink{{Rel: "self", Href: s.absolute(s.prefixed(self)), Type: "application/atom+xml"}, {Rel: "alternate", Href: s.absolute(s.pathIn(l, page)), Type: "text/html"}}}
	if len(entries) > 0 {
		f.Updated = entries[0].Updated
		for _, e := range entries {
			f.Updated = max(f.Updated, e.Updated)
		}
	}
	body, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		s.fail(w, l, evidence.WithKind(evidence.Internal, err, "writing feed"))
		return
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	_, _ = w.Write([]byte(xml.Header))
	_, _ = w.Write(body)
	_, _ = w.Write([]byte("\n"))
}

// tag is an id that stays the same wherever the site is served.
func (s *site) tag(of string) string { return "tag:assay,2026:" + of }

// stamp is a day as a time at midnight UTC.
func stamp(d evidence.Date) string { return string(d.Last()) + "T00:00:00Z" }

// absolute puts the public address before a path, where one is known.
func (s *site) absolute(p string) string { return s.base + p }

// prefixed puts the site's own path before a path, unless base holds it.
func (s *site) prefixed(p string) string {
	if s.base == "" {
		return s.prefix + p
	}
	return p
}

// feedLang is the language of a feed's address: /feeds/LANG/…
func feedLang(r *http.Request) Lang {
	parts := strings.SplitN(strings.TrimPrefix(r.URL.Path, "/feeds/"), "/", 2)
	if l := Lang(parts[0]); l.Valid() {
		return l
	}
	return English
}
