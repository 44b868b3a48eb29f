// Package brief writes the news card, the report and the stage explainer: from
// figures to sentences in three languages, each with the ids that bear it.
//
// In come the matrix as known on a date, the claims behind it, the gap, the
// outlook, the open questions, for a document its check, and a topic. Out comes
// a card whose sections stand in the order title, at a glance, why it matters,
// the story in figures and the matrix, what to watch, outlook, open questions.
// Rules: every number and every name of a sentence is borne by an id that the
// sentence carries; ids and numbers are the same and in the same order in each
// language; a section without figures says what is missing and nothing else;
// possibilities are never told as facts. Nothing here is written by a language
// model.
package brief

import (
	"assay/brief/locale"
	"assay/catalogue"
	"assay/check"
	below "assay/check/locale"
	"assay/evidence"
	"assay/gap"
	words "assay/gap/locale"
	"assay/outlook"
	"assay/resolve"
)

// Input is what a card is made from. Gap, Entries, Questions and Article may be
// missing; their sections then say so.
type Input struct {
	Catalogue *catalogue.Catalogue
	Topic     Topic
	Rows      []resolve.Row    // the matrix as known on AsOf
	Claims    []evidence.Claim // that stand: those that the rows name
	AsOf      evidence.Date
	Gap       *gap.Report             // of the topic's country, as known on AsOf
	Entries   []outlook.Entry         // forecasts as known on AsOf
	Questions []outlook.QuestionState // open questions as known on AsOf
	Article   *check.Report           // of a document, in the language of the card
}

// Names of the sections, in their order.
const (
	SectionTitle     = "title"
	SectionGlance    = "at-a-glance"
	SectionWhy       = "why-it-matters"
	SectionFigures   = "figures-and-matrix"
	SectionWatch     = "what-to-watch"
	SectionOutlook   = "outlook"
	SectionQuestions = "open-questions"
)

// Sections lists the names of the sections in the order of the card.
func Sections() []string {
	return []string{SectionTitle, SectionGlance, SectionWhy, SectionFigures, SectionWatch, SectionOutlook, SectionQuestions}
}

// Brief is a card, in the shape of `assay brief --format json`.
type Brief struct {
	Lang     string        `json:"lang"`
	AsOf     evidence.Date `json:"as_of"`
	Topic    Topic         `json:"topic"`
	Made     string        `json:"made"` // that rules made it, from the evidence of which day
	Sections []Section     `json:"sections"`
}

// Section is one part of a card.
type Section struct {
	Name      string     `json:"name"`    // the same in every language
	Heading   string     `json:"heading"` // in the card's language
	Sentences []Sentence `json:"sentences"`
}

// Sentence is one sentence with the ids that bear its numbers and names: claims,
// models, cells (model/stage), developers, chips, forecasts, questions, and
// figures ("figure:model-lag/2026").
type Sentence struct {
	Text   string   `json:"text"`
	IDs    []string `json:"ids"`
	Record bool     `json:"record,omitempty"` // the words of a record (a forecast, a question), not of a template
}

// Card writes the card of a topic in a language (en, de or zh; anything else is
// English).
func Card(in Input, lang string) Brief {
	w := locale.For(lang)
	c := &card{in: in, w: w, g: words.For(w.Lang), rows: topicRows(in)}
	c.claims = make(map[string]*evidence.Claim, len(in.Claims))
	for i := range in.Claims {
		c.claims[in.Claims[i].ID] = &in.Claims[i]
	}
	b := Brief{Lang: w.Lang, AsOf: in.AsOf, Topic: in.Topic, Made: w.Text("made", "day", in.AsOf)}
	for _, name := range Sections() {
		c.out = []Sentence{}
		c.write(name)
		b.Sections = append(b.Sections, Section{Name: name, Heading: w.Text("section." + name), Sentences: c.out})
	}
	return b
}

// card is a card being written.
type card struct {
	in     Input
	w      *below.Words
	g      *words.Words
	rows   []*resolve.Row // of the topic, newest first
	claims map[string]*evidence.Claim
	out    []Sentence
}

// write writes one section.
func (c *card) write(section string) {
	switch section {
	case SectionTitle:
		c.title()
	case SectionGlance:
		c.glance()
	case SectionWhy:
		c.why()
	case SectionFigures:
		c.figures()
	case SectionWatch:
		c.watch()
	case SectionOutlook:
		c.outlook()
	case SectionQuestions:
		c.questions()
	}
}

// say adds a sentence. Ids are kept in order and once each.
func (c *card) say(key string, ids []string, pairs ...any) {
	c.add(Sentence{Text: c.w.Text(key, pairs...), IDs: ids})
}

// count adds a sentence that has forms by number.
func (c *card) count(key string, n int, ids []string, pairs ...any) {
	c.add(Sentence{Text: c.w.Count(key, n, pairs...), IDs: ids})
}

func (c *card) add(s Sentence) {
	seen := map[string]bool{}
	ids := []string{}
	for _, id := range s.IDs {
		if id != "" && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	s.IDs = ids
	c.out = append(c.out, s)
}
