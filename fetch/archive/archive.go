// Package archive reads shards: files that hold many documents. In: a WARC or
// WET file, JSON lines or a Parquet file, plain or compressed (gzip, zstd). Out:
// one Record a document, in the order of the file, with what the file says of it.
//
// Nothing in a shard is trusted. Rules held here: memory is bounded by the
// largest record that is taken (MaxRecord), whatever a header promises; a record
// that is too large or of a kind that is no document is passed over and counted;
// a file that ends early or breaks is an error that names the place, so that it
// is never taken for a finished one; compressed data may not grow without bound.
package archive

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"assay/evidence"
)

// Record is one document of a shard as it stands there.
type Record struct {
	Name      string // what a person calls it: an id, else the address, else shard and place
	Address   string // empty where the shard gives none
	Title     string
	Publisher string
	Published evidence.Date
	MediaType string // text/plain, text/markdown or text/html
	Charset   string // from an HTTP header, where there was one
	Bytes     []byte // valid until the next record is read
}

// Reader gives the records of one shard.
type Reader interface {
	// Next gives the next record; io.EOF at the end of a whole shard. Errors:
	// invalid, naming the place where the shard breaks.
	Next() (Record, error)
	// Passed counts what was passed over so far.
	Passed() Passed
}

// Passed counts records that are no documents to read.
type Passed struct {
	TooLarge int64 // beyond MaxRecord
	NotText  int64 // pictures, requests, metadata
	Broken   int64 // a line that is no JSON, an answer that is no HTTP
	Empty    int64
}

// Bounds of a shard.
const (
	MaxRecord = 8 << 20   // bytes of one document
	MaxShard  = 256 << 30 // bytes unpacked; no crawl's shard comes near
	maxHead   = 64 << 10  // bytes of a record's head
	window    = 64 << 20  // memory of the unpacker
)

// Shard is an open shard.
type Shard struct {
	Reader
	Format string // warc, ndjson or parquet
	file   File
	size   int64
	close  []func()
}

// Close closes the file and gives the unpacker's memory back.
func (s *Shard) Close() {
	for i := len(s.close) - 1; i >= 0; i-- {
		s.close[i]()
	}
}

// Open opens a shard file and tells its format by its first bytes. Errors: not
// found, denied, invalid (no shard, or a broken one).
func Open(path string) (*Shard, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, pathError(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, evidence.Errorf(evidence.Invalid, "%s: not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, pathError(path, err)
	}
	s, err := New(filepath.Base(path), f, info.Size())
	if err != nil {
		f.Close()
		return nil, err
	}
	s.close = append([]func(){func() { f.Close() }}, s.close...)
	return s, nil
}

// File is what a shard is read from; an *os.File or a *bytes.Reader.
type File interface {
	io.Reader
	io.ReaderAt
	io.Seeker
}

// New reads a shard from a file that is open; name stands in errors and names
// of records. Errors: invalid.
func New(name string, f File, size int64) (*Shard, error) {
	s := &Shard{file: f, size: size}
	if err := s.tell(name, f, size); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func pathError(path string, err error) error {
	switch {
	case os.IsNotExist(err):
		return evidence.Errorf(evidence.NotFound, "%s: no such file", path)
	case os.IsPermission(err):
		return evidence.Errorf(evidence.Denied, "%s: no permission to read", path)
	}
	return evidence.WithKind(evidence.Invalid, err, "%s", path)
}

// tell unpacks where needed and chooses the reader of the format.
func (s *Shard) tell(name string, f File, size int64) error {
	b := bufio.NewReaderSize(f, 256<<10)
	head, _ := b.Peek(4)
	if string(head) == "PAR1" {
		r, err := newParquet(name, f, size)
		s.Reader, s.Format = r, "parquet"
		return err
	}
	plain, err := s.unpacked(name, b, head)
	if err != nil {
		return err
	}
	return s.stream(name, plain)
}

// unpacked gives the stream behind gzip or zstd.
func (s *Shard) unpacked(name string, b *bufio.Reader, head []byte) (*bufio.Reader, error) {
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, evidence.WithKind(evidence.Invalid, err, "%s: broken gzip", name)
		}
		return bufio.NewReaderSize(&bounded{r: z, left: MaxShard}, 256<<10), nil
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(window), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, evidence.WithKind(evidence.Invalid, err, "%s: broken zstd", name)
		}
		s.close = append(s.close, z.Close)
		return bufio.NewReaderSize(&bounded{r: z, left: MaxShard}, 256<<10), nil
	}
	return b, nil
}

// stream chooses the reader of a stream by its first character.
func (s *Shard) stream(name string, b *bufio.Reader) error {
	head, err := b.Peek(64)
	if len(head) == 0 {
		if err == io.EOF {
			return evidence.Errorf(evidence.Invalid, "%s: empty", name)
		}
		return evidence.WithKind(evidence.Invalid, err, "%s: cannot be read", name)
	}
	switch {
	case bytes.HasPrefix(head, []byte("WARC/")):
		s.Reader, s.Format = newWARC(name, b), "warc"
	case strings.HasPrefix(strings.TrimLeft(string(head), "\ufeff \r\n\t"), "{"):
		s.Reader, s.Format = newLines(name, b), "ndjson"
	default:
		return evidence.Errorf(evidence.Invalid, "%s: not a shard (WARC, WET, JSON lines or Parquet, plain or as .gz or .zst)", name)
	}
	return nil
}

// bounded ends a stream that unpacks to more than any honest shard.
type bounded struct {
	r    io.Reader
	left int64
}

// Read reads on until the bound is reached.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, evidence.Errorf(evidence.Invalid, "unpacks to more than %d GiB", int64(MaxShard)>>30)
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}

// Progress is the share of the shard that was read so far, 0 to 1. It may be
// asked while another goroutine reads.
func (s *Shard) Progress() float64 {
	if t, ok := s.Reader.(*table); ok {
		if n := t.file.NumRows(); n > 0 {
			return float64(t.at.Load()) / float64(n)
		}
		return 0
	}
	at, err := s.file.Seek(0, io.SeekCurrent)
	if err != nil || s.size == 0 {
		return 0
	}
	return float64(at) / float64(s.size)
}
