package pipeline

import (
	"context"
	"encoding/json"
	"strings"

	"assay/evidence"
)

// builtIn is the kind and id of the record that says which set of built-in
// records a store was filled with.
const builtIn = "built-in"

// program is the person that stands for decisions of the program itself.
const program = "assay"

// Fill puts the built-in records into a store that lacks them, in one
// transaction. A store filled by an older program gets what is new or changed;
// what is gone from the records is withdrawn from today on, and what came back
// stands again. It reports whether anything was written.
func (c *Corridor) Fill(ctx context.Context) (filled bool, err error) {
	claims := c.cat.Claims()
	print := fingerprint(claims)
	have, err := c.base.Records(ctx, builtIn, 0)
	if err != nil {
		return false, err
	}
	for _, r := range have {
		if r.ID == "records" && string(r.Body) == print {
			return false, nil
		}
	}
	if len(have) > 0 {
		// Before the new fingerprint is recorded, so that a killed run does it again.
		if err := c.withdrawGone(ctx, claims); err != nil {
			return false, err
		}
	}
	records := append([]evidence.Claim(nil), claims...)
	_, err = c.base.AddRecords(ctx, builtIn, records, []evidence.Record{
		{Kind: builtIn, ID: "records", Body: json.RawMessage(print)},
	})
	return err == nil, err
}

// withdrawGone withdraws the stored records that the program no longer holds,
// and undoes its own withdrawal of those that it holds again.
func (c *Corridor) withdrawGone(ctx context.Context, now []evidence.Claim) error {
	s, err := c.State(ctx)
	if err != nil {
		return err
	}
	held := make(map[string]bool, len(now))
	for i := range now {
		held[now[i].ID] = true
	}
	gone := map[string]string{} // id -> hash of our withdrawal
	for _, d := range Standing(s.Decisions, "") {
		if d.Kind == evidence.DecideWithdraw && d.Person == program {
			gone[d.Subject] = d.Hash
		}
	}
	for i := range s.Claims {
		id := s.Claims[i].ID
		d := evidence.Decision{Person: program}
		switch hash, withdrawn := gone[id]; {
		case s.Claims[i].Kind != evidence.KindRecord || held[id] != withdrawn:
			continue
		case withdrawn:
			d.Kind, d.Subject, d.Reason = evidence.DecideUndo, hash, "among the built-in records again"
		default:
			d.Kind, d.Subject, d.Reason = evidence.DecideWithdraw, id, "no longer among the built-in records"
		}
		if _, err := c.base.Decide(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// fingerprint is a JSON string that changes whenever a record does.
func fingerprint(claims []evidence.Claim) string {
	parts := make([]string, 0, len(claims))
	for i := range claims {
		body, err := json.Marshal(&claims[i])
		if err != nil {
			body = []byte(claims[i].ID)
		}
		parts = append(parts, string(body))
	}
	return `"` + evidence.Hash(strings.Join(parts, "\n")) + `"`
}
