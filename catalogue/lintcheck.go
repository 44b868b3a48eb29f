package catalogue

import (
	"fmt"
	"reflect"

	"go.yaml.in/yaml/v4"

	"assay/evidence"
)

// check runs every check over the records that came in. c holds all of them;
// it serves look-ups by name.
func (l *linter) check(c *Catalogue) {
	l.known = l.references()
	fields(l, l.core.developers)
	fields(l, l.core.models)
	fields(l, l.core.nodes)
	fields(l, l.core.spellings)
	fields(l, l.core.sources)
	fields(l, l.core.claims)
	fields(l, l.rest.citations)
	fields(l, l.rest.chips)
	fields(l, l.rest.systems)
	fields(l, l.rest.events)
	fields(l, l.rest.questions)
	fields(l, l.rest.forecasts)
	fields(l, l.rest.voices)
	fields(l, l.rest.report)
	l.duplicates()
	l.sharedNames()
	l.checkModels(c)
	l.checkNodes(c)
	l.checkSpellings(c)
	l.checkSources()
	l.checkClaims(c)
	l.checkChips(c)
	l.checkSystems()
	l.checkScores()
	l.checkQuestions()
	l.checkForecasts()
	l.checkReport(c)
}

// references lists the ids that a field may refer to, by kind.
func (l *linter) references() map[string]map[string]bool {
	known := map[string]map[string]bool{}
	for kind := range refWords {
		known[kind] = map[string]bool{}
	}
	note := func(kind, id string) { known[kind][id] = true }
	each(l.core.developers, func(r *Developer) { note("developer", r.ID) })
	each(l.core.models, func(r *Model) { note("model", r.ID) })
	each(l.core.nodes, func(r *Node) { note("node", r.Name); note("nodeid", r.ID) })
	each(l.core.sources, func(r *sourceRecord) { note("source", r.ID) })
	each(l.core.claims, func(r *ClaimRecord) { note("claim", r.ID) })
	each(l.rest.citations, func(r *Citation) { note("citation", r.ID) })
	each(l.rest.chips, func(r *Chip) { note("chip", r.ID) })
	each(l.rest.events, func(r *Event) { note("event", r.ID) })
	each(l.rest.questions, func(r *Question) { note("question", r.ID) })
	each(l.rest.forecasts, func(r *Forecast) { note("forecast", r.ID) })
	each(l.rest.report, func(r *Statement) { note("statement", r.ID) })
	return known
}

func each[T any](items []item[T], do func(*T)) {
	for i := range items {
		do(&items[i].rec)
	}
}

// fields checks every record of a list field by field.
func fields[T any](l *linter, items []item[T]) {
	for _, it := range items {
		if l.builtin[it.node] {
			continue
		}
		f := fieldCheck{known: l.known, file: it.file, line: it.node.Line,
			report: func(_ string, line int, rule, message, fix string) {
				l.bad[it.node] = true
				l.findings = append(l.findings, *problem(it.file, line, rule, message, fix))
			}}
		f.record(reflect.ValueOf(it.rec), it.node, "")
	}
}

// place is where an id or a name was first seen.
type place struct {
	file string
	line int
	id   string
	node *yaml.Node
	kept bool // a built-in record
}

// duplicates finds two records of one kind with one id.
func (l *linter) duplicates() {
	sameID(l, l.core.developers, func(r *Developer) string { return r.ID })
	sameID(l, l.core.models, func(r *Model) string { return r.ID })
	sameID(l, l.core.nodes, func(r *Node) string { return r.ID })
	sameID(l, l.core.sources, func(r *sourceRecord) string { return r.ID })
	sameID(l, l.core.claims, func(r *ClaimRecord) string { return r.ID })
	sameID(l, l.rest.citations, func(r *Citation) string { return r.ID })
	sameID(l, l.rest.chips, func(r *Chip) string { return r.ID })
	sameID(l, l.rest.systems, func(r *System) string { return r.ID })
	sameID(l, l.rest.events, func(r *Event) string { return r.ID })
	sameID(l, l.rest.questions, func(r *Question) string { return r.ID })
	sameID(l, l.rest.forecasts, func(r *Forecast) string { return r.ID })
	sameID(l, l.rest.voices, func(r *Voice) string { return r.ID })
	sameID(l, l.rest.report, func(r *Statement) string { return r.ID })
}

func sameID[T any](l *linter, items []item[T], id func(*T) string) {
	first := map[string]place{}
	for i := range items {
		it := items[i]
		k := id(&it.rec)
		if k == "" {
			continue
		}
		p, was := first[k]
		if !was {
			first[k] = place{file: it.file, line: it.line("id"), kept: l.builtin[it.node]}
			continue
		}
		where := fmt.Sprintf("%s:%d", p.file, p.line)
		if p.kept {
			where = "the built-in records"
		}
		fail(l, it, "id", "duplicate-id", fmt.Sprintf("id %q stands already in %s", clipped(k), where), "choose another id; no record overwrites another")
	}
}

// sharedNames finds two records of one kind with one name or alias.
func (l *linter) sharedNames() {
	sameName(l, l.core.developers, func(r *Developer) (string, [][2]string) {
		return r.ID, append(named(r.ID, r.Name, r.Aliases), tagged("products", r.Products)...)
	})
	sameName(l, l.core.models, func(r *Model) (string, [][2]string) { return r.ID, named(r.ID, r.Name, r.Aliases) })
	sameName(l, l.core.nodes, func(r *Node) (string, [][2]string) { return r.ID, named(r.ID, r.Name, r.Aliases) })
	sameName(l, l.core.sources, func(r *sourceRecord) (string, [][2]string) { return r.ID, named(r.ID, r.Name, r.Aliases) })
	sameName(l, l.core.spellings, func(r *Spelling) (string, [][2]string) {
		return r.Spelling, [][2]string{{"spelling", r.Spelling}}
	})
}

func named(id, name string, aliases []string) [][2]string {
	return append([][2]string{{"id", id}, {"name", name}}, tagged("aliases", aliases)...)
}

func tagged(field string, list []string) [][2]string {
	out := make([][2]string, len(list))
	for i, s := range list {
		out[i] = [2]string{field, s}
	}
	return out
}

func sameName[T any](l *linter, items []item[T], of func(*T) (id string, list [][2]string)) {
	first := map[string]place{}
	for i := range items {
		it := items[i]
		id, list := of(&it.rec)
		for _, fn := range list {
			k := key(fn[1])
			if k == "" {
				if fn[1] != "" {
					fail(l, it, fn[0], "empty-name", fmt.Sprintf("%s: %q holds nothing to compare", fn[0], clipped(fn[1])), "write a name with letters or digits")
				}
				continue
			}
			p, was := first[k]
			if !was {
				first[k] = place{file: it.file, line: it.line(fn[0]), id: id, node: it.node}
				continue
			}
			if p.node == it.node || p.id == id { // equal ids are told as such
				continue
			}
			fail(l, it, fn[0], "shared-alias", fmt.Sprintf("%s: %q is also a name of %q (%s:%d)", fn[0], clipped(fn[1]), clipped(p.id), p.file, p.line),
				"leave it to one record, or move it to ambiguous_aliases on both")
		}
	}
}

func severity(soft bool) evidence.Severity {
	if soft {
		return evidence.SeverityWarning
	}
	return evidence.SeverityError
}
