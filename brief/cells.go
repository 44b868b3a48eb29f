package brief

import (
	"assay/evidence"
	"assay/resolve"
)

// cellID names a cell.
func cellID(r *resolve.Row, st evidence.Stage) string { return r.ID + "/" + string(st) }

// filled reports whether a cell says something that a sentence can tell.
func filled(c *resolve.Cell) bool {
	return len(c.Silicon) > 0 && c.Verdict != evidence.UnknownWord
}

// cell tells one cell in one sentence.
func (c *card) cell(r *resolve.Row, st evidence.Stage) {
	x := r.Cells[st]
	ids := append([]string{r.ID, cellID(r, st)}, x.Earning...)
	stage := c.w.Text("stage." + string(st))
	switch {
	case filled(&x):
		key := "cell.says"
		switch {
		case x.Negated:
			key = "cell.negated"
		case x.InheritedFrom != "":
			key = "cell.inherited"
		case x.Implied:
			key = "cell.implied"
		}
		from := ""
		if m, ok := c.in.Catalogue.Model(x.InheritedFrom); ok {
			from = m.Name
			ids = append(ids, m.ID)
		}
		c.say(key, ids, "model", r.Model, "stage", stage, "word", c.w.Text("word."+string(x.Verdict)), "silicon", c.named(&x),
			"documents", c.w.Count("n.documents", x.Documents), "origins", c.w.Count("n.origins", x.Origins), "since", c.since(&x), "from", from)
	case x.Verdict == evidence.Undisclosed:
		c.say("cell.undisclosed", append(ids, x.Claims...), "model", r.Model, "stage", stage)
	case len(x.ReadyOn) > 0:
		c.say("cell.ready", append(ids, x.Claims...), "model", r.Model, "stage", stage, "silicon", c.w.Silicons(firstOf(x.ReadyOn, 4)))
	default:
		c.say("cell.unknown", ids, "model", r.Model, "stage", stage)
	}
	for i := range x.Others {
		o := &x.Others[i]
		if filled(&o.Cell) && !o.Negated {
			c.say("cell.other", append([]string{r.ID, cellID(r, st)}, o.Earning...), "model", r.Model, "stage", stage, "actor", c.actorName(o),
				"word", c.w.Text("word."+string(o.Verdict)), "silicon", c.w.Silicons(o.Silicon), "since", c.since(&o.Cell))
		}
	}
}

// named names a cell's silicon; in "not X" an unnamed maker is any maker.
func (c *card) named(x *resolve.Cell) string {
	if !x.Negated {
		return c.w.Silicons(x.Silicon)
	}
	out := make([]string, len(x.Silicon))
	for i, n := range x.Silicon {
		out[i] = c.w.Or("any."+n, c.w.Silicon(n))
	}
	return c.w.List(out)
}

// verdict is what a cell says in a few words: "reported, not domestic chips".
func (c *card) verdict(x *resolve.Cell) string {
	key := "verdict.is"
	if x.Negated {
		key = "verdict.not"
	}
	return c.w.Text(key, "word", c.w.Text("word."+string(x.Verdict)), "silicon", c.named(x))
}

// since is the day from which a cell says what it says, no more exactly than the
// claim behind it is dated.
func (c *card) since(x *resolve.Cell) evidence.Date {
	for _, id := range x.Earning {
		if k, ok := c.claims[id]; ok && k.KnownSince == x.Since && k.Published != "" && k.Published.Precision() != evidence.Day {
			return k.Published
		}
	}
	return x.Since
}

// actorName gives an actor as the claims spell it; resolution folds the name.
func (c *card) actorName(o *resolve.Other) string {
	for _, id := range o.Claims {
		if x, ok := c.claims[id]; ok && x.Actor != "" {
			return x.Actor
		}
	}
	return o.Actor
}

func firstOf(list []string, n int) []string {
	if len(list) > n {
		return list[:n]
	}
	return list
}

// tally counts the cells of a stage by whose silicon they name.
type tally struct {
	domestic, mixed, foreign, undisclosed int
	ids                                   []string
}

func (t *tally) n() int { return t.domestic + t.mixed + t.foreign + t.undisclosed }

// count tallies the topic's own cells of one stage: neither inherited nor
// hollow, neither contested nor rumoured.
func tallyOf(rows []*resolve.Row, st evidence.Stage) tally {
	var t tally
	for _, r := range rows {
		x := r.Cells[st]
		if x.InheritedFrom != "" || x.Implied || x.Negated {
			continue
		}
		told := x.Verdict.Rank() >= evidence.Inferred.Rank()
		switch {
		case x.Verdict == evidence.Undisclosed:
			t.undisclosed++
		case told && x.Class == evidence.Domestic:
			t.domestic++
		case told && x.Class == evidence.Foreign:
			t.foreign++
		case told && x.Class == evidence.Mixed:
			t.mixed++
		default:
			continue
		}
		t.ids = append(t.ids, cellID(r, st))
	}
	return t
}
