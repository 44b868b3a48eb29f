package review

import (
	"slices"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
	"assay/resolve"
)

// World is what the effect of a decision is worked out from.
type World struct {
	Catalogue *catalogue.Catalogue
	Claims    []evidence.Claim // as decisions left them, graded
	Documents []evidence.Document
	Origins   origin.Result
	AsOf      evidence.Date
}

// Change is one cell before and after a decision. Before and After are the
// sentences of R9 in a language.
type Change struct {
	Model  string         `json:"model"`
	Stage  evidence.Stage `json:"stage"`
	Actor  string         `json:"actor,omitempty"` // of a cell beside the developer's own
	Before string         `json:"before"`
	After  string         `json:"after"`
}

// Effect tells what the matrix would say if apply were done to a claim: it is
// resolved with and without. Only the rows of the claim's model, before and
// after, and of models that show its cells as inherited, can change.
func Effect(w World, id, lang string, apply func(*evidence.Claim)) []Change {
	at := slices.IndexFunc(w.Claims, func(c evidence.Claim) bool { return c.ID == id })
	if at < 0 {
		return nil
	}
	after := w.Claims[at]
	apply(&after)
	models := modelsOf(w.Catalogue, &w.Claims[at], &after)
	before := w.rows(models, nil)
	changed := w.rows(models, &after)
	var out []Change
	for _, m := range models {
		a, b := before[m], changed[m]
		if b == nil {
			b = a
		}
		if b == nil {
			continue
		}
		for _, st := range evidence.Stages() {
			out = append(out, compare(a, b, st, lang)...)
		}
	}
	return out
}

// modelsOf lists the rows that a claim can change, its own first.
func modelsOf(cat *catalogue.Catalogue, claims ...*evidence.Claim) []string {
	var out []string
	add := func(id string) {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, c := range claims {
		id := c.ModelID
		if id == "" {
			if known, ok := cat.ModelID(c.Model); ok {
				id = known
			} else {
				id = resolve.NewModelID(c.Model)
			}
		}
		add(id)
		if m, ok := cat.Model(id); ok {
			for _, member := range m.Members {
				add(member)
			}
		}
	}
	return out
}

// rows resolves the models from the claims about them alone; instead takes the
// place of the claim with its id.
func (w World) rows(models []string, instead *evidence.Claim) map[string]*resolve.Row {
	want := map[string]bool{}
	for _, id := range models {
		want[id] = true
		if m, ok := w.Catalogue.Model(id); ok {
			for _, p := range slices.Concat(m.Bases, m.Families) {
				want[p] = true
			}
		}
	}
	var claims []evidence.Claim
	for i := range w.Claims {
		c := w.Claims[i]
		if instead != nil && c.ID == instead.ID {
			c = *instead
		}
		id := c.ModelID
		if id == "" {
			id, _ = w.Catalogue.ModelID(c.Model)
		}
		if id == "" {
			id = resolve.NewModelID(c.Model)
		}
		if want[id] {
			claims = append(claims, c)
		}
	}
	x := resolve.NewIndex(resolve.Input{Catalogue: w.Catalogue, Claims: claims, Documents: w.Documents, Origins: w.Origins})
	out := map[string]*resolve.Row{}
	for _, id := range models {
		if r, ok := x.Model(id, resolve.Options{AsOf: w.AsOf}); ok {
			out[id] = &r
		}
	}
	return out
}

func compare(a, b *resolve.Row, st evidence.Stage, lang string) []Change {
	var was resolve.Cell
	if a != nil {
		was = a.Cells[st]
	}
	now := b.Cells[st]
	var out []Change
	if x, y := resolve.Sentence(&was, lang), resolve.Sentence(&now, lang); x != y {
		out = append(out, Change{Model: b.Model, Stage: st, Before: x, After: y})
	}
	for i := range now.Others {
		o := &now.Others[i]
		before := ""
		for k := range was.Others {
			if was.Others[k].Actor == o.Actor {
				before = resolve.Sentence(&was.Others[k].Cell, lang)
			}
		}
		if y := resolve.Sentence(&o.Cell, lang); y != before {
			out = append(out, Change{Model: b.Model, Stage: st, Actor: o.Actor, Before: before, After: y})
		}
	}
	return out
}
