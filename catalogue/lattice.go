package catalogue

import (
	"slices"
	"strings"
)

// NodeKind is the level of a node in the lattice of silicon.
type NodeKind string

// The kinds of nodes, coarse to fine; a system stands under the chip that it
// implies.
const (
	NodeOrigin  NodeKind = "origin"
	NodeVendor  NodeKind = "vendor"
	NodeFamily  NodeKind = "family"
	NodeChip    NodeKind = "chip"
	NodeVariant NodeKind = "variant"
	NodeSystem  NodeKind = "system"
)

// Valid reports whether k is one of the six kinds.
func (k NodeKind) Valid() bool {
	switch k {
	case NodeOrigin, NodeVendor, NodeFamily, NodeChip, NodeVariant, NodeSystem:
		return true
	}
	return false
}

// Names of nodes that rules speak of.
const (
	Unspecified     = "unspecified"
	DomesticUnnamed = "domestic-unnamed"
	ForeignUnnamed  = "foreign-unnamed"
	GPUUnspecified  = "GPU-unspecified"
	ASICUnspecified = "ASIC-unspecified"
	CPU             = "CPU"
)

// Node is one record of silicon.yaml. Countries are ISO codes; two joined by a
// slash are disputed; empty is not known.
type Node struct {
	Name     string   `yaml:"name" json:"name" rule:"required"`
	ID       string   `yaml:"id" json:"id" rule:"required,slug"`
	Kind     NodeKind `yaml:"kind" json:"kind" rule:"required"`
	Parent   string   `yaml:"parent" json:"parent,omitempty" ref:"node"`
	Implies  string   `yaml:"implies" json:"implies,omitempty" ref:"node"` // of a system: the chip inside
	Relative string   `yaml:"relative" json:"relative,omitempty" oneof:"domestic foreign"`

	Designer       string `yaml:"designer" json:"designer,omitempty" rule:"country"` // country of the chip's designer
	VendorCountry  string `yaml:"vendor_country" json:"vendor_country,omitempty" rule:"country"`
	FoundryMaker   string `yaml:"foundry" json:"foundry,omitempty"` // firm, with doubt in words
	FoundryCountry string `yaml:"foundry_country" json:"foundry_country,omitempty" rule:"country"`
	Memory         string `yaml:"memory_maker" json:"memory_maker,omitempty"` // firm, with doubt in words
	MemoryCountry  string `yaml:"memory_country" json:"memory_country,omitempty" rule:"country"`

	Aliases          []string `yaml:"aliases" json:"aliases,omitempty"`                     // resolve to the node
	AmbiguousAliases []string `yaml:"ambiguous_aliases" json:"ambiguous_aliases,omitempty"` // in running text only next to the vendor
	Note             string   `yaml:"note" json:"note,omitempty"`
}

// Spelling is one record of crosswalk.yaml: a wording of a data file that is
// no node's name, id or alias.
type Spelling struct {
	Spelling string `yaml:"spelling" json:"spelling" rule:"required"`
	Node     string `yaml:"node" json:"node,omitempty" ref:"node"` // empty: known, and no node of ours
	File     string `yaml:"file" json:"file,omitempty"`            // where the wording stands
	Near     string `yaml:"near" json:"near,omitempty" ref:"node"` // closest node of a wording without one
	Reason   string `yaml:"reason" json:"reason,omitempty"`        // why it has none
}

// Lattice is the silicon lattice with its crosswalk. It is read-only.
type Lattice struct {
	nodes     []Node
	at        map[string]int
	ancestors map[string][]string
	spellings names
	none      map[string]Spelling // spellings that are known to have no node
	root      string
}

// Nodes gives every node in the order of the file; read it only.
func (l *Lattice) Nodes() []Node { return l.nodes }

// Node gives the node of a name.
func (l *Lattice) Node(name string) (Node, bool) {
	i, ok := l.at[name]
	if !ok {
		return Node{}, false
	}
	return l.nodes[i], true
}

// Resolve finds the node that a spelling means: a name, an id, an alias, or a
// wording of the crosswalk, whatever its case, width, spaces and hyphens. A
// spelling that two nodes share resolves to none.
func (l *Lattice) Resolve(spelling string) (string, bool) {
	if _, ok := l.at[spelling]; ok {
		return spelling, true
	}
	return l.spellings.find(spelling)
}

// Candidates lists the nodes that share a spelling.
func (l *Lattice) Candidates(spelling string) []string {
	return slices.Clone(l.spellings.shared[key(spelling)])
}

// Spellings calls yield for every spelling (as a comparison key: folded, without
// spaces and hyphens) and its node; order is not fixed.
func (l *Lattice) Spellings(yield func(key, node string) bool) {
	for k, n := range l.spellings.owner {
		if !yield(k, n) {
			return
		}
	}
}

// Parent gives the parent's name; empty at the root and for unknown names.
func (l *Lattice) Parent(name string) string {
	n, _ := l.Node(name)
	return n.Parent
}

// Ancestors lists what lies above a node, nearest first, over parent and
// implies, ending at the root. The slice is shared: read it only.
func (l *Lattice) Ancestors(name string) []string { return l.ancestors[name] }

// Contains reports whether desc is anc or lies below it.
func (l *Lattice) Contains(anc, desc string) bool {
	if _, ok := l.at[anc]; !ok {
		return false
	}
	return anc == desc || slices.Contains(l.ancestors[desc], anc)
}

// sort words that say what sort of part, not whose.
func sortOfPart(name string) bool {
	return name == GPUUnspecified || name == ASICUnspecified || name == CPU
}

// SortOfPart reports whether a node says what sort of part it is, not whose
// (R2): GPU-unspecified, ASIC-unspecified, CPU.
func (l *Lattice) SortOfPart(name string) bool { return sortOfPart(name) }

// Disjoint reports whether no chip can be both a and b: neither contains the
// other, and neither is a sort of part, unless both are (R2). Nothing is
// disjoint from the root. Ground relative nodes first; ungrounded ones are
// disjoint from each other alone.
func (l *Lattice) Disjoint(a, b string) bool {
	if _, ok := l.at[a]; !ok {
		return false
	}
	if _, ok := l.at[b]; !ok || a == b || a == l.root || b == l.root {
		return false
	}
	if sortOfPart(a) || sortOfPart(b) {
		return sortOfPart(a) && sortOfPart(b)
	}
	na, nb := l.nodes[l.at[a]], l.nodes[l.at[b]]
	if na.Relative != "" || nb.Relative != "" {
		return na.Relative != "" && nb.Relative != ""
	}
	return !l.Contains(a, b) && !l.Contains(b, a)
}

// CommonAncestor is the finest node that contains both; the root where there is
// none finer, empty for an unknown name.
func (l *Lattice) CommonAncestor(a, b string) string {
	if l.Contains(a, b) {
		return a
	}
	for _, x := range append([]string{a}, l.ancestors[a]...) {
		if l.Contains(x, b) {
			return x
		}
	}
	return ""
}

// Depth is the number of nodes above a name; finer nodes are deeper.
func (l *Lattice) Depth(name string) int { return len(l.ancestors[name]) }

// Ground maps domestic-unnamed to the origin node of a country and leaves every
// other name as it is. A country without an origin node keeps domestic-unnamed.
// foreign-unnamed stays: it names no single origin.
func (l *Lattice) Ground(name, country string) string {
	if name != DomesticUnnamed {
		return name
	}
	if o := l.Origin(country); o != "" {
		return o
	}
	return name
}

// Origin is the name of a country's origin node, or empty.
func (l *Lattice) Origin(country string) string {
	for i := range l.nodes {
		n := &l.nodes[i]
		if n.Kind == NodeOrigin && n.Relative == "" && n.Designer == country && country != "" {
			return n.Name
		}
	}
	return ""
}

// Designer is the ISO code of the country whose firm designed the silicon;
// empty where the node does not tell. A node without a designer of its own
// takes that of the node above it.
func (l *Lattice) Designer(name string) string {
	return l.facet(name, func(n *Node) string { return n.Designer })
}

// Foundry is the ISO code of the country that made the logic die; empty where
// that is unknown or disputed. A variant or system takes that of its chip.
func (l *Lattice) Foundry(name string) string {
	return undisputed(l.facet(name, func(n *Node) string { return n.FoundryCountry }))
}

// MemoryMaker is the ISO code of the country that made the memory; empty where
// that is unknown or disputed.
func (l *Lattice) MemoryMaker(name string) string {
	return undisputed(l.facet(name, func(n *Node) string { return n.MemoryCountry }))
}

// Chip is the id that chips.yaml uses for the chip or variant that a node is or
// implies; empty for coarser nodes. A few old or minor chips have no record.
func (l *Lattice) Chip(name string) string {
	for _, x := range append([]string{name}, l.ancestors[name]...) {
		n, ok := l.Node(x)
		switch {
		case !ok:
			return ""
		case n.Kind == NodeChip || n.Kind == NodeVariant:
			return n.ID
		case n.Kind != NodeSystem:
			return ""
		}
	}
	return ""
}

// facet looks at a node, then at its chip; a coarser node passes down only its
// designer.
func (l *Lattice) facet(name string, of func(*Node) string) string {
	for _, x := range append([]string{name}, l.ancestors[name]...) {
		i, ok := l.at[x]
		if !ok {
			return ""
		}
		if v := of(&l.nodes[i]); v != "" {
			return v
		}
	}
	return ""
}

func undisputed(country string) string {
	if strings.Contains(country, "/") {
		return ""
	}
	return country
}
