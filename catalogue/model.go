package catalogue

import (
	"strings"

	"assay/evidence"
)

// ModelKind tells a model from a family of listed members and from a class.
type ModelKind string

// The kinds of models. A class is a set ("its models") or an unnamed model; it
// passes nothing on to anybody (R1).
const (
	KindModel  ModelKind = "model"
	KindFamily ModelKind = "family"
	KindClass  ModelKind = "class"
)

// Valid reports whether k is one of the three kinds or empty (model).
func (k ModelKind) Valid() bool {
	switch k {
	case "", KindModel, KindFamily, KindClass:
		return true
	}
	return false
}

// Model is one record of models.yaml. Nil figures were not seen.
type Model struct {
	ID   string    `yaml:"id" json:"id" rule:"required,slug"`
	Name string    `yaml:"name" json:"name" rule:"required"`
	Kind ModelKind `yaml:"kind" json:"kind"`
	// Developer is the developer's name; in the file it is an id of developers.yaml.
	DeveloperID string `yaml:"developer" json:"developer_id" rule:"required" ref:"developer"`
	Developer   string `yaml:"-" json:"developer"`
	Country     string `yaml:"-" json:"country"` // ISO code of the developer's head office
	// Series groups models by name: all up to and with the first token that
	// carries a version number ("Qwen2.5", "DeepSeek V3"). It passes nothing on.
	Series string `yaml:"series" json:"series,omitempty"`
	// Family is the id of the first family that lists the model as a member;
	// Families are all of them. A family's cell is shown for a member that has no
	// claims of its own (R1).
	Family   string   `yaml:"-" json:"family,omitempty"`
	Families []string `yaml:"-" json:"families,omitempty"`
	// Bases are the ids of the models that this one was derived from, Base the
	// first of them; BaseWritten is the base as the source names it.
	Bases       []string `yaml:"bases" json:"bases,omitempty" ref:"model"`
	Base        string   `yaml:"-" json:"base,omitempty"`
	BaseWritten string   `yaml:"base_written" json:"base_written,omitempty"`
	Members     []string `yaml:"members" json:"members,omitempty" ref:"model"` // of a family

	Released         evidence.Date `yaml:"released" json:"released,omitempty"`
	OpenWeights      *bool         `yaml:"open_weights" json:"open_weights"`
	Architecture     string        `yaml:"architecture" json:"architecture,omitempty"`
	ParamsTotalB     *float64      `yaml:"params_total_b" json:"params_total_b" rule:"positive"`         // 1e9 parameters
	ParamsActiveB    *float64      `yaml:"params_active_b" json:"params_active_b" rule:"positive"`       // 1e9 parameters a token
	TrainTokensT     *float64      `yaml:"train_tokens_t" json:"train_tokens_t" rule:"positive"`         // 1e12 tokens
	TrainComputeFLOP *float64      `yaml:"train_compute_flop" json:"train_compute_flop" rule:"positive"` // FLOP of the whole training

	Aliases          []string `yaml:"aliases" json:"aliases,omitempty"`                     // resolve to the model
	AmbiguousAliases []string `yaml:"ambiguous_aliases" json:"ambiguous_aliases,omitempty"` // never resolve by themselves

	SourceURL          string `yaml:"source_url" json:"source_url,omitempty"`
	TrainComputeSource string `yaml:"train_compute_source" json:"train_compute_source,omitempty"`
	Note               string `yaml:"note" json:"note,omitempty"`
}

// Derived reports whether the model was made from another one, so that its
// pre-training is its base's (R1).
func (m *Model) Derived() bool { return m.Base != "" || m.BaseWritten != "" }

// IsClass reports whether the record is a set or an unnamed model.
func (m *Model) IsClass() bool { return m.Kind == KindClass }

// Developer is one record of developers.yaml.
type Developer struct {
	ID       string   `yaml:"id" json:"id" rule:"required,slug"`
	Name     string   `yaml:"name" json:"name" rule:"required"`
	Country  string   `yaml:"country" json:"country" rule:"required,country"` // ISO code of the head office
	Aliases  []string `yaml:"aliases" json:"aliases,omitempty"`
	Products []string `yaml:"products" json:"products,omitempty"` // names of its models that stand for the firm in loose speech
	Note     string   `yaml:"note" json:"note,omitempty"`
}

// Models gives every model, family and class, in the order of the files. The
// slice is the catalogue's own: read it only.
func (c *Catalogue) Models() []Model { return c.models }

// Model gives the record of an id.
func (c *Catalogue) Model(id string) (Model, bool) {
	i, ok := c.modelAt[id]
	if !ok {
		return Model{}, false
	}
	return c.models[i], true
}

// ModelID finds the id that a name belongs to: an id, a name or an alias,
// whatever its case, width, spaces and hyphens, with or without an
// organisation ("deepseek-ai/DeepSeek-V3") or the developer's name in front. A
// name that two records share resolves to none.
func (c *Catalogue) ModelID(name string) (string, bool) {
	if id, ok := c.modelNames.find(name); ok {
		return id, true
	}
	k := key(name)
	if _, shared := c.modelNames.shared[k]; shared {
		return "", false
	}
	if i := strings.LastIndexByte(k, '/'); i >= 0 && i+1 < len(k) {
		if id, ok := c.modelNames.owner[k[i+1:]]; ok {
			return id, true
		}
		k = k[i+1:]
	}
	return c.withoutDeveloper(k)
}

// withoutDeveloper tries a key without the developer's name in front; the
// model that is found must be that developer's.
func (c *Catalogue) withoutDeveloper(k string) (string, bool) {
	for n := len(k) - 1; n > 0; n-- {
		dev, ok := c.developerNames.owner[k[:n]]
		if !ok {
			continue
		}
		id, ok := c.modelNames.owner[strings.TrimPrefix(k[n:], ":")]
		if !ok {
			continue
		}
		if m := c.models[c.modelAt[id]]; m.DeveloperID == dev {
			return id, true
		}
	}
	return "", false
}

// ModelCandidates lists the models that a shared or ambiguous name may mean.
func (c *Catalogue) ModelCandidates(name string) []string {
	k := key(name)
	out := append([]string(nil), c.modelNames.shared[k]...)
	return append(out, c.modelAmbiguous[k]...)
}

// Developers gives every developer, in the order of the files; read it only.
func (c *Catalogue) Developers() []Developer { return c.developers }

// Developer gives the record of an id.
func (c *Catalogue) Developer(id string) (Developer, bool) {
	i, ok := c.developerAt[id]
	if !ok {
		return Developer{}, false
	}
	return c.developers[i], true
}

// DeveloperID finds the id of a developer by any spelling of its name.
func (c *Catalogue) DeveloperID(name string) (string, bool) { return c.developerNames.find(name) }
