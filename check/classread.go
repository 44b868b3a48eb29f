package check

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"assay/catalogue"
	"assay/evidence"
)

// maxClassSentence bounds the sentences that are read for class statements.
const maxClassSentence = 600 // code points

// A class statement has a quantifier, a noun for models or their makers, a
// stage and silicon. These patterns find quantifier and noun in lower case.
var (
	noneBefore = regexp.MustCompile(`\b(?:none of|not one|not a single|no|neither|kein(?:e|er|es|em|en)?|nicht ein(?:e|es|em)?)\b[^.;:!?]{0,90}?(?:models?\b|llms?\b|modelle?n?s?\b|sprachmodell\w*|labs?\b|laborator\w+|labore?n?\b|compan(?:y|ies)\b|unternehmen|firm(?:a|en)?\b|developers?\b|entwickler)`)
	neverAfter = regexp.MustCompile(`(?:models?|llms?|modelle?n?s?|sprachmodell\w*|china|chinese|baidu|huawei|labs?)\b[^.;:!?]{0,60}?\b(?:has yet to|have yet to|has never|have never|noch nie|nie)\b`)
	noneAfter  = regexp.MustCompile(`(?:models?|llms?|modelle?n?|sprachmodelle?n?|\w*modelle?n?)\b[^.;:!?]{0,60}?\b(?:none|not one|not a single one|keines|keins|keiner|allesamt nicht|sämtlich nicht)\b`)
	nobody     = regexp.MustCompile(`\b(?:nobody|no one|niemand)\b[^.;:!?]{0,90}?(?:models?\b|llms?\b|modelle?\b|sprachmodell\w*)`)
	modelsNot  = regexp.MustCompile(`\bmodels\b[^.;:!?,]{0,20}?\b(?:were|have|are|had)\s+not\b|\bmodelle\b[^.;:!?,]{0,30}?\b(?:wurden|sind|laufen)\s+(?:bisher |bislang |noch )?nicht\b`)
	noneZh     = regexp.MustCompile(`(?:没有|無一|无一|尚无|还无|未有|尚未有|从未有|并无|无任何|没有任何|没有一|从来没有)[^。;；!?]{0,40}?(?:模型|厂商|公司|实验室)`)
	noneAfterZ = regexp.MustCompile(`(?:模型|厂商)[^。;；!?]{0,30}?(?:均未|都没有|都未|无一|没有一|没有任何一|没有哪|均没有|皆未|都不是|均非|从未|尚未有)`)
	allBefore  = regexp.MustCompile(`\b(?:all|every|each|alle|allen|aller|jedes|sämtliche)\b[^.;:!?]{0,60}?(?:models?\b|llms?\b|modelle?n?\b|sprachmodell\w*)`)
	allZh      = regexp.MustCompile(`(?:所有|全部|每一?[个款])[^。;；!?,，]{0,24}?模型`)
	notAClass  = regexp.MustCompile(`model cards?|modellkarte|模型卡|business model|geschäftsmodell`)
	topWord    = regexp.MustCompile(`\btop\b|top-|leading|\bbest\b|flagship|frontier|foremost|strongest|\bmajor\b|biggest|führend|spitzen|besten|stärkste|größte|flaggschiff|顶尖|顶级|头部|领先|一线|最强|旗舰|前沿|主流`)
	wholeWord  = regexp.MustCompile(`entirely|fully|completely|wholly|exclusively|vollständig|komplett|gänzlich|ausschließlich|完全|全部训练|全流程|全程`)
	homeChips  = regexp.MustCompile(`(?:domestic(?:ally[ -](?:made|produced|designed))?|home-?grown|home-?made|local(?:ly[ -]made)?|indigenous|chinese(?:-made|-designed)?|china's own|its own|their own)\s+(?:ai\s+)?(?:silicon|chips?|hardware|accelerators?|processors?|gpus?|npus?|cards?)|(?:heimisch|einheimisch|inländisch|chinesisch|eigen)\w*\s+(?:ki-)?(?:chips?|hardware|silizium|beschleuniger\w*|prozessoren|halbleiter\w*|karten)|chips?\s+(?:aus dem eigenen land|des (?:eigenen )?landes)|国产(?:ai|人工智能|加速|算力)?(?:芯片|算力|加速卡|gpu|硬件|卡|npu)|本土(?:ai)?(?:芯片|算力|硬件)|国内芯片|自主芯片`)
	outChips   = regexp.MustCompile(`(?:foreign|imported|american|us|u\.s\.)\s+(?:ai\s+)?(?:silicon|chips?|hardware|accelerators?|processors?|gpus?)|(?:ausländisch|amerikanisch|importiert)\w*\s+(?:chips?|hardware|prozessoren|beschleuniger\w*)|(?:国外|进口|外国|美国)(?:芯片|gpu|算力)`)
	fromWhom   = regexp.MustCompile(`^[^.;:!?]{0,4}\b(?:from|by|of|in|aus|von|bei|der firma)\b[^.;:!?]{0,30}`)
)

// stageWords give the stage of a sentence; the first that fits counts.
var stageWords = []struct {
	stage evidence.Stage
	word  *regexp.Regexp
}{
	{evidence.PreTraining, regexp.MustCompile(`pre-?\s?train|vortrain|vor-train|vortraining|预训练|預訓練|from scratch|von grund auf|从零|从头`)},
	{evidence.PostTraining, regexp.MustCompile(`post-?\s?train|fine-?\s?tun|nachtrain|feinabgestimmt|reinforcement|后训练|後訓練|微调|强化学习`)},
	{evidence.TrainingUnspecified, regexp.MustCompile(`train|训练|訓練`)},
	{evidence.Inference, regexp.MustCompile(`serv(?:e|ed|ing)|inference|inferenz|\bruns? on\b|\brunning on\b|betrieben|läuft|laufen|部署|推理服务|推理`)},
}

// countryWords name the country of the models' makers.
var countryWords = []struct {
	code string
	word *regexp.Regexp
}{
	{"CN", regexp.MustCompile(`chinese|china|chinesisch|中国|中國|国产|國產|国内|我国`)},
	{"US", regexp.MustCompile(`american|\bu\.?s\.?\b|united states|amerikanisch|\bus-|美国|美國`)},
	{"FR", regexp.MustCompile(`french|französisch|frankreich|法国`)},
	{"DE", regexp.MustCompile(`\bgerman\b|germany|deutsch|德国`)},
	{"GB", regexp.MustCompile(`british|\buk\b|britisch|英国`)},
	{"JP", regexp.MustCompile(`japanese|japan|日本`)},
	{"KR", regexp.MustCompile(`korean|korea|韩国`)},
	{"CA", regexp.MustCompile(`canad|kanad|加拿大`)},
	{"IN", regexp.MustCompile(`\bindian\b|indisch|印度`)},
}

// classStatements reads the article's statements about classes: by the patterns
// here, and what the reader marked as a class beyond them.
func classStatements(cat *catalogue.Catalogue, art *article, read []evidence.Claim) []asked {
	var out []asked
	seen := map[int]bool{}
	for i, s := range art.sentences {
		if s.end-s.start > maxClassSentence {
			continue
		}
		body := art.sentence(i)
		low := strings.ToLower(body)
		q, np, after, ok := quantified(low)
		if !ok {
			continue
		}
		c, ok := classClaim(cat, art, read, i, low)
		if !ok {
			continue
		}
		k := scopeOf(cat, low, np, after)
		k.quantity = q
		if k.vague && modelsNot.MatchString(low) {
			continue // "the models were not": particular ones, which the reader resolves
		}
		seen[i] = true
		c.Model, c.Quote, c.Start, c.End = "class:"+strings.TrimSpace(np), body, s.start, s.end
		if q == all {
			c.Relation = evidence.Used
		}
		out = append(out, asked{c: c, start: s.start, end: s.end, sentence: body, class: &k})
	}
	for i := range read {
		c := &read[i]
		in := art.around(c.Start)
		if in < 0 || seen[in] || !strings.HasPrefix(c.Model, "class:") || c.Relation != evidence.Used && c.Relation != evidence.NotUsed ||
			c.Hedge == evidence.Unknown && c.Relation == evidence.Used {
			continue
		}
		low := strings.ToLower(art.sentence(in))
		name := strings.ToLower(strings.TrimPrefix(c.Model, "class:"))
		k := scopeOf(cat, low, name, "")
		k.quantity = some
		if c.Relation == evidence.NotUsed {
			k.quantity = none
		}
		k.whole = k.whole || c.Whole
		out = append(out, asked{c: c, start: c.Start, end: c.End, sentence: art.sentence(in), class: &k})
	}
	return out
}

// quantified finds the quantifier of a sentence in lower case: the noun phrase
// with it, and what follows.
func quantified(low string) (q quantity, np, after string, ok bool) {
	if !strings.Contains(low, "model") && !strings.Contains(low, "模型") && !strings.Contains(low, "llm") && !strings.Contains(low, "train") && !strings.Contains(low, "训练") {
		return 0, "", "", false
	}
	for _, x := range []struct {
		q  quantity
		re *regexp.Regexp
	}{{none, noneBefore}, {none, noneZh}, {none, noneAfterZ}, {none, neverAfter}, {none, noneAfter}, {none, nobody}, {none, modelsNot}, {all, allBefore}, {all, allZh}} {
		at := x.re.FindStringIndex(low)
		if at == nil || notAClass.MatchString(low[at[0]:min(len(low), at[1]+6)]) {
			continue
		}
		np = low[at[0]:at[1]]
		if x.re == noneAfterZ || x.re == noneZh || x.re == noneAfter || x.re == modelsNot { // the class stands before the noun: 国产大模型中没有一个
			np = low[:at[1]]
		}
		return x.q, np, low[at[1]:], true
	}
	return 0, "", "", false
}

// classClaim gives stage and silicon of a class statement: the reader's, where
// it read the sentence, or what the words here find.
func classClaim(cat *catalogue.Catalogue, art *article, read []evidence.Claim, sentence int, low string) (*evidence.Claim, bool) {
	c := &evidence.Claim{Kind: evidence.KindExtracted, Relation: evidence.NotUsed, Hedge: evidence.Unknown, Attribution: evidence.ByDocument}
	for i := range read {
		r := &read[i]
		if art.around(r.Start) != sentence || r.Silicon == "" || r.Silicon == catalogue.Unspecified {
			continue
		}
		if id, ok := cat.ModelID(r.Model); ok && !isClass(cat, id) && r.Relation != evidence.NotUsed {
			continue // an example beside the class: "none but LongCat-2.0"
		}
		c.Stage, c.Silicon = r.Stage, r.Silicon
		break
	}
	for _, w := range stageWords {
		if c.Stage == "" && w.word.MatchString(low) {
			c.Stage = w.stage
		}
	}
	if c.Silicon == "" {
		c.Silicon = siliconIn(cat.Lattice(), low)
	}
	return c, c.Stage != "" && c.Silicon != ""
}

// siliconIn finds the silicon of a sentence in lower case: parts without a name
// first, then the longest spelling of the lattice.
func siliconIn(l *catalogue.Lattice, low string) string {
	name, length := "", 0
	for _, n := range l.Nodes() {
		if n.Kind == catalogue.NodeOrigin {
			continue
		}
		for _, s := range append([]string{n.Name}, n.Aliases...) {
			s = strings.ToLower(s)
			if len(s) > length && holdsWord(low, s) {
				name, length = n.Name, len(s)
			}
		}
	}
	switch {
	case homeChips.MatchString(low):
		if n, ok := l.Node(name); ok && n.Kind != catalogue.NodeVendor {
			return name
		}
		return catalogue.DomesticUnnamed
	case name != "":
		return name
	case outChips.MatchString(low):
		return catalogue.ForeignUnnamed
	}
	return ""
}

// holdsWord reports whether s holds a word, with no Latin letter or digit next
// to it.
func holdsWord(s, word string) bool {
	for from := 0; ; {
		i := strings.Index(s[from:], word)
		if i < 0 || word == "" {
			return false
		}
		i += from
		if !latin(lastRune(s[:i]), firstRune(word)) && !latin(firstRune(s[i+len(word):]), lastRune(word)) {
			return true
		}
		from = i + len(word)
	}
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

func latin(a, b rune) bool {
	in := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 0xdf && r < 0x250 }
	return in(a) && in(b)
}

// scopeOf reads whose models are meant.
func scopeOf(cat *catalogue.Catalogue, low, np, after string) classAsked {
	k := classAsked{top: topWord.MatchString(np), whole: wholeWord.MatchString(low)}
	near := np + " " + fromWhom.FindString(after)
	near = homeChips.ReplaceAllString(near, " ")
	for _, d := range cat.Developers() {
		names := append([]string{d.Name}, d.Aliases...)
		if slices.ContainsFunc(append(names, d.Products...), func(n string) bool {
			return utf8.RuneCountInString(n) > 1 && holdsWord(near, strings.ToLower(n))
		}) {
			k.developer = d.ID
			return k
		}
	}
	for _, w := range countryWords {
		if w.word.MatchString(near) {
			k.country = w.code
			return k
		}
	}
	k.vague = true
	if homeChips.MatchString(low) {
		k.country = "CN" // the silicon is called domestic and no other country is named
	}
	return k
}
