package web

import (
	"assay/evidence"
	"assay/resolve"
)

// cellView is one cell as pages show it: sign and silicon, mark and word with
// dots, then short notes.
type cellView struct {
	Model, Stage string
	Sign         string // dom, for, mix, con, und, unk: sign and tint
	ClassWord    string // for those who do not see the sign
	Silicon      string // what the first line says
	Bare         bool   // nothing beyond "unknown" or "undisclosed" to say
	Verdict      evidence.Word
	Word         string
	Negated      bool
	Implied      bool
	Origins      int
	Documents    int
	Counts       string // "1 origin, 3 documents"
	Notes        []string
	Sentence     string
	Rules        []string
	Claims       int
	Href         string // to the cell on the model page; "" where nothing is behind it
	Since        evidence.Date
	Newest       evidence.Date
	Actor        string // of another's run
	Runs         []cellView
	Levers       []string // what would change the cell, on a model page
	Stale        bool     // newest evidence older than 180 days
}

const staleDays = 180

// signOf gives the sign of a cell: contested and undisclosed follow the
// verdict, everything else the class (R8).
func signOf(cell *resolve.Cell) string {
	switch cell.Verdict {
	case evidence.Contested:
		return "con"
	case evidence.Undisclosed:
		return "und"
	}
	switch cell.Class {
	case evidence.Domestic:
		return "dom"
	case evidence.Foreign:
		return "for"
	case evidence.Mixed:
		return "mix"
	}
	return "unk"
}

// classWord is the word that goes with a sign.
func (c *catalog) classWord(sign string) string { return c.text("sign." + sign) }

// view makes the view of a cell. asOf is the day of the reading, for the stale
// mark; href is the address of the cell's place on the model page.
func (c *catalog) view(cell *resolve.Cell, model string, stage evidence.Stage, asOf evidence.Date, href string) cellView {
	sign := signOf(cell)
	v := cellView{
		Model: model, Stage: string(stage), Sign: sign, ClassWord: c.classWord(sign),
		Verdict: cell.Verdict, Word: c.word("verdict", cell.Verdict),
		Negated: cell.Negated, Implied: cell.Implied, Origins: cell.Origins, Documents: cell.Documents,
		Rules: cell.Rules, Claims: len(cell.Claims), Since: cell.Since, Newest: cell.Newest, Sentence: resolve.Sentence(cell, string(c.lang)),
	}
	v.Silicon = c.siliconLine(cell)
	v.Bare = v.Silicon == ""
	if v.Bare {
		v.Silicon = v.Word
	}
	if cell.Documents > 0 {
		v.Counts = c.text("count.origins", "n", cell.Origins) + c.texts["list.comma"] + c.text("count.documents", "n", cell.Documents)
	}
	v.Notes = c.notes(cell)
	if len(cell.Claims) > 0 || len(v.Notes) > 0 {
		v.Href = href
	}
	for i := range cell.Others {
		run := c.view(&cell.Others[i].Cell, model, stage, asOf, "")
		run.Actor = cell.Others[i].Actor
		v.Runs = append(v.Runs, run)
	}
	v.Stale = cell.Newest != "" && asOf != "" && cell.Newest.DaysUntil(asOf) > staleDays
	return v
}

// siliconLine is the first line of a cell: the nodes shown and, joined by the
// right word, those beside them. Empty where no silicon is named.
func (c *catalog) siliconLine(cell *resolve.Cell) string {
	if len(cell.Silicon) == 0 {
		return ""
	}
	names := c.silicons(cell.Silicon)
	line := c.list(names)
	if cell.Negated {
		line = c.text("cell.not", "silicon", line)
	}
	for _, b := range cell.Beside {
		key := "cell.and"
		if b.How == resolve.HowAlternative {
			key = "cell.or"
		}
		line = c.text(key, "a", line, "b", c.silicon(b.Silicon))
	}
	return line
}

// notes are the short notes under a cell: implied, inherited, third parties,
// candidates, continued, planned, adapted.
func (c *catalog) notes(cell *resolve.Cell) []string {
	var out []string
	if cell.Implied {
		out = append(out, c.text("note.implied"))
	}
	if cell.InheritedFrom != "" {
		out = append(out, c.text("note.inherited", "model", c.model(cell.InheritedFrom)))
	}
	for i, o := range cell.Others {
		if i == 1 && len(cell.Others) > 2 {
			out = append(out, c.text("note.more", "n", len(cell.Others)-1))
			break
		}
		out = append(out, c.text("note.other", "silicon", c.siliconLine(&o.Cell), "word", c.word("verdict", o.Verdict)))
	}
	out = append(out, c.candidateNotes(cell.Candidates)...)
	for _, n := range []struct {
		key   string
		names []string
	}{{"note.continued", cell.Continued}, {"note.planned", cell.Planned}, {"note.adapted", cell.ReadyOn}} {
		if len(n.names) > 0 {
			out = append(out, c.text(n.key, "silicon", c.few(n.names, 3)))
		}
	}
	return out
}

// candidateNotes says for each word which finer nodes earn it.
func (c *catalog) candidateNotes(candidates []resolve.Candidate) []string {
	var out []string
	for _, w := range evidence.Words() {
		var names []string
		for _, cand := range candidates {
			if cand.Word == w {
				names = append(names, cand.Silicon)
			}
		}
		if len(names) > 0 {
			out = append(out, c.text("note.candidate", "word", c.word("verdict", w), "silicon", c.few(names, 2)))
		}
	}
	return out
}

// few names the first n nodes and counts the rest.
func (c *catalog) few(names []string, n int) string {
	shown := c.silicons(names)
	if len(shown) <= n {
		return joinComma(c, shown)
	}
	return joinComma(c, shown[:n]) + " +" + c.number(float64(len(shown)-n), 0)
}

func joinComma(c *catalog, words []string) string {
	out := ""
	for i, w := range words {
		if i > 0 {
			out += c.texts["list.comma"]
		}
		out += w
	}
	return out
}
