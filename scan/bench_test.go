package scan_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"assay/scan"
)

// irrelevant are documents that name no silicon, as text or as pages with the
// markup that pages have.
func irrelevant(n int, pages bool) []scan.Record {
	words := strings.Fields("the council met on thursday to discuss a new bridge over river farmers expect late harvest and wine growers are content market prices rose again in city")
	random := rand.New(rand.NewPCG(1, 2))
	var out []scan.Record
	for range n {
		var b strings.Builder
		rec := scan.Record{Name: "n", MediaType: "text/plain"}
		if pages {
			rec.MediaType = "text/html"
			b.WriteString("<html><head><script>" + strings.Repeat("var a={b:1};", 200) + "</script></head><body>")
		}
		for i := range 60 {
			if pages {
				fmt.Fprintf(&b, `<div class="row c%d"><a href="/path/to/%d.html" title="x">more&nbsp;%d</a><p>`, i, i, i)
			}
			for range 20 {
				b.WriteString(words[random.IntN(len(words))] + " ")
			}
			if pages {
				b.WriteString("</p></div>")
			}
			b.WriteString("\n")
		}
		rec.Bytes = []byte(b.String())
		out = append(out, rec)
	}
	return out
}

// BenchmarkReject is the early rejection alone, as text and as pages.
func BenchmarkReject(b *testing.B) {
	r := reader(b)
	for _, pages := range []bool{false, true} {
		b.Run(map[bool]string{false: "text", true: "pages"}[pages], func(b *testing.B) {
			records := irrelevant(500, pages)
			total := 0
			for _, rec := range records {
				total += len(rec.Bytes)
			}
			b.SetBytes(int64(total))
			for b.Loop() {
				sum, err := scan.ProcessShard(context.Background(), &shelf{records: records}, open, r, nil)
				if err != nil || sum.Candidates > 0 {
					b.Fatal(sum.Candidates, err)
				}
			}
		})
	}
}
