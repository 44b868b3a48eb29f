package calibrate

import (
	"strings"

	"assay/evidence"
	"assay/plan"
)

// chipRecord is an entry of the chip catalogue, as far as the model reads it.
type chipRecord struct {
	ID              string               `yaml:"id"`
	Name            string               `yaml:"name"`
	DesignerCountry string               `yaml:"designer_country"`
	Host            string               `yaml:"host"`
	Dense           map[string]*float64  `yaml:"dense_tflops"`
	MemoryGB        *float64             `yaml:"memory_gb"`
	MemoryBandwidth *float64             `yaml:"memory_bandwidth_gb_per_s"`
	ScaleUp         *float64             `yaml:"scale_up_bandwidth_gb_per_s"`
	ScaleUpDomain   *float64             `yaml:"scale_up_domain"`
	ScaleOut        *float64             `yaml:"scale_out_gb_per_s"`
	TDP             *float64             `yaml:"tdp_w"`
	Range           map[string][]float64 `yaml:"range"`
}

// ParseChips reads the chip catalogue (a list of entries with dense_tflops,
// memory_gb and so on). A disputed figure gives the chip a low and a high form.
func ParseChips(name string, data []byte) ([]plan.Chip, error) {
	var records []chipRecord
	if err := decode(data, &records); err != nil {
		return nil, evidence.WithKind(evidence.Invalid, err, "%s is not a list of chips", name)
	}
	out := make([]plan.Chip, 0, len(records))
	for i := range records {
		r := &records[i]
		if r.ID == "" {
			return nil, evidence.Errorf(evidence.Invalid, "%s: chip %d has no id", name, i+1)
		}
		c := r.chip(-1)
		if len(r.Range) > 0 {
			low, high := r.chip(0), r.chip(1)
			c.Low, c.High = &low, &high
		}
		out = append(out, c)
	}
	return out, nil
}

// chip takes each figure, or with end 0 or 1 the low or high end of its range.
func (r *chipRecord) chip(end int) plan.Chip {
	pick := func(field string, value *float64) float64 {
		if v := r.Range[field]; end >= 0 && len(v) == 2 {
			return v[end]
		}
		return num(value)
	}
	rate := func(p string) plan.FLOPRate {
		return plan.FLOPRate(pick("dense_tflops."+p, r.Dense[p]) * plan.Tera)
	}
	c := plan.Chip{
		ID: r.ID, Name: r.Name, Country: r.DesignerCountry, Family: plan.FamilyOf(r.ID, r.DesignerCountry),
		Memory:        plan.Bytes(pick("memory_gb", r.MemoryGB)) * plan.GiB,
		MemoryRate:    plan.ByteRate(pick("memory_bandwidth_gb_per_s", r.MemoryBandwidth) * plan.Giga),
		ScaleUp:       plan.ByteRate(pick("scale_up_bandwidth_gb_per_s", r.ScaleUp) * plan.Giga / 2),
		ScaleUpDomain: whole(r.ScaleUpDomain),
		ScaleOut:      plan.ByteRate(pick("scale_out_gb_per_s", r.ScaleOut) * plan.Giga),
		Power:         plan.Watts(pick("tdp_w", r.TDP)),
		HostMemory:    strings.Contains(r.Host, "Grace"),
	}
	c.Rates = [4]plan.FLOPRate{rate("bf16"), rate("fp8"), rate("fp4"), rate("int8")}
	if c.Rates[0] == 0 {
		c.Rates[0] = rate("fp16")
	}
	return c
}
