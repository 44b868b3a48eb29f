package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"assay/evidence"
	"assay/review"
)

// Decide records a choice. A decision that somebody else took since the sheet
// was opened, or at the same moment, is a conflict: it is named and stands.
func (d *Desk) Decide(ctx context.Context, ch review.Choice) (evidence.Decision, error) {
	if strings.TrimSpace(ch.Person) == "" {
		return evidence.Decision{}, evidence.Errorf(evidence.Invalid, "who decides? a name is needed")
	}
	x, err := d.decision(ctx, ch)
	if err != nil {
		return x, err
	}
	if err := d.unchanged(ctx, ch, 0); err != nil {
		return x, err
	}
	if x, err = d.c.Decide(ctx, x); err != nil {
		return x, err
	}
	if err := d.unchanged(ctx, ch, x.Seq); err != nil { // somebody was faster by a moment: the earlier stands
		_, undo := d.c.Decide(ctx, evidence.Decision{Kind: evidence.DecideUndo, Subject: x.Hash, Person: ch.Person, Reason: "conflict"})
		if undo != nil {
			return x, undo
		}
		return x, err
	}
	if err := d.Keep(ctx, ch.ID, ch.Person, json.RawMessage("null")); err != nil {
		return x, err
	}
	if err := d.put(ctx, takenKind, ch.ID, taken{ch.Person, d.c.now().UTC()}); err != nil { // given back
		return x, err
	}
	_, err = d.c.Settle(ctx)
	return x, err
}

// unchanged reports a conflict where a decision on the subject came after the
// one that the person has seen; only those before seq count where it is given.
func (d *Desk) unchanged(ctx context.Context, ch review.Choice, seq int64) error {
	s, err := d.c.State(ctx)
	if err != nil {
		return err
	}
	seen := ch.Basis == ""
	for _, x := range about(s.Decisions, ch.ID) {
		switch {
		case !seen:
			seen = x.Hash == ch.Basis
		case seq == 0 || x.Seq < seq:
			return evidence.Errorf(evidence.Conflict, "%s decided %q on this on %s; look at it before you decide", x.Person, x.Kind, x.At.UTC().Format("2006-01-02 15:04"))
		}
	}
	if !seen {
		return evidence.Errorf(evidence.Conflict, "the decision %s that this rests on is not in the store", ch.Basis)
	}
	held, err := d.taken(ctx)
	if err != nil {
		return err
	}
	if t, ok := held[ch.ID]; ok && t.Person != ch.Person && seq == 0 {
		return evidence.Errorf(evidence.Conflict, "%s has taken this until %s", t.Person, t.Until.UTC().Format("15:04"))
	}
	return nil
}

// decision turns a choice into a decision of the log.
func (d *Desk) decision(ctx context.Context, ch review.Choice) (evidence.Decision, error) {
	x := evidence.Decision{Subject: ch.ID, Person: ch.Person, Reason: ch.Reason}
	if a, b, ok := strings.Cut(ch.ID, "+"); ok {
		x.Subject, x.Object = a, b
		x.Kind = map[string]evidence.DecisionKind{"accept": evidence.DecideMerge, "reject": evidence.DecideSplit}[ch.Verb]
		if x.Reason == "" && x.Kind == evidence.DecideMerge {
			x.Reason = "proposed by the rules"
		}
	} else if names, err := d.names(ctx); err != nil {
		return x, err
	} else if slices.ContainsFunc(names, func(n review.Name) bool { return n.ID == ch.ID }) {
		x.Kind, x.Payload = evidence.DecideName, fmt.Sprintf(`{"is_name":%t}`, ch.Verb == "accept")
	} else {
		x.Kind = map[string]evidence.DecisionKind{"accept": evidence.DecideAccept, "correct": evidence.DecideCorrect, "reject": evidence.DecideReject}[ch.Verb]
	}
	if ch.Verb == "correct" {
		if ch.Correction == nil {
			return x, evidence.Errorf(evidence.Invalid, "correction: no field is corrected")
		}
		b, err := json.Marshal(ch.Correction)
		if err != nil {
			return x, evidence.WithKind(evidence.Invalid, err, "correction")
		}
		x.Payload = string(b)
	}
	if x.Kind == "" {
		return x, evidence.Errorf(evidence.Invalid, "verb %q does not fit this item; give accept, correct or reject", ch.Verb)
	}
	return x, nil
}

// Undo takes back a person's newest standing decision at the desk.
func (d *Desk) Undo(ctx context.Context, person string) (evidence.Decision, error) {
	s, err := d.c.State(ctx)
	if err != nil {
		return evidence.Decision{}, err
	}
	standing := Standing(s.Decisions, "")
	for i := len(standing) - 1; i >= 0; i-- {
		x := standing[i]
		if x.Person != person || !slices.Contains([]evidence.DecisionKind{evidence.DecideAccept, evidence.DecideCorrect, evidence.DecideReject,
			evidence.DecideMerge, evidence.DecideSplit, evidence.DecideName}, x.Kind) {
			continue
		}
		if _, err := d.c.Decide(ctx, evidence.Decision{Kind: evidence.DecideUndo, Subject: x.Hash, Person: person}); err != nil {
			return x, err
		}
		_, err := d.c.Settle(ctx)
		return x, err
	}
	return evidence.Decision{}, evidence.Errorf(evidence.NotFound, "%s has no decision that could be undone", person)
}

// about lists the decisions on an item, oldest first, undone ones included.
func about(all []evidence.Decision, id string) []evidence.Decision {
	var out []evidence.Decision
	hashes := map[string]bool{}
	for _, x := range all {
		subject := x.Subject
		if x.Object != "" {
			subject += "+" + x.Object
		}
		if subject == id || x.Subject == id || x.Kind == evidence.DecideUndo && hashes[x.Subject] {
			hashes[x.Hash] = true
			out = append(out, x)
		}
	}
	return out
}
