package pipeline

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"

	"assay/evidence"
)

// Reading is what a reader finds in one document.
type Reading struct {
	Claims []evidence.Claim
	Names  []evidence.Record // new names, for the keeper
}

// Reader turns a document into claims. Name holds its name and version,
// "rules/3". Read is called by several goroutines.
type Reader interface {
	Name() string
	Read(evidence.Document) Reading
}

// Input is one document to read: Open fetches it and puts it into normal form.
type Input struct {
	Name string
	Open func(context.Context) (evidence.Document, error)
}

// Outcome is what became of one input.
type Outcome struct {
	Name     string
	Document evidence.Document
	Reading  Reading
	Added    bool  // false: read before, nothing changed
	Err      error // the input could not be read or stored; others go on
}

// Read reads the inputs in parallel and stores each document with its claims
// in one transaction. done is called once an input, in the order of the inputs.
// A bad input is an outcome with an error; the returned error is the store's
// or the context's, and then the rest is left unread.
func (c *Corridor) Read(ctx context.Context, reader Reader, inputs []Input, done func(Outcome)) error {
	return inOrder(ctx, inputs, func(ctx context.Context, in Input) Outcome {
		return c.readOne(ctx, reader, in)
	}, func(ctx context.Context, o Outcome) error {
		if err := c.keep(ctx, reader, &o); err != nil {
			return err
		}
		done(o)
		return nil
	})
}

// Each opens the inputs in parallel, works on each document and hands the
// result, or the error of an input that could not be opened, to done in the
// order of the inputs. Nothing is stored.
func Each[T any](ctx context.Context, inputs []Input, work func(evidence.Document) T, done func(name string, out T, err error) error) error {
	type result struct {
		name string
		out  T
		err  error
	}
	return inOrder(ctx, inputs, func(ctx context.Context, in Input) result {
		r := result{name: in.Name}
		var d evidence.Document
		if d, r.err = in.Open(ctx); r.err == nil {
			r.out = work(d)
		}
		return r
	}, func(_ context.Context, r result) error { return done(r.name, r.out, r.err) })
}

// inOrder works on the inputs in parallel and takes the results in their order.
// It stops at the first error of take.
func inOrder[T any](ctx context.Context, inputs []Input, work func(context.Context, Input) T, take func(context.Context, T) error) error {
	group, ctx := errgroup.WithContext(ctx)
	slots := make([]chan T, len(inputs))
	for i := range slots {
		slots[i] = make(chan T, 1)
	}
	// ahead bounds how many results wait in memory for their turn.
	ahead := make(chan struct{}, 4*runtime.GOMAXPROCS(0))
	next := make(chan int)
	group.Go(func() error {
		defer close(next)
		for i := range inputs {
			select {
			case ahead <- struct{}{}:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case next <- i:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for i := range next {
				slots[i] <- work(ctx, inputs[i])
			}
			return nil
		})
	}
	group.Go(func() error {
		for i := range slots {
			select {
			case r := <-slots[i]:
				if err := take(ctx, r); err != nil {
					return err
				}
				<-ahead
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return group.Wait()
}

// readOne opens and reads an input; it writes nothing.
func (c *Corridor) readOne(ctx context.Context, reader Reader, in Input) Outcome {
	o := Outcome{Name: in.Name}
	if o.Document, o.Err = in.Open(ctx); o.Err != nil {
		return o
	}
	seen, err := c.base.HasReading(ctx, o.Document.ID, reader.Name())
	if err != nil {
		o.Err = err
		return o
	}
	if !seen {
		o.Reading = reader.Read(o.Document)
		o.Added = true // as far as we know; keep has the last word
	}
	return o
}

// keep stores an outcome. What only this input did wrong stays its own error.
func (c *Corridor) keep(ctx context.Context, reader Reader, o *Outcome) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if o.Err != nil || !o.Added {
		return nil
	}
	added, err := c.base.AddDocument(ctx, o.Document, reader.Name(), o.Reading.Claims, o.Reading.Names)
	o.Added = added
	if err != nil && evidence.KindOf(err) == evidence.Invalid {
		o.Err = err
		return nil
	}
	return err
}
