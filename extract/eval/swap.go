package eval

import (
	"sort"
	"strings"
	"unicode"

	"assay/catalogue"
)

// Swap exchanges the names of models and chips of a labelled document for
// others of the catalogue, in the text and in the labels alike, so that a
// reader that has learnt names by heart shows it. The same seed gives the same
// exchange. Makers' names, unnamed models and silicon without a chip's name
// stay; a name that is part of another one is exchanged with it.
func Swap(cat *catalogue.Catalogue, l Labelled, seed uint64) Labelled {
	s := &swapper{cat: cat, state: seed*2654435761 + hash(l.Document.Name) + 1, used: map[string]bool{}}
	pairs := s.models(l)
	pairs = append(pairs, s.chips(l)...)
	sort.SliceStable(pairs, func(i, j int) bool { return len(pairs[i][0]) > len(pairs[j][0]) })
	apply := func(text string) string { return replace(text, pairs) }
	out := l
	out.Document.Body = apply(l.Document.Body)
	out.Document.Title = apply(l.Document.Title)
	out.Gold = make([]Gold, len(l.Gold))
	for i, g := range l.Gold {
		out.Gold[i] = g
		out.Gold[i].Quote = apply(g.Quote)
		if !strings.HasPrefix(g.Model, "unnamed") && !strings.HasPrefix(g.Model, "class") {
			out.Gold[i].Model = apply(g.Model)
		}
		if to, ok := s.silicon[g.Silicon]; ok {
			out.Gold[i].Silicon = to
		}
	}
	return out
}

type swapper struct {
	cat     *catalogue.Catalogue
	state   uint64
	used    map[string]bool
	silicon map[string]string
}

// next is a small deterministic generator (xorshift), so that steps stay pure.
func (s *swapper) next(n int) int {
	s.state ^= s.state << 13
	s.state ^= s.state >> 7
	s.state ^= s.state << 17
	return int(s.state % uint64(n))
}

func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// models pairs each labelled model name with one of the catalogue, of the same
// script, by a maker of the same country.
func (s *swapper) models(l Labelled) [][2]string {
	var out [][2]string
	seen := map[string]bool{}
	for _, g := range l.Gold {
		if seen[g.Model] || strings.HasPrefix(g.Model, "unnamed") || strings.HasPrefix(g.Model, "class") {
			continue
		}
		seen[g.Model] = true
		country := "CN"
		if id, ok := s.cat.ModelID(g.Model); ok {
			if m, ok := s.cat.Model(id); ok {
				country = m.Country
			}
		}
		if !strings.ContainsAny(g.Model, "0123456789") {
			continue // texts shorten such names in many ways
		}
		if to := s.pickModel(country, han(g.Model), l.Document.Body); to != "" {
			out = append(out, [2]string{g.Model, to})
			if i := strings.IndexAny(g.Model, " -"); i > 0 && strings.ContainsAny(g.Model[i:], "0123456789") && len(g.Model)-i > 2 && !isDigits(g.Model[i+1:]) {
				out = append(out, [2]string{g.Model[i+1:], to}) // "V4-Pro" for DeepSeek V4-Pro
			}
		}
	}
	return out
}

func (s *swapper) pickModel(country string, chinese bool, body string) string {
	models := s.cat.Models()
	for range 400 {
		m := models[s.next(len(models))]
		if m.Country != country || m.IsClass() {
			continue
		}
		names := append([]string{m.Name}, m.Aliases...)
		n := names[s.next(len(names))]
		if han(n) != chinese || len(n) < 4 || strings.ContainsAny(n, "()/:") || s.used[n] || strings.Contains(body, n) ||
			!strings.ContainsAny(n, "0123456789") || strings.ToLower(n) == n && !chinese {
			continue
		}
		s.used[n] = true
		return n
	}
	return ""
}

// chips pairs the chips that the labels name with others of the same vendor's
// country.
func (s *swapper) chips(l Labelled) [][2]string {
	lattice := s.cat.Lattice()
	s.silicon = map[string]string{}
	var out [][2]string
	for _, g := range l.Gold {
		n, ok := lattice.Node(g.Silicon)
		if !ok || n.Kind != catalogue.NodeChip || s.silicon[n.Name] != "" {
			continue
		}
		var from string
		for _, a := range surfaces(lattice, n) {
			if strings.Contains(l.Document.Body, a) && len(a) > len(from) {
				from = a
			}
		}
		if from == "" {
			continue
		}
		to, name := s.pickChip(lattice, n, l.Document.Body)
		if to == "" {
			continue
		}
		s.silicon[n.Name] = name
		if strings.Contains(from, " ") {
			to = strings.TrimPrefix(name, s.vendor(name)+" ")
		}
		out = append(out, [2]string{from, to})
	}
	return out
}

// surfaces are the short Latin names of a chip: H800, 910C, P800.
func surfaces(lattice *catalogue.Lattice, n catalogue.Node) []string {
	words := strings.Fields(n.Name)
	last := words[len(words)-1]
	out := []string{}
	for _, a := range append([]string{n.Name, last}, n.Aliases...) {
		if strings.ContainsAny(a, "0123456789") && !han(a) && len(a) >= 3 && !strings.ContainsAny(a, "(/") {
			out = append(out, a)
		}
	}
	return out
}

func (s *swapper) pickChip(lattice *catalogue.Lattice, like catalogue.Node, body string) (surface, name string) {
	nodes := lattice.Nodes()
	for range 400 {
		n := nodes[s.next(len(nodes))]
		if n.Kind != catalogue.NodeChip || n.Name == like.Name || s.vendor(n.Name) != s.vendor(like.Name) || s.used[n.Name] {
			continue
		}
		words := strings.Fields(n.Name)
		last := words[len(words)-1]
		if !strings.ContainsAny(last, "0123456789") || len(last) < 3 || isDigits(last) || strings.Contains(body, last) {
			continue
		}
		s.used[n.Name] = true
		return last, n.Name
	}
	return "", ""
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789.BbTt") == "" }

// vendor is the vendor's node above a node.
func (s *swapper) vendor(name string) string {
	for _, a := range s.cat.Lattice().Ancestors(name) {
		if n, _ := s.cat.Lattice().Node(a); n.Kind == catalogue.NodeVendor {
			return a
		}
	}
	return ""
}

func han(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}

// replace exchanges whole names, longest first, each place once.
func replace(text string, pairs [][2]string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		done := false
		for _, p := range pairs {
			if strings.HasPrefix(text[i:], p[0]) && edge(text, i-1, p[0][0]) && edge(text, i+len(p[0]), p[0][len(p[0])-1]) {
				b.WriteString(p[1])
				i += len(p[0])
				done = true
				break
			}
		}
		if !done {
			b.WriteByte(text[i])
			i++
		}
	}
	return b.String()
}

// edge reports that the byte at i does not carry a name on.
func edge(text string, i int, inner byte) bool {
	if i < 0 || i >= len(text) || inner >= 0x80 {
		return true
	}
	c := text[i]
	return c == 's' || c == 'x' || !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z')
}
