package catalogue

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"assay/evidence"
)

// checkChips: ranges hold their middle, facets agree with the lattice, nothing
// is for sale before it is announced.
func (l *linter) checkChips(c *Catalogue) {
	for _, it := range l.rest.chips {
		r := &it.rec
		spread(l, it, r.Range, r.Mid, r.Basis, func(name string) (*float64, bool) {
			of, ok := chipFigures[name]
			if !ok {
				return nil, false
			}
			return of(r), true
		}, chipOtherBasis)
		if before(r.Available, r.Announced) {
			report(l, it, severity(r.OdditiesExplained != ""), "available", "before-announcement",
				fmt.Sprintf("available %s, announced %s", r.Available, r.Announced), "correct one of them, or explain it in oddities_explained")
		}
		name, ok := c.lattice.Resolve(r.ID)
		if !ok {
			continue // a broken reference, told already
		}
		n, _ := c.lattice.Node(name)
		for _, f := range [][3]string{{"designer_country", r.DesignerCountry, c.lattice.Designer(name)},
			{"foundry_country", r.FoundryCountry, n.FoundryCountry}} {
			if f[1] != "" && f[1] != f[2] {
				fail(l, it, f[0], "facet-differs", fmt.Sprintf("%s is %s here and %q in silicon.yaml", f[0], f[1], f[2]), "correct one of them")
			}
		}
	}
}

var chipOtherBasis = []string{"memory_type", "foundry", "announced", "available", "china_availability", "host", "framework", "hbm_vendor"}

func (l *linter) checkSystems() {
	for _, it := range l.rest.systems {
		r := &it.rec
		spread(l, it, r.Range, r.Mid, r.Basis, func(name string) (*float64, bool) {
			of, ok := systemFigures[name]
			if !ok {
				return nil, false
			}
			return of(r), true
		}, []string{"available"})
		if len(r.Oddities) > 0 && r.OdditiesExplained == "" {
			warn(l, it, "oddities", "oddity-unexplained", strings.Join(r.Oddities, "; "), "say why in oddities_explained")
		}
	}
}

// spread checks range, mid and basis of a record against its figures.
func spread[T any](l *linter, it item[T], ranges map[string][2]float64, mids map[string]Mid, basis map[string]Basis,
	figure func(string) (*float64, bool), others []string) {
	for _, name := range sortedKeys(ranges) {
		r := ranges[name]
		v, ok := figure(name)
		switch {
		case !ok:
			failAt(l, it, "range", name, "unknown-field", fmt.Sprintf("range: no figure is called %q", clipped(name)), "docs/format.md lists the figures")
		case r[0] > r[1]:
			failAt(l, it, "range", name, "range-upside-down", fmt.Sprintf("range of %s: %v to %v", name, r[0], r[1]), "write the lower figure first")
		case v != nil && (*v < r[0] || *v > r[1]):
			failAt(l, it, "range", name, "range-excludes-middle", fmt.Sprintf("%s is %v, its range %v to %v", name, *v, r[0], r[1]), "widen the range or correct the figure")
		}
	}
	for _, name := range sortedKeys(mids) {
		if v, ok := figure(name); !ok || v == nil || *v != mids[name].Value {
			failAt(l, it, "mid", name, "mid-differs", fmt.Sprintf("mid of %s is %v, the figure itself is not", name, mids[name].Value), "enter the same figure in both places")
		}
	}
	for _, name := range sortedKeys(basis) {
		if v, ok := figure(name); !ok && !slices.Contains(others, name) {
			failAt(l, it, "basis", name, "unknown-field", fmt.Sprintf("basis: no figure is called %q", clipped(name)), "docs/format.md lists the figures")
		} else if ok && v == nil {
			reportAt(l, it, evidence.SeverityWarning, "basis", name, "basis-without-figure", fmt.Sprintf("%s has a basis and no figure", name), "add the figure, or leave the basis out")
		}
	}
}

// reportAt reports a finding at one entry of a mapping of the record.
func reportAt[T any](l *linter, it item[T], s evidence.Severity, field, entry, rule, message, fix string) {
	if l.builtin[it.node] {
		return
	}
	if s == evidence.SeverityError {
		l.bad[it.node] = true
	}
	f := *problem(it.file, child(child(it.node, field), entry).Line, rule, message, fix)
	f.Severity = s
	l.findings = append(l.findings, f)
}

func failAt[T any](l *linter, it item[T], field, entry, rule, message, fix string) {
	reportAt(l, it, evidence.SeverityError, field, entry, rule, message, fix)
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// checkScores: each row of the table like a record of its own.
func (l *linter) checkScores() {
	seen := map[Score]int{}
	for i := l.own; i < len(l.scores); i++ {
		row := l.scores[i]
		file := row.file
		if file == "" {
			file = "scores.csv"
		}
		say := func(line int, rule, message, fix string) {
			l.badScore[i] = true
			l.findings = append(l.findings, *problem(file, line, rule, message, fix))
		}
		rec := row.rec
		if rec.Released == "none" {
			rec.Released = ""
		}
		f := fieldCheck{known: l.known, file: file, line: row.line,
			report: func(_ string, line int, rule, message, fix string) { say(line, rule, message, fix) }}
		f.record(reflect.ValueOf(rec), row.node, "")
		if rec.Unit == Percent && (rec.Score < 0 || rec.Score > 100) {
			say(row.line, "percent-out-of-range", fmt.Sprintf("score: %v percent", rec.Score), "correct the score or its unit")
		}
		if first, was := seen[row.rec]; was {
			l.findings = append(l.findings, evidence.Finding{File: file, Line: row.line, Severity: evidence.SeverityWarning, Rule: "duplicate-row",
				Message: fmt.Sprintf("the same row stands in line %d", first), Fix: "remove one"})
		}
		seen[row.rec] = row.line
	}
}
