package brief

import (
	"fmt"
	"slices"

	"assay/check"
	"assay/evidence"
	"assay/resolve"
)

// glanceModel is the model's stages in three sentences: how it was pre-trained,
// how it was trained further (or just "trained"), and where it serves.
func (c *card) glanceModel() {
	if len(c.rows) == 0 {
		m, _ := c.in.Catalogue.Model(c.in.Topic.ID)
		c.say("model.silent", []string{m.ID}, "model", m.Name)
		return
	}
	r := c.rows[0]
	later := evidence.PostTraining
	post, bare := r.Cells[evidence.PostTraining], r.Cells[evidence.TrainingUnspecified]
	if !filled(&post) && len(post.Others) == 0 && filled(&bare) {
		later = evidence.TrainingUnspecified
	}
	for _, st := range []evidence.Stage{evidence.PreTraining, later, evidence.Inference} {
		before := len(c.out)
		c.cell(r, st)
		x := r.Cells[st]
		if told := c.out[before:]; len(told) > 1 { // one sentence a stage; the others stand in the story below
			keep := told[0]
			if !filled(&x) {
				keep = told[1]
			}
			c.out = append(c.out[:before], keep)
		}
	}
}

func (c *card) glanceDeveloper() {
	d, _ := c.in.Catalogue.Developer(c.in.Topic.ID)
	if len(c.rows) == 0 {
		c.say("developer.silent", []string{d.ID}, "developer", d.Name)
		return
	}
	ids := []string{d.ID}
	for _, r := range c.rows {
		ids = append(ids, r.ID)
	}
	c.count("developer.models", len(c.rows), ids, "developer", d.Name)
	t := tallyOf(c.rows, evidence.PreTraining)
	c.count("tally", t.n(), append([]string{d.ID}, t.ids...), "stage", c.w.Text("stage.pre-training"), "d", t.domestic, "m", t.mixed, "f", t.foreign, "u", t.undisclosed)
	c.newestClaim()
}

// newestClaim tells the newest statement about the topic's models.
func (c *card) newestClaim() {
	var best *evidence.Claim
	var of *resolve.Row
	for _, r := range c.rows {
		for _, st := range evidence.Stages() {
			x := r.Cells[st]
			for _, id := range x.Claims {
				k, ok := c.claims[id]
				if ok && k.Stage == st && k.Published.Precision() == evidence.Day && (best == nil || k.KnownSince > best.KnownSince || k.KnownSince == best.KnownSince && k.ID < best.ID) {
					best, of = k, r
				}
			}
		}
	}
	if best == nil {
		c.say("missing.cells", nil)
		return
	}
	c.say("newest.claim", []string{best.ID, of.ID}, "day", best.KnownSince, "source", best.SourcePublisher, "model", of.Model,
		"stage", c.w.Text("stage."+string(best.Stage)), "relation", c.w.Text("relation."+string(best.Relation)), "silicon", c.w.Silicon(best.Silicon))
}

func (c *card) glanceChip() {
	node := c.in.Topic.ID
	name := c.w.Silicon(c.in.Topic.Name)
	byStage := map[evidence.Stage][]string{}
	ran, ready := []string{node}, []string{node}
	models, adapted := 0, 0
	first := evidence.Date("")
	var since string
	for _, r := range c.rows {
		on, port := false, false
		for _, st := range evidence.Stages() {
			x := r.Cells[st]
			if has(c.in, r, x.Silicon) && !x.Negated && filled(&x) {
				on = true
				byStage[st] = append(byStage[st], cellID(r, st))
				ran = append(ran, cellID(r, st))
				if x.Since != "" && (first == "" || x.Since < first) {
					first, since = x.Since, cellID(r, st)
				}
			}
			if has(c.in, r, x.ReadyOn) {
				port = true
				ready = append(ready, cellID(r, st))
			}
		}
		if on {
			models++
		}
		if port {
			adapted++
		}
	}
	c.count("chip.models", models, ran, "chip", name)
	c.count("chip.ready", adapted, ready, "chip", name)
	if first == "" {
		c.say("chip.never", []string{node}, "chip", name)
		return
	}
	c.say("chip.first", []string{node, since}, "day", first, "chip", name)
}

func (c *card) glanceDocument() {
	a := c.in.Article
	if a == nil {
		c.say("missing.article", nil)
		return
	}
	ids := []string{c.in.Topic.ID}
	hold, fail, open := 0, 0, 0
	for i := range a.Statements {
		s := &a.Statements[i]
		ids = append(ids, statementID(c.in.Topic.ID, i))
		switch {
		case s.Verdict == check.Supported:
			hold++
		case s.Verdict.Fails():
			fail++
		default:
			open++
		}
	}
	c.count("document.statements", len(a.Statements), ids)
	c.say("document.outcome", ids, "hold", hold, "fail", fail, "open", open)
	names := []string{}
	models := []string{c.in.Topic.ID}
	for _, r := range c.rows {
		names, models = append(names, r.Model), append(models, r.ID)
	}
	if len(names) == 0 {
		c.say("document.no-models", models)
		return
	}
	c.say("document.models", models, "models", c.w.List(names))
}

func statementID(doc string, i int) string { return fmt.Sprintf("statement:%s/%d", doc, i+1) }

// statements tells each statement of a document with its verdict.
func (c *card) statements() {
	a := c.in.Article
	if a == nil {
		c.say("missing.article", nil)
		return
	}
	for i := range a.Statements {
		if i == 3*shownCells {
			c.count("document.more", len(a.Statements)-i, []string{c.in.Topic.ID})
			break
		}
		s := &a.Statements[i]
		text := []rune(s.Text)
		if len(text) > 300 {
			text = append(text[:299], '…')
		}
		ids := append([]string{statementID(c.in.Topic.ID, i)}, s.Claims...)
		c.add(Sentence{Text: c.w.Text("document.statement", "text", string(text), "verdict", c.w.Text("verdict."+string(s.Verdict)), "why", s.Why),
			IDs: append(ids, s.Cells...), Record: true})
	}
}

// watch lists what may move next: plans, contested cells, and what came in
// within thirty days.
func (c *card) watch() {
	const most = 5
	planned, contested := 0, 0
	for _, r := range c.rows {
		for _, st := range evidence.Stages() {
			x := r.Cells[st]
			if x.InheritedFrom != "" {
				continue
			}
			if len(x.Planned) > 0 && planned < most {
				planned++
				c.say("watch.planned", append([]string{r.ID, cellID(r, st)}, x.Claims...), "model", r.Model, "stage", c.w.Text("stage."+string(st)), "silicon", c.w.Silicons(x.Planned))
			}
			if x.Verdict == evidence.Contested && contested < most {
				contested++
				c.say("watch.contested", append([]string{r.ID, cellID(r, st)}, x.Claims...), "model", r.Model, "stage", c.w.Text("stage."+string(st)), "silicon", c.w.Silicons(x.Silicon))
			}
		}
	}
	from := evidence.DateOf(c.in.AsOf.Last().Time().AddDate(0, 0, -30))
	var fresh []string
	for _, r := range c.rows {
		for _, st := range evidence.Stages() {
			for _, id := range r.Cells[st].Claims {
				if k, ok := c.claims[id]; ok && k.Published.Precision() == evidence.Day && k.KnownSince > from && k.KnownSince <= c.in.AsOf.Last() && !slices.Contains(fresh, id) {
					fresh = append(fresh, id)
				}
			}
		}
	}
	c.count("watch.fresh", len(fresh), append([]string{"as-of:" + string(c.in.AsOf)}, fresh...), "from", from)
}

// outlook tells the forecasts that bear on the topic, as possibilities.
func (c *card) outlook() {
	if c.in.Entries == nil {
		c.say("missing.outlook", nil)
		return
	}
	for i := range c.in.Entries {
		e := &c.in.Entries[i]
		about := c.in.Topic.Kind == TopicField || c.in.Topic.Kind == TopicCountry && e.Resolver != nil && e.Resolver.Country == c.in.Topic.ID
		for _, x := range e.Indicators {
			about = about || c.aboutModel(x.Model) || x.Silicon != "" && c.in.Topic.Kind == TopicChip && c.in.Catalogue.Lattice().Contains(c.in.Topic.ID, x.Silicon)
		}
		if !about || len(c.out) == shownCells {
			continue
		}
		key := "outlook.open"
		if e.Outcome != "" {
			key = "outlook.closed"
		}
		c.add(Sentence{Text: c.w.Text(key, "statement", trimStop(e.Text.In(c.w.Lang)), "word", c.g.Or("likelihood."+string(e.Word), string(e.Word)),
			"horizon", e.Horizon, "opened", e.Opened, "outcome", c.w.Text("outcome."+string(e.Outcome))), IDs: []string{e.ID}, Record: true})
	}
	if len(c.out) == 0 {
		c.say("outlook.none", nil)
	}
}

func trimStop(s string) string {
	r := []rune(s)
	for len(r) > 0 && (r[len(r)-1] == '.' || r[len(r)-1] == '。') {
		r = r[:len(r)-1]
	}
	return string(r)
}

// aboutModel reports whether a model is of the topic.
func (c *card) aboutModel(id string) bool {
	return id != "" && c.in.Topic.Kind != TopicField && slices.ContainsFunc(c.rows, func(r *resolve.Row) bool { return r.ID == id })
}

// questions lists the open questions that bear on the topic, the report's own
// first.
func (c *card) questions() {
	if c.in.Questions == nil {
		c.say("missing.questions", nil)
		return
	}
	for i := range c.in.Questions {
		q := &c.in.Questions[i]
		about := c.in.Topic.Kind == TopicField || c.in.Topic.Kind == TopicCountry
		for _, x := range q.Cells {
			about = about || c.aboutModel(x.Model)
		}
		for _, s := range q.Silicon {
			about = about || c.in.Topic.Kind == TopicChip && c.in.Catalogue.Lattice().Contains(c.in.Topic.ID, s)
		}
		if !about || q.Outcome != "" || len(c.out) == shownCells {
			continue
		}
		c.add(Sentence{Text: q.Text.In(c.w.Lang), IDs: []string{q.ID}, Record: true})
	}
	if len(c.out) == 0 {
		c.say("questions.none", nil)
	}
}
