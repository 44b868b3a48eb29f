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
		m := &u.ms[i]
		c := m.stage()
		weak := c == cNone && m.has(cStageWeak)
		if c == cNone && !weak || m.has(cPseudo) {
			continue
		}
		if c == cStageInf && d.reasoning(u, i) {
			continue
		}
		s := stageMention{Span: m.span(), stages: []evidence.Stage{stageOf(c)}, weak: weak, what: m, cont: m.has(cContinued)}
		if n := len(out); n > 0 && !weak && !out[n-1].weak {
			gap := u.fold(out[n-1].End, m.start)
			if connectsStages(gap) {
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
	for i := range out {
		out[i].stages = distinct(out[i].stages)
		c := u.clause(out[i].Start, midBorder)
		if w := u.any(c.Start, c.End, cWhole); w != nil && out[i].stages[0] == evidence.TrainingUnspecified {
			out[i].whole = true
		}
		if w := u.fold(out[i].Start, out[i].End); containsAny(w, "全流程", "全过程", "整个训练", "全部训练", "entire", "whole", "full training", "complete training", "gesamt", "das ganze", "der ganze", "komplett") {
			out[i].whole = true
		}
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
