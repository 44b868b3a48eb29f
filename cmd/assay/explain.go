package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"assay/evidence"
	"assay/extract"
	"assay/fetch"
	"assay/pipeline"
)

// explained is one line of `assay extract --explain` (docs/format.md).
type explained struct {
	ID string `json:"id"`
	extract.Explanation
}

// explain prints what each stage of the reader made of the inputs: JSON lines,
// or with --format table the text with its stages below each sentence.
func (a *app) explain(ctx context.Context, inputs []pipeline.Input, rep *readReport, args int) error {
	cat, err := a.catalogue()
	if err != nil {
		return err
	}
	reader := extract.New(cat)
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	err = pipeline.Each(ctx, inputs, func(d evidence.Document) explained {
		return explained{d.Name, reader.Explain(d)}
	}, func(name string, x explained, err error) error {
		if err != nil {
			rep.skip(fetch.Failure(name, err))
			return nil
		}
		rep.Read = append(rep.Read, readLine{Name: name})
		if a.set.from["format"] == "default" || a.format() != "table" {
			return e.Encode(x)
		}
		_, err = fmt.Fprint(a.out, stages(x))
		return err
	})
	if err != nil {
		return err
	}
	return rep.outcome(a.err, args)
}

// stages writes an explanation for a person.
func stages(x explained) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s", x.ID, x.Lang)
	if !x.Relevant {
		b.WriteString("): no silicon is named; nothing was read\n")
		return b.String()
	}
	fmt.Fprintf(&b, "): %d claims\n", len(x.Claims))
	for i := range x.Units {
		u := &x.Units[i]
		if len(u.Mentions) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s %d-%d: %s\n", u.Kind, u.Start, u.End, oneLine(u.Text))
		for _, m := range u.Mentions {
			what := m.Kind
			if len(m.Classes) > 0 {
				what = strings.Join(m.Classes, ", ")
			} else if m.Name != "" {
				what += " " + m.Name
			}
			fmt.Fprintf(&b, "  mention  %q: %s\n", m.Text, what)
		}
		for _, c := range u.Borders {
			fmt.Fprintf(&b, "  border   at %d, strength %.1f\n", c.At, c.Strength)
		}
		for _, s := range u.Stages {
			fmt.Fprintf(&b, "  stage    %q: %s\n", s.Text, strings.Join(s.Stages, ", "))
		}
		for _, m := range u.Models {
			fmt.Fprintf(&b, "  model    %q: %s (%s)\n", m.Text, m.Name, m.How)
		}
		for _, s := range u.Silicon {
			fmt.Fprintf(&b, "  silicon  %q: %s (%s)", s.Text, s.Node, s.How)
			if s.Why != "" {
				fmt.Fprintf(&b, "; no claim: %s", s.Why)
			}
			b.WriteByte('\n')
		}
		for _, n := range u.Notes {
			fmt.Fprintf(&b, "  claim    %s\n", n)
		}
	}
	for _, d := range x.Dropped {
		fmt.Fprintf(&b, "\ndropped: %s · %s · %s · %s: %s\n", d.Model, d.Stage, d.Silicon, d.Relation, d.Why)
	}
	return b.String()
}

func oneLine(s string) string { return clip(strings.Join(strings.Fields(s), " "), 160) }
