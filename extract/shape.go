package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/text"
)

// shaped is a name that no list holds, found by its shape: a word with a
// version or a size behind it ("Orbit-7B", "Lerche-2", 文渊-72B).
type shaped struct {
	text.Span // bytes within its block
	stem      string
	sized     bool // ends in a size in billions of parameters
	vouched   bool // a word for model stands beside it
	hyphen    bool // the version stands behind a hyphen
}

// modelNouns stand beside the name of a model and vouch for it.
var (
	nounsBefore = []string{"model", "models", "modell", "modells", "sprachmodell", "sprachmodells", "modelle", "llm", "called", "named", "namens", "模型", "大模型", "推出", "发布", "發布", "开源", "開源", "推出的", "发布的", "名为", "released", "introduces", "introducing", "unveiled"}
	nounsAfter  = []string{"model", "models", "llm", "-modell", "-modells", "-modelle", "模型", "大模型", "系列", "-instruct", "-chat", "-base"}
	machines    = []string{"supercomputer", "cluster", "system", "machine", "rechner", "superrechner", "超算", "集群", "data center", "data centre", "rechenzentrum", "table", "figure", "version", "section", "tabelle", "abbildung"}
)

// byShape adds the unknown names of models to the mentions of each block. A
// name counts in the whole text once one place vouches for it: a size behind
// it, a word for model beside it, a heading that it opens, or, where it recurs,
// a word for training or serving close by.
func (d *doc) byShape(title string, titleMs []mention, found [][]mention) []mention {
	good, seen, staged := map[string]bool{}, map[string]int{}, map[string]bool{}
	var all [][]shaped
	vouch := func(list []shaped, heading bool) {
		for _, n := range list {
			if n.sized || n.vouched || heading && n.Start == 0 {
				good[text.Fold(n.stem)] = true
			}
		}
	}
	inTitle := shapes(title, 0, titleMs)
	vouch(inTitle, true)
	for i, b := range d.blocks {
		list := shapes(b.Of(d.body), b.Start, found[i])
		all = append(all, list)
		vouch(list, b.Kind == text.Heading)
		for _, n := range list {
			if !n.hyphen { // Word4, Room 12
				continue
			}
			stem := text.Fold(n.stem)
			seen[stem]++
			staged[stem] = staged[stem] || nearStage(found[i], b.Start+n.Start, b.Start+n.End)
		}
	}
	for stem, times := range seen {
		if times > 1 && staged[stem] {
			good[stem] = true
		}
	}
	if len(good) == 0 {
		return titleMs
	}
	for i, list := range all {
		found[i] = addShaped(d.body[d.blocks[i].Start:], d.blocks[i].Start, list, good, found[i])
	}
	return addShaped(title, 0, inTitle, good, titleMs)
}

// nearStage reports a word for a stage within 60 bytes of a place.
func nearStage(ms []mention, start, end int) bool {
	return slices.ContainsFunc(ms, func(m mention) bool {
		return m.kind == kCue && m.stage() != cNone && m.start < end+60 && start < m.end+60
	})
}

func addShaped(s string, base int, list []shaped, good map[string]bool, ms []mention) []mention {
	var out []mention
	for _, n := range list {
		if short := hanTail(n.stem, good); short > 0 {
			n.Start, n.stem = n.Start+short, n.stem[short:]
		}
		if good[text.Fold(n.stem)] {
			out = append(out, mention{kind: kModel, start: base + n.Start, end: base + n.End, name: s[n.Start:n.End]})
		}
	}
	if out == nil {
		return ms
	}
	return mergeMentions(ms, out)
}

// hanTail gives how many bytes of a Chinese stem only stand before a shorter one
// that the text vouches for: 得到云笺 beside 云笺.
func hanTail(stem string, good map[string]bool) int {
	if isASCII(stem) {
		return 0
	}
	for i := range stem {
		if i > 0 && len(stem)-i >= 6 && good[text.Fold(stem[i:])] {
			return i
		}
	}
	return 0
}

// shapes finds the words of s that look like a name with a version and that no
// mention covers. Mentions count from base.
func shapes(s string, base int, ms []mention) []shaped {
	var out []shaped
	masks := text.Masks(s)
	for i := 1; i < len(s); i++ {
		if !isDigit(s[i]) || isDigit(s[i-1]) || s[i-1] == '.' {
			continue
		}
		n, ok := shapeAt(s, i)
		if !ok || masked(masks, n.Start) || slices.ContainsFunc(ms, func(m mention) bool {
			return m.start < base+n.End && base+n.Start < m.end && (m.kind != kCue || !isASCII(n.stem))
		}) {
			continue
		}
		n.vouched = vouched(s, n.Span)
		out = append(out, n)
		i = n.End
	}
	return out
}

// shapeAt reads a name whose version begins with the digit at i.
func shapeAt(s string, i int) (shaped, bool) {
	end := i - 1
	if s[end] == '-' || s[end] == ' ' {
		end--
	} else {
		end = i - 1
	}
	stemEnd := end + 1
	sep := s[stemEnd:i]
	_, version := nextToken(s, i)
	folded := text.Fold(version)
	if version == "" || !isVersion(folded) {
		return shaped{}, false
	}
	start, han := stemStart(s, stemEnd, sep == "-" && isSize(folded))
	if start < 0 || han && sep == " " {
		return shaped{}, false
	}
	n := shaped{Span: text.Span{Start: start, End: i + len(version)}, stem: s[start:stemEnd], hyphen: sep == "-" || coined(s[start:stemEnd]), sized: isSize(folded) && strings.HasSuffix(folded, "b")}
	if !n.sized && (sep == " " && !coined(n.stem) || len(folded) > 3) || han && sep == " " {
		return shaped{}, false
	}
	if han && sep == "" {
		n.sized = false // 硬跑405B: a verb and a size; a name needs another voucher
	}
	for { // further parts: "-Instruct", "-72B"
		sep, part := nextToken(s, n.End)
		if sep == " " && memberWords[part] {
			n.End += len(sep) + len(part)
			continue
		}
		if sep != "-" || part == "" || !isUpperFirst(part) || isHardwareWord(text.Fold(part)) || utf8.RuneCountInString(part) > 12 || !isASCII(part) {
			break
		}
		if f := text.Fold(part); f == "modell" || f == "modells" || f == "modelle" || isLikeness(f) {
			break
		}
		n.sized = n.sized || isSize(text.Fold(part)) && strings.HasSuffix(text.Fold(part), "b")
		n.End += len(sep) + len(part)
	}
	return n, rightBorder(s, n.End, false)
}

// memberWords are words behind a version that name a member of a family.
var memberWords = map[string]bool{
	"Base": true, "Chat": true, "Instruct": true, "Flash": true, "Pro": true, "Mini": true, "Max": true, "Lite": true,
	"Turbo": true, "Preview": true, "Thinking": true, "VL": true, "Coder": true, "Ultra": true, "Nano": true,
}

// coined reports a word that only names a language model ("Example-LM",
// "FooGPT"), so that its version may stand behind a blank.
func coined(stem string) bool {
	return strings.HasSuffix(stem, "LM") || strings.HasSuffix(stem, "GPT") || strings.HasSuffix(stem, "-VL")
}

// stemStart finds where the word before end begins: a capitalised Latin word of
// three letters or more, hyphenated parts allowed (in small letters too where a
// size follows, as repositories write it), or two Chinese characters (the whole
// run where punctuation bounds it within four); -1 for none.
func stemStart(s string, end int, small bool) (start int, han bool) {
	r, _ := utf8.DecodeLastRuneInString(s[:end])
	if unicode.Is(unicode.Han, r) {
		return hanStem(s, end), true
	}
	i := end
	for i > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		if !(unicode.IsLetter(r) && !unicode.Is(unicode.Han, r)) && !(r == '-' && i < end) {
			break
		}
		i -= n
	}
	for i < end && s[i] == '-' {
		i++
	}
	word := s[i:end]
	first, _ := utf8.DecodeRuneInString(word)
	if utf8.RuneCountInString(word) < 3 || !unicode.IsUpper(first) && !small || !leftBorder(s, i, false) || notAName[text.Fold(word)] {
		return -1, false
	}
	return i, false
}

func hanStem(s string, end int) int {
	i, count := end, 0
	two := -1
	for i > 0 && count <= 4 {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		if !unicode.Is(unicode.Han, r) {
			break
		}
		i -= n
		count++
		if count == 2 {
			two = i
		}
	}
	if count >= 2 && count <= 4 && (i == 0 || !unicode.Is(unicode.Han, lastRune(s[:i]))) {
		return i
	}
	return two
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// vouched reports a word for model beside a name, and none for a machine.
func vouched(s string, n text.Span) bool {
	before := strings.TrimRight(text.Fold(s[max(0, n.Start-48):n.Start]), " „“\"'「《*`_")
	after := strings.TrimLeft(text.Fold(s[n.End:min(len(s), n.End+24)]), " “”\"'」》*`_")
	for _, w := range machines {
		if strings.HasSuffix(before, w) || strings.HasPrefix(after, w) {
			return false
		}
	}
	return slices.ContainsFunc(nounsBefore, func(w string) bool { return hasLastWord(before, w) }) ||
		slices.ContainsFunc(nounsAfter, func(w string) bool { return strings.HasPrefix(after, w) })
}

// hasLastWord reports that s ends in the word w.
func hasLastWord(s, w string) bool {
	rest, ok := strings.CutSuffix(s, w)
	return ok && (rest == "" || !spaced(lastRune(rest)) || !isASCII(w))
}

// notAName are words that numbers follow without naming a model.
var notAName = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`table figure section chapter version python cuda node page part phase step level tier top
		apollo covid type class gen series windows ubuntu debian linux pytorch tensorflow rocm cann vllm driver release epoch
		tabelle abbildung abschnitt kapitel seite teil stufe knoten january february march april june july august september
		october november december januar februar märz mai juni juli oktober dezember round batch rank line rule layer stage
		atlas rtx gtx geforce radeon epyc xeon ryzen core tesla quadro pcie ddr hbm nvlink infiniband ethernet iso iec ieee
		http https utf sha md area zone room unit building gate phase plan day week month year hour minute the and for`) {
		m[w] = true
	}
	return m
}()
