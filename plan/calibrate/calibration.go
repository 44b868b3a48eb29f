package calibrate

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"

	"assay/evidence"
	"assay/plan"
)

// Calibration is the file that `assay plan fit` writes and every prediction
// reads: the constants, their spread, and how they were found.
type Calibration struct {
	Date      string              `yaml:"date"`      // day of the fit
	Rows      int                 `yaml:"rows"`      // figures fitted
	RowIDs    []string            `yaml:"row_ids"`   // rows that the fit saw
	Recalled  int                 `yaml:"recalled"`  // of these, how many were not seen in their source
	Constants map[string]float64  `yaml:"constants"` // by name, unit in the name
	Intervals map[string]Interval `yaml:"intervals"` // by class of prediction
	Families  map[string]int      `yaml:"families"`  // chip family -> training figures fitted
	Trained   map[string]int      `yaml:"trained"`   // chip id -> training figures fitted
	Served    map[string]int      `yaml:"served"`    // chip id -> inference figures fitted
	Folds     []Fold              `yaml:"folds"`     // constants that did not see a group
	Errors    []Group             `yaml:"errors"`    // cross-validated
	LeaveOut  []Group             `yaml:"leave_one_source_out"`
}

// Interval is the 80 % interval of a class: predicted / factor to predicted *
// factor, from cross-validated residuals.
type Interval struct {
	Factor float64 `yaml:"factor"`
	N      int     `yaml:"n"`
}

// Fold is a set of groups and the constants fitted without them.
type Fold struct {
	Groups    []string  `yaml:"groups"`
	Constants []float64 `yaml:"constants,flow"`
}

// Group is the error of a group of predictions. Errors and widths are shares of
// the measured value and of the predicted one.
type Group struct {
	Name      string  `yaml:"name" json:"name"`
	N         int     `yaml:"n" json:"n"`
	Sources   int     `yaml:"sources" json:"sources"`
	MedianAPE float64 `yaml:"median_ape" json:"median_ape"`
	MeanAPE   float64 `yaml:"mean_ape" json:"mean_ape"`
	P90APE    float64 `yaml:"p90_ape" json:"p90_ape"`
	Coverage  float64 `yaml:"coverage80" json:"coverage80"`
	Width     float64 `yaml:"mean_width80" json:"mean_width80"`
}

// ParseCalibration reads a calibration. Every constant must be there, positive
// and within its bounds.
func ParseCalibration(name string, data []byte) (*Calibration, error) {
	var c Calibration
	if err := decode(data, &c); err != nil {
		return nil, evidence.WithKind(evidence.Invalid, err, "%s is not a calibration", name)
	}
	for _, k := range plan.ConstantTable {
		v, ok := c.Constants[k.Name]
		if !ok {
			return nil, evidence.Errorf(evidence.Invalid, "%s: constant %s is missing", name, k.Name)
		}
		if !(v > 0) || v > k.Max*1.0001 {
			return nil, evidence.Errorf(evidence.Invalid, "%s: constant %s is %g; it must be above 0 and at most %g", name, k.Name, v, k.Max)
		}
	}
	for i, f := range c.Folds {
		if len(f.Constants) != plan.NumConstants {
			return nil, evidence.Errorf(evidence.Invalid, "%s: fold %d has %d constants; it needs %d", name, i+1, len(f.Constants), plan.NumConstants)
		}
	}
	return &c, nil
}

// Values are the constants fitted to all rows.
func (c *Calibration) Values() plan.Constants {
	var out plan.Constants
	for i, k := range plan.ConstantTable {
		out[i] = c.Constants[k.Name]
	}
	return out
}

// ValuesFor are the constants to judge a row by: if the fit saw the row, those
// of the fold that did not see its group, and true; else all rows' constants.
func (c *Calibration) ValuesFor(r *Row) (plan.Constants, bool) {
	if i := sort.SearchStrings(c.RowIDs, r.ID); i == len(c.RowIDs) || c.RowIDs[i] != r.ID {
		return c.Values(), false
	}
	group := r.Group()
	for _, f := range c.Folds {
		for _, g := range f.Groups {
			if g == group {
				return plan.Constants(f.Constants), true
			}
		}
	}
	return c.Values(), false
}

// Seen reports whether the fit saw figures of a chip in a stage, at a precision
// whose constants were fitted.
func (c *Calibration) Seen(chip *plan.Chip, p plan.Precision, inference bool) bool {
	values := c.Values()
	rows := c.Trained
	if inference {
		rows = c.Served
	}
	return rows[chip.ID] > 0 && plan.Calibrated(chip.Family, p, &values)
}

// Factor gives the interval's factor for a class, widened by half in logarithm
// where the fit saw no rows of the chip.
func (c *Calibration) Factor(class string, fitted bool) float64 {
	f := 1.5
	if i, ok := c.Intervals[class]; ok && i.Factor > 1 {
		f = i.Factor
	}
	if !fitted {
		f = math.Pow(f, 1.5)
	}
	return f
}

// Marshal writes the calibration as YAML with a comment on top.
func (c *Calibration) Marshal() ([]byte, error) {
	body, err := yaml.Marshal(c)
	if err != nil {
		return nil, evidence.WithKind(evidence.Internal, err, "write the calibration")
	}
	var b strings.Builder
	b.WriteString("# Written by `assay plan fit`; do not edit. Units stand in the names; docs/plan.md explains each constant.\n")
	for _, k := range plan.ConstantTable {
		fmt.Fprintf(&b, "#   %s: %s (starts at %g)\n", k.Name, k.Doc, k.Prior)
	}
	b.Write(body)
	return []byte(b.String()), nil
}

// Class names the class of a prediction, whose residuals give its interval.
func Class(q Quantity, moe, domestic bool) string {
	switch q {
	case StepTime, TokensPerS:
		switch {
		case domestic:
			return "training-domestic"
		case moe:
			return "training-moe"
		}
		return "training-dense"
	}
	return string(q)
}
