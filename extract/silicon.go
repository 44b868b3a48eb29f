package extract

import (
	"strings"
	"unicode/utf8"

	"assay/catalogue"
	"assay/text"
)

// silKind is how a text speaks of silicon.
type silKind uint8

const (
	silNamed   silKind = iota // a family, chip, variant or system by name
	silVendor                 // a vendor's chips without a name
	silOrigin                 // domestic or foreign chips without a vendor
	silGeneric                // GPUs, chips
	silAnaphor                // them, the cluster
	silHidden                 // what it was trained on is not told
)

// silicon is one mention of silicon in a unit.
type silicon struct {
	text.Span
	kind   silKind
	node   string
	origin class // silOrigin: which adjective
	count  *number
	group  int
	back   bool // found by a reference back
	other  bool // a chip of its own that the lattice has only a coarser node for
	st     *stageMention
	why    string // why it carries no claim; empty while it may
}

// maxSilicon bounds the silicon of one sentence or cell; more is no sentence.
const maxSilicon = 24

// silicons finds the silicon of a unit, vendors and counts merged in, in order.
func (d *doc) silicons(u *unit) []silicon {
	var out []silicon
	for i := 0; i < len(u.ms); i++ {
		m := &u.ms[i]
		s := silicon{Span: m.span()}
		switch {
		case m.kind == kSil:
			s.node = d.r.g.housed(m.name)
			s.other = len(m.entries) > 0 && m.entries[0].coarse
			s.End = d.eatNoun(u, i, s.End)
		case m.kind == kOrg && m.org.node != "":
			if !d.vendorSilicon(u, i, &s) {
				continue
			}
		case m.has(cChipDomestic), m.has(cChipChinese), m.has(cChipUS), m.has(cChipForeign):
			if !d.originSilicon(u, i, &s) {
				continue
			}
		case m.has(cChipAnaphor), m.has(cCorefModel) && onIt(u, m, u.fold(m.start, m.end)):
			s.kind = silAnaphor
		case m.has(cChipNoun) && i+1 < len(u.ms) && u.ms[i+1].has(cChipFrom) && isGlue(u.fold(m.end, u.ms[i+1].start)):
			s.kind, s.End, s.origin = silOrigin, u.ms[i+1].end, fromWhere(u.fold(u.ms[i+1].start, u.ms[i+1].end))
		case m.has(cChipNoun):
			s.kind = silGeneric
			s.node = catalogue.Unspecified
			if m.has(cChipGPU) {
				s.node = catalogue.GPUUnspecified
			}
		default:
			continue
		}
		if len(out) >= maxSilicon {
			break
		}
		if n := len(out); n > 0 && d.merge(u, &out[n-1], &s) {
			continue
		}
		out = append(out, s)
	}
	out = d.refine(u, out)
	d.inside(u, out)
	d.counts(u, out)
	group(u, out)
	return out
}

// eatNoun takes a chip noun that follows a name into the mention: "Ascend
// 910C chips".
func (d *doc) eatNoun(u *unit, i, end int) int {
	if i+1 < len(u.ms) && u.ms[i+1].has(cChipNoun) && isGlue(u.fold(end, u.ms[i+1].start)) {
		return u.ms[i+1].end
	}
	return end
}

// isGlue reports a gap of nothing but a space, a hyphen, a plural or a genitive.
func isGlue(gap string) bool {
	switch strings.TrimSpace(gap) {
	case "", "-", "'s", "s", "s'", "'", "的", "ai", "s ai", "-ki", "'s own", "'s ai", "®", "™", "系列", "自研", "自研的", "s eigene", "s eigenen", "s ki", "系", "产":
		return true
	}
	return false
}

// vendorSilicon decides whether a vendor's name speaks of its silicon: in front
// of a chip noun, or behind a preposition of place.
func (d *doc) vendorSilicon(u *unit, i int, s *silicon) bool {
	m := &u.ms[i]
	s.kind, s.node = silVendor, vendorNode(m.org.node)
	if i+1 < len(u.ms) {
		next := &u.ms[i+1]
		gap := u.fold(m.end, next.start)
		if next.kind == kSil && len(gap) < 30 && fillsVendor(gap) {
			return true // merged with the chip that follows
		}
		if next.has(cChipNoun) && (isGlue(gap) || len(gap) < 25 && fillsVendor(gap)) {
			s.End = next.end
			return true
		}
		if (next.has(cChipDomestic) || next.has(cChipChinese)) && isGlue(gap) && i+2 < len(u.ms) && u.ms[i+2].has(cChipNoun) {
			s.End = u.ms[i+2].end
			return true
		}
	}
	if i > 0 && u.ms[i-1].has(cChipNoun) { // "24.000 Chips von Nvidia"
		switch strings.TrimSpace(u.fold(u.ms[i-1].end, m.start)) {
		case "von", "from", "made by", "by", "des herstellers":
			s.Start = u.ms[i-1].start
			return true
		}
	}
	before := strings.TrimRight(u.fold(max(u.Start, m.start-24), m.start), " ")
	after := strings.TrimLeft(u.fold(m.end, min(u.End, m.end+24)), " ")
	if speaks(u, i) || strings.HasSuffix(before, "according to") || strings.HasSuffix(before, "laut") || strings.HasSuffix(before, "据") {
		return false
	}
	if p := i - 1; p >= 0 && d.strongVendor(m.org) && (u.ms[p].kind == kSil || u.ms[p].has(cChipNoun)) && connects(u.fold(u.ms[p].end, m.start)) {
		return true
	}
	for _, p := range []string{" on", " onto", " auf", " mit", " with", " to", "用", "在", " from", "基于", "零", " zero", " no", " without", " ohne", " instead of", " than", "不靠", "以", "换", "改用", "用的是", " von", " using", " uses", " use", " nutzt", " over", " across", " for", " zu", " bei", "依赖", "采用", "使用", "依托", "选用", "依靠", "选择", "statt", "而非", "不用", " weiterhin", " nutzt", " nutzte", " uses", " used", " chose", " choosing", " keeps"} {
		if strings.HasSuffix(" "+before, p) && d.strongVendor(m.org) {
			return true
		}
	}
	if strings.HasPrefix(after, "'s for") || strings.HasPrefix(after, "'s to") || strings.HasPrefix(after, "'s.") || strings.HasPrefix(after, "'s,") || after == "'s" {
		return true
	}
	if d.strongVendor(m.org) && !d.strongMaker(m.org) && u.has(cAdaptOnly) {
		return true
	}
	return d.supplies(u, i)
}

// supplies reports a vendor that is said to have delivered the chips: "Huawei
// probably delivered most of the chips used for training".
func (d *doc) supplies(u *unit, i int) bool {
	m := &u.ms[i]
	if m.kind != kOrg || m.org.node == "" {
		return false
	}
	v := u.any(m.end, min(u.End, m.end+40), cSupply)
	return v != nil && u.divide(m.end, v.start) < softBorder && u.any(v.end, min(u.End, v.end+50), cChipNoun, cChipGPU, cChipAnaphor) != nil && u.has(cStageTrain, cStagePre, cStagePost, cStageInf)
}

var vendorJoints = strings.NewReplacer("'s", " ", "-", " ", "®", " ", "™", " ")

// fillsVendor reports words that may stand between a vendor and its chip.
func fillsVendor(gap string) bool {
	gap = strings.TrimSpace(vendorJoints.Replace(gap))
	for _, w := range strings.Fields(gap) {
		switch w {
		case "own", "s", "new", "newest", "latest", "ai", "'s", "servers", "servern", "vom", "typ", "ki", "eigene", "eigenen", "ascend", "instinct", "tesla", "geforce", "rtx", "data", "center", "most", "powerful", "big", "older", "h", "hardware", "npu", "gpu", "gpus", "自研", "自研的", "的", "旗下", "旗下的", "最新", "自家", "custom", "in", "house", "server", "verbotene", "verbotener", "verbotenen", "高端", "datacenter", "cloud", "banned", "restricted", "blackwell", "hopper", "instinct™", "tensor", "core", "third", "generation":
		default:
			return false
		}
	}
	return true
}

// vendorNode gives the finest node that a vendor's unnamed chips surely are:
// some vendors have one line of accelerators only.
func vendorNode(vendor string) string {
	switch vendor {
	case "Google":
		return "Google TPU"
	case "AWS":
		return "AWS Trainium"
	case "Baidu":
		return "Baidu Kunlun"
	case "Hygon":
		return "Hygon DCU"
	}
	return vendor
}

// strongVendor reports a firm whose name alone can stand for its silicon.
func (d *doc) strongVendor(o *org) bool {
	switch o.node {
	case "Microsoft", "Meta", "Google", "AWS", "Alibaba", "Baidu", "Tencent", "":
		return false
	}
	return true
}

// strongMaker reports a vendor that makes models as well.
func (d *doc) strongMaker(o *org) bool { return o.maker }

// speaks reports an org that is the subject of a verb of saying.
func speaks(u *unit, i int) bool {
	if i+1 >= len(u.ms) {
		return false
	}
	next := &u.ms[i+1]
	gap := strings.TrimSpace(u.fold(u.ms[i].end, next.start))
	return next.has(cAttr) && (gap == "" || gap == "公司" || gap == "'s spokesperson" || gap == "has")
}

// originSilicon reads "domestic AI chips", "chinesische Beschleuniger",
// 国产算力, "Prozessoren aus den USA".
func (d *doc) originSilicon(u *unit, i int, s *silicon) bool {
	m := &u.ms[i]
	s.kind = silOrigin
	for _, c := range []class{cChipDomestic, cChipChinese, cChipUS, cChipForeign} {
		if m.has(c) {
			s.origin = c
		}
	}
	written := u.text[m.start-u.Start : m.end-u.Start]
	if s.origin == cChipUS && strings.EqualFold(written, "us") && written != "US" {
		return false
	}
	for j := i + 1; j < len(u.ms) && j <= i+3; j++ {
		next := &u.ms[j]
		gap := u.fold(m.end, next.start)
		if next.has(cChipNoun) && len(gap) <= 36 && fillsOrigin(gap) {
			if strings.EqualFold(written, "local") && d.isCard() && !isChipWord(u.fold(next.start, next.end)) {
				return false
			}
			s.End = next.end
			return true
		}
		if !next.has(cChipDomestic) && !next.has(cChipChinese) && !next.has(cExcl) {
			break
		}
	}
	folded := u.fold(m.start, m.end)
	return strings.HasPrefix(folded, "全国产") || folded == "国货" || folded == "国产化" && u.has(cStageTrain, cStagePre, cStageInf)
}

func fillsOrigin(gap string) bool {
	if strings.ContainsAny(gap, ",.;:()。；，：!?|") {
		return false
	}
	n := 0
	for _, w := range strings.Fields(gap) {
		n++
		switch w {
		case "and", "und", "or", "oder", "model", "models", "modelle", "labs", "rivals", "for", "to", "in", "on", "is", "are", "developers", "developer", "government":
			return false
		}
	}
	if utf8.RuneCountInString(gap) > 0 && !isASCII(gap) && n <= 1 { // Chinese: a few characters at most
		return utf8.RuneCountInString(gap) <= 6 && !strings.ContainsAny(gap, "模型在与和的时是")
	}
	return n <= 2
}

func isChipWord(w string) bool {
	for _, x := range []string{"chip", "accelerator", "silicon", "semiconductor", "processor", "computing power", "npu", "芯片"} {
		if strings.Contains(w, x) {
			return true
		}
	}
	return false
}

// merge joins a silicon mention with the one before it where both speak of one
// thing: "Huawei's | Ascend 910C", "Ascend | Atlas 800T A2", "H800 | GPUs".
func (d *doc) merge(u *unit, prev, s *silicon) bool {
	if s.Start <= prev.Start && s.kind == silVendor && prev.kind == silGeneric { // "Chips von Nvidia"
		*prev = *s
		return true
	}
	if s.Start < prev.End { // a noun that was taken in already
		return true
	}
	gap := strings.TrimSpace(u.fold(prev.End, s.Start))
	lattice := d.r.g.cat.Lattice()
	switch {
	case s.kind == silGeneric && prev.kind != silGeneric && prev.kind != silAnaphor && (isGlue(gap) || gap == "ai" || gap == ")"):
		prev.End = s.End
		return true
	case s.kind == silNamed && (prev.kind == silVendor || prev.kind == silNamed) && (isGlue(gap) || fillsVendor(gap)) && !strings.ContainsAny(gap, ",/和与"):
		if lattice.Contains(prev.node, s.node) || prev.kind == silVendor && lattice.Contains(d.r.g.vendorOf(prev.node), s.node) {
			prev.kind, prev.node, prev.End = silNamed, s.node, s.End
			return true
		}
		if lattice.Contains(s.node, prev.node) {
			prev.End = s.End
			return true
		}
		if s.node == catalogue.CPU && prev.kind == silVendor {
			*prev = *s
			return true
		}
	case s.kind != silGeneric && s.kind != silAnaphor && prev.kind == silGeneric && isOfType(gap):
		start := prev.Start
		*prev = *s
		prev.Start = start
		return true
	case s.kind == silOrigin && prev.kind == silOrigin && isGlue(gap):
		prev.End = s.End
		return true
	}
	return false
}

// isOfType reports a gap that only names the type of the chips before it.
func isOfType(gap string) bool {
	switch gap {
	case "vom typ", "des typs", "der baureihe", "der marke", "der reihe", "of type", "of the type", "(型号", "(型号为", ",型号为", "型号为":
		return true
	}
	return false
}

// inside prefers the accelerators that a server is said to hold to the server,
// and leaves out host processors beside accelerators.
func (d *doc) inside(u *unit, out []silicon) {
	lattice := d.r.g.cat.Lattice()
	for i := range out {
		n, ok := lattice.Node(out[i].node)
		if !ok {
			continue
		}
		for j := range out {
			o, _ := lattice.Node(out[j].node)
			switch {
			case i == j || out[j].kind != silNamed:
			case n.Name == catalogue.CPU && o.Kind == catalogue.NodeChip:
				out[i].why = "a host processor beside accelerators"
			case n.Kind == catalogue.NodeSystem && o.Kind == catalogue.NodeChip && j > i && d.r.g.vendorOf(n.Name) == d.r.g.vendorOf(o.Name) &&
				out[j].Start-out[i].End < 70 && u.divide(out[i].End, out[j].Start) < softBorder && containsAny(u.fold(out[i].End, out[j].Start), " with ", " mit ", " of ", " von ", " aus ", "搭载", "由", "配备", "holding", "containing", "equipped"):
				out[i].why = "the chips inside are named"
			}
		}
	}
}

// refine gives "these Cerebras systems" the chip of that vendor that the text
// spoke of last.
func (d *doc) refine(u *unit, out []silicon) []silicon {
	for i := range out {
		s := &out[i]
		if s.kind != silVendor && s.kind != silNamed {
			continue
		}
		before := u.fold(max(u.Start, s.Start-12), s.Start)
		pointed := false
		for _, w := range []string{"these ", "those ", "this ", "diese ", "diesen ", "dieser ", "这些", "这批", "上述", "该"} {
			pointed = pointed || strings.HasSuffix(before, w)
		}
		if pointed {
			if finer := d.lastBelow(s.node); finer != "" {
				s.node = finer
			}
		}
	}
	return out
}

// group numbers silicon that is coordinated: "TPUs and Trainium chips".
func group(u *unit, out []silicon) {
	for i := range out {
		out[i].group = i
		if i == 0 {
			continue
		}
		gap := strings.TrimSpace(u.fold(out[i-1].End, out[i].Start))
		opened := gap == "(" || gap == "hardware (" || gap == ": " || gap == ":" || gap == ", namely" || gap == ", nämlich"
		if connects(u.fold(out[i-1].End, out[i].Start)) || opened && out[i-1].kind != silGeneric {
			out[i].group = out[i-1].group
		}
	}
}

var connectors = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`and or und oder sowie as well both then , 、 和 与 及 以及 或 / & + 跟 并 on auf with the its their his to for by of mit also by, in 及其 则 a an
		für zum zur die der das den dem zu beim in bei im both, either plus nor even mainly partly 还有 同 还 eine einen more over 共 about some from via using 自研的 自研 自家的 和自研的 与自研的`) {
		m[w] = true
	}
	return m
}()

// connects reports a gap that only joins items of one enumeration. It needs a
// comma, a slash or a conjunction.
func connects(gap string) bool {
	if len(gap) > 40 {
		return false
	}
	joined := false
	for _, c := range []string{"和", "与", "及", "以及", "或", "、", "/", "&", ",", "，", "+"} {
		if strings.Contains(gap, c) {
			joined = true
			gap = strings.ReplaceAll(gap, c, " , ")
		}
	}
	for _, w := range strings.Fields(strings.ReplaceAll(gap, "-", " ")) {
		switch w {
		case "and", "or", "und", "oder", "sowie", "as", "well", "nor", "plus":
			joined = true
		case "s", "'s", "gpus", "chips", "gpu", "卡", "芯片", "npus", "servers":
		default:
			if !connectors[w] && !isCountWord(w) {
				return false
			}
		}
	}
	return joined
}

func isCountWord(w string) bool {
	w = strings.Trim(w, "张块片颗枚台")
	return strings.Trim(w, "0123456789.,万千") == ""
}

// fromWhere reads "aus den USA", "from abroad", "aus heimischer Fertigung".
func fromWhere(w string) class {
	switch {
	case strings.Contains(w, "usa"), strings.Contains(w, "amerika"), strings.Contains(w, "united states"), strings.Contains(w, "america"):
		return cChipUS
	case strings.Contains(w, "china"), strings.Contains(w, "chines"):
		return cChipChinese
	case strings.Contains(w, "ausland"), strings.Contains(w, "abroad"), strings.Contains(w, "overseas"):
		return cChipForeign
	}
	return cChipDomestic
}

// housed gives the chip of a server or rack that only houses another firm's
// well-known chip (DGX H100, GB200 NVL72, a TPU pod): those are counted and
// spoken of by chip. Servers sold under a name of their own keep it.
func (g *gazetteer) housed(node string) string {
	n, ok := g.cat.Lattice().Node(node)
	if !ok || n.Kind != catalogue.NodeSystem || n.Implies == "" {
		return node
	}
	switch g.vendorOf(node) {
	case "Nvidia", "Google", "AWS", "AMD", "Meta", "Microsoft":
		return n.Implies
	}
	return node
}
