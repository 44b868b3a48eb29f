package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/scan"
)

// scanReport is what `scan --format json` prints and OUT/summary.json holds.
type scanReport struct {
	Shards     int          `json:"shards"`      // named on the command line, after --part
	Done       int          `json:"done"`        // finished, now or before
	Before     int          `json:"done_before"` // of these, finished by an earlier run
	Duplicates []string     `json:"duplicates"`  // shards with the content of another one: left out
	Failed     []scanFailed `json:"failed"`
	Reader     string       `json:"reader"`
	Catalogue  string       `json:"catalogue"`
	scan.Summary
}

type scanFailed struct {
	Shard  string `json:"shard"`
	Reason string `json:"reason"`
	kind   evidence.Kind
}

// scanMemory is the soft limit of the pass's memory, unless GOMEMLIMIT says
// otherwise: the collector works harder before it, so that many readers in
// parallel stay small.
const scanMemory = 400 << 20

// newScanCmd builds `assay scan`: the corpus pass.
func newScanCmd(a *app) *cobra.Command {
	var out, part string
	var workers int
	cmd := &cobra.Command{
		Use:   "scan SHARD|DIR... --out DIR",
		Short: "Find claims in a corpus: WARC, WET, JSON lines or Parquet shards",
		Long: `Reads shards that hold many documents each, rejects what names no silicon, and
writes the claims of the rest, with quotes and the documents' texts:

  DIR/claims/NAME.parquet   one row a claim, one file a shard
  DIR/shards/NAME.json      what was seen in that shard, with hashes
  DIR/summary.json          the sum over all shards

Shards are WARC or WET files, JSON lines (fields text, url, title, date, id or
their common other names) or Parquet files with such columns; plain, .gz or
.zst. A finished shard is known again by its content and not read twice, also
under another name; a run that was stopped or killed goes on where it was.
Several hosts share one corpus by --part 1/3, 2/3, 3/3 and one --out.
assay read --from DIR brings what was found into a store for review.

Exits 8 where some of several shards could not be read to their end; nothing of
those is in the output.`,
		Example: "  assay scan crawl/*.wet.gz --out found\n  assay scan dump.jsonl.zst --out found --workers 8\n  assay read --from found --model deepseek-v3",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return evidence.Errorf(evidence.Invalid, "name a folder for the output with --out DIR")
			}
			if workers < 0 {
				return evidence.Errorf(evidence.Invalid, "--workers %d is negative", workers)
			}
			if os.Getenv("GOMEMLIMIT") == "" {
				debug.SetMemoryLimit(scanMemory)
			}
			rep, err := a.scan(cmd.Context(), args, out, part, workers)
			if err != nil {
				return err
			}
			if err := rep.print(a); err != nil {
				return err
			}
			return rep.outcome(a)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&out, "out", "", "folder for the output")
	flags.StringVar(&part, "part", "", "do only this part of the shards, K/N, so that N hosts share them")
	flags.IntVar(&workers, "workers", 0, "shards at once (default: one a core)")
	return cmd
}

// scan runs the pass over every shard that is not finished.
func (a *app) scan(ctx context.Context, args []string, out, part string, workers int) (*scanReport, error) {
	shards, err := findShards(args)
	if err != nil {
		return nil, err
	}
	if shards, err = partOf(shards, part); err != nil {
		return nil, err
	}
	cat, err := a.catalogue()
	if err != nil {
		return nil, err
	}
	reader, err := a.reader()
	if err != nil {
		return nil, err
	}
	s := &scanner{reader: reader.(rules), out: out, version: scanVersion{Reader: reader.Name(), Catalogue: string(cat.Compiled())}}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if err := s.run(ctx, a.err, shards, workers); err != nil {
		return nil, err
	}
	return s.report(shards)
}

// partOf keeps the shards of one of N hosts.
func partOf(shards []string, part string) ([]string, error) {
	if part == "" {
		return shards, nil
	}
	ks, ns, _ := strings.Cut(part, "/")
	k, err := strconv.Atoi(ks)
	n, err2 := strconv.Atoi(ns)
	if err != nil || err2 != nil || k < 1 || k > n {
		return nil, evidence.Errorf(evidence.Invalid, "--part %q is not K/N with K from 1 to N", part)
	}
	var out []string
	for i, s := range shards {
		if i%n == k-1 {
			out = append(out, s)
		}
	}
	return out, nil
}

func (r *scanReport) print(a *app) error {
	g := grid{head: []string{"what", "count"}}
	row := func(what string, n int64) { g.add(what, strconv.FormatInt(n, 10)) }
	row("shards", int64(r.Shards))
	row("shards done", int64(r.Done))
	row("done before", int64(r.Before))
	row("shards failed", int64(len(r.Failed)))
	row("duplicates left out", int64(len(r.Duplicates)))
	row("records", r.Records)
	row("bytes of text", r.Bytes)
	row("candidates", r.Candidates)
	row("documents with claims", r.Documents)
	row("claims", r.Claims)
	row("unreadable", r.Unreadable)
	row("new names", int64(len(r.NewNames)))
	return print(a.out, a.format(), r, g)
}

// outcome turns shards that failed into the exit code.
func (r *scanReport) outcome(a *app) error {
	if len(r.Failed) == 0 {
		return nil
	}
	if r.Shards == 1 {
		return evidence.Errorf(r.Failed[0].kind, "%s", r.Failed[0].Reason)
	}
	for _, f := range r.Failed {
		fmt.Fprintln(a.err, "assay: not scanned: "+printable(f.Reason))
	}
	return errFindings
}

// fatal reports an error that ends the whole pass: the user's stop, or an
// output that cannot be written.
func fatal(err error) bool {
	var w *writeError
	return errors.Is(err, context.Canceled) || errors.As(err, &w)
}

// writeError marks a failure to write the output.
type writeError struct{ error }

// Unwrap gives the cause.
func (w *writeError) Unwrap() error { return w.error }
