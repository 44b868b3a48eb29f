package pipeline

import (
	"encoding/json"
	"strings"

	"assay/evidence"
)

// applyDecisions gives the claims as standing decisions leave them; the inputs
// are not changed. A decision whose subject does not exist has no effect here;
// Unmatched lists it.
func applyDecisions(claims []evidence.Claim, standing []evidence.Decision) []evidence.Claim {
	if len(standing) == 0 {
		return claims
	}
	bySubject := map[string][]evidence.Decision{}
	for _, d := range standing {
		bySubject[d.Subject] = append(bySubject[d.Subject], d)
	}
	out := make([]evidence.Claim, len(claims))
	copy(out, claims)
	for i := range out {
		for _, d := range bySubject[out[i].ID] {
			applyTo(&out[i], d)
		}
	}
	return out
}

// Standing are the decisions that hold on a day (empty: all), without those
// that a later one took back, in the order of the chain.
func Standing(decisions []evidence.Decision, asOf evidence.Date) []evidence.Decision {
	undone := map[string]bool{}
	for i := len(decisions) - 1; i >= 0; i-- { // an undo may itself be undone later
		d := decisions[i]
		if d.Kind == evidence.DecideUndo && holds(d, asOf) && !undone[d.Hash] {
			undone[d.Subject] = true
		}
	}
	var out []evidence.Decision
	for _, d := range decisions {
		if d.Kind != evidence.DecideUndo && holds(d, asOf) && !undone[d.Hash] {
			out = append(out, d)
		}
	}
	return out
}

func holds(d evidence.Decision, asOf evidence.Date) bool {
	return asOf == "" || d.On.Last() <= asOf.Last()
}

func applyTo(c *evidence.Claim, d evidence.Decision) {
	switch d.Kind {
	case evidence.DecideAccept:
		c.Review = evidence.Accepted
	case evidence.DecideReject:
		c.Review = evidence.Rejected
	case evidence.DecideCorrect:
		var k Correction
		if json.Unmarshal([]byte(d.Payload), &k) == nil {
			k.Apply(c)
			c.Review = evidence.Accepted
		}
	case evidence.DecideRetract, evidence.DecideWithdraw:
		c.Retracted, c.RetractedWhy = d.On, d.Reason
	case evidence.DecideReplace:
		c.SupersededBy = d.Object
	}
}

// CutCell splits the name of a cell, "model id/stage".
func CutCell(cell string) (model string, stage evidence.Stage, ok bool) {
	model, rest, found := strings.Cut(cell, "/")
	stage = evidence.Stage(rest)
	return model, stage, found && model != "" && stage.Valid()
}
