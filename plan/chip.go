package plan

import (
	"strings"

	"assay/evidence"
)

// Family groups chips that share fitted constants.
type Family string

// The families. A chip of Other inherits the means of the fitted families.
const (
	Ampere    Family = "ampere"
	Hopper    Family = "hopper"
	Blackwell Family = "blackwell"
	Consumer  Family = "consumer"
	TPU       Family = "tpu"
	Ascend    Family = "ascend"
	Domestic  Family = "domestic" // Chinese designs other than Ascend
	Other     Family = "other"
)

// Valid reports whether f is a family.
func (f Family) Valid() bool {
	switch f {
	case Ampere, Hopper, Blackwell, Consumer, TPU, Ascend, Domestic, Other:
		return true
	}
	return false
}

// FamilyOf gives the family of a chip by its id and its designer's country.
func FamilyOf(id, country string) Family {
	for _, p := range []struct {
		prefix string
		family Family
	}{
		{"nvidia-a100", Ampere}, {"nvidia-a800", Ampere},
		{"nvidia-h", Hopper}, {"nvidia-b", Blackwell}, {"nvidia-gb", Blackwell}, {"nvidia-rubin", Blackwell},
		{"nvidia-rtx", Consumer}, {"nvidia-l", Consumer}, {"apple-", Consumer},
		{"google-tpu", TPU}, {"huawei-ascend", Ascend},
	} {
		if strings.HasPrefix(id, p.prefix) {
			return p.family
		}
	}
	if country == "CN" {
		return Domestic
	}
	return Other
}

// Chip is one package as sold. Rates are dense peaks; a zero is an unknown
// figure. ScaleUp and ScaleOut are one direction.
type Chip struct {
	ID, Name, Country string
	Family            Family
	Rates             [4]FLOPRate // by Precision: bf16, fp8, fp4, int8
	Memory            Bytes
	MemoryRate        ByteRate
	ScaleUp           ByteRate // inside the scale-up domain
	ScaleUpDomain     int      // chips
	ScaleOut          ByteRate // the chip's share of the node's network cards
	Power             Watts    // design power of the package
	HostMemory        bool     // a coherent host memory that activations can be moved to (GB200, GB300)
	Assumed           []string // fields that had no figure and were assumed, with the value
	Low, High         *Chip    // the chip at the low and the high end of disputed figures; nil = undisputed
}

// Rate is the dense peak at a precision; BF16 stands in for a precision that
// the chip lacks (weights are then widened before the product).
func (c *Chip) Rate(p Precision) FLOPRate {
	if r := c.Rates[p.index()]; r > 0 {
		return r
	}
	if p == FP4 && c.Rates[FP8.index()] > 0 {
		return c.Rates[FP8.index()]
	}
	return c.Rates[0]
}

// Check gives an error that names the figure without which the chip cannot be
// judged. Link figures are assumed where absent (see Fill).
func (c *Chip) Check() error {
	switch {
	case c.Rates[0] <= 0:
		return evidence.Errorf(evidence.Unsupported, "chip %s: no dense_tflops.bf16 (or fp16) figure is known, so no time can be given", c.ID)
	case c.Memory <= 0:
		return evidence.Errorf(evidence.Unsupported, "chip %s: no memory_gb figure is known", c.ID)
	case c.MemoryRate <= 0:
		return evidence.Errorf(evidence.Unsupported, "chip %s: no memory_bandwidth_gb_per_s figure is known", c.ID)
	}
	return nil
}

// Fill assumes what a data sheet does not say of the links and the power, and
// notes it: 8 chips a domain, a PCIe 5 link of 64 GB/s, a 200 Gb/s card, 400 W.
func (c *Chip) Fill() {
	assume := func(field string, missing bool, set func()) {
		if missing {
			set()
			c.Assumed = append(c.Assumed, field)
		}
	}
	assume("scale_up_domain 8", c.ScaleUpDomain <= 0, func() { c.ScaleUpDomain = 8 })
	assume("scale_up_bandwidth_gb_per_s 64", c.ScaleUp <= 0, func() { c.ScaleUp = 32 * Giga })
	assume("scale_out_gb_per_s 25", c.ScaleOut <= 0, func() { c.ScaleOut = 25 * Giga })
	assume("tdp_w 400", c.Power <= 0, func() { c.Power = 400 })
}

// Cluster is a number of one chip.
type Cluster struct {
	Chip  Chip
	Chips int
}

func (c *Cluster) check() error {
	if c.Chips < 1 {
		return evidence.Errorf(evidence.Invalid, "chips is %d; it must be at least 1", c.Chips)
	}
	if c.Chips > 1<<24 {
		return evidence.Errorf(evidence.Invalid, "chips is %d; more than any cluster has", c.Chips)
	}
	return nil
}

// powerFactor is how a chip's sustained matrix rate stands to its family's: big
// products are limited by power, so a package with more watts a peak TFLOP/s
// sustains more of its peak (GB300 against GB200: equal data-sheet rates, 1.2
// times the speed in the rows). Clamped, because other limits take over.
func (c *Chip) powerFactor() float64 {
	reference := map[Family]float64{Ampere: 1.28, Hopper: 0.708, Blackwell: 0.5}[c.Family]
	if reference == 0 || c.Power == 0 {
		return 1
	}
	return clamp(float64(c.Power)/(float64(c.Rates[0])/Tera)/reference, 0.85, 1.15)
}

// VendorOf names a chip's maker from its id, in lower case.
func VendorOf(c *Chip) string {
	vendor, _, _ := strings.Cut(strings.ToLower(c.ID), "-")
	switch {
	case strings.HasPrefix(vendor, "a100"), strings.HasPrefix(vendor, "h100"), strings.HasPrefix(vendor, "rtx"):
		return "nvidia"
	case vendor == "m2":
		return "apple"
	}
	return vendor
}

// Calibrated reports whether rows of a family at a precision were fitted.
func Calibrated(f Family, p Precision, c *Constants) bool {
	_, fitted := c.gemm(f, p)
	return fitted
}

// Served is the precision in which a chip serves what was asked at p, and
// Trained the one in which it trains: an 8-bit run falls back to INT8 (serving
// alone) or 16 bit, a 4-bit one to 8 bit.
func (c *Chip) Served(p Precision) Precision {
	if p == FP4 && c.Rates[FP4.index()] == 0 {
		p = FP8
	}
	if p == FP8 && c.Rates[FP8.index()] == 0 {
		p = INT8
	}
	if p == INT8 && c.Rates[INT8.index()] == 0 {
		return BF16
	}
	return p
}

// Trained is the precision in which a chip trains a run asked at p.
func (c *Chip) Trained(p Precision) Precision {
	if p == FP4 && c.Rates[FP4.index()] == 0 {
		p = FP8
	}
	if p == INT8 || c.Rates[p.index()] == 0 {
		return BF16
	}
	return p
}
