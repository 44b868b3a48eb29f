package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"assay/evidence"
	"assay/review"
)

// personCookie keeps the name of the one who decides, for the browser's session.
const personCookie = "assay-person"

// who is the person who decides: named by the browser, else by the server's
// configuration.
func (s *site) who(r *http.Request) string {
	if k, err := r.Cookie(personCookie); err == nil {
		if name, err := url.QueryUnescape(k.Value); err == nil && clean(name) != "" {
			return clean(name)
		}
	}
	return s.Person
}

// putOff remembers what each person put off in this sitting, until the server
// stops. The zero value is ready.
type putOff struct {
	mu   sync.Mutex
	mine map[string]map[string]bool
}

// maxPutOff bounds the names and items remembered; past it all is forgotten.
const maxPutOff = 4096

func (p *putOff) add(person, id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.mine == nil || len(p.mine) > maxPutOff {
		p.mine = map[string]map[string]bool{}
	}
	if p.mine[person] == nil || len(p.mine[person]) > maxPutOff {
		p.mine[person] = map[string]bool{}
	}
	p.mine[person][id] = true
}

// order puts what the person put off behind the rest.
func (p *putOff) order(person string, items []review.Item) []review.Item {
	p.mu.Lock()
	defer p.mu.Unlock()
	var first, last []review.Item
	for _, x := range items {
		if p.mine[person][x.ID] {
			last = append(last, x)
		} else {
			first = append(first, x)
		}
	}
	return slices.Concat(first, last)
}

// decide answers what the desk's forms send: a decision, a draft, undo, later,
// or a name.
func (s *site) decide(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	if s.Desk == nil {
		s.fail(w, l, evidence.Errorf(evidence.Denied, "this server was started read-only: decide with assay review on the command line"))
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		s.fail(w, l, evidence.Errorf(evidence.Invalid, "the form cannot be read"))
		return
	}
	f := r.PostForm
	kind, id, person := clean(f.Get("kind")), f.Get("item"), s.who(r)
	if kind == "person" {
		http.SetCookie(w, &http.Cookie{Name: personCookie, Value: url.QueryEscape(clean(f.Get("person"))), Path: s.prefix + "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
		s.toDesk(w, r, id, "")
		return
	}
	if person == "" {
		s.showDesk(w, r, notice{item: id, text: s.cats[l].text("desk.name-first"), status: http.StatusBadRequest})
		return
	}
	switch kind {
	case "accept", "correct", "reject", "later", "keep":
		s.judge(w, r, kind, id, person)
	case "undo":
		s.undo(w, r, id, person)
	default:
		s.fail(w, l, evidence.Errorf(evidence.Invalid, "kind: %q is not accept, correct, reject, later, keep or undo", clip(kind, 40)))
	}
}

// toDesk leads back to the desk after a form was taken.
func (s *site) toDesk(w http.ResponseWriter, r *http.Request, id, done string) {
	q := url.Values{}
	if id != "" {
		q.Set("item", id)
	}
	if done != "" {
		q.Set("done", done)
	}
	to := s.href(langOf(r), "/review/")
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// judge takes what was typed, keeps it first so that nothing is lost, and
// records the decision. Accepting with a changed field is a correction.
func (s *site) judge(w http.ResponseWriter, r *http.Request, kind, id, person string) {
	l, ctx := langOf(r), r.Context()
	sheet, err := s.Desk.Open(ctx, id, person, string(l))
	if err != nil {
		s.fail(w, l, err)
		return
	}
	typed := typedIn(&sheet.Item.Claim, r.PostForm)
	draft, err := json.Marshal(typed)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	if len(typed) == 0 {
		draft = json.RawMessage("null")
	}
	if err := s.Desk.Keep(ctx, id, person, draft); err != nil {
		s.fail(w, l, err)
		return
	}
	if kind == "keep" {
		s.kept(w, r, &sheet, typed)
		return
	}
	next := r.PostForm.Get("next")
	if next == id {
		next = ""
	}
	if kind == "later" {
		s.later.add(person, id)
		s.toDesk(w, r, next, kind)
		return
	}
	choice := review.Choice{ID: id, Verb: kind, Reason: strings.TrimSpace(typed["reason"]), Person: person, Basis: r.PostForm.Get("basis")}
	if err = s.fits(&choice, &sheet, typed); err == nil {
		_, err = s.Desk.Decide(ctx, choice)
	}
	if err != nil {
		if evidence.KindOf(err) == evidence.Internal {
			s.fail(w, l, err)
			return
		}
		s.showDesk(w, r, notice{item: id, typed: typed, text: err.Error(), status: statusOf(evidence.KindOf(err))})
		return
	}
	s.toDesk(w, r, next, choice.Verb)
}

// fits completes a choice from what was typed.
func (s *site) fits(ch *review.Choice, sheet *review.Sheet, typed map[string]string) error {
	if ch.Verb == "reject" {
		if ch.Reason == "" && sheet.Item.Kind == review.ItemClaim {
			return evidence.Errorf(evidence.Invalid, "reason: rejecting a claim needs one")
		}
		return nil
	}
	if sheet.Item.Kind != review.ItemClaim {
		return nil
	}
	k, err := s.correction(sheet, typed)
	switch {
	case err != nil:
		return err
	case k != nil:
		ch.Verb, ch.Correction = "correct", k
	case ch.Verb == "correct":
		return evidence.Errorf(evidence.Invalid, "correction: no field is changed")
	}
	return nil
}

// kept answers that a draft was kept: to the script with what a decision would
// change now, to a form with the page.
func (s *site) kept(w http.ResponseWriter, r *http.Request, sheet *review.Sheet, typed map[string]string) {
	l := langOf(r)
	if !strings.Contains(r.Header.Get("Accept"), "json") {
		s.toDesk(w, r, sheet.Item.ID, "keep")
		return
	}
	answer := struct {
		Effect []string `json:"effect"`
		Note   string   `json:"note"`
	}{s.effectLines(l, sheet.Effect), s.cats[l].text("desk.done.keep")}
	k, err := s.correction(sheet, typed)
	if err == nil && k != nil {
		changes, perr := s.Desk.Preview(r.Context(), sheet.Item.ID, string(l), k)
		if err = perr; err == nil {
			answer.Effect = s.effectLines(l, changes)
		}
	}
	if err != nil && evidence.KindOf(err) != evidence.Internal {
		answer.Note = err.Error()
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	sendJSON(w, http.StatusOK, answer)
}

// undo takes the person's newest decision back and opens its item again.
func (s *site) undo(w http.ResponseWriter, r *http.Request, id, person string) {
	x, err := s.Desk.Undo(r.Context(), person)
	if err != nil {
		if evidence.KindOf(err) == evidence.Internal {
			s.fail(w, langOf(r), err)
			return
		}
		s.showDesk(w, r, notice{item: id, text: err.Error(), status: statusOf(evidence.KindOf(err))})
		return
	}
	subject := x.Subject
	if x.Object != "" {
		subject += "+" + x.Object
	}
	s.toDesk(w, r, subject, "undo")
}
