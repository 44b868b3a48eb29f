package outlook

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/catalogue"
	"assay/evidence"
)

// Op is what a change to the forecasts does. Every change is a decision of kind
// forecast in the append-only log; none takes anything away.
type Op string

// The operations.
const (
	OpAdd     Op = "add"     // a new forecast
	OpUpdate  Op = "update"  // one more likelihood of a forecast
	OpResolve Op = "resolve" // an outcome; a later one corrects an earlier one
)

// Change is the payload of a decision of kind forecast. The decision's subject
// is the forecast's id.
type Change struct {
	Op       Op                  `json:"op"`
	Forecast *catalogue.Forecast `json:"forecast,omitempty"`
	Update   *catalogue.Update   `json:"update,omitempty"`
	Outcome  catalogue.Outcome   `json:"outcome,omitempty"`
	KnownOn  evidence.Date       `json:"known_on,omitempty"`
	Evidence []string            `json:"evidence,omitempty"` // ids of claims that settle it
}

// Payload is the change as a decision holds it.
func (c Change) Payload() (string, error) {
	b, err := json.Marshal(c)
	return string(b), evidence.Wrap(err, "payload of a forecast")
}

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// maxFile bounds a file of forecasts; it is written by a person.
const maxFile = 1 << 20

// ReadForecasts reads a YAML list of forecasts (fields as in forecasts.yaml).
// A horizon that is given only as a phrase is counted from the opening. The
// error names the record and the field.
func ReadForecasts(src []byte) ([]catalogue.Forecast, error) {
	var all []catalogue.Forecast
	if err := readList(src, &all); err != nil {
		return nil, err
	}
	for i := range all {
		f := &all[i]
		if f.Horizon == "" && f.HorizonPhrase != "" {
			f.Horizon = Horizon(f.Opened, Phrase(f.HorizonPhrase))
		}
		if err := CheckForecast(f); err != nil {
			return nil, evidence.Wrap(err, "record %d", i+1)
		}
	}
	return all, nil
}

// Revision is one record of a file of updates: the forecast's id and the
// likelihood from a day on.
type Revision struct {
	ID         string        `yaml:"id"`
	On         evidence.Date `yaml:"on"`
	Likelihood *float64      `yaml:"likelihood"`
	Word       string        `yaml:"word"`
	Why        string        `yaml:"why"`
}

// ReadRevisions reads a YAML list of updates.
func ReadRevisions(src []byte) ([]Revision, error) {
	var all []Revision
	if err := readList(src, &all); err != nil {
		return nil, err
	}
	for i := range all {
		if !slug.MatchString(all[i].ID) {
			return nil, evidence.Errorf(evidence.Invalid, "record %d: id: %q is no id of a forecast", i+1, all[i].ID)
		}
		if err := all[i].check(); err != nil {
			return nil, evidence.Wrap(err, "record %d: %s", i+1, all[i].ID)
		}
	}
	return all, nil
}

func (r *Revision) check() error {
	if r.On == "" || !r.On.Valid() {
		return evidence.Errorf(evidence.Invalid, "on: %q is no date", string(r.On))
	}
	return checkLikelihood(r.Likelihood, r.Word)
}

func readList[T any](src []byte, into *[]T) error {
	if len(src) > maxFile {
		return evidence.Errorf(evidence.Invalid, "%d bytes; a file of forecasts has at most %d", len(src), maxFile)
	}
	if err := yaml.Load(src, into, yaml.WithKnownFields()); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
		return evidence.Errorf(evidence.Invalid, "%s", first)
	}
	if len(*into) == 0 {
		return evidence.Errorf(evidence.Invalid, "no record; the file is a list, each record starting with '- id: '")
	}
	return nil
}

// CheckForecast names the first field of a forecast that is missing or wrong.
func CheckForecast(f *catalogue.Forecast) error {
	bad := func(field, format string, args ...any) error {
		return evidence.Wrap(evidence.Errorf(evidence.Invalid, format, args...), "%s: %s", f.ID, field)
	}
	switch {
	case !slug.MatchString(f.ID):
		return evidence.Errorf(evidence.Invalid, "id: %q is not of the form lower-case-words", f.ID)
	case strings.TrimSpace(f.Statement.EN) == "":
		return bad("statement", "en is missing")
	case strings.TrimSpace(f.Criteria) == "":
		return bad("criteria", "missing; without criteria nothing can settle it")
	case strings.TrimSpace(f.Author) == "":
		return bad("author", "missing; assay, or whose forecast it is")
	case f.Opened == "" || !f.Opened.Valid():
		return bad("opened", "%q is no date", string(f.Opened))
	case !Phrase(f.HorizonPhrase).Valid():
		return bad("horizon_phrase", "%q is not within-weeks, within-months or within-years", f.HorizonPhrase)
	case f.Horizon == "" || !f.Horizon.Valid():
		return bad("horizon", "%q is no date; give one, or a horizon_phrase", string(f.Horizon))
	case f.Horizon.Last() <= f.Opened.Last():
		return bad("horizon", "%s does not lie after the opening on %s", f.Horizon, f.Opened)
	case !f.Outcome.Valid():
		return bad("outcome", "%q is not yes, no, ambiguous or annulled", string(f.Outcome))
	case f.Outcome != "" && f.KnownOn == "":
		return bad("known_on", "missing; when did the answer become known?")
	case f.Resolver != nil && (len(f.Resolver.Stages) == 0 || len(f.Resolver.Relations) == 0 || !f.Resolver.Side.Valid()):
		return bad("resolver", "needs stages, relations and a side")
	}
	if err := checkLikelihood(f.Likelihood, f.Word); err != nil {
		return evidence.Wrap(err, "%s", f.ID)
	}
	for i, u := range f.Updates {
		if err := (&Revision{On: u.On, Likelihood: u.Likelihood, Word: u.Word}).check(); err != nil {
			return evidence.Wrap(err, "%s: update %d", f.ID, i+1)
		}
	}
	return nil
}

func checkLikelihood(p *float64, word string) error {
	switch {
	case p == nil && word == "":
		return evidence.Errorf(evidence.Invalid, "likelihood: missing; give a probability or a word")
	case p != nil:
		w, err := WordFor(*p)
		if err != nil {
			return err
		}
		if word != "" && Word(word) != w {
			return evidence.Errorf(evidence.Invalid, "word: %q does not fit the likelihood %v, which is %s", word, *p, w)
		}
	case !Word(word).Valid():
		return evidence.Errorf(evidence.Invalid, "word: %q is no word of likelihood", word)
	}
	return nil
}

// CheckChange holds a change against the forecasts that stand.
func CheckChange(standing []catalogue.Forecast, id string, c Change) error {
	i := slices.IndexFunc(standing, func(f catalogue.Forecast) bool { return f.ID == id })
	switch c.Op {
	case OpAdd:
		if i >= 0 {
			return evidence.Errorf(evidence.Conflict, "a forecast %q exists already; nothing is overwritten: update it, or choose another id", id)
		}
		if c.Forecast == nil || c.Forecast.ID != id {
			return evidence.Errorf(evidence.Invalid, "the change of %q holds no forecast of that id", id)
		}
		return CheckForecast(c.Forecast)
	case OpUpdate, OpResolve:
		if i < 0 {
			return evidence.Errorf(evidence.NotFound, "no forecast %q", id)
		}
		if c.Op == OpUpdate {
			return checkUpdate(&standing[i], c.Update)
		}
		return checkResolve(&standing[i], c)
	}
	return evidence.Errorf(evidence.Invalid, "a change of a forecast is add, update or resolve, not %q", string(c.Op))
}

func checkUpdate(f *catalogue.Forecast, u *catalogue.Update) error {
	if u == nil {
		return evidence.Errorf(evidence.Invalid, "%s: the update is missing", f.ID)
	}
	if err := (&Revision{On: u.On, Likelihood: u.Likelihood, Word: u.Word}).check(); err != nil {
		return evidence.Wrap(err, "%s", f.ID)
	}
	after := f.Opened
	if n := len(f.Updates); n > 0 {
		after = f.Updates[n-1].On
	}
	switch {
	case u.On.Last() < after.Last():
		return evidence.Errorf(evidence.Conflict, "%s: an update on %s would lie before the one of %s; the past is not rewritten", f.ID, u.On, after)
	case f.Outcome != "":
		return evidence.Errorf(evidence.Conflict, "%s is settled (%s) since %s", f.ID, f.Outcome, f.KnownOn)
	}
	return nil
}

func checkResolve(f *catalogue.Forecast, c Change) error {
	switch {
	case c.Outcome == "" || !c.Outcome.Valid():
		return evidence.Errorf(evidence.Invalid, "outcome: %q is not yes, no, ambiguous or annulled", string(c.Outcome))
	case c.KnownOn == "" || !c.KnownOn.Valid():
		return evidence.Errorf(evidence.Invalid, "known_on: %q is no date", string(c.KnownOn))
	case c.KnownOn.Last() < f.Opened.Last():
		return evidence.Errorf(evidence.Invalid, "known_on: %s lies before the opening on %s", c.KnownOn, f.Opened)
	}
	return nil
}

// Apply adds the changes of the log, in its order, to the forecasts of the
// records. Decisions that hold only after the date or were undone by it are left
// out, and so are those that do not fit, with a finding each.
func Apply(forecasts []catalogue.Forecast, decisions []evidence.Decision, asOf evidence.Date) ([]catalogue.Forecast, []evidence.Finding) {
	out := slices.Clone(forecasts)
	var findings []evidence.Finding
	undone := takenBack(decisions, asOf)
	for i := range decisions {
		d := &decisions[i]
		if d.Kind != evidence.DecideForecast || !holds(d, asOf) || (d.Hash != "" && undone[d.Hash]) {
			continue
		}
		var c Change
		err := json.Unmarshal([]byte(d.Payload), &c)
		if err == nil {
			err = CheckChange(out, d.Subject, c)
		}
		if err != nil {
			findings = append(findings, evidence.Finding{Severity: evidence.SeverityWarning, Rule: "forecast-change", Message: d.Subject + ": " + err.Error()})
			continue
		}
		out = apply(out, d.Subject, c)
	}
	return out, findings
}

func holds(d *evidence.Decision, asOf evidence.Date) bool { return asOf == "" || d.On.First() <= asOf }

// takenBack are the hashes of decisions that were undone by the date; an undo
// may itself be undone later.
func takenBack(decisions []evidence.Decision, asOf evidence.Date) map[string]bool {
	out := map[string]bool{}
	for i := len(decisions) - 1; i >= 0; i-- {
		if d := &decisions[i]; d.Kind == evidence.DecideUndo && holds(d, asOf) && !out[d.Hash] {
			out[d.Subject] = true
		}
	}
	return out
}

func apply(all []catalogue.Forecast, id string, c Change) []catalogue.Forecast {
	if c.Op == OpAdd {
		return append(all, *c.Forecast)
	}
	i := slices.IndexFunc(all, func(f catalogue.Forecast) bool { return f.ID == id })
	f := &all[i]
	if c.Op == OpUpdate {
		f.Updates = append(slices.Clone(f.Updates), *c.Update)
		return all
	}
	f.Outcome, f.KnownOn, f.Evidence = c.Outcome, c.KnownOn, c.Evidence
	return all
}
