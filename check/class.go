package check

import (
	"cmp"
	"slices"

	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

// Class is a statement about a set of models with its stated membership and the
// counter-examples found on the day of the report. Leading lists those that
// belong to the set by score or size; Others stand apart: they are of the kind
// but not of the set.
type Class struct {
	Membership string    `json:"membership"`
	Top        bool      `json:"top"` // the best by score, not all
	Index      string    `json:"index,omitempty"`
	IndexDate  string    `json:"index_date,omitempty"`
	Members    int       `json:"members"`
	Leading    []Example `json:"counter_examples"`
	Others     []Example `json:"others"`
	Weaker     []Example `json:"weaker"` // inferred or rumoured alone: not held against the statement
}

// Example is one model whose cell speaks against a class statement, or for it.
type Example struct {
	Model    string         `json:"model"`
	ID       string         `json:"id"`
	Stage    evidence.Stage `json:"stage"`
	Verdict  evidence.Word  `json:"verdict"`
	Silicon  []string       `json:"silicon"`
	Implied  bool           `json:"implied,omitempty"`
	Since    evidence.Date  `json:"since"`
	Sentence string         `json:"sentence"`
	Claims   []string       `json:"claims"`

	candidate bool    // named by a node with a weaker word than the cell's
	sizeB     float64 // 1e9 parameters, for the order
}

// quantity says how many of the class the statement speaks of.
type quantity int

const (
	none quantity = iota
	all
	some
)

// classAsked is a statement about a class, as this package reads it.
type classAsked struct {
	quantity  quantity
	top       bool
	country   string // ISO code of the developers; empty: any
	developer string // id; empty: any
	whole     bool   // "entirely"
	vague     bool   // neither a country nor a developer is named
}

// classFinding judges a class statement by counter-example.
func (j *judge) classFinding(a *asked, b *base) finding {
	k := a.class
	lead := newLeaders(b, k)
	c := &Class{Top: k.top, Index: lead.index, IndexDate: string(lead.on), Leading: []Example{}, Others: []Example{}, Weaker: []Example{}}
	f := finding{class: c, rules: []string{"R2", "R5"}}
	var bearing, contested []Example
	for _, row := range b.order {
		if !lead.kind(row) {
			continue
		}
		in := !k.top || lead.leads(row)
		if in {
			c.Members++
		}
		ex, ok := j.example(a, b, row, k.quantity == all)
		if !ok {
			continue
		}
		switch {
		case ex.Verdict.Rank() < evidence.ReportedWord.Rank() && (ex.Verdict != evidence.Contested || ex.candidate):
			c.Weaker = append(c.Weaker, ex)
		case !in:
			c.Others = append(c.Others, ex)
		case ex.Verdict == evidence.Contested:
			contested = append(contested, ex)
		default:
			bearing = append(bearing, ex)
		}
	}
	if k.top {
		c.Members = len(lead.top) + lead.bySize
	}
	for _, list := range [][]Example{bearing, contested, c.Others, c.Weaker} {
		slices.SortStableFunc(list, func(x, y Example) int {
			return cmp.Or(cmp.Compare(y.Verdict.Rank(), x.Verdict.Rank()), cmp.Compare(y.sizeB, x.sizeB))
		})
	}
	c.Leading = append(c.Leading, bearing...)
	c.Leading = append(c.Leading, contested...)
	j.classVerdict(&f, k, bearing, contested)
	for _, ex := range append(slices.Clone(c.Leading), c.Others...) {
		f.cells = append(f.cells, ex.ID+"/"+string(ex.Stage))
		f.facts = append(f.facts, factsOf(b, ex)...)
	}
	c.Membership = j.membership(k, lead, c.Members)
	return f
}

func (j *judge) classVerdict(f *finding, k *classAsked, bearing, contested []Example) {
	switch {
	case k.quantity == some && len(bearing) > 0:
		f.verdict, f.code = Supported, "class-some"
	case k.quantity == some:
		f.verdict, f.code = Unknown, "no-evidence"
	case len(bearing) > 0:
		f.verdict, f.code, f.kinds = Contradicted, "class-counter", []Kind{CounterExample}
	case len(contested) > 0:
		f.verdict, f.code, f.kinds = Contested, "class-contested", []Kind{CounterExample}
	case k.quantity == all:
		f.verdict, f.code = Unknown, "class-open"
	default:
		f.verdict, f.code = Supported, "class-holds"
	}
}

// example gives the cell of a row that has the statement's silicon at its
// stage; or, where other is set, firm silicon that is disjoint from it.
func (j *judge) example(a *asked, b *base, row *resolve.Row, other bool) (Example, bool) {
	var best Example
	found := false
	for _, st := range exampleStages(a.c.Stage) {
		cell, ok := row.Cells[st]
		if !ok {
			continue
		}
		if ex, ok := cellExample(a, b, row, st, &cell, other); ok && (!found || ex.Verdict.Rank() > best.Verdict.Rank()) {
			best, found = ex, true
		}
		if st != evidence.PostTraining && st != evidence.Inference {
			continue // what a third party trains from the ground up is a model of its own
		}
		for i := range cell.Others {
			if ex, ok := cellExample(a, b, row, st, &cell.Others[i].Cell, other); ok && (!found || ex.Verdict.Rank() > best.Verdict.Rank()) {
				best, found = ex, true
			}
		}
	}
	return best, found
}

// exampleStages are the cells in which a counter-example may stand: "trained"
// is refuted by a pre-training too.
func exampleStages(s evidence.Stage) []evidence.Stage {
	if s == evidence.TrainingUnspecified {
		return []evidence.Stage{evidence.PreTraining, evidence.TrainingUnspecified}
	}
	return []evidence.Stage{s}
}

func cellExample(a *asked, b *base, row *resolve.Row, st evidence.Stage, cell *resolve.Cell, other bool) (Example, bool) {
	if cell.InheritedFrom != "" || cell.Negated || len(cell.Silicon) == 0 {
		return Example{}, false
	}
	want := b.lat.Ground(resolved(b.lat, a.c.Silicon), row.Country)
	fits := func(name string) bool {
		switch b.lies(want, b.lat.Ground(name, row.Country), row.Country) {
		case same:
			return !other
		case disjoint:
			return other
		}
		return false
	}
	ex := Example{Model: row.Model, ID: row.ID, Stage: st, Verdict: cell.Verdict, Implied: cell.Implied,
		Since: cell.Since, Sentence: cell.Sentence, Silicon: cell.Silicon, Claims: cell.Earning}
	if !slices.ContainsFunc(cell.Silicon, fits) {
		i := slices.IndexFunc(cell.Beside, func(x resolve.Beside) bool { return fits(x.Silicon) })
		c := slices.IndexFunc(cell.Candidates, func(x resolve.Candidate) bool { return fits(x.Silicon) })
		switch {
		case i >= 0:
			ex.Verdict, ex.Silicon = cell.Beside[i].Word, []string{cell.Beside[i].Silicon}
		case c >= 0:
			ex.Verdict, ex.Silicon, ex.candidate = cell.Candidates[c].Word, []string{cell.Candidates[c].Silicon}, true
		default:
			return Example{}, false
		}
	}
	if len(ex.Claims) == 0 {
		ex.Claims = cell.Claims
	}
	if m, ok := b.cat.Model(row.ID); ok && m.ParamsTotalB != nil {
		ex.sizeB = *m.ParamsTotalB
	}
	if a.class.whole && !other {
		whole := func(id string) bool { c, ok := b.claims[id]; return ok && (c.Whole || c.Exclusive) }
		if !slices.ContainsFunc(cell.Claims, whole) {
			return Example{}, false
		}
	}
	return ex, true
}

func resolved(l *catalogue.Lattice, name string) string {
	if n, ok := l.Resolve(name); ok {
		return n
	}
	return name
}

// factsOf gives the facts behind an example, for its quotes.
func factsOf(b *base, ex Example) []*fact {
	var out []*fact
	for _, f := range b.facts(ex.ID) {
		if slices.Contains(ex.Claims, f.c.ID) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(x, y *fact) int { return cmp.Compare(x.weight.Rank(), y.weight.Rank()) })
	if len(out) > 3 {
		out = out[:3]
	}
	return out
}
