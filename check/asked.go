package check

import (
	"slices"
	"strings"

	"assay/catalogue"
	"assay/evidence"
)

// asked is one statement of the article, ready to be judged.
type asked struct {
	c          *evidence.Claim
	start, end int
	sentence   string
	models     []string // ids that the name may mean; empty: a new name
	members    []string // of a family or developer: their support counts, their silence does not
	other      bool     // the text names another actor than the developer
	self       bool     // the text says that the developer itself did it
	hedged     bool     // the text marks the statement as report, rumour or inference
	scratch    bool     // "from scratch": the whole training anew
	class      *classAsked
}

func (a *asked) says() Says {
	c := a.c
	return Says{Model: c.Model, ModelID: c.ModelID, Stage: c.Stage, Relation: c.Relation, Silicon: c.Silicon,
		Hedge: c.Hedge, Actor: c.Actor, Count: c.Count}
}

// statementsOf joins what the reader found with the class statements that this
// package finds by itself, in the order of the text.
func statementsOf(cat *catalogue.Catalogue, art *article, read []evidence.Claim) []asked {
	classes := classStatements(cat, art, read)
	taken := map[int]bool{} // sentences that a class statement covers
	for i := range classes {
		taken[art.around(classes[i].start)] = true
	}
	out := classes
	for i := range read {
		c := &read[i]
		in := art.around(c.Start)
		if taken[in] && in >= 0 && !strings.Contains(strings.ToLower(art.sentence(in)), strings.ToLower(c.Model)) {
			continue // "no model" refers back to none
		}
		if c.End <= c.Start || c.End > len(art.body) || wished(c, strings.ToLower(art.sentence(in))) {
			continue
		}
		out = append(out, newAsked(cat, art, c, in))
	}
	slices.SortStableFunc(out, func(a, b asked) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return a.end - b.end
	})
	return out
}

// wished reports whether a claim about models without a name tells only what
// could or should be: no statement of what was done.
func wished(c *evidence.Claim, sentence string) bool {
	nameless := strings.HasPrefix(c.Model, "unnamed:") || strings.HasPrefix(c.Model, "class:")
	return nameless && c.Relation == evidence.Used && cues.wish.in(sentence)
}

func isClass(cat *catalogue.Catalogue, id string) bool {
	m, ok := cat.Model(id)
	return ok && m.IsClass()
}

func newAsked(cat *catalogue.Catalogue, art *article, c *evidence.Claim, in int) asked {
	a := asked{c: c, start: c.Start, end: c.End, sentence: art.sentence(in)}
	if a.sentence == "" {
		a.sentence = c.Quote
	}
	low := strings.ToLower(a.sentence)
	a.hedged = c.Hedge != evidence.Asserted || cues.hedge.in(low)
	a.scratch = c.Whole && c.Stage == evidence.PreTraining || cues.scratch.in(low)
	a.named(cat)
	if len(a.models) > 0 {
		a.other = othersRun(cat, c, a.models[0], low)
		a.self = !a.other && developerRun(cat, c, a.models[0], low)
	}
	return a
}

// named finds the models that a name may mean.
func (a *asked) named(cat *catalogue.Catalogue) {
	c := a.c
	if dev, ok := strings.CutPrefix(c.Model, "unnamed:"); ok || strings.HasPrefix(c.Model, "class:") {
		if !ok {
			dev = c.Developer
		}
		a.ofDeveloper(cat, dev)
		return
	}
	id := c.ModelID
	if id == "" {
		id, _ = cat.ModelID(c.Model)
	}
	if id != "" {
		a.models = []string{id}
	} else {
		a.models = cat.ModelCandidates(c.Model)
	}
	for _, id := range a.models {
		if m, ok := cat.Model(id); ok {
			a.members = append(a.members, m.Members...)
		}
	}
}

// ofDeveloper takes a developer's unnamed models as what is meant, and all its
// other models as what may bear the statement.
func (a *asked) ofDeveloper(cat *catalogue.Catalogue, dev string) {
	id, ok := cat.DeveloperID(dev)
	if !ok {
		return
	}
	for _, m := range cat.Models() {
		switch {
		case m.DeveloperID != id:
		case m.IsClass():
			a.models = append(a.models, m.ID)
		default:
			a.members = append(a.members, m.ID)
		}
	}
}

// othersRun reports whether the text names somebody else than the developer as
// the one who ran the stage.
func othersRun(cat *catalogue.Catalogue, c *evidence.Claim, model, sentence string) bool {
	m, ok := cat.Model(model)
	if !ok {
		return c.Actor != ""
	}
	if c.Actor != "" {
		id, known := cat.DeveloperID(c.Actor)
		if known && id == m.DeveloperID {
			return false
		}
		return true
	}
	return cues.consortium.in(sentence)
}

// developerRun reports whether the text makes the developer the one who acts:
// as the named actor, by "itself", or as the subject of a verb of running.
func developerRun(cat *catalogue.Catalogue, c *evidence.Claim, model, sentence string) bool {
	if c.Actor != "" {
		return true // othersRun has ruled out everybody else
	}
	m, ok := cat.Model(model)
	if !ok {
		return false
	}
	d, _ := cat.Developer(m.DeveloperID)
	for _, name := range append(append([]string{d.Name}, d.Aliases...), d.Products...) {
		name = strings.ToLower(name)
		if !holdsWord(sentence, name) {
			continue
		}
		rest := strings.TrimSpace(sentence[strings.Index(sentence, name)+len(name):])
		if cues.self.in(sentence) || cues.runs.leads(rest) {
			return true
		}
	}
	return false
}

// leads reports whether a text begins with one of the words, an adverb before
// it allowed.
func (c cue) leads(rest string) bool {
	for range 2 {
		for _, w := range c {
			if strings.HasPrefix(rest, w) {
				return true
			}
		}
		_, after, ok := strings.Cut(rest, " ")
		if !ok {
			return false
		}
		rest = after
	}
	return false
}

// names reports whether a sentence in lower case names one of the parties of an
// actor ("Huawei, Shenzhen Loop Area Institute"), save the maker of the silicon
// and the developer, who may be named for other reasons.
func names(sentence, actor string, but ...string) bool {
	for _, party := range strings.FieldsFunc(strings.ToLower(actor), func(r rune) bool { return r == ',' || r == ';' }) {
		for _, p := range strings.Split(party, " and ") {
			p = strings.TrimSpace(p)
			known := slices.ContainsFunc(but, func(b string) bool {
				b = strings.ToLower(b)
				return b != "" && (strings.Contains(b, p) || strings.Contains(p, b))
			})
			if len(p) > 3 && !known && holdsWord(sentence, p) {
				return true
			}
		}
	}
	return false
}

// cue is a list of words in lower case.
type cue []string

func (c cue) in(low string) bool {
	for _, w := range c {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// cues back up the reader where a missed word would raise a false alarm; they
// only ever make a verdict milder, save scratch.
var cues = struct{ hedge, scratch, consortium, self, runs, wish cue }{
	hedge: cue{"reportedly", "rumour", "rumor", "allegedly", "said to have", "is said to", "are said to", "likely ", "probably", "apparently",
		"unconfirmed", "speculat", "suspect", "believed to", "angeblich", "gerücht", "vermutlich", "wohl ", "mutmaßlich", "offenbar", "wahrscheinlich",
		"unbestätigt", "soll ", "sollen ", "据称", "据传", "传闻", "传言", "疑似", "可能", "或许", "据说", "未经证实", "推测", "猜测"},
	scratch: cue{"from scratch", "from the ground up", "von grund auf", "von null", "从零", "从头"},
	self:    cue{"itself", "in-house", "its own data cent", "its own cluster", "its own server", "selbst ", "eigenen rechenzentr", "in eigener regie", "自己", "自行", "自建", "自家机房"},
	runs: cue{"serves", "runs ", "hosts", "operates", "powers", "answers", "uses ", "betreibt", "nutzt", "hostet", "beantwortet", "lässt", "setzt ",
		"用", "使用", "采用", "运行", "部署", "在", "以"},
	wish: cue{"could ", "would ", "should ", "wants ", "want ", "wish", "capable of", "able to", "könnte", "würde", "sollte", "will firmen", "wünscht", "möchte",
		"可以训练", "希望", "能够训练", "可用于训练", "面向"},
	consortium: cue{"consortium", "konsortium", "联合体", "联盟", "联合", "third party", "third-party", "drittpartei", "dritte ", "第三方", "outside team", "independent team", "university", "universität", "研究院"},
}
