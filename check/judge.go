package check

import (
	"slices"

	"assay/catalogue"
	"assay/check/locale"
	"assay/evidence"
)

// judge holds what is the same for all statements of an article.
type judge struct {
	cat   *catalogue.Catalogue
	art   *article
	words *locale.Words
}

// finding is what the evidence of one day says of one statement. Code names the
// sentence that explains it, args fill it.
type finding struct {
	verdict Verdict
	kinds   []Kind
	code    string
	more    []string // codes of further sentences
	facts   []*fact  // that bear on it, the weightiest first
	model   string   // id of the model that was judged
	cells   []string
	rules   []string
	class   *Class
	counts  []int64 // counts that the evidence has instead
	day     evidence.Date
}

// rank orders findings about several models that one name may mean: the one
// that the statement fits best is meant.
func (f *finding) rank() int {
	switch f.verdict {
	case Supported:
		return 0
	case SaysMore:
		return 1
	case Contested:
		return 2
	case Contradicted:
		return 3
	}
	return 4
}

// find judges a statement on one day.
func (j *judge) find(a *asked, b *base) finding {
	f := j.search(a, b)
	f.day = b.day
	return f
}

func (j *judge) search(a *asked, b *base) finding {
	if a.class != nil {
		return j.classFinding(a, b)
	}
	best := finding{verdict: Unknown, code: "no-evidence"}
	if len(a.models) == 0 && len(a.members) == 0 {
		best.code = "new-name"
		return best
	}
	if len(a.models) > 0 {
		best.model = a.models[0]
	}
	for _, id := range a.models {
		if f := j.model(a, b, id); f.rank() < best.rank() || best.model == id && f.rank() == best.rank() {
			best = f
		}
	}
	for _, id := range a.members {
		if f := j.model(a, b, id); f.rank() < best.rank() && f.rank() <= 2 {
			best = f
		}
	}
	return best
}

// model judges a statement of one model on one day.
func (j *judge) model(a *asked, b *base, id string) finding {
	w := newWeighing(a, b, id)
	var f finding
	switch a.c.Relation {
	case evidence.NotUsed:
		f = w.notUsed()
	case evidence.AttemptedFailed:
		f = w.failed()
	case evidence.Planned:
		f = w.planned()
	case evidence.Adapted:
		f = w.adapted()
	default:
		f = w.used()
	}
	f.model = id
	for _, x := range f.facts {
		if c := x.cellID(); !slices.Contains(f.cells, c) {
			f.cells = append(f.cells, c)
		}
	}
	if len(f.cells) == 0 {
		f.cells = []string{id + "/" + string(a.c.Stage)}
	}
	return f
}

// weighing is one statement against the facts of one model.
type weighing struct {
	a       *asked
	b       *base
	id      string
	country string
	node    string // the statement's silicon, grounded
	facts   []*fact
}

func newWeighing(a *asked, b *base, id string) *weighing {
	w := &weighing{a: a, b: b, id: id, country: b.country(id), facts: b.facts(id)}
	w.node = a.c.Silicon
	if n, ok := b.lat.Resolve(w.node); ok {
		w.node = n
	}
	w.node = b.lat.Ground(w.node, w.country)
	return w
}

// pick gives the facts that pass, the most direct first.
func (w *weighing) pick(pass func(*fact) bool) []*fact {
	var out []*fact
	for _, f := range w.facts {
		if pass(f) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(x, y *fact) int { return x.weight.Rank() - y.weight.Rank() })
	return out
}

func (w *weighing) lies(f *fact) bears { return w.b.lies(w.node, f.node, w.country) }

// step tells how the stage of a fact lies to that of the statement (R1).
type step int

const (
	elsewhere step = iota // speaks of another part of the model's life
	here                  // the same stage, or one that the statement's word covers
	collapsed             // near enough for a careless retelling: stage-collapse
)

// stage compares the stage of a fact with the statement's. "Trained" covers
// pre-training, not post-training; a statement on the whole process covers both.
func (w *weighing) stage(f *fact) step {
	s, e := w.a.c.Stage, f.stage
	if s == evidence.Inference || e == evidence.Inference {
		if s == e {
			return here
		}
		return elsewhere
	}
	if s == evidence.TrainingUnspecified && e == s && w.loose(f) {
		return collapsed
	}
	fresh := w.a.scratch || s == evidence.PreTraining && !w.a.c.Continued
	switch {
	case fresh && e == evidence.PreTraining && f.c.Continued:
		return collapsed
	case s == e:
		if w.a.scratch && w.derived() && !f.c.Whole {
			return collapsed
		}
		return here
	case s == evidence.TrainingUnspecified && e == evidence.PreTraining:
		return here
	case e == evidence.TrainingUnspecified && f.c.Whole && !(s == evidence.PreTraining && w.derived()):
		return here
	}
	return collapsed
}

// loose reports whether a fact is itself a careless "trained": a re-report, which
// adds nothing to its root, of a run that first accounts place in post-training
// and nowhere earlier.
func (w *weighing) loose(f *fact) bool {
	if f.c.Evidence != evidence.E0 || f.c.Whole || f.c.Relation != evidence.Used {
		return false
	}
	post := false
	for _, x := range w.facts {
		if x.c.Relation != evidence.Used || x.actor != f.actor || x.c.Hedge == evidence.Unknown || w.b.lies(f.node, x.node, w.country) != same {
			continue
		}
		switch {
		case x.stage == evidence.PreTraining, x.stage == evidence.TrainingUnspecified && x.c.Evidence != evidence.E0:
			return false
		case x.stage == evidence.PostTraining && x.isFirm():
			post = true
		}
	}
	return post
}

func (w *weighing) derived() bool {
	m, ok := w.b.cat.Model(w.id)
	return ok && m.Derived()
}

// opposed reports whether the matrix holds something in range against what the
// statement says of a fact's cell (R4, R5).
func (w *weighing) opposed(f *fact) []*fact {
	if f.cell.Verdict != evidence.Contested && len(f.cell.Opposing) == 0 && len(f.cell.Denied) == 0 {
		return nil
	}
	return w.pick(func(x *fact) bool {
		return x.stage == f.stage && x.c.ID != f.c.ID && x.c.Hedge != evidence.Unknown &&
			(slices.Contains(f.cell.Opposing, x.c.ID) || slices.Contains(f.cell.Denied, x.c.ID) ||
				f.cell.Verdict == evidence.Contested) && negative(x) != negative(f) &&
			!slices.Contains(f.cell.History, x.c.ID)
	})
}

func negative(f *fact) bool {
	return f.c.Relation == evidence.NotUsed || f.c.Relation == evidence.AttemptedFailed
}
