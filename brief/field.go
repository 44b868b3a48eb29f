package brief

import (
	"math"
	"strconv"

	"assay/evidence"
	"assay/gap"
)

// shownCells bounds how many cells the story tells one by one.
const shownCells = 8

// title names the topic.
func (c *card) title() {
	t := c.in.Topic
	switch t.Kind {
	case TopicCountry:
		c.say("title.country", []string{"country:" + t.ID}, "country", c.g.Country(t.ID))
	case TopicDocument:
		c.add(Sentence{Text: c.w.Text("title.document", "name", t.Name), IDs: []string{t.ID}, Record: true})
	case TopicDeveloper, TopicModel, TopicChip:
		c.say("title."+string(t.Kind), []string{t.ID}, "name", c.w.Silicon(t.Name))
	default:
		c.say("title.field", nil)
	}
}

// glance is the card in three sentences.
func (c *card) glance() {
	switch c.in.Topic.Kind {
	case TopicModel:
		c.glanceModel()
	case TopicDeveloper:
		c.glanceDeveloper()
	case TopicChip:
		c.glanceChip()
	case TopicDocument:
		c.glanceDocument()
	default:
		c.lag()
		c.preTrained()
		c.movement()
	}
}

// lag tells how far models are behind.
func (c *card) lag() {
	g := c.in.Gap
	if g == nil {
		c.say("missing.gap", nil)
		return
	}
	of, against := c.g.Country(g.Of), c.g.Country(g.Against)
	if len(g.ModelLagYearly) == 0 {
		c.say("lag.none", countries(g), "of", of, "against", against)
		return
	}
	y := g.ModelLagYearly[len(g.ModelLagYearly)-1]
	key := "lag.behind"
	if y.Median <= 0 {
		key = "lag.ahead"
	}
	ids := append(countries(g), "figure:model-lag-yearly/"+strconv.Itoa(y.Year))
	c.say(key, ids, "of", of, "against", against, "about", c.w.Number(math.Abs(math.Round(y.Median)), 0), "q1", y.Q1, "q3", y.Q3,
		"n", y.N, "year", strconv.Itoa(y.Year))
}

func countries(g *gap.Report) []string { return []string{"country:" + g.Of, "country:" + g.Against} }

// preTrained tells how many models name domestic silicon for pre-training.
func (c *card) preTrained() {
	g := c.in.Gap
	if g == nil {
		c.say("missing.gap", nil)
		return
	}
	d, n := 0, 0
	ids := []string{"country:" + g.Of, "figure:stage-share/pre-training"}
	for _, s := range g.StageShare {
		if s.Stage != evidence.PreTraining {
			continue
		}
		d, n = d+s.Domestic, n+s.Named
		for _, m := range s.Models {
			if m.Class == "domestic" || m.Class == "foreign" || m.Class == "mixed" {
				ids = append(ids, m.ID+"/"+string(evidence.PreTraining))
			}
		}
	}
	c.say("share.pre-training", ids, "n", n, "of", c.g.Country(g.Of), "d", d)
}

// movement tells how many labs have moved.
func (c *card) movement() {
	g := c.in.Gap
	if g == nil || len(g.Movement) == 0 {
		c.say("missing.movement", nil)
		return
	}
	m := g.Movement[len(g.Movement)-1]
	ids := []string{"country:" + g.Of, "figure:movement/" + m.Period}
	for _, x := range m.Moves {
		ids = append(ids, x.Claims...)
	}
	c.say("movement", ids, "of", c.g.Country(g.Of), "total", m.Total, "period", c.half(m.Period), "now", m.Labs)
}

// half names a half-year such as 2026-H1.
func (c *card) half(p string) string {
	if len(p) != 7 {
		return p
	}
	return c.w.Text("half."+p[5:], "y", p[:4])
}

// why tells why whose chip it is matters: how far chips are apart, and what the
// stages cost.
func (c *card) why() {
	g := c.in.Gap
	if g == nil {
		c.say("missing.gap", nil)
		return
	}
	if l := g.Metric("bf16"); l != nil && l.Of != nil && l.First != nil && l.LagMonths != nil {
		lo, hi := *l.LagMonths, *l.LagMonths
		if l.Lo != nil && l.Hi != nil {
			lo, hi = *l.Lo, *l.Hi
		}
		key, ids := "chips.band", append(countries(g), "figure:silicon-lag/bf16", l.Of.ID, l.First.ID)
		pairs := []any{"of", c.g.Country(g.Of), "chip", l.OfBest, "lo", c.w.Number(math.Round(lo), 0), "hi", c.w.Number(math.Round(hi), 0),
			"against", c.g.Country(g.Against), "first", l.AgainstFirstMatch}
		if math.Round(lo) == math.Round(hi) {
			key = "chips.point"
		}
		c.say(key, ids, pairs...)
	}
	for _, s := range g.StageWeights {
		c.weights(s)
	}
	if len(c.out) == 0 {
		c.say("missing.why", nil)
	}
}

// weights tells what the stages of one model cost.
func (c *card) weights(s gap.StageWeight) {
	hours := map[string]float64{}
	for _, x := range s.Stages {
		hours[x.Part] += x.ChipHours
	}
	c.say("weights", []string{"figure:stage-weights/" + s.Model, s.Model, s.ChipID}, "model", s.Name, "pre", c.w.Number(hours["pre-training"], 0),
		"total", c.w.Number(s.Total, 0), "chip", s.Chip, "context", c.w.Number(hours["context-extension"], 0), "post", c.w.Number(hours["post-training"], 0))
}

// figures is the story in figures and the matrix.
func (c *card) figures() {
	switch c.in.Topic.Kind {
	case TopicModel:
		for _, r := range c.rows {
			for _, st := range evidence.Stages() {
				c.cell(r, st)
			}
		}
	case TopicDocument:
		c.statements()
	default:
		for _, st := range evidence.Stages() {
			t := c.shares(st)
			if t.n() > 0 && c.in.Topic.Kind != TopicChip { // of a chip the cells below tell all
				c.count("tally", t.n(), t.ids, "stage", c.w.Text("stage."+string(st)), "d", t.domestic, "m", t.mixed, "f", t.foreign, "u", t.undisclosed)
			}
		}
		c.newest()
	}
	if len(c.out) == 0 {
		c.say("missing.cells", nil)
	}
}

// shares tallies a stage: for the field and a country as the gap counts it, so
// that card and gap page say the same; else the topic's own cells.
func (c *card) shares(st evidence.Stage) tally {
	g := c.in.Gap
	if g == nil || c.in.Topic.Kind != TopicField && c.in.Topic.Kind != TopicCountry {
		return tallyOf(c.rows, st)
	}
	t := tally{ids: []string{"country:" + g.Of, "figure:stage-share/" + string(st)}}
	for _, s := range g.StageShare {
		if s.Stage != st {
			continue
		}
		t.domestic, t.mixed, t.foreign, t.undisclosed = t.domestic+s.Domestic, t.mixed+s.Mixed, t.foreign+s.Foreign, t.undisclosed+s.Undisclosed
		for _, m := range s.Models {
			t.ids = append(t.ids, m.ID+"/"+string(st))
		}
	}
	return t
}

// newest tells, one by one, the cells of the newest models that name silicon
// with more than a rumour.
func (c *card) newest() {
	stages := []evidence.Stage{evidence.PreTraining, evidence.PostTraining, evidence.TrainingUnspecified}
	if c.in.Topic.Kind == TopicChip {
		stages = evidence.Stages()
	}
	told := 0
	for _, r := range c.rows {
		if told == shownCells {
			return
		}
		for _, st := range stages {
			x := r.Cells[st]
			if !filled(&x) || x.Negated || x.Implied || x.InheritedFrom != "" || x.Verdict.Rank() < evidence.Inferred.Rank() ||
				c.in.Topic.Kind == TopicChip && !has(c.in, r, x.Silicon) {
				continue
			}
			c.cell(r, st)
			told++
			break
		}
	}
}
