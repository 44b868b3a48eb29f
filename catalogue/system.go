package catalogue

import "assay/evidence"

// System is one record of systems.yaml: a server or supernode. Nil figures: no
// source seen. Rates are dense.
type System struct {
	ID             string   `yaml:"id" json:"id" rule:"required,slug" ref:"nodeid"`
	Name           string   `yaml:"name" json:"name" rule:"required"`
	Node           string   `yaml:"-" json:"node"` // name in the lattice
	Vendor         string   `yaml:"vendor" json:"vendor" rule:"required"`
	VendorCountry  string   `yaml:"vendor_country" json:"vendor_country" rule:"country"`
	Chip           string   `yaml:"chip" json:"chip,omitempty" ref:"chip"` // id; empty where the chip is not named
	ChipsPerSystem *float64 `yaml:"chips_per_system" json:"chips_per_system" rule:"positive"`
	ScaleUpDomain  *float64 `yaml:"scale_up_domain" json:"scale_up_domain" rule:"positive"` // chips of the largest single domain

	TotalBF16DensePFLOPS *float64       `yaml:"total_bf16_dense_pflops" json:"total_bf16_dense_pflops" rule:"positive"`   // PFLOPS of the system
	BF16Basis            string         `yaml:"bf16_basis" json:"bf16_basis,omitempty"`                                   // how the total came about, in words
	TotalMemoryGB        *float64       `yaml:"total_memory_gb" json:"total_memory_gb" rule:"positive"`                   // GB of the system
	PowerKW              *float64       `yaml:"power_kw" json:"power_kw" rule:"positive"`                                 // kW of the system
	ScaleUpFabricTBPerS  *float64       `yaml:"scale_up_fabric_tb_per_s" json:"scale_up_fabric_tb_per_s" rule:"positive"` // TB/s of the system, both directions
	OtherTotals          map[string]any `yaml:"other_totals" json:"other_totals,omitempty"`                               // unit in the name; as the source gives them

	Available evidence.Date `yaml:"available" json:"available,omitempty"`
	Status    string        `yaml:"status" json:"status,omitempty"`

	Basis    map[string]Basis      `yaml:"basis" json:"basis,omitempty"`
	Range    map[string][2]float64 `yaml:"range" json:"range,omitempty"` // lowest and highest figure of the sources
	Mid      map[string]Mid        `yaml:"mid" json:"mid,omitempty"`
	Disputed []Disputed            `yaml:"disputed" json:"disputed,omitempty"`

	Oddities          []string `yaml:"oddities" json:"oddities,omitempty"`
	OdditiesExplained string   `yaml:"oddities_explained" json:"oddities_explained,omitempty"`
	Sources           []string `yaml:"sources" json:"sources,omitempty" ref:"citation"`
	Note              string   `yaml:"note" json:"note,omitempty"`
}

var systemFigures = map[string]func(*System) *float64{
	"chips_per_system":         func(s *System) *float64 { return s.ChipsPerSystem },
	"scale_up_domain":          func(s *System) *float64 { return s.ScaleUpDomain },
	"total_bf16_dense_pflops":  func(s *System) *float64 { return s.TotalBF16DensePFLOPS },
	"total_memory_gb":          func(s *System) *float64 { return s.TotalMemoryGB },
	"power_kw":                 func(s *System) *float64 { return s.PowerKW },
	"scale_up_fabric_tb_per_s": func(s *System) *float64 { return s.ScaleUpFabricTBPerS },
}

// Figure gives a figure by its name in the file, such as
// "total_bf16_dense_pflops", with its spread and basis.
func (s *System) Figure(name string) (Figure, bool) {
	of, ok := systemFigures[name]
	if !ok {
		return Figure{}, false
	}
	return figure(name, of(s), s.Basis, s.Range, s.Mid)
}

// Systems gives every server and supernode in the order of the files, read on
// first use; read the slice only.
func (c *Catalogue) Systems() []System { return c.more().systems }

// System finds a system by id or by any spelling of it.
func (c *Catalogue) System(name string) (System, bool) {
	r := c.more()
	i, ok := r.systemAt[name]
	if !ok {
		node, found := c.lattice.Resolve(name)
		if !found {
			return System{}, false
		}
		n, _ := c.lattice.Node(node)
		if i, ok = r.systemAt[n.ID]; !ok {
			return System{}, false
		}
	}
	return r.systems[i], true
}
