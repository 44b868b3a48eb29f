package origin

import (
	"fmt"
	"slices"

	"assay/catalogue"
	"assay/evidence"
)

// Joiner gives claims their keys. It knows the built-in records, so that a
// document that names an outlet joins the origin that a record already has for
// that outlet's account.
type Joiner struct {
	cat      *catalogue.Catalogue
	vendors  map[string]string
	accounts map[account][]dated // outlet and model -> given origins
	labels   map[uint64]string
}

type account struct{ outlet, model string }

type dated struct {
	origin string
	day    evidence.Date
}

// NewJoiner makes a joiner from the catalogue (may be nil) and the claims that
// carry given origins.
func NewJoiner(cat *catalogue.Catalogue, claims []evidence.Claim) *Joiner {
	j := &Joiner{cat: cat, vendors: map[string]string{}, accounts: map[account][]dated{}, labels: map[uint64]string{}}
	for i := range claims {
		j.learn(&claims[i])
	}
	for _, list := range j.accounts {
		slices.SortFunc(list, func(a, b dated) int {
			if a.day != b.day {
				return compare(string(a.day), string(b.day))
			}
			return compare(a.origin, b.origin)
		})
	}
	return j
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// learn notes whose account a given origin is: that of the outlet at the front
// of its name ("ft-2025-08-14-r2"), or that of the publisher itself where the
// record is no re-report.
func (j *Joiner) learn(c *evidence.Claim) {
	if c.Origin == "" || Voice(c) != own {
		return
	}
	outlets := []string{j.slugOutlet(c.Origin)}
	if c.Evidence != evidence.E0 {
		outlets = append(outlets, j.source(c.SourcePublisher))
	}
	for _, o := range outlets {
		if o == "" {
			continue
		}
		k := account{o, modelKey(c)}
		d := dated{c.Origin, c.KnownSince.Last()}
		if i := slices.IndexFunc(j.accounts[k], func(x dated) bool { return x.origin == d.origin }); i >= 0 {
			if d.day < j.accounts[k][i].day {
				j.accounts[k][i].day = d.day
			}
			continue
		}
		j.accounts[k] = append(j.accounts[k], d)
	}
}

// slugOutlet finds the outlet in front of the year of a given origin.
func (j *Joiner) slugOutlet(slug string) string {
	for i := 0; i+5 < len(slug); i++ {
		if slug[i] == '-' && slug[i+1] == '2' && slug[i+2] == '0' {
			return j.source(slug[:i])
		}
	}
	return ""
}

// source is the registry's id of an outlet, or its folded name.
func (j *Joiner) source(name string) string {
	if name == "" {
		return ""
	}
	if j.cat != nil {
		if s, ok := j.cat.SourceByName(name); ok {
			return s.ID
		}
	}
	return fold(name)
}

// owner is who owns an outlet: itself where nobody else is known.
func (j *Joiner) owner(source string) string {
	if j.cat != nil {
		if s, ok := j.cat.Source(source); ok && s.Owner != "" {
			return fold(s.Owner)
		}
	}
	return source
}

// vendor is the maker above a node of the lattice, or empty.
func (j *Joiner) vendor(silicon string) string {
	if v, ok := j.vendors[silicon]; ok || j.cat == nil {
		return v
	}
	l, v := j.cat.Lattice(), ""
	for _, name := range append([]string{silicon}, l.Ancestors(silicon)...) {
		if n, ok := l.Node(name); ok && n.Kind == catalogue.NodeVendor {
			v = n.Name
			break
		}
	}
	j.vendors[silicon] = v
	return v
}

func modelKey(c *evidence.Claim) string {
	if c.ModelID != "" {
		return c.ModelID
	}
	return "?" + fold(c.Model)
}

// hub hashes the parts of a key and remembers what to say of it.
func (j *Joiner) hub(label string, parts ...string) uint64 {
	h := uint64(fnvOffset)
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * fnvPrime
		}
		h = (h ^ 0xff) * fnvPrime
	}
	h = spread(h)
	if _, ok := j.labels[h]; !ok {
		j.labels[h] = label
	}
	return h
}

// Keys gives the keys of a claim. doc is its document, nil for a record; near
// are the near-copies of its text.
func (j *Joiner) Keys(c *evidence.Claim, doc *evidence.Document, near []Near) []Key {
	var out []Key
	add := func(r Rule, label string, parts ...string) {
		k := Key{Hub: j.hub(label, parts...), Rule: r}
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	model, voice := modelKey(c), Voice(c)
	if c.Origin != "" {
		add(ByRecord, "record gives origin "+c.Origin, "given", c.Origin)
	}
	j.namedKeys(c, model, voice, add)
	j.documentKeys(c, doc, near, model, voice, add)
	j.voiceKeys(c, model, voice, add)
	return out
}

// namedKeys are those of D1: the source that the text names, and the account
// of the outlet itself.
func (j *Joiner) namedKeys(c *evidence.Claim, model, voice string, add func(Rule, string, ...string)) {
	if c.Kind == evidence.KindRecord {
		return
	}
	outlet := j.source(c.NamedSource)
	named := outlet != ""
	if !named {
		outlet = j.source(c.SourcePublisher)
	}
	if outlet == "" {
		return
	}
	label := "names " + outlet + " as its source"
	add(D1, label, "source", outlet, model, voice)
	if voice != own {
		return
	}
	if origin := j.account(outlet, model, c); origin != "" {
		add(D1, label, "given", origin)
	}
}

// account picks the given origin that an outlet's account belongs to: the
// latest one known before the claim, else the earliest.
func (j *Joiner) account(outlet, model string, c *evidence.Claim) string {
	list := j.accounts[account{outlet, model}]
	if len(list) == 0 {
		return ""
	}
	day, best := c.KnownSince.Last(), list[0].origin
	for _, d := range list {
		if day == "" || d.day <= day {
			best = d.origin
		}
	}
	return best
}

// documentKeys are those of D2 and D3.
func (j *Joiner) documentKeys(c *evidence.Claim, doc *evidence.Document, near []Near, model, voice string, add func(Rule, string, ...string)) {
	address := c.SourceURL
	if doc != nil && doc.Address != "" {
		address = doc.Address
	}
	if address != "" {
		a := canonical(address)
		add(D2, "same address "+a, "address", a, model, voice)
	}
	if doc == nil {
		return
	}
	add(D2, "same document", "document", doc.ID, model, voice)
	statement := []string{string(c.Stage), string(c.Relation), c.Silicon} // a copy may drop who said it
	id := textOf(doc)
	add(D3, "same text", "text", id, model, voice)
	if wire := j.source(doc.Syndicate); wire != "" && c.NamedSource == "" {
		add(D2, "same wire "+wire, "source", wire, model, voice)
	}
	for _, n := range near {
		if n.Same() {
			label := fmt.Sprintf("near-duplicate texts, %.0f %% alike", 100*n.Jaccard)
			a, b := n.A, n.B
			if n.hub != "" {
				a, b = n.hub, ""
			}
			add(D3, label, "near", a, b, model, voice)
			add(D3, label, append([]string{"near", a, b, model}, statement...)...)
		}
	}
}

// voiceKeys are those of D5: people, papers and cards of one firm; one named
// informant; outlets of one owner in their own voice.
func (j *Joiner) voiceKeys(c *evidence.Claim, model, voice string, add func(Rule, string, ...string)) {
	firm := ""
	switch c.Attribution {
	case evidence.ByDeveloper, evidence.ByPaper:
		if c.Interest == evidence.InterestNone {
			break // somebody else's paper
		}
		firm = c.Developer
		if ThirdParty(c) {
			firm = c.Actor
		}
	case evidence.ByChipVendor:
		if firm = j.vendor(c.Silicon); firm == "" && ThirdParty(c) {
			firm = c.Actor
		}
	case evidence.ByOperator:
		firm = c.Actor
	}
	if firm != "" {
		add(D5, "people, papers and cards of "+firm, "firm", fold(firm), model)
	}
	if c.Attribution == evidence.ByOfficial {
		add(D5, "officials on the same silicon", "official", model, c.Silicon)
	}
	if c.Speaker != "" {
		add(D5, "same informant "+c.Speaker, "speaker", fold(c.Speaker), model)
	}
	if voice == own && c.Attribution != evidence.BySocialMedia && c.Evidence != evidence.E0 && c.NamedSource == "" && ownsItsVoice(c.PublisherKind) {
		if s := j.source(c.SourcePublisher); s != "" {
			add(D5, "same owner "+j.owner(s), "owner", j.owner(s), model)
		}
	}
}

// ownsItsVoice tells outlets with an editor from places where anybody writes.
func ownsItsVoice(kind string) bool {
	switch kind {
	case "aggregator", "forum", "social", "code-host", "unknown", "":
		return false
	}
	return true
}
