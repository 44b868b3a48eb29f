package brief

import (
	"slices"
	"strings"

	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

// TopicKind is what a card is about.
type TopicKind string

// The kinds of topics.
const (
	TopicField     TopicKind = "field" // everything
	TopicCountry   TopicKind = "country"
	TopicDeveloper TopicKind = "developer"
	TopicModel     TopicKind = "model"
	TopicChip      TopicKind = "chip"
	TopicDocument  TopicKind = "document"
)

// Valid reports whether k is one of the six kinds.
func (k TopicKind) Valid() bool {
	switch k {
	case TopicField, TopicCountry, TopicDeveloper, TopicModel, TopicChip, TopicDocument:
		return true
	}
	return false
}

// Topic is what a card is about. ID is an ISO code, a developer's or model's id,
// a lattice node's name, or a document's id; empty for the whole field.
type Topic struct {
	Kind TopicKind `json:"kind"`
	ID   string    `json:"id"`
	Name string    `json:"name"`
}

// Find reads a topic: nothing or "all" is the whole field; else an ISO country
// code, a model, a developer or silicon by id or any alias, in that order. A
// name that several models share is a conflict; an unknown one is not found.
func Find(cat *catalogue.Catalogue, name string) (Topic, error) {
	name = strings.TrimSpace(name)
	if name == "" || strings.EqualFold(name, "all") || strings.EqualFold(name, "field") {
		return Topic{Kind: TopicField}, nil
	}
	code := strings.ToUpper(name)
	if len(code) == 2 && slices.ContainsFunc(cat.Developers(), func(d catalogue.Developer) bool { return d.Country == code }) {
		return Topic{Kind: TopicCountry, ID: code, Name: code}, nil
	}
	if id, ok := cat.ModelID(name); ok {
		m, _ := cat.Model(id)
		return Topic{Kind: TopicModel, ID: id, Name: m.Name}, nil
	}
	if id, ok := cat.DeveloperID(name); ok {
		d, _ := cat.Developer(id)
		return Topic{Kind: TopicDeveloper, ID: id, Name: d.Name}, nil
	}
	if node, ok := cat.Lattice().Resolve(name); ok && node != catalogue.Unspecified {
		return Topic{Kind: TopicChip, ID: node, Name: node}, nil
	}
	if c := cat.ModelCandidates(name); len(c) > 0 {
		return Topic{}, evidence.Errorf(evidence.Conflict, "topic %q may be any of %s; give the id", clip(name), strings.Join(c, ", "))
	}
	return Topic{}, evidence.Errorf(evidence.NotFound, "topic %q is no country, model, developer or silicon, and no file", clip(name))
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// topicRows are the rows that a topic is about, in the order of the matrix
// (newest Chinese models first). Classes are left out: nothing is counted twice.
func topicRows(in Input) []*resolve.Row {
	var out []*resolve.Row
	for i := range in.Rows {
		r := &in.Rows[i]
		if r.Kind == string(catalogue.KindClass) && in.Topic.Kind != TopicModel {
			continue
		}
		m, _ := in.Catalogue.Model(r.ID)
		keep := false
		switch in.Topic.Kind {
		case TopicCountry:
			keep = r.Country == in.Topic.ID
		case TopicDeveloper:
			keep = m.DeveloperID == in.Topic.ID
		case TopicModel:
			keep = r.ID == in.Topic.ID
		case TopicChip:
			keep = runsOn(in, r)
		case TopicDocument:
			keep = slices.Contains(articleModels(in), r.ID)
		default:
			keep = true
		}
		if keep {
			out = append(out, r)
		}
	}
	return out
}

// runsOn reports whether any cell of a row names the topic's silicon or finer.
func runsOn(in Input, r *resolve.Row) bool {
	for _, st := range evidence.Stages() {
		cell := r.Cells[st]
		if has(in, r, cell.Silicon) || has(in, r, cell.ReadyOn) || has(in, r, cell.Planned) || has(in, r, candidates(&cell)) {
			return true
		}
	}
	return false
}

// has reports whether a list of nodes holds the topic's silicon or finer.
func has(in Input, r *resolve.Row, nodes []string) bool {
	l := in.Catalogue.Lattice()
	return slices.ContainsFunc(nodes, func(n string) bool { return l.Contains(in.Topic.ID, l.Ground(n, r.Country)) })
}

func candidates(c *resolve.Cell) []string {
	var out []string
	for _, x := range c.Candidates {
		out = append(out, x.Silicon)
	}
	return out
}

func articleModels(in Input) []string {
	var out []string
	if in.Article == nil {
		return nil
	}
	for i := range in.Article.Statements {
		for _, cell := range in.Article.Statements[i].Cells {
			id, _, _ := strings.Cut(cell, "/")
			out = append(out, id)
		}
	}
	return out
}

// Country is the ISO code of the country whose gap a topic's card tells: China
// where the topic names none.
func Country(cat *catalogue.Catalogue, t Topic) string {
	code := ""
	switch t.Kind {
	case TopicCountry:
		code = t.ID
	case TopicDeveloper:
		d, _ := cat.Developer(t.ID)
		code = d.Country
	case TopicModel:
		m, _ := cat.Model(t.ID)
		code = m.Country
	case TopicChip:
		code = cat.Lattice().Designer(t.ID)
	}
	if len(code) != 2 {
		return "CN"
	}
	return code
}
