package web

import (
	"context"
	"html/template"
	"net/http"
	"strings"

	"assay/evidence"
	"assay/gap"
	"assay/gap/chart"
	"assay/gap/locale"
)

// gapPage is the gap with its charts and tables.
type gapPage struct {
	Report  *gap.Report
	Title   string
	Figures []figure
	Layers  []gap.SupplyLayer
	Whole   []gap.WholeChain
	Weights []gap.StageWeight
	Paper   []gap.Delivered
	Lags    []gap.ModelLag
	Silicon []gap.SiliconLag
	Cite    citation
	Of      string
	Against string
}

// figure is a chart on a page: drawing, table, files, embed.
type figure struct {
	chart.Chart
	Name         string // in addresses
	Found        string // one sentence that says what was found
	Files        []link
	Embed        string
	WideSVG      template.HTML
	NarrowSVG    template.HTML
	SourcesLine  string
	TableVisible bool
}

// gapReport works the gap out for a reading, once.
func (s *site) gapReport(ctx context.Context, rd *reading) (*gap.Report, error) {
	return remember(&s.memo, "gap|"+rd.key+"|"+string(rd.asOf), func() (*gap.Report, error) {
		counted, err := s.claimsWhere(ctx, func(c *evidence.Claim) bool { return c.Reviewed() })
		if err != nil {
			return nil, err
		}
		return gap.Compute(gap.Input{Options: gap.Options{AsOf: rd.asOf}, Catalogue: s.Catalogue, Rows: rd.rows, Claims: counted, Runner: s.Runner})
	})
}

// chartNames are the charts in the order of the gap page, as addresses name them.
var chartNames = []string{"lag", "share", "silicon-bf16", "silicon-memory-bandwidth", "movement", "supply", "disclosure"}

// chartOf draws a chart by its name; false for a name that there is not.
func (s *site) chartOf(l Lang, r *gap.Report, name string) (chart.Chart, bool) {
	ch, ok := drawChart(l, r, name)
	ch.Wide, ch.Narrow = unstyle(ch.Wide), unstyle(ch.Narrow)
	return ch, ok
}

func drawChart(l Lang, r *gap.Report, name string) (chart.Chart, bool) {
	w := locale.For(string(l))
	switch name {
	case "lag":
		return chart.Lag(r, w), true
	case "share":
		return chart.Share(r, eventsToDraw(r.Events), w), true
	case "movement":
		return chart.Movement(r, w), true
	case "supply":
		return chart.Supply(r, r.Of, w), true
	case "disclosure":
		return chart.Disclosure(r, evidence.PreTraining, w), true
	}
	if metric, ok := strings.CutPrefix(name, "silicon-"); ok && r.Metric(metric) != nil {
		return chart.Silicon(r, metric, w), true
	}
	return chart.Chart{}, false
}

// eventsToDraw are the steps of export control that the share chart marks; too
// many would hide the data.
func eventsToDraw(all []gap.Event) []gap.Event {
	var out []gap.Event
	for _, e := range all {
		if e.Kind == "export-control" && e.Date.Precision() == evidence.Day {
			out = append(out, e)
		}
	}
	if len(out) > 5 {
		out = out[len(out)-5:]
	}
	return out
}

// figureOf dresses a chart for a page.
func (s *site) figureOf(l Lang, rd *reading, r *gap.Report, name string) (figure, bool) {
	ch, ok := s.chartOf(l, r, name)
	if !ok {
		return figure{}, false
	}
	base := s.href(l, "/chart/"+name)
	q := ""
	if rd.asOf != rd.today {
		q = "?as-of=" + string(rd.asOf)
	}
	return figure{Chart: ch, Name: name, Found: ch.Desc,
		WideSVG: template.HTML(ch.Wide), NarrowSVG: template.HTML(ch.Narrow), // #nosec: drawn by gap/chart, which escapes words
		Files: []link{{"CSV", base + ".csv" + q}, {"JSON", base + ".json" + q}, {"SVG", base + ".svg" + q}},
		Embed: s.href(l, "/embed/chart/"+name+"/") + q}, true
}

// gap answers the gap page.
func (s *site) gap(w http.ResponseWriter, r *http.Request) {
	l, ctx := langOf(r), r.Context()
	rd, m, err := s.asked(r)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	report, err := s.gapReport(ctx, rd)
	if err != nil {
		s.fail(w, l, err)
		return
	}
	c := s.cats[l]
	p := gapPage{Report: report, Title: report.Headlines[string(l)], Whole: report.WholeChains, Weights: report.StageWeights, Paper: report.Delivered,
		Lags: report.ModelLag, Silicon: report.SiliconLag, Cite: s.citation(l, rd, "/gap/", c.text("gap.title")), Of: report.Of, Against: report.Against}
	for _, name := range chartNames {
		if f, ok := s.figureOf(l, rd, report, name); ok {
			p.Figures = append(p.Figures, f)
		}
	}
	for _, x := range report.SupplyLayers {
		if x.Country == report.Of || x.Country == report.Against {
			p.Layers = append(p.Layers, x)
		}
	}
	s.render(w, "gap", page{Lang: l, Title: c.text("gap.title"), Description: p.Title, Path: "/gap/", Query: r.URL.Query(), Nav: "gap",
		AsOf: rd.asOf, Today: m.AsOf == "", Data: p, NoIndex: len(r.URL.Query()) > 0})
}

// lagBand is the lag above the matrix: models by the newest year, silicon by
// dense BF16. It works out these two alone.
func (s *site) lagBand(rd *reading) *lagView {
	v, _ := remember(&s.memo, "lag|"+rd.key+"|"+string(rd.asOf), func() (*lagView, error) {
		s.measured.Do(func() {
			s.scores, s.chips = gap.ScoresOf(s.Catalogue), gap.ChipsOf(s.Catalogue)
		})
		o := gap.Options{Of: "CN", Against: "US", AsOf: rd.asOf, Compiled: s.Catalogue.Compiled()}
		years := gap.Yearly(gap.ModelLags(s.scores, o))
		if len(years) == 0 {
			return nil, nil
		}
		y := years[len(years)-1]
		v := &lagView{Median: y.Median, Q1: y.Q1, Q3: y.Q3, N: y.N, Year: y.Year}
		for _, b := range gap.SiliconLags(s.chips, nil, o) {
			if b.Metric != "bf16" || b.LagMonths == nil {
				continue
			}
			v.Of, v.Against, v.Lo, v.Hi = b.OfBest, b.AgainstFirstMatch, *b.LagMonths, *b.LagMonths
			if b.Lo != nil && b.Hi != nil {
				v.Lo, v.Hi = *b.Lo, *b.Hi
			}
		}
		return v, nil
	})
	return v
}
