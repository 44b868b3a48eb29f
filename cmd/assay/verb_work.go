package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/fetch"
	"assay/pipeline"
)

// newWorkCmd builds `assay work`: read what waits in the store.
func newWorkCmd(a *app) *cobra.Command {
	var untilEmpty, status, failed, again, verbose bool
	var workers int
	cmd := &cobra.Command{
		Use:   "work",
		Short: "Read the documents that wait in the store, beside any number of other workers",
		Long: `Reads raw documents that were put into the store by  assay read --queue  or by
assay watch, and settles verdicts as they come in. On PostgreSQL any number of
workers on any number of hosts share the work; the jobs of a worker that dies
are taken over within seconds. On SQLite one worker reads in one process. It
runs until it is stopped (Ctrl-C); jobs at hand are finished or handed back.`,
		Example: `  assay read --queue articles/ && assay work --until-empty
  assay work --store postgres://assay@db/assay --workers 4
  assay work --status
  assay work --failed --again`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case failed:
				return a.deadLetters(cmd.Context(), again)
			case status:
				return a.queueStatus(cmd.Context())
			case workers < 0:
				return evidence.Errorf(evidence.Invalid, "--workers %d is negative", workers)
			}
			level := slog.LevelInfo
			if verbose {
				level = slog.LevelDebug
			}
			log := slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: level}))
			return a.work(cmd.Context(), workers, untilEmpty, log)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&untilEmpty, "until-empty", false, "stop when nothing waits any more")
	flags.BoolVar(&status, "status", false, "show what waits, what is done, and the workers")
	flags.BoolVar(&failed, "failed", false, "list the documents that could not be read, with the reason")
	flags.BoolVar(&again, "again", false, "with --failed: let them wait once more")
	flags.BoolVar(&verbose, "verbose", false, "log each document")
	flags.IntVar(&workers, "workers", 0, "documents at once (default: one a core)")
	return cmd
}

// patience is how often a worker tries to begin again while the store is away:
// about ten minutes.
const patience = 60

// work works until ctx ends or nothing waits; a store that is away, at the
// start or later, is waited for.
func (a *app) work(ctx context.Context, parallel int, untilEmpty bool, log *slog.Logger) error {
	id := workerID()
	log = log.With("worker", id)
	for try := 0; ; try++ {
		err := a.workOnce(ctx, id, parallel, untilEmpty, log)
		if evidence.KindOf(err) != evidence.Transient || ctx.Err() != nil || try == patience {
			return stopped(err, log)
		}
		log.Warn("store away; beginning again", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(min(time.Duration(try+1)*500*time.Millisecond, 10*time.Second)):
		}
	}
}

func (a *app) workOnce(ctx context.Context, id string, parallel int, untilEmpty bool, log *slog.Logger) error {
	cor, err := a.corridor(ctx)
	if err != nil {
		return err
	}
	reader, err := a.reader()
	if err != nil {
		return err
	}
	w := &pipeline.Worker{Corridor: cor, Queue: a.db, Reader: reader, Open: openIncoming, Parallel: parallel, Log: log}
	log.Info("works", "store", a.db.Address())
	if !a.db.Postgres() {
		return w.Run(ctx, untilEmpty)
	}
	jobs, err := pipeline.OpenJobs(ctx, a.address)
	if err != nil {
		return err
	}
	defer jobs.Close()
	return w.RunJobs(ctx, jobs, a.db, id, untilEmpty)
}

// stopped turns the end by a signal into a good end.
func stopped(err error, log *slog.Logger) error {
	if err == nil || errors.Is(err, context.Canceled) {
		log.Info("stopped")
		return nil
	}
	return err
}

// workerID is a name that no other worker has.
func workerID() string {
	host, err := os.Hostname()
	if err != nil {
		host = "host"
	}
	return fmt.Sprintf("%.40s-%d-%s", host, os.Getpid(), strings.ToLower(rand.Text()[:8]))
}

// openIncoming turns a raw document of the store into normal form.
func openIncoming(in evidence.Incoming) (evidence.Document, error) {
	raw := fetch.Raw{Name: in.Name, Stem: in.Stem, Address: in.Address, MediaType: in.MediaType,
		Charset: in.Charset, Publisher: in.Publisher, Published: in.Published, Bytes: in.Bytes}
	if raw.MediaType == "application/pdf" || bytes.HasPrefix(raw.Bytes, []byte("%PDF-")) {
		return readPDF(context.Background(), raw) // bounded by its own limits
	}
	return fetch.Document(raw)
}

// incoming makes a raw document ready to wait in the store.
func incoming(raw fetch.Raw) evidence.Incoming {
	return evidence.Incoming{ID: evidence.IncomingID(raw.Name, raw.Address, raw.Bytes), Name: raw.Name, Stem: raw.Stem,
		Address: raw.Address, MediaType: raw.MediaType, Charset: raw.Charset, Publisher: raw.Publisher, Published: raw.Published, Bytes: raw.Bytes}
}

// enqueue puts raw documents into the store, each with its job where the store
// is PostgreSQL, and gives how many were new.
func (a *app) enqueue(ctx context.Context, items []evidence.Incoming) (int, error) {
	db, err := a.store(ctx)
	if err != nil {
		return 0, err
	}
	if !db.Postgres() {
		added, err := db.AddIncoming(ctx, items, nil)
		return len(added), err
	}
	if a.jobs == nil {
		if a.jobs, err = pipeline.OpenJobs(ctx, a.address); err != nil {
			return 0, err
		}
	}
	added, err := db.AddIncoming(ctx, items, a.jobs.Enqueue)
	return len(added), err
}

func (a *app) queueStatus(ctx context.Context) error {
	db, err := a.store(ctx)
	if err != nil {
		return err
	}
	q, err := db.Queue(ctx)
	if err != nil {
		return err
	}
	workers, jobs, err := db.Crew(ctx)
	if err != nil {
		return err
	}
	g := grid{head: []string{"what", "count"}}
	for _, r := range []struct {
		what string
		n    int
	}{{"waiting", q.Waiting}, {"read", q.Read}, {"failed", q.Failed}, {"workers", workers}} {
		g.add(r.what, fmt.Sprint(r.n))
	}
	for _, state := range sortedKeys(jobs) {
		g.add("jobs "+state, fmt.Sprint(jobs[state]))
	}
	if q.Waiting > 0 {
		g.note = "the oldest has waited since " + q.Oldest.Format("2006-01-02 15:04:05Z")
	}
	return print(a.out, a.format(), struct {
		evidence.QueueState
		Workers int            `json:"workers"`
		Jobs    map[string]int `json:"jobs"`
	}{q, workers, jobs}, g)
}

// deadLetters lists what could not be read and, where asked, lets it wait again.
func (a *app) deadLetters(ctx context.Context, again bool) error {
	db, err := a.store(ctx)
	if err != nil {
		return err
	}
	dead, err := db.Failed(ctx)
	if err != nil {
		return err
	}
	g := grid{head: []string{"id", "document", "failed at", "reason"}}
	for _, o := range dead {
		g.add(o.Incoming, clip(o.Name, 50), o.RecordedAt.Format("2006-01-02 15:04:05Z"), clip(o.Reason, 100))
		if again {
			if _, err := db.Handle(ctx, o.Incoming, evidence.Done{Kind: evidence.OutcomeAgain}); err != nil {
				return err
			}
		}
	}
	g.note = fmt.Sprintf("%d documents could not be read", len(dead))
	if again {
		g.note += "; they wait again"
	}
	return print(a.out, a.format(), nonNil(dead), g)
}
