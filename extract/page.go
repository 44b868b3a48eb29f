package extract

import (
	"strings"

	"assay/text"
)

// setVoice finds whether the page speaks in the first person of a maker, or
// relays a paper.
func (d *doc) setVoice() {
	d.thread = d.isThread()
	for i, u := range d.units {
		if i > 40 {
			return
		}
		if u.has(cSrcFirst) {
			f := text.Fold(u.text)
			for _, w := range []string{"we release", "we introduce", "we present", "we open", "we train", "we pre-train", "we pretrain", "our model", "we propose", "we built", "we are releasing", "we developed", "we announce", "发布", "开源", "推出", "提出", "wir veröffentlichen", "wir haben", "wir stellen", "our training", "we trained", "we fine-tune", "we used", "we use", "我们训练", "我们在", "我们的模型", "our paper"} {
				if strings.Contains(f, w) && d.kind != "news" && d.kind != "tweet" && d.kind != "analysis" {
					d.firstPerson = true
				}
			}
		}
		if (d.kind == "tweet" || d.kind == "post" || d.kind == "blog") && u.has(cSrcPaper) && i < 4 {
			f := text.Fold(u.text)
			for _, w := range []string{"paper is out", "paper out", "the paper", "tech report", "technical report", "这份报告", "论文", "技术报告", "appendix", "new paper", "das paper"} {
				if strings.Contains(f, w) {
					d.relaysPaper = true
				}
			}
		}
	}
}

// isCard reports a page of a maker or project about its models: a card, a
// README, a support page.
func (d *doc) isCard() bool {
	switch d.kind {
	case "model-card", "readme", "modelcard", "card", "support", "support-page", "docs", "documentation", "release-notes", "guide", "recipe", "repo", "repository", "support page", "model card", "tutorial", "release", "repository-doc", "doc":
		return true
	}
	return false
}

// isRecipe reports a page that tells how to do it rather than what was done.
func (d *doc) isRecipe() bool {
	return d.kind == "recipe" || d.kind == "tutorial" || d.kind == "guide"
}

// isPost reports a post of somebody about a run of his own.
func (d *doc) isPost() bool {
	switch d.kind {
	case "post", "forum", "tweet", "forum-post", "reddit", "social":
		return true
	}
	return false
}

// isThread reports a page of questions and answers on which several people
// answer under names of their own: "**old hand**: they never said".
func (d *doc) isThread() bool {
	switch d.kind {
	case "qa", "q&a", "forum", "thread", "community", "discussion", "faq":
	default:
		return false
	}
	names := map[string]bool{}
	for i := range d.blocks {
		if i == 200 {
			break
		}
		s := d.blocks[i].Of(d.body)
		if !strings.HasPrefix(s, "**") {
			continue
		}
		name, rest, ok := strings.Cut(s[2:], "**")
		if !ok || len(name) > 48 || !strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "：") {
			continue
		}
		switch text.Fold(name) {
		case "q", "a", "question", "answer", "问", "答", "frage", "antwort":
			continue
		}
		names[name] = true
	}
	return len(names) >= 2
}

// affirmed reports a question that the next sentence answers with yes, which
// makes its words the answer's.
func (d *doc) affirmed() bool {
	if d.at+1 >= len(d.units) {
		return false
	}
	t := text.Fold(strings.TrimLeft(d.units[d.at+1].text, " *_>\n\t"))
	for _, yes := range []string{"yes", "ja", "是的", "对", "没错", "correct", "stimmt", "richtig", "indeed", "that is right", "that's right"} {
		if rest, ok := strings.CutPrefix(t, yes); ok && (rest == "" || strings.ContainsRune(".,!。，！ ;:", []rune(rest)[0])) {
			return true
		}
	}
	return false
}

// splitSmall cuts the sentences of a post that begins them in small letters.
func splitSmall(s string, in []text.Span) []text.Span {
	var out []text.Span
	for _, sp := range in {
		start := sp.Start
		for i := sp.Start + 4; i+2 < sp.End; i++ {
			if s[i] == '.' && s[i+1] == ' ' && s[i+2] >= 'a' && s[i+2] <= 'z' && wordBefore(s, i) {
				out = append(out, text.Span{Start: start, End: i + 2})
				start = i + 2
			}
		}
		out = append(out, text.Span{Start: start, End: sp.End})
	}
	return out
}

// wordBefore reports a whole word of four small letters or more before i, which
// no abbreviation is.
func wordBefore(s string, i int) bool {
	n := 0
	for n < i && s[i-1-n] >= 'a' && s[i-1-n] <= 'z' {
		n++
	}
	return n >= 4 && s[i-n:i] != "approx"
}

// inAnswer reports a sentence of an interview that the one asked says. The
// questions stand in bold, or end in a question mark.
func (d *doc) inAnswer() bool {
	if d.kind != "interview" && d.kind != "q&a" || d.question == nil {
		return false
	}
	u := d.units[d.at]
	return u == d.question || !strings.HasPrefix(strings.TrimSpace(u.text), "**")
}
