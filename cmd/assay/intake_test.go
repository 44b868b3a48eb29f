package main

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/fetch"
)

// BenchmarkIntake fetches 2,000 pages from a local server (guard, pace and
// robots.txt lifted), reads, stores and settles them, with SQLite: documents a
// second by the clock.
func BenchmarkIntake(b *testing.B) {
	const n = 2000
	models := []string{"DeepSeek-V3", "GLM-5", "Kimi K3", "LongCat-2.0", "Qwen3-Max", "Ernie 5.0"}
	chips := []string{"Ascend 910B", "Nvidia H800", "Ascend 910C", "Nvidia H20", "MTT S5000"}
	verbs := []string{"was pre-trained on", "was post-trained on", "is served on", "was trained on"}
	s := newSite(b)
	var args []string
	for i := range n {
		s.set(fmt.Sprintf("wire.example/%d", i), page(fmt.Sprintf("Report %d", i), fmt.Sprintf("%s %s %d %s chips, the company said in report %d.",
			models[i%len(models)], verbs[i%len(verbs)], 100+i, chips[i%len(chips)], i)))
		args = append(args, fmt.Sprintf("https://wire.example/%d", i))
	}
	transport := http.DefaultTransport.(*http.Transport)
	transport.MaxIdleConnsPerHost = 64
	dir := b.TempDir()
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
}
