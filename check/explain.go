package check

import (
	"strings"

	"assay/catalogue"
	"assay/evidence"
)

// maxNamed bounds how many examples a sentence names.
const maxNamed = 6

// explain writes the sentence that says why, and what the statement says more
// than the evidence.
func (j *judge) explain(a *asked, f *finding, st *Statement) string {
	args := j.args(a, f)
	parts := []string{}
	say := func(code string) {
		if code != "" {
			parts = append(parts, j.words.Text("why."+code, args...))
		}
	}
	say(f.code)
	for _, code := range f.more {
		if code != f.code {
			say(code)
		}
	}
	if f.class != nil {
		parts = append(parts, j.classNotes(f)...)
	}
	if st.Verdict == Outdated {
		parts = append(parts, j.words.Text("why.then", "day", j.art.doc.Published))
	}
	if st.origin != "" {
		parts = append(parts, j.words.Text("why.origin", "origin", st.origin))
	}
	return join(j.words.Lang, parts)
}

func join(lang string, parts []string) string {
	if lang == "zh" {
		return strings.Join(parts, "")
	}
	return strings.Join(parts, " ")
}

// args are the values that sentences may name.
func (j *judge) args(a *asked, f *finding) []any {
	w, c := j.words, a.c
	model, developer := c.Model, c.Developer
	if m, ok := j.cat.Model(f.model); ok {
		model, developer = m.Name, m.Developer
	}
	if m, ok := strings.CutPrefix(c.Model, "unnamed:"); ok && isClass(j.cat, f.model) {
		model = w.Text("unnamed", "developer", m)
	}
	out := []any{"model", model, "developer", developer, "stage", w.Text("stage." + string(c.Stage)),
		"did", w.Text("did." + string(c.Stage)), "said", w.Silicon(c.Silicon), "day", f.day}
	source, class, silicon, evstage, actor, against := "–", "–", w.Silicon(c.Silicon), c.Stage, "–", "–"
	if len(f.facts) > 0 {
		x := f.facts[0]
		source, class, evstage = sourceOf(x), string(x.weight), x.stage
		silicon = w.Silicon(x.c.Silicon)
		if x.actor != "" {
			actor = x.actor
		}
		for _, y := range f.facts[1:] {
			if negative(y) != negative(x) || y.c.Silicon != x.c.Silicon {
				against = sourceOf(y)
				if f.code == "not-only" {
					against = w.Silicon(y.c.Silicon) + " (" + against + ")"
				}
				break
			}
		}
	}
	out = append(out, "source", source, "class", class, "silicon", silicon, "evstage", w.Text("stage."+string(evstage)),
		"actor", actor, "against", against)
	if c.Count != nil {
		out = append(out, "count", *c.Count)
	}
	var counts []string
	for _, n := range f.counts {
		counts = append(counts, w.Number(float64(n), 0))
	}
	out = append(out, "counts", w.List(counts))
	if f.class != nil {
		out = append(out, "examples", j.examples(f.class.Leading))
	}
	return out
}

func sourceOf(f *fact) string {
	second := f.c.Evidence == evidence.E0 || f.c.Evidence == evidence.E4
	switch {
	case second && f.c.Attribution == evidence.ByDeveloper && f.c.Developer != "" && f.c.SourcePublisher != "":
		return f.c.Developer + " (" + f.c.SourcePublisher + ")"
	case f.c.SourcePublisher != "":
		return f.c.SourcePublisher
	case f.c.SourceTitle != "":
		return f.c.SourceTitle
	}
	return f.c.ID
}

func (j *judge) examples(list []Example) string {
	var names []string
	for i, ex := range list {
		if i == maxNamed {
			break
		}
		names = append(names, j.words.Text("example", "model", ex.Model, "word", j.words.Text("word."+string(ex.Verdict))))
	}
	if n := len(list) - maxNamed; n > 0 {
		names = append(names, "+"+j.words.Number(float64(n), 0))
	}
	return j.words.List(names)
}

// classNotes states the membership of a class and what stands apart from it.
func (j *judge) classNotes(f *finding) []string {
	out := []string{f.class.Membership}
	if len(f.class.Others) > 0 {
		out = append(out, j.words.Text("why.others", "examples", j.examples(f.class.Others)))
	}
	if len(f.class.Weaker) > 0 {
		out = append(out, j.words.Text("why.weaker", "examples", j.examples(f.class.Weaker)))
	}
	return out
}

// membership says who belongs to a class.
func (j *judge) membership(k *classAsked, l *leaders, members int) string {
	w, s := j.words, ""
	if k.developer != "" {
		d, _ := j.cat.Developer(k.developer)
		s = w.Text("class.of.developer", "developer", d.Name)
	} else if k.country != "" {
		s = w.Text("class.of.country", "country", w.Or("country."+k.country, k.country))
	}
	if k.top && l.index != "" {
		return s + w.Text("class.top", "k", len(l.top), "index", l.index, "on", l.on, "size", leadingB, "yi", leadingB*10, "n", members)
	}
	return s + w.Text("class.all", "n", members)
}

// holds is a wording that the evidence bears, for a statement that does not hold.
func (j *judge) holds(a *asked, f *finding, b *base) string {
	w := j.words
	if f.class != nil {
		if len(f.class.Leading) == 0 || a.class.quantity == all {
			return ""
		}
		key := "holds.class"
		for _, ex := range f.class.Leading {
			if ex.Verdict == evidence.Confirmed {
				key = "holds.class-confirmed"
			}
		}
		return w.Count(key, len(f.class.Leading), "day", b.day, "examples", j.examples(f.class.Leading))
	}
	args := j.args(a, f)
	if len(f.facts) == 0 {
		return w.Text("holds.unsaid", args...)
	}
	x := bearing(f)
	chips := ""
	if n := countOf(f, x); n != nil {
		chips = w.Text("holds.chips", "n", *n)
	}
	word := evidence.Rumoured
	if x.weight == evidence.E6 {
		word = evidence.Inferred
	}
	// the sentence tells the evidence, so its own stage and silicon stand in it
	own := append([]any{"n", chips, "did", w.Text("did." + string(x.stage)), "silicon", w.Silicon(x.c.Silicon), "source", sourceOf(x),
		"word", w.Text("word." + string(word))}, args...)
	return w.Text(j.holdsKey(f, x), own...)
}

func (j *judge) holdsKey(f *finding, x *fact) string {
	switch {
	case f.code == "denied-plan":
		return "holds.plan-denied"
	case f.verdict == Contested:
		return "holds.contested"
	case x.c.Relation == evidence.Adapted:
		return "holds.adapted"
	case x.c.Relation == evidence.Planned:
		return "holds.planned"
	case x.c.Relation == evidence.AttemptedFailed:
		return "holds.failed"
	case x.c.Relation == evidence.NotUsed:
		return "holds.unsaid"
	case !x.isFirm():
		return "holds.weak"
	case x.actor != "":
		return "holds.other"
	case x.c.Continued && x.stage == evidence.PreTraining:
		return "holds.continued"
	}
	return "holds.firm"
}

// bearing is the fact that a wording should tell: the first one used.
func bearing(f *finding) *fact {
	for _, x := range f.facts {
		if x.c.Relation == evidence.Used && x.c.Silicon != catalogue.Unspecified {
			return x
		}
	}
	return f.facts[0]
}

func countOf(f *finding, x *fact) *int64 {
	if x.c.Count != nil {
		return x.c.Count
	}
	for _, y := range f.facts {
		if y.c.Count != nil && y.c.Silicon == x.c.Silicon && y.actor == x.actor && y.c.Relation == x.c.Relation && y.isFirm() {
			return y.c.Count
		}
	}
	return nil
}
