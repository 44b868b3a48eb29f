package extract

import (
	"strings"

	"assay/evidence"
	"assay/text"
)

// Explanation is what each stage made of a document, as data. Offsets count
// code points of the normal form.
type Explanation struct {
	Lang     string           `json:"lang"`
	Kind     string           `json:"kind,omitempty"`
	Relevant bool             `json:"relevant"` // false: no silicon is named, nothing was read
	Topic    []string         `json:"topic,omitempty"`
	Units    []UnitTrace      `json:"units"`
	Claims   []evidence.Claim `json:"claims"`
	Dropped  []DroppedClaim   `json:"dropped,omitempty"`
}

// UnitTrace is one sentence, heading, table row or comment.
type UnitTrace struct {
	Kind     string         `json:"kind"`
	Start    int            `json:"start"`
	End      int            `json:"end"`
	Text     string         `json:"text"`
	Mentions []MentionTrace `json:"mentions,omitempty"`
	Borders  []BorderTrace  `json:"borders,omitempty"` // clause cuts
	Silicon  []SiliconTrace `json:"silicon,omitempty"`
	Stages   []StageTrace   `json:"stages,omitempty"`
	Models   []ModelTrace   `json:"models,omitempty"`
	Notes    []string       `json:"notes,omitempty"`
}

// MentionTrace is a name or cue.
type MentionTrace struct {
	Text    string   `json:"text"`
	Start   int      `json:"start"`
	End     int      `json:"end"`
	Kind    string   `json:"kind"`
	Classes []string `json:"classes,omitempty"`
	Name    string   `json:"name,omitempty"`
}

// BorderTrace is a cut between clauses; stronger ones divide more.
type BorderTrace struct {
	At       int     `json:"at"`
	Strength float64 `json:"strength"`
}

// SiliconTrace is a mention of silicon and, where it made no claim, why.
type SiliconTrace struct {
	Text  string `json:"text"`
	Node  string `json:"node"`
	How   string `json:"how"`
	Count *int64 `json:"count,omitempty"`
	Why   string `json:"why_not,omitempty"`
}

// StageTrace is a stage cue with what was coordinated with it.
type StageTrace struct {
	Text   string   `json:"text"`
	Stages []string `json:"stages"`
}

// ModelTrace is a model that the unit speaks of.
type ModelTrace struct {
	Text     string `json:"text"`
	Name     string `json:"name"`
	How      string `json:"how"`
	Compared bool   `json:"compared,omitempty"`
}

// DroppedClaim is a claim that another of the document says better.
type DroppedClaim struct {
	Model, Stage, Silicon, Relation, Why string
}

// Explain reads a document and gives every stage.
func (r *Reader) Explain(ev evidence.Document) Explanation {
	ex := Explanation{Lang: ev.Lang, Kind: ev.Kind, Relevant: r.g.relevant(ev.Body)}
	if !ex.Relevant {
		return ex
	}
	d := r.newDoc(ev)
	d.trace = &tracer{at: map[int]*UnitTrace{}, count: text.NewCounter(d.body)}
	d.read()
	kept := d.settle()
	ex.Lang, ex.Claims = d.lang, d.finish(append([]draft(nil), kept...))
	for _, t := range d.topic {
		ex.Topic = append(ex.Topic, t.name)
	}
	ex.Dropped = dropped(d.drafts, kept)
	for i, u := range d.units {
		ex.Units = append(ex.Units, d.trace.unit(d, i, u))
	}
	return ex
}

func dropped(all, kept []draft) []DroppedClaim {
	stays := map[int]bool{}
	for i := range kept {
		stays[kept[i].order] = true
	}
	var out []DroppedClaim
	for i := range all {
		if f := &all[i]; !stays[f.order] {
			out = append(out, DroppedClaim{f.model.name, string(f.stage), f.node, string(f.relation), "another claim of the text says the same or more"})
		}
	}
	return out
}

// tracer keeps what Explain shows.
type tracer struct {
	at    map[int]*UnitTrace
	count *text.Counter
}

func (t *tracer) of(i int) *UnitTrace {
	if t.at[i] == nil {
		t.at[i] = &UnitTrace{}
	}
	return t.at[i]
}

func (t *tracer) unit(d *doc, i int, u *unit) UnitTrace {
	x := *t.of(i)
	x.Kind, x.Text = string(u.kind), u.text
	x.Start = t.count.Rune(u.Start)
	x.End = x.Start + text.Runes(u.text)
	for j := range u.ms {
		m := &u.ms[j]
		mt := MentionTrace{Text: d.body[m.start:m.end], Start: x.Start + text.Runes(d.body[u.Start:m.start]), Kind: m.kind.String(), Name: m.name}
		mt.End = mt.Start + text.Runes(mt.Text)
		for _, e := range m.entries {
			if e.kind == kCue {
				mt.Classes = append(mt.Classes, e.class.String())
			}
		}
		x.Mentions = append(x.Mentions, mt)
	}
	for _, b := range u.bounds {
		x.Borders = append(x.Borders, BorderTrace{x.Start + text.Runes(d.body[u.Start:b.at]), b.strength})
	}
	return x
}

var kindNames = [...]string{"none", "model", "org", "silicon", "cue", "skip", "number", "origin"}

// String gives the kind's name.
func (k kind) String() string { return kindNames[k] }

var silKindNames = [...]string{"named", "vendor", "domestic or foreign", "generic", "refers back", "not disclosed"}

// traceUnit keeps the silicon, stages and models of a unit.
func (d *doc) traceUnit(u *unit, sils []silicon, stages []stageMention, models []modelRef) {
	if d.trace == nil {
		return
	}
	x := d.trace.of(d.at)
	for i := range sils {
		s := &sils[i]
		st := SiliconTrace{Text: d.body[s.Start:s.End], Node: s.node, How: silKindNames[s.kind], Why: s.why}
		if s.count != nil {
			st.Count = &s.count.value
		}
		x.Silicon = append(x.Silicon, st)
	}
	for i := range stages {
		var names []string
		for _, s := range stages[i].stages {
			names = append(names, string(s))
		}
		x.Stages = append(x.Stages, StageTrace{d.body[stages[i].Start:stages[i].End], names})
	}
	for i := range models {
		m := &models[i]
		x.Models = append(x.Models, ModelTrace{strings.TrimSpace(d.body[m.Start:m.End]), m.name, m.why, m.compared})
	}
}

// explainClaim notes how a claim came about.
func (d *doc) explainClaim(f *draft, why, found string) {
	if d.trace == nil {
		return
	}
	x := d.trace.of(d.at)
	x.Notes = append(x.Notes, f.model.name+" · "+string(f.stage)+" · "+f.node+" · "+string(f.relation)+" ("+why+"; model: "+found+"; "+string(f.hedge)+", "+string(f.voice.by)+")")
}
