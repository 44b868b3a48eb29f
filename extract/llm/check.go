package llm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"assay/evidence"
)

// Bounds of an answer; whatever is longer is refused whole.
const (
	maxAnswerBytes = 1 << 20
	maxClaims      = 200
	maxQuoteRunes  = 300
)

// answer is the shape of schema.json. Unknown and missing fields are refused.
type answer struct {
	Claims *[]answered `json:"claims"`
}

type answered struct {
	Model          string               `json:"model"`
	Stage          evidence.Stage       `json:"stage"`
	Silicon        string               `json:"silicon"`
	SiliconWritten string               `json:"silicon_written"`
	Relation       evidence.Relation    `json:"relation"`
	Hedge          evidence.Hedge       `json:"hedge"`
	Attribution    evidence.Attribution `json:"attribution"`
	Count          *int64               `json:"count"`
	CountQual      *evidence.CountQual  `json:"count_qual"`
	Actor          *string              `json:"actor"`
	Exclusive      bool                 `json:"exclusive"`
	Whole          bool                 `json:"whole"`
	Part           bool                 `json:"part"`
	Continued      bool                 `json:"continued"`
	Quote          string               `json:"quote"`
}

// check turns an answer into claims. What cannot be verified in the text is
// refused and never repaired.
func (r *Reader) check(doc evidence.Document, part piece, res Response, hash string) ([]evidence.Claim, []Refusal) {
	if len(res.Text) > maxAnswerBytes {
		return nil, []Refusal{{Reason: fmt.Sprintf("the answer has %d bytes; %d at most", len(res.Text), maxAnswerBytes)}}
	}
	if res.Incomplete {
		return nil, []Refusal{{Reason: "the answer was cut at its token limit"}}
	}
	a, err := decode(res.Text)
	if err != nil {
		return nil, []Refusal{{Reason: "the answer is not JSON of the schema: " + err.Error()}}
	}
	if len(*a.Claims) > maxClaims {
		return nil, []Refusal{{Reason: fmt.Sprintf("the answer lists %d claims; %d at most", len(*a.Claims), maxClaims)}}
	}
	var claims []evidence.Claim
	var refused []Refusal
	for _, x := range *a.Claims {
		c, reason := r.claim(doc, part, x, hash)
		if reason != "" {
			refused = append(refused, Refusal{Reason: reason, Model: clip(x.Model), Quote: clip(x.Quote)})
			continue
		}
		claims = append(claims, c)
	}
	return claims, refused
}

func decode(text string) (answer, error) {
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	dec.DisallowUnknownFields()
	var a answer
	if err := dec.Decode(&a); err != nil {
		return a, err
	}
	if a.Claims == nil {
		return a, fmt.Errorf("no field claims")
	}
	if dec.More() {
		return a, fmt.Errorf("text after the JSON")
	}
	return a, nil
}

// claim checks one answered claim; the reason is empty where it stands.
func (r *Reader) claim(doc evidence.Document, part piece, x answered, hash string) (evidence.Claim, string) {
	if reason := fieldsHold(x); reason != "" {
		return evidence.Claim{}, reason
	}
	at := strings.Index(part.text, x.Quote)
	switch {
	case x.Quote == "" || at < 0:
		return evidence.Claim{}, "the quote does not stand in the document"
	case utf8.RuneCountInString(x.Quote) > maxQuoteRunes:
		return evidence.Claim{}, fmt.Sprintf("the quote is longer than %d characters", maxQuoteRunes)
	case x.SiliconWritten == "" || !strings.Contains(x.Quote, x.SiliconWritten):
		return evidence.Claim{}, "the silicon as written does not stand in the quote"
	case !named(x.Model) && !strings.Contains(doc.Body, x.Model):
		return evidence.Claim{}, "the model's name does not stand in the document"
	}
	silicon, ok := r.names.Silicon(x.SiliconWritten)
	if !ok {
		silicon, ok = r.names.Silicon(x.Silicon)
	}
	if !ok {
		return evidence.Claim{}, "the silicon is not in the lattice"
	}
	start := part.runes + utf8.RuneCountInString(part.text[:at])
	c := evidence.Claim{
		Kind: evidence.KindSecond, DocumentID: doc.ID, Model: x.Model, Stage: x.Stage,
		Silicon: silicon, SiliconWritten: x.SiliconWritten, Count: x.Count, Relation: x.Relation,
		Exclusive: x.Exclusive, Whole: x.Whole, Part: x.Part, Continued: x.Continued,
		Hedge: x.Hedge, Attribution: x.Attribution, Evidence: evidence.E7, Interest: evidence.InterestNone,
		Quote: x.Quote, Start: start, End: start + utf8.RuneCountInString(x.Quote),
		SourceID: doc.SourceID, SourceTitle: doc.Title, SourcePublisher: doc.Publisher, SourceURL: doc.Address,
		Published: doc.Published, Review: evidence.Unreviewed,
		Reader: fmt.Sprintf("llm/%s %s prompt %s", Version, r.opt.Model, hash),
	}
	if x.CountQual != nil {
		c.CountQual = *x.CountQual
	}
	if x.Actor != nil && strings.Contains(doc.Body, *x.Actor) {
		c.Actor = *x.Actor
	}
	c.ModelID, _ = r.names.ModelID(x.Model)
	c.Hash = c.ContentHash()
	c.ID = c.Hash
	return c, ""
}

// fieldsHold checks the enums, which a server may ignore in the schema.
func fieldsHold(x answered) string {
	switch {
	case strings.TrimSpace(x.Model) == "":
		return "no model"
	case !x.Stage.Valid():
		return fmt.Sprintf("stage %q is not a stage", clip(string(x.Stage)))
	case !x.Relation.Valid():
		return fmt.Sprintf("relation %q is not a relation", clip(string(x.Relation)))
	case !x.Hedge.Valid():
		return fmt.Sprintf("hedge %q is not a hedge", clip(string(x.Hedge)))
	case !x.Attribution.Valid():
		return fmt.Sprintf("attribution %q is not an attribution", clip(string(x.Attribution)))
	case x.CountQual != nil && !x.CountQual.Valid():
		return fmt.Sprintf("count_qual %q is not a qualifier", clip(string(*x.CountQual)))
	case x.Count != nil && *x.Count < 0:
		return "the count is negative"
	}
	return ""
}

// named reports whether a model is a stand-in of ours for a name the text lacks.
func named(model string) bool {
	return strings.HasPrefix(model, "unnamed:") || strings.HasPrefix(model, "class:")
}

func clip(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}
