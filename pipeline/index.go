package pipeline

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"assay/catalogue"
	"assay/evidence"
)

// index is the store's content in memory, brought forward by the log, and the
// matrices asked for since it last changed.
type index struct {
	mu       sync.Mutex
	seq      int64 // place in the log up to which all below is known
	docs     []evidence.Document
	rows     []evidence.Claim // in the order of recording
	readings []evidence.Reading
	chain    []evidence.Decision
	near     []evidence.NearPair
	state    *State
	loaded   time.Time
}

// State is what stood at one place in the log. It is never changed: a reader
// may keep it as long as it likes.
type State struct {
	Seq       int64               // of the newest entry of what stands
	Claims    []evidence.Claim    // that stand: newest row of each id, newest version of each reader
	Documents []evidence.Document // with bodies
	Decisions []evidence.Decision // the whole chain
	Near      []evidence.NearPair // near-copies among the documents

	cat  *catalogue.Catalogue
	load time.Duration // what it took to load
	cost *atomic.Int64 // of the corridor
	mu   sync.Mutex
	by   map[string]*view // by the decisions that hold
}

// Recent gives a state that may be a little old: where loading and resolving the
// store takes long, it is done again only after some time, so that pages answer
// while documents pour in. A decision is always in it.
func (c *Corridor) Recent(ctx context.Context) (*State, error) {
	x := &c.index
	x.mu.Lock()
	state, age := x.state, c.now().Sub(x.loaded)
	x.mu.Unlock()
	if state != nil && age < min(10*time.Duration(c.cost.Load()), time.Minute) {
		return state, nil
	}
	return c.State(ctx)
}

// State brings the index to the end of the log and gives what stands there.
func (c *Corridor) State(ctx context.Context) (*State, error) {
	x := &c.index
	x.mu.Lock()
	defer x.mu.Unlock()
	head, err := c.base.Head(ctx)
	if err != nil {
		return nil, err
	}
	if x.state != nil && head == x.seq {
		return x.state, nil
	}
	began := c.now()
	grew, err := c.advance(ctx, x, head)
	if err != nil {
		return nil, err
	}
	x.seq, x.loaded = head, c.now()
	if x.state != nil && !grew { // verdicts, raw documents and the like: nothing that stands changed
		return x.state, nil
	}
	x.state = &State{
		Seq: head, Claims: evidence.CurrentClaims(x.rows, x.readings), Documents: x.docs, Decisions: x.chain, Near: x.near,
		cat: c.cat, by: map[string]*view{}, cost: &c.cost, load: x.loaded.Sub(began),
	}
	return x.state, nil
}

// advance reads what was recorded after the index's place, up to head, and
// reports whether anything was.
func (c *Corridor) advance(ctx context.Context, x *index, head int64) (grew bool, err error) {
	docs, err := c.base.DocumentsAfter(ctx, x.seq, head)
	if err != nil {
		return false, err
	}
	rows, err := c.base.ClaimsAfter(ctx, x.seq, head)
	if err != nil {
		return false, err
	}
	readings, err := c.base.ReadingsAfter(ctx, x.seq, head)
	if err != nil {
		return false, err
	}
	chain, err := c.base.DecisionsAfter(ctx, x.seq, head)
	if err != nil {
		return false, err
	}
	near, err := c.base.NearAfter(ctx, x.seq, head)
	if err != nil {
		return false, err
	}
	// A state handed out keeps its slices: append to copies.
	x.docs = append(x.docs[:len(x.docs):len(x.docs)], docs...)
	x.rows = append(x.rows, rows...)
	x.readings = append(x.readings, readings...)
	x.chain = append(x.chain[:len(x.chain):len(x.chain)], chain...)
	x.near = append(x.near[:len(x.near):len(x.near)], near...)
	return len(docs)+len(rows)+len(readings)+len(chain)+len(near) > 0, nil
}
