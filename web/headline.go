package web

import (
	"assay/evidence"
	"assay/resolve"
)

// headline is the sentence above the matrix and the shares beside it.
type headline struct {
	Title  string
	Lede   string
	Of     int // models of Chinese developers
	Shares []share
	Lag    *lagView // nil where the gap is not measured
}

// share counts, for one stage, the models of Chinese developers by class.
type share struct {
	Stage                            evidence.Stage
	Domestic, Mixed, Foreign, Silent int
	Contested, Said                  int
}

// lagView is the lag in months of models and silicon, for the band.
type lagView struct {
	Median, Q1, Q3 float64
	N, Year        int
	Of, Against    string
	Lo, Hi         float64
}

// headline works out the figures above the matrix, once for each reading and
// language.
func (s *site) headline(l Lang, rd *reading) *headline {
	h, _ := remember(&s.memo, "head|"+string(l)+"|"+rd.key+"|"+string(rd.asOf), func() (*headline, error) { return s.makeHeadline(l, rd), nil })
	return h
}

func (s *site) makeHeadline(l Lang, rd *reading) *headline {
	c := s.cats[l]
	h := &headline{}
	for _, st := range evidence.Stages() {
		h.Shares = append(h.Shares, s.shareOf(rd, st))
	}
	pre := h.Shares[0]
	h.Of = pre.Domestic + pre.Mixed + pre.Foreign + pre.Contested + pre.Silent
	if h.Of == 0 {
		return nil
	}
	h.Title = c.text("headline.share", "silent", pre.Silent, "of", h.Of)
	h.Lede = c.text("headline.lede", "said", pre.Said, "domestic", pre.Domestic, "foreign", pre.Foreign)
	if n := selfReported(rd, evidence.PreTraining); n == pre.Domestic && n > 0 {
		h.Lede += c.text("headline.own", "n", n)
	}
	h.Lag = s.lagBand(rd)
	return h
}

// own reports whether a cell rests on a statement about this model and stage:
// not inherited from a base or family and not implied by the whole process.
func own(c *resolve.Cell) bool {
	return c.Verdict != "" && c.Verdict != evidence.UnknownWord && c.InheritedFrom == "" && !c.Implied
}

// shareOf counts one stage over the models by Chinese developers about which
// something is said, as the gap does: classes, cells that are inherited or
// implied, and families whose members speak for themselves do not count.
func (s *site) shareOf(rd *reading, st evidence.Stage) share {
	out := share{Stage: st}
	speaks := map[string]bool{} // families of which a member has a cell of its own
	for i := range rd.rows {
		if cell := rd.rows[i].Cells[st]; own(&cell) {
			m, _ := s.Catalogue.Model(rd.rows[i].ID)
			for _, f := range m.Families {
				speaks[f] = true
			}
		}
	}
	for i := range rd.rows {
		row := &rd.rows[i]
		if row.Country != "CN" || row.Kind == "class" || !said(row) {
			continue
		}
		cell := row.Cells[st]
		if row.Kind == "family" && speaks[row.ID] { // its members are counted
			continue
		}
		switch {
		case cell.Verdict == evidence.Contested && own(&cell):
			out.Contested++
		case !own(&cell) || cell.Negated || cell.Verdict == evidence.Rumoured || cell.Verdict == evidence.Withdrawn || cell.Class == evidence.SideUnknown || cell.Class == "":
			out.Silent++
		case cell.Class == evidence.Domestic:
			out.Domestic++
		case cell.Class == evidence.Mixed:
			out.Mixed++
		default:
			out.Foreign++
		}
	}
	out.Said = out.Domestic + out.Mixed + out.Foreign + out.Contested
	return out
}

// selfReported counts the domestic cells of a stage that rest on the word of
// an interested party alone.
func selfReported(rd *reading, st evidence.Stage) int {
	n := 0
	for i := range rd.rows {
		cell := rd.rows[i].Cells[st]
		if rd.rows[i].Country == "CN" && cell.Class == evidence.Domestic && cell.Verdict == evidence.SelfReported && own(&cell) && rd.rows[i].Kind != "class" {
			n++
		}
	}
	return n
}
