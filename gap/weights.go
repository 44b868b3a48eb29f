package gap

import (
	_ "embed"
	"sync"

	"github.com/goccy/go-yaml"

	"assay/evidence"
)

//go:embed weights.yaml
var weightsYAML []byte

// StageWeight says what the stages of one model cost, as its paper says.
type StageWeight struct {
	Model  string        `yaml:"model" json:"model"`
	Name   string        `yaml:"name" json:"name"`
	Chip   string        `yaml:"chip" json:"chip"`
	ChipID string        `yaml:"chip_id" json:"chip_id"`
	Source Source        `yaml:"source" json:"source"`
	Stages []WeightShare `yaml:"stages" json:"stages"`
	Total  float64       `yaml:"-" json:"total_chip_hours"`
	Note   string        `yaml:"note" json:"note,omitempty"` // key of the message catalogues
}

// WeightShare is what one stage, or one part of it, costs.
type WeightShare struct {
	Stage     evidence.Stage `yaml:"stage" json:"stage"`
	Part      string         `yaml:"part" json:"part"`
	ChipHours float64        `yaml:"chip_hours" json:"chip_hours"`
	Share     float64        `yaml:"-" json:"share"` // of the total, 0 to 1
}

var readWeights = sync.OnceValue(func() []StageWeight {
	var all []StageWeight
	if err := yaml.Unmarshal(weightsYAML, &all); err != nil {
		return nil // the table is embedded; TestWeights reads it
	}
	for i := range all {
		for _, s := range all[i].Stages {
			all[i].Total += s.ChipHours
		}
		for j := range all[i].Stages {
			all[i].Stages[j].Share = Round(all[i].Stages[j].ChipHours/all[i].Total, 4)
		}
	}
	return all
})

// StageWeights gives the table of weights.yaml as known at the date.
func StageWeights(o Options) []StageWeight {
	o = o.withDefaults()
	var out []StageWeight
	for _, w := range readWeights() {
		if o.known(w.Source.Date) {
			out = append(out, w)
		}
	}
	return out
}
