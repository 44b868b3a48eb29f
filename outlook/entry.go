package outlook

import (
	"cmp"
	"math"
	"slices"

	"assay/catalogue"
	"assay/evidence"
)

// Status is where a forecast stands.
type Status string

// The states of a forecast.
const (
	StatusOpen     Status = "open"
	StatusDue      Status = "due"      // the horizon has passed and nobody has settled it
	StatusResolved Status = "resolved" // yes, no, ambiguous or annulled
)

// Entry is a forecast as known on a date, in the shape of `assay outlook
// --format json`.
type Entry struct {
	ID         string              `json:"id"`
	Statement  string              `json:"statement"`
	Likelihood float64             `json:"likelihood"` // in force; the middle of the range where a word alone was given
	Word       Word                `json:"word"`
	WordOnly   bool                `json:"word_only"`
	Horizon    evidence.Date       `json:"horizon"`
	Phrase     Phrase              `json:"horizon_phrase,omitempty"`
	Opened     evidence.Date       `json:"opened"`
	Status     Status              `json:"status"`
	Indicators []IndicatorState    `json:"indicators"`
	Outcome    catalogue.Outcome   `json:"outcome"`
	Brier      *float64            `json:"brier"`     // nil while open and for what is never scored
	LogScore   *float64            `json:"log_score"` //
	KnownOn    evidence.Date       `json:"known_on,omitempty"`
	Evidence   []string            `json:"evidence,omitempty"` // ids of the claims that settled it
	Early      bool                `json:"early"`              // settled before its horizon
	Self       bool                `json:"self_resolved"`      // settled by its own rule from the claims
	Progress   *Progress           `json:"progress,omitempty"` // of its own rule
	Criteria   string              `json:"criteria"`
	FinePrint  string              `json:"fine_print,omitempty"`
	Author     string              `json:"author"`
	Quoted     bool                `json:"quoted"`
	SourceURL  string              `json:"source_url,omitempty"`
	History    []Stated            `json:"history"`             // every likelihood that was stated, oldest first
	NoChange   catalogue.Outcome   `json:"no_change,omitempty"` // what the base rate "nothing changes" says
	Note       string              `json:"note,omitempty"`
	Text       catalogue.Text      `json:"-"`
	Possible   bool                `json:"possibility"` // always true: nothing here is a fact
	Resolver   *catalogue.Resolver `json:"resolver,omitempty"`

	ScoredLikelihood float64 `json:"-"` // in force when the answer became known
	ScoredWord       Word    `json:"-"`
}

// Stated is one likelihood on one day.
type Stated struct {
	On         evidence.Date `json:"on"`
	Likelihood float64       `json:"likelihood"`
	Word       Word          `json:"word"`
	WordOnly   bool          `json:"word_only"`
	Why        string        `json:"why,omitempty"`
}

// Input is what an outlook is worked out from.
type Input struct {
	Forecasts []catalogue.Forecast
	Questions []catalogue.Question
	Claims    []evidence.Claim
	Lattice   Lattice
	AsOf      evidence.Date // nothing known later is used
	Compiled  evidence.Date // day of compilation of the records (R0)
	Lang      string        // of statements; en where empty
	View      View          // cells and figures on a date; nil leaves indicators without values
}

func (in Input) withDefaults() Input {
	if in.AsOf == "" {
		in.AsOf = in.Compiled
	}
	in.AsOf = in.AsOf.Last()
	return in
}

// stated turns a number or a word into a likelihood.
func stated(on evidence.Date, p *float64, word, why string) (Stated, error) {
	s := Stated{On: on.Last(), Why: why}
	if p != nil {
		w, err := WordFor(*p)
		s.Likelihood, s.Word = *p, w
		return s, err
	}
	s.Word, s.WordOnly = Word(word), true
	if !s.Word.Valid() {
		return s, evidence.Errorf(evidence.Invalid, "likelihood: neither a probability nor a word of likelihood (%q)", word)
	}
	s.Likelihood = s.Word.Middle()
	return s, nil
}

// Entries gives every forecast opened by the date, ours before quoted ones,
// nearest horizon first, with findings for records that cannot be read.
func Entries(in Input) ([]Entry, []evidence.Finding) {
	in = in.withDefaults()
	var out []Entry
	var findings []evidence.Finding
	for i := range in.Forecasts {
		f := &in.Forecasts[i]
		if f.Opened.Last() > in.AsOf {
			continue
		}
		e, err := in.entry(f)
		if err != nil {
			findings = append(findings, evidence.Finding{Severity: evidence.SeverityError, Rule: "forecast", Message: f.ID + ": " + err.Error()})
			continue
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(boolOrder(a.Quoted, b.Quoted), cmp.Compare(a.Horizon.Last(), b.Horizon.Last()), cmp.Compare(a.ID, b.ID))
	})
	return out, findings
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (in Input) entry(f *catalogue.Forecast) (Entry, error) {
	e := Entry{ID: f.ID, Statement: f.Statement.In(in.Lang), Text: f.Statement, Horizon: f.Horizon, Phrase: Phrase(f.HorizonPhrase),
		Opened: f.Opened, Criteria: f.Criteria, FinePrint: f.FinePrint, Author: f.Author, Quoted: f.Quoted, SourceURL: f.SourceURL,
		NoChange: in.noChange(f), Note: f.Note, Possible: true, Resolver: f.Resolver, Status: StatusOpen}
	first, err := stated(f.Opened, f.Likelihood, f.Word, "")
	if err != nil {
		return e, err
	}
	e.History = []Stated{first}
	for _, u := range f.Updates {
		if u.On.Last() > in.AsOf {
			continue
		}
		s, err := stated(u.On, u.Likelihood, u.Word, u.Why)
		if err != nil {
			return e, err
		}
		e.History = append(e.History, s)
	}
	slices.SortStableFunc(e.History[1:], func(a, b Stated) int { return cmp.Compare(a.On, b.On) })
	now := e.History[len(e.History)-1]
	e.Likelihood, e.Word, e.WordOnly = now.Likelihood, now.Word, now.WordOnly
	in.settle(&e, f)
	e.Indicators = in.indicators(f)
	return e, nil
}

// settle fills the outcome where it is known by the date: as recorded, or by
// the forecast's own rule.
func (in Input) settle(e *Entry, f *catalogue.Forecast) {
	if f.Outcome != "" && f.KnownOn.Known(in.Compiled) <= in.AsOf {
		e.Outcome, e.KnownOn, e.Evidence = f.Outcome, f.KnownOn, f.Evidence
	} else if f.Resolver != nil {
		p := in.progress(f)
		e.Progress = &p
		e.Outcome, e.KnownOn, e.Self = p.Outcome, p.KnownOn, p.Outcome != ""
		if e.Self {
			e.Evidence = p.Claims
		}
	}
	switch {
	case e.Outcome != "":
		e.Status = StatusResolved
		e.Early = e.KnownOn.Last() < f.Horizon.Last()
	case f.Horizon.Last() < in.AsOf:
		e.Status = StatusDue
	}
	if !Scored(e.Outcome) {
		return
	}
	at := e.inForce(e.KnownOn)
	e.ScoredLikelihood, e.ScoredWord = at.Likelihood, at.Word
	yes := e.Outcome == catalogue.OutcomeYes
	b, l := round4(Brier(at.Likelihood, yes)), round4(LogScore(at.Likelihood, yes))
	e.Brier, e.LogScore = &b, &l
}

// inForce is the likelihood that stood when an answer became known on a day: the
// last one stated before that day, or the first one. What was stated on the day
// itself may have known the answer.
func (e *Entry) inForce(on evidence.Date) Stated {
	at := e.History[0]
	for _, s := range e.History[1:] {
		if s.On < on.First() {
			at = s
		}
	}
	return at
}

func round4(v float64) float64 { return math.Round(v*1e4) / 1e4 }
