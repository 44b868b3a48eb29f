package brief

import (
	"assay/brief/locale"
	"assay/evidence"
	"assay/gap"
)

// StageText tells a lay reader what one stage is and what it cost for one
// well-documented model.
type StageText struct {
	Stage     evidence.Stage `json:"stage"`
	Sentences []Sentence     `json:"sentences"`
}

// Stages explains the three stages in a language; weights are those of the gap,
// as known on the day asked for.
func Stages(weights []gap.StageWeight, lang string) []StageText {
	w := locale.For(lang)
	var out []StageText
	for _, st := range []evidence.Stage{evidence.PreTraining, evidence.PostTraining, evidence.Inference} {
		c := &card{w: w}
		c.say("stages."+string(st), nil)
		for _, x := range weights {
			hours := map[string]float64{}
			for _, s := range x.Stages {
				hours[s.Part] += s.ChipHours
			}
			c.say("stages.cost."+string(st), []string{"figure:stage-weights/" + x.Model, x.Model, x.ChipID}, "model", x.Name,
				"n", c.w.Number(hours[string(st)], 0), "chip", x.Chip, "context", c.w.Number(hours["context-extension"], 0))
		}
		out = append(out, StageText{Stage: st, Sentences: c.out})
	}
	return out
}
