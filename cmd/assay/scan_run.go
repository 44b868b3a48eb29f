package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sync/errgroup"

	"assay/evidence"
	"assay/fetch/archive"
	"assay/scan"
)

// scanner is one run of the corpus pass.
type scanner struct {
	reader  rules
	out     string
	version scanVersion
	mark    string // of this process's temporary files

	mu     sync.Mutex
	done   map[string]shardDone // by content
	byPath map[string]shardDone // finished before, by path
	taken  map[string]string    // content -> path of the shard that this run took for it
	dup    []string
	failed []scanFailed
	before int
}

// shardEndings are what is taken for a shard within a folder.
var shardEndings = []string{".wet", ".warc", ".jsonl", ".ndjson", ".parquet"}

// findShards lists the shards that args name, each file once, in order. A file
// that is named is a shard whatever its ending.
func findShards(args []string) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	add := func(path string) {
		key := path
		if abs, err := filepath.Abs(path); err == nil {
			key = abs
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, path)
		}
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, evidence.Errorf(evidence.NotFound, "%s: no such file or folder", arg)
		}
		if !info.IsDir() {
			add(arg)
			continue
		}
		err = filepath.WalkDir(arg, func(path string, d os.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && isShard(d.Name()) {
				add(path)
			}
			return err
		})
		if err != nil {
			return nil, evidence.WithKind(evidence.Denied, err, "%s: cannot be listed", arg)
		}
	}
	if len(out) == 0 {
		return nil, evidence.Errorf(evidence.NotFound, "no shard found (%s, also as .gz or .zst)", strings.Join(shardEndings, ", "))
	}
	return out, nil
}

func isShard(name string) bool {
	name = strings.ToLower(name)
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	return slices.Contains(shardEndings, filepath.Ext(name))
}

// prepare makes the folders, takes away what dead runs left and learns which
// shards are finished.
func (s *scanner) prepare() error {
	s.done, s.byPath, s.taken = map[string]shardDone{}, map[string]shardDone{}, map[string]string{}
	for _, dir := range []string{"claims", "shards", "tmp"} {
		if err := os.MkdirAll(filepath.Join(s.out, dir), 0o755); err != nil {
			return evidence.WithKind(evidence.Denied, err, "output folder %s cannot be made", s.out)
		}
	}
	host, err := os.Hostname()
	if err != nil {
		host = "host"
	}
	host = notName.ReplaceAllString(host, "-")
	s.mark = host + "+" + strconv.Itoa(os.Getpid())
	left, _ := os.ReadDir(filepath.Join(s.out, "tmp"))
	for _, e := range left {
		rest, own := strings.CutPrefix(e.Name(), host+"+")
		digits, _, _ := strings.Cut(rest, "-")
		pid, err := strconv.Atoi(digits)
		if own && err == nil && !alive(pid) {
			os.Remove(filepath.Join(s.out, "tmp", e.Name()))
		}
	}
	files, _ := filepath.Glob(filepath.Join(s.out, "shards", "*.json"))
	for _, f := range files {
		if d, ok := s.readDone(context.Background(), f); ok {
			s.done[d.SHA256] = d
			s.byPath[d.Shard] = d
		}
	}
	return nil
}

// alive reports whether a process of this host lives.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	return err == nil && p.Signal(syscall.Signal(0)) == nil
}

// run does every shard that is not finished, several at once.
func (s *scanner) run(ctx context.Context, to io.Writer, shards []string, workers int) error {
	bar := newScanProgress(to, shards)
	defer bar.end()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for i, path := range shards {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			defer bar.finished(i)
			err := s.one(ctx, path, func(in *archive.Shard) { bar.watch(i, in) })
			if err == nil || fatal(err) {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			s.failed = append(s.failed, scanFailed{Shard: path, Reason: err.Error(), kind: evidence.KindOf(err)})
			return nil
		})
	}
	return group.Wait()
}

// one does a shard unless its content is finished or taken already. Equal path,
// size and time of change are believed; else the content decides.
func (s *scanner) one(ctx context.Context, path string, watch func(*archive.Shard)) (err error) {
	defer func() { // a fault in reading is this shard's failure
		if r := recover(); r != nil {
			err = evidence.Errorf(evidence.Internal, "%s: internal error: %v", path, r)
		}
	}()
	info, err := os.Stat(path)
	if err != nil {
		return evidence.WithKind(evidence.NotFound, err, "%s", path)
	}
	sum := ""
	if d, ok := s.byPath[path]; ok && d.Bytes == info.Size() && d.Modified.Equal(info.ModTime()) {
		sum = d.SHA256
	} else if sum, err = fileHash(ctx, path); err != nil {
		return evidence.Wrap(err, "%s", path)
	}
	if !s.take(path, sum) {
		return nil
	}
	d, err := s.shard(ctx, path, sum, watch)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.done[sum] = d
	s.mu.Unlock()
	s.dropOlder(d)
	return nil
}

// take claims the content of a shard for this run; false where it is done.
func (s *scanner) take(path, sum string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if first, ok := s.taken[sum]; ok {
		s.dup = append(s.dup, path+" (same content as "+first+")")
		return false
	}
	s.taken[sum] = path
	if _, ok := s.done[sum]; ok {
		s.before++
		return false
	}
	return true
}

// dropOlder takes away the output of the same path's earlier content.
func (s *scanner) dropOlder(d shardDone) {
	old, ok := s.byPath[d.Shard]
	if !ok || old.SHA256 == d.SHA256 {
		return
	}
	name := shardName(old.Shard, old.SHA256)
	os.Remove(filepath.Join(s.out, "shards", name+".json")) // first: without it the claims count for nothing
	os.Remove(filepath.Join(s.out, "claims", name+".parquet"))
	s.mu.Lock()
	delete(s.done, old.SHA256)
	s.mu.Unlock()
}

// report sums up the shards of this run and writes summary.json over everything
// that is finished in the folder.
func (s *scanner) report(shards []string) (*scanReport, error) {
	all := &scanReport{Shards: len(s.done), Done: len(s.done), Reader: s.version.Reader, Catalogue: s.version.Catalogue,
		Duplicates: []string{}, Failed: []scanFailed{}}
	rep := *all
	rep.Shards, rep.Done, rep.Before, rep.Duplicates = len(shards), 0, s.before, append(rep.Duplicates, s.dup...)
	rep.Failed = append(rep.Failed, s.failed...)
	slices.SortFunc(rep.Failed, func(a, b scanFailed) int { return strings.Compare(a.Shard, b.Shard) })
	slices.Sort(rep.Duplicates)
	var sums, mine []scan.Summary
	for _, sum := range sortedKeys(s.done) {
		sums = append(sums, s.done[sum].Summary)
		if _, ok := s.taken[sum]; ok {
			mine = append(mine, s.done[sum].Summary)
			rep.Done++
		}
	}
	all.Summary, rep.Summary = scan.Merge(sums), scan.Merge(mine)
	err := s.write("summary.json", func(w io.Writer) error { return printJSON(w, all) })
	if err != nil {
		return nil, err
	}
	if rep.Done+len(rep.Duplicates)+len(rep.Failed) != rep.Shards {
		return nil, fmt.Errorf("%d shards, but %d done, %d duplicates and %d failed", rep.Shards, rep.Done, len(rep.Duplicates), len(rep.Failed))
	}
	return &rep, nil
}
