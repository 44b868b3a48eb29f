package answer

import (
	"io/fs"
	"sort"
	"strings"

	"assay/evidence"
	"assay/plan"
	"assay/plan/calibrate"
)

// Planner holds what questions need of the built-in files: chips, published
// rows, shapes and the calibration.
type Planner struct {
	Names  *calibrate.Names
	Rows   []calibrate.Row
	Cal    *calibrate.Calibration
	shapes map[string]Published

	// ModelAlias, where set, gives other spellings of a model's name.
	ModelAlias func(name string) []string
}

// Files of the planner below the data folder.
const (
	chipsFile       = "chips.yaml"
	crosswalkFile   = "validation/chips_crosswalk.yaml"
	trainingFile    = "validation/training.yaml"
	inferenceFile   = "validation/inference.yaml"
	calibrationFile = "calibration.yaml"
)

// Open reads the built-in files.
func Open(files fs.FS) (*Planner, error) {
	p, err := OpenRows(files)
	if err != nil {
		return nil, err
	}
	data, err := read(files, calibrationFile)
	if err != nil {
		return nil, err
	}
	p.Cal, err = calibrate.ParseCalibration(calibrationFile, data)
	return p, err
}

// OpenRows reads all but the calibration: what a fit needs.
func OpenRows(files fs.FS) (*Planner, error) {
	p := &Planner{}
	for _, f := range []string{trainingFile, inferenceFile} {
		data, err := read(files, f)
		if err != nil {
			return nil, err
		}
		rows, err := calibrate.ParseRows(f, data)
		if err != nil {
			return nil, err
		}
		p.Rows = append(p.Rows, rows...)
	}
	data, err := read(files, chipsFile)
	if err != nil {
		return nil, err
	}
	chips, err := calibrate.ParseChips(chipsFile, data)
	if err != nil {
		return nil, err
	}
	if data, err = read(files, crosswalkFile); err != nil {
		return nil, err
	}
	if p.Names, err = calibrate.NewNames(chips, crosswalkFile, data); err != nil {
		return nil, err
	}
	p.shapes = Shapes(p.Rows)
	return p, nil
}

func read(files fs.FS, name string) ([]byte, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, evidence.WithKind(evidence.NotFound, err, "built-in file %s", name)
	}
	return data, nil
}

// Shape finds a model's shape by name.
func (p *Planner) Shape(name string) (Published, error) {
	tries := []string{name}
	if p.ModelAlias != nil {
		tries = append(tries, p.ModelAlias(name)...)
	}
	for _, t := range tries {
		if s, ok := p.shapes[Key(t)]; ok {
			return s, nil
		}
	}
	return Published{}, evidence.Errorf(evidence.NotFound, "model %q: its shape is not known; give a config.json, or one of %s", name, strings.Join(p.Models(), ", "))
}

// Models lists the models whose shapes are known.
func (p *Planner) Models() []string {
	out := make([]string, 0, len(p.shapes))
	for _, s := range p.shapes {
		out = append(out, s.Model.Name)
	}
	sort.Strings(out)
	return out
}

// Chip finds a chip by id, by a name of the rows or, where Names.Resolve is
// set, by any alias.
func (p *Planner) Chip(name string) (plan.Chip, error) { return p.Names.Chip(name) }

// Evaluate holds rows to the model.
func (p *Planner) Evaluate(rows []calibrate.Row) calibrate.Evaluation {
	return calibrate.Evaluate(rows, p.Names, p.Cal)
}
