package gap

import (
	"math"
	"slices"
	"strconv"

	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

// ScoresOf turns the catalogue's scores into rows with developer and country. A
// row's id is its place in the file. Rows of models without a record are left
// out (the lint names them).
func ScoresOf(c *catalogue.Catalogue) []Score {
	scores := c.Scores()
	out := make([]Score, 0, len(scores))
	for i, s := range scores {
		m, ok := c.Model(s.Model)
		if !ok {
			continue
		}
		out = append(out, Score{
			ID: "scores.csv:" + strconv.Itoa(i+2), Model: m.Name, ModelID: m.ID,
			Developer: m.Developer, DeveloperID: m.DeveloperID, Country: m.Country,
			Released: s.Released, Benchmark: s.Benchmark, Value: s.Score, Variant: s.Variant,
			ReportedBy: s.ReportedBy, Source: s.SourceTitle, SourceDate: s.SourceDate,
		})
	}
	return out
}

// ChipsOf turns the catalogue's chips into parts.
func ChipsOf(c *catalogue.Catalogue) []Part {
	chips := c.Chips()
	out := make([]Part, len(chips))
	for i := range chips {
		x := &chips[i]
		out[i] = Part{ID: x.ID, Name: x.Name, Vendor: x.Vendor, Country: x.DesignerCountry, Available: x.Available,
			Status: x.Status, State: x.ChinaAvailability.Status, Memory: x.MemoryType,
			Figures: figuresOf(catalogue.FigureNames(), x.Figure), Sources: sourcesOf(c, x.Sources)}
		if x.DesignerCountry != "CN" {
			out[i].State = "" // the state on the Chinese market says nothing of a foreign part's delivery
		}
	}
	return out
}

// SystemsOf turns the catalogue's servers and supernodes into parts, of the
// country of their vendor.
func SystemsOf(c *catalogue.Catalogue) []Part {
	systems := c.Systems()
	out := make([]Part, len(systems))
	names := []string{"scale_up_domain", "total_bf16_dense_pflops", "total_memory_gb", "power_kw"}
	for i := range systems {
		x := &systems[i]
		out[i] = Part{ID: x.ID, Name: x.Name, Vendor: x.Vendor, Country: x.VendorCountry, Available: x.Available,
			Status: x.Status, Figures: figuresOf(names, x.Figure), Sources: sourcesOf(c, x.Sources)}
	}
	return out
}

func figuresOf(names []string, figure func(string) (catalogue.Figure, bool)) map[string]Figure {
	out := map[string]Figure{}
	for _, n := range names {
		f, ok := figure(n)
		if !ok {
			continue
		}
		v := math.NaN()
		if f.Value != nil {
			v = *f.Value
		}
		out[n] = Figure{Value: v, Lo: f.Lo, Hi: f.Hi, Basis: string(f.Basis)}
	}
	return out
}

func sourcesOf(c *catalogue.Catalogue, ids []string) []Source {
	var out []Source
	for _, id := range ids {
		if x, ok := c.Citation(id); ok {
			out = append(out, Source{Title: x.Title, Publisher: x.Publisher, URL: x.URL, Date: x.Date})
		}
	}
	return out
}

// FactsOf gives what the supply layers need of each chip, by its id.
func FactsOf(c *catalogue.Catalogue) map[string]ChipFacts {
	out := map[string]ChipFacts{}
	for _, x := range c.Chips() {
		memory := x.HBMVendor
		if memory == "" {
			memory = x.MemoryType
		}
		out[x.ID] = ChipFacts{ID: x.ID, Name: x.Name, Foundry: x.Foundry, Memory: memory, Framework: x.Framework,
			Countries: map[Layer]string{LayerDesigner: x.DesignerCountry, LayerFoundry: x.FoundryCountry}}
	}
	return out
}

// RowsOf turns rows of the matrix into the rows that share, supply and
// disclosure count. Models of the catalogue that have no row, since nothing is
// said of them, get an empty one: not known is a result too.
func RowsOf(rows []resolve.Row, c *catalogue.Catalogue) []Row {
	out := make([]Row, len(rows))
	have := make(map[string]bool, len(rows))
	for i := range rows {
		have[rows[i].ID] = true
		r := &rows[i]
		m, _ := c.Model(r.ID)
		row := Row{ID: r.ID, Model: r.Model, Kind: r.Kind, Families: m.Families, Developer: r.Developer,
			DeveloperID: m.DeveloperID, Country: r.Country, Released: r.Released, ComputeFLOP: m.TrainComputeFLOP,
			Cells: make(map[evidence.Stage]Cell, len(r.Cells))}
		for s, x := range r.Cells {
			silicon := x.Silicon
			if len(x.Shown) > 0 {
				silicon = x.Shown
			}
			row.Cells[s] = Cell{Verdict: x.Verdict, Class: x.Class, Silicon: silicon, ReadyOn: x.ReadyOn, Planned: x.Planned,
				Inherited: x.InheritedFrom != "", Implied: x.Implied, Negated: x.Negated, Since: x.Since, Newest: x.Newest,
				Claims: slices.Clone(x.Claims)}
		}
		out[i] = row
	}
	for _, m := range c.Models() {
		if !have[m.ID] && m.Kind == catalogue.KindModel {
			out = append(out, Row{ID: m.ID, Model: m.Name, Kind: string(m.Kind), Families: m.Families, Developer: m.Developer,
				DeveloperID: m.DeveloperID, Country: m.Country, Released: m.Released, ComputeFLOP: m.TrainComputeFLOP})
		}
	}
	return out
}

// Event is one dated step of policy or capacity, for the axis of the timeline.
type Event struct {
	ID           string        `json:"id"`
	Date         evidence.Date `json:"date"`
	Title        string        `json:"title"`
	Kind         string        `json:"kind"`
	Jurisdiction string        `json:"jurisdiction,omitempty"`
	URL          string        `json:"url,omitempty"`
	Note         string        `json:"note,omitempty"`
}

// EventsOf gives the catalogue's events known at the date, oldest first.
func EventsOf(c *catalogue.Catalogue, o Options) []Event {
	o = o.withDefaults()
	var out []Event
	for _, e := range c.Events() {
		if o.known(e.Date) {
			out = append(out, Event{ID: e.ID, Date: e.Date, Title: e.Title, Kind: e.Kind, Jurisdiction: e.Jurisdiction, URL: e.SourceURL, Note: e.Note})
		}
	}
	slices.SortStableFunc(out, func(a, b Event) int { return a.Date.Last().Time().Compare(b.Date.Last().Time()) })
	return out
}
