package resolve

import (
	"cmp"
	"slices"

	"assay/evidence"
)

// Change is one cell that says something else at the later of two dates, in the
// shape of `assay diff --format json`.
type Change struct {
	Model   string         `json:"model"` // name
	ID      string         `json:"id"`
	Stage   evidence.Stage `json:"stage"`
	Fields  []string       `json:"fields"` // what changed: verdict, class, silicon, ...
	From    Cell           `json:"from"`
	To      Cell           `json:"to"`
	Because []Because      `json:"because"`
}

// Because is one document behind a change.
type Because struct {
	Document string        `json:"document"` // id, or address or title of a record's source
	Claims   []string      `json:"claims"`
	Rules    []string      `json:"rules"`
	On       evidence.Date `json:"on"`
}

// Diff lists the cells that differ between two questions, which may be put to
// one index or, where decisions were made in between, to two. Rows come in the
// order of the later matrix, rows that vanished last.
func Diff(a *Index, from Options, b *Index, to Options) []Change {
	before := map[string]Row{}
	for _, r := range a.Matrix(from) {
		before[r.ID] = r
	}
	out := []Change{}
	seen := map[string]bool{}
	for _, r := range b.Matrix(to) {
		seen[r.ID] = true
		was, ok := before[r.ID]
		if !ok {
			was, _ = a.Model(r.ID, from)
		}
		out = append(out, rowChanges(a, was, b, r)...)
	}
	var gone []Row
	for id, r := range before {
		if !seen[id] {
			gone = append(gone, r)
		}
	}
	slices.SortFunc(gone, func(a, b Row) int { return cmp.Compare(a.ID, b.ID) })
	for _, r := range gone {
		now, _ := b.Model(r.ID, to)
		if now.ID == "" {
			now = Row{Model: r.Model, ID: r.ID}
		}
		out = append(out, rowChanges(a, r, b, now)...)
	}
	return out
}

func rowChanges(a *Index, was Row, b *Index, now Row) []Change {
	var out []Change
	for _, s := range evidence.Stages() {
		from, to := was.Cells[s], now.Cells[s]
		if from.Verdict == "" {
			from = blank()
		}
		if to.Verdict == "" {
			to = blank()
		}
		fields := fieldsThatDiffer(&from, &to)
		if len(fields) == 0 {
			continue
		}
		out = append(out, Change{Model: now.Model, ID: now.ID, Stage: s, Fields: fields, From: from, To: to,
			Because: because(a, &from, b, &to)})
	}
	return out
}

// fieldsThatDiffer names what a reader would see changed. A further document of
// a known origin changes nothing.
func fieldsThatDiffer(a, b *Cell) []string {
	var out []string
	add := func(name string, differs bool) {
		if differs {
			out = append(out, name)
		}
	}
	add("verdict", a.Verdict != b.Verdict)
	add("class", a.Class != b.Class)
	add("silicon", !slices.Equal(a.Silicon, b.Silicon))
	add("evidence", a.Evidence != b.Evidence)
	add("origins", a.Origins != b.Origins)
	add("disinterested", a.Disinterested != b.Disinterested)
	add("candidates", !slices.Equal(a.Candidates, b.Candidates))
	add("beside", !slices.Equal(a.Beside, b.Beside))
	add("ready_on", !slices.Equal(a.ReadyOn, b.ReadyOn))
	add("planned", !slices.Equal(a.Planned, b.Planned))
	add("continued", !slices.Equal(a.Continued, b.Continued))
	add("implied", a.Implied != b.Implied)
	add("negated", a.Negated != b.Negated)
	add("counted", a.Counted != b.Counted && a.Verdict == b.Verdict && a.Implied == b.Implied)
	add("inherited_from", a.InheritedFrom != b.InheritedFrom)
	add("disputes", !slices.Equal(a.Disputes, b.Disputes))
	add("others", !slices.EqualFunc(a.Others, b.Others, func(x, y Other) bool {
		return x.Actor == y.Actor && len(fieldsThatDiffer(&x.Cell, &y.Cell)) == 0
	}))
	return out
}

// because groups the claims that came or went by document.
func because(a *Index, from *Cell, b *Index, to *Cell) []Because {
	old, now := allClaims(from), allClaims(to)
	by := map[string]*Because{}
	note := func(x *Index, id string, rules []string) {
		f := x.facts[id]
		if f == nil {
			return
		}
		w, ok := by[f.doc]
		if !ok {
			w = &Because{Document: documentName(f), On: f.known, Rules: rules}
			by[f.doc] = w
		}
		w.Claims = append(w.Claims, id)
		w.On = min(w.On, f.known)
	}
	for _, id := range now {
		if !slices.Contains(old, id) {
			note(b, id, to.Rules)
		}
	}
	for _, id := range old {
		if !slices.Contains(now, id) {
			rules := []string{R0}
			if f := b.facts[id]; f != nil && f.newer != nil {
				rules = []string{R6}
			}
			note(a, id, rules)
		}
	}
	out := make([]Because, 0, len(by))
	for _, w := range by {
		slices.Sort(w.Claims)
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b Because) int { return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Document, b.Document)) })
	return out
}

func allClaims(c *Cell) []string {
	out := slices.Clone(c.Claims)
	for _, o := range c.Others {
		out = append(out, o.Claims...)
	}
	return out
}

// documentName is how a claim's document is called: its id, or a record's
// address or publisher and title.
func documentName(f *fact) string {
	switch {
	case f.c.DocumentID != "":
		return f.c.DocumentID
	case f.c.SourceURL != "":
		return f.c.SourceURL
	case f.c.SourceTitle != "":
		return f.c.SourcePublisher + ": " + f.c.SourceTitle
	}
	return f.c.SourcePublisher
}
