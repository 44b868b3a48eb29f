package archive_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"assay/fetch/archive"
)

// TestOpen_mutated reads shards with a few bytes changed: no panic, and none
// takes much longer than its size is worth.
func TestOpen_mutated(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	for name, base := range map[string][]byte{"x.parquet": tableFile(t, 150), "x.warc": []byte(warcFile()), "x.warc.gz": zip([]byte(warcFile()))} {
		for range 300 {
			b := bytes.Clone(base)
			for range 1 + random.IntN(6) {
				b[4+random.IntN(len(b)-4)] = byte(random.IntN(256))
			}
			s, err := archive.New(name, bytes.NewReader(b), int64(len(b)))
			if err != nil {
				continue
			}
			if got, _, err := drain(s); len(got) > len(b) {
				t.Fatalf("seed %d, %s: %d records of %d bytes, %v", seed, name, len(got), len(b), err)
			}
		}
	}
}
