package web

import (
	"assay/evidence"
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
		h.Shares = append(h.Shares, shareOf(rd, st))
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

// shareOf counts one stage over the models by Chinese developers about which
// something is said.
func shareOf(rd *reading, st evidence.Stage) share {
	out := share{Stage: st}
	for i := range rd.rows {
		row := &rd.rows[i]
		if row.Country != "CN" || !said(row) {
			continue
		}
		cell := row.Cells[st]
		switch {
		case cell.Verdict == evidence.Contested:
			out.Contested++
		case cell.Negated || cell.Implied || cell.Class == evidence.SideUnknown || cell.Class == "":
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
		if rd.rows[i].Country == "CN" && cell.Class == evidence.Domestic && cell.Verdict == evidence.SelfReported && !cell.Implied {
			n++
		}
	}
	return n
}
