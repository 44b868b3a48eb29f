package pipeline

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"assay/evidence"
	"assay/origin"
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
	items := review.Queue(w.Claims, d.merges(s, day, w), names, judged, func(c *evidence.Claim) int {
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

// maxStories bounds the documents among which the desk looks for rewrites (D4)
// by itself; past it, near-copies alone are proposed.
const maxStories = 2000

// merges are the proposed merges as pairs of claims: of two documents that may
// tell one story, the first claims that say the same.
func (d *Desk) merges(s *State, day evidence.Date, w review.World) []origin.Edge {
	proposed := w.Origins.Proposed
	if len(s.Documents) <= maxStories {
		proposed = s.Proposals(day)
	}
	if len(proposed) == 0 {
		return nil
	}
	of := map[string][]*evidence.Claim{}
	texts := map[string]string{}
	for i := range s.Documents {
		texts[s.Documents[i].ID] = s.Documents[i].TextID
	}
	for i := range w.Claims {
		c := &w.Claims[i]
		if c.DocumentID == "" || c.Review == evidence.Rejected {
			continue
		}
		of[c.DocumentID] = append(of[c.DocumentID], c)
		if t := texts[c.DocumentID]; t != "" {
			of[t] = append(of[t], c)
		}
	}
	var out []origin.Edge
	for _, e := range proposed {
		if a, b, ok := sameStatement(of[e.A], of[e.B]); ok && w.Origins.Of[a] != w.Origins.Of[b] {
			e.A, e.B = a, b
			out = append(out, e)
		}
	}
	return out
}

// sameStatement finds the first claims of two lists that speak of one model,
// stage and relation.
func sameStatement(as, bs []*evidence.Claim) (a, b string, ok bool) {
	for _, x := range as {
		for _, y := range bs {
			if x.ID != y.ID && x.DocumentID != y.DocumentID && x.ModelID == y.ModelID && x.Model == y.Model && x.Stage == y.Stage && x.Relation == y.Relation {
				return min(x.ID, y.ID), max(x.ID, y.ID), true
			}
		}
	}
	return "", "", false
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
func (d *Desk) Open(ctx context.Context, id, person, lang string) (review.Sheet, error) {
	s, err := d.c.State(ctx)
	if err != nil {
		return review.Sheet{}, err
	}
	w := d.world(s, evidence.DateOf(d.c.now()))
	at := slices.IndexFunc(w.Claims, func(c evidence.Claim) bool { return c.ID == id })
	sheet := review.Sheet{Nearest: []review.Near{}, Effect: []review.Change{}, Decisions: []evidence.Decision{}}
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
func (d *Desk) take(ctx context.Context, sheet *review.Sheet, id, person string) error {
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
			k.Apply(c)
		}
		accept(c)
	}), nil
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
