package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"assay/evidence"
	"assay/review"
)

// TakeFor is how long a claim is taken by the person who opened it.
const TakeFor = 10 * time.Minute

// Kinds of the records that the desk keeps beside the decisions.
const (
	takenKind = "review-taken"
	draftKind = "review-draft"
	nameKind  = "new-name"
)

// maxEffects bounds how many claims of a queue are resolved with and without;
// the rest is listed behind them.
const maxEffects = 200

// Desk is where people decide. It is safe for use by several people at once: a
// claim is taken for TakeFor by whoever opened it, and of two decisions on one
// claim the earlier stands and the later is a conflict that names it.
type Desk struct{ c *Corridor }

// Desk gives the corridor's review desk.
func (c *Corridor) Desk() *Desk { return &Desk{c} }

// Sheet is one claim ready to be judged.
type Sheet struct {
	Item      review.Item         `json:"item"`
	Document  *evidence.Document  `json:"document,omitempty"` // with its body; nil where none is held
	Body      string              `json:"body,omitempty"`
	Nearest   []review.Near       `json:"nearest"`
	Effect    []review.Change     `json:"effect"`             // of accepting
	Decisions []evidence.Decision `json:"decisions"`          // on this subject, oldest first
	Basis     string              `json:"basis"`              // hash of the newest of them: what the person has seen
	TakenBy   string              `json:"taken_by,omitempty"` // somebody else, until
	Until     time.Time           `json:"until,omitzero"`
	Draft     json.RawMessage     `json:"draft,omitempty"` // what this person typed and did not send
}

// Choice is what a person decides on one item.
type Choice struct {
	ID         string      `json:"id"`   // of the item
	Verb       string      `json:"verb"` // accept, correct, reject
	Correction *Correction `json:"correction,omitempty"`
	Reason     string      `json:"reason,omitempty"`
	Person     string      `json:"person"`
	Basis      string      `json:"basis"` // of the sheet
}

// taken is the body of a record that a claim is taken.
type taken struct {
	Person string    `json:"person"`
	Until  time.Time `json:"until"`
}

// Queue lists what waits, most change first, with who has taken what.
func (d *Desk) Queue(ctx context.Context, person, lang string) ([]review.Item, error) {
	s, err := d.c.State(ctx)
	if err != nil {
		return nil, err
	}
	day := evidence.DateOf(d.c.now())
	w := d.world(s, day)
	judged := map[string]bool{}
	for _, x := range Standing(s.Decisions, "") {
		switch x.Kind {
		case evidence.DecideMerge, evidence.DecideSplit:
			judged[x.Subject+"+"+x.Object] = true
		case evidence.DecideName:
			judged[x.Subject] = true
		}
	}
	names, err := d.names(ctx)
	if err != nil {
		return nil, err
	}
	left := maxEffects
	items := review.Queue(w.Claims, w.Origins.Proposed, names, judged, func(c *evidence.Claim) int {
		if left--; left < 0 {
			return 0
		}
		return len(review.Effect(w, c.ID, lang, accept))
	})
	held, err := d.taken(ctx)
	if err != nil {
		return nil, err
	}
	for i := range items {
		if t, ok := held[items[i].ID]; ok && t.Person != person {
			items[i].TakenBy = t.Person
		}
	}
	return items, nil
}

func accept(c *evidence.Claim) { c.Review = evidence.Accepted }

func (d *Desk) world(s *State, day evidence.Date) review.World {
	return review.World{Catalogue: d.c.cat, Claims: s.Decided(day), Documents: s.Documents, Origins: s.Origins(day), AsOf: day}
}

func (d *Desk) names(ctx context.Context) ([]review.Name, error) {
	records, err := d.c.base.Records(ctx, nameKind, 0)
	if err != nil {
		return nil, err
	}
	var out []review.Name
	for _, r := range records {
		if n, err := review.ReadName(r); err == nil {
			out = append(out, n)
		}
	}
	return out, nil
}

// taken gives what is taken now.
func (d *Desk) taken(ctx context.Context) (map[string]taken, error) {
	records, err := d.c.base.Records(ctx, takenKind, 0)
	if err != nil {
		return nil, err
	}
	out := map[string]taken{}
	for _, r := range records {
		var t taken
		if json.Unmarshal(r.Body, &t) == nil && t.Until.After(d.c.now()) {
			out[r.ID] = t
		}
	}
	return out, nil
}

// Open takes a claim for a person and gives its sheet. Where somebody else has
// taken it the sheet says so and stays readable.
func (d *Desk) Open(ctx context.Context, id, person, lang string) (Sheet, error) {
	s, err := d.c.State(ctx)
	if err != nil {
		return Sheet{}, err
	}
	w := d.world(s, evidence.DateOf(d.c.now()))
	at := slices.IndexFunc(w.Claims, func(c evidence.Claim) bool { return c.ID == id })
	sheet := Sheet{Nearest: []review.Near{}, Effect: []review.Change{}, Decisions: []evidence.Decision{}}
	if at < 0 {
		if sheet.Item, err = d.other(ctx, id, person, lang); err != nil {
			return sheet, err
		}
	} else {
		c := w.Claims[at]
		sheet.Item = review.Item{ID: id, Kind: review.ItemClaim, Line: review.Line(&c), Source: c.SourcePublisher, On: c.KnownSince, Claim: c}
		sheet.Nearest = append(sheet.Nearest, review.Nearest(w.Claims, &c, w.Origins.Of, 5)...)
		sheet.Effect = append(sheet.Effect, review.Effect(w, id, lang, accept)...)
		sheet.Item.Changes = len(sheet.Effect)
		for i := range s.Documents {
			if s.Documents[i].ID == c.DocumentID {
				sheet.Document, sheet.Body = &s.Documents[i], s.Documents[i].Body
			}
		}
	}
	sheet.Decisions = append(sheet.Decisions, about(s.Decisions, id)...)
	if n := len(sheet.Decisions); n > 0 {
		sheet.Basis = sheet.Decisions[n-1].Hash
	}
	return sheet, d.take(ctx, &sheet, id, person)
}

// other finds an item of the queue that is no claim.
func (d *Desk) other(ctx context.Context, id, person, lang string) (review.Item, error) {
	items, err := d.Queue(ctx, person, lang)
	if err != nil {
		return review.Item{}, err
	}
	i := slices.IndexFunc(items, func(x review.Item) bool { return x.ID == id })
	if i < 0 {
		return review.Item{}, evidence.Errorf(evidence.NotFound, "nothing with the id %q waits for review", id)
	}
	return items[i], nil
}

// take notes that a person has opened an item, and reads her draft.
func (d *Desk) take(ctx context.Context, sheet *Sheet, id, person string) error {
	held, err := d.taken(ctx)
	if err != nil {
		return err
	}
	if t, ok := held[id]; ok && t.Person != person {
		sheet.TakenBy, sheet.Until = t.Person, t.Until
		return nil
	}
	if person == "" {
		return nil // reading takes nothing
	}
	sheet.Until = d.c.now().Add(TakeFor).UTC()
	if err := d.put(ctx, takenKind, id, taken{person, sheet.Until}); err != nil {
		return err
	}
	drafts, err := d.c.base.Records(ctx, draftKind, 0)
	for _, r := range drafts {
		if r.ID == id+"\x1f"+person && len(r.Body) > 0 && string(r.Body) != "null" {
			sheet.Draft = r.Body
		}
	}
	return err
}

func (d *Desk) put(ctx context.Context, kind, id string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return evidence.WithKind(evidence.Invalid, err, "record %s", kind)
	}
	_, err = d.c.base.AddRecords(ctx, kind+"/"+id, nil, []evidence.Record{{Kind: kind, ID: id, Body: b}})
	return err
}

// Keep keeps what a person has typed and not sent, so that a lost connection
// loses nothing; null forgets it.
func (d *Desk) Keep(ctx context.Context, id, person string, draft json.RawMessage) error {
	if len(draft) > 64<<10 {
		return evidence.Errorf(evidence.Invalid, "draft: %d bytes, 65536 at most", len(draft))
	}
	if !json.Valid(draft) {
		return evidence.Errorf(evidence.Invalid, "draft: it is no JSON")
	}
	return d.put(ctx, draftKind, id+"\x1f"+person, draft)
}

// Preview tells what a correction, or accepting where it is nil, would change.
func (d *Desk) Preview(ctx context.Context, id, lang string, k *Correction) ([]review.Change, error) {
	s, err := d.c.State(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := s.claim(id); !ok {
		return nil, evidence.Errorf(evidence.NotFound, "no claim %q in the store", id)
	}
	return review.Effect(d.world(s, evidence.DateOf(d.c.now())), id, lang, func(c *evidence.Claim) {
		if k != nil {
			k.apply(c)
		}
		accept(c)
	}), nil
}

// Decide records a choice. A decision that somebody else took since the sheet
// was opened, or at the same moment, is a conflict: it is named and stands.
func (d *Desk) Decide(ctx context.Context, ch Choice) (evidence.Decision, error) {
	if strings.TrimSpace(ch.Person) == "" {
		return evidence.Decision{}, evidence.Errorf(evidence.Invalid, "who decides? a name is needed")
	}
	x, err := d.decision(ctx, ch)
	if err != nil {
		return x, err
	}
	if err := d.unchanged(ctx, ch, 0); err != nil {
		return x, err
	}
	if x, err = d.c.Decide(ctx, x); err != nil {
		return x, err
	}
	if err := d.unchanged(ctx, ch, x.Seq); err != nil { // somebody was faster by a moment: the earlier stands
		_, undo := d.c.Decide(ctx, evidence.Decision{Kind: evidence.DecideUndo, Subject: x.Hash, Person: ch.Person, Reason: "conflict"})
		if undo != nil {
			return x, undo
		}
		return x, err
	}
	if err := d.Keep(ctx, ch.ID, ch.Person, json.RawMessage("null")); err != nil {
		return x, err
	}
	if err := d.put(ctx, takenKind, ch.ID, taken{ch.Person, d.c.now().UTC()}); err != nil { // given back
		return x, err
	}
	_, err = d.c.Settle(ctx)
	return x, err
}

// unchanged reports a conflict where a decision on the subject came after the
// one that the person has seen; only those before seq count where it is given.
func (d *Desk) unchanged(ctx context.Context, ch Choice, seq int64) error {
	s, err := d.c.State(ctx)
	if err != nil {
		return err
	}
	seen := ch.Basis == ""
	for _, x := range about(s.Decisions, ch.ID) {
		switch {
		case !seen:
			seen = x.Hash == ch.Basis
		case seq == 0 || x.Seq < seq:
			return evidence.Errorf(evidence.Conflict, "%s decided %q on this on %s; look at it before you decide", x.Person, x.Kind, x.At.UTC().Format("2006-01-02 15:04"))
		}
	}
	if !seen {
		return evidence.Errorf(evidence.Conflict, "the decision %s that this rests on is not in the store", ch.Basis)
	}
	held, err := d.taken(ctx)
	if err != nil {
		return err
	}
	if t, ok := held[ch.ID]; ok && t.Person != ch.Person && seq == 0 {
		return evidence.Errorf(evidence.Conflict, "%s has taken this until %s", t.Person, t.Until.UTC().Format("15:04"))
	}
	return nil
}

// decision turns a choice into a decision of the log.
func (d *Desk) decision(ctx context.Context, ch Choice) (evidence.Decision, error) {
	x := evidence.Decision{Subject: ch.ID, Person: ch.Person, Reason: ch.Reason}
	if a, b, ok := strings.Cut(ch.ID, "+"); ok {
		x.Subject, x.Object = a, b
		x.Kind = map[string]evidence.DecisionKind{"accept": evidence.DecideMerge, "reject": evidence.DecideSplit}[ch.Verb]
		if x.Reason == "" && x.Kind == evidence.DecideMerge {
			x.Reason = "proposed by the rules"
		}
	} else if names, err := d.names(ctx); err != nil {
		return x, err
	} else if slices.ContainsFunc(names, func(n review.Name) bool { return n.ID == ch.ID }) {
		x.Kind, x.Payload = evidence.DecideName, fmt.Sprintf(`{"is_name":%t}`, ch.Verb == "accept")
	} else {
		x.Kind = map[string]evidence.DecisionKind{"accept": evidence.DecideAccept, "correct": evidence.DecideCorrect, "reject": evidence.DecideReject}[ch.Verb]
	}
	if ch.Verb == "correct" {
		if ch.Correction == nil {
			return x, evidence.Errorf(evidence.Invalid, "correction: no field is corrected")
		}
		b, err := json.Marshal(ch.Correction)
		if err != nil {
			return x, evidence.WithKind(evidence.Invalid, err, "correction")
		}
		x.Payload = string(b)
	}
	if x.Kind == "" {
		return x, evidence.Errorf(evidence.Invalid, "verb %q does not fit this item; give accept, correct or reject", ch.Verb)
	}
	return x, nil
}

// Undo takes back a person's newest standing decision at the desk.
func (d *Desk) Undo(ctx context.Context, person string) (evidence.Decision, error) {
	s, err := d.c.State(ctx)
	if err != nil {
		return evidence.Decision{}, err
	}
	standing := Standing(s.Decisions, "")
	for i := len(standing) - 1; i >= 0; i-- {
		x := standing[i]
		if x.Person != person || !slices.Contains([]evidence.DecisionKind{evidence.DecideAccept, evidence.DecideCorrect, evidence.DecideReject,
			evidence.DecideMerge, evidence.DecideSplit, evidence.DecideName}, x.Kind) {
			continue
		}
		if _, err := d.c.Decide(ctx, evidence.Decision{Kind: evidence.DecideUndo, Subject: x.Hash, Person: person}); err != nil {
			return x, err
		}
		_, err := d.c.Settle(ctx)
		return x, err
	}
	return evidence.Decision{}, evidence.Errorf(evidence.NotFound, "%s has no decision that could be undone", person)
}

// about lists the decisions on an item, oldest first, undone ones included.
func about(all []evidence.Decision, id string) []evidence.Decision {
	var out []evidence.Decision
	hashes := map[string]bool{}
	for _, x := range all {
		subject := x.Subject
		if x.Object != "" {
			subject += "+" + x.Object
		}
		if subject == id || x.Subject == id || x.Kind == evidence.DecideUndo && hashes[x.Subject] {
			hashes[x.Hash] = true
			out = append(out, x)
		}
	}
	return out
}

// Reviewed gives, for each document in which somebody judged every claim that
// the reader found or at least one, the claims as the reader proposed them and
// as people left them, so that the reader can be measured on what was decided.
func (s *State) Reviewed() (proposed, decided map[string][]evidence.Claim) {
	proposed, decided = map[string][]evidence.Claim{}, map[string][]evidence.Claim{}
	left := map[string]evidence.Claim{}
	for _, c := range s.Decided("") {
		left[c.ID] = c
	}
	for _, c := range s.Claims {
		if c.Kind == evidence.KindRecord || c.DocumentID == "" {
			continue
		}
		switch now := left[c.ID]; now.Review {
		case evidence.Accepted:
			proposed[c.DocumentID] = append(proposed[c.DocumentID], c)
			decided[c.DocumentID] = append(decided[c.DocumentID], now)
		case evidence.Rejected:
			proposed[c.DocumentID] = append(proposed[c.DocumentID], c)
		}
	}
	return proposed, decided
}
