package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"assay/evidence"
	"assay/fetch"
)

// hookCursor is how far in the log changed cells were reported.
const hookCursor = "webhook"

// hookReport is the body of a report to the webhook.
type hookReport struct {
	ID      string       `json:"id"` // the same where a report is sent again
	SentAt  time.Time    `json:"sent_at"`
	Changes []hookChange `json:"changes"`
}

// hookChange is one cell that changed; from is null where it said nothing before,
// to where it says nothing any more.
type hookChange struct {
	Cell    string          `json:"cell"` // model id/stage
	Model   string          `json:"model"`
	Stage   string          `json:"stage"`
	Seq     int64           `json:"seq"`
	At      time.Time       `json:"at"`
	From    json.RawMessage `json:"from"`
	To      json.RawMessage `json:"to"`
	FromWas string          `json:"from_verdict"`
	ToIs    string          `json:"to_verdict"`
}

// hook gives the webhook that is set, or nil.
func (a *app) hook() (*fetch.Hook, error) {
	h := fetch.Hook{Address: a.set.text("webhook"), Key: a.set.text("webhook-key")}
	if h.Address == "" {
		return nil, nil
	}
	if h.Key == "" {
		return nil, evidence.Errorf(evidence.Invalid, "--webhook needs a key that signs: set ASSAY_WEBHOOK_KEY or webhook-key in the configuration file")
	}
	return &h, h.Check()
}

// startHook sets the cursor where reports begin: what changes from now on. A
// webhook that was there before goes on where it was.
func (a *app) startHook(ctx context.Context) error {
	at, err := a.db.Cursor(ctx, hookCursor)
	if err != nil || at > 0 {
		return err
	}
	head, err := a.db.Head(ctx)
	if err != nil {
		return err
	}
	return a.db.SetCursor(ctx, hookCursor, head)
}

// sendChanges sends the cells that changed since the last report. The cursor moves
// only when the receiver took it, so that nothing is lost while it is away.
func (a *app) sendChanges(ctx context.Context, h fetch.Hook) (int, error) {
	at, err := a.db.Cursor(ctx, hookCursor)
	if err != nil {
		return 0, err
	}
	head, err := a.db.Head(ctx)
	if err != nil || head == at {
		return 0, err
	}
	changes, err := a.changesSince(ctx, at, head)
	if err != nil {
		return 0, err
	}
	if len(changes) > 0 {
		rep := hookReport{SentAt: time.Now().UTC().Truncate(time.Second), Changes: changes}
		rep.ID = evidence.Hash("webhook", changes[0].Cell, string(changes[0].To), changes[len(changes)-1].At.String())[:24]
		body, err := json.Marshal(rep)
		if err != nil {
			return 0, err
		}
		if err := a.client().Post(ctx, h, rep.ID, body, time.Now()); err != nil {
			return 0, err
		}
	}
	return len(changes), a.db.SetCursor(ctx, hookCursor, head)
}

// changesSince are the cells whose verdict was recorded after one place in the
// log, up to another, each with what it said at the first.
func (a *app) changesSince(ctx context.Context, at, head int64) ([]hookChange, error) {
	now, err := a.db.Verdicts(ctx, head)
	if err != nil {
		return nil, err
	}
	var out []hookChange
	var before map[string]evidence.CellVerdict
	for _, v := range now {
		if v.Seq <= at {
			continue
		}
		if before == nil {
			old, err := a.db.Verdicts(ctx, max(at, 1)) // 0 would be now
			if err != nil {
				return nil, err
			}
			before = map[string]evidence.CellVerdict{}
			for _, o := range old {
				before[o.Cell] = o
			}
		}
		was := before[v.Cell]
		c := hookChange{Cell: v.Cell, Seq: v.Seq, At: v.RecordedAt, From: was.Body, To: v.Body}
		if bytes.Equal(c.From, c.To) {
			continue
		}
		if c.From == nil {
			c.From = json.RawMessage("null")
		}
		c.Model, c.Stage, _ = strings.Cut(v.Cell, "/")
		c.FromWas, c.ToIs = verdictOf(c.From), verdictOf(c.To)
		out = append(out, c)
	}
	slices.SortFunc(out, func(x, y hookChange) int { return cmp.Or(cmp.Compare(x.Seq, y.Seq), strings.Compare(x.Cell, y.Cell)) })
	return out, nil
}

func verdictOf(cell json.RawMessage) string {
	var v struct {
		Verdict evidence.Word `json:"verdict"`
	}
	if json.Unmarshal(cell, &v) != nil || v.Verdict == "" {
		return string(evidence.UnknownWord)
	}
	return string(v.Verdict)
}
