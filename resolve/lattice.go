package resolve

import (
	"assay/catalogue"
)

// lattice is the catalogue's lattice by number, so that containment is one bit.
type lattice struct {
	nodes   []lnode
	at      map[string]int32
	below   [][]uint64 // below[a] has the bit of every node at or below a
	root    int32
	foreign int32 // foreign-unnamed
	home    int32 // domestic-unnamed
	origins map[string]int32
}

type lnode struct {
	name                      string
	kind                      catalogue.NodeKind
	sort                      bool // says what sort of part, not whose
	designer, foundry, memory string
	up                        []int32 // itself and what lies above, nearest first, without the root
}

func newLattice(l *catalogue.Lattice) *lattice {
	src := l.Nodes()
	out := &lattice{nodes: make([]lnode, len(src)), at: make(map[string]int32, len(src)),
		below: make([][]uint64, len(src)), root: -1, foreign: -1, home: -1, origins: map[string]int32{}}
	words := (len(src) + 63) / 64
	for i := range src {
		out.at[src[i].Name] = int32(i)
		out.below[i] = make([]uint64, words)
		switch src[i].Name {
		case catalogue.Unspecified:
			out.root = int32(i)
		case catalogue.ForeignUnnamed:
			out.foreign = int32(i)
		case catalogue.DomesticUnnamed:
			out.home = int32(i)
		}
	}
	for i := range src {
		n := &out.nodes[i]
		*n = lnode{name: src[i].Name, kind: src[i].Kind, sort: l.SortOfPart(src[i].Name),
			designer: l.Designer(src[i].Name), foundry: l.Foundry(src[i].Name), memory: l.MemoryMaker(src[i].Name)}
		if src[i].Kind == catalogue.NodeOrigin && src[i].Relative == "" && n.designer != "" {
			out.origins[n.designer] = int32(i)
		}
		out.climb(int32(i), l.Ancestors(src[i].Name))
	}
	return out
}

// climb notes what lies above a node.
func (l *lattice) climb(i int32, ancestors []string) {
	n := &l.nodes[i]
	l.below[i][i/64] |= 1 << (i % 64)
	if i != l.root {
		n.up = append(n.up, i)
	}
	for _, a := range ancestors {
		j, ok := l.at[a]
		if !ok {
			continue
		}
		l.below[j][i/64] |= 1 << (i % 64)
		if j != l.root {
			n.up = append(n.up, j)
		}
	}
}

// ground maps domestic-unnamed to the origin node of the developer's country.
func (l *lattice) ground(n int32, country string) int32 {
	if n == l.home {
		if o, ok := l.origins[country]; ok {
			return o
		}
	}
	return n
}

// view is the lattice as seen from a developer's country, which foreign-unnamed
// depends on.
type view struct {
	*lattice
	country string
}

// contains reports whether b is a or lies below it.
func (v view) contains(a, b int32) bool {
	if v.below[a][b/64]&(1<<(b%64)) != 0 {
		return true
	}
	switch a {
	case v.foreign:
		d := v.nodes[b].designer
		return d != "" && v.country != "" && d != v.country
	case v.home:
		return v.country != "" && v.nodes[b].designer == v.country
	}
	return false
}

// disjoint reports whether no chip can be both (R2): a sort of part is disjoint
// from other sorts alone.
func (v view) disjoint(a, b int32) bool {
	if a == v.root || b == v.root || a == b {
		return false
	}
	if v.nodes[a].sort || v.nodes[b].sort {
		return v.nodes[a].sort && v.nodes[b].sort
	}
	return !v.contains(a, b) && !v.contains(b, a)
}

// common is the finest node that contains both, or the root.
func (v view) common(a, b int32) int32 {
	for _, x := range v.nodes[a].up {
		if v.contains(x, b) {
			return x
		}
	}
	return v.root
}

// name prints a node: the origin of the developer's own country reads
// domestic-unnamed, since that is what it says of a cell (R2).
func (v view) name(n int32) string {
	if o, ok := v.origins[v.country]; ok && o == n && v.home >= 0 {
		return v.nodes[v.home].name
	}
	return v.nodes[n].name
}

// side tells on which side of the developer's border a node stands (R8); empty
// where the node does not tell.
func (v view) side(n int32, by By) string {
	if v.country == "" || v.nodes[n].sort || n == v.root {
		return ""
	}
	switch n {
	case v.home:
		return "domestic"
	case v.foreign:
		return "foreign"
	}
	c := v.nodes[n].designer
	switch by {
	case ByFoundry:
		c = v.nodes[n].foundry
	case ByMemory:
		c = v.nodes[n].memory
	}
	switch c {
	case "":
		return ""
	case v.country:
		return "domestic"
	}
	return "foreign"
}
