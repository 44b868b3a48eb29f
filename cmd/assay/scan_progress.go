package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"

	"assay/fetch/archive"
)

// scanProgress tells how far a corpus pass has come, by the bytes of the shards'
// files, and when it will be over at this pace: one line that is written anew
// on a terminal, a line now and then in a log, nothing in a pipe.
type scanProgress struct {
	to       io.Writer // nil: silent
	terminal bool
	began    time.Time
	stop     chan struct{}
	over     sync.WaitGroup

	mu    sync.Mutex
	size  []int64
	total int64
	done  []bool
	open  map[int]*archive.Shard
}

func newScanProgress(to io.Writer, shards []string) *scanProgress {
	p := &scanProgress{began: time.Now(), stop: make(chan struct{}), size: make([]int64, len(shards)),
		done: make([]bool, len(shards)), open: map[int]*archive.Shard{}}
	for i, s := range shards {
		if info, err := os.Stat(s); err == nil {
			p.size[i] = info.Size()
			p.total += info.Size()
		}
	}
	f, ok := to.(*os.File)
	if !ok {
		return p
	}
	every := logEvery
	if isatty.IsTerminal(f.Fd()) {
		p.to, p.terminal, every = f, true, 500*time.Millisecond
	} else if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		p.to = f
	}
	if p.to != nil {
		p.over.Add(1)
		go p.tick(every)
	}
	return p
}

func (p *scanProgress) tick(every time.Duration) {
	defer p.over.Done()
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-t.C:
			if p.terminal {
				fmt.Fprintf(p.to, "\r\x1b[K%s", p.line())
			} else {
				fmt.Fprintln(p.to, p.line())
			}
		}
	}
}

// line says how far the pass is.
func (p *scanProgress) line() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	read, shards := 0.0, 0
	for i, d := range p.done {
		if d {
			read += float64(p.size[i])
			shards++
		} else if in := p.open[i]; in != nil {
			read += in.Progress() * float64(p.size[i])
		}
	}
	left := "time left unknown"
	passed := time.Since(p.began)
	if share := read / float64(max(p.total, 1)); share > 0.001 {
		left = "about " + (time.Duration(float64(passed) * (1 - share) / share)).Round(time.Second).String() + " left"
	}
	const mb = 1e6
	return fmt.Sprintf("scan: %d of %d shards, %.0f of %.0f MB of files, %.1f MB/s, %s",
		shards, len(p.done), read/mb, float64(p.total)/mb, read/mb/passed.Seconds(), left)
}

// watch follows a shard while it is read; nil when that is over.
func (p *scanProgress) watch(i int, in *archive.Shard) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open[i] = in; in == nil {
		delete(p.open, i)
	}
}

func (p *scanProgress) finished(i int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done[i] = true
}

func (p *scanProgress) end() {
	close(p.stop)
	p.over.Wait()
	if p.terminal {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
