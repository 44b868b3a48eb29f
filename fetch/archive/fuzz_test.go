package archive_test

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"assay/fetch/archive"
)

// read reads a fuzzed shard: no panic, no endless loop, no record beyond the
// bounds, and what is said of a record is text.
func read(t *testing.T, name string, b []byte) {
	s, err := archive.New(name, bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return
	}
	got, _, err := drain(s)
	if len(got) > len(b)+1 {
		t.Fatalf("%d records from %d bytes", len(got), len(b))
	}
	for _, r := range got {
		if len(r.Bytes) == 0 || len(r.Bytes) > archive.MaxRecord+64<<10 || r.Name == "" || !utf8.ValidString(r.Address) {
			t.Fatalf("record %q of %d bytes, %v", r.Name, len(r.Bytes), err)
		}
	}
}

func FuzzWARC(f *testing.F) {
	f.Add([]byte(warcFile()))
	f.Add([]byte(record("conversion", "<https://a.example/>", "text/plain", "WET 昇腾")))
	f.Add(zip([]byte(warcFile())))
	f.Add([]byte("WARC/1.0\r\nContent-Length: 0\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) { read(t, "f.warc", b) })
}

func FuzzLines(f *testing.F) {
	f.Add([]byte(`{"text":"\u6607","url":"https://x.example/","date":"2026-01-01"}` + "\n{\"body\":\"x\"}"))
	f.Add([]byte("\ufeff{\"text\":\"\\ud800\"}\n{]\n"))
	f.Fuzz(func(t *testing.T, b []byte) { read(t, "f.jsonl", b) })
}

func FuzzParquet(f *testing.F) {
	f.Add(tableFile(f, 3))
	f.Add(tableFile(f, 150))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4 {
			copy(b, "PAR1")
		}
		read(t, "f.parquet", b)
	})
}
