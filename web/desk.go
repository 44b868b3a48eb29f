package web

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"assay/evidence"
	"assay/review"
)

// deskPage is the review desk: the queue, one item open with its document, the
// form, what is near it and what a decision would change.
type deskPage struct {
	Person  string
	Items   []review.Item // a stretch of the queue around the open one
	Total   int
	At      int // place of the open item, from 1; 0 where it does not wait
	Sheet   *review.Sheet
	Claim   *claimView
	Other   *claimView // second of a proposed merge
	Body    template.HTML
	Fields  []deskField
	Changed bool // a field differs from the claim
	Reason  string
	Cues    string
	Near    []nearView
	Effect  []string
	Notice  string // what was done, or why not
	Trouble bool
	Next    string
	Prev    string
	Done    []evidence.Decision
}

// nearView is a claim held, and in what it agrees with the open one.
type nearView struct {
	View claimView
	Same string
}

// notice is what the page tells after a form was sent.
type notice struct {
	item   string            // to open; "": what the address asks for
	typed  map[string]string // what was typed and not taken
	text   string
	status int
}

// deskPage answers the review desk.
func (s *site) deskPage(w http.ResponseWriter, r *http.Request) {
	n := notice{item: clean(r.URL.Query().Get("item"))}
	if done := clean(r.URL.Query().Get("done")); s.cats[langOf(r)].has("desk.done." + done) {
		n.text = s.cats[langOf(r)].text("desk.done." + done)
	}
	s.showDesk(w, r, n)
}

// showDesk lays out the desk with a notice.
func (s *site) showDesk(w http.ResponseWriter, r *http.Request, n notice) {
	l, ctx := langOf(r), r.Context()
	p := deskPage{Person: s.who(r), Notice: n.text, Trouble: n.status != 0}
	items, err := s.Desk.Queue(ctx, p.Person, string(l))
	if err != nil {
		s.fail(w, l, err)
		return
	}
	items = s.later.order(p.Person, items)
	p.Total = len(items)
	at := slices.IndexFunc(items, func(x review.Item) bool { return x.ID == n.item })
	if at < 0 && n.item == "" && len(items) > 0 {
		at, n.item = 0, items[0].ID
	}
	if n.item != "" {
		sheet, err := s.Desk.Open(ctx, n.item, p.Person, string(l))
		if evidence.KindOf(err) == evidence.NotFound && len(items) > 0 { // decided meanwhile
			at = 0
			sheet, err = s.Desk.Open(ctx, items[0].ID, p.Person, string(l))
		}
		if err != nil {
			s.fail(w, l, err)
			return
		}
		p.Sheet = &sheet
		if err := s.fillDesk(r, l, &p, n.typed); err != nil {
			s.fail(w, l, err)
			return
		}
	}
	if count := len(items); count > 0 {
		p.At = at + 1
		p.Next, p.Prev = items[(at+1)%count].ID, items[(max(at, 0)+count-1)%count].ID
		from := max(0, min(at-reviewMost/2, count-reviewMost))
		p.Items = items[from:min(count, from+reviewMost)]
	}
	if p.Done, err = s.latestDecisions(r); err != nil {
		s.fail(w, l, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	q := url.Values{}
	if p.Sheet != nil {
		q.Set("item", p.Sheet.Item.ID)
	}
	s.render(w, "desk", page{Lang: l, Title: s.cats[l].text("nav.review"), Path: "/review/", Query: q, Nav: "review", Today: true, NoIndex: true, Status: n.status, Data: p})
}

// fillDesk fills what the page shows of the open sheet.
func (s *site) fillDesk(r *http.Request, l Lang, p *deskPage, typed map[string]string) error {
	sheet := p.Sheet
	switch sheet.Item.Kind {
	case review.ItemClaim:
		c := sheet.Item.Claim
		v := s.claimView(l, &c, nil)
		p.Claim = &v
		if sheet.Body != "" {
			p.Body = markQuotes(sheet.Body, []claimView{v})
		}
		if typed == nil {
			typed = readDraft(sheet.Draft)
		}
		p.Fields, p.Reason, p.Cues = s.deskFields(l, &c, typed), typed["reason"], strings.Join(c.Cues, "; ")
		for _, f := range p.Fields {
			p.Changed = p.Changed || f.Value != f.Was
		}
		changes := sheet.Effect
		if k, err := s.correction(sheet, typed); err == nil && k != nil {
			if changes, err = s.Desk.Preview(r.Context(), c.ID, string(l), k); err != nil {
				return err
			}
		}
		p.Effect = s.effectLines(l, changes)
		for i := range sheet.Nearest {
			near := &sheet.Nearest[i]
			p.Near = append(p.Near, nearView{s.claimView(l, &near.Claim, nil), s.sameWords(l, near.Same)})
		}
	case review.ItemMerge:
		index, err := s.claims(r.Context())
		if err != nil {
			return err
		}
		a, b, _ := strings.Cut(sheet.Item.ID, "+")
		if c := index.byID[a]; c != nil {
			v := s.claimView(l, c, nil)
			p.Claim = &v
		}
		if c := index.byID[b]; c != nil {
			v := s.claimView(l, c, nil)
			p.Other = &v
		}
		p.Reason = typed["reason"]
	}
	return nil
}

// effectLines tells what a decision would change, a line a cell.
func (s *site) effectLines(l Lang, changes []review.Change) []string {
	c := s.cats[l]
	out := []string{}
	for _, x := range changes {
		name := x.Model
		if x.Actor != "" {
			name += c.texts["list.comma"] + c.text("cell.run-by", "actor", x.Actor)
		}
		out = append(out, c.text("desk.effect.line", "model", name, "stage", c.text("stage.short."+string(x.Stage)), "before", x.Before, "after", x.After))
	}
	if len(out) == 0 {
		out = append(out, c.text("desk.effect.none"))
	}
	return out
}

// sameWords names the fields in which two claims agree.
func (s *site) sameWords(l Lang, same []string) string {
	c := s.cats[l]
	var out []string
	for _, f := range same {
		key := map[string]string{"model": "col.model", "stage": "f.stage", "silicon": "f.silicon", "relation": "f.relation"}[f]
		if key == "" {
			key = "desk.same.source"
		}
		out = append(out, c.text(key))
	}
	return strings.Join(out, c.texts["list.comma"])
}
