package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"assay/evidence"
)

// Crew is what workers on several hosts need of the store.
type Crew interface {
	// Present shows that a worker lives until release is called or it dies.
	Present(ctx context.Context, id string) (gone func(context.Context) error, release func(), err error)
	// RescueJobs makes the jobs of dead workers available again.
	RescueJobs(ctx context.Context) (int, error)
}

// readJob is the job of one raw document.
type readJob struct {
	ID string `json:"id" river:"unique"`
}

// Kind names the job in the table of jobs.
func (readJob) Kind() string { return "read" }

// settleArgs is the serial job: near-copies, origins, verdicts.
type settleArgs struct{}

// Kind names the job in the table of jobs.
func (settleArgs) Kind() string { return "settle" }

// active are the states in which a job of the same document is not added again.
var active = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending,
	rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled}

// ahead is how many jobs are fetched for each that is read at once, so that a
// reader never waits for the next look at the table.
const ahead = 8

// serial is the queue of the serial job.
const serial = "serial"

// attempts is how often a job is tried while the store is away; the sweep
// enqueues a document again whose job was given up.
const attempts = 10

// Jobs adds and works jobs on PostgreSQL.
type Jobs struct {
	pool   *pgxpool.Pool
	insert *river.Client[pgx.Tx]
}

// OpenJobs connects to the database of a store and brings the tables of the
// job engine forward.
func OpenJobs(ctx context.Context, dsn string) (*Jobs, error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, evidence.Errorf(evidence.Invalid, "store address is no valid postgres:// address")
	}
	j := &Jobs{pool: pool}
	driver := riverpgxv5.New(pool)
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet})
	if err == nil {
		_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	}
	if err == nil {
		j.insert, err = river.NewClient(driver, &river.Config{Logger: quiet})
	}
	if err != nil {
		pool.Close()
		return nil, evidence.WithKind(evidence.Transient, err, "prepare jobs")
	}
	return j, nil
}

var quiet = slog.New(slog.DiscardHandler)

// Close closes the connections.
func (j *Jobs) Close() { j.pool.Close() }

// Enqueue adds a job for each raw document within the transaction that records
// them. A document that has a job already gets no second one.
func (j *Jobs) Enqueue(ctx context.Context, tx pgx.Tx, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := j.insert.InsertManyFastTx(ctx, tx, readJobs(ids))
	return err
}

func readJobs(ids []string) []river.InsertManyParams {
	out := make([]river.InsertManyParams, len(ids))
	for i, id := range ids {
		out[i] = river.InsertManyParams{Args: readJob{ID: id}, InsertOpts: &river.InsertOpts{
			MaxAttempts: attempts, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: active}}}
	}
	return out
}

type readWorker struct {
	river.WorkerDefaults[readJob]
	w     *Worker
	slots chan struct{} // documents read at once; the others fetched wait here
}

// Work handles one document. What is missing is cancelled, not tried again.
func (r *readWorker) Work(ctx context.Context, job *river.Job[readJob]) error {
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	err := r.w.handle(ctx, job.Args.ID)
	if evidence.KindOf(err) == evidence.NotFound {
		return river.JobCancel(err)
	}
	return err
}

type settleWorker struct {
	river.WorkerDefaults[settleArgs]
	w *Worker
}

// Work settles what came in since the last run.
func (s *settleWorker) Work(ctx context.Context, _ *river.Job[settleArgs]) error {
	_, err := s.w.Corridor.Settle(ctx)
	return err
}

// Timeout leaves the serial job time on a large store.
func (s *settleWorker) Timeout(*river.Job[settleArgs]) time.Duration { return 10 * time.Minute }

// client makes the client that works jobs for w under a name.
func (j *Jobs) client(w *Worker, id string) (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &readWorker{w: w, slots: make(chan struct{}, w.parallel())})
	river.AddWorker(workers, &settleWorker{w: w})
	return river.NewClient(riverpgxv5.New(j.pool), &river.Config{
		ID: id, Workers: workers, Logger: quiet,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: ahead * w.parallel()}, serial: {MaxWorkers: 1}},
		FetchCooldown:        10 * time.Millisecond,
		FetchPollInterval:    idle,
		JobTimeout:           time.Minute,
		RescueStuckJobsAfter: 15 * time.Minute, // a dead worker's jobs are rescued by Crew in seconds
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(settling), func() (river.JobArgs, *river.InsertOpts) {
			return settleArgs{}, &river.InsertOpts{Queue: serial, MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByState: active}}
		}, nil)},
	})
}

// RunJobs works jobs beside any number of other workers until ctx ends or, with
// untilEmpty, until nothing waits and verdicts are settled. Jobs at hand are
// finished or handed back before it returns.
func (w *Worker) RunJobs(ctx context.Context, j *Jobs, crew Crew, id string, untilEmpty bool) error {
	client, err := j.client(w, id)
	if err != nil {
		return err
	}
	here := &presence{crew: crew, id: id}
	if err := here.keep(ctx); err != nil {
		return err
	}
	defer here.end()
	if err := client.Start(ctx); err != nil {
		return evidence.WithKind(evidence.Transient, err, "start worker")
	}
	err = w.mind(ctx, j, here, untilEmpty)
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if client.Stop(grace) != nil {
		client.StopAndCancel(context.WithoutCancel(ctx))
	}
	return err
}

// mind looks after the crew while the client works: jobs of dead workers are
// rescued, documents without a job get one, and an empty queue is noticed.
func (w *Worker) mind(ctx context.Context, j *Jobs, here *presence, untilEmpty bool) error {
	for n := 0; ctx.Err() == nil; n++ {
		err := here.keep(ctx)
		if err == nil {
			err = w.look(ctx, j, here.crew, n%10 == 0)
		}
		if errors.Is(err, errEmpty) {
			if !untilEmpty {
				err = nil
			} else if _, err = w.Corridor.Settle(ctx); err == nil {
				return nil
			}
		}
		if err != nil && ctx.Err() == nil {
			w.Log.Warn("store away; trying again", "error", err)
			pause(ctx, idle)
		}
		pause(ctx, idle)
	}
	return ctx.Err()
}

var errEmpty = errors.New("nothing waits")

func (w *Worker) look(ctx context.Context, j *Jobs, crew Crew, sweep bool) error {
	rescued, err := crew.RescueJobs(ctx)
	if err != nil {
		return err
	}
	if rescued > 0 {
		w.Log.Info("rescued jobs of a worker that died", "jobs", rescued)
	}
	q, err := w.Queue.Queue(ctx)
	if err != nil {
		return err
	}
	if q.Waiting == 0 {
		return errEmpty
	}
	if !sweep {
		return nil
	}
	ids, err := w.Queue.Waiting(ctx, 10_000)
	if err != nil || len(ids) == 0 {
		return err
	}
	_, err = j.insert.InsertMany(ctx, readJobs(ids)) // skips those that have a job
	return err
}

// presence shows that this worker lives, and shows it anew where the
// connection that showed it was lost.
type presence struct {
	crew    Crew
	id      string
	gone    func(context.Context) error
	release func()
}

func (p *presence) keep(ctx context.Context) error {
	if p.gone != nil {
		if p.gone(ctx) == nil {
			return nil
		}
		p.end()
	}
	var err error
	p.gone, p.release, err = p.crew.Present(ctx, p.id)
	return err
}

func (p *presence) end() {
	if p.release != nil {
		p.release()
	}
	p.gone, p.release = nil, nil
}
