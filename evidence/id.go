package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Hash is a content hash: the first 32 hex digits of the SHA-256 over the
// parts, each ended by a zero byte so that no two lists of parts collide by
// joining.
func Hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strings.ReplaceAll(p, "\x00", "")))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// TextID is the id of a text: the hash of its normal form.
func TextID(body string) string { return Hash("text", body) }

// DocumentID is the id of a document: the hash of its canonical address, or of
// publisher and title where it has none, and of its text id. A verbatim copy
// elsewhere is a second document of one text.
func DocumentID(address, publisher, title, textID string) string {
	if address != "" {
		return Hash("document", address, textID)
	}
	return Hash("document", publisher, title, textID)
}
