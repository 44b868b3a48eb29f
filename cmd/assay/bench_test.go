package main

import (
	"context"
	"fmt"
	"io"
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

// BenchmarkRead reads 1,000 documents, half of them near-copies, from files to
// settled verdicts.
func BenchmarkRead(b *testing.B) {
	const n = 1000
	docs, stores := b.TempDir(), b.TempDir()
	writeDocuments(b, docs, n)
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
