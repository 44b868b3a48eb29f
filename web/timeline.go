package web

import (
	"net/http"
	"slices"

	"assay/evidence"
	"assay/gap"
)

// timelinePage is events and what models were made on, by time.
type timelinePage struct {
	Share   *figure
	Years   []timelineYear
	Kinds   []facetValue
	N       int
	Kind    string
	Changes []changeLine
}

type timelineYear struct {
	Year   string
	Events []eventLine
}

type eventLine struct {
	Event   gap.Event
	Address string
}

// changeLine is a cell that said something else from a day on.
type changeLine struct {
	On    evidence.Date
	Model string
	ID    string
	Stage evidence.Stage
	View  cellView
}

// timeline answers the page of events and share.
func (s *site) timeline(w http.ResponseWriter, r *http.Request) {
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
	p := timelinePage{Kind: clean(r.URL.Query().Get("kind"))}
	if f, ok := s.figureOf(l, rd, report, "share"); ok {
		p.Share = &f
	}
	counts := map[string]int{}
	for i := len(report.Events) - 1; i >= 0; i-- {
		e := report.Events[i]
		counts[e.Kind]++
		if p.Kind != "" && e.Kind != p.Kind {
			continue
		}
		year := string(e.Date[:min(4, len(e.Date))])
		if len(p.Years) == 0 || p.Years[len(p.Years)-1].Year != year {
			p.Years = append(p.Years, timelineYear{Year: year})
		}
		y := &p.Years[len(p.Years)-1]
		y.Events = append(y.Events, eventLine{e, safeAddress(e.URL)})
		p.N++
	}
	kinds := []string{}
	for k := range counts {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	p.Kinds = append(p.Kinds, facetValue{Label: c.text("filter.all"), Count: len(report.Events), Href: hrefOrHere(search(with(r.URL.Query(), "kind", ""))), Current: p.Kind == ""})
	for _, k := range kinds {
		p.Kinds = append(p.Kinds, facetValue{Label: c.word("eventkind", k), Count: counts[k], Href: search(with(r.URL.Query(), "kind", k)), Current: p.Kind == k})
	}
	p.Changes = s.recentChanges(l, rd, 40)
	s.render(w, "timeline", page{Lang: l, Title: c.text("timeline.title"), Path: "/timeline/", Query: r.URL.Query(), Nav: "timeline", AsOf: rd.asOf, Today: m.AsOf == "",
		Feed: "/feeds/" + string(l) + "/changes.atom", Data: p, NoIndex: len(r.URL.Query()) > 0})
}

func hrefOrHere(q string) string {
	if q == "" {
		return "./"
	}
	return q
}

// recentChanges are the newest days on which cells began to say something else.
func (s *site) recentChanges(l Lang, rd *reading, most int) []changeLine {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	if rd.changes == nil {
		rd.changes = []cellChange{}
		for i := range rd.rows {
			row := &rd.rows[i]
			if !said(row) || row.Kind == "class" {
				continue
			}
			for _, mo := range rd.index.History(row.ID, rd.opts) {
				if mo.On == s.Catalogue.Compiled() {
					continue // undated sources count from this day; nothing happened on it
				}
				if slices.Contains(mo.Fields, "verdict") || slices.Contains(mo.Fields, "silicon") || slices.Contains(mo.Fields, "class") {
					rd.changes = append(rd.changes, cellChange{mo.On, row.ID, mo.Stage})
				}
			}
		}
		slices.SortStableFunc(rd.changes, func(a, b cellChange) int {
			switch {
			case a.on > b.on:
				return -1
			case a.on < b.on:
				return 1
			}
			return 0
		})
	}
	c := s.cats[l]
	var out []changeLine
	for _, ch := range rd.changes[:min(len(rd.changes), most)] {
		then := rd.opts
		then.AsOf = ch.on
		row, ok := rd.index.Model(ch.model, then)
		if !ok {
			continue
		}
		cell := row.Cells[ch.stage]
		out = append(out, changeLine{On: ch.on, Model: row.Model, ID: ch.model, Stage: ch.stage, View: c.view(&cell, ch.model, ch.stage, rd.asOf, "")})
	}
	return out
}

// cellChange is a cell that changed on a day.
type cellChange struct {
	on    evidence.Date
	model string
	stage evidence.Stage
}
