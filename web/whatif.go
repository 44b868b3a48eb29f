package web

import (
	"context"

	"assay/evidence"
	"assay/resolve"
)

// whatIf is the switch panel of a model page: the cells as they stand and as
// they would be under the rules asked for.
type whatIf struct {
	Changed bool // other rules than the usual were asked for
	Lines   []whatIfLine
	Origins []originChoice
}

// whatIfLine is one stage before and after.
type whatIfLine struct {
	Stage         evidence.Stage
	Before, After cellView
	Differs       bool
}

// originChoice is a voice that may be left out.
type originChoice struct {
	ID, Label string
	Out       bool
}

// whatIf compares the reading asked for with the usual one on the same date.
func (s *site) whatIf(ctx context.Context, l Lang, rd *reading, p *modelPage) (*whatIf, error) {
	usual := matrixQuery{AsOf: p.Query.AsOf}
	base, err := s.read(ctx, usual)
	if err != nil {
		return nil, err
	}
	out := &whatIf{Changed: base.core != rd.core}
	before := base.byID[p.Row.ID]
	if before == nil {
		before = &resolve.Row{}
	}
	c := s.cats[l]
	for _, st := range (&matrixQuery{}).columns() {
		a, b := before.Cells[st], p.Row.Cells[st]
		line := whatIfLine{Stage: st, Before: c.view(&a, p.Row.ID, st, rd.asOf, ""), After: c.view(&b, p.Row.ID, st, rd.asOf, "")}
		line.Differs = line.Before.Word != line.After.Word || line.Before.Silicon != line.After.Silicon || line.Before.Sign != line.After.Sign
		out.Lines = append(out.Lines, line)
	}
	seen := map[string]bool{}
	for _, group := range p.Stages {
		for _, o := range group.Origins {
			if !seen[o.ID] && len(out.Origins) < 12 {
				seen[o.ID] = true
				first := o.Claims[0]
				label := first.Publisher
				if label == "" {
					label = o.ID
				}
				out.Origins = append(out.Origins, originChoice{ID: o.ID, Label: clip(label, 50), Out: contains(p.Query.Without, o.ID)})
			}
		}
	}
	for _, w := range p.Query.Without {
		if !seen[w] {
			out.Origins = append(out.Origins, originChoice{ID: w, Label: clip(w, 50), Out: true})
		}
	}
	return out, nil
}
