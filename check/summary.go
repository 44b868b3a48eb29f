package check

import (
	"slices"
	"strings"

	"assay/check/locale"
)

// summary is the line above a report: "5 statements: 2 hold, 1 says more than
// the evidence, 1 is outdated, 1 has a counter-example."
func summary(w *locale.Words, r *Report) string {
	n := len(r.Statements)
	counter := 0
	counts := map[Verdict]int{}
	for i := range r.Statements {
		s := &r.Statements[i]
		if slices.Contains(s.Kinds, CounterExample) && s.Verdict != Outdated {
			counter++
			continue
		}
		counts[s.Verdict]++
	}
	var parts []string
	for _, v := range Verdicts() {
		if counts[v] > 0 {
			parts = append(parts, w.Count("sum."+string(v), counts[v]))
		}
	}
	if counter > 0 {
		parts = append(parts, w.Count("sum.counter", counter))
	}
	head := 0
	for _, h := range r.Headline {
		if h.More {
			head++
		}
	}
	stop := ". "
	if w.Lang == "zh" {
		stop = "。"
	}
	out := w.Text("sum.none")
	if n > 0 {
		out = w.Count("sum.statements", n) + strings.Join(parts, strings.TrimSuffix(w.Text("list.comma"), "")) + strings.TrimSpace(stop)
	}
	if head > 0 {
		out += sep(w) + w.Count("sum.headline", head) + strings.TrimSpace(stop)
	}
	if r.LeftOut > 0 {
		out += sep(w) + w.Count("sum.left", r.LeftOut) + strings.TrimSpace(stop)
	}
	return out
}

func sep(w *locale.Words) string {
	if w.Lang == "zh" {
		return ""
	}
	return " "
}

// Fails reports whether anything in the report does not hold: a statement, or a
// headline that says more than its text.
func (r *Report) Fails() bool {
	for i := range r.Statements {
		if r.Statements[i].Verdict.Fails() {
			return true
		}
	}
	return slices.ContainsFunc(r.Headline, func(h Headline) bool { return h.More })
}
