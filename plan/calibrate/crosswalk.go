package calibrate

import (
	"regexp"
	"strings"

	"assay/evidence"
	"assay/plan"
)

// Names finds the chip that a row means by a spelling.
type Names struct {
	byID    map[string]plan.Chip
	byName  map[string]string // folded id or name -> id
	entries map[string]crossing

	// Resolve, where set, finds the id of a spelling that neither the crosswalk
	// nor an id or name is: the catalogue's aliases.
	Resolve func(spelling string) (id string, ok bool)
}

// crossing is an entry of the crosswalk: a chip of the catalogue, or one that
// is near or like another with other figures.
type crossing struct {
	Name    string             `yaml:"name"`
	Chip    string             `yaml:"chip"`
	Near    string             `yaml:"near"`
	Like    string             `yaml:"like"`
	Reason  string             `yaml:"reason"`
	Figures map[string]float64 `yaml:"figures"`
}

// NewNames joins the catalogue's chips and the crosswalk of the rows' names.
func NewNames(chips []plan.Chip, crosswalkName string, crosswalk []byte) (*Names, error) {
	n := &Names{byID: map[string]plan.Chip{}, byName: map[string]string{}, entries: map[string]crossing{}}
	for _, c := range chips {
		n.byID[c.ID] = c
		n.byName[fold(c.ID)], n.byName[fold(c.Name)] = c.ID, c.ID
	}
	var entries []crossing
	if err := decode(crosswalk, &entries); err != nil {
		return nil, evidence.WithKind(evidence.Invalid, err, "%s is not a list of names", crosswalkName)
	}
	for _, e := range entries {
		n.entries[fold(e.Name)] = e
	}
	return n, nil
}

// fold makes spellings of one name equal.
func fold(s string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(strings.TrimSpace(s)))
}

var sizeSuffix = regexp.MustCompile(`(?i)[- ]?\d+ ?gi?b$`)

// Chip gives the chip of a spelling: by the crosswalk, by id or alias, then
// without a bracket (the system) and without a trailing memory size.
func (n *Names) Chip(spelling string) (plan.Chip, error) {
	bare, _, _ := strings.Cut(spelling, " (")
	for _, try := range []string{spelling, bare, sizeSuffix.ReplaceAllString(bare, "")} {
		if e, ok := n.entries[fold(try)]; ok {
			return n.cross(e)
		}
		if id, ok := n.byName[fold(try)]; ok {
			return n.byID[id], nil
		}
		if n.Resolve != nil {
			if id, ok := n.Resolve(try); ok {
				if c, ok := n.byID[id]; ok {
					return c, nil
				}
			}
		}
	}
	return plan.Chip{}, evidence.Errorf(evidence.NotFound, "chip %q is in neither the catalogue nor the crosswalk", spelling)
}

// ByID gives a chip of the catalogue.
func (n *Names) ByID(id string) (plan.Chip, bool) { c, ok := n.byID[id]; return c, ok }

func (n *Names) cross(e crossing) (plan.Chip, error) {
	id := e.Chip
	for _, next := range []string{e.Near, e.Like} {
		if id == "" {
			id = next
		}
	}
	c, ok := n.byID[id]
	if !ok || (e.Chip == "" && len(e.Figures) == 0) {
		return c, evidence.Errorf(evidence.NotFound, "chip %q: %s", e.Name, e.Reason)
	}
	if e.Chip == "" {
		c.ID, c.Name, c.Low, c.High = strings.ToLower(e.Name), e.Name, nil, nil
		if e.Like != "" && c.Family != plan.Consumer || strings.HasPrefix(c.ID, "m2") {
			c.Family = plan.Other
		}
	}
	for field, v := range e.Figures {
		switch field {
		case "memory_gb":
			c.Memory = plan.Bytes(v) * plan.GiB
		case "memory_bandwidth_gb_per_s":
			c.MemoryRate = plan.ByteRate(v * plan.Giga)
		case "tdp_w":
			c.Power = plan.Watts(v)
		case "dense_tflops_bf16":
			c.Rates[0] = plan.FLOPRate(v * plan.Tera)
		case "dense_tflops_fp8":
			c.Rates[1] = plan.FLOPRate(v * plan.Tera)
		case "dense_tflops_int8":
			c.Rates[3] = plan.FLOPRate(v * plan.Tera)
		default:
			return c, evidence.Errorf(evidence.Invalid, "crosswalk: %s has an unknown figure %q", e.Name, field)
		}
	}
	return c, nil
}
