package resolve

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"assay/evidence"
	"assay/origin"
)

// fact is a claim made ready for counting.
type fact struct {
	c       *evidence.Claim
	node    int32 // grounded; -1 where the lattice does not know the silicon
	rank    int8  // 1 for E1 to 7 for E7, after root and hedge caps
	e0      bool
	neg     bool // not-used or attempted-failed
	failed  bool
	known   evidence.Date // full day (R0)
	retract evidence.Date // full day, empty where it stands
	newer   *fact         // the statement of the same claimant that replaces it (R6)
	actor   string        // folded; empty for the developer's own run
	doc     string
	letter  evidence.Letter
	keys    []origin.Key
	bad     string // why the claim takes no part (R0), empty where it may
}

// group is the group of R4.
func group(rank int8) int8 {
	switch {
	case rank <= 2:
		return 1
	case rank <= 4:
		return 2
	case rank <= 6:
		return 3
	}
	return 4
}

// inRange reports whether two claims may oppose each other (R4).
func inRange(a, b int8) bool {
	if a == 7 || b == 7 {
		return a == b
	}
	d := group(a) - group(b)
	return -1 <= d && d <= 1
}

// fills reports whether the claim says that silicon was or was not used; a
// hedge unknown and unnamed silicon say nothing of either.
func (f *fact) fills(root int32) bool {
	return f.c.Hedge != evidence.Unknown && f.node >= 0 && f.node != root &&
		(f.c.Relation == evidence.Used || f.neg)
}

// opens reports whether the claim records that nothing is disclosed.
func (f *fact) opens(root int32) bool {
	if f.c.Relation == evidence.Planned || f.c.Relation == evidence.Adapted {
		return false
	}
	return f.c.Hedge == evidence.Unknown || f.node == root
}

func (f *fact) aligned() bool { return f.c.Interest == evidence.InterestAligned }

// day is the day from which a claim counts (R0), with the cap for partial dates
// on the later of the day of compilation and the day of recording.
func day(c *evidence.Claim, compiled evidence.Date) evidence.Date {
	d := c.KnownSince
	if d == "" {
		d = c.Published
	}
	limit := compiled
	if !c.RecordedAt.IsZero() {
		if r := evidence.DateOf(c.RecordedAt); r > limit {
			limit = r
		}
	}
	return d.Known(limit)
}

// quoteCheck says why a claim cannot be traced, or nothing: a record names its
// source; an extracted claim carries a quote that stands in its document.
func quoteCheck(c *evidence.Claim, docs map[string]text) string {
	if c.Kind == evidence.KindRecord {
		if c.SourcePublisher == "" && c.SourceTitle == "" && c.SourceURL == "" && c.SourceID == "" {
			return "the record names no source"
		}
		return ""
	}
	if strings.TrimSpace(c.Quote) == "" {
		return "no quote is held"
	}
	if d, ok := docs[c.DocumentID]; ok && !d.at(c.Start, c.End, c.Quote) {
		return fmt.Sprintf("the quote is not at %d-%d of its document", c.Start, c.End)
	}
	return ""
}

// text is a document's normal form, which offsets cut by code points.
type text string

// at reports whether a quote stands between two code points of the text.
func (t text) at(start, end int, quote string) bool {
	if start < 0 || start >= end {
		return false
	}
	n, from := 0, -1
	for i := range string(t) {
		if n == start {
			from = i
			break
		}
		n++
	}
	return from >= 0 && strings.HasPrefix(string(t[from:]), quote) && utf8.RuneCountInString(quote) == end-start
}
