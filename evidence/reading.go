package evidence

import (
	"strings"
	"time"
)

// Reading says that one reader (its name and version, "rules-3" or "llm/1 name")
// read one document, and how many claims it found. A later reading by another
// version of the same reader supersedes the claims of the earlier one.
type Reading struct {
	Seq        int64     `json:"seq"` // place in the store's log
	DocumentID string    `json:"document"`
	Reader     string    `json:"reader"`
	Claims     int       `json:"claims"`
	RecordedAt time.Time `json:"recorded_at"`
}

// ReaderName is a reader without its version: "rules" of "rules-3", "llm" of
// "llm/1 name".
func ReaderName(reader string) string {
	if name, _, ok := strings.Cut(reader, "/"); ok {
		return name
	}
	if i := strings.LastIndexByte(reader, '-'); i > 0 && strings.Trim(reader[i+1:], "0123456789") == "" {
		return reader[:i]
	}
	return reader
}

// ReadBy reports whether a claim that names claimReader came from a reading by
// reader. A claim may say more than the reading does: "llm/1 name prompt 3f2a".
func ReadBy(claimReader, reader string) bool {
	rest, ok := strings.CutPrefix(claimReader, reader)
	return ok && (rest == "" || rest[0] == ' ')
}

// CurrentClaims keeps, of claim rows in the order of recording, those that
// stand: the newest row of each id and, of each document, the claims of the
// newest version of each reader.
func CurrentClaims(rows []Claim, readings []Reading) []Claim {
	type by struct{ document, name string }
	latest := make(map[by]string, len(readings))
	for _, r := range readings {
		latest[by{r.DocumentID, ReaderName(r.Reader)}] = r.Reader
	}
	last := make(map[string]int, len(rows))
	for i := range rows {
		last[rows[i].ID] = i
	}
	out := make([]Claim, 0, len(last))
	for i := range rows {
		c := &rows[i]
		if last[c.ID] != i {
			continue
		}
		if c.Kind != KindRecord {
			r, ok := latest[by{c.DocumentID, ReaderName(c.Reader)}]
			if ok && !ReadBy(c.Reader, r) {
				continue
			}
		}
		out = append(out, *c)
	}
	return out
}
