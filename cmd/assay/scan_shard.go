package main

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"assay/evidence"
	"assay/fetch"
	"assay/fetch/archive"
	"assay/scan"
)

// scanVersion is what a finished shard was read by; another reader reads it anew.
type scanVersion struct {
	Reader    string `json:"reader"`
	Catalogue string `json:"catalogue"` // day of compilation
}

// shardDone is the summary file of a finished shard. Its presence, with the
// hash of the Parquet file that it names, is what makes a shard finished.
type shardDone struct {
	Shard    string    `json:"shard"` // path as given
	Bytes    int64     `json:"file_bytes"`
	Modified time.Time `json:"modified"`
	SHA256   string    `json:"sha256"`
	Format   string    `json:"format"`
	scanVersion
	Claims       string         `json:"claims_file"`
	ClaimsSHA256 string         `json:"claims_sha256"`
	Passed       archive.Passed `json:"passed"`
	Summary      scan.Summary   `json:"summary"`
}

var notName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// shardName is the name of a shard's output: by content, so that the same shard
// has the same output wherever it lies.
func shardName(path, sum string) string {
	base := notName.ReplaceAllString(filepath.Base(path), "-")
	return fmt.Sprintf("%.80s-%s", base, sum[:12])
}

// fileHash is the SHA-256 of a file.
func fileHash(ctx context.Context, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if err == io.EOF {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// openRecord brings a record into normal form.
func openRecord(r scan.Record) (evidence.Document, error) {
	doc, err := fetch.Document(fetch.Raw{Name: r.Name, Stem: r.Name, Address: r.Address, MediaType: r.MediaType,
		Charset: r.Charset, Publisher: r.Publisher, Published: r.Published, Bytes: r.Bytes})
	if err != nil || doc.Title != "" || r.Title == "" {
		return doc, err
	}
	doc.Title = r.Title
	doc.ID = evidence.DocumentID(doc.Address, doc.Publisher, doc.Title, doc.TextID)
	return doc, nil
}

// records hands an open shard to package scan.
type records struct{ *archive.Shard }

// Next gives the next record.
func (r records) Next() (scan.Record, error) {
	rec, err := r.Shard.Next()
	return scan.Record(rec), err
}

// shard does one shard: claims to a file under another name, the file in its
// place, then the summary in its place, each by one rename. Killed in between,
// it is done again with the same result.
func (s *scanner) shard(ctx context.Context, path, sum string, watch func(*archive.Shard)) (shardDone, error) {
	in, err := archive.Open(path)
	if err != nil {
		return shardDone{}, err
	}
	defer in.Close()
	watch(in)
	defer watch(nil)
	name := shardName(path, sum)
	done := shardDone{Shard: path, SHA256: sum, Format: in.Format, scanVersion: s.version, Claims: "claims/" + name + ".parquet"}
	info, err := os.Stat(path)
	if err != nil {
		return done, err
	}
	done.Bytes, done.Modified = info.Size(), info.ModTime().UTC()
	err = s.write(done.Claims, func(w io.Writer) error {
		h := sha256.New()
		rows := scan.NewWriter(io.MultiWriter(w, h), filepath.Base(path))
		if done.Summary, err = scan.ProcessShard(ctx, records{in}, openRecord, s.reader.Reader, rows.Keep); err != nil {
			return err
		}
		err := rows.Close()
		done.ClaimsSHA256 = hex.EncodeToString(h.Sum(nil))
		return err
	})
	if err != nil {
		return done, err
	}
	done.Passed = in.Passed()
	return done, s.write("shards/"+name+".json", func(w io.Writer) error { return printJSON(w, done) })
}

// write writes a file of the output and puts it in its place whole. Only errors
// of the output are marked as such; those of work pass as they are.
func (s *scanner) write(name string, work func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Join(s.out, "tmp"), s.mark+"-*")
	if err != nil {
		return &writeError{evidence.WithKind(evidence.Transient, err, "output folder %s cannot be written", s.out)}
	}
	defer os.Remove(f.Name())
	defer f.Close()
	b := bufio.NewWriterSize(marked{f}, 256<<10)
	if err := work(b); err != nil {
		return err
	}
	err = cmp.Or(b.Flush(), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(s.out, filepath.FromSlash(name)))
	}
	if err != nil {
		return &writeError{evidence.WithKind(evidence.Transient, err, "output %s cannot be written", name)}
	}
	return nil
}

// marked marks the errors of a file of the output, so that a full disk is told
// from a broken shard.
type marked struct{ f *os.File }

// Write writes to the file.
func (m marked) Write(p []byte) (int, error) {
	n, err := m.f.Write(p)
	if err != nil {
		err = &writeError{evidence.WithKind(evidence.Transient, err, "output cannot be written")}
	}
	return n, err
}

// readDone reads the summary of a finished shard and holds its claims against
// their hash; ok is false where either is missing or another's.
func (s *scanner) readDone(ctx context.Context, file string) (d shardDone, ok bool) {
	b, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(b, &d) != nil || d.scanVersion != s.version || strings.Contains(d.Claims, "..") {
		return d, false
	}
	got, err := fileHash(ctx, filepath.Join(s.out, filepath.FromSlash(d.Claims)))
	return d, err == nil && got == d.ClaimsSHA256
}
