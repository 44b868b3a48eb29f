package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress shows how far long work has come: a bar on a terminal, a line every
// few seconds in a log file, nothing in a pipe.
type progress struct {
	bar  *mpb.Bar
	pool *mpb.Progress

	mu          sync.Mutex
	to          io.Writer // nil: silent
	what        string
	done, total int
	last        time.Time
}

const logEvery = 5 * time.Second

// newProgress begins a progress display on w for total steps.
func newProgress(w io.Writer, what string, total int) *progress {
	p := &progress{what: what, total: total, last: time.Now()}
	f, ok := w.(*os.File)
	if !ok || total < 2 {
		return p
	}
	if isatty.IsTerminal(f.Fd()) {
		p.pool = mpb.New(mpb.WithOutput(f), mpb.WithWidth(40))
		p.bar = p.pool.AddBar(int64(total), mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name(what+" "), decor.CountersNoUnit("%d/%d")),
			mpb.AppendDecorators(decor.OnComplete(decor.AverageETA(decor.ET_STYLE_GO), "")))
		return p
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		p.to = f
	}
	return p
}

// step counts one more.
func (p *progress) step() {
	if p.bar != nil {
		p.bar.Increment()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if p.to != nil && time.Since(p.last) >= logEvery {
		p.last = time.Now()
		fmt.Fprintf(p.to, "%s %d of %d\n", p.what, p.done, p.total)
	}
}

// end takes the display away.
func (p *progress) end() {
	if p.bar != nil {
		p.bar.Abort(true)
		p.pool.Wait()
	}
}
