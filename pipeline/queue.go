package pipeline

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"assay/evidence"
)

// Queue is where raw documents wait to be read.
type Queue interface {
	AddIncoming(ctx context.Context, items []evidence.Incoming,
		enqueue func(ctx context.Context, tx pgx.Tx, ids []string) error) (added []string, err error)
	Incoming(ctx context.Context, id string) (evidence.Incoming, error)
	Waiting(ctx context.Context, limit int) ([]string, error)
	Handle(ctx context.Context, id string, d evidence.Done) (done bool, err error)
	Queue(ctx context.Context) (evidence.QueueState, error)
}

// Worker reads waiting documents. Any number of processes may run one over the
// same store: what two of them do twice counts once.
type Worker struct {
	Corridor *Corridor
	Queue    Queue
	Reader   Reader
	Open     func(evidence.Incoming) (evidence.Document, error) // raw document to normal form
	Parallel int                                                // documents at once; 0: one a core
	Log      *slog.Logger
}

func (w *Worker) parallel() int {
	if w.Parallel > 0 {
		return w.Parallel
	}
	return runtime.GOMAXPROCS(0)
}

const (
	idle     = 500 * time.Millisecond // between looks at an empty queue
	settling = 2 * time.Second        // between runs of the serial job while documents come in
	batch    = 64
)

// Run works in this process alone, by the list of waiting documents: the way on
// SQLite. It returns when ctx ends or, with untilEmpty, when nothing waits and
// verdicts are settled. A store that is busy or away is tried again.
func (w *Worker) Run(ctx context.Context, untilEmpty bool) error {
	last := time.Now()
	wait := idle
	for ctx.Err() == nil {
		n, err := w.round(ctx)
		if err == nil && (n == 0 || time.Since(last) > settling) {
			_, err = w.Corridor.Settle(ctx)
			last = time.Now()
		}
		switch {
		case ctx.Err() != nil:
		case evidence.KindOf(err) == evidence.Transient:
			w.Log.Warn("store busy or away; trying again", "error", err)
			pause(ctx, wait)
			wait = min(2*wait, 10*time.Second)
		case err != nil:
			return err
		case n > 0:
			wait = idle
		case untilEmpty:
			return nil
		default:
			pause(ctx, idle)
		}
	}
	return ctx.Err()
}

// round handles one batch of waiting documents and gives how many there were.
// It takes them in random order, so that two processes seldom meet.
func (w *Worker) round(ctx context.Context) (int, error) {
	ids, err := w.Queue.Waiting(ctx, batch)
	if err != nil {
		return 0, err
	}
	rand.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(w.parallel())
	for _, id := range ids {
		group.Go(func() error { return w.handle(ctx, id) })
	}
	return len(ids), group.Wait()
}

// handle reads one raw document and records what became of it. The error is
// the store's; a document that cannot be read is a recorded failure.
func (w *Worker) handle(ctx context.Context, id string) error {
	in, err := w.Queue.Incoming(ctx, id)
	if err != nil {
		return err
	}
	d := w.read(in)
	done, err := w.Queue.Handle(ctx, id, d)
	if evidence.KindOf(err) == evidence.Invalid { // what was read does not hold: a fault of ours
		done, err = w.Queue.Handle(ctx, id, evidence.Done{Kind: evidence.OutcomeFailed, Reason: err.Error()})
	}
	if err == nil && done {
		w.Log.Debug("handled", "document", in.Name, "outcome", d.Kind, "claims", len(d.Claims), "reason", d.Reason)
	}
	return err
}

// read opens and reads a raw document. A panic is this document's failure, not
// the worker's.
func (w *Worker) read(in evidence.Incoming) (d evidence.Done) {
	defer func() {
		if r := recover(); r != nil {
			w.Log.Error("reader panicked", "document", in.Name, "panic", r)
			d = evidence.Done{Kind: evidence.OutcomeFailed, Reason: fmt.Sprintf("%s: internal error while reading: %v", in.Name, r)}
		}
	}()
	doc, err := w.Open(in)
	if err != nil {
		return evidence.Done{Kind: evidence.OutcomeFailed, Reason: err.Error()}
	}
	found := w.Reader.Read(doc)
	return evidence.Done{Kind: evidence.OutcomeRead, Document: doc, Reader: w.Reader.Name(), Claims: found.Claims, Names: found.Names}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
