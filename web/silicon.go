package web

import (
	"net/http"
	"slices"
	"strings"

	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

// siliconPage is one node of the lattice: which cells show it or what lies
// below it, what is ready on it, and the claims that name it.
type siliconPage struct {
	Node                      catalogue.Node
	Path                      []catalogue.Node // from the origin down to the parent
	Children                  []catalogue.Node
	Lede                      string
	Uses                      []siliconUse
	Ready                     []*resolve.Row
	Claims                    []claimView
	Total                     int
	Designer, Foundry, Memory string
	Facts                     []fact
}

type siliconUse struct {
	Model string
	Cell  cellView
}

// fact is a labelled value.
type fact struct{ Label, Value string }

// siliconClaims is how many claims stand on a silicon page; the rest is in the
// download.
const siliconClaims = 40

// silicon answers a node's page.
func (s *site) silicon(w http.ResponseWriter, r *http.Request) {
	l, ctx := langOf(r), r.Context()
	node, ok := s.node(r.PathValue("id"))
	if !ok {
		s.fail(w, l, evidence.Errorf(evidence.NotFound, "no silicon %s in the lattice", clip(r.PathValue("id"), 60)))
		return
	}
	rd, m, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	p := siliconPage{Node: node}
	s.fillSilicon(l, rd, &p)
	lattice := s.Catalogue.Lattice()
	claims, err := s.claimsWhere(ctx, func(c *evidence.Claim) bool {
		return lattice.Contains(node.Name, c.Silicon) && (c.Reviewed() || rd.opts.Unreviewed) && (c.KnownSince == "" || c.KnownSince <= rd.asOf)
	})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	slices.SortStableFunc(claims, func(a, b evidence.Claim) int { return -strings.Compare(string(a.KnownSince), string(b.KnownSince)) })
	p.Total = len(claims)
	for i := range claims[:min(len(claims), siliconClaims)] {
		p.Claims = append(p.Claims, s.claimView(l, &claims[i], rd))
	}
	c := s.cats[l]
	p.Lede = c.text("silicon.found", "uses", len(p.Uses), "ready", len(p.Ready), "claims", len(claims))
	s.render(w, "silicon", page{Lang: l, Title: c.silicon(node.Name), Path: "/silicon/" + node.ID + "/", Query: r.URL.Query(), Nav: "silicon",
		AsOf: rd.asOf, Today: m.AsOf == "", Feed: "/feeds/" + string(l) + "/silicon/" + node.ID + ".atom", Data: p, NoIndex: len(r.URL.Query()) > 0})
}

// node finds a node by its id.
func (s *site) node(id string) (catalogue.Node, bool) {
	for _, n := range s.Catalogue.Lattice().Nodes() {
		if n.ID == id {
			return n, true
		}
	}
	return catalogue.Node{}, false
}

func (s *site) fillSilicon(l Lang, rd *reading, p *siliconPage) {
	lattice, c := s.Catalogue.Lattice(), s.cats[l]
	name := p.Node.Name
	for _, a := range lattice.Ancestors(name) {
		if n, ok := lattice.Node(a); ok && n.ID != "unspecified" {
			p.Path = append([]catalogue.Node{n}, p.Path...)
		}
	}
	for _, n := range lattice.Nodes() {
		if n.Parent == name || n.Implies == name {
			p.Children = append(p.Children, n)
		}
	}
	p.Designer = c.country(lattice.Designer(name))
	p.Foundry = firmOr(p.Node.FoundryMaker, c.country(lattice.Foundry(name)))
	p.Memory = firmOr(p.Node.Memory, c.country(lattice.MemoryMaker(name)))
	for i := range rd.rows {
		row := &rd.rows[i]
		ready := false
		for _, st := range (&matrixQuery{}).columns() {
			cell := row.Cells[st]
			if shows(lattice, name, &cell) {
				p.Uses = append(p.Uses, siliconUse{row.Model, c.view(&cell, row.ID, st, rd.asOf, s.href(l, "/model/", row.ID, "/")+"#"+anchorOf(st))})
			}
			for _, on := range cell.ReadyOn {
				ready = ready || lattice.Contains(name, on)
			}
		}
		if ready {
			p.Ready = append(p.Ready, row)
		}
	}
}

func firmOr(firm, otherwise string) string {
	if firm != "" {
		return firm
	}
	return otherwise
}

// shows reports whether a cell, not negated, shows the node or one below it.
func shows(lattice *catalogue.Lattice, name string, cell *resolve.Cell) bool {
	if cell.Negated {
		return false
	}
	for _, n := range cell.Silicon {
		if lattice.Contains(name, n) {
			return true
		}
	}
	for _, b := range cell.Beside {
		if lattice.Contains(name, b.Silicon) {
			return true
		}
	}
	return false
}

// siliconIndex is the list of nodes with the number of models at each stage.
type siliconIndex struct {
	Stages []evidence.Stage
	Lines  []siliconLine
	Nodes  int
	Used   int
}

type siliconLine struct {
	Node     catalogue.Node
	Depth    int
	Designer string
	Counts   []stageCount
	Ready    int
}

type stageCount struct {
	Stage evidence.Stage
	N     int
}

// siliconList answers the list of silicon: the lattice as a table, with nodes
// that anything is known about.
func (s *site) siliconList(w http.ResponseWriter, r *http.Request) {
	l := langOf(r)
	rd, err := s.read(r.Context(), matrixQuery{})
	if err != nil {
		s.fail(w, l, err)
		return
	}
	lattice, c := s.Catalogue.Lattice(), s.cats[l]
	p := siliconIndex{Stages: (&matrixQuery{}).columns(), Nodes: len(lattice.Nodes())}
	children := map[string][]catalogue.Node{}
	var roots []catalogue.Node
	for _, n := range lattice.Nodes() {
		parent := n.Parent
		if parent == "" {
			parent = n.Implies
		}
		if parent == "" {
			roots = append(roots, n)
			continue
		}
		children[parent] = append(children[parent], n)
	}
	var walk func(n catalogue.Node, depth int)
	walk = func(n catalogue.Node, depth int) {
		line := siliconLine{Node: n, Depth: min(depth, 5), Designer: c.country(lattice.Designer(n.Name))}
		total := 0
		for _, st := range p.Stages {
			k := 0
			for i := range rd.rows {
				cell := rd.rows[i].Cells[st]
				if shows(lattice, n.Name, &cell) {
					k++
				}
			}
			total += k
			line.Counts = append(line.Counts, stageCount{st, k})
		}
		line.Ready = readyOn(lattice, rd, n.Name)
		if total > 0 {
			p.Used++
		}
		if total+line.Ready > 0 || depth <= 2 {
			p.Lines = append(p.Lines, line)
		}
		for _, ch := range children[n.Name] {
			walk(ch, depth+1)
		}
	}
	for _, n := range roots {
		walk(n, 0)
	}
	s.render(w, "silicon-index", page{Lang: l, Title: c.text("silicon.title"), Path: "/silicon/", Query: r.URL.Query(), Nav: "silicon", AsOf: rd.asOf, Today: true, Data: p})
}

// readyOn counts the models that are adapted to a node or one below it.
func readyOn(lattice *catalogue.Lattice, rd *reading, name string) int {
	n := 0
	for i := range rd.rows {
		found := false
		for _, cell := range rd.rows[i].Cells {
			for _, on := range cell.ReadyOn {
				found = found || lattice.Contains(name, on)
			}
		}
		if found {
			n++
		}
	}
	return n
}
