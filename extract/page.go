package extract

import (
	"strings"

	"assay/text"
)

// setVoice finds whether the page speaks in the first person of a maker, or
// relays a paper.
func (d *doc) setVoice() {
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

// isPost reports a post of somebody about a run of his own.
func (d *doc) isPost() bool {
	switch d.kind {
	case "post", "forum", "tweet", "forum-post", "reddit", "social":
		return true
	}
	return false
}
