package review

import (
	"strings"

	"assay/evidence"
	"assay/text"
)

// CheckQuote holds a corrected quote to its document: it must stand there, at
// its offsets (code points). An error names what is wrong; nothing is repaired.
func CheckQuote(body, quote string, start, end int) error {
	if strings.TrimSpace(quote) == "" {
		return evidence.Errorf(evidence.Invalid, "quote: it is empty")
	}
	got, ok := text.Slice(body, start, end)
	switch {
	case !ok:
		return evidence.Errorf(evidence.Invalid, "quote: %d-%d is no place in the document", start, end)
	case got != quote:
		return evidence.Errorf(evidence.Invalid, "quote: the document has other words at %d-%d", start, end)
	}
	return nil
}

// FindQuote finds a quote that was typed or selected without offsets: the
// occurrence nearest to where the old quote stood. A quote that does not stand
// in the document word for word is refused.
func FindQuote(body, quote string, near int) (start, end int, err error) {
	start, end, ok := text.Find(body, quote, near)
	if !ok {
		return 0, 0, evidence.Errorf(evidence.Invalid, "quote: these words do not stand in the document")
	}
	if got, _ := text.Slice(body, start, end); got != quote {
		return 0, 0, evidence.Errorf(evidence.Invalid, "quote: these words do not stand in the document")
	}
	return start, end, nil
}

// Fields are the fields of a claim that a reviewer may correct one by one, in
// the order in which they are asked for, with the keys of the review desk.
type Field struct {
	Key    string   // one letter
	Name   string   // as in a correction: stage, silicon, ...
	Values []string // in order; empty where the value is free
}

// Fields lists them.
func Fields() []Field {
	var stages, relations, hedges []string
	for _, s := range evidence.Stages() {
		stages = append(stages, string(s))
	}
	for _, r := range evidence.Relations() {
		relations = append(relations, string(r))
	}
	for _, h := range []evidence.Hedge{evidence.Asserted, evidence.Reported, evidence.Alleged, evidence.Likely, evidence.Unknown} {
		hedges = append(hedges, string(h))
	}
	voices := []string{"document", "developer", "chip-vendor", "operator-or-partner", "paper", "media", "anonymous-sources", "official", "analyst-or-expert", "social-media"}
	classes := []string{"E1", "E2", "E3", "E4", "E5", "E6", "E7"}
	return []Field{{"m", "model_id", nil}, {"s", "stage", stages}, {"c", "silicon", nil}, {"r", "relation", relations},
		{"h", "hedge", hedges}, {"v", "attribution", voices}, {"e", "evidence", classes}, {"t", "actor", nil}, {"q", "quote", nil}}
}
