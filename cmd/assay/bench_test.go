package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkFreshStart is a whole process from no store to the matrix.
func BenchmarkFreshStart(b *testing.B) {
	dir := b.TempDir()
	for i := 0; b.Loop(); i++ {
		cmd := exec.Command(binary, "matrix", "--store", "sqlite:"+filepath.Join(dir, fmt.Sprint(i), "s.db"))
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
}

// BenchmarkStart is a whole process over a store that is there.
func BenchmarkStart(b *testing.B) {
	args := []string{"matrix", "--store", "sqlite:" + filepath.Join(b.TempDir(), "s.db")}
	for b.Loop() {
		if out, err := exec.Command(binary, args...).CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
}

// writeNews makes n articles of about 2.5 kB, a twentieth of them copies of
// earlier ones with a word changed, each with two statements on silicon.
func writeNews(b *testing.B, dir string, n int) {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(`the a of and to in on for with company market data power city report team plan year week
		cluster memory bandwidth price order supply engineer minister bank investor school winter river station number
		product rival quarter margin customer factory contract tender subsidy council harbour network licence study`)
	models := []string{"DeepSeek-V3", "GLM-5", "Kimi K3", "LongCat-2.0", "Qwen3-Max", "Ernie 5.0", "Hunyuan-T1", "Llama 4"}
	chips := []string{"Ascend 910B", "Nvidia H800", "Ascend 910C", "Nvidia H20", "MTT S5000", "Kunlun P800"}
	verbs := []string{"was pre-trained on", "was post-trained on", "is served on", "was not trained on", "was trained on", "was adapted to"}
	var last string
	for i := range n {
		var text strings.Builder
		if i%20 == 19 {
			text.WriteString(strings.Replace(last, " the ", " that ", 1))
		} else {
			for range 16 {
				for range 22 {
					text.WriteString(words[random.IntN(len(words))] + " ")
				}
				fmt.Fprintf(&text, "%d.\n", random.IntN(1000))
			}
			for range 2 {
				fmt.Fprintf(&text, "\n%s %s %d %s chips, the company said.\n", models[random.IntN(len(models))],
					verbs[random.IntN(len(verbs))], 100+random.IntN(9000), chips[random.IntN(len(chips))])
			}
		}
		last = text.String()
		head := fmt.Sprintf("---\nid: n-%d\ntitle: \"Report %d\"\npublisher: \"Post %d\"\ndate: 2026-0%d-1%d\nlang: en\n---\n", i, i, i%40, 1+i%9, i%10)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("n-%05d.md", i)), []byte(head+last), 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead reads 1,000 articles from files to settled verdicts.
func BenchmarkRead(b *testing.B) {
	const n = 1000
	docs, stores := b.TempDir(), b.TempDir()
	writeNews(b, docs, n)
	for i := 0; b.Loop(); i++ {
		var errs strings.Builder
		code := run(context.Background(), []string{"read", docs, "--store", "sqlite:" + filepath.Join(stores, fmt.Sprint(i, ".db"))},
			streams{in: strings.NewReader(""), out: io.Discard, err: &errs})
		if code != 0 {
			b.Fatalf("exit code %d: %s", code, errs.String())
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}
