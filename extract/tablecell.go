package extract

import (
	"strings"

	"assay/evidence"
	"assay/text"
)

func within(a, b text.Span) bool { return a.Start >= b.Start && a.End <= b.End }

// cellCount reads the number of cards from a cell whose silicon stands in the
// header or at the side: "adapted (8 cards)", 已适配(32卡).
func cellCount(cell *unit) *number {
	if len(cell.text) > 80 {
		return nil
	}
	cell.count()
	for i := range cell.numbers {
		n := &cell.numbers[i]
		rest := strings.TrimLeft(cell.fold(n.end, min(cell.End, n.end+16)), " -x×")
		if n.counter || hasWordPrefix(rest, "card", "gpu", "npu", "chip", "accelerator", "卡", "karte", "张") {
			return n
		}
	}
	return nil
}

func hasWordPrefix(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// columnCount reads a column that counts the cards of its row: "Cards", "# GPUs",
// 卡数, "Karten".
func (d *doc) columnCount(u *unit, g *grid, r *text.Row, s *silicon) {
	if s.count != nil {
		return
	}
	for i, c := range r.Cells {
		h := strings.Trim(g.column(i).text, "* ()")
		if !countsCards(h) || len(g.column(i).sils) > 0 {
			continue
		}
		v := smallNumber(strings.Trim(strings.NewReplacer(",", "", ".", "", " ", "", "x", "", "×", "", "卡", "", "张", "", "cards", "", "gpus", "").Replace(u.fold(c.Start, c.End)), "* "))
		if v > 0 && v < 1e7 {
			s.count = &number{start: c.Start, end: c.End, value: v, qual: evidence.CountEqual}
			return
		}
	}
}

// countsCards reports a header that counts accelerators.
func countsCards(h string) bool {
	switch h {
	case "cards", "gpus", "npus", "chips", "accelerators", "count", "卡数", "数量", "卡数量", "张数", "加速卡数", "karten", "anzahl", "gpu count", "number of gpus", "num gpus", "no. of gpus", "gpu数", "gpu 数量", "gpu数量", "npu数", "devices", "number of cards", "number of npus", "number of chips", "anzahl gpus", "anzahl karten", "card count", "npu count", "# gpus", "#gpus", "# cards", "#cards", "qty", "quantity", "min gpus", "min. gpus", "minimum gpus", "芯片数", "芯片数量":
		return true
	}
	return false
}

// rowPlanned reports a cell that says the row's pairing is still to come. A cell
// of its own speaks for itself, a status column for its row.
func (d *doc) rowPlanned(u *unit, g *grid, r *text.Row, cell *unit) bool {
	if toCome(u.fold(cell.Start, cell.End)) {
		return true
	}
	for i, c := range r.Cells {
		if len(g.column(i).sils) > 0 || len(g.column(i).models) > 0 || c.Start == cell.Start {
			continue
		}
		if toCome(u.fold(c.Start, c.End)) {
			return true
		}
	}
	return false
}

// toCome reports the words of a short cell for something still to come.
func toCome(s string) bool {
	s = strings.Trim(s, "* ()_")
	if len(s) > 48 {
		return false
	}
	return hasWordPrefix(s, "planned", "coming", "upcoming", "on the roadmap", "roadmap", "in preparation", "计划中", "规划中", "计划", "即将", "待适配", "适配中", "开发中", "geplant", "in planung", "in vorbereitung", "in arbeit", "folgt", "in progress", "scheduled", "work in progress")
}
