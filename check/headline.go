package check

import (
	"assay/catalogue"
	"assay/evidence"
)

// Headline is one statement of the title, held against the body below it and
// against the evidence.
type Headline struct {
	Text    string  `json:"text"`
	More    bool    `json:"says_more_than_body"`
	Kinds   []Kind  `json:"kinds"`
	Why     string  `json:"explanation"`
	Verdict Verdict `json:"verdict"` // of the evidence, as of the report's date
	Says    Says    `json:"says"`
}

// headline holds each statement of the title against the closest statement of
// the body about the same model.
func (j *judge) headline(read []evidence.Claim, body []Statement, asked []asked, now *base) []Headline {
	out := []Headline{}
	title := newArticle(evidence.Document{Body: j.art.doc.Title, Lang: j.art.doc.Lang})
	for _, a := range statementsOf(j.cat, title, read) {
		if len(out) == 20 {
			break // a title is a line
		}
		h := Headline{Text: title.cut(a.start, a.end), Kinds: []Kind{}, Says: a.says(), Verdict: j.find(&a, now).verdict}
		code, kinds, b := j.against(&a, asked, now)
		h.Kinds = append(h.Kinds, kinds...)
		h.More = code != "fits"
		switch {
		case !h.More:
			h.Why = j.words.Text("head.fits")
		case b == nil:
			h.Why = j.words.Text("head.alone")
		default:
			what := j.words.Text("head."+code, "evstage", j.words.Text("stage."+string(b.c.Stage)), "silicon", j.words.Silicon(b.c.Silicon))
			h.Why = j.words.Text("head.more", "what", what)
		}
		out = append(out, h)
	}
	return out
}

// against compares a statement of the title with those of the body; the body
// statement that it fits best counts.
func (j *judge) against(h *asked, body []asked, now *base) (code string, kinds []Kind, best *asked) {
	code, rank := "alone", 9
	for i := range body {
		b := &body[i]
		if (h.class == nil) != (b.class == nil) || h.class == nil && !sameModel(j.cat, h, b) {
			continue
		}
		c, k, r := j.compare(h, b, now)
		if r < rank {
			code, kinds, best, rank = c, k, b, r
		}
	}
	return code, kinds, best
}

func sameModel(cat *catalogue.Catalogue, a, b *asked) bool {
	for _, x := range a.models {
		for _, y := range append(b.models, b.members...) {
			if x == y {
				return true
			}
		}
		m, ok := cat.Model(x)
		for _, y := range b.models {
			n, found := cat.Model(y)
			if ok && found && (m.Family == y || n.Family == x) {
				return true
			}
		}
	}
	return a.c.Model == b.c.Model
}

// compare says what a title's statement has that the body's has not; rank 0
// fits.
func (j *judge) compare(h, b *asked, now *base) (string, []Kind, int) {
	soft := b.hedged || b.c.Hedge != evidence.Asserted
	country := ""
	if len(b.models) > 0 {
		country = now.country(b.models[0])
	}
	lies := now.lies(ground(now, h.c.Silicon, country), ground(now, b.c.Silicon, country), country)
	switch {
	case lies == disjoint:
		return "alone", nil, 8
	case h.c.Relation == evidence.Used && (b.c.Relation == evidence.Adapted || b.c.Relation == evidence.Planned):
		return "used", []Kind{AdaptedAsUsed}, 4
	case h.c.Relation != b.c.Relation:
		return "alone", nil, 7
	case h.c.Stage != b.c.Stage && !(h.c.Stage == evidence.TrainingUnspecified && b.c.Stage == evidence.PreTraining):
		return "stage", []Kind{StageCollapse}, 3
	case soft && !h.hedged && h.c.Hedge == evidence.Asserted:
		return "hedge", []Kind{DroppedHedge}, 2
	case lies == coarser:
		return "silicon", nil, 1
	}
	return "fits", nil, 0
}

func ground(b *base, name, country string) string {
	return b.lat.Ground(resolved(b.lat, name), country)
}
