package catalogue

import (
	"slices"

	"assay/evidence"
)

// Basis says where a figure comes from, best first.
type Basis string

// The bases of a figure.
const (
	Datasheet       Basis = "datasheet"        // official table, opened or transcribed with its address by a listed source
	VendorStatement Basis = "vendor-statement" // the vendor says so elsewhere
	ThirdParty      Basis = "third-party"      // somebody else says so
	DerivedFigure   Basis = "derived"          // worked out from other figures
	Recalled        Basis = "recalled"         // from memory, no source found; never shown as published
)

// Valid reports whether b is one of the five bases.
func (b Basis) Valid() bool {
	switch b {
	case Datasheet, VendorStatement, ThirdParty, DerivedFigure, Recalled:
		return true
	}
	return false
}

// DenseRates are dense matrix peaks per package as sold, without sparsity, in
// TFLOPS (int8: TOPS). Nil: no source seen.
type DenseRates struct {
	FP64 *float64 `yaml:"fp64" json:"fp64" rule:"positive"`
	TF32 *float64 `yaml:"tf32" json:"tf32" rule:"positive"`
	BF16 *float64 `yaml:"bf16" json:"bf16" rule:"positive"`
	FP16 *float64 `yaml:"fp16" json:"fp16" rule:"positive"`
	FP8  *float64 `yaml:"fp8" json:"fp8" rule:"positive"`
	INT8 *float64 `yaml:"int8" json:"int8" rule:"positive"`
	FP4  *float64 `yaml:"fp4" json:"fp4" rule:"positive"`
}

// Mid is the figure entered where sources differ, and why it was chosen.
type Mid struct {
	Value  float64 `yaml:"value" json:"value"`
	Reason string  `yaml:"reason" json:"reason" rule:"required"`
}

// Disputed is a figure of another source, kept beside the one entered.
type Disputed struct {
	Field   string   `yaml:"field" json:"field" rule:"required"`
	Value   any      `yaml:"value" json:"value"` // a number, or words where the source gives words
	Sources []string `yaml:"sources" json:"sources,omitempty" ref:"citation"`
}

// Market says whether the chip can be had in China.
type Market struct {
	Status string        `yaml:"status" json:"status" rule:"required" oneof:"barred licence discouraged sold not-sold on-sale cloud-first ramping limited internal-only announced unconfirmed paper discontinued"`
	Since  evidence.Date `yaml:"since" json:"since,omitempty"`
	Note   string        `yaml:"note" json:"note,omitempty"`
}

// Price is a price or rent as a source gives it, not adjusted.
type Price struct {
	Kind     string        `yaml:"kind" json:"kind" oneof:"purchase rental"`
	Low      float64       `yaml:"low" json:"low"`
	High     float64       `yaml:"high" json:"high"`
	Currency string        `yaml:"currency" json:"currency"` // ISO code
	Unit     string        `yaml:"unit" json:"unit"`         // card, GPU-hour, ...
	Date     evidence.Date `yaml:"date" json:"date,omitempty"`
	Source   string        `yaml:"source" json:"source,omitempty"` // title, as in the citations
}

// Chip is one record of chips.yaml. Nil figures: no source seen. Ranges, mids
// and bases are keyed by the field's name in the file ("dense_tflops.bf16").
type Chip struct {
	ID              string        `yaml:"id" json:"id" rule:"required,slug" ref:"nodeid"`
	Name            string        `yaml:"name" json:"name" rule:"required"`
	Node            string        `yaml:"-" json:"node"` // name in the lattice
	Vendor          string        `yaml:"vendor" json:"vendor" rule:"required"`
	VendorCountry   string        `yaml:"vendor_country" json:"vendor_country" rule:"country"`
	DesignerCountry string        `yaml:"designer_country" json:"designer_country" rule:"required,country"`
	Foundry         string        `yaml:"foundry" json:"foundry,omitempty"`                                // firm, with doubt in words
	FoundryCountry  string        `yaml:"foundry_country" json:"foundry_country,omitempty" rule:"country"` // two codes: disputed
	ProcessNM       *float64      `yaml:"process_nm" json:"process_nm" rule:"positive"`                    // node as marketed, nm
	HBMVendor       string        `yaml:"hbm_vendor" json:"hbm_vendor,omitempty"`
	Announced       evidence.Date `yaml:"announced" json:"announced,omitempty"`
	Available       evidence.Date `yaml:"available" json:"available,omitempty"`
	Status          string        `yaml:"status" json:"status,omitempty"`
	Counting        string        `yaml:"counting" json:"counting,omitempty"` // what one unit is

	DenseTFLOPS           DenseRates `yaml:"dense_tflops" json:"dense_tflops"`
	MemoryGB              *float64   `yaml:"memory_gb" json:"memory_gb" rule:"positive"` // GB per package, as sold
	MemoryType            string     `yaml:"memory_type" json:"memory_type,omitempty"`
	MemoryBandwidthGBPerS *float64   `yaml:"memory_bandwidth_gb_per_s" json:"memory_bandwidth_gb_per_s" rule:"positive"`     // GB/s per package
	ScaleUpGBPerS         *float64   `yaml:"scale_up_bandwidth_gb_per_s" json:"scale_up_bandwidth_gb_per_s" rule:"positive"` // GB/s per chip, both directions
	ScaleUpDomain         *float64   `yaml:"scale_up_domain" json:"scale_up_domain" rule:"positive"`                         // chips in one domain
	ScaleOutGBPerS        *float64   `yaml:"scale_out_gb_per_s" json:"scale_out_gb_per_s" rule:"positive"`                   // GB/s per chip, one direction
	TDPW                  *float64   `yaml:"tdp_w" json:"tdp_w" rule:"positive"`                                             // W per package
	DieCount              *float64   `yaml:"die_count" json:"die_count" rule:"positive"`

	Confidence string                `yaml:"confidence" json:"confidence,omitempty" oneof:"official-datasheet vendor-statement third-party-estimate"`
	Basis      map[string]Basis      `yaml:"basis" json:"basis,omitempty"`
	Range      map[string][2]float64 `yaml:"range" json:"range,omitempty"` // lowest and highest figure of the sources
	Mid        map[string]Mid        `yaml:"mid" json:"mid,omitempty"`
	Disputed   []Disputed            `yaml:"disputed" json:"disputed,omitempty"`

	Host              string   `yaml:"host" json:"host,omitempty"`
	Framework         string   `yaml:"framework" json:"framework,omitempty"`
	ExportStatus      string   `yaml:"export_status" json:"export_status,omitempty"`
	ChinaAvailability Market   `yaml:"china_availability" json:"china_availability"`
	Price             *Price   `yaml:"price" json:"price,omitempty"`
	Oddities          []string `yaml:"oddities" json:"oddities,omitempty"` // ratios and dates that look odd
	OdditiesExplained string   `yaml:"oddities_explained" json:"oddities_explained,omitempty"`
	Sources           []string `yaml:"sources" json:"sources,omitempty" ref:"citation"`
	Note              string   `yaml:"note" json:"note,omitempty"`
}

// Figure is one figure of a chip or system with its spread. Lo and Hi equal
// Value where sources agree; Value is nil where only a range is known, and then
// Lo and Hi bound it.
type Figure struct {
	Field  string   `json:"field"`
	Value  *float64 `json:"value"`
	Lo     float64  `json:"lo"`
	Hi     float64  `json:"hi"`
	Basis  Basis    `json:"basis,omitempty"`
	Reason string   `json:"reason,omitempty"` // why this value, where sources differ
}

// Disputed reports whether sources differ.
func (f Figure) Disputed() bool { return f.Lo != f.Hi }

// chipFigures maps the name of a figure to where it stands in the record.
var chipFigures = map[string]func(*Chip) *float64{
	"dense_tflops.fp64":           func(c *Chip) *float64 { return c.DenseTFLOPS.FP64 },
	"dense_tflops.tf32":           func(c *Chip) *float64 { return c.DenseTFLOPS.TF32 },
	"dense_tflops.bf16":           func(c *Chip) *float64 { return c.DenseTFLOPS.BF16 },
	"dense_tflops.fp16":           func(c *Chip) *float64 { return c.DenseTFLOPS.FP16 },
	"dense_tflops.fp8":            func(c *Chip) *float64 { return c.DenseTFLOPS.FP8 },
	"dense_tflops.int8":           func(c *Chip) *float64 { return c.DenseTFLOPS.INT8 },
	"dense_tflops.fp4":            func(c *Chip) *float64 { return c.DenseTFLOPS.FP4 },
	"memory_gb":                   func(c *Chip) *float64 { return c.MemoryGB },
	"memory_bandwidth_gb_per_s":   func(c *Chip) *float64 { return c.MemoryBandwidthGBPerS },
	"scale_up_bandwidth_gb_per_s": func(c *Chip) *float64 { return c.ScaleUpGBPerS },
	"scale_up_domain":             func(c *Chip) *float64 { return c.ScaleUpDomain },
	"scale_out_gb_per_s":          func(c *Chip) *float64 { return c.ScaleOutGBPerS },
	"tdp_w":                       func(c *Chip) *float64 { return c.TDPW },
	"die_count":                   func(c *Chip) *float64 { return c.DieCount },
	"process_nm":                  func(c *Chip) *float64 { return c.ProcessNM },
}

// FigureNames lists the names that Figure knows, sorted.
func FigureNames() []string {
	out := make([]string, 0, len(chipFigures))
	for k := range chipFigures {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Figure gives a figure by its name in the file, such as "dense_tflops.bf16",
// with its spread and basis. It is false where neither a value nor a range is
// known.
func (c *Chip) Figure(name string) (Figure, bool) {
	of, ok := chipFigures[name]
	if !ok {
		return Figure{}, false
	}
	return figure(name, of(c), c.Basis, c.Range, c.Mid)
}

func figure(name string, v *float64, basis map[string]Basis, ranges map[string][2]float64, mids map[string]Mid) (Figure, bool) {
	f := Figure{Field: name, Value: v, Basis: basis[name], Reason: mids[name].Reason}
	if v != nil {
		f.Lo, f.Hi = *v, *v
	}
	if r, ok := ranges[name]; ok {
		f.Lo, f.Hi = r[0], r[1]
	} else if v == nil {
		return Figure{}, false
	}
	return f, true
}

// Chips gives every chip in the order of the files, read on first use; read the
// slice only.
func (c *Catalogue) Chips() []Chip { return c.more().chips }

// ChipByID gives the chip of an id.
func (c *Catalogue) ChipByID(id string) (Chip, bool) {
	r := c.more()
	i, ok := r.chipAt[id]
	if !ok {
		return Chip{}, false
	}
	return r.chips[i], true
}

// Chip finds a chip by id or by any spelling of it or of a system that holds it.
func (c *Catalogue) Chip(name string) (Chip, bool) {
	if chip, ok := c.ChipByID(name); ok {
		return chip, true
	}
	node, ok := c.lattice.Resolve(name)
	if !ok {
		return Chip{}, false
	}
	return c.ChipByID(c.lattice.Chip(node))
}

// Citation is one record of citations.yaml: where a figure was read.
type Citation struct {
	ID        string        `yaml:"id" json:"id" rule:"required,slug"`
	Title     string        `yaml:"title" json:"title" rule:"required"`
	Publisher string        `yaml:"publisher" json:"publisher,omitempty"`
	URL       string        `yaml:"url" json:"url,omitempty" rule:"url"`
	Date      evidence.Date `yaml:"date" json:"date,omitempty"`
}

// Citation gives the citation of an id.
func (c *Catalogue) Citation(id string) (Citation, bool) {
	x, ok := c.more().citations[id]
	return x, ok
}
