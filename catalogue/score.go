package catalogue

import "assay/evidence"

// Unit is the unit of a score.
type Unit string

// The units of scores.
const (
	Percent Unit = "percent" // 0 to 100
	Index   Unit = "index"   // a composed index, comparable within one source and vintage alone
	Elo     Unit = "elo"     // rating points, comparable within one snapshot alone
)

// Valid reports whether u is one of the three units.
func (u Unit) Valid() bool {
	switch u {
	case Percent, Index, Elo:
		return true
	}
	return false
}

// Score is one row of scores.csv: one model on one benchmark in one setting
// from one source. Rows of one source and vintage form a series.
type Score struct {
	Model       string        `yaml:"model" json:"model" rule:"required" ref:"model"` // id
	Benchmark   string        `yaml:"benchmark" json:"benchmark" rule:"required"`
	Score       float64       `yaml:"score" json:"score"`
	Unit        Unit          `yaml:"unit" json:"unit" rule:"required"`
	Variant     string        `yaml:"variant" json:"variant,omitempty"` // setting, snapshot, tools
	ReportedBy  string        `yaml:"reported_by" json:"reported_by" rule:"required" oneof:"artificial-analysis developer epoch livebench lmarena paper other"`
	SourceTitle string        `yaml:"source_title" json:"source_title" rule:"required"`
	SourceURL   string        `yaml:"source_url" json:"source_url,omitempty" rule:"url"`
	SourceDate  evidence.Date `yaml:"source_date" json:"source_date,omitempty"`
	// Released is the model's release date as this series has it; where the file
	// is silent, that of the model's record.
	Released evidence.Date `yaml:"released" json:"released,omitempty"`
	Note     string        `yaml:"note" json:"note,omitempty"`
}

// Scores gives every benchmark score in the order of the files, read on first
// use; read the slice only.
func (c *Catalogue) Scores() []Score { return c.scores() }

// Event is one record of events.yaml: a dated step of policy or capacity.
type Event struct {
	ID           string        `yaml:"id" json:"id" rule:"required,slug"`
	Date         evidence.Date `yaml:"date" json:"date" rule:"required"`
	Title        string        `yaml:"title" json:"title" rule:"required"`
	Kind         string        `yaml:"kind" json:"kind" rule:"required" oneof:"export-control import-restriction industrial-policy capacity chip-launch"`
	Jurisdiction string        `yaml:"jurisdiction" json:"jurisdiction" rule:"country"`
	SourceURL    string        `yaml:"source_url" json:"source_url,omitempty" rule:"url"`
	Note         string        `yaml:"note" json:"note,omitempty"`
}

// Events gives every event in the order of the files, read on first use.
func (c *Catalogue) Events() []Event { return c.more().events }
