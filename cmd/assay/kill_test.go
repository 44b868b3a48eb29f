package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"assay/store"
)

// writeDocuments makes a folder of n documents that hold claims of every kind,
// with near-copies among them.
func writeDocuments(t testing.TB, dir string, n int) {
	t.Helper()
	models := []string{"DeepSeek-V3", "GLM-5", "Kimi K3", "LongCat-2.0", "Qwen3-Max", "Example-LM 7"}
	chips := []string{"Ascend 910B", "Nvidia H800", "Ascend 910C", "Nvidia H20", "MTT S5000"}
	verbs := []string{"was pre-trained on", "was post-trained on", "is served on", "was not trained on", "was trained on", "was adapted to"}
	for i := range n {
		body := fmt.Sprintf("---\nid: doc-%d\ntitle: \"Report %d\"\npublisher: \"Post %d\"\ndate: 2026-0%d-1%d\nlang: en\n---\n"+
			"The developer said on Monday that %s %s %d %s chips. It gave no further details, report %d adds.\n\n"+
			"According to the Example Times, %s %s %s accelerators, two people familiar with the matter said.\n",
			i, i, i%7, 1+i%9, i%9, models[i%len(models)], verbs[i%len(verbs)], 100+i, chips[i%len(chips)], i/2,
			models[(i+1)%len(models)], verbs[(i/2)%len(verbs)], chips[(i+2)%len(chips)])
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("doc-%04d.md", i)), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// kills is how often the kill tests kill: ten times, or ASSAY_KILLS.
func kills(t *testing.T) int {
	if s := os.Getenv("ASSAY_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("ASSAY_KILLS=%q is not a number", s)
		}
		return n
	}
	return 10
}

// content is a store's fingerprint; the store must verify without a finding.
func content(t *testing.T, address string) string {
	t.Helper()
	db, err := store.OpenExisting(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	v, err := db.Verify(t.Context())
	if err != nil || len(v.Findings) > 0 {
		t.Fatalf("verify: %+v, %v", v, err)
	}
	if v.Documents == 0 || v.Verdicts == 0 {
		t.Fatalf("%d documents and %d verdicts stored: the test proves nothing", v.Documents, v.Verdicts)
	}
	return v.Content
}

func mustRun(t *testing.T, args ...string) time.Duration {
	t.Helper()
	began := time.Now()
	if out, err := exec.Command(binary, args...).CombinedOutput(); err != nil {
		t.Fatalf("assay %v: %v\n%s", args, err, out)
	}
	return time.Since(began)
}

// TestKill_read kills `assay read` at random moments, from its first
// instruction to its last, and runs it again: the store must be, by content,
// that of an undisturbed run.
func TestKill_read(t *testing.T) {
	t.Parallel()
	docs, stores := t.TempDir(), t.TempDir()
	writeDocuments(t, docs, 60)
	undisturbed := "sqlite:" + filepath.Join(stores, "undisturbed.db")
	whole := mustRun(t, "read", docs, "--store", undisturbed)
	want := content(t, undisturbed)

	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, undisturbed run %v", seed, whole)
	random := rand.New(rand.NewPCG(seed, 0))
	for i := range kills(t) {
		file := filepath.Join(stores, fmt.Sprintf("killed-%d.db", i))
		at := killRead(t, random, docs, file, whole)
		mustRun(t, "read", docs, "--store", "sqlite:"+file)
		if got := content(t, "sqlite:"+file); got != want {
			t.Errorf("seed %d, kill %d after %v: content %s, want %s as undisturbed", seed, i, at, got, want)
		}
	}
}

// killRead kills a run of `assay read` at a random moment within whole. A run
// that was over before does not count: it begins again, to be killed earlier.
func killRead(t *testing.T, random *rand.Rand, docs, file string, whole time.Duration) time.Duration {
	t.Helper()
	for range 20 {
		cmd := exec.Command(binary, "read", docs, "--store", "sqlite:"+file)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		at := time.Duration(random.Float64() * float64(whole))
		time.Sleep(at)
		cmd.Process.Kill()
		if cmd.Wait() != nil {
			return at
		}
		whole = whole * 3 / 4
		for _, rest := range []string{"", "-wal", "-shm"} {
			os.Remove(file + rest)
		}
	}
	t.Fatal("no run could be killed before its end")
	return 0
}

// TestKill_twoReaders lets two processes read the same folder at once.
func TestKill_twoReaders(t *testing.T) {
	t.Parallel()
	docs, stores := t.TempDir(), t.TempDir()
	writeDocuments(t, docs, 60)
	alone, both := "sqlite:"+filepath.Join(stores, "alone.db"), "sqlite:"+filepath.Join(stores, "both.db")
	mustRun(t, "read", docs, "--store", alone)
	var running []*exec.Cmd
	for range 2 {
		cmd := exec.Command(binary, "read", docs, "--store", both)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Errorf("one of two readers: %v", err)
		}
	}
	if got, want := content(t, both), content(t, alone); got != want {
		t.Errorf("two readers at once: content %s, want %s as alone", got, want)
	}
}
