package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"sort"
	"strings"

	"assay/evidence"
	"assay/resolve"
)

// settleJob is the name of the serial job's cursor.
const settleJob = "resolve"

// Settle is the serial job: where the log has grown since its cursors, it looks
// for near-copies, recomputes origins and verdicts and records the cells that
// changed, which it gives back. Several processes may call it; who comes second begins again.
func (c *Corridor) Settle(ctx context.Context) ([]evidence.CellVerdict, error) {
	for {
		var changed []evidence.CellVerdict
		err := c.findNear(ctx)
		if err == nil {
			changed, err = c.settle(ctx)
		}
		if evidence.KindOf(err) == evidence.Conflict && ctx.Err() == nil {
			continue
		}
		return changed, err
	}
}

func (c *Corridor) settle(ctx context.Context) ([]evidence.CellVerdict, error) {
	at, err := c.base.Cursor(ctx, settleJob)
	if err != nil {
		return nil, err
	}
	head, err := c.base.Head(ctx)
	if err != nil || at >= head {
		return nil, err
	}
	quiet, err := c.changesNothing(ctx, at, head)
	if err != nil {
		return nil, err
	}
	if quiet {
		return nil, c.base.AddVerdicts(ctx, settleJob, at, head, nil)
	}
	state, err := c.State(ctx)
	if err != nil {
		return nil, err
	}
	stored, err := c.base.Verdicts(ctx, 0)
	if err != nil {
		return nil, err
	}
	now, err := state.verdicts(evidence.DateOf(c.now()))
	if err != nil {
		return nil, err
	}
	changed := differing(stored, now)
	return changed, c.base.AddVerdicts(ctx, settleJob, at, head, changed)
}

// changesNothing reports whether what was recorded since a place in the log
// cannot change the reviewed matrix: no record, no decision, and no claim that
// somebody accepted among the documents that were read or found to be copies.
// A claim that nobody reviewed never changes the reviewed matrix (R0), so that a
// new document costs the same in a large store as in a small one.
func (c *Corridor) changesNothing(ctx context.Context, at, head int64) (bool, error) {
	if at == 0 {
		return false, nil
	}
	chain, err := c.base.DecisionsAfter(ctx, 0, head)
	if err != nil || len(chain) > 0 && chain[len(chain)-1].Seq > at {
		return false, err
	}
	rows, err := c.base.ClaimsAfter(ctx, at, head)
	if err != nil {
		return false, err
	}
	for i := range rows {
		if rows[i].Reviewed() {
			return false, nil
		}
	}
	accepted := map[string]bool{}
	for _, d := range Standing(chain, "") {
		accepted[d.Subject] = true
	}
	if len(accepted) == 0 {
		return true, nil
	}
	ids, err := c.base.TouchedClaims(ctx, at, head)
	for _, id := range ids {
		if accepted[id] {
			return false, err
		}
	}
	return true, err
}

// verdicts are the cells of the reviewed matrix as known on a day, as stored:
// those that say something.
func (s *State) verdicts(day evidence.Date) ([]evidence.CellVerdict, error) {
	rows := s.Matrix(resolve.Options{AsOf: day})
	var out []evidence.CellVerdict
	for i := range rows {
		for st, cell := range rows[i].Cells {
			if silent(&cell) {
				continue
			}
			body, err := json.Marshal(cell)
			if err != nil {
				return nil, err
			}
			out = append(out, evidence.CellVerdict{Cell: rows[i].ID + "/" + string(st), Rules: rulesVersion, Body: body})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Cell < out[j].Cell })
	return out, nil
}

// rulesVersion names the rules that a stored verdict was made by; it is raised
// when a rule changes what it says.
const rulesVersion = "rules/1"

// silent reports whether a cell says nothing at all.
func silent(c *resolve.Cell) bool {
	return c.Verdict == evidence.UnknownWord && len(c.Claims) == 0 && len(c.Others) == 0 &&
		len(c.ReadyOn) == 0 && len(c.Planned) == 0 && len(c.Continued) == 0 && c.InheritedFrom == ""
}

// gone is the body of a cell that no longer says anything.
var gone = json.RawMessage(`null`)

// differing gives what of now differs from what is stored; a cell that fell
// silent is stored as null.
func differing(stored, now []evidence.CellVerdict) []evidence.CellVerdict {
	old := make(map[string]json.RawMessage, len(stored))
	for _, v := range stored {
		old[v.Cell] = v.Body
	}
	var out []evidence.CellVerdict
	for _, v := range now {
		was, ok := old[v.Cell]
		delete(old, v.Cell)
		if !ok || !bytes.Equal(was, v.Body) {
			out = append(out, v)
		}
	}
	for cell, was := range old {
		if !bytes.Equal(was, gone) {
			out = append(out, evidence.CellVerdict{Cell: cell, Rules: rulesVersion, Body: gone})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Cell < out[j].Cell })
	return out
}

// Recheck recomputes every verdict and compares it with the stored one, as of
// the day on which that was recorded. It writes nothing.
func (c *Corridor) Recheck(ctx context.Context) ([]evidence.Finding, error) {
	state, err := c.State(ctx)
	if err != nil {
		return nil, err
	}
	stored, err := c.base.Verdicts(ctx, 0)
	if err != nil {
		return nil, err
	}
	at, err := c.base.Cursor(ctx, settleJob)
	if err != nil {
		return nil, err
	}
	if at < state.Seq {
		return []evidence.Finding{{Severity: evidence.SeverityNote, Rule: "verdicts-behind",
			Message: "the log has grown since verdicts were last recorded", Fix: "run assay matrix or assay read once"}}, nil
	}
	day := evidence.DateOf(c.now())
	if n := len(stored); n > 0 {
		last := stored[0].RecordedAt
		for _, v := range stored {
			if v.RecordedAt.After(last) {
				last = v.RecordedAt
			}
		}
		day = evidence.DateOf(last)
	}
	now, err := state.verdicts(day)
	if err != nil {
		return nil, err
	}
	var out []evidence.Finding
	for _, v := range differing(stored, now) {
		model, stage, _ := strings.Cut(v.Cell, "/")
		out = append(out, evidence.Finding{Severity: evidence.SeverityError, Rule: "verdict-differs",
			Message: "the stored verdict of " + model + " at " + stage + " is not what the stored claims give",
			Fix:     "look at what changed in the store since it was recorded"})
	}
	return out, nil
}
