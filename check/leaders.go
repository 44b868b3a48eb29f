package check

import (
	"cmp"
	"slices"
	"strings"

	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

// What "top" means: the best topN of the class on the named index; a model that
// has no place on that index leads where it is at least as large as leadingB.
const (
	topN      = 20
	leadingB  = 1000 // 1e9 parameters
	indexName = "Artificial Analysis Intelligence Index"
)

// leaders is the membership of a class on one day.
type leaders struct {
	b      *base
	k      *classAsked
	index  string // benchmark with its version
	on     evidence.Date
	top    map[string]bool
	scored map[string]bool
	bySize int
}

func newLeaders(b *base, k *classAsked) *leaders {
	l := &leaders{b: b, k: k, top: map[string]bool{}, scored: map[string]bool{}}
	if k.top {
		l.rank()
		for _, m := range b.cat.Models() {
			if l.model(&m) && l.large(&m) && (m.Released == "" || m.Released.First() <= b.day) && b.rows[m.ID] != nil {
				l.bySize++
			}
		}
	}
	return l
}

func (l *leaders) model(m *catalogue.Model) bool {
	return !m.IsClass() && (l.k.country == "" || m.Country == l.k.country) && (l.k.developer == "" || m.DeveloperID == l.k.developer)
}

// kind reports whether a row is of the class, leading or not.
func (l *leaders) kind(row *resolve.Row) bool {
	m, ok := l.b.cat.Model(row.ID)
	if !ok {
		return row.Kind != string(catalogue.KindClass) && l.k.developer == "" && (l.k.country == "" || row.Country == l.k.country)
	}
	return l.model(&m)
}

// leads reports whether a row is of the top.
func (l *leaders) leads(row *resolve.Row) bool {
	m, ok := l.b.cat.Model(row.ID)
	if !ok {
		return false
	}
	return l.top[m.ID] || slices.ContainsFunc(m.Members, func(id string) bool { return l.top[id] }) || l.large(&m)
}

// large stands in for a score where the index has none.
func (l *leaders) large(m *catalogue.Model) bool {
	return !l.scored[m.ID] && m.ParamsTotalB != nil && *m.ParamsTotalB >= leadingB
}

// rank takes the newest full vintage of the index on the day, or the first one
// there is, cut to the models out by then.
func (l *leaders) rank() {
	type vintage struct {
		benchmark string
		on        evidence.Date
	}
	rows := map[vintage][]catalogue.Score{}
	for _, s := range l.b.cat.Scores() {
		if !strings.HasPrefix(s.Benchmark, indexName) || s.Unit != catalogue.Index {
			continue
		}
		m, ok := l.b.cat.Model(s.Model)
		if ok && l.model(&m) && (m.Released == "" || m.Released.First() <= l.b.day) {
			v := vintage{s.Benchmark, s.SourceDate}
			rows[v] = append(rows[v], s)
		}
	}
	var best vintage
	better := func(v vintage) bool {
		known, was := v.on <= l.b.day, best.on <= l.b.day
		switch {
		case len(rows[v]) < topN && l.k.developer == "":
			return false
		case best.on == "":
			return true
		case known != was:
			return known
		case known:
			return cmp.Or(cmp.Compare(v.on, best.on), cmp.Compare(v.benchmark, best.benchmark)) > 0
		}
		return cmp.Or(cmp.Compare(v.on, best.on), cmp.Compare(v.benchmark, best.benchmark)) < 0
	}
	for v := range rows {
		if better(v) {
			best = v
		}
	}
	list := rows[best]
	slices.SortStableFunc(list, func(a, b catalogue.Score) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Model, b.Model))
	})
	l.index, l.on = best.benchmark, best.on
	for _, s := range list {
		l.scored[s.Model] = true
		if len(l.top) < topN {
			l.top[s.Model] = true
		}
	}
}
