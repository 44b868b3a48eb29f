package catalogue

import "assay/evidence"

// sourceRecord is one record of sources.yaml.
type sourceRecord struct {
	ID      string          `yaml:"id" rule:"required,slug"`
	Name    string          `yaml:"name" rule:"required"`
	Kind    string          `yaml:"kind" rule:"required" oneof:"press wire paper developer chip-vendor code-host analyst official aggregator forum social unknown"`
	Owner   string          `yaml:"owner"`
	Country string          `yaml:"country" rule:"country"`
	Letter  evidence.Letter `yaml:"letter" rule:"required"`
	Aliases []string        `yaml:"aliases"`
	Watch   []Watch         `yaml:"watch"` // addresses to follow
	Note    string          `yaml:"note"`
}

func (r *sourceRecord) source() evidence.Source {
	return evidence.Source{ID: r.ID, Name: r.Name, Aliases: r.Aliases, Kind: r.Kind,
		Owner: r.Owner, Country: r.Country, Letter: r.Letter, Note: r.Note}
}

// LetterOf is the Admiralty letter that a source of a kind has unless its
// record says otherwise (the table of docs/format.md).
func LetterOf(kind string) evidence.Letter {
	switch kind {
	case "paper", "developer", "chip-vendor", "wire", "analyst", "official":
		return "B"
	case "press", "code-host":
		return "C"
	case "aggregator":
		return "D"
	case "forum", "social":
		return "E"
	}
	return "F"
}

// Sources gives the source registry in the order of the files; read it only.
func (c *Catalogue) Sources() []evidence.Source { return c.sources }

// Source gives the registry entry of an id.
func (c *Catalogue) Source(id string) (evidence.Source, bool) {
	i, ok := c.sourceAt[id]
	if !ok {
		return evidence.Source{}, false
	}
	return c.sources[i], true
}

// SourceByName finds the entry of an outlet by any spelling: "the FT",
// 《金融时报》, "Reuters". A leading article is ignored; a name that two entries
// share finds none.
func (c *Catalogue) SourceByName(name string) (evidence.Source, bool) {
	id, ok := c.sourceNames.find(name)
	if !ok {
		k := key(name)
		if len(k) > 3 && k[:3] == "the" {
			id, ok = c.sourceNames.owner[k[3:]]
		}
	}
	if !ok {
		return evidence.Source{}, false
	}
	return c.Source(id)
}
