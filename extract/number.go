package extract

import (
	"regexp"
	"strconv"
	"strings"

	"assay/evidence"
)

// number is a count as written: "more than 1,000", "5万片", "tens of thousands".
type number struct {
	start, end int // bytes of the unit's folded text
	value      int64
	qual       evidence.CountQual
	counter    bool // a Chinese counter word for chips follows (卡, 张, 块 …)
	bare       bool // a plain integer without separator, word or counter
}

var (
	reScale = regexp.MustCompile(`^\s?(million(?:en)?|mio\.?|thousand|tausend|billion|milliarden?|trillion|k\b|亿|万|千)`)
	reHan   = regexp.MustCompile(`(数十万|数百万|数万|数千|上万|上千|成千上万|十几万|几万|几千|[一二两三四五六七八九十百]+[万千]|[万千]|[一二两三四五六七八九十单]+)余?多?([张块片颗枚卡])`)
	reTimes = regexp.MustCompile(`(\d+)\s?[x×*]\s?$`)
	reAfter = regexp.MustCompile(`^\s?(?:\([^()]{1,10}\)\s?)?(?:gpus?|npus?|卡|芯片)?\s?(?:[x×*]|\()\s?(\d{1,6})\b`)
	reNodes = regexp.MustCompile(`(\d+|one|two|three|four|eight|sixteen|thirty-two)[ -](?:nodes?|servers?|hosts?|machines?|boxes|knoten|server|台|个节点|节点|机)[^.;。；]{0,40}?(?:with|of|each|à|mit je|x|×|,|每[台机节点]+|各)\s?(\d+|one|two|four|eight|sixteen|acht|vier|八|四)`)
)

var wordValues = map[string]int64{
	"tens of thousands": 10000, "hundreds of thousands": 100000, "thousands": 1000, "hundreds": 100, "several thousand": 1000,
	"zehntausende": 10000, "hunderttausende": 100000, "tausende": 1000, "a thousand": 1000, "half a million": 500000,
	"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "sixteen": 16,
	"thirty-two": 32, "sixty-four": 64, "a single": 1, "single": 1, "one": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
	"sieben": 7, "acht": 8, "zehn": 10, "zwölf": 12, "sechzehn": 16, "einer einzigen": 1, "einem einzigen": 1, "einzelnen": 1, "einzigen": 1, "einzelne": 1, "einzelner": 1,
	"八": 8, "四": 4,
}

var hanDigits = map[rune]int64{'一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9, '单': 1}

// numbers finds the counts of a folded text. words are the spans of number
// words that the automaton found.
func numbers(s string, words [][2]int) []number {
	if len(s) > 1<<16 {
		return nil
	}
	var out []number
	for i := 0; i < len(s); {
		if !isDigit(s[i]) {
			i++
			continue
		}
		end := digitRun(s, i)
		if n, ok := digitNumber(s, i, end); ok {
			out = append(out, n)
		}
		i = end
	}
	for _, w := range words {
		if n, ok := wordNumber(s, w[0], w[1]); ok {
			out = append(out, n)
		}
	}
	if !strings.Contains(s, "卡") && !strings.ContainsAny(s, "张块片颗枚") {
		return out
	}
	for _, m := range reHan.FindAllStringSubmatchIndex(s, -1) {
		if m[0] > 0 && (isDigit(s[m[0]-1]) || s[m[0]-1] == '.') {
			continue
		}
		if n, ok := hanNumber(s, m[0], m[1], s[m[2]:m[3]]); ok {
			out = append(out, n)
		}
	}
	return out
}

// digitRun gives the end of a number in digits: groups of three behind a comma,
// a full stop, a blank or an apostrophe, else a decimal fraction.
func digitRun(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	grouped := false
	for {
		n := 1
		if strings.HasPrefix(s[i:], "\u00a0") {
			n = 2
		} else if strings.HasPrefix(s[i:], "\u202f") {
			n = 3
		} else if i >= len(s) || !strings.ContainsRune(",. '", rune(s[i])) {
			break
		}
		j := i + n
		for j < len(s) && isDigit(s[j]) {
			j++
		}
		if j-i-n != 3 {
			break
		}
		i, grouped = j, true
	}
	if !grouped && i+1 < len(s) && (s[i] == '.' || s[i] == ',') && isDigit(s[i+1]) {
		i++
		for i < len(s) && isDigit(s[i]) {
			i++
		}
	}
	return i
}

func digitNumber(s string, start, end int) (number, bool) {
	if start > 0 && (isAlnum(s[start-1]) && s[start-1] != 'x' || s[start-1] == '.' || s[start-1] == '$' || s[start-1] == '-' && start > 1 && isAlnum(s[start-2])) {
		return number{}, false
	}
	raw := s[start:end]
	value, ok := parseDigits(raw)
	if !ok {
		return number{}, false
	}
	n := number{start: start, end: end, qual: evidence.CountEqual, bare: !strings.ContainsAny(raw, ",. \u00a0")}
	if m := reScale.FindStringSubmatch(s[end:]); m != nil {
		value *= scaleOf(m[1])
		n.end += len(m[0])
		n.bare = false
	}
	rest := s[n.end:]
	for _, more := range []string{"余", "多"} {
		if strings.HasPrefix(rest, more) {
			n.qual = evidence.CountAtLeast
			n.end += len(more)
			rest = s[n.end:]
		}
	}
	if strings.HasPrefix(rest, "+") {
		n.qual = evidence.CountAtLeast
		n.end++
		rest = rest[1:]
	}
	trimmed := strings.TrimLeft(rest, " ")
	for _, c := range []string{"张", "块", "片", "颗", "枚", "卡"} {
		if strings.HasPrefix(trimmed, c) && !strings.HasPrefix(trimmed, "卡时") {
			n.counter = true
			n.end += len(rest) - len(trimmed) + len(c)
		}
	}
	if !n.counter && isUnit(rest) {
		return number{}, false
	}
	if value != float64(int64(value)) || value < 1 || value > 1e9 {
		return number{}, false
	}
	n.value = int64(value)
	if n.qual == evidence.CountEqual {
		qualify(&n, s)
	}
	return n, true
}

func parseDigits(raw string) (float64, bool) {
	grouped := regexp3.MatchString(raw)
	clean := ungroup.Replace(raw)
	if grouped && strings.Count(raw, ".") > 0 && !strings.Contains(raw, ",") {
		clean = strings.ReplaceAll(clean, ".", "")
	} else if strings.Contains(raw, ",") && !grouped {
		clean = strings.Replace(raw, ",", ".", 1)
	}
	v, err := strconv.ParseFloat(clean, 64)
	return v, err == nil
}

// reGlued reads "P800万卡集群", where the chip's own digits stand before the count.
var reGlued = regexp.MustCompile(`[a-z0-9]([万千])卡`)

// reMachines reads "8机64卡": cards, not machines, are counted.
var reMachines = regexp.MustCompile(`\d+\s?[台机]\s?(\d+)\s?卡`)

var ungroup = strings.NewReplacer(",", "", " ", "", "\u00a0", "", "\u202f", "", "'", "")

var regexp3 = regexp.MustCompile(`^\d{1,3}(?:[., \x{00a0}\x{202f}']\d{3})+$`)

func scaleOf(word string) float64 {
	switch strings.TrimSuffix(strings.TrimSpace(word), ".") {
	case "million", "millionen", "mio":
		return 1e6
	case "thousand", "tausend", "k", "千":
		return 1e3
	case "万":
		return 1e4
	case "亿":
		return 1e8
	}
	return 1e9
}

func wordNumber(s string, start, end int) (number, bool) {
	w := s[start:end]
	v, ok := wordValues[w]
	if !ok {
		switch {
		case strings.HasSuffix(w, "million") || strings.HasSuffix(w, "millionen"):
			v = 1e6
		case strings.HasPrefix(w, "zehntausend"):
			v = 1e4
		case strings.HasPrefix(w, "hunderttausend"):
			v = 1e5
		case strings.HasPrefix(w, "tausend"):
			v = 1e3
		case strings.HasSuffix(w, " thousand"):
			v = wordValues[strings.TrimSuffix(w, " thousand")] * 1000
		default:
			return number{}, false
		}
		if first, _, ok := strings.Cut(w, " million"); ok && wordValues[first] > 1 {
			v = wordValues[first] * 1e6
		}
	}
	if isUnit(s[end:]) {
		return number{}, false
	}
	n := number{start: start, end: end, value: v, qual: evidence.CountEqual}
	if strings.Contains(w, "thousands") || strings.Contains(w, "tausende") || w == "hundreds" || w == "several thousand" {
		n.qual = evidence.CountAtLeast
	}
	qualify(&n, s)
	return n, true
}

func hanNumber(s string, start, end int, digits string) (number, bool) {
	n := number{start: start, end: end, qual: evidence.CountEqual, counter: true}
	switch digits {
	case "数十万":
		n.value, n.qual = 100000, evidence.CountAtLeast
	case "数百万":
		n.value, n.qual = 1000000, evidence.CountAtLeast
	case "数万", "几万", "成千上万":
		n.value, n.qual = 10000, evidence.CountAtLeast
	case "上万":
		n.value, n.qual = 10000, evidence.CountAtLeast
	case "数千", "几千", "上千":
		n.value, n.qual = 1000, evidence.CountAtLeast
	case "十几万":
		n.value, n.qual = 100000, evidence.CountAtLeast
	case "万":
		n.value, n.qual = 10000, evidence.CountApprox
	case "千":
		n.value, n.qual = 1000, evidence.CountApprox
	default:
		n.value = hanValue(digits)
		if strings.HasSuffix(digits, "万") || strings.HasSuffix(digits, "千") {
			n.qual = evidence.CountApprox
		}
	}
	if n.value == 0 {
		return n, false
	}
	if tail := s[start:end]; strings.Contains(tail, "余") || strings.Contains(tail, "多") {
		n.qual = evidence.CountAtLeast
	}
	qualify(&n, s)
	return n, true
}

func hanValue(s string) int64 {
	total, last := int64(0), int64(0)
	for _, r := range s {
		switch r {
		case '十':
			total += max(last, 1) * 10
			last = 0
		case '百':
			total += max(last, 1) * 100
			last = 0
		case '千':
			total += max(last, 1) * 1000
			last = 0
		case '万':
			total = (total + max(last, boolTo(total == 0))) * 10000
			last = 0
		default:
			last = hanDigits[r]
		}
	}
	return total + last
}

func boolTo(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

var qualifiers = []struct {
	words []string
	qual  evidence.CountQual
}{
	{strings.Split("more than|over|at least|upwards of|in excess of|no fewer than|north of|no less than|mehr als|über|mindestens|超|超过|逾|至少|不少于|不低于|上|>|≥|gut", "|"), evidence.CountAtLeast},
	{strings.Split("up to|at most|fewer than|no more than|under|less than|bis zu|höchstens|maximal|weniger als|最多|不超过|至多|不到|<|≤", "|"), evidence.CountAtMost},
	{strings.Split("about|around|roughly|some|nearly|almost|approximately|approx.|circa|an estimated|estimated|close to|rund|etwa|ca.|ungefähr|knapp|an die|约|近|大约|大概|~|≈|将近|接近", "|"), evidence.CountApprox},
}

// qualify reads the word before or behind a number.
func qualify(n *number, s string) {
	before := strings.TrimRight(s[:n.start], " ")
	for _, q := range qualifiers {
		for _, w := range q.words {
			if strings.HasSuffix(before, w) && (!isASCII(w) || len(before) == len(w) || !isAlnum(before[len(before)-len(w)-1])) {
				n.qual = q.qual
				return
			}
		}
	}
	after := s[n.end:]
	for _, w := range []string{"左右", "上下"} {
		if strings.HasPrefix(after, w) {
			n.qual = evidence.CountApprox
		}
	}
	if strings.HasPrefix(after, "以上") || strings.HasPrefix(after, "+") || strings.HasPrefix(after, " or more") || strings.HasPrefix(after, " oder mehr") {
		n.qual = evidence.CountAtLeast
	}
}

// fillsCount reports whether the words between a number and its silicon may
// stand there: "1,000 of Huawei's Ascend 910C" but not "1,000 tokens on".
func fillsCount(gap string) bool {
	gap = strings.TrimSpace(gap)
	if len(gap) > 60 || strings.ContainsAny(gap, ".;:()|。；，,") {
		return false
	}
	for _, w := range strings.Fields(joiners.Replace(gap)) {
		if !gapWords[w] && !(len(w) > 2 && strings.HasSuffix(w, "er") || strings.HasSuffix(w, "en") && len(w) > 5) && !isHanFill(w) {
			return false
		}
	}
	return true
}

var joiners = strings.NewReplacer("-", " ", "'s", " ", "’s", " ")

var gapWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`of the its their these those x × * nvidia huawei huaweis amd google googles amazon amazons baidu intel cambricon
		instinct ascend sxm5 sxm4 pcie newest latest own new modern gpu gpus npu npus linked interconnected local domestic chinese banned smuggled
		accelerators accelerator chips chip cards card graphics processors processor geforce rtx nvidias vom typ von der des kunlun instinct 80gb 40gb moore threads alibaba's 华为 英伟达 海光 hygon
		more total such physical ki ai data center datacenter rented leased`) {
		m[w] = true
	}
	return m
}()

func isHanFill(w string) bool {
	switch w {
	case "华为", "英伟达", "国产", "的", "昇腾", "寒武纪", "百度", "海光", "摩尔线程", "ai", "高端":
		return true
	}
	return false
}

// nodesTimes multiplies "128 nodes with eight MI300X each".
func nodesTimes(s string) (int64, bool) {
	if !containsAny(s, "node", "server", "host", "machine", "box", "knoten", "机", "台", "节点") {
		return 0, false
	}
	m := reNodes.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	a, b := smallNumber(m[1]), smallNumber(m[2])
	if a < 1 || b < 2 || b > 72 {
		return 0, false
	}
	return a * b, true
}

func smallNumber(s string) int64 {
	if v, ok := wordValues[s]; ok {
		return v
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return v
}
