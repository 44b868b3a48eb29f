package extract

import (
	"strings"

	"assay/evidence"
)

// counts gives each silicon mention the number that counts its chips.
func (d *doc) counts(u *unit, out []silicon) {
	if len(out) == 0 {
		return
	}
	u.count()
	used := map[int]bool{}
	for i := range out {
		s := &out[i]
		if n := d.countBefore(u, s, used); n >= 0 {
			s.count = &u.numbers[n]
			used[n] = true
			continue
		}
		if n := d.countBehind(u, s, used); n >= 0 {
			s.count = &u.numbers[n]
			used[n] = true
		}
	}
	d.countAlone(u, out, used)
	d.appositive(u, out)
	d.lent(u, out)
}

func (d *doc) countBefore(u *unit, s *silicon, used map[int]bool) int {
	best := -1
	for n := range u.numbers {
		num := &u.numbers[n]
		if used[n] || num.end > s.Start+4 || num.start >= s.Start && num.end > s.End {
			if num.start >= s.Start && num.end <= s.End && !used[n] && num.counter {
				return n
			}
			continue
		}
		if num.end <= s.Start && fillsCount(u.fold(num.end, s.Start)) && !systemNoun(u, s) {
			best = n
		}
	}
	if best >= 0 {
		return best
	}
	if before := u.fold(max(u.Start, s.Start-4), s.Start); !strings.ContainsAny(before, "x×*") {
		return -1
	}
	if m := reTimes.FindStringSubmatch(u.fold(max(u.Start, s.Start-12), s.Start)); m != nil {
		v := smallNumber(m[1])
		u.numbers = append(u.numbers, number{start: s.Start - 1, end: s.Start, value: v, qual: "eq"})
		return len(u.numbers) - 1
	}
	return -1
}

// systemNoun reports silicon that is counted in servers or racks.
func systemNoun(u *unit, s *silicon) bool {
	tail := u.fold(s.Start, min(u.End, s.End+14))
	if i := strings.IndexByte(tail, '('); i > 0 {
		tail = tail[:i]
	}
	for _, w := range []string{"server", "rack", "node", "pod", "box", "system", "节点", "机柜", "台", "knoten", "wafer", "supernode", "超节点", "instance"} {
		if strings.Contains(tail, w) {
			return true
		}
	}
	return false
}

// countBehind reads "H800 x 8", "昇腾910B 64卡", "Ascend NPUs (8,192)", "1,024 in total".
func (d *doc) countBehind(u *unit, s *silicon, used map[int]bool) int {
	if glued := strings.Contains(u.fold(s.Start, min(u.End, s.End+12)), "卡"); !glued {
	} else if m := reGlued.FindStringSubmatch(u.fold(s.Start, min(u.End, s.End+12))); m != nil {
		v := int64(10000)
		if m[1] == "千" {
			v = 1000
		}
		u.numbers = append(u.numbers, number{start: s.End, end: s.End + 1, value: v, qual: evidence.CountApprox})
		return len(u.numbers) - 1
	}
	tail := u.fold(s.End, min(u.End, s.End+40))
	if m := afterOf(tail); m != nil && !isUnit(tail[strings.Index(tail, m[1])+len(m[1]):]) {
		u.numbers = append(u.numbers, number{start: s.End, end: s.End + 1, value: smallNumber(m[1]), qual: "eq"})
		return len(u.numbers) - 1
	}
	for n := range u.numbers {
		num := &u.numbers[n]
		if used[n] || num.start < s.End || num.start > s.End+120 {
			continue
		}
		gap := strings.TrimSpace(u.fold(s.End, num.start))
		if num.counter && (gap == "" || gap == "单机" || gap == "单节点" || gap == "," || gap == "的" || gap == "共" || gap == ",共") {
			return n
		}
		rest := u.fold(num.end, min(u.End, num.end+12))
		if strings.HasPrefix(strings.TrimSpace(rest), "in total") || strings.HasPrefix(strings.TrimSpace(rest), "altogether") || strings.HasPrefix(strings.TrimSpace(rest), "insgesamt") || strings.HasSuffix(gap, "insgesamt") || strings.HasSuffix(gap, "共计") {
			return n
		}
	}
	return -1
}

// countAlone multiplies nodes by chips where no total is given.
func (d *doc) countAlone(u *unit, out []silicon, used map[int]bool) {
	named := false
	for i := range out {
		named = named || out[i].kind == silNamed && (out[i].count == nil || out[i].count.value <= 72)
	}
	if !named || len(u.numbers) == 0 {
		return
	}
	product, ok := nodesTimes(u.folded.Text)
	if !ok {
		return
	}
	for i := range out {
		s := &out[i]
		if s.kind == silNamed && (s.count == nil || s.count.value <= 72) {
			u.numbers = append(u.numbers, number{start: s.Start, end: s.End, value: product, qual: "eq"})
			s.count = &u.numbers[len(u.numbers)-1]
			return
		}
	}
}

// lent gives the number of a clause that only tells the size ("规模超过一万张卡",
// "more than 10,000 cards in all") to the one silicon of the sentence.
func (d *doc) lent(u *unit, out []silicon) {
	owner := -1
	for i := range out {
		g := &out[i]
		if g.kind != silGeneric && g.kind != silAnaphor {
			if owner = i; g.count != nil {
				owner = -1
			}
			continue
		}
		if owner >= 0 && g.kind == silGeneric && g.count != nil && g.Start-out[owner].End < 90 && containsAny(u.fold(out[owner].End, g.Start), "规模", "共", "总计", "in all", "in total", "a total", "insgesamt", "投入", "用到", "zusammen") {
			out[owner].count, owner = g.count, -1
		}
	}
	last := len(out) - 1
	for i := range out {
		if out[i].count != nil || out[i].kind != silNamed || out[i].node != out[last].node {
			return
		}
	}
	for n := range u.numbers { // "also GH200, laut Paper 6.144 Stück"
		num := &u.numbers[n]
		rest := strings.TrimLeft(u.fold(num.end, min(u.End, num.end+16)), " ")
		if num.start > out[last].End && num.start-out[last].End < 60 && hasWordPrefix(rest, "stück", "davon", "of them", "pieces of", "in all", "all told") {
			for i := range out {
				out[i].count = num
			}
			return
		}
	}
}

// appositive gives the count of "100,000 of them, all H100s" to the chips named.
func (d *doc) appositive(u *unit, out []silicon) {
	for i := 1; i < len(out); i++ {
		gap := strings.TrimSpace(u.fold(out[i-1].End, out[i].Start))
		if out[i].count == nil && out[i-1].count != nil && (gap == ", all" || gap == ", alle" || gap == ",全是" || gap == ",均为" || gap == ", mostly" || gap == ", all of them") {
			out[i].count = out[i-1].count
			out[i-1].why = "named by what follows"
		}
	}
}

// afterOf runs reAfter only where its first sign can follow.
func afterOf(tail string) []string {
	t := strings.TrimLeft(tail, " ")
	if t == "" || !strings.ContainsRune("x×*(gn卡芯（", []rune(t[:min(len(t), 4)])[0]) {
		return nil
	}
	return reAfter.FindStringSubmatch(tail)
}
