package web

import (
	"assay/evidence"
)

// claimView is one claim as pages show it.
type claimView struct {
	Claim     *evidence.Claim
	Quote     string // what the document says, verbatim; "" where none is held
	Para      string // our own sentence, where no quote is held
	Publisher string
	Title     string
	Address   string // safe to link, or ""
	Date      evidence.Date
	Document  string // id of the document that is held, or ""
	ModelName string
	ModelID   string
	Letter    evidence.Letter
	Weight    evidence.Class
	Origin    string
	Role      string // what part the claim plays in its cell: earns, opposes, ...
	Count     string
	SiliconID string
}

// quoteChars is the most of a quote that is shown or published.
const quoteChars = 300

// claimView makes the view of a claim.
func (s *site) claimView(l Lang, c *evidence.Claim, rd *reading) claimView {
	var origins map[string]string
	if rd != nil {
		origins = rd.origins
	}
	v := claimView{
		Claim: c, Publisher: c.SourcePublisher, Title: c.SourceTitle, Address: safeAddress(c.SourceURL), Date: c.Published,
		Document: c.DocumentID, ModelName: c.Model, ModelID: c.ModelID, Weight: c.Weight(), Origin: origins[c.ID],
		SiliconID: s.siliconID(c.Silicon),
	}
	if rd != nil {
		if st, ok := rd.index.Standing(c.ID, rd.opts); ok {
			v.Role = st.Role
		}
	}
	if v.Date == "" {
		v.Date = c.KnownSince
	}
	if c.Quote != "" {
		v.Quote = clip(c.Quote, quoteChars)
	} else {
		v.Para = c.Note
	}
	if v.Origin == "" {
		v.Origin = c.Origin
	}
	if src, ok := s.Catalogue.Source(c.SourceID); ok {
		v.Letter = src.Letter
		if v.Publisher == "" {
			v.Publisher = src.Name
		}
	}
	if m, ok := s.Catalogue.Model(c.ModelID); ok {
		v.ModelName = m.Name
	}
	if c.Count != nil {
		v.Count = s.cats[l].text("chips."+string(c.CountQual), "n", *c.Count)
	}
	return v
}

// siliconID is the part of an address that stands for a node; "" for a name
// that the lattice does not have.
func (s *site) siliconID(name string) string {
	if n, ok := s.Catalogue.Lattice().Node(name); ok {
		return n.ID
	}
	return ""
}

// originGroup is the claims of one voice.
type originGroup struct {
	ID        string
	Claims    []claimView
	Documents int
	Rule      string
	Reason    string
}

// groupByOrigin puts claims of one voice together, in the order in which they
// come.
func groupByOrigin(views []claimView) []originGroup {
	var out []originGroup
	at := map[string]int{}
	for _, v := range views {
		id := v.Origin
		if id == "" {
			id = v.Claim.ID
		}
		i, ok := at[id]
		if !ok {
			i = len(out)
			at[id] = i
			out = append(out, originGroup{ID: id})
		}
		out[i].Claims = append(out[i].Claims, v)
	}
	for i := range out {
		out[i].Documents = documentsOf(out[i].Claims)
	}
	return out
}

// documentsOf counts the documents behind claims; records of one address, or
// of one publisher and title, are one document.
func documentsOf(views []claimView) int {
	seen := map[string]bool{}
	for _, v := range views {
		key := v.Document
		if key == "" {
			key = v.Claim.SourceURL
		}
		if key == "" {
			key = v.Publisher + "\x00" + v.Title
		}
		seen[key] = true
	}
	return len(seen)
}
