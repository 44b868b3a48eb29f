package extract

import (
	"strings"

	"assay/text"
)

// Words before and behind the name of a model that another was made from.
var (
	baseBefore = []string{"based on", "starting from", "start from", "starts from", "started from", "initialised from", "initialized from", "initialised with", "initialized with", "on top of", "derived from", "fine-tuned from", "finetuned from", "continued from",
		"version of", "variant of", "fine-tune of", "finetune of", "derivative of", "the weights of", "weights of", "checkpoint of", "the base model", "base model:", "auf basis von", "ausgehend von", "basiert auf", "basierend auf", "aufbauend auf", "fassung von", "variante von", "沿用", "基于", "源自", "脱胎于", "衍生自"}
	baseBehind = []string{"为起点", "为基座", "为底座", "为基础", "为初始", "为基模", "为base", " as a starting point", " as the starting point", " as its base", " as the base", " as a base", " als ausgangspunkt", " als grundlage", " als basis"}
	baseFill   = strings.NewReplacer("the ", "", "open ", "", "open-source ", "", "published ", "", "开源的", "", "已开源的", "", "(", "", "[", "", "*", "", "`", "", "dem ", "", "den ", "", "der ", "", "offenen ", "", "alibaba's ", "", "meta's ", "")
)

// baseModel reports a model that the text names only as what the model that it
// is about was made from: "starting from X", "a fine-tuned version of X",
// 以X为起点. On a page about X itself it is none.
func (d *doc) baseModel(u *unit, i int) bool {
	m := &u.ms[i]
	if u.folded.Text == "" || len(d.topic) == 0 {
		return false
	}
	for _, t := range d.topic {
		x := modelRef{name: m.name, org: m.org}
		if d.sameModel(t, x) || strings.HasPrefix(d.key(x), d.key(t)) {
			return false
		}
	}
	before := u.fold(max(u.Start, m.start-60), m.start)
	if j := i - 1; j >= 0 && u.ms[j].kind == kOrg && u.ms[j].end <= m.start && m.start-u.ms[j].end < 4 {
		before = u.fold(max(u.Start, u.ms[j].start-60), u.ms[j].start)
	}
	if k := strings.LastIndexAny(before, "/"); k >= 0 && !strings.ContainsAny(before[k:], " ") { // "org/model"
		before = strings.TrimRight(before[:k], "abcdefghijklmnopqrstuvwxyz0123456789-_")
	}
	before = strings.TrimSpace(baseFill.Replace(before))
	for _, w := range baseBefore {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	if d.lang == "zh" && strings.HasSuffix(before, "的") { // 基座沿用去年用H800预训练的X
		if c := u.clause(m.start, softBorder); containsAny(u.fold(c.Start, m.start), "沿用", "基座", "底座", "起点是") {
			return true
		}
	}
	behind := u.fold(m.end, min(u.End, m.end+40))
	for _, w := range baseBehind {
		if strings.HasPrefix(behind, w) {
			return true
		}
	}
	return false
}

// ownEvent reports that a stage is told of the base model itself: "X, which was
// pre-trained on", 用H800预训练的X.
func ownEvent(u *unit, m *modelRef, st text.Span) bool {
	if m.End <= st.Start {
		gap := strings.TrimLeft(u.fold(m.End, st.Start), " )]*`")
		return hasWordPrefix(gap, ", which", "which", "that was", ", das", ", die", ", der", ", itself", ", a model", ",其", ",后者", ",它", "的预训练", "的训练", "本身")
	}
	return objectOf(u, m, st)
}
