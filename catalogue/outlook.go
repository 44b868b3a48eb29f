package catalogue

import "assay/evidence"

// Text is one sentence of ours in the three languages of the pages. English is
// always there; the others may be empty until somebody writes them.
type Text struct {
	EN string `yaml:"en" json:"en" rule:"required"`
	DE string `yaml:"de" json:"de,omitempty"`
	ZH string `yaml:"zh" json:"zh,omitempty"`
}

// In gives the text in a language, or in English where it is not written.
func (t Text) In(lang string) string {
	switch {
	case lang == "de" && t.DE != "":
		return t.DE
	case lang == "zh" && t.ZH != "":
		return t.ZH
	}
	return t.EN
}

// Question is one record of questions.yaml: an open question with what would
// settle it.
type Question struct {
	ID                 string        `yaml:"id" json:"id" rule:"required,slug"`
	Question           string        `yaml:"question" json:"question" rule:"required"`
	QuestionDE         string        `yaml:"question_de" json:"question_de,omitempty"`
	QuestionZH         string        `yaml:"question_zh" json:"question_zh,omitempty"`
	ResolutionCriteria string        `yaml:"resolution_criteria" json:"resolution_criteria" rule:"required"`
	Opened             evidence.Date `yaml:"opened" json:"opened" rule:"required"`
	Horizon            evidence.Date `yaml:"horizon" json:"horizon" rule:"required"`
	Evidence           string        `yaml:"evidence" json:"evidence,omitempty"` // what would settle it
	FromReport         bool          `yaml:"from_report" json:"from_report"`     // one of the report's own
	Models             []string      `yaml:"models" json:"models,omitempty" ref:"model"`
	Silicon            []string      `yaml:"silicon" json:"silicon,omitempty" ref:"node"`
	Figures            []string      `yaml:"figures" json:"figures,omitempty" rule:"figure"`   // figures that answer it: parity, stage-share, ...
	Claims             []string      `yaml:"claims" json:"claims,omitempty" ref:"claim"`       // what is known today
	ClosedBy           []string      `yaml:"closed_by" json:"closed_by,omitempty" ref:"claim"` // what settled it
	ClosedOn           evidence.Date `yaml:"closed_on" json:"closed_on,omitempty"`
	Outcome            Outcome       `yaml:"outcome" json:"outcome,omitempty"`
}

// Text gives the question in the languages of the pages.
func (q *Question) Text() Text { return Text{EN: q.Question, DE: q.QuestionDE, ZH: q.QuestionZH} }

// Outcome is how a forecast or question came out; empty while open.
type Outcome string

// The outcomes. Annulled and ambiguous ones are never scored.
const (
	OutcomeYes       Outcome = "yes"
	OutcomeNo        Outcome = "no"
	OutcomeAmbiguous Outcome = "ambiguous"
	OutcomeAnnulled  Outcome = "annulled"
)

// Valid reports whether o is an outcome or empty.
func (o Outcome) Valid() bool {
	switch o {
	case "", OutcomeYes, OutcomeNo, OutcomeAmbiguous, OutcomeAnnulled:
		return true
	}
	return false
}

// Forecast is one record of forecasts.yaml: a possibility with a likelihood and
// a horizon, never a fact.
type Forecast struct {
	ID        string `yaml:"id" json:"id" rule:"required,slug"`
	Statement Text   `yaml:"statement" json:"statement" rule:"required"`
	Criteria  string `yaml:"criteria" json:"criteria" rule:"required"` // what makes it yes
	FinePrint string `yaml:"fine_print" json:"fine_print,omitempty"`
	// Likelihood is a probability of 0 to 1. Word is the word of DESIGN 5 where
	// the author gives a word and no number; one of the two stands.
	Likelihood *float64 `yaml:"likelihood" json:"likelihood" rule:"probability"`
	Word       string   `yaml:"word" json:"word,omitempty" oneof:"almost-no-chance very-unlikely unlikely roughly-even likely very-likely almost-certain"`
	// Horizon is the last day; HorizonPhrase how the author put it.
	Horizon       evidence.Date `yaml:"horizon" json:"horizon" rule:"required"`
	HorizonPhrase string        `yaml:"horizon_phrase" json:"horizon_phrase,omitempty" oneof:"within-weeks within-months within-years"`
	Opened        evidence.Date `yaml:"opened" json:"opened" rule:"required"`
	Author        string        `yaml:"author" json:"author" rule:"required"` // "assay", a person's or a paper's name as published
	Quoted        bool          `yaml:"quoted" json:"quoted"`                 // a quoted author's, scored apart from ours
	Source        string        `yaml:"source" json:"source,omitempty" ref:"source"`
	SourceURL     string        `yaml:"source_url" json:"source_url,omitempty" rule:"url"`
	// Resolver says how the record settles itself from the store; empty: by a person.
	Resolver   *Resolver     `yaml:"resolver" json:"resolver,omitempty"`
	Indicators []Indicator   `yaml:"indicators" json:"indicators,omitempty"`
	Updates    []Update      `yaml:"updates" json:"updates,omitempty"` // oldest first; nothing is overwritten
	Outcome    Outcome       `yaml:"outcome" json:"outcome,omitempty"`
	KnownOn    evidence.Date `yaml:"known_on" json:"known_on,omitempty"` // day on which the answer became known
	Evidence   []string      `yaml:"evidence" json:"evidence,omitempty"` // ids of claims that settled it
	Note       string        `yaml:"note" json:"note,omitempty"`
}

// Resolver is a rule by which a forecast settles itself: yes as soon as new
// claims of at least MinDevelopers developers of a country match.
type Resolver struct {
	Country       string              `yaml:"country" json:"country" rule:"required,country"` // of the developers
	Stages        []evidence.Stage    `yaml:"stages" json:"stages" rule:"required"`
	Relations     []evidence.Relation `yaml:"relations" json:"relations" rule:"required"`
	Side          evidence.Side       `yaml:"side" json:"side" rule:"required"` // of the silicon, seen from the country
	MinDevelopers int                 `yaml:"min_developers" json:"min_developers" rule:"positive"`
}

// Indicator is a cell or figure that bears on a forecast; when it moves, the
// forecast is due for another look.
type Indicator struct {
	Model   string         `yaml:"model" json:"model,omitempty" ref:"model"`
	Stage   evidence.Stage `yaml:"stage" json:"stage,omitempty"`
	Silicon string         `yaml:"silicon" json:"silicon,omitempty" ref:"node"`
	Figure  string         `yaml:"figure" json:"figure,omitempty" rule:"figure"`
	Why     string         `yaml:"why" json:"why,omitempty"`
}

// Update is one later likelihood of a forecast.
type Update struct {
	On         evidence.Date `yaml:"on" json:"on" rule:"required"`
	Likelihood *float64      `yaml:"likelihood" json:"likelihood" rule:"probability"`
	Word       string        `yaml:"word" json:"word,omitempty" oneof:"almost-no-chance very-unlikely unlikely roughly-even likely very-likely almost-certain"`
	Why        string        `yaml:"why" json:"why,omitempty"`
}

// Voice is one record of voices.yaml: an attributed opinion in our words, never
// evidence.
type Voice struct {
	ID        string        `yaml:"id" json:"id" rule:"required,slug"`
	Who       string        `yaml:"who" json:"who" rule:"required"` // speaker of what he or she published
	Role      string        `yaml:"role" json:"role,omitempty"`
	Said      Text          `yaml:"said" json:"said" rule:"required"` // our words
	On        evidence.Date `yaml:"on" json:"on" rule:"required"`
	Source    string        `yaml:"source" json:"source" rule:"required" ref:"source"`
	SourceURL string        `yaml:"source_url" json:"source_url" rule:"required,url"`
	Interest  string        `yaml:"interest" json:"interest,omitempty" oneof:"none aligned opposed"`
	Bears     []string      `yaml:"bears" json:"bears,omitempty" ref:"statement"` // statements of the report
}

// Statement is one record of report.yaml: one statement of the report that
// Assay grew from, in our own words, with what bears on it.
type Statement struct {
	ID        string         `yaml:"id" json:"id" rule:"required,slug"`
	Kind      string         `yaml:"kind" json:"kind" rule:"required" oneof:"fact class outlook question voice"`
	Text      Text           `yaml:"text" json:"text" rule:"required"`
	Stage     evidence.Stage `yaml:"stage" json:"stage,omitempty"`             // of a statement about cells
	Class     string         `yaml:"class" json:"class,omitempty" ref:"model"` // of a statement about a class
	Claims    []string       `yaml:"claims" json:"claims,omitempty" ref:"claim"`
	Cells     []string       `yaml:"cells" json:"cells,omitempty" rule:"cell"` // model/stage
	Figures   []string       `yaml:"figures" json:"figures,omitempty" rule:"figure"`
	Forecasts []string       `yaml:"forecasts" json:"forecasts,omitempty" ref:"forecast"`
	Questions []string       `yaml:"questions" json:"questions,omitempty" ref:"question"`
	Events    []string       `yaml:"events" json:"events,omitempty" ref:"event"`
	Note      *Text          `yaml:"note" json:"note,omitempty"` // how the figures answer it
}

// Figures are the names that questions, forecasts and statements may point to;
// gap, plan and outlook work them out.
func Figures() []string {
	return []string{"model-lag", "silicon-lag", "stage-share", "movement", "supply-layers",
		"stage-weights", "paper-against-delivered", "parity", "trend", "disclosure"}
}

// Questions gives the open and closed questions in the order of the files.
func (c *Catalogue) Questions() []Question { return c.more().questions }

// Forecasts gives the forecasts in the order of the files.
func (c *Catalogue) Forecasts() []Forecast { return c.more().forecasts }

// Voices gives the attributed opinions in the order of the files.
func (c *Catalogue) Voices() []Voice { return c.more().voices }

// Report gives the statements of the report in their order.
func (c *Catalogue) Report() []Statement { return c.more().report }
