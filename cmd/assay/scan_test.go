package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/catalogue"
	"assay/evidence"
	"assay/extract"
	"assay/extract/eval"
	"assay/fetch"
	"assay/fetch/archive/archivetest"
	"assay/scan"
)

// labelled are the bodies of the labelled documents that come with the reader.
func labelled(t testing.TB) []string {
	t.Helper()
	docs, err := eval.Load(os.DirFS("../../extract/testdata/dev"))
	if err != nil || len(docs) < 20 {
		t.Fatalf("%d labelled documents, %v", len(docs), err)
	}
	var out []string
	for _, d := range docs {
		out = append(out, d.Document.Body)
	}
	return out
}

// alone is what the reader finds in the texts one by one: claims as model,
// stage, silicon, relation and quote, sorted.
func alone(t testing.TB, bodies []string, planted, every int) []string {
	t.Helper()
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	r := extract.New(cat)
	var out []string
	for i := range planted {
		doc, err := fetch.Document(fetch.Raw{Name: "alone", MediaType: "text/plain", Bytes: []byte(bodies[(i+1)%len(bodies)])})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range r.Read(doc).Claims {
			out = append(out, said(&c))
		}
	}
	slices.Sort(out)
	return out
}

func said(c *evidence.Claim) string {
	return fmt.Sprintf("%s|%s|%s|%s|%d|%s", c.Model, c.Stage, c.Silicon, c.Relation, c.Start, c.Quote)
}

// inOutput gives every claim of a scan's output in the same form.
func inOutput(t testing.TB, out string) []string {
	t.Helper()
	var got []string
	files, err := filepath.Glob(filepath.Join(out, "claims", "*.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		err := eachScanned(f, func(d evidence.Document, rows []scan.Row) error {
			for _, r := range rows {
				got = append(got, said(&evidence.Claim{Model: r.Model, Stage: evidence.Stage(r.Stage), Silicon: r.Silicon,
					Relation: evidence.Relation(r.Relation), Start: int(r.Start), Quote: r.Quote}))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(got)
	return got
}

// makeShards writes n WET shards and gives what the reader finds alone.
func makeShards(t testing.TB, dir string, n int, size int64, every int, gz bool) (want []string, unpacked int64) {
	t.Helper()
	bodies := labelled(t)
	for i := range n {
		name := fmt.Sprintf("shard-%03d.wet", i)
		if gz {
			name += ".gz"
		}
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		planted, size, err := archivetest.WriteWET(f, archivetest.Corpus{Bytes: size, Every: every, Planted: bodies, Seed: uint64(i), Gzip: gz})
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		unpacked += size
		want = append(want, alone(t, bodies, planted, every)...)
	}
	slices.Sort(want)
	return want, unpacked
}

func runAssay(t testing.TB, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, streams{in: strings.NewReader(""), out: &o, err: &e})
	return code, o.String(), e.String()
}

// TestScan_findsWhatTheReaderFinds scans shards with planted documents in
// several formats and holds the output against the reader alone.
func TestScan_findsWhatTheReaderFinds(t *testing.T) {
	t.Parallel()
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "found")
	want, _ := makeShards(t, dir, 2, 1<<20, 10, true)
	f, err := os.Create(filepath.Join(dir, "dump.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	bodies := labelled(t)
	planted, err := archivetest.WriteLines(f, archivetest.Corpus{Bytes: 1 << 20, Every: 20, Planted: bodies, Seed: 9})
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	want = append(want, alone(t, bodies, planted, 20)...)
	slices.Sort(want)

	code, text, errs := runAssay(t, "scan", dir, "--out", out, "--format", "json")
	var rep scanReport
	if err := json.Unmarshal([]byte(text), &rep); code != 0 || err != nil {
		t.Fatalf("code %d, %v, %s", code, err, errs)
	}
	got := inOutput(t, out)
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("%d claims, want %d as the reader finds alone", len(got), len(want))
	}
	if rep.Shards != 3 || rep.Done != 3 || rep.Claims != int64(len(want)) || rep.Candidates >= rep.Records/2 {
		t.Errorf("report %+v", rep)
	}
}

// TestScan_again finishes nothing twice: neither in a second run nor under
// another name, and a shard that changed replaces its earlier output.
func TestScan_again(t *testing.T) {
	t.Parallel()
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "found")
	makeShards(t, dir, 2, 200<<10, 10, false)
	scanOnce := func() scanReport {
		code, text, errs := runAssay(t, "scan", dir, "--out", out, "--format", "json")
		var rep scanReport
		if err := json.Unmarshal([]byte(text), &rep); code != 0 || err != nil {
			t.Fatalf("code %d, %v, %s", code, err, errs)
		}
		return rep
	}
	first := scanOnce()
	before := inOutput(t, out)
	copied, err := os.ReadFile(filepath.Join(dir, "shard-000.wet"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "z-copy.wet"), copied, 0o600); err != nil {
		t.Fatal(err)
	}
	again := scanOnce()
	if again.Before != 2 || len(again.Duplicates) != 1 || again.Claims != first.Claims || !slices.Equal(inOutput(t, out), before) {
		t.Errorf("second run: %+v", again)
	}
	more, err := os.ReadFile(filepath.Join(dir, "shard-001.wet"))
	if err != nil {
		t.Fatal(err)
	}
	body := "Kimi K3 was pre-trained on 2,048 Nvidia H800 chips."
	more = append(more, fmt.Sprintf("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(body), body)...)
	if err := os.WriteFile(filepath.Join(dir, "shard-001.wet"), more, 0o600); err != nil {
		t.Fatal(err)
	}
	grown := scanOnce()
	if n := len(inOutput(t, out)); n != len(before)+1 || grown.Claims != first.Claims+1 || grown.Before != 1 {
		t.Errorf("after a shard grew: %d claims in the output, want %d; %+v", n, len(before)+1, grown)
	}
}

// TestScan_broken tells a shard that ends early, keeps nothing of it and does
// the others.
func TestScan_broken(t *testing.T) {
	t.Parallel()
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "found")
	makeShards(t, dir, 2, 200<<10, 10, true)
	path := filepath.Join(dir, "shard-001.wet.gz")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b[:len(b)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := runAssay(t, "scan", dir, "--out", out)
	if code != exitFindings || !strings.Contains(errs, "shard-001.wet.gz") || strings.Count(errs, "\n") != 1 {
		t.Errorf("code %d, %q", code, errs)
	}
	if files, _ := filepath.Glob(filepath.Join(out, "*", "*001*")); len(files) > 0 {
		t.Errorf("of a broken shard %v are kept", files)
	}
	if left, _ := os.ReadDir(filepath.Join(out, "tmp")); len(left) > 0 {
		t.Errorf("%d temporary files left", len(left))
	}
}

// TestScan_read brings chosen documents of a scan into a store.
func TestScan_read(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out, store := filepath.Join(dir, "found"), "sqlite:"+filepath.Join(dir, "s.db")
	lines := `{"id":"a","url":"https://a.example/1","title":"On A","text":"Kimi K3 was pre-trained on 2,048 Nvidia H800 chips, the company said."}
{"id":"b","url":"https://b.example/1","text":"GLM-5 was post-trained on Ascend 910B chips, the company said.\nThe weather was fine."}
`
	if err := os.WriteFile(filepath.Join(dir, "x.jsonl"), []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := runAssay(t, "scan", filepath.Join(dir, "x.jsonl"), "--out", out); code != 0 {
		t.Fatal(errs)
	}
	code, text, errs := runAssay(t, "read", "--from", out, "--silicon", "Ascend", "--store", store, "--format", "json")
	var rep readReport
	if err := json.Unmarshal([]byte(text), &rep); code != 0 || err != nil {
		t.Fatalf("code %d, %v, %s", code, err, errs)
	}
	if len(rep.Read) != 1 || rep.Read[0].Name != "b" || rep.Claims != 1 {
		t.Errorf("chosen by silicon: %+v", rep)
	}
	if code, text, _ = runAssay(t, "read", "--from", out, "--store", store, "--format", "json"); code != 0 ||
		!strings.Contains(text, `"title": "On A"`) || strings.Count(text, `"added": true`) != 1 {
		t.Errorf("code %d, %s", code, text)
	}
}

// contents gives a scan's output by file name, times left out.
func contents(t *testing.T, out string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"claims/*", "shards/*", "summary.json"} {
		files, _ := filepath.Glob(filepath.Join(out, pattern))
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			all[filepath.Base(f)] = string(b)
		}
	}
	return all
}

// TestKill_scan kills a scan at random moments and runs it again until it is
// through: the output must be, byte by byte, that of an undisturbed run.
func TestKill_scan(t *testing.T) {
	t.Parallel()
	dir, outs := t.TempDir(), t.TempDir()
	makeShards(t, dir, 8, 400<<10, 10, true)
	undisturbed := filepath.Join(outs, "undisturbed")
	whole := mustRun(t, "scan", dir, "--out", undisturbed)
	want := contents(t, undisturbed)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, undisturbed run %v, %d files", seed, whole, len(want))
	random := rand.New(rand.NewPCG(seed, 0))
	out, killed := "", 0
	for round := 0; killed < kills(t); round++ {
		if round > 20*kills(t) {
			t.Fatalf("only %d runs could be killed before their end", killed)
		}
		if out == "" || random.IntN(3) == 0 { // a new folder now and then
			out = filepath.Join(outs, strconv.Itoa(round))
		}
		cmd := exec.Command(binary, "scan", dir, "--out", out)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Float64() * float64(whole)))
		cmd.Process.Kill()
		if cmd.Wait() == nil {
			out = ""
			continue
		}
		killed++
		if random.IntN(2) == 0 {
			continue // killed again before it is through
		}
		mustRun(t, "scan", dir, "--out", out)
		if got := contents(t, out); !maps.Equal(got, want) {
			t.Errorf("seed %d, round %d: %d files, want %d as undisturbed", seed, round, len(got), len(want))
		}
		if left, _ := os.ReadDir(filepath.Join(out, "tmp")); len(left) > 0 {
			t.Errorf("%d temporary files left", len(left))
		}
	}
}

// BenchmarkScan scans WET shards of ASSAY_CORPUS_MB in all (default 64), one
// planted document in 200, with one worker. MB/s are of unpacked bytes by the
// clock, MB/cpu-s by the processor's time, which other work does not disturb.
func BenchmarkScan(b *testing.B) {
	size := int64(64)
	if s := os.Getenv("ASSAY_CORPUS_MB"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		size = n
	}
	for _, gz := range []bool{false, true} {
		b.Run(map[bool]string{false: "wet", true: "wet.gz"}[gz], func(b *testing.B) {
			dir := b.TempDir()
			want, unpacked := makeShards(b, dir, 4, size<<20/4, 200, gz)
			b.SetBytes(unpacked)
			b.ResetTimer()
			var cpu time.Duration
			var peak int64
			for i := 0; b.Loop(); i++ {
				out := filepath.Join(b.TempDir(), "found")
				cmd := exec.Command(binary, "scan", dir, "--out", out, "--workers", "1")
				cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
				cmd.Stdout, cmd.Stderr = io.Discard, os.Stderr
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
				cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
				peak = max(peak, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
				b.StopTimer()
				if got := inOutput(b, out); !slices.Equal(got, want) {
					b.Fatalf("%d claims, want %d as the reader finds alone", len(got), len(want))
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(unpacked)*float64(b.N)/1e6/cpu.Seconds(), "MB/cpu-s")
			b.ReportMetric(float64(peak)/1024, "MiB-peak")
		})
	}
}

// BenchmarkScanInside is BenchmarkScan within this process, for profiles.
func BenchmarkScanInside(b *testing.B) {
	dir := b.TempDir()
	_, unpacked := makeShards(b, dir, 1, 64<<20, 200, os.Getenv("ASSAY_GZIP") != "")
	b.SetBytes(unpacked)
	for b.Loop() {
		if code, _, errs := runAssay(b, "scan", dir, "--out", filepath.Join(b.TempDir(), "found"), "--workers", "1"); code != 0 {
			b.Fatal(errs)
		}
	}
}
