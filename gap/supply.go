package gap

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"assay/evidence"
)

//go:embed supply.yaml
var supplyYAML []byte

// Layer is one layer of the supply of a chip.
type Layer string

// The layers, from the drawing of a chip to the software on it.
const (
	LayerDesigner     Layer = "designer"
	LayerFoundry      Layer = "foundry"
	LayerMemory       Layer = "memory"
	LayerInterconnect Layer = "interconnect" // the vendor's own link within a node: that of the designer
	LayerFramework    Layer = "framework"
)

// Layers lists the layers in the order in which pages show them.
func Layers() []Layer {
	return []Layer{LayerDesigner, LayerFoundry, LayerMemory, LayerInterconnect, LayerFramework}
}

// ChipFacts is what the supply layers need of a chip's record.
type ChipFacts struct {
	ID        string
	Name      string
	Foundry   string // as on record, with doubt in words
	Memory    string
	Framework string
	Countries map[Layer]string // ISO codes; two joined by a slash are disputed
}

// SupplySide is one layer of one chip seen from one country.
type SupplySide struct {
	Country string `json:"country,omitempty"` // ISO code; two joined by a slash are disputed
	Side    string `json:"side"`              // domestic, foreign, disputed, unknown
	Text    string `json:"text,omitempty"`    // as on record
}

// SupplyChip is one chip that models of one country are known to run on.
type SupplyChip struct {
	Country string               `json:"country"` // of the developers
	Silicon string               `json:"silicon"` // node of the lattice
	ChipID  string               `json:"chip_id,omitempty"`
	Models  []string             `json:"models"`
	Layers  map[Layer]SupplySide `json:"layers"`
}

// SupplyLayer counts, for one country and one layer, the chips in use by side.
type SupplyLayer struct {
	Country  string `json:"country"`
	Layer    Layer  `json:"layer"`
	Domestic int    `json:"domestic"`
	Foreign  int    `json:"foreign"`
	Disputed int    `json:"disputed"`
	Unknown  int    `json:"unknown"`
	N        int    `json:"n"`
}

// WholeChain is a chip that is domestic at every layer of which anything is
// known, for the countries that have one.
type WholeChain struct {
	Country string   `json:"country"`
	Silicon []string `json:"silicon"` // domestic at every layer
	Nearly  []string `json:"nearly"`  // domestic at every layer that is known; at least one is unknown or disputed
}

// Supplies works out the supply layers for every country whose developers' models
// have a shown silicon with a verdict of their own.
func Supplies(rows []Row, facts map[string]ChipFacts, l Lattice, o Options) ([]SupplyChip, []SupplyLayer, []WholeChain) {
	o = o.withDefaults()
	by := map[[2]string]*SupplyChip{}
	for i := range rows {
		r := &rows[i]
		if r.Kind == "class" || r.Country == "" || (r.Country == o.Of && !o.wants(r.Developer, r.DeveloperID)) {
			continue
		}
		for _, s := range evidence.Stages() {
			c := r.Cells[s]
			if !c.own() || c.Negated || classOf(&c) == "undisclosed" {
				continue
			}
			for _, node := range c.Silicon {
				node = l.Ground(node, r.Country)
				if l.Designer(node) == "" {
					continue // a sort of part, or nothing named
				}
				k := [2]string{r.Country, node}
				if by[k] == nil {
					by[k] = supplyChip(r.Country, node, facts, l)
				}
				by[k].Models = once(by[k].Models, r.ID)
			}
		}
	}
	var chips []SupplyChip
	for _, c := range by {
		chips = append(chips, *c)
	}
	slices.SortFunc(chips, func(a, b SupplyChip) int {
		return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(len(b.Models), len(a.Models)), cmp.Compare(a.Silicon, b.Silicon))
	})
	return chips, supplyLayers(chips), wholeChains(chips)
}

func supplyChip(country, node string, facts map[string]ChipFacts, l Lattice) *SupplyChip {
	c := &SupplyChip{Country: country, Silicon: node, ChipID: l.Chip(node), Layers: map[Layer]SupplySide{}}
	f, known := facts[c.ChipID]
	of := func(layer Layer, fallback, text string) {
		at := fallback
		if known && f.Countries[layer] != "" {
			at = f.Countries[layer]
		}
		c.Layers[layer] = SupplySide{Country: at, Side: sideOf(at, country), Text: text}
	}
	of(LayerDesigner, l.Designer(node), "")
	of(LayerFoundry, l.Foundry(node), f.Foundry)
	of(LayerMemory, l.MemoryMaker(node), f.Memory)
	link := ""
	if c.ChipID != "" {
		link = l.Designer(node)
	}
	of(LayerInterconnect, link, "")
	of(LayerFramework, FrameworkCountry(f.Framework), f.Framework)
	return c
}

// sideOf says on which side of a country's border another lies.
func sideOf(at, country string) string {
	switch {
	case at == "":
		return "unknown"
	case strings.Contains(at, "/"):
		return "disputed"
	case at == country:
		return "domestic"
	}
	return "foreign"
}

func supplyLayers(chips []SupplyChip) []SupplyLayer {
	by := map[string]*SupplyLayer{}
	var out []*SupplyLayer
	for _, c := range chips {
		for _, layer := range Layers() {
			k := c.Country + "/" + string(layer)
			if by[k] == nil {
				by[k] = &SupplyLayer{Country: c.Country, Layer: layer}
				out = append(out, by[k])
			}
			s := by[k]
			s.N++
			switch c.Layers[layer].Side {
			case "domestic":
				s.Domestic++
			case "foreign":
				s.Foreign++
			case "disputed":
				s.Disputed++
			default:
				s.Unknown++
			}
		}
	}
	layers := make([]SupplyLayer, len(out))
	for i, s := range out {
		layers[i] = *s
	}
	return layers
}

func wholeChains(chips []SupplyChip) []WholeChain {
	var out []WholeChain
	for _, c := range chips {
		foreign, open, known := 0, 0, 0
		for _, layer := range Layers() {
			switch c.Layers[layer].Side {
			case "foreign":
				foreign++
			case "domestic":
				known++
			default:
				open++
			}
		}
		if foreign > 0 || known < 2 || c.ChipID == "" {
			continue
		}
		if n := len(out); n == 0 || out[n-1].Country != c.Country {
			out = append(out, WholeChain{Country: c.Country})
		}
		w := &out[len(out)-1]
		if open == 0 {
			w.Silicon = append(w.Silicon, c.Silicon)
		} else {
			w.Nearly = append(w.Nearly, c.Silicon)
		}
	}
	return out
}

type frameworkRow struct {
	Starts  string `yaml:"starts"`
	Country string `yaml:"country"`
}

var readFrameworks = sync.OnceValue(func() []frameworkRow {
	var t struct {
		Frameworks []frameworkRow `yaml:"frameworks"`
	}
	if err := yaml.Unmarshal(supplyYAML, &t); err != nil {
		return nil // the table is embedded; TestSupply_frameworks reads it
	}
	return t.Frameworks
})

// FrameworkCountry is the ISO code of the country of the firm that keeps the
// software stack which a framework text opens with; empty where it is not known.
func FrameworkCountry(framework string) string {
	for _, f := range readFrameworks() {
		if strings.HasPrefix(strings.ToLower(framework), strings.ToLower(f.Starts)) {
			return f.Country
		}
	}
	return ""
}
