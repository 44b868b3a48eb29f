package eval

import "assay/catalogue"

// LatticeTree is the tree of the catalogue's silicon as the labelled set sees
// it: vendors are roots, as are the parts without a name.
func LatticeTree(l *catalogue.Lattice) Tree {
	t := Tree{}
	for _, n := range l.Nodes() {
		parent := n.Parent
		if p, ok := l.Node(parent); ok && p.Kind == catalogue.NodeOrigin && n.Name != catalogue.GPUUnspecified {
			parent = ""
		}
		t[n.Name] = parent
	}
	return t
}
