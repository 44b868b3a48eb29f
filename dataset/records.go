package dataset

import (
	"strings"

	"assay/catalogue"
	"assay/evidence"
)

// Models is the table of models, families and classes.
func Models(models []catalogue.Model) Table {
	type m = catalogue.Model
	return table(Table{Name: "models", Title: "Models", Key: "id", Description: "Models, families and classes of the catalogue."},
		models, []column[m]{
			str("id", "", func(r *m) string { return r.ID }),
			str("name", "", func(r *m) string { return r.Name }),
			str("kind", "model, family or class", func(r *m) catalogue.ModelKind { return r.Kind }),
			str("developer", "", func(r *m) string { return r.Developer }),
			str("country", "ISO code", func(r *m) string { return r.Country }),
			str("series", "group by name", func(r *m) string { return r.Series }),
			list("families", "ids of families that list it", func(r *m) []string { return r.Families }),
			list("bases", "ids of models that it was derived from", func(r *m) []string { return r.Bases }),
			list("members", "ids, of a family", func(r *m) []string { return r.Members }),
			date("released", "", func(r *m) evidence.Date { return r.Released }),
			column[m]{Column{Name: "open_weights", Type: Boolean}, func(r *m) any {
				if r.OpenWeights == nil {
					return nil
				}
				return *r.OpenWeights
			}},
			str("architecture", "", func(r *m) string { return r.Architecture }),
			number("params_total_b", "1e9 parameters", "", func(r *m) *float64 { return r.ParamsTotalB }),
			number("params_active_b", "1e9 parameters", "a token", func(r *m) *float64 { return r.ParamsActiveB }),
			number("train_tokens_t", "1e12 tokens", "", func(r *m) *float64 { return r.TrainTokensT }),
			number("train_compute_flop", "FLOP", "whole training", func(r *m) *float64 { return r.TrainComputeFLOP }),
			list("aliases", "", func(r *m) []string { return r.Aliases }),
			str("source_url", "", func(r *m) string { return r.SourceURL }),
		})
}

// Chips is the table of accelerators. Each figure stands with the low and high
// of its sources and its basis.
func Chips(chips []catalogue.Chip) Table {
	type c = catalogue.Chip
	cols := []column[c]{
		str("id", "", func(r *c) string { return r.ID }),
		str("name", "", func(r *c) string { return r.Name }),
		str("silicon", "node of the lattice", func(r *c) string { return r.Node }),
		str("vendor", "", func(r *c) string { return r.Vendor }),
		str("designer_country", "ISO code", func(r *c) string { return r.DesignerCountry }),
		str("foundry", "", func(r *c) string { return r.Foundry }),
		str("foundry_country", "ISO code; two codes: disputed", func(r *c) string { return r.FoundryCountry }),
		date("announced", "", func(r *c) evidence.Date { return r.Announced }),
		date("available", "", func(r *c) evidence.Date { return r.Available }),
		str("memory_type", "", func(r *c) string { return r.MemoryType }),
		str("china_availability", "", func(r *c) string { return r.ChinaAvailability.Status }),
	}
	for _, name := range catalogue.FigureNames() {
		cols = append(cols, figureColumns(name)...)
	}
	cols = append(cols, list("sources", "ids of citations", func(r *c) []string { return r.Sources }), str("note", "", func(r *c) string { return r.Note }))
	return table(Table{Name: "chips", Title: "Accelerators", Key: "id",
		Description: "Figures as published, with their basis and the range over sources. Rates are dense, without sparsity."}, chips, cols)
}

// figureColumns are value, low, high and basis of one figure of a chip.
func figureColumns(name string) []column[catalogue.Chip] {
	type c = catalogue.Chip
	unit, out := units[name], strings.ReplaceAll(name, ".", "_")
	bound := func(hi bool) func(*c) *float64 {
		return func(r *c) *float64 {
			f, ok := r.Figure(name)
			if !ok {
				return nil
			}
			if hi {
				return &f.Hi
			}
			return &f.Lo
		}
	}
	return []column[c]{
		number(out, unit, "", func(r *c) *float64 { f, _ := r.Figure(name); return f.Value }),
		number(out+"_low", unit, "lowest of the sources", bound(false)),
		number(out+"_high", unit, "highest of the sources", bound(true)),
		str(out+"_basis", "", func(r *c) catalogue.Basis { return r.Basis[name] }),
	}
}

var units = map[string]string{
	"dense_tflops.fp64": "TFLOPS", "dense_tflops.tf32": "TFLOPS", "dense_tflops.bf16": "TFLOPS", "dense_tflops.fp16": "TFLOPS",
	"dense_tflops.fp8": "TFLOPS", "dense_tflops.int8": "TOPS", "dense_tflops.fp4": "TFLOPS", "memory_gb": "GB",
	"memory_bandwidth_gb_per_s": "GB/s", "scale_up_bandwidth_gb_per_s": "GB/s", "scale_out_gb_per_s": "GB/s",
	"scale_up_domain": "chips", "tdp_w": "W", "die_count": "dies", "process_nm": "nm",
}

// Sources is the source registry as a table.
func Sources(sources []evidence.Source) Table {
	type s = evidence.Source
	return table(Table{Name: "sources", Title: "Sources", Key: "id", Description: "Who put a text out, and outlets that texts name."},
		sources, []column[s]{
			str("id", "", func(r *s) string { return r.ID }),
			str("name", "", func(r *s) string { return r.Name }),
			str("kind", "", func(r *s) string { return r.Kind }),
			str("owner", "", func(r *s) string { return r.Owner }),
			str("country", "ISO code", func(r *s) string { return r.Country }),
			str("letter", "Admiralty letter A to F", func(r *s) evidence.Letter { return r.Letter }),
			list("aliases", "", func(r *s) []string { return r.Aliases }),
			str("note", "", func(r *s) string { return r.Note }),
		})
}

// Silicon is the lattice as a table.
func Silicon(nodes []catalogue.Node) Table {
	type n = catalogue.Node
	return table(Table{Name: "silicon", Title: "Silicon", Key: "id", Description: "The lattice: origin, vendor, family, chip, variant, system."},
		nodes, []column[n]{
			str("id", "", func(r *n) string { return r.ID }),
			str("name", "", func(r *n) string { return r.Name }),
			str("kind", "", func(r *n) catalogue.NodeKind { return r.Kind }),
			str("parent", "name of the coarser node", func(r *n) string { return r.Parent }),
			str("implies", "of a system: name of the chip inside", func(r *n) string { return r.Implies }),
			str("designer", "ISO code", func(r *n) string { return r.Designer }),
			str("foundry_country", "ISO code; two codes: disputed", func(r *n) string { return r.FoundryCountry }),
			str("memory_country", "ISO code", func(r *n) string { return r.MemoryCountry }),
			list("aliases", "", func(r *n) []string { return r.Aliases }),
		})
}
