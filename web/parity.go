package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"assay/data"
	"assay/evidence"
	"assay/plan"
	"assay/plan/answer"
	"assay/plan/calibrate"
)

// planner is the performance model, opened on first use.
type planner struct {
	once sync.Once
	p    *answer.Planner
	eval calibrate.Evaluation
	evOn sync.Once
	err  error

	mu    sync.Mutex
	found map[string]*answer.Parity // by question; the search takes a while
}

// compare answers a question, from memory where it was asked before.
func (p *planner) compare(key string, q answer.Question, to plan.Chip) (*answer.Parity, error) {
	p.mu.Lock()
	a := p.found[key]
	p.mu.Unlock()
	if a != nil {
		return a, nil
	}
	a, err := answer.Compare(q, to, p.p.Cal)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil || len(p.found) >= 500 {
		p.found = map[string]*answer.Parity{}
	}
	p.found[key] = a
	return a, nil
}

// open gives the performance model over the built-in files, with the
// catalogue's spellings.
func (s *site) planner() (*answer.Planner, error) {
	s.plan.once.Do(func() {
		p, err := answer.Open(data.FS)
		if err != nil {
			s.plan.err = err
			return
		}
		p.Names.Resolve = func(spelling string) (string, bool) {
			c, ok := s.Catalogue.Chip(spelling)
			return c.ID, ok
		}
		p.ModelAlias = func(name string) []string {
			id, ok := s.Catalogue.ModelID(name)
			if !ok {
				return nil
			}
			m, _ := s.Catalogue.Model(id)
			return append([]string{id, m.Name}, m.Aliases...)
		}
		s.plan.p = p
	})
	return s.plan.p, s.plan.err
}

// parityPage is the calculator: the question, and its answer.
type parityPage struct {
	Model, From, To string
	Count           int
	Stage           evidence.Stage
	Models          []string
	Chips           []chipChoice
	Stages          []evidence.Stage
	Answer          *answer.Parity
	WhyNot          string
	Digits          map[string]string
	Missing         string
	FromName        string
	ToName          string
	BoundBy         string
	Cite            citation
}

// chipChoice is a chip of the list.
type chipChoice struct{ ID, Name, Country string }

// defaultParity is the question that the page opens with: the run of the
// DeepSeek-V3 paper on its own chips against a Chinese one.
var defaultParity = parityPage{Model: "DeepSeek V3", From: "nvidia-h800", To: "huawei-ascend-910c", Count: 2048, Stage: evidence.PreTraining}

// parity answers the parity calculator.
func (s *site) parity(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	c := s.cats[l]
	p := defaultParity
	p.Cite = s.citation(l, rd, "/parity/", c.text("parity.title"))
	p.Stages = []evidence.Stage{evidence.PreTraining, evidence.PostTraining, evidence.Inference}
	if err := p.read(r); err != nil {
		s.fail(w, l, err)
		return
	}
	pl, err := s.planner()
	if err != nil {
		s.log.Error("performance model", "err", err)
		p.Missing = c.text("parity.missing")
	} else {
		p.Models = pl.Models()
		p.Chips = s.chipChoices(pl)
		s.answerParity(c, pl, &p, rd.asOf)
	}
	s.render(w, "parity", page{Lang: l, Title: c.text("parity.title"), Description: c.text("parity.lede"), Path: "/parity/", Query: r.URL.Query(), Nav: "parity",
		AsOf: rd.asOf, Today: true, Data: p, NoIndex: len(r.URL.Query()) > 0})
}

// read takes the question from the address.
func (p *parityPage) read(r *http.Request) error {
	q := r.URL.Query()
	for _, f := range []struct {
		name string
		to   *string
	}{{"model", &p.Model}, {"from", &p.From}, {"to", &p.To}} {
		if v := clean(q.Get(f.name)); v != "" {
			*f.to = v
		}
	}
	if v := clean(q.Get("count")); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 1_000_000 {
			return evidence.Errorf(evidence.Invalid, "count: %q is not a number of chips from 1 to 1000000", clip(v, 40))
		}
		p.Count = n
	}
	if v := clean(q.Get("stage")); v != "" {
		p.Stage = evidence.Stage(v)
		if !p.Stage.Valid() || p.Stage == evidence.TrainingUnspecified {
			return evidence.Errorf(evidence.Invalid, "stage: %q is not pre-training, post-training or inference", clip(v, 40))
		}
	}
	return nil
}

// answerParity puts the question to the performance model. What it cannot
// answer is said on the page, not an error of the page.
func (s *site) answerParity(c *catalog, pl *answer.Planner, p *parityPage, day evidence.Date) {
	fail := func(err error) { p.WhyNot = err.Error() }
	shape, err := pl.Shape(p.Model)
	if err != nil {
		fail(err)
		return
	}
	from, err := pl.Chip(p.From)
	if err != nil {
		fail(err)
		return
	}
	to, err := pl.Chip(p.To)
	if err != nil {
		fail(err)
		return
	}
	t := day.Time()
	q := answer.Question{Stage: p.Stage, Chip: from, Chips: p.Count, Want: plan.Free(), Year: float64(t.Year()) + float64(t.YearDay()-1)/365, Workers: 1}
	if p.Stage == evidence.Inference {
		q.Model = shape.Model
	} else {
		shape.Fill(&q)
	}
	found, err := s.plan.compare(fmt.Sprint(p.Model, "|", p.Stage, "|", p.From, "|", p.Count, "|", p.To, "|", q.Year), q, to)
	if err != nil {
		fail(err)
		return
	}
	p.Answer, p.Model = found, shape.Model.Name
	p.FromName, p.ToName = s.chipName(found.From.Chip), s.chipName(found.To.Chip)
	p.BoundBy = answer.Words(found.To.BoundBy)
	p.Digits = map[string]string{"chips": c.twoDigits(found.To.ChipsSameTime), "lo": c.twoDigits(found.To.Lo), "hi": c.twoDigits(found.To.Hi), "energy": c.twoDigits(found.To.EnergyRatio)}
	if found.To.TimeRatioSameCount != nil {
		p.Digits["time"] = c.twoDigits(*found.To.TimeRatioSameCount)
	}
}

// chipName is the name of a chip for its id.
func (s *site) chipName(id string) string {
	if c, ok := s.Catalogue.Chip(id); ok {
		return c.Name
	}
	return id
}

// twoDigits writes a figure with two significant digits.
func (c *catalog) twoDigits(x float64) string {
	x = answer.TwoDigits(x)
	switch {
	case x >= 10:
		return c.number(x, 0)
	case x >= 1:
		return c.number(x, 1)
	}
	return c.number(x, 2)
}

// chipChoices are the chips that have the figures which the model needs.
func (s *site) chipChoices(pl *answer.Planner) []chipChoice {
	var out []chipChoice
	for _, c := range s.Catalogue.Chips() {
		if chip, err := pl.Chip(c.ID); err == nil && chip.Check() == nil {
			out = append(out, chipChoice{c.ID, c.Name, c.DesignerCountry})
		}
	}
	slices.SortStableFunc(out, func(a, b chipChoice) int {
		return cmp.Or(cmp.Compare(a.Country, b.Country), strings.Compare(a.Name, b.Name))
	})
	return out
}

// planPage is how well the performance model does on published rows.
type planPage struct {
	Groups  []calibrate.Group
	Worst   []calibrate.Result
	Judged  int
	Skipped int
	Missing string
	Rows    []calibrate.Result
}

// planValidation answers the page that holds the model to published rows.
func (s *site) planValidation(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	c := s.cats[l]
	var p planPage
	pl, err := s.planner()
	if err != nil {
		s.log.Error("performance model", "err", err)
		p.Missing = c.text("parity.missing")
	} else {
		s.plan.evOn.Do(func() { s.plan.eval = pl.Evaluate(pl.Rows) })
		p.fill(&s.plan.eval)
	}
	s.render(w, "plan", page{Lang: l, Title: c.text("plan.title"), Path: "/plan/", Query: r.URL.Query(), Nav: "plan", AsOf: rd.asOf, Today: true, Data: p})
}

func (p *planPage) fill(e *calibrate.Evaluation) {
	p.Groups = e.Groups
	for _, r := range e.Rows {
		if r.Skipped != "" {
			p.Skipped++
			continue
		}
		p.Rows = append(p.Rows, r)
	}
	p.Judged = len(p.Rows)
	slices.SortStableFunc(p.Rows, func(a, b calibrate.Result) int { return cmp.Compare(b.APE, a.APE) })
	p.Worst = p.Rows[:min(10, len(p.Rows))]
}

// share writes a share as a percentage, or as a count below twenty cases.
func (c *catalog) share(v float64, n int) string {
	if n < 20 {
		return fmt.Sprintf("%.0f / %d", v*float64(n), n)
	}
	return c.number(100*v, 0) + " %"
}
