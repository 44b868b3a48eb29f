package watch

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"assay/evidence"
)

// round is one pass over what is due.
type round struct {
	*Watcher
	ledger *Ledger
	now    time.Time
	by     map[string]Source // by address

	mu  sync.Mutex
	rep Report
}

// Round looks at every source that is due and fetches what waits. When ctx ends
// it stops at once and what it came to know is recorded. The error is the
// store's or the context's; what an address did wrong is a record.
func (w *Watcher) Round(ctx context.Context) (Report, error) {
	ledger, err := Load(ctx, w.Memory)
	if err != nil {
		return Report{}, err
	}
	r := &round{Watcher: w, ledger: ledger, now: w.Now(), by: map[string]Source{}}
	for _, s := range w.Sources {
		r.by[s.Address] = s
	}
	err = r.lists(ctx)
	if err == nil {
		err = r.pages(ctx)
	}
	// What is known is written even where the round was stopped.
	err = errors.Join(err, ledger.Save(context.WithoutCancel(ctx), false))
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	r.rep.Next = r.next()
	return r.rep, err
}

// next is when something is due again.
func (r *round) next() time.Time {
	var first time.Time
	soonest := func(t time.Time) {
		if first.IsZero() || t.Before(first) {
			first = t
		}
	}
	for _, s := range r.Sources {
		soonest(r.ledger.Source(s.Address).Next)
	}
	for _, p := range r.ledger.Pages() {
		if p.State == Waiting {
			soonest(p.Next)
		}
	}
	return first
}

// lists looks at the sources that are due.
func (r *round) lists(ctx context.Context) error {
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(r.hosts())
	for _, s := range r.Sources {
		if r.ledger.Source(s.Address).Next.After(r.now) {
			continue
		}
		group.Go(func() error {
			if within.Err() == nil {
				r.list(within, s)
			}
			return r.ledger.Save(within, true)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return r.ledger.Save(ctx, false)
}

// list looks at one source.
func (r *round) list(ctx context.Context, s Source) {
	st := r.ledger.Source(s.Address)
	seen, err := r.World.Look(ctx, s.Address, st.Prior, s, "")
	if ctx.Err() != nil {
		return // stopped, not failed
	}
	st.LastFetch, st.Next = r.now, r.now.Add(s.Every)
	added := 0
	if err == nil && !seen.Unchanged && !seen.List {
		var kept Kept
		if s.Kind != "page" {
			err = evidence.Errorf(evidence.Invalid, "%s: a document where a %s should stand; give it kind page to follow it", s.Address, s.Kind)
		} else if kept, err = seen.Keep(ctx); err == nil && kept.Added {
			st.Documents++
			st.Claims += kept.Claims
			r.count(func(p *Report) { p.Kept++; p.Claims += kept.Claims })
		}
	}
	if err != nil {
		st.Errors++
		st.LastError = oneLine(err)
		st.Next = r.now.Add(min(backoff(st.Errors), s.Every))
		r.Log.Warn("source failed", "source", s.Address, "error", st.LastError, "failures", st.Errors)
		r.count(func(p *Report) { p.Sources++; p.Failed++ })
		r.ledger.source(st)
		return
	}
	st.Errors, st.LastError = 0, ""
	if !seen.Unchanged {
		// The entries are noted before the validators that would hide them.
		added, st.Cut = r.ledger.list(s.Address, seen.Entries, 1, r.now)
		if st.Prior = seen.Prior; st.Cut {
			st.Prior = Prior{} // what was left out must be seen again
		}
		st.Cut = st.Cut || seen.Cut
	}
	r.ledger.source(st)
	r.Log.Info("source", "source", s.Address, "unchanged", seen.Unchanged, "new", added)
	r.count(func(p *Report) { p.Sources++; p.Listed += added })
}

func (r *round) count(add func(*Report)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	add(&r.rep)
}

// pages fetches what waits, several hosts at once, each host in turn. Lists
// among them may bring more, which is fetched as well.
func (r *round) pages(ctx context.Context) error {
	for range maxDepth + 1 {
		hosts := map[string][]PageState{}
		for _, p := range r.ledger.Pages() {
			if _, followed := r.by[p.Source]; followed && p.State == Waiting && !p.Next.After(r.now) {
				hosts[host(p.Address)] = append(hosts[host(p.Address)], p)
			}
		}
		if len(hosts) == 0 {
			return nil
		}
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(r.hosts())
		for _, list := range hosts {
			group.Go(func() error { return r.host(ctx, list) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
	return nil
}

// host fetches the addresses of one host, oldest first, until it is in trouble.
func (r *round) host(ctx context.Context, list []PageState) error {
	slices.SortStableFunc(list, func(a, b PageState) int { return a.At.Compare(b.At) })
	trouble := 0
	for i, p := range list {
		if i == perHost || trouble == inTrouble {
			r.later(list[i:], trouble)
			break
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := r.page(ctx, p)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case evidence.KindOf(err) == evidence.Transient:
			trouble++
		default:
			trouble = 0
		}
		if err := r.ledger.Save(ctx, true); err != nil {
			return err
		}
	}
	return nil
}

// later puts what was not tried off, without counting it as a failure.
func (r *round) later(rest []PageState, trouble int) {
	wait := time.Minute
	if trouble == inTrouble {
		wait = firstWait
	}
	for _, p := range rest {
		p.Next = r.now.Add(wait)
		r.ledger.page(p)
	}
}

// page fetches one address and notes what became of it.
func (r *round) page(ctx context.Context, p PageState) error {
	source := r.by[p.Source]
	seen, err := r.World.Look(ctx, p.Address, Prior{}, source, p.Published)
	var kept Kept
	if err == nil {
		kept, err = r.take(ctx, p, seen)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.Tries++
	p.At = r.Now()
	if err == nil {
		p.State, p.Reason, p.Next = Read, "", time.Time{}
		p.Document, p.Incoming, p.Claims = kept.Document, kept.Incoming, kept.Claims
		r.ledger.page(p)
		return nil
	}
	p.Reason = oneLine(err)
	p.Next = r.now.Add(backoff(p.Tries))
	if evidence.KindOf(err) != evidence.Transient || p.Tries >= maxTries {
		p.State, p.Next = Dead, time.Time{}
	}
	r.Log.Warn("document failed", "address", p.Address, "error", p.Reason, "tries", p.Tries, "state", p.State, "id", ID(p.Address))
	r.count(func(rep *Report) { rep.Failed++ })
	r.ledger.page(p)
	return err
}

// take hands a document on, or notes what a list within a list names.
func (r *round) take(ctx context.Context, p PageState, seen Seen) (Kept, error) {
	if seen.List {
		if p.Depth >= maxDepth {
			return Kept{}, evidence.Errorf(evidence.Invalid, "%s: a list within %d lists", p.Address, maxDepth)
		}
		added, _ := r.ledger.list(p.Source, seen.Entries, p.Depth+1, r.now)
		r.count(func(rep *Report) { rep.Listed += added })
		return Kept{}, nil
	}
	if seen.Keep == nil {
		return Kept{}, nil
	}
	kept, err := seen.Keep(ctx)
	if err == nil && kept.Added {
		r.Log.Info("document", "address", p.Address, "document", kept.Document, "job", kept.Incoming, "claims", kept.Claims)
		r.count(func(rep *Report) { rep.Kept++; rep.Claims += kept.Claims })
	}
	return kept, err
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

func oneLine(err error) string {
	s := strings.Join(strings.Fields(err.Error()), " ")
	if r := []rune(s); len(r) > 400 {
		return string(r[:400]) + "…"
	}
	return s
}
