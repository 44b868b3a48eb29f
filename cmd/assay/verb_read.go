package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/fetch"
	"assay/pipeline"
)

// readReport is what `read --format json` prints.
type readReport struct {
	Read     []readLine   `json:"read"`
	Skipped  []fetch.Skip `json:"skipped"`
	NewNames []string     `json:"new_names"`
	Claims   int          `json:"claims"`  // claims added to the store
	Changed  int          `json:"changed"` // cells whose verdict changed
	failed   int
	firstErr error
}

type readLine struct {
	Name     string   `json:"name"`
	Document string   `json:"document"` // id
	Title    string   `json:"title,omitempty"`
	Lang     string   `json:"lang"`
	Claims   int      `json:"claims"`
	Added    bool     `json:"added"` // false: read before, nothing changed
	NewNames []string `json:"new_names,omitempty"`
}

// newReadCmd builds `assay read`: documents into the store.
func newReadCmd(a *app) *cobra.Command {
	var queue bool
	var from scanChoice
	cmd := &cobra.Command{
		Use:   "read FILE|DIR|ADDRESS|-...",
		Short: "Read documents and store them with the claims found in them",
		Long: `Reads text, Markdown (with front matter), HTML and PDF, from files or from http
and https addresses (robots.txt is obeyed, private networks are refused; the
page of a model on the Hugging Face hub gives its card); a folder is read with
all below it; - is standard input. Each document and its claims are stored in one
transaction; reading the same file again changes nothing. Claims count as
unreviewed until somebody accepts them (matrix --unreviewed shows them).

With --llm ADDRESS --llm-model NAME a language model at an OpenAI-compatible
server reads too: a claim of its is kept only where its quote stands in the
text, is marked with the model's name, and counts as unreviewed. The address
must be loopback unless --llm-allow names its host; a key comes from
ASSAY_LLM_KEY.

With --from the output of assay scan is read instead: the documents that hold
at least one chosen claim (--model, --stage, --silicon; without a choice all),
each with all its claims, so that nothing that contradicts is left behind.

Exits 0 when all was read, with claims or without; with the code of the error
where a single named file could not be read; with 8 where some of several
could not.`,
		Example: "  assay read article.md\n  assay read examples/ --format json\n  assay read paper.pdf https://huggingface.co/ORG/MODEL",
		Args:    func(cmd *cobra.Command, args []string) error { return from.args(cmd, args) },
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(from.from) > 0 {
				rep, err := a.readScan(cmd.Context(), from)
				if err != nil {
					return err
				}
				return rep.print(a.out, a.format())
			}
			if queue {
				return a.queue(cmd.Context(), args)
			}
			rep, err := a.read(cmd.Context(), args)
			if err != nil {
				return err
			}
			if err := rep.print(a.out, a.format()); err != nil {
				return err
			}
			return rep.outcome(a.err, len(args))
		},
	}
	cmd.Flags().BoolVar(&queue, "queue", false, "only put the files into the store; assay work reads them")
	from.flags(cmd)
	return cmd
}

// read runs the corridor over everything that args name.
func (a *app) read(ctx context.Context, args []string) (*readReport, error) {
	inputs, rep, err := a.inputs(args)
	if err != nil {
		return nil, err
	}
	cor, err := a.corridor(ctx)
	if err != nil {
		return nil, err
	}
	reader, err := a.reader()
	if err != nil {
		return nil, err
	}
	again, err := a.secondReader()
	if err != nil {
		return nil, err
	}
	var docs []evidence.Document // for the second reader alone
	bar := newProgress(a.err, "reading", len(inputs))
	names := map[string]bool{}
	err = cor.Read(ctx, reader, inputs, func(o pipeline.Outcome) {
		bar.step()
		rep.add(o, names)
		if again != nil && o.Err == nil {
			docs = append(docs, o.Document)
		}
	})
	bar.end()
	if err != nil {
		return nil, err
	}
	if again != nil {
		n, failed, err := a.readAgain(ctx, again, docs)
		if err != nil {
			return nil, err
		}
		rep.Claims += n
		rep.failed += failed // told on standard error already; the exit code says it too
	}
	changed, err := cor.Settle(ctx)
	rep.Changed = len(changed)
	return rep, err
}

// inputs turns arguments into inputs; standard input is read at once, as it can
// be read only once.
func (a *app) inputs(args []string) ([]pipeline.Input, *readReport, error) {
	rep := &readReport{Read: []readLine{}, Skipped: []fetch.Skip{}, NewNames: []string{}}
	var inputs []pipeline.Input
	for _, arg := range args {
		if arg == "-" {
			raw, err := fetch.Stdin(a.in)
			if err != nil {
				return nil, nil, err
			}
			inputs = append(inputs, pipeline.Input{Name: raw.Name, Open: func(context.Context) (evidence.Document, error) {
				return fetch.Document(raw)
			}})
			continue
		}
		if fetch.IsAddress(arg) {
			inputs = append(inputs, pipeline.Input{Name: arg, Open: a.openAddress(arg)})
			continue
		}
		files, skips := fetch.Find([]string{arg})
		for _, s := range skips {
			rep.skip(s)
		}
		for _, f := range files {
			inputs = append(inputs, pipeline.Input{Name: f, Open: openFile(f)})
		}
	}
	return inputs, rep, nil
}

func (r *readReport) skip(s fetch.Skip) {
	r.Skipped = append(r.Skipped, s)
	if s.Failed {
		r.failed++
		if r.firstErr == nil {
			r.firstErr = evidence.Errorf(s.Kind, "%s", s.Reason)
		}
	}
}

func (r *readReport) add(o pipeline.Outcome, names map[string]bool) {
	if o.Err != nil {
		r.skip(fetch.Failure(o.Name, o.Err))
		return
	}
	line := readLine{Name: o.Name, Document: o.Document.ID, Title: o.Document.Title, Lang: o.Document.Lang, Claims: len(o.Reading.Claims), Added: o.Added}
	for _, n := range o.Reading.Names {
		var v struct {
			Name string `json:"name"`
		}
		if json.Unmarshal(n.Body, &v) != nil || v.Name == "" {
			continue
		}
		line.NewNames = append(line.NewNames, v.Name)
		if !names[v.Name] {
			names[v.Name] = true
			r.NewNames = append(r.NewNames, v.Name)
		}
	}
	if o.Added {
		r.Claims += line.Claims
	}
	r.Read = append(r.Read, line)
}

// outcome turns what could not be read into the exit code. The reasons are
// printed as lines on standard error, save for a single input, whose reason is
// the error itself.
func (r *readReport) outcome(to io.Writer, args int) error {
	if r.failed == 0 && !(len(r.Read) == 0 && args == 1 && len(r.Skipped) == 1) {
		return nil
	}
	if len(r.Read) == 0 && len(r.Skipped) == 1 && r.firstErr != nil {
		return r.firstErr
	}
	for _, s := range r.Skipped {
		if s.Failed {
			fmt.Fprintln(to, "assay: not read: "+printable(s.Reason))
		}
	}
	return errFindings
}

func (r *readReport) print(w io.Writer, format string) error {
	g := grid{head: []string{"document", "file", "lang", "claims", "state", "new names"}}
	for _, l := range r.Read {
		state := "stored"
		if !l.Added {
			state = "read before"
		}
		g.add(l.Document[:12], clip(l.Name, 48), l.Lang, strconv.Itoa(l.Claims), state, clip(join(l.NewNames), 40))
	}
	for _, s := range r.Skipped {
		g.add("-", clip(s.Name, 48), "", "", "skipped: "+shortReason(s), "")
	}
	g.note = fmt.Sprintf("%d documents read, %d claims stored, %d cells changed, %d files skipped, %d new names",
		len(r.Read), r.Claims, r.Changed, len(r.Skipped), len(r.NewNames))
	return print(w, format, r, g)
}

// shortReason is the reason without the name, which stands in its own column.
func shortReason(s fetch.Skip) string {
	reason := s.Reason
	if len(reason) > len(s.Name) && reason[:len(s.Name)] == s.Name {
		reason = reason[len(s.Name):]
		for len(reason) > 0 && (reason[0] == ':' || reason[0] == ' ') {
			reason = reason[1:]
		}
	}
	return reason
}
