package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"assay/evidence"
	"assay/review"
)

// Decide checks a person's decision against what stands, appends it to the
// chain and settles the cells. Errors: invalid (a field missing or wrong), not
// found (claim, cell or decision that does not exist), conflict (already so).
func (c *Corridor) Decide(ctx context.Context, d evidence.Decision) (evidence.Decision, error) {
	d, _, err := c.Judge(ctx, d)
	return d, err
}

// Judge is Decide; it gives the cells that the decision changed, too.
func (c *Corridor) Judge(ctx context.Context, d evidence.Decision) (evidence.Decision, []evidence.CellVerdict, error) {
	s, err := c.State(ctx)
	if err != nil {
		return d, nil, err
	}
	if err := s.check(d); err != nil {
		return d, nil, err
	}
	if d, err = c.base.Decide(ctx, d); err != nil {
		return d, nil, err
	}
	changed, err := c.Settle(ctx)
	return d, changed, err
}

// check holds what each kind of decision needs.
func (s *State) check(d evidence.Decision) error {
	if d.Reason == "" && slices.Contains([]evidence.DecisionKind{evidence.DecideReject, evidence.DecideRetract, evidence.DecideReplace,
		evidence.DecideWithdraw, evidence.DecideDispute, evidence.DecideMerge, evidence.DecideSplit}, d.Kind) {
		return evidence.Errorf(evidence.Invalid, "%s needs a reason", d.Kind)
	}
	switch d.Kind {
	case evidence.DecideAccept, evidence.DecideReject, evidence.DecideRetract, evidence.DecideWithdraw:
		return s.needClaim(d.Subject)
	case evidence.DecideCorrect:
		return s.checkCorrection(d)
	case evidence.DecideReplace, evidence.DecideMerge, evidence.DecideSplit:
		if d.Subject == d.Object {
			return evidence.Errorf(evidence.Invalid, "%s names claim %s twice", d.Kind, d.Subject)
		}
		if err := s.needClaim(d.Subject); err != nil {
			return err
		}
		return s.needClaim(d.Object)
	case evidence.DecideDispute, evidence.DecideSearched:
		return s.checkCell(d)
	case evidence.DecideUndo:
		for _, x := range Standing(s.Decisions, "") {
			if x.Hash == d.Subject {
				return nil
			}
		}
		return evidence.Errorf(evidence.NotFound, "no standing decision has the hash %s", d.Subject)
	}
	return nil
}

func (s *State) needClaim(id string) error {
	if _, ok := s.claim(id); !ok {
		return evidence.Errorf(evidence.NotFound, "no claim %q in the store", id)
	}
	return nil
}

func (s *State) claim(id string) (evidence.Claim, bool) {
	i := slices.IndexFunc(s.Claims, func(c evidence.Claim) bool { return c.ID == id })
	if i < 0 {
		return evidence.Claim{}, false
	}
	return s.Claims[i], true
}

func (s *State) checkCell(d evidence.Decision) error {
	model, _, ok := CutCell(d.Subject)
	if !ok {
		return evidence.Errorf(evidence.Invalid, "cell %q is not of the form MODEL/STAGE, such as deepseek-v3/pre-training", d.Subject)
	}
	if _, ok := s.cat.Model(model); !ok {
		return evidence.Errorf(evidence.NotFound, "no model %q in the catalogue", model)
	}
	if d.Kind == evidence.DecideSearched {
		var p SearchPlace
		if json.Unmarshal([]byte(d.Payload), &p) != nil || p.Where == "" {
			return evidence.Errorf(evidence.Invalid, "a search log needs the place that was searched")
		}
	}
	return nil
}

// Correction holds the fields that a reviewer may correct (package review).
type Correction = review.Correction

func (s *State) checkCorrection(d evidence.Decision) error {
	if err := s.needClaim(d.Subject); err != nil {
		return err
	}
	var k Correction
	if err := json.Unmarshal([]byte(d.Payload), &k); err != nil {
		return evidence.Errorf(evidence.Invalid, "correction of %s cannot be read: %s", d.Subject, err)
	}
	switch {
	case k.Stage != nil && !k.Stage.Valid():
		return evidence.Errorf(evidence.Invalid, "stage %q is unknown", *k.Stage)
	case k.Relation != nil && !k.Relation.Valid():
		return evidence.Errorf(evidence.Invalid, "relation %q is unknown", *k.Relation)
	case k.Hedge != nil && !k.Hedge.Valid():
		return evidence.Errorf(evidence.Invalid, "hedge %q is unknown", *k.Hedge)
	case k.Attribution != nil && !k.Attribution.Valid():
		return evidence.Errorf(evidence.Invalid, "attribution %q is unknown", *k.Attribution)
	case k.Evidence != nil && !k.Evidence.Valid():
		return evidence.Errorf(evidence.Invalid, "evidence class %q is unknown", *k.Evidence)
	case k.Interest != nil && !k.Interest.Valid():
		return evidence.Errorf(evidence.Invalid, "interest %q is unknown", *k.Interest)
	}
	if err := s.checkQuote(d.Subject, &k); err != nil {
		return err
	}
	if k.Silicon != nil {
		if _, ok := s.cat.Lattice().Node(*k.Silicon); !ok {
			return evidence.Errorf(evidence.NotFound, "no silicon %q in the lattice", *k.Silicon)
		}
	}
	if k.ModelID != nil {
		if _, ok := s.cat.Model(*k.ModelID); !ok {
			return evidence.Errorf(evidence.NotFound, "no model %q in the catalogue", *k.ModelID)
		}
	}
	return nil
}

// checkQuote holds a corrected quote to the claim's document.
func (s *State) checkQuote(id string, k *Correction) error {
	if k.Quote == nil && k.Start == nil && k.End == nil {
		return nil
	}
	if k.Quote == nil || k.Start == nil || k.End == nil {
		return evidence.Errorf(evidence.Invalid, "quote: give quote, start and end together")
	}
	c, _ := s.claim(id)
	for i := range s.Documents {
		if s.Documents[i].ID == c.DocumentID {
			return review.CheckQuote(s.Documents[i].Body, *k.Quote, *k.Start, *k.End)
		}
	}
	return evidence.Errorf(evidence.NotFound, "quote: the document of claim %s is not held", id)
}

// Unmatched lists decisions that point at nothing: a retraction of a claim that
// does not exist, an undo of nothing. They have no effect and are never lost.
func (s *State) Unmatched() []evidence.Finding {
	claims, hashes := map[string]bool{}, map[string]bool{}
	for i := range s.Claims {
		claims[s.Claims[i].ID] = true
	}
	for _, d := range s.Decisions {
		hashes[d.Hash] = true
	}
	var out []evidence.Finding
	for _, d := range s.Decisions {
		ok := true
		switch d.Kind {
		case evidence.DecideUndo:
			ok = hashes[d.Subject]
		case evidence.DecideDispute, evidence.DecideSearched:
			_, _, ok = CutCell(d.Subject)
		case evidence.DecideMerge, evidence.DecideSplit, evidence.DecideReplace:
			ok = claims[d.Subject] && claims[d.Object]
		case evidence.DecideName, evidence.DecideForecast:
		default:
			ok = claims[d.Subject]
		}
		if !ok {
			out = append(out, evidence.Finding{Severity: evidence.SeverityWarning, Rule: "decision-without-subject",
				Message: fmt.Sprintf("decision %d (%s of %q by %s) points at nothing in the store", d.Seq, d.Kind, d.Subject, d.Person),
				Fix:     "undo it, or read the document that holds the claim"})
		}
	}
	return out
}
