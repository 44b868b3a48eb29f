package brief

import (
	"slices"
	"strings"

	"assay/brief/locale"
	"assay/catalogue"
	"assay/check"
	"assay/evidence"
	words "assay/gap/locale"
	"assay/resolve"
)

// ReportDate is the day of the report that Assay grew from.
const ReportDate evidence.Date = "2026-06-17"

// Story is the report statement by statement, as known on a date, with what
// moved since it was written.
type Story struct {
	Lang  string        `json:"lang"`
	AsOf  evidence.Date `json:"as_of"`
	Since evidence.Date `json:"since"` // the day with which it is compared
	Lines []StoryLine   `json:"lines"`
}

// StoryLine is one statement of the report. Verdict and Then are empty for a
// voice, an outlook and a question, which no evidence can settle.
type StoryLine struct {
	ID      string            `json:"id"`
	Kind    string            `json:"kind"` // fact, class, outlook, question, voice
	Text    string            `json:"text"`
	Verdict check.Verdict     `json:"verdict,omitempty"`
	Word    string            `json:"verdict_word,omitempty"` // in the language
	Then    check.Verdict     `json:"verdict_then,omitempty"`
	Today   []Sentence        `json:"today"`           // figures and verdict of the day
	Cells   []Sentence        `json:"cells"`           // the cells that bear on it
	Class   *check.Class      `json:"class,omitempty"` // of a class statement
	Moved   []Sentence        `json:"moved"`           // what changed since
	Claims  []string          `json:"claims"`          // on record by the day
	Events  []catalogue.Event `json:"events"`          // that bear on it, by the day
	Note    string            `json:"note,omitempty"`
}

// Tell works out the report as known on two days: now and then, whose inputs
// must be those of the days that they name.
func Tell(now, then Input, lang string) Story {
	w := locale.For(lang)
	s := Story{Lang: w.Lang, AsOf: now.AsOf, Since: then.AsOf, Lines: []StoryLine{}}
	for _, st := range now.Catalogue.Report() {
		s.Lines = append(s.Lines, line(&st, now, then, w.Lang))
	}
	return s
}

func line(st *catalogue.Statement, now, then Input, lang string) StoryLine {
	w := locale.For(lang)
	a, b := newTeller(now, lang), newTeller(then, lang)
	l := StoryLine{ID: st.ID, Kind: st.Kind, Text: st.Text.In(lang), Claims: []string{}, Events: []catalogue.Event{}}
	if st.Note != nil {
		l.Note = st.Note.In(lang)
	}
	l.Verdict, l.Class = a.judge(st)
	l.Then, _ = b.judge(st)
	if l.Verdict != "" {
		l.Word = w.Text("verdict." + string(l.Verdict))
	}
	l.Today = a.today(st)
	l.Cells = a.cells(st)
	l.Moved = a.moved(st, b, l.Verdict, l.Then)
	for _, id := range st.Claims {
		if c, ok := a.claims[id]; ok && c.KnownSince <= now.AsOf.Last() {
			l.Claims = append(l.Claims, id)
		}
	}
	for _, e := range now.Catalogue.Events() {
		if slices.Contains(st.Events, e.ID) && e.Date.First() <= now.AsOf.Last() {
			l.Events = append(l.Events, e)
		}
	}
	return l
}

// teller tells one statement as known on one day.
type teller struct{ *card }

func newTeller(in Input, lang string) teller {
	in.Topic = Topic{Kind: TopicField}
	w := locale.For(lang)
	c := &card{in: in, w: w, g: words.For(w.Lang), rows: topicRows(in), claims: map[string]*evidence.Claim{}}
	for i := range in.Claims {
		c.claims[in.Claims[i].ID] = &in.Claims[i]
	}
	return teller{c}
}

// judge gives the verdict of a statement by the figures that it names.
func (t teller) judge(st *catalogue.Statement) (check.Verdict, *check.Class) {
	switch {
	case st.Kind == "class":
		v, class, _ := t.class(st)
		return v, &class
	case st.Kind != "fact" || t.in.Gap == nil:
		return "", nil
	case slices.Contains(st.Figures, "model-lag"):
		n := len(t.in.Gap.ModelLagYearly)
		return holds(n > 0 && t.in.Gap.ModelLagYearly[n-1].Median <= 12), nil
	case slices.Contains(st.Figures, "silicon-lag"):
		l := t.in.Gap.Metric("bf16")
		return holds(l != nil && l.NowMonths != nil && *l.NowMonths > 0), nil
	case st.Stage == evidence.Inference:
		used, _ := t.serve()
		return holds(len(used) >= 3 || t.collective(st)), nil
	case slices.Contains(st.Figures, "movement"):
		m := t.in.Gap.Movement // growing: more labs than a year, two half-years, before
		return holds(len(m) > 0 && (len(m) < 3 || m[len(m)-1].Total > m[len(m)-3].Total)), nil
	}
	return "", nil
}

func holds(ok bool) check.Verdict {
	if ok {
		return check.Supported
	}
	return check.Unknown
}

func (t teller) class(st *catalogue.Statement) (check.Verdict, check.Class, string) {
	country := "CN"
	if m, ok := t.in.Catalogue.Model(st.Class); ok && m.Country != "" {
		country = m.Country
	}
	return check.AskClass(t.in.Catalogue, t.in.Rows, t.in.Claims, t.in.AsOf,
		check.ClassQuery{Stage: st.Stage, Silicon: catalogue.DomesticUnnamed, Country: country, Top: true}, t.w.Lang)
}

// collective reports whether a claim on the whole class stands behind a
// statement: that a report says so of the leading models together.
func (t teller) collective(st *catalogue.Statement) bool {
	return slices.ContainsFunc(st.Claims, func(id string) bool {
		c, ok := t.claims[id]
		return ok && c.Relation == evidence.Used && c.Hedge != evidence.Unknown && c.KnownSince <= t.in.AsOf.Last()
	})
}

// serve gives the cells of Chinese models that are said to be served on domestic
// silicon, and those of models that were only adapted to some.
func (t teller) serve() (used, adapted []string) {
	l := t.in.Catalogue.Lattice()
	for _, r := range t.rows {
		if r.Country != "CN" {
			continue
		}
		x := r.Cells[evidence.Inference]
		switch {
		case x.InheritedFrom != "":
		case filled(&x) && !x.Negated && (x.Class == evidence.Domestic || x.Class == evidence.Mixed):
			used = append(used, cellID(r, evidence.Inference))
		case slices.ContainsFunc(x.ReadyOn, func(n string) bool { return l.Designer(l.Ground(n, r.Country)) == r.Country }):
			adapted = append(adapted, cellID(r, evidence.Inference))
		}
	}
	return used, adapted
}

// today tells the figures of the day that answer a statement.
func (t teller) today(st *catalogue.Statement) []Sentence {
	t.out = []Sentence{}
	if st.Kind == "class" {
		_, class, why := t.class(st)
		ids := []string{}
		for _, list := range [][]check.Example{class.Leading, class.Others, class.Weaker} {
			for _, x := range list {
				ids = append(ids, x.ID, x.ID+"/"+string(x.Stage))
			}
		}
		t.add(Sentence{Text: why, IDs: ids, Record: true})
	}
	if st.Stage == evidence.Inference {
		used, adapted := t.serve()
		t.say("report.serve", append(slices.Clone(used), adapted...), "n", len(used), "a", len(adapted))
	}
	for _, f := range st.Figures {
		switch f {
		case "model-lag":
			t.lag()
		case "silicon-lag":
			t.why()
		case "movement":
			t.movement()
		case "stage-share":
			if st.Stage == evidence.PreTraining {
				t.preTrained()
			}
		case "supply-layers":
			t.layers()
		}
	}
	for _, id := range st.Forecasts {
		for i := range t.in.Entries {
			if e := &t.in.Entries[i]; e.ID == id {
				t.add(Sentence{Text: t.w.Text("outlook.open", "statement", trimStop(e.Text.In(t.w.Lang)), "word", t.g.Or("likelihood."+string(e.Word), string(e.Word)),
					"horizon", e.Horizon, "opened", e.Opened), IDs: []string{e.ID}, Record: true})
			}
		}
	}
	for _, id := range st.Questions {
		for i := range t.in.Questions {
			if q := &t.in.Questions[i]; q.ID == id {
				t.add(Sentence{Text: q.Text.In(t.w.Lang), IDs: []string{q.ID}, Record: true})
				t.answer(q.ID)
			}
		}
	}
	return t.out
}

// answer adds the steps by which the outlook answers a question of the report.
func (t teller) answer(id string) {
	for i := range t.in.Questions {
		q := &t.in.Questions[i]
		if q.ID != id || q.Answer == nil {
			continue
		}
		for _, step := range q.Answer.Steps {
			t.add(Sentence{Text: step.Text, IDs: append([]string{q.ID}, step.IDs...), Record: true})
		}
	}
}

func (t teller) layers() {
	if t.in.Gap == nil {
		return
	}
	for _, l := range t.in.Gap.SupplyLayers {
		if l.Country == t.in.Gap.Of {
			t.say("report.layers", []string{"figure:supply-layers/" + l.Country + "/" + string(l.Layer)}, "layer", t.g.Text("layer."+string(l.Layer)),
				"n", l.N, "d", l.Domestic, "f", l.Foreign, "x", l.Disputed, "u", l.Unknown)
		}
	}
}

// cells tells the cells that a statement points to.
func (t teller) cells(st *catalogue.Statement) []Sentence {
	t.out = []Sentence{}
	for _, name := range st.Cells {
		if r, stage, ok := t.at(name); ok {
			t.cell(r, stage)
		}
	}
	return t.out
}

func (t teller) at(cell string) (*resolve.Row, evidence.Stage, bool) {
	id, stage, _ := strings.Cut(cell, "/")
	for i := range t.in.Rows {
		if t.in.Rows[i].ID == id {
			return &t.in.Rows[i], evidence.Stage(stage), evidence.Stage(stage).Valid()
		}
	}
	return nil, "", false
}

// moved tells what of a statement's verdict and cells changed since the other
// day.
func (t teller) moved(st *catalogue.Statement, b teller, now, then check.Verdict) []Sentence {
	t.out = []Sentence{}
	if now != then && now != "" && then != "" {
		t.say("report.moved.verdict", []string{st.ID}, "word", t.w.Text("verdict."+string(then)), "from", b.in.AsOf, "now", t.w.Text("verdict."+string(now)))
	}
	cells := slices.Clone(st.Cells)
	if st.Kind == "class" {
		_, class, _ := t.class(st)
		for _, x := range slices.Concat(class.Leading, class.Others) {
			if c := x.ID + "/" + string(x.Stage); !slices.Contains(cells, c) {
				cells = append(cells, c)
			}
		}
	}
	for _, name := range cells {
		t.change(name, b)
	}
	if len(t.out) == 0 && (st.Kind == "fact" || st.Kind == "class") {
		t.say("report.moved.none", []string{st.ID}, "from", b.in.AsOf)
	}
	return t.out
}

// change tells how a cell changed between the two days.
func (t teller) change(name string, b teller) {
	r, st, ok := t.at(name)
	if !ok {
		return
	}
	x := r.Cells[st]
	var was resolve.Cell
	if old, _, ok := b.at(name); ok {
		was = old.Cells[st]
	}
	ids := append([]string{r.ID, name}, x.Earning...)
	pairs := []any{"from", b.in.AsOf, "model", r.Model, "stage", t.w.Text("stage." + string(st)), "was", t.verdict(&was), "now", t.verdict(&x)}
	switch {
	case filled(&x) && !filled(&was):
		t.say("report.moved.new", ids, pairs...)
	case !filled(&x) && filled(&was):
		t.say("report.moved.gone", append(ids, was.Claims...), pairs...)
	case filled(&x) && (x.Verdict != was.Verdict || x.Negated != was.Negated || !slices.Equal(x.Silicon, was.Silicon)):
		t.say("report.moved.changed", append(ids, was.Claims...), pairs...)
	}
}
