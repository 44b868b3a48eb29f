package extract

import (
	"strings"

	"assay/evidence"
	"assay/text"
)

// stageMention is one or more coordinated stage cues of a unit.
type stageMention struct {
	text.Span
	stages []evidence.Stage
	weak   bool // built, developed: a stage only beside silicon
	whole  bool
	cont   bool
	what   *mention // the first cue
}

func stageOf(c class) evidence.Stage {
	switch c {
	case cStagePre:
		return evidence.PreTraining
	case cStagePost:
		return evidence.PostTraining
	case cStageInf:
		return evidence.Inference
	}
	return evidence.TrainingUnspecified
}

// stagesOf finds the stage cues of a unit and joins coordinated ones:
// "pre-training, SFT and RLHF", 训练和推理.
func (d *doc) stagesOf(u *unit) []stageMention {
	var out []stageMention
	for i := range u.ms {
		if len(out) >= maxSilicon {
			break
		}
		m := &u.ms[i]
		c := m.stage()
		weak := c == cNone && m.has(cStageWeak)
		if c == cNone && m.has(cStageRun) && d.runsModel(u, i) {
			c, weak = cStageInf, false
		}
		if c == cNone && !weak || m.has(cPseudo) {
			continue
		}
		if c == cStageInf && d.reasoning(u, i) {
			continue
		}
		s := stageMention{Span: m.span(), stages: []evidence.Stage{stageOf(c)}, weak: weak, what: m, cont: m.has(cContinued)}
		if n := len(out); n > 0 && !weak && !out[n-1].weak {
			gap := u.fold(out[n-1].End, m.start)
			if d.joinsStages(u, &out[n-1], &s, gap) {
				out[n-1].End = m.end
				out[n-1].stages = append(out[n-1].stages, s.stages[0])
				out[n-1].cont = out[n-1].cont || s.cont
				continue
			}
			if merged, ok := sameEvent(out[n-1].stages[0], s.stages[0], gap); ok {
				out[n-1].End, out[n-1].stages = m.end, []evidence.Stage{merged}
				continue
			}
		}
		out = append(out, s)
	}
	out = d.withoutParts(u, out)
	for i := range out {
		out[i].stages = distinct(out[i].stages)
		c := u.clause(out[i].Start, midBorder)
		if len(out[i].stages) == 1 && out[i].stages[0] == evidence.TrainingUnspecified && containsAny(u.fold(c.Start, c.End), "from scratch", "from the ground up", "von grund auf", "von null", "从零", "从头") {
			out[i].stages[0] = evidence.PreTraining
		}
		if w := u.any(c.Start, c.End, cWhole); w != nil && out[i].stages[0] == evidence.TrainingUnspecified {
			out[i].whole = true
		}
		if w := u.fold(out[i].Start, out[i].End); containsAny(w, "全流程", "全过程", "整个训练", "全部训练", "entire", "whole", "full training", "complete training", "gesamt", "das ganze", "der ganze", "komplett") {
			out[i].whole = true
		}
	}
	return out
}

// runsModel reports "run X on Y": a model or a reference to one between a bare
// verb of running and a preposition of place, with silicon behind it.
func (d *doc) runsModel(u *unit, i int) bool {
	m := &u.ms[i]
	if d.lang == "de" {
		c := u.clause(m.start, softBorder)
		return strings.Contains(u.fold(m.end, c.End)+" ", " bereit") && strings.HasPrefix(u.fold(m.start, m.end), "stell")
	}
	if i > 0 && i+1 < len(u.ms) && (u.ms[i-1].kind == kSil || u.ms[i-1].has(cChipNoun)) && m.start-u.ms[i-1].end < 4 {
		n := &u.ms[i+1] // "its BW1000 runs the model"
		return (n.kind == kModel || n.has(cCorefModel)) && n.start-m.end < 6
	}
	model := i > 0 && (u.ms[i-1].kind == kModel || u.ms[i-1].has(cCorefModel)) && m.start-u.ms[i-1].end < 30
	for j := i + 1; j < len(u.ms) && u.ms[j].start-m.end < 120; j++ {
		x := &u.ms[j]
		if u.divide(m.end, x.start) >= softBorder {
			return false
		}
		if x.kind == kModel || x.has(cCorefModel) && x.start-m.end < 4 || x.has(cUnnamed) {
			model = true
		}
		if (x.kind == kSil || x.kind == kOrg && x.org.node != "" || x.has(cChipDomestic) || x.has(cChipChinese) || x.has(cChipGPU)) && model {
			return containsAny(u.fold(m.end, x.start), " on ", " across ", " from ", " with ", " using ") || x.start-m.end < 8 && strings.HasSuffix(u.fold(m.end, x.start), "on ")
		}
		if x.stage() != cNone {
			return false
		}
	}
	return false
}

// joinsStages reports that two cues coordinate: a conjunction, or a comma
// between nouns; not where each has silicon of its own.
func (d *doc) joinsStages(u *unit, a, b *stageMention, gap string) bool {
	if !connectsStages(gap) {
		return false
	}
	if strings.Contains(gap, ",") && (d.lang == "zh" || strings.TrimSpace(gap) != "," && !containsAny(gap, "and", "und", "or", "oder") || !isNoun(u, a) || !isNoun(u, b)) {
		return false
	}
	return !(d.siliconWithin(u, a.Start-60, a.Start, a.Start) && d.siliconWithin(u, b.End, b.End+60, b.End))
}

// siliconWithin reports named silicon in [from, to) in the clause of at.
func (d *doc) siliconWithin(u *unit, from, to, at int) bool {
	for i := range u.ms {
		m := &u.ms[i]
		if m.start >= from && m.start < to && u.divide(min(m.start, at), max(m.start, at)) < softBorder &&
			(m.kind == kSil || m.kind == kOrg && m.org.node != "" && !m.org.maker || m.has(cChipNoun)) {
			return true
		}
	}
	return false
}

// withoutParts leaves out the stages that only spell out a whole: "the entire
// training, from pre-training to RL".
func (d *doc) withoutParts(u *unit, in []stageMention) []stageMention {
	whole := -1
	for i := range in {
		if containsAny(u.fold(in[i].Start, in[i].End), "全流程", "全过程", "整个训练", "entire", "whole", "full training", "complete training", "gesamt", "ganze", "komplett") {
			whole = i
		}
	}
	if whole < 0 {
		return in
	}
	out := in[:0:0]
	for i := range in {
		before := strings.TrimRight(u.fold(max(u.Start, in[i].Start-8), in[i].Start), " ")
		if i > whole && (strings.HasSuffix(before, "from") || strings.HasSuffix(before, "von") || strings.HasSuffix(before, "vom") || strings.HasSuffix(before, "从") || strings.HasSuffix(before, "including")) {
			continue
		}
		if i > whole && len(in) > i && len(in[i].stages) > 1 && strings.HasSuffix(before, "(") {
			continue
		}
		out = append(out, in[i])
	}
	return out
}

// reasoning tells 推理 in the sense of reasoning from inference: it follows a
// word of ability, or a word for a kind of model follows.
func (d *doc) reasoning(u *unit, i int) bool {
	m := &u.ms[i]
	w := u.fold(m.start, m.end)
	if w != "推理" && w != "推论" {
		return false
	}
	before := u.fold(max(u.Start, m.start-12), m.start)
	after := u.fold(m.end, min(u.End, m.end+12))
	for _, x := range []string{"逻辑", "数学", "复杂", "深度", "多步", "长链", "因果", "常识", "增强", "视觉", "空间", "代码", "符号", "编程与", "思维链"} {
		if strings.HasSuffix(before, x) {
			return true
		}
	}
	for _, x := range []string{"模型", "能力", "大模型", "题", "路径", "榜", "基准", "链", "密集", "任务上", "类模型", "方面得分", "成绩", "增强"} {
		if strings.HasPrefix(after, x) {
			return true
		}
	}
	return false
}

func distinct(in []evidence.Stage) []evidence.Stage {
	var out []evidence.Stage
	for _, s := range in {
		dup := false
		for _, o := range out {
			dup = dup || o == s
		}
		if !dup {
			out = append(out, s)
		}
	}
	if len(out) > 1 { // "training (pre-training and SFT)": the named stages win
		var named []evidence.Stage
		trains, inference := false, false
		for _, s := range out {
			switch s {
			case evidence.TrainingUnspecified:
			case evidence.Inference:
				inference = true
				named = append(named, s)
			default:
				trains = true
				named = append(named, s)
			}
		}
		if trains || !inference {
			return named
		}
	}
	return out
}

// connectsStages reports a gap between coordinated stages.
func connectsStages(gap string) bool {
	if strings.TrimSpace(gap) == "" {
		return false
	}
	return connects(gap) || strings.TrimSpace(gap) == "到" || strings.TrimSpace(gap) == "至" || strings.TrimSpace(gap) == "还是" || strings.TrimSpace(gap) == "to" || strings.TrimSpace(gap) == "through"
}

// sameEvent joins two cues of one event: "RL post-training", 强化学习后训练,
// "supervised fine-tuning (SFT)", "training run".
func sameEvent(a, b evidence.Stage, gap string) (evidence.Stage, bool) {
	g := strings.Trim(gap, " -()（）的/")
	if g != "" || len(gap) > 4 {
		return "", false
	}
	if a == b {
		return a, true
	}
	if a == evidence.TrainingUnspecified && b != evidence.Inference {
		return b, true
	}
	if b == evidence.TrainingUnspecified && a != evidence.Inference {
		return a, true
	}
	return "", false
}
