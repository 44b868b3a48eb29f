package origin

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"assay/evidence"
)

// Cluster finds the origins of all claims. The same claims, documents and
// overrides give the same result in whatever order they come.
func Cluster(in Input) Result {
	claims := slices.Clone(in.Claims)
	slices.SortFunc(claims, func(a, b evidence.Claim) int { return cmp.Compare(a.ID, b.ID) })
	claims = slices.CompactFunc(claims, func(a, b evidence.Claim) bool { return a.ID == b.ID })
	docs := sortedDocuments(in.Documents)
	near := in.Near
	if near == nil {
		near = nearCopies(docs)
	}
	c := &clustering{
		joiner: NewJoiner(in.Catalogue, claims), claims: claims, at: make(map[string]int, len(claims)),
		docs: make(map[string]*evidence.Document, len(docs)), near: map[string][]Near{},
	}
	for i := range claims {
		c.at[claims[i].ID] = i
	}
	for i := range docs {
		c.docs[docs[i].ID] = &docs[i]
	}
	for _, n := range near {
		c.near[n.A] = append(c.near[n.A], n)
		c.near[n.B] = append(c.near[n.B], n)
		if !n.Same() {
			c.out.Proposed = append(c.out.Proposed, Edge{Rule: D3, A: n.A, B: n.B, Score: n.Jaccard,
				Reason: fmt.Sprintf("texts alike by %.0f %%", 100*n.Jaccard)})
		}
	}
	c.bound()
	c.assign()
	c.override(in.Overrides)
	c.connect()
	if in.Stories == nil {
		in.Stories = c.rewrites(docs)
	}
	c.out.Proposed = append(c.out.Proposed, in.Stories...)
	sortEdges(c.out.Proposed)
	return c.out
}

// sortedDocuments orders documents by day and id, which is the order in which
// near-copies are looked for, and drops a document given twice.
func sortedDocuments(in []evidence.Document) []evidence.Document {
	docs := slices.Clone(in)
	slices.SortFunc(docs, func(a, b evidence.Document) int {
		return cmp.Or(cmp.Compare(a.Published, b.Published), cmp.Compare(a.ID, b.ID))
	})
	seen := make(map[string]bool, len(docs))
	return slices.DeleteFunc(docs, func(d evidence.Document) bool {
		was := seen[d.ID]
		seen[d.ID] = true
		return was
	})
}

func nearCopies(docs []evidence.Document) []Near {
	x := NewIndex(nil)
	var out []Near
	for i := range docs {
		pairs, err := x.Add(context.Background(), &docs[i])
		if err == nil { // memory does not fail
			out = append(out, pairs...)
		}
	}
	return out
}

// mostHubs bounds the near-copies that a text is joined to one by one. The
// others share one hub with it.
const mostHubs = 32

// bound keeps the lists of near-copies short, so that ten thousand copies of
// one text cost no more than thirty-three.
func (c *clustering) bound() {
	over := map[Near]string{}
	for id, list := range c.near {
		slices.SortFunc(list, func(a, b Near) int {
			return cmp.Or(cmp.Compare(b.Jaccard, a.Jaccard), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
		})
		for _, n := range list[min(len(list), mostHubs):] {
			if h, ok := over[n]; !ok || id < h {
				over[n] = id
			}
		}
	}
	for id, list := range c.near {
		kept, hubs := []Near(nil), map[string]bool{}
		for i, n := range list {
			n.hub = over[n]
			if n.hub != "" && (hubs[n.hub] || i > 4*mostHubs) {
				continue
			}
			hubs[n.hub] = n.hub != ""
			kept = append(kept, n)
		}
		c.near[id] = kept
	}
}

type clustering struct {
	joiner *Joiner
	claims []evidence.Claim
	at     map[string]int
	docs   map[string]*evidence.Document
	near   map[string][]Near
	out    Result
}

// assign gives every claim its keys and notes what names itself.
func (c *clustering) assign() {
	c.out.Keys = make(map[string][]Key, len(c.claims))
	for i := range c.claims {
		cl := &c.claims[i]
		if ownSource(c.joiner, cl) {
			c.out.Findings = append(c.out.Findings, evidence.Finding{
				File: cl.SourcePublisher, Severity: evidence.SeverityWarning, Rule: "own-source",
				Message: fmt.Sprintf("claim %s names its own outlet as its source", cl.ID),
				Fix:     "it counts as the outlet's own account; check who is meant",
			})
		}
		doc := c.docs[cl.DocumentID]
		var near []Near
		if doc != nil {
			near = c.near[textOf(doc)]
		}
		c.out.Keys[cl.ID] = c.joiner.Keys(cl, doc, near)
	}
}

// ownSource reports whether a document names its own outlet as its source.
func ownSource(j *Joiner, c *evidence.Claim) bool {
	return c.NamedSource != "" && c.SourcePublisher != "" && j.source(c.NamedSource) == j.source(c.SourcePublisher)
}

// override turns merges into keys and keeps the splits; on one pair of claims
// the latest decision counts.
func (c *clustering) override(overrides []Override) {
	last := map[[2]string]Override{}
	for _, o := range overrides {
		_, okA := c.at[o.A]
		_, okB := c.at[o.B]
		if !okA || !okB || o.A == o.B {
			c.out.Findings = append(c.out.Findings, evidence.Finding{
				Severity: evidence.SeverityWarning, Rule: "override-without-claim",
				Message: fmt.Sprintf("decision %d joins or splits %q and %q, which are not two known claims", o.Seq, o.A, o.B),
				Fix:     "undo the decision, or read the document again that held the claim",
			})
			continue
		}
		p := [2]string{min(o.A, o.B), max(o.A, o.B)}
		if was, ok := last[p]; !ok || was.Seq <= o.Seq {
			last[p] = o
		}
	}
	for p, o := range last {
		if o.Split {
			c.out.Splits = append(c.out.Splits, o)
			continue
		}
		label := fmt.Sprintf("merged by %s on %s: %s", o.Person, o.On, o.Reason)
		k := Key{Hub: c.joiner.hub(label, "merge", p[0], p[1]), Rule: ByReviewer, From: o.On}
		c.out.Keys[o.A] = append(c.out.Keys[o.A], k)
		c.out.Keys[o.B] = append(c.out.Keys[o.B], k)
	}
	slices.SortFunc(c.out.Splits, func(a, b Override) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	sortFindings(c.out.Findings)
}

func sortFindings(f []evidence.Finding) {
	slices.SortFunc(f, func(a, b evidence.Finding) int { return cmp.Compare(a.Message, b.Message) })
}

// connect finds the components and describes them.
func (c *clustering) connect() {
	n := len(c.claims)
	ids, keys := make([]string, n), make([][]Key, n)
	for i := range c.claims {
		ids[i] = c.claims[i].ID
		keys[i] = c.out.Keys[ids[i]]
	}
	component := Components(ids, keys, c.out.Splits, false, "")
	members := map[int][]int{}
	for i, k := range component {
		members[k] = append(members[k], i)
	}
	c.out.Of = make(map[string]string, n)
	for _, list := range members {
		c.out.Origins = append(c.out.Origins, c.describe(list))
	}
	slices.SortFunc(c.out.Origins, func(a, b Origin) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Claims[0], b.Claims[0]))
	})
	for i := range c.out.Origins {
		o := &c.out.Origins[i]
		if i > 0 && o.ID == c.out.Origins[i-1].ID { // a reviewer split a given origin
			o.ID += "~" + evidence.Hash("origin", o.Claims[0])[:8]
		}
		for _, id := range o.Claims {
			c.out.Of[id] = o.ID
		}
	}
	c.edges(ids, keys, component)
}

// describe names an origin: by the origin given with a record, else by its
// first claim.
func (c *clustering) describe(list []int) Origin {
	o := Origin{Documents: len(list)}
	docs := make(map[string]bool, len(list))
	for _, i := range list {
		cl := &c.claims[i]
		o.Claims = append(o.Claims, cl.ID)
		docs[DocumentKey(cl)] = true
		if cl.Origin != "" && (o.ID == "" || cl.Origin < o.ID) {
			o.ID = cl.Origin
		}
	}
	o.Documents = len(docs)
	slices.Sort(o.Claims)
	if o.ID == "" {
		o.ID = "o-" + evidence.Hash("origin", o.Claims[0])[:16]
	}
	return o
}

// DocumentKey tells documents apart: a document's id, or a record's source.
func DocumentKey(c *evidence.Claim) string {
	if c.DocumentID != "" {
		return c.DocumentID
	}
	if c.SourceURL != "" {
		return canonical(c.SourceURL)
	}
	return c.SourcePublisher + "\x00" + c.SourceTitle
}

// edges lists, for every shared key, the edge from its first claim to each
// other, and gives each origin the reason of its lowest-numbered edge.
func (c *clustering) edges(ids []string, keys [][]Key, component []int) {
	first := map[uint64]int{}
	best := map[string]Edge{}
	seen := map[[2]int]Rule{}
	for i := range ids {
		for _, k := range keys[i] {
			f, ok := first[k.Hub]
			if !ok {
				first[k.Hub] = i
				continue
			}
			if k.Rule != D5 && component[f] != component[i] {
				continue // a reviewer split them
			}
			p := [2]int{f, i}
			if r, was := seen[p]; was && r.order() <= k.Rule.order() {
				continue
			}
			seen[p] = k.Rule
			c.out.Edges = append(c.out.Edges, Edge{Rule: k.Rule, A: ids[f], B: ids[i], Reason: c.joiner.labels[k.Hub]})
		}
	}
	sortEdges(c.out.Edges)
	for _, e := range c.out.Edges {
		id := c.out.Of[e.A]
		if was, ok := best[id]; e.Rule != D5 && (!ok || e.Rule.order() < was.Rule.order()) {
			best[id] = e
		}
	}
	for i := range c.out.Origins {
		o := &c.out.Origins[i]
		o.Rule, o.Reason = best[o.ID].Rule, best[o.ID].Reason
	}
}

func sortEdges(edges []Edge) {
	slices.SortFunc(edges, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.Rule.order(), b.Rule.order()), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
}
