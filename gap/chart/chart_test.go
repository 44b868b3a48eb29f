package chart

import (
	"encoding/csv"
	"encoding/xml"
	"html"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"assay/catalogue"
	"assay/evidence"
	"assay/gap"
	"assay/gap/locale"
	"assay/origin"
	"assay/resolve"
)

func report(t testing.TB, asOf evidence.Date) *gap.Report {
	t.Helper()
	c, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	claims := c.Claims()
	rows := resolve.Matrix(resolve.Input{Catalogue: c, Claims: claims, Origins: origin.Cluster(origin.Input{Catalogue: c, Claims: claims}),
		Options: resolve.Options{AsOf: asOf}})
	r, err := gap.Compute(gap.Input{Options: gap.Options{AsOf: asOf}, Catalogue: c, Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// all draws every chart of a report.
func all(r *gap.Report, w *locale.Words) []Chart {
	out := []Chart{Lag(r, w), Trend(r, w), Share(r, r.Events, w), Movement(r, w), Disclosure(r, evidence.TrainingUnspecified, w),
		Supply(r, "CN", w), Supply(r, "US", w), Calibration([]Bin{{Lo: .01, Hi: .05}, {Lo: .8, Hi: .95, Mean: .9, Yes: 3, N: 4}}, w)}
	for _, m := range gap.Metrics() {
		out = append(out, Silicon(r, m.Key, w))
	}
	return out
}

var written = regexp.MustCompile(`<text x="([^"]*)"[^>]*text-anchor="([^"]*)">([^<]*)</text>`)

var notNumber = regexp.MustCompile(`[" MLz](NaN|[+-]?Inf)[" MLz]`)

var coordinate = regexp.MustCompile(` (?:x|y|cx|cy|width|height|r)="([^"]*)"`)

// TestCharts_wellFormed: each drawing at each size, in each language and on
// several dates is XML with a title and a description, holds no NaN, keeps to
// its width, and has a table that is CSV.
func TestCharts_wellFormed(t *testing.T) {
	for _, asOf := range []evidence.Date{"2020-01-01", "2024-06-30", "2026-11-24"} {
		r := report(t, asOf)
		for _, lang := range locale.Langs() {
			for _, c := range all(r, locale.For(lang)) {
				for size, svg := range map[string]string{"wide": c.Wide, "narrow": c.Narrow} {
					check(t, string(asOf)+" "+lang+" "+c.ID+" "+size, svg, map[string]float64{"wide": 960, "narrow": 358}[size])
				}
				if asOf == "2026-11-24" && len(c.Table.Rows) == 0 {
					t.Errorf("%s %s: no table", lang, c.ID)
				}
				rows, err := csv.NewReader(strings.NewReader(c.Table.CSV())).ReadAll()
				if err != nil || (len(c.Table.Head) > 0 && len(rows) != len(c.Table.Rows)+1) {
					t.Errorf("%s %s: CSV of %d rows, %v", lang, c.ID, len(rows), err)
				}
			}
		}
	}
}

func check(t *testing.T, name, svg string, width float64) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(Standalone(svg)))
	var path []string
	seen := map[string]bool{}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if s, ok := tok.(xml.StartElement); ok {
			path = append(path, s.Name.Local)
			seen[s.Name.Local] = true
		}
	}
	if len(path) == 0 || path[0] != "svg" || !seen["title"] || !seen["desc"] {
		t.Errorf("%s: no title or description", name)
	}
	if strings.Contains(svg, "style=") {
		t.Errorf("%s: an inline style, which a strict policy refuses", name)
	}
	if notNumber.MatchString(svg) {
		t.Errorf("%s: a coordinate is no number", name)
	}
	for _, m := range written.FindAllStringSubmatch(svg, -1) {
		x, err := strconv.ParseFloat(m[1], 64)
		w := textWidth(html.UnescapeString(m[3]), 12)
		left, right := x, x+w
		switch m[2] {
		case "end":
			left, right = x-w, x
		case "middle":
			left, right = x-w/2, x+w/2
		}
		if err != nil || left < -6 || right > width+6 {
			t.Errorf("%s: %q reaches from %.0f to %.0f of %.0f", name, m[3], left, right, width)
		}
	}
	for _, m := range coordinate.FindAllStringSubmatch(svg, -1) {
		v, err := strconv.ParseFloat(m[1], 64)
		if err != nil || v < -40 || v > width+600 {
			t.Errorf("%s: coordinate %s", name, m[0])
		}
	}
}

// TestCharts_noKeys: no text key shows instead of its words.
func TestCharts_noKeys(t *testing.T) {
	r := report(t, "2026-11-24")
	key := regexp.MustCompile(`>(?:chart|col|class|move|tell|layer|metric|unit|basis|stage)\.[a-z.-]+<|\{[a-z0-9]+\}`)
	for _, lang := range locale.Langs() {
		for _, c := range all(r, locale.For(lang)) {
			text := c.Wide + c.Narrow + ">" + c.Title + "<>" + c.Desc + "<>" + strings.Join(c.Notes, "<>") + "<>" + strings.Join(c.Table.Head, "<>") + "<"
			if k := key.FindString(text); k != "" {
				t.Errorf("%s %s: %s", lang, c.ID, k)
			}
		}
	}
}

// TestCharts_hostileNames: names of records never become markup.
func TestCharts_hostileNames(t *testing.T) {
	evil := `</svg><script>alert(1)</script>"&'`
	lag := 3.0
	best := gap.BestLag{Model: evil, ID: evil, Released: "2025-01-01", LagMonths: &lag}
	part := gap.PartFigure{ID: "a", Name: evil, Country: "CN", Available: "2025-01-01", Value: 5, Lo: 4, Hi: 6}
	other := gap.PartFigure{ID: "b", Name: evil, Country: "US", Available: "2024-01-01", Value: 7, Lo: 7, Hi: 7}
	r := &gap.Report{Of: "CN", Against: "US", AsOf: "2026-01-01",
		ModelLag:   []gap.ModelLag{{Series: evil, Pooled: true, Index: "eci", Bests: []gap.BestLag{best}}},
		SiliconLag: []gap.SiliconLag{{Metric: "bf16", Kind: "chip", Log: true, Unit: "TFLOPS", Of: &part, OfBest: evil, OfAll: []gap.PartFigure{part}, OfFrontier: []gap.PartFigure{part}, AgainstAll: []gap.PartFigure{other}, AgainstFrontier: []gap.PartFigure{other}}},
		Movement:   []gap.Movement{{Period: "2025-H1", Moves: []gap.LabMove{{Lab: evil, Relation: evidence.Used}}}},
		StageShare: []gap.StageShare{{Period: "2025-H1", Stage: evidence.PreTraining, N: 1, Models: []gap.ShareModel{{Model: evil, Class: "domestic"}}}},
	}
	w := locale.For("en")
	events := []gap.Event{{Date: "2025-02-01", Title: evil, Kind: "export-control"}}
	for _, c := range []Chart{Lag(r, w), Silicon(r, "bf16", w), Movement(r, w), Share(r, events, w)} {
		for _, svg := range []string{c.Wide, c.Narrow} {
			if strings.Contains(svg, "<script") || strings.Count(svg, "</svg>") != 1 {
				t.Errorf("%s: a name became markup", c.ID)
			}
			check(t, c.ID, svg, 960)
		}
	}
}

// TestTable_CSV keeps a spreadsheet from taking a cell for a formula.
func TestTable_CSV(t *testing.T) {
	tab := Table{Head: []string{"a", "b"}, Rows: [][]string{{"=1+1", "x, \"y\""}, {"-2", "@z"}}}
	want := "a,b\n'=1+1,\"x, \"\"y\"\"\"\n-2,'@z\n"
	if got := tab.CSV(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestDump writes the drawings where ASSAY_CHARTS says, for a look at them.
func TestDump(t *testing.T) {
	dir := os.Getenv("ASSAY_CHARTS")
	if dir == "" {
		t.Skip("ASSAY_CHARTS is not set")
	}
	r := report(t, "2026-11-24")
	for _, lang := range locale.Langs() {
		for _, c := range all(r, locale.For(lang)) {
			for size, svg := range map[string]string{"w": c.Wide, "n": c.Narrow} {
				if err := os.WriteFile(dir+"/"+lang+"-"+c.ID+"-"+size+".svg", []byte(Standalone(svg)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
