package store

import (
	"unicode/utf8"

	"assay/evidence"
)

// checkDocument refuses a document whose ids do not follow from its content.
func checkDocument(d *evidence.Document) error {
	if d.Body == "" {
		return evidence.Errorf(evidence.Invalid, "document %q is empty", d.Name)
	}
	if !utf8.ValidString(d.Body) {
		return evidence.Errorf(evidence.Invalid, "document %q is not valid UTF-8", d.Name)
	}
	if want := evidence.TextID(d.Body); d.TextID != want {
		return evidence.Errorf(evidence.Invalid, "document %q: text id %s does not follow from its text (%s)", d.Name, d.TextID, want)
	}
	if want := evidence.DocumentID(d.Address, d.Publisher, d.Title, d.TextID); d.ID != want {
		return evidence.Errorf(evidence.Invalid, "document %q: id %s does not follow from its content (%s)", d.Name, d.ID, want)
	}
	if !d.Published.Valid() || !d.Retracted.Valid() {
		return evidence.Errorf(evidence.Invalid, "document %q: a date is not an ISO date", d.Name)
	}
	return nil
}

// checkReading refuses a reading of which anything does not hold.
func checkReading(d *evidence.Document, reader string, claims []evidence.Claim) error {
	if err := checkDocument(d); err != nil {
		return err
	}
	for i := range claims {
		if err := checkClaim(&claims[i], d, reader); err != nil {
			return err
		}
	}
	return nil
}

// checkClaim refuses a claim of a document whose values do not hold: enums,
// hash, and the quote, which must stand in the text at its offsets.
func checkClaim(c *evidence.Claim, d *evidence.Document, reader string) error {
	switch {
	case c.Kind == evidence.KindRecord:
		return evidence.Errorf(evidence.Invalid, "claim %s of document %q is a record; records have no document", c.ID, d.Name)
	case c.DocumentID != d.ID:
		return evidence.Errorf(evidence.Invalid, "claim %s belongs to document %s, not %s", c.ID, c.DocumentID, d.ID)
	case !evidence.ReadBy(c.Reader, reader):
		return evidence.Errorf(evidence.Invalid, "claim %s was read by %q, not %q", c.ID, c.Reader, reader)
	case !c.Stage.Valid() || !c.Relation.Valid() || !c.Hedge.Valid() || !c.Attribution.Valid():
		return evidence.Errorf(evidence.Invalid, "claim %s of document %q has an unknown stage, relation, hedge or attribution", c.ID, d.Name)
	}
	if want := c.ContentHash(); c.ID != want || c.Hash != want {
		return evidence.Errorf(evidence.Invalid, "claim %s of document %q: the id does not follow from its content (%s)", c.ID, d.Name, want)
	}
	if !StandsAt(d.Body, c.Quote, c.Start, c.End) {
		return evidence.Errorf(evidence.Invalid, "claim %s of document %q: the quote does not stand in the text at %d to %d", c.ID, d.Name, c.Start, c.End)
	}
	return nil
}

// StandsAt reports whether quote is what stands in body from code point start
// up to end. An empty quote never does.
func StandsAt(body, quote string, start, end int) bool {
	if quote == "" || start < 0 || end-start != utf8.RuneCountInString(quote) {
		return false
	}
	at := byteOffset(body, start)
	return at >= 0 && len(body)-at >= len(quote) && body[at:at+len(quote)] == quote
}

// byteOffset is the byte at which code point n begins; -1 where body is shorter.
func byteOffset(body string, n int) int {
	if n == 0 {
		return 0
	}
	for i := range body {
		if n == 0 {
			return i
		}
		n--
	}
	if n == 0 {
		return len(body)
	}
	return -1
}
