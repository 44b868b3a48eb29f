package resolve

import (
	"cmp"
	"slices"

	"assay/catalogue"
	"assay/evidence"
)

// cacheKey names a row that was worked out before: a model, the last day on
// which anything of it changed, and the options.
type cacheKey struct {
	model  int
	change int
	flags  uint8
	by     By
}

// mostCached bounds what is kept, in claims listed by the rows (some 100 MB);
// past it the cache starts anew.
const mostCached = 4 << 20

// size is what a row costs the cache.
func (r *Row) size() int {
	n := 0
	for _, c := range r.Cells {
		n += 40 + len(c.Claims) + len(c.Earning)
		for _, o := range c.Others {
			n += 40 + len(o.Claims) + len(o.Earning)
		}
	}
	return n
}

// Model resolves the cells of one model, family or class by id. It reports
// false for an id that neither the catalogue nor a claim names. The row is
// shared: read it only.
func (x *Index) Model(id string, o Options) (Row, bool) {
	i, ok := x.at[id]
	if !ok {
		return Row{}, false
	}
	return x.row(i, x.question(&o)), true
}

// Matrix gives the rows that have something to show: a claim on the day asked
// for, or an inherited cell. Newest Chinese models come first. Rows are shared:
// read them only.
func (x *Index) Matrix(o Options) []Row {
	q := x.question(&o)
	rows := make([]Row, 0, len(x.models))
	for i := range x.models {
		if !o.All && x.silent(i, q) {
			continue
		}
		if r := x.row(i, q); o.All || speaks(r, q.at, x.models[i].model.Released) {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, newestChineseFirst)
	return rows
}

// silent reports, at little cost, that nothing is known of a model on a day.
func (x *Index) silent(i int, q question) bool {
	days := x.models[i].changes
	return len(days) == 0 || days[0] > q.at
}

// speaks reports whether a row has something to show.
func speaks(r Row, at, released evidence.Date) bool {
	inherits := false
	for _, c := range r.Cells {
		if c.InheritedFrom == "" && (len(c.Claims) > 0 || len(c.Others) > 0 || len(c.Searches) > 0 || len(c.Disputes) > 0) {
			return true
		}
		inherits = inherits || (c.InheritedFrom != "" && len(c.Claims) > 0)
	}
	return inherits && released.First() <= at
}

func newestChineseFirst(a, b Row) int {
	return cmp.Or(boolCompare(a.Country != "CN", b.Country != "CN"),
		cmp.Compare(b.first, a.first), cmp.Compare(a.ID, b.ID))
}

// row gives a model's row, from the cache where nothing of it changed since.
func (x *Index) row(i int, q question) Row {
	plain := q.Floor == "" && q.MinOrigins <= 1 && len(q.Without) == 0
	if !plain {
		return x.build(i, q, nil)
	}
	days := x.models[i].changes
	n, _ := slices.BinarySearchFunc(days, q.at, func(d, t evidence.Date) int {
		if d > t {
			return 1
		}
		return -1
	})
	k := cacheKey{model: i, change: n, by: q.By}
	if q.Unreviewed {
		k.flags |= 1
	}
	if q.Implied {
		k.flags |= 2
	}
	x.mu.RLock()
	r, ok := x.cache[k]
	x.mu.RUnlock()
	if ok {
		return r
	}
	r = x.build(i, q, nil)
	x.mu.Lock()
	if x.cached += r.size(); x.cached > mostCached {
		clear(x.cache)
		x.cached = r.size()
	}
	x.cache[k] = r
	x.mu.Unlock()
	return r
}

// build works out a row. above are the models on the way up, so that two models
// that name each other as base come to an end.
func (x *Index) build(i int, q question, above []int) Row {
	m := &x.models[i].model
	r := Row{Model: m.Name, ID: m.ID, Kind: string(m.Kind), Family: m.Family, Base: m.Base,
		Developer: m.Developer, Country: m.Country, Released: m.Released,
		Cells: make(map[evidence.Stage]Cell, 4), first: m.Released.Last()}
	for s, stage := range evidence.Stages() {
		c := x.stage(i, s, q, append(slices.Clone(above), i))
		x.remarks(&c, m.ID, stage, q)
		c.Counted = c.Filled() && c.Verdict != evidence.Contested && (!c.Implied || q.Implied)
		c.Sentence = Sentence(&c, "en")
		r.Cells[stage] = c
	}
	if r.first == "" {
		r.first = x.firstClaim(&r)
	}
	return r
}

// firstClaim is the day of the earliest claim that a row shows.
func (x *Index) firstClaim(r *Row) evidence.Date {
	var first evidence.Date
	look := func(ids []string) {
		for _, id := range ids {
			if f := x.facts[id]; f != nil && (first == "" || f.known < first) {
				first = f.known
			}
		}
	}
	for _, c := range r.Cells {
		look(c.Claims)
		for _, o := range c.Others {
			look(o.Claims)
		}
	}
	return first
}

// parts are the claims of one stage, told apart.
type parts struct {
	own       []*fact
	gone      []*fact
	continued []*fact
	adapted   []*fact
	planned   []*fact
	others    map[string][]*fact
	retold    []*fact // of others: names no actor and repeats another actor's run
}

// parts tells the claims of a model's stage apart, on a day.
func (x *Index) parts(i, s int, q question) parts {
	stage := evidence.Stages()[s]
	stand, gone := x.standing(x.models[i].stages[s], q)
	theirs := x.runsOfOthers(i, stand, q)
	p := parts{}
	for _, f := range stand {
		if actor := x.retells(f, theirs, q); actor != "" {
			p.retold = append(p.retold, f)
			if p.others == nil {
				p.others = map[string][]*fact{}
			}
			p.others[actor] = append(p.others[actor], f)
			continue
		}
		switch {
		case f.c.Relation == evidence.Adapted:
			p.adapted = append(p.adapted, f)
		case f.c.Relation == evidence.Planned:
			p.planned = append(p.planned, f)
		case f.actor != "":
			if p.others == nil {
				p.others = map[string][]*fact{}
			}
			p.others[f.actor] = append(p.others[f.actor], f)
		case stage == evidence.PreTraining && f.c.Continued:
			p.continued = append(p.continued, f)
		default:
			p.own = append(p.own, f)
		}
	}
	for _, f := range gone {
		if f.actor == "" && f.fills(x.lattice.root) {
			p.gone = append(p.gone, f)
		}
	}
	return p
}

// runsOfOthers are the claims of use by other actors than the developer, of any
// training stage of the model. They are looked for only where a claim of the
// stage names no actor.
func (x *Index) runsOfOthers(i int, stand []*fact, q question) []*fact {
	if !x.models[i].theirs || !slices.ContainsFunc(stand, unattributedRun) {
		return nil
	}
	var out []*fact
	for s := range x.models[i].stages {
		if evidence.Stages()[s] == evidence.Inference {
			continue
		}
		list, _ := x.standing(x.models[i].stages[s], q)
		for _, f := range list {
			if f.actor != "" && f.c.Relation == evidence.Used && f.fills(x.lattice.root) {
				out = append(out, f)
			}
		}
	}
	return out
}

// unattributedRun reports whether a claim read in a document says that silicon
// was used, and not by whom.
func unattributedRun(f *fact) bool {
	return f.c.Kind != evidence.KindRecord && f.c.Actor == "" && f.c.Relation == evidence.Used && f.c.Stage != evidence.Inference
}

// retells gives the actor whose run a claim repeats that names no actor: the
// same silicon, and either one origin or a number of chips that agrees (R1: a
// third party's run told without its actor is not the developer's).
func (x *Index) retells(f *fact, theirs []*fact, q question) string {
	if len(theirs) == 0 || !unattributedRun(f) {
		return ""
	}
	for _, t := range theirs {
		if t.node != f.node {
			continue
		}
		if t.c.Count != nil && f.c.Count != nil && agree(t.c, f.c) || x.oneVoice(f, t, q) {
			return t.actor
		}
	}
	return ""
}

// stage works out one cell of a row: its own claims decide; without them what
// is said of the whole process, of its base or of its family is shown (R1).
func (x *Index) stage(i, s int, q question, path []int) Cell {
	m := &x.models[i].model
	p := x.parts(i, s, q)
	c, r := x.resolve(m, p.own, p.gone, q, len(p.planned) > 0, false)
	decided := slices.ContainsFunc(p.own, func(f *fact) bool { return f.fills(x.lattice.root) })
	open := slices.ContainsFunc(p.own, func(f *fact) bool { return f.opens(x.lattice.root) })
	ids := idsOf(p.own, p.adapted, p.planned, p.continued)
	if !decided && !open && c.Verdict != evidence.Withdrawn {
		if up, ok := x.inherited(i, s, q, path); ok {
			c = up
			ids = append(ids, up.Claims...)
			r.rules = ruleSet(up.Rules, R1)
		}
	}
	if !decided && (c.InheritedFrom == "" || c.Implied || (c.Verdict.Rank() == 0 && c.Verdict != evidence.Contested)) {
		if whole, ok := x.implied(i, s, q); ok {
			ids = append(ids, whole.Claims...)
			c = whole
			r.rules = ruleSet(whole.Rules, R1)
		}
	}
	if c.Verdict == evidence.Withdrawn {
		ids = append(ids, idsOf(p.gone)...)
	}
	c.Claims = sorted(ids)
	x.side(&c, r, p, m, q)
	for _, n := range Rules() {
		if r.rules[n] {
			c.Rules = append(c.Rules, n)
		}
	}
	return c
}

func ruleSet(lists []string, more ...string) map[string]bool {
	out := map[string]bool{}
	for _, n := range append(slices.Clone(lists), more...) {
		out[n] = true
	}
	return out
}

func idsOf(lists ...[]*fact) []string {
	var out []string
	for _, l := range lists {
		for _, f := range l {
			out = append(out, f.c.ID)
		}
	}
	return out
}

func sorted(ids []string) []string {
	out := slices.Clone(ids)
	slices.Sort(out)
	out = slices.Compact(out)
	if out == nil {
		return []string{}
	}
	return out
}

// side adds what stands beside the verdict: ready on, planned, continued
// pre-training, other actors, and the newest date.
func (x *Index) side(c *Cell, r *run, p parts, m *catalogue.Model, q question) {
	c.Rules = []string{}
	c.ReadyOn = merged(c.ReadyOn, r.names(p.adapted))
	c.Planned = merged(c.Planned, r.names(p.planned))
	if len(p.adapted)+len(p.planned) > 0 {
		r.fire(R1)
	}
	if len(p.continued) > 0 {
		on, _ := x.resolve(m, p.continued, nil, q, false, false)
		c.Continued = on.Silicon
		for _, s := range on.Silicon {
			c.ContinuedOn = append(c.ContinuedOn, Candidate{Silicon: s, Word: on.Verdict, Evidence: on.Evidence})
		}
		r.fire(R1)
	}
	c.Others = x.others(p, m, q)
	for _, id := range c.Claims {
		if f := x.facts[id]; f != nil && f.known > c.Newest {
			c.Newest = f.known
		}
	}
	if c.Verdict == evidence.Undisclosed || c.Verdict == evidence.Withdrawn {
		x.silence(c)
	}
}

// silence dates and counts the documents that disclose nothing, or whose
// statement was taken back.
func (x *Index) silence(c *Cell) {
	docs := map[string]bool{}
	for _, id := range c.Claims {
		f := x.facts[id]
		if f == nil || (c.Verdict == evidence.Undisclosed && !f.opens(x.lattice.root)) {
			continue
		}
		docs[f.doc] = true
		if c.Since == "" || f.known < c.Since {
			c.Since = f.known
		}
		c.Reviewed = c.Reviewed && f.c.Reviewed()
	}
	c.Documents = len(docs)
}

func merged(a, b []string) []string { return sorted(slices.Concat(a, b)) }

// names lists the silicon that claims name, without "some silicon".
func (r *run) names(facts []*fact) []string {
	var out []string
	for _, f := range facts {
		if f.node >= 0 && f.node != r.w.root && f.c.Hedge != evidence.Unknown {
			out = append(out, r.w.name(f.node))
		}
	}
	return out
}

// others works out the same stage as run by other actors, by name.
func (x *Index) others(p parts, m *catalogue.Model, q question) []Other {
	out := []Other{}
	for actor, list := range p.others {
		c, r := x.resolve(m, list, nil, q, false, false)
		c.Claims = sorted(idsOf(list))
		name := ""
		for _, f := range list {
			if f.known > c.Newest {
				c.Newest = f.known
			}
			if a := f.c.Actor; a != "" && (name == "" || a < name) {
				name = a
			}
		}
		if name == "" { // only retold here; the actor is named at another stage
			name = x.actorNamed(actor, m)
		}
		for _, n := range Rules() {
			if r.rules[n] {
				c.Rules = append(c.Rules, n)
			}
		}
		c.Counted = c.Filled() && c.Verdict != evidence.Contested
		c.Sentence = Sentence(&c, "en")
		out = append(out, Other{Actor: name, Cell: c})
	}
	slices.SortFunc(out, func(a, b Other) int { return cmp.Compare(a.Actor, b.Actor) })
	return out
}

// actorNamed spells an actor as the model's claims do.
func (x *Index) actorNamed(actor string, m *catalogue.Model) string {
	name := ""
	for _, list := range x.models[x.at[m.ID]].stages {
		for _, f := range list {
			if f.actor == actor && (name == "" || f.c.Actor < name) {
				name = f.c.Actor
			}
		}
	}
	return name
}

// remarks adds search logs and disputes of the day, which tell undisclosed from
// unknown (R5).
func (x *Index) remarks(c *Cell, model string, stage evidence.Stage, q question) {
	k := cellKey{model, stage}
	for _, n := range x.disputes[k] {
		if n.On.Last() <= q.at {
			c.Disputes = append(c.Disputes, n.ID)
		}
	}
	for _, n := range x.searches[k] {
		if n.On.Last() > q.at {
			continue
		}
		c.Searches = append(c.Searches, n.ID)
		if c.Verdict == evidence.UnknownWord {
			c.Verdict = evidence.Undisclosed
			c.Since = n.On.Last()
		}
		if day := n.On.Last(); day > c.Newest {
			c.Newest = day
		}
	}
}
