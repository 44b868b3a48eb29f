package resolve

import (
	"cmp"
	"slices"
	"strings"

	"assay/evidence"
)

// Quarrel is the kind of a contradiction.
type Quarrel string

// The kinds of contradictions. Identity to Impossible are found in one model's
// claims; Class, ActorKind and Disclosure compare what is said of a set, a run or
// a silence with what is said of it elsewhere.
const (
	Identity       Quarrel = "identity"              // disjoint silicon
	Exclusivity    Quarrel = "exclusivity"           // "only" against other silicon
	UsedNotUsed    Quarrel = "used-against-not-used" // a denial against use
	FailedUsed     Quarrel = "failed-against-used"   // tried and failed against use
	PlanDenied     Quarrel = "plan-denied"           // a plan against its denial
	Count          Quarrel = "count"                 // numbers of chips that cannot both hold
	StageCollapse  Quarrel = "stage"                 // one stage told as another
	DateQuarrel    Quarrel = "date"                  // dates that cannot both hold
	Impossible     Quarrel = "impossible"            // the chip was not available yet
	ClassQuarrel   Quarrel = "class"                 // a statement on a set against a member of it
	ActorKind      Quarrel = "actor"                 // a third party's run told as the developer's
	DisclosureKind Quarrel = "disclosure"            // a flat statement where a document says nothing; no opposition under R4
)

// Quarrels lists the kinds in order.
func Quarrels() []Quarrel {
	return []Quarrel{Identity, Exclusivity, UsedNotUsed, FailedUsed, PlanDenied, Count, StageCollapse,
		DateQuarrel, Impossible, ClassQuarrel, ActorKind, DisclosureKind}
}

// Status is where a contradiction stands.
type Status string

// The states of a contradiction.
const (
	Open      Status = "open"      // both sides stand
	Explained Status = "explained" // both can hold, for the reason given
	Resolved  Status = "resolved"  // one side is outranked
	Gone      Status = "withdrawn" // one side was taken back or replaced
)

// Contradiction is two or more sides that cannot all hold, or that one should
// not read as one.
type Contradiction struct {
	ID          string           `json:"id"` // kind:model/stage
	Kind        Quarrel          `json:"kind"`
	Model       string           `json:"model"` // id
	Stages      []evidence.Stage `json:"stages"`
	Sides       []Side           `json:"sides"`
	Status      Status           `json:"status"`
	Explanation string           `json:"explanation,omitempty"`
	Rules       []string         `json:"rules"`
	Opened      evidence.Date    `json:"opened"` // the day on which the second side became known
	History     []StatusChange   `json:"history,omitempty"`
}

// Side is one side of a contradiction with its evidence.
type Side struct {
	Says     string         `json:"says"` // silicon, or what the side states
	Claims   []string       `json:"claims"`
	Evidence evidence.Class `json:"evidence"` // best, after caps
}

// StatusChange is a day on which a contradiction's status changed.
type StatusChange struct {
	On     evidence.Date `json:"on"`
	Status Status        `json:"status"`
	Why    string        `json:"why,omitempty"`
}

// Contradictions lists what contradicts what on a day, by model and kind.
func (x *Index) Contradictions(o Options) []Contradiction {
	q := x.question(&o)
	var out []Contradiction
	for i := range x.models {
		if x.silent(i, q) {
			continue
		}
		out = append(out, x.withHistory(i, q, fewDays)...)
	}
	return out
}

// ContradictionsOf lists a model's contradictions on a day, with their history.
func (x *Index) ContradictionsOf(id string, o Options) []Contradiction {
	i, ok := x.at[id]
	if !ok {
		return nil
	}
	return x.withHistory(i, x.question(&o), mostDays)
}

// withHistory finds a model's contradictions on a day and follows each back
// through the days on which something changed.
func (x *Index) withHistory(i int, q question, most int) []Contradiction {
	now := x.contradictions(i, q)
	if len(now) == 0 && !slices.ContainsFunc(x.models[i].changes, func(d evidence.Date) bool { return x.takenBack(i, d) }) {
		return nil
	}
	days := x.quarrelDays(i, now)
	if len(days) > most {
		return x.withoutHistory(now)
	}
	last := map[string]*Contradiction{}
	history := map[string][]StatusChange{}
	var order []string
	for _, day := range days {
		if day > q.at {
			break
		}
		then := q
		then.at = day
		found := map[string]bool{}
		for _, c := range x.contradictions(i, then) {
			found[c.ID] = true
			if last[c.ID] == nil {
				order = append(order, c.ID)
			}
			last[c.ID] = &c
			history[c.ID] = noted(history[c.ID], StatusChange{day, c.Status, c.Explanation})
		}
		for id, c := range last {
			if found[id] {
				continue
			}
			if c.Status != Gone {
				c.Status, c.Explanation = Resolved, "what was learnt later dissolved it"
			}
			if x.takenBack(i, day) {
				c.Status, c.Explanation = Gone, "one side was taken back or replaced"
			}
			history[id] = noted(history[id], StatusChange{day, c.Status, c.Explanation})
		}
	}
	out := make([]Contradiction, 0, len(order))
	for _, id := range order {
		c := *last[id]
		c.History = history[id]
		c.Opened = c.History[0].On
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Contradiction) int {
		return cmp.Or(cmp.Compare(slices.Index(Quarrels(), a.Kind), slices.Index(Quarrels(), b.Kind)), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// mostDays bounds the days that one model's contradictions are followed back
// through, fewDays those of each model in a list of all. Past it each carries
// the day on which its second side became known.
const (
	mostDays = 150
	fewDays  = 40
)

func (x *Index) withoutHistory(list []Contradiction) []Contradiction {
	for n := range list {
		c := &list[n]
		for _, d := range c.Sides {
			var first evidence.Date
			for _, id := range d.Claims {
				if k := x.facts[id].known; first == "" || k < first {
					first = k
				}
			}
			c.Opened = max(c.Opened, first)
		}
		c.History = []StatusChange{{c.Opened, c.Status, c.Explanation}}
	}
	return list
}

// fewOf bounds the claims that say one thing in one origin: contradictions list
// sides, not every copy.
const fewOf = 3

// thinned keeps the first few of the claims of a large cell that say the same
// in the same origin.
func (x *Index) thinned(list []*fact) []*fact {
	if len(list) <= 100 {
		return list
	}
	type saying struct {
		node                           int32
		rank                           int8
		relation                       evidence.Relation
		hedge                          evidence.Hedge
		attribution                    evidence.Attribution
		e0, only, part, whole, counted bool
		count                          int64
		origin                         string
	}
	n := map[saying]int{}
	var out []*fact
	for _, f := range list {
		k := saying{node: f.node, rank: f.rank, relation: f.c.Relation, hedge: f.c.Hedge, attribution: f.c.Attribution,
			e0: f.e0, only: f.c.Exclusive, part: f.c.Part, whole: f.c.Whole, origin: x.originOf[f.c.ID]}
		if f.c.Count != nil {
			k.counted, k.count = true, *f.c.Count
		}
		if n[k]++; n[k] <= fewOf {
			out = append(out, f)
		}
	}
	return out
}

// quarrelDays are the days on which a model's contradictions may have changed:
// those of its own claims and of the claims of others that stand against it.
func (x *Index) quarrelDays(i int, now []Contradiction) []evidence.Date {
	days := slices.Clone(x.models[i].changes)
	for _, c := range now {
		for _, d := range c.Sides {
			for _, id := range d.Claims {
				days = append(days, x.facts[id].known)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// takenBack reports whether a claim of the model was retracted or replaced on a
// day.
func (x *Index) takenBack(i int, d evidence.Date) bool {
	for _, list := range x.models[i].stages {
		for _, f := range list {
			if f.retract == d || (f.newer != nil && f.newer.known == d) {
				return true
			}
		}
	}
	return false
}

// noted appends a status where it differs from the last.
func noted(list []StatusChange, c StatusChange) []StatusChange {
	if n := len(list); n > 0 && list[n-1].Status == c.Status {
		return list
	}
	return append(list, c)
}

// scene is what one model's contradictions are looked for in.
type scene struct {
	x      *Index
	q      question
	i      int
	stages [4]parts
	runs   [4]*run
	family []*fact // claims of the families that list the model
	out    []Contradiction
}

// contradictions are those of one model on one day, without history.
func (x *Index) contradictions(i int, q question) []Contradiction {
	m := &x.models[i].model
	s := &scene{x: x, q: q, i: i}
	for n := range evidence.Stages() {
		s.stages[n] = x.parts(i, n, q)
		p := &s.stages[n]
		p.own, p.planned, p.continued = x.thinned(p.own), x.thinned(p.planned), x.thinned(p.continued)
		for a, list := range p.others {
			p.others[a] = x.thinned(list)
		}
		own := p.own
		if len(p.continued) > 0 {
			own = slices.Concat(own, p.continued)
		}
		_, s.runs[n] = x.resolve(m, own, nil, q, len(p.planned) > 0, false)
	}
	for _, id := range m.Families {
		if f, ok := x.at[id]; ok && f != i {
			for n := range evidence.Stages() {
				s.family = append(s.family, x.parts(f, n, q).own...)
			}
		}
	}
	for n := range s.runs {
		s.identity(n)
		s.exclusivity(n)
		s.denials(n)
		s.impossible(n)
	}
	s.acrossStages()
	s.counts()
	s.collapse()
	s.actors()
	s.dates()
	s.disclosure()
	s.classes()
	return s.out
}

// add records a contradiction between sides that all have claims.
func (s *scene) add(kind Quarrel, stages []evidence.Stage, status Status, why string, rules []string, sides ...Side) {
	sides = slices.DeleteFunc(sides, func(d Side) bool { return len(d.Claims) == 0 })
	if len(sides) < 2 {
		return
	}
	names := make([]string, len(stages))
	for i, n := range stages {
		names[i] = string(n)
	}
	id := string(kind) + ":" + s.x.models[s.i].model.ID + "/" + strings.Join(names, "+")
	s.out = append(s.out, Contradiction{ID: id, Kind: kind, Model: s.x.models[s.i].model.ID, Stages: stages,
		Sides: sides, Status: status, Explanation: why, Rules: rules})
}

// sideOf makes a side of claims.
func sideOf[T interface{ claim() *fact }](says string, list []T) Side {
	out := Side{Says: says}
	best := int8(9)
	for _, t := range list {
		f := t.claim()
		out.Claims = append(out.Claims, f.c.ID)
		best = min(best, f.rank)
	}
	if best <= 7 {
		out.Evidence = classOf(best)
	}
	slices.Sort(out.Claims)
	out.Claims = slices.Compact(out.Claims)
	return out
}

func (f *fact) claim() *fact  { return f }
func (v *voice) claim() *fact { return v.fact }
