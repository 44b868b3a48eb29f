package main

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/evidence"
	"assay/pipeline/watch"
)

// watchStatus is what `watch --status --format json` prints.
type watchStatus struct {
	At      time.Time           `json:"at"`
	From    string              `json:"sources_from"`
	Sources []watchedSource     `json:"sources"`
	Letters []watchLetter       `json:"letters"` // dead, or waiting after a failure
	Queue   evidence.QueueState `json:"queue"`
	Workers int                 `json:"workers"`
	Jobs    map[string]int      `json:"jobs"`
}

type watchedSource struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Kind      string    `json:"kind"`
	Address   string    `json:"address"`
	Every     string    `json:"every"`
	LastFetch time.Time `json:"last_fetch,omitzero"`
	NextRun   time.Time `json:"next_run,omitzero"`
	Documents int       `json:"documents"`
	New       int       `json:"new_documents"` // since the day before
	Claims    int       `json:"claims"`
	Waiting   int       `json:"waiting"`
	Dead      int       `json:"dead"`
	Errors    int       `json:"errors"` // failures in a row
	LastError string    `json:"last_error,omitempty"`
	Cut       bool      `json:"cut,omitempty"` // its list is longer than is taken at once
}

type watchLetter struct {
	ID      string      `json:"id"`
	Address string      `json:"address"`
	Source  string      `json:"source,omitempty"`
	State   watch.State `json:"state"`
	Tries   int         `json:"tries"`
	NextTry time.Time   `json:"next_try,omitzero"`
	Reason  string      `json:"reason"`
	At      time.Time   `json:"at"`
}

// status gathers what the store knows of the watch.
func (a *app) status(ctx context.Context, file string) (*watchStatus, error) {
	sources, from, err := a.watched(file)
	if err != nil {
		return nil, err
	}
	db, err := a.store(ctx)
	if err != nil {
		return nil, err
	}
	ledger, err := watch.Load(ctx, db)
	if err != nil {
		return nil, err
	}
	s := &watchStatus{At: time.Now().UTC().Truncate(time.Second), From: from, Sources: []watchedSource{}, Letters: []watchLetter{}}
	bySource := map[string][]watch.PageState{}
	for _, p := range ledger.Pages() {
		bySource[p.Source] = append(bySource[p.Source], p)
		if p.State == watch.Dead || p.State == watch.Waiting && p.Reason != "" {
			s.Letters = append(s.Letters, watchLetter{ID: watch.ID(p.Address), Address: p.Address, Source: p.Source, State: p.State,
				Tries: p.Tries, NextTry: p.Next, Reason: p.Reason, At: p.At})
		}
	}
	for _, src := range sources {
		s.Sources = append(s.Sources, sourceLine(src, ledger.Source(src.Address), bySource[src.Address], s.At))
	}
	failed, err := db.Failed(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range failed { // fetched, but a worker could not read it
		s.Letters = append(s.Letters, watchLetter{ID: o.Incoming[:12], Address: o.Name, State: watch.Dead, Tries: 1, Reason: o.Reason, At: o.RecordedAt})
	}
	slices.SortStableFunc(s.Letters, func(x, y watchLetter) int { return strings.Compare(string(x.State), string(y.State)) })
	if s.Queue, err = db.Queue(ctx); err != nil {
		return nil, err
	}
	s.Workers, s.Jobs, err = db.Crew(ctx)
	return s, err
}

func sourceLine(src watch.Source, st watch.SourceState, pages []watch.PageState, now time.Time) watchedSource {
	l := watchedSource{ID: src.ID, Name: src.Name, Kind: src.Kind, Address: src.Address, Every: src.Every.String(), LastFetch: st.LastFetch,
		NextRun: st.Next, Documents: st.Documents, Claims: st.Claims, Errors: st.Errors, LastError: st.LastError, Cut: st.Cut}
	for _, p := range pages {
		switch p.State {
		case watch.Waiting:
			l.Waiting++
		case watch.Dead:
			l.Dead++
		case watch.Read:
			if p.Document == "" && p.Incoming == "" {
				continue // a list within the list
			}
			l.Documents++
			l.Claims += p.Claims
			if now.Sub(p.At) < 24*time.Hour {
				l.New++
			}
		}
	}
	return l
}

func (s *watchStatus) print(w io.Writer, format string) error {
	if format != "table" && format != "" {
		return print(w, format, s, s.grid())
	}
	if err := print(w, "table", s, s.grid()); err != nil || len(s.Letters) == 0 {
		return err
	}
	g := grid{head: []string{"id", "state", "tries", "address", "reason"}}
	for _, l := range s.Letters {
		g.add(l.ID, string(l.State), strconv.Itoa(l.Tries), clip(l.Address, 60), clip(l.Reason, 90))
	}
	g.note = "assay watch --retry ID (or all) lets a letter be tried again"
	fmt.Fprintln(w)
	return print(w, "table", s.Letters, g)
}

func (s *watchStatus) grid() grid {
	g := grid{head: []string{"source", "kind", "last fetch", "next run", "documents", "new", "claims", "waiting", "dead", "errors", "last error"}}
	for _, l := range s.Sources {
		g.add(clip(l.Name, 30), l.Kind, shownTime(l.LastFetch), shownTime(l.NextRun), strconv.Itoa(l.Documents), strconv.Itoa(l.New), strconv.Itoa(l.Claims),
			strconv.Itoa(l.Waiting), strconv.Itoa(l.Dead), strconv.Itoa(l.Errors), clip(l.LastError, 60))
	}
	g.note = fmt.Sprintf("%d sources from %s; queue: %d waiting, %d read, %d failed; %d workers", len(s.Sources), s.From, s.Queue.Waiting, s.Queue.Read, s.Queue.Failed, s.Workers)
	return g
}

func shownTime(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04Z")
}

var statusPage = template.Must(template.New("status").Funcs(template.FuncMap{"at": shownTime}).Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Assay: watch</title>
<style>body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem}table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ccc;vertical-align:top;overflow-wrap:anywhere}td.n,th.n{text-align:right}</style></head><body>
<h1>Watch</h1><p>{{len .Sources}} sources from {{.From}}, at {{at .At}}. Queue: {{.Queue.Waiting}} waiting, {{.Queue.Read}} read, {{.Queue.Failed}} failed; {{.Workers}} workers.</p>
<table><thead><tr><th>Source</th><th>Kind</th><th>Last fetch</th><th>Next run</th><th class="n">Documents</th><th class="n">New</th><th class="n">Claims</th><th class="n">Waiting</th><th class="n">Dead</th><th>Last error</th></tr></thead><tbody>
{{range .Sources}}<tr><td>{{.Name}}<br><small>{{.Address}}</small></td><td>{{.Kind}}</td><td>{{at .LastFetch}}</td><td>{{at .NextRun}}</td><td class="n">{{.Documents}}</td><td class="n">{{.New}}</td><td class="n">{{.Claims}}</td><td class="n">{{.Waiting}}</td><td class="n">{{.Dead}}</td><td>{{.LastError}}</td></tr>
{{end}}</tbody></table>
<h2>Letters</h2>{{if .Letters}}<table><thead><tr><th>Id</th><th>State</th><th class="n">Tries</th><th>Address</th><th>Reason</th></tr></thead><tbody>
{{range .Letters}}<tr><td>{{.ID}}</td><td>{{.State}}</td><td class="n">{{.Tries}}</td><td>{{.Address}}</td><td>{{.Reason}}</td></tr>
{{end}}</tbody></table>{{else}}<p>None.</p>{{end}}</body></html>
`))
