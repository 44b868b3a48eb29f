package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/fetch"
)

// BenchmarkIntake fetches 2,000 pages from a local server (guard, pace and
// robots.txt lifted), reads, stores and settles them, with SQLite: documents a
// second by the clock, and by the time of the processor, the local server included.
func BenchmarkIntake(b *testing.B) {
	const n = 2000
	models := []string{"DeepSeek-V3", "GLM-5", "Kimi K3", "LongCat-2.0", "Qwen3-Max", "Ernie 5.0"}
	chips := []string{"Ascend 910B", "Nvidia H800", "Ascend 910C", "Nvidia H20", "MTT S5000"}
	verbs := []string{"was pre-trained on", "was post-trained on", "is served on", "was trained on"}
	words := strings.Fields(`the a of and to in on for with company market power city report team plan year week cluster memory price order supply
		engineer minister bank investor school winter river station number product rival quarter margin customer factory contract tender council`)
	random := rand.New(rand.NewPCG(3, 4))
	s := newSite(b)
	var args []string
	for i := range n {
		var more strings.Builder
		for range 300 {
			more.WriteString(words[random.IntN(len(words))] + " ")
		}
		s.set(fmt.Sprintf("wire.example/%d", i), fmt.Sprintf(`<html lang="en"><head><title>Report %d</title></head><body><nav>Menu</nav><article><p>%s %s %d %s chips, the company said in report %d.</p><p>%s.</p></article></body></html>`,
			i, models[i%len(models)], verbs[i%len(verbs)], 100+i, chips[i%len(chips)], i, more.String()))
		args = append(args, fmt.Sprintf("https://wire.example/%d", i))
	}
	transport := http.DefaultTransport.(*http.Transport)
	transport.MaxIdleConnsPerHost = 64
	dir := b.TempDir()
	began := processorTime()
	for i := 0; b.Loop(); i++ {
		var errs strings.Builder
		a := &app{streams: streams{in: strings.NewReader(""), out: io.Discard, err: &errs}}
		a.web = fetch.NewClient(fetch.ClientOptions{Transport: s, Every: -1, SkipRobots: true, Timeout: 30 * time.Second})
		root := newRoot(a)
		root.SetArgs(append([]string{"read", "--store", "sqlite:" + filepath.Join(dir, fmt.Sprint(i, ".db"))}, args...))
		if err := root.Execute(); err != nil {
			b.Fatal(err, errs.String())
		}
		a.close()
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "docs/s")
	b.ReportMetric(float64(n)*float64(b.N)/(processorTime()-began).Seconds(), "docs/cpu-s")
}

// processorTime is what this process has used; other work on the machine does
// not change it much.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
