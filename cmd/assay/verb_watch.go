package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/fetch"
	"assay/pipeline/watch"
)

// watchFlags are the flags of `assay watch`.
type watchFlags struct {
	sources, retry, listen string
	once, status, queue    bool
}

// newWatchCmd builds `assay watch`: sources are followed.
func newWatchCmd(a *app) *cobra.Command {
	var f watchFlags
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Follow sources: feeds, sitemaps, arXiv, organisations on the Hugging Face hub, pages",
		Long: `Looks at each source when it is due, fetches what is new, and stores the
documents with their claims, until it is stopped (Ctrl-C); with --once it does
what is due and ends. Sources are those of --sources FILE, else of
assay/sources.yaml in your configuration folder, else of the built-in records:

  - id: example-wire
    name: Example Wire
    kind: press
    letter: C
    watch:
      - address: https://example.org/feed.xml
        kind: feed        # page, feed, sitemap, arxiv, model-cards
        every: 6h

robots.txt is obeyed, private networks are refused, one host is asked at most
once a second. An address that cannot be read is a letter with its reason: it is
tried again with growing pauses, or is dead at once where that would not help;
--retry ID tries it anew. With --queue documents wait in the store for
assay work. With --webhook ADDRESS changed cells are reported there, signed by
ASSAY_WEBHOOK_KEY (docs/operate.md).

With --once it exits 8 where a source or a document could not be read.`,
		Example: "  assay watch --once --sources sources.yaml\n  assay watch --status\n  assay watch --retry all",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case f.status:
				s, err := a.status(cmd.Context(), f.sources)
				if err != nil {
					return err
				}
				return s.print(a.out, a.format())
			case f.retry != "":
				return a.retry(cmd.Context(), f.retry)
			}
			return a.watch(cmd.Context(), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.sources, "sources", "", "file of the sources to follow")
	flags.BoolVar(&f.once, "once", false, "do what is due and end")
	flags.BoolVar(&f.status, "status", false, "show sources, letters and the queue")
	flags.StringVar(&f.retry, "retry", "", "let the letter of this id (or all) be tried again")
	flags.BoolVar(&f.queue, "queue", false, "only fetch; assay work reads")
	flags.StringVar(&f.listen, "listen", "", "HOST:PORT for a status page, /healthz, /readyz and /metrics (default: none)")
	return cmd
}

// idleWatch is the longest pause between two looks at what is due: another
// process may have asked for a letter again.
const idleWatch = 30 * time.Second

// watch follows the sources.
func (a *app) watch(ctx context.Context, f watchFlags) error {
	hook, err := a.hook()
	if err != nil {
		return err
	}
	w, from, err := a.watcher(ctx, f.sources, f.queue)
	if err != nil {
		return err
	}
	if len(w.Sources) == 0 {
		return evidence.Errorf(evidence.NotFound, "no source to follow in %s; name some with --sources FILE (see assay watch --help)", from)
	}
	w.Log = a.logger("watch")
	if hook != nil {
		if err := a.startHook(ctx); err != nil {
			return err
		}
	}
	ops := newOps("watch")
	if f.listen != "" {
		stop, err := a.listenOps(ctx, f.listen, ops, f.sources)
		if err != nil {
			return err
		}
		defer stop()
	}
	w.Log.Info("watches", "sources", len(w.Sources), "from", from, "store", a.db.Address())
	for {
		rep, changed, err := a.watchRound(ctx, w, hook, ops)
		switch {
		case ctx.Err() != nil:
			w.Log.Info("stopped")
			if f.once {
				return ctx.Err()
			}
			return nil
		case err != nil && (f.once || evidence.KindOf(err) != evidence.Transient):
			return err
		case err != nil:
			w.Log.Warn("store away; trying again", "error", err)
			rep.Next = time.Now().Add(5 * time.Second)
		}
		if f.once {
			if err := a.printRound(rep, changed); err != nil || rep.Failed == 0 {
				return err
			}
			return errFindings
		}
		pause := min(max(time.Until(rep.Next), time.Second), idleWatch)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// watchRound does what is due, settles verdicts and reports what changed.
func (a *app) watchRound(ctx context.Context, w *watch.Watcher, hook *fetch.Hook, ops *ops) (watch.Report, int, error) {
	rep, err := w.Round(ctx)
	if err != nil {
		return rep, 0, err
	}
	ops.round(rep)
	if rep.Sources+rep.Kept+rep.Failed > 0 {
		w.Log.Info("round", "sources", rep.Sources, "new", rep.Listed, "documents", rep.Kept, "claims", rep.Claims, "failed", rep.Failed)
	}
	changed, err := a.cor.Settle(ctx)
	if err != nil || hook == nil {
		return rep, len(changed), err
	}
	sent, err := a.sendChanges(ctx, *hook)
	if err != nil && ctx.Err() == nil { // reported with the next round
		w.Log.Warn("webhook failed; tried again with the next round", "error", err)
		ops.hookFailed.Inc()
		return rep, len(changed), nil
	}
	if sent > 0 {
		w.Log.Info("webhook", "changes", sent)
	}
	return rep, len(changed), err
}

func (a *app) printRound(r watch.Report, changed int) error {
	g := grid{head: []string{"what", "count"}}
	for _, x := range []struct {
		what string
		n    int
	}{{"sources looked at", r.Sources}, {"new addresses", r.Listed}, {"documents", r.Kept}, {"claims", r.Claims}, {"failed", r.Failed}, {"cells changed", changed}} {
		g.add(x.what, fmt.Sprint(x.n))
	}
	g.note = "assay watch --status tells what waits and why"
	return print(a.out, a.format(), map[string]any{"sources": r.Sources, "new": r.Listed, "documents": r.Kept, "claims": r.Claims,
		"failed": r.Failed, "changed": changed, "next": r.Next}, g)
}

// retry lets a letter be tried again: of the watch, or of the queue.
func (a *app) retry(ctx context.Context, id string) error {
	db, err := a.store(ctx)
	if err != nil {
		return err
	}
	ledger, err := watch.Load(ctx, db)
	if err != nil {
		return err
	}
	n, err := ledger.Retry(ctx, id, time.Now())
	if err != nil {
		return err
	}
	dead, err := db.Failed(ctx)
	if err != nil {
		return err
	}
	for _, o := range dead {
		if id == "all" || o.Incoming[:12] == id || o.Incoming == id {
			if _, err := db.Handle(ctx, o.Incoming, evidence.Done{Kind: evidence.OutcomeAgain}); err != nil {
				return err
			}
			n++
		}
	}
	if n == 0 && id != "all" {
		return evidence.Errorf(evidence.NotFound, "no letter %q; assay watch --status lists them", id)
	}
	_, err = fmt.Fprintf(a.out, "%d letters wait to be tried again\n", n)
	return err
}

// logger is the structured log on standard error: text on a terminal, JSON
// where ASSAY_LOG=json.
func (a *app) logger(part string) *slog.Logger {
	opts := &slog.HandlerOptions{Level: slog.LevelInfo}
	var h slog.Handler = slog.NewTextHandler(a.err, opts)
	switch a.set.text("log") {
	case "json":
		h = slog.NewJSONHandler(a.err, opts)
	case "off":
		h = slog.DiscardHandler
	}
	return slog.New(h).With("part", part)
}
