package main

import (
	"fmt"
	"strconv"
	"strings"

	"assay/evidence"
	"assay/gap"
)

func modelLagGrid(r *gap.Report) grid {
	g := grid{head: []string{"series", "as of", "latest best", "score", "first match", "lag", "lag at as-of", "n", "usable"}}
	for _, l := range r.ModelLag {
		usable := "yes"
		if !l.Usable {
			usable = "no: " + l.WhyNot
		}
		g.add(l.Series, string(l.AsOf), l.LatestBest, dec(l.Score), l.FirstMatch, dec(l.LagMonths), dec(l.LagNow), strconv.Itoa(l.N), usable)
	}
	return g
}

func bestGrid(r *gap.Report) grid {
	g := grid{head: []string{"series", "model", "developer", "released", "score", "first_match", "first_released", "first_score", "lag_months", "pooled", "id", "first_id"}}
	for _, l := range r.ModelLag {
		for _, b := range l.Bests {
			first := ""
			if b.First != "" {
				first = flt(b.FirstScore)
			}
			g.add(l.Series, b.Model, b.Developer, string(b.Released), flt(b.Score), b.First, string(b.FirstReleased), first, dec(b.LagMonths), yes(l.Pooled), b.ID, b.FirstID)
		}
	}
	return g
}

func yearlyGrid(r *gap.Report) grid {
	g := grid{head: []string{"year", "new bests", "median", "q1", "q3", "min", "max"}}
	for _, y := range r.ModelLagYearly {
		g.add(strconv.Itoa(y.Year), strconv.Itoa(y.N), flt(y.Median), flt(y.Q1), flt(y.Q3), flt(y.Min), flt(y.Max))
	}
	return g
}

func siliconGrid(r *gap.Report, parts bool) grid {
	if parts {
		g := grid{head: []string{"metric", "part", "id", "country", "available", "value", "lo", "hi", "unit", "basis", "source"}}
		for _, l := range r.SiliconLag {
			for _, all := range [][]gap.PartFigure{l.OfAll, l.AgainstAll} {
				for _, p := range all {
					source := ""
					if len(p.Sources) > 0 {
						source = strings.TrimSpace(p.Sources[0].Title + " " + p.Sources[0].URL)
					}
					g.add(l.Metric, p.Name, p.ID, p.Country, string(p.Available), flt(p.Value), flt(p.Lo), flt(p.Hi), l.Unit, p.Basis, source)
				}
			}
		}
		return g
	}
	g := grid{head: []string{"metric", "best", "value", "available", "first match", "value", "available", "lag", "lo", "hi", "months since", "their best / ours"}}
	for _, l := range r.SiliconLag {
		row := []string{l.Metric, l.OfBest, "", "", l.AgainstFirstMatch, "", "", dec(l.LagMonths), dec(l.Lo), dec(l.Hi), dec(l.NowMonths), dec(l.Ratio)}
		if l.Of != nil {
			row[2], row[3] = flt(l.Of.Value)+" "+l.Unit, string(l.Of.Available)
		}
		if l.First != nil {
			row[5], row[6] = flt(l.First.Value), string(l.First.Available)
		}
		g.add(row...)
	}
	return g
}

func shareGrid(r *gap.Report, reporting bool) grid {
	if reporting {
		g := grid{head: []string{"first known in", "stage", "domestic", "mixed", "foreign", "of older models", "median days since release"}}
		for _, p := range r.Reporting {
			g.add(p.Period, string(p.Stage), strconv.Itoa(p.Domestic), strconv.Itoa(p.Mixed), strconv.Itoa(p.Foreign), strconv.Itoa(p.OfOlder), dec(p.DelayDays))
		}
		return g
	}
	g := grid{head: []string{"released in", "stage", "domestic", "mixed", "foreign", "undisclosed", "n", "unsettled", "silent", "adapted", "known at end", "reported later"}}
	for _, s := range r.StageShare {
		if s.N+s.Unsettled+s.Adapted == 0 {
			continue
		}
		g.add(s.Period, string(s.Stage), strconv.Itoa(s.Domestic), strconv.Itoa(s.Mixed), strconv.Itoa(s.Foreign), strconv.Itoa(s.Undisclosed),
			strconv.Itoa(s.N), strconv.Itoa(s.Unsettled), strconv.Itoa(s.Silent), strconv.Itoa(s.Adapted),
			strconv.Itoa(s.AtEnd.Domestic+s.AtEnd.Mixed+s.AtEnd.Foreign+s.AtEnd.Undisclosed),
			strconv.Itoa(s.Later.Domestic+s.Later.Mixed+s.Later.Foreign+s.Later.Undisclosed))
	}
	return g
}

func movementGrid(r *gap.Report) grid {
	g := grid{head: []string{"known in", "used", "failed", "planned", "labs", "new", "so far", "names", "stage not named"}}
	for _, m := range r.Movement {
		g.add(m.Period, strconv.Itoa(m.Used), strconv.Itoa(m.Failed), strconv.Itoa(m.Planned), strconv.Itoa(m.Labs), strconv.Itoa(m.NewLabs),
			strconv.Itoa(m.Total), strings.Join(m.Names, "; "), strconv.Itoa(m.Unspecified))
	}
	return g
}

func supplyGrid(r *gap.Report, layers bool) grid {
	if layers {
		g := grid{head: []string{"developers in", "layer", "domestic", "foreign", "disputed", "unknown", "n"}}
		for _, l := range r.SupplyLayers {
			g.add(l.Country, string(l.Layer), strconv.Itoa(l.Domestic), strconv.Itoa(l.Foreign), strconv.Itoa(l.Disputed), strconv.Itoa(l.Unknown), strconv.Itoa(l.N))
		}
		return g
	}
	g := grid{head: []string{"developers in", "silicon", "models"}}
	for _, l := range gap.Layers() {
		g.head = append(g.head, string(l))
	}
	for _, c := range r.SupplyChips {
		row := []string{c.Country, c.Silicon, strconv.Itoa(len(c.Models))}
		for _, l := range gap.Layers() {
			row = append(row, strings.TrimSpace(c.Layers[l].Side+" "+c.Layers[l].Country))
		}
		g.add(row...)
	}
	return g
}

func costGrid(r *gap.Report, delivered bool) grid {
	if delivered {
		g := grid{head: []string{"stage", "model", "chips", "ours", "theirs", "paper ratio", "delivered ratio", "lo", "hi", "why not"}}
		for _, d := range r.Delivered {
			g.add(string(d.Stage), d.Model, strconv.Itoa(d.Chips), d.OfName, d.AgainstName, dec(d.PaperRatio), dec(d.DeliveredRatio), dec(d.Lo), dec(d.Hi), d.WhyNot)
		}
		return g
	}
	g := grid{head: []string{"model", "stage", "part", "chip hours", "of all", "chip", "source"}}
	for _, w := range r.StageWeights {
		for _, s := range w.Stages {
			g.add(w.Name, string(s.Stage), s.Part, flt(s.ChipHours), flt(s.Share), w.Chip, w.Source.Title+" "+w.Source.URL)
		}
	}
	return g
}

func disclosureGrid(r *gap.Report) grid {
	g := grid{head: []string{"year", "developer", "models", "told"}}
	for _, s := range evidence.Stages() {
		g.head = append(g.head, string(s))
	}
	g.note = "A stage lists known by others / self-reported / weaker / undisclosed."
	for _, d := range r.Disclosure {
		row := []string{strconv.Itoa(d.Year), d.Developer, strconv.Itoa(d.Models), strconv.Itoa(d.AnyTold)}
		for _, s := range evidence.Stages() {
			t := d.Stages[s]
			row = append(row, fmt.Sprintf("%d/%d/%d/%d", t.Known, t.SelfReported, t.Weaker, t.Undisclosed))
		}
		g.add(row...)
	}
	return g
}

// trendGrid lists where each line leads, marked as a projection.
func trendGrid(r *gap.Report) grid {
	g := grid{head: []string{"projection of", "n", "from", "until", "slope a year", "lo", "hi", "in", "would be", "lo", "hi", "may be wrong because"}}
	trends := r.ShareTrends
	if r.LagTrendLong != nil {
		trends = append([]gap.Trend{*r.LagTrendLong}, trends...)
	}
	if r.LagTrend != nil {
		trends = append([]gap.Trend{*r.LagTrend}, trends...)
	}
	for _, t := range trends {
		row := []string{t.Of, strconv.Itoa(t.N), string(t.From), string(t.Until), "", "", "", "", "", "", "", strings.Join(t.WhyWrong, ", ")}
		if n := len(t.Points); n > 0 {
			p := t.Points[n-1]
			row[4], row[5], row[6] = flt(t.SlopePerYear), flt(t.SlopeLo), flt(t.SlopeHi)
			row[7], row[8], row[9], row[10] = string(p.Date), flt(p.Value), flt(p.Lo), flt(p.Hi)
		}
		g.add(row...)
	}
	return g
}

// computeGrid is the share by training compute.
func computeGrid(r *gap.Report) grid {
	g := grid{head: []string{"released in", "stage", "domestic FLOP", "mixed FLOP", "foreign FLOP", "undisclosed FLOP", "models with compute", "without"}}
	for _, s := range r.StageShare {
		c := s.Compute
		if c.N+c.Without == 0 {
			continue
		}
		g.add(s.Period, string(s.Stage), sci(c.Domestic), sci(c.Mixed), sci(c.Foreign), sci(c.Undisclosed), strconv.Itoa(c.N), strconv.Itoa(c.Without))
	}
	return g
}

func sci(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }
