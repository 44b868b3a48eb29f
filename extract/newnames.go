package extract

import (
	"strings"
	"unicode/utf8"

	"assay/catalogue"
	"assay/text"
)

// maxNewQuote bounds the sentence that is shown with a new name, in code points.
const maxNewQuote = 300

// newNames lists the names of models and chips that the catalogue does not
// know, each once, where the text gives it first.
func (d *doc) newNames() []NewName {
	var out []NewName
	seen, known := map[string]bool{}, map[string]bool{}
	counter := text.NewCounter(d.body)
	for _, u := range d.units {
		for i := range u.ms {
			m := &u.ms[i]
			n := NewName{Start: m.start, End: m.end}
			switch {
			case m.kind == kModel && strings.ContainsAny(m.name, "0123456789"):
				if known[m.name] {
					continue
				}
				known[m.name] = true
				if _, ok := d.r.g.modelID(modelRef{name: m.name, org: m.org}); ok {
					continue
				}
				n.Name, n.Kind = m.name, "model"
				if m.org != nil {
					n.Near = m.org.name
				}
			case m.kind == kSil:
				end := d.unknownChip(u, m)
				if end < 0 {
					continue
				}
				n.Name, n.Kind, n.Near, n.End = d.body[m.start:end], "silicon", m.name, end
			default:
				continue
			}
			key := n.Kind + text.Fold(n.Name)
			if seen[key] {
				continue
			}
			seen[key] = true
			n.Quote = clipQuote(u.text)
			n.Start, n.End = counter.Rune(n.Start), counter.Rune(n.End)
			out = append(out, n)
		}
	}
	return out
}

// unknownChip gives the end of a chip's name that goes on where the known
// family's ends ("Ascend 980", "MLU790", "MTT S6000"), or -1.
func (d *doc) unknownChip(u *unit, m *mention) int {
	node, ok := d.r.g.cat.Lattice().Node(m.name)
	if !ok || node.Kind != catalogue.NodeFamily || node.Name == catalogue.CPU || m.end >= u.End {
		return -1
	}
	sep, token := nextToken(d.body[:u.End], m.end)
	folded := text.Fold(token)
	if sep == "_" || token == "" || !isVersion(folded) || isSize(folded) || len(token) < 2 || !strings.ContainsAny(token[:min(len(token), 2)], "0123456789") {
		return -1
	}
	end := m.end + len(sep) + len(token)
	if isUnit(text.Fold(d.body[end:min(len(d.body), end+12)])) || sep == " " && len(token) < 3 {
		return -1
	}
	return end
}

func clipQuote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= maxNewQuote {
		return s
	}
	return string([]rune(s)[:maxNewQuote-1]) + "…"
}
