package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// versionHash is the hash of the matrix of a reading: the first 12 hex digits
// of the SHA-256 over its JSON. Two readings with the same cells have the same
// hash, whatever the program or the day.
func (s *site) versionHash(rd *reading) string {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	if rd.hash == "" {
		h := sha256.New()
		enc := json.NewEncoder(h)
		for i := range rd.rows {
			if said(&rd.rows[i]) {
				_ = enc.Encode(&rd.rows[i]) // strings, numbers and maps with sorted keys: cannot fail
			}
		}
		rd.hash = hex.EncodeToString(h.Sum(nil)[:6])
	}
	return rd.hash
}
