package archive_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	gowarc "github.com/nlnwa/gowarc/v3"
	"github.com/parquet-go/parquet-go"

	"assay/fetch/archive"
	"assay/fetch/archive/archivetest"
)

// write puts a shard into a file.
func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// all reads a shard to its end and gives its records with their bytes copied.
func all(path string) ([]archive.Record, archive.Passed, error) {
	s, err := archive.Open(path)
	if err != nil {
		return nil, archive.Passed{}, err
	}
	return drain(s)
}

func drain(s *archive.Shard) ([]archive.Record, archive.Passed, error) {
	defer s.Close()
	var out []archive.Record
	for {
		r, err := s.Next()
		if errors.Is(err, io.EOF) {
			return out, s.Passed(), nil
		}
		if err != nil {
			return out, s.Passed(), err
		}
		r.Bytes = bytes.Clone(r.Bytes)
		out = append(out, r)
	}
}

func zip(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func squeeze(t testing.TB, b []byte) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(b, nil)
}

// record is one WARC record.
func record(kind, address, media, block string) string {
	return fmt.Sprintf("WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, address, media, len(block), block)
}

const httpMedia = "application/http; msgtype=response"

func warcFile() string {
	page := "<html><p>昇腾910B</p></html>"
	return record("warcinfo", "", "application/warc-fields", "software: x\r\n") +
		record("request", "https://a.example/", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n") +
		record("response", "https://a.example/", httpMedia, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n"+page) +
		record("response", "https://a.example/gz", httpMedia, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n"+string(zip([]byte("packed")))) +
		record("response", "https://a.example/kept-head", httpMedia, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\nnot packed any more") +
		record("response", "https://a.example/chunks", httpMedia, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n0\r\n\r\n") +
		record("response", "https://a.example/gone", httpMedia, "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\nno") +
		record("response", "https://a.example/pic", httpMedia, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG") +
		record("response", "https://a.example/odd", httpMedia, "no HTTP at all") +
		record("metadata", "https://a.example/", "application/warc-fields", "x: y\r\n") +
		record("conversion", "https://a.example/text", "text/plain", "plain text")
}

func TestOpen_warc(t *testing.T) {
	raw := []byte(warcFile())
	for name, b := range map[string][]byte{"a.warc": raw, "a.warc.gz": zip(raw), "a.warc.zst": squeeze(t, raw)} {
		got, passed, err := all(write(t, name, b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var texts []string
		for _, r := range got {
			texts = append(texts, strings.TrimPrefix(r.Address, "https://a.example")+"="+string(r.Bytes))
		}
		want := "/=<html><p>昇腾910B</p></html>|/gz=packed|/kept-head=not packed any more|/chunks=four|/text=plain text"
		if strings.Join(texts, "|") != want {
			t.Errorf("%s: %q", name, texts)
		}
		if got[0].MediaType != "text/html" || got[0].Charset != "UTF-8" || passed.Broken != 1 || passed.NotText != 5 {
			t.Errorf("%s: %+v, %+v", name, got[0], passed)
		}
	}
}

// TestOpen_asTheLibrary holds the framing against gowarc on a generated corpus.
func TestOpen_asTheLibrary(t *testing.T) {
	for _, gz := range []bool{false, true} {
		var b bytes.Buffer
		if _, _, err := archivetest.WriteWET(&b, archivetest.Corpus{Bytes: 300 << 10, Every: 3, Planted: []string{"H800 昇腾", "x\r\n\r\ny\n"}, Gzip: gz}); err != nil {
			t.Fatal(err)
		}
		got, _, err := all(write(t, "x.wet", b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		r, err := gowarc.NewWarcFileReaderFromStream(bytes.NewReader(b.Bytes()), 0)
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		for rec, err := range r.Records() {
			if err != nil {
				t.Fatal(err)
			}
			if rec.WarcRecord.Type() == gowarc.Conversion {
				body, err := rec.WarcRecord.Block().RawBytes()
				if err != nil {
					t.Fatal(err)
				}
				want, err := io.ReadAll(body)
				if err != nil || i >= len(got) || !bytes.Equal(got[i].Bytes, want) || got[i].Address != rec.WarcRecord.WarcHeader().Get("WARC-Target-URI") {
					t.Fatalf("gzip %v, record %d: %q as the library has it, %v", gz, i, want, err)
				}
				i++
			}
			rec.Close()
		}
		if i != len(got) || i < 20 {
			t.Errorf("%d records, the library has %d", len(got), i)
		}
	}
}

func TestOpen_lines(t *testing.T) {
	raw := `{"id":"a","text":"\u6607\u817e 910B","url":"https://x.example/a","title":"T","date":"2026-03-04T10:00:00Z","source":"Wire"}
not json
{"text":""}

{"content":"<!DOCTYPE html><p>x</p>","url":"no address"}
{"n":1,"text":"last line without an end"}`
	for name, b := range map[string][]byte{"a.jsonl": []byte(raw), "a.jsonl.gz": zip([]byte(raw)), "a.jsonl.zst": squeeze(t, []byte(raw))} {
		got, passed, err := all(write(t, name, b))
		if err != nil || len(got) != 3 || passed.Broken != 1 || passed.Empty != 1 {
			t.Fatalf("%s: %d records, %+v, %v", name, len(got), passed, err)
		}
		a := got[0]
		if string(a.Bytes) != "昇腾 910B" || a.Name != "a" || a.Title != "T" || a.Published != "2026-03-04" || a.Publisher != "Wire" || a.Address != "https://x.example/a" {
			t.Errorf("%+v", a)
		}
		if got[1].MediaType != "text/html" || got[1].Address != "" || !strings.HasSuffix(got[1].Name, ":5") || string(got[2].Bytes) != "last line without an end" {
			t.Errorf("%+v", got[1:])
		}
	}
}

type tableRow struct {
	URL   string  `parquet:"url"`
	N     int64   `parquet:"n"`
	Text  *string `parquet:"text,optional,zstd"`
	Date  string  `parquet:"date"`
	Other []string
}

func tableFile(t testing.TB, n int) []byte {
	var b bytes.Buffer
	w := parquet.NewGenericWriter[tableRow](&b, parquet.MaxRowsPerRowGroup(100), parquet.PageBufferSize(2000))
	for i := range n {
		text := fmt.Sprintf("document %d of 昇腾", i)
		row := tableRow{URL: fmt.Sprintf("https://x.example/%d", i), N: int64(i), Text: &text, Date: "2026-01-02 03:04:05", Other: []string{"a", "b"}}
		if i%10 == 9 {
			row.Text = nil
		}
		if _, err := w.Write([]tableRow{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOpen_parquet(t *testing.T) {
	got, passed, err := all(write(t, "a.parquet", tableFile(t, 350)))
	if err != nil || len(got) != 315 || passed.Empty != 35 {
		t.Fatalf("%d records, %+v, %v", len(got), passed, err)
	}
	for i, r := range got {
		n := i + i/9
		if string(r.Bytes) != fmt.Sprintf("document %d of 昇腾", n) || r.Address != fmt.Sprintf("https://x.example/%d", n) || r.Published != "2026-01-02" {
			t.Fatalf("record %d: %+v %s", i, r, r.Bytes)
		}
	}
}

// TestOpen_broken refuses what is no shard, or breaks, in one line.
func TestOpen_broken(t *testing.T) {
	raw := warcFile()
	table := tableFile(t, 350)
	endless := "WARC/1.0\r\n" + strings.Repeat("X: y\r\n", 20_000)
	for name, b := range map[string]string{
		"empty.wet":       "",
		"picture.wet":     "\x89PNG\r\n\x1a\n",
		"cut.warc":        raw[:len(raw)-20],
		"cut-head.warc":   raw + "WARC/1.0\r\nWARC-Type: resp",
		"cut.warc.gz":     string(zip([]byte(raw)))[:200],
		"garbage.warc":    raw + "and now for something else",
		"length.warc":     "WARC/1.0\r\nContent-Length: -5\r\n\r\n",
		"huge.warc":       "WARC/1.0\r\nContent-Length: 99999999999999\r\n\r\n",
		"promise.warc":    "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 8000000\r\n\r\nshort",
		"no-length.warc":  "WARC/1.0\r\nWARC-Type: conversion\r\n\r\nx",
		"endless.warc":    endless,
		"longline.warc":   "WARC/1.0\r\nX: " + strings.Repeat("y", 1<<20),
		"zstd.wet.zst":    "\x28\xb5\x2f\xfdnonsense",
		"gzip.wet.gz":     "\x1f\x8b\x08nonsense",
		"notext.jsonl":    `{"a":1}` + "\n",
		"head.parquet":    "PAR1nonsensePAR1",
		"cut.parquet":     string(table[:len(table)/2]),
		"flipped.parquet": string(flip(table)),
	} {
		_, _, err := all(write(t, name, []byte(b)))
		if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), strings.SplitN(name, ".", 2)[0]) {
			t.Errorf("%s: %v; want one line that names the shard", name, err)
		}
	}
}

// flip changes bytes in the middle of a Parquet file.
func flip(b []byte) []byte {
	b = bytes.Clone(b)
	for i := len(b) / 4; i < len(b)/2; i++ {
		b[i] ^= 0x5a
	}
	return b
}

// TestOpen_bombs reads shards that unpack to far more than they are, within
// little memory.
func TestOpen_bombs(t *testing.T) {
	var bomb bytes.Buffer
	w, _ := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	const size = 256 << 20
	fmt.Fprintf(w, "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n", size)
	zeros := make([]byte, 1<<20)
	for range size >> 20 {
		w.Write(zeros)
	}
	io.WriteString(w, "\r\n\r\n"+record("conversion", "https://a.example/", "text/plain", "after"))
	w.Close()
	var line bytes.Buffer
	w = gzip.NewWriter(&line)
	io.WriteString(w, `{"text":"`)
	for range size >> 20 {
		w.Write(bytes.Repeat([]byte("a"), 1<<20))
	}
	io.WriteString(w, "\"}\n{\"text\":\"after\"}\n")
	w.Close()
	inner := string(zip(bytes.Repeat([]byte("b"), 64<<20)))
	nested := record("response", "https://a.example/", httpMedia, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n"+inner) +
		record("conversion", "https://a.example/", "text/plain", "after")
	for name, b := range map[string][]byte{"bomb.wet.gz": bomb.Bytes(), "line.jsonl.gz": line.Bytes(), "nested.warc": []byte(nested)} {
		path := write(t, name, b)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		got, passed, err := all(path)
		runtime.ReadMemStats(&after)
		if err != nil || len(got) != 1 || string(got[0].Bytes) != "after" || passed.TooLarge != 1 {
			t.Errorf("%s: %d records, %+v, %v", name, len(got), passed, err)
		}
		if grown := int64(after.Sys) - int64(before.Sys); grown > 150<<20 {
			t.Errorf("%s: %d MiB taken", name, grown>>20)
		}
	}
}
