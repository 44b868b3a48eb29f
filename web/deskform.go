package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"assay/evidence"
	"assay/review"
)

// deskField is one field of the form beside the quote.
type deskField struct {
	Name    string
	Label   string
	Value   string // as typed, or as the claim has it
	Was     string // as the claim has it
	Options []option
	Long    bool // a text of several lines
}

// option is one value of a field.
type option struct {
	Value, Label string
	Chosen       bool
}

// deskLabels are the words of the catalogues that name a field, and of its values.
var deskLabels = map[string][2]string{
	"model_id": {"col.model"}, "stage": {"f.stage", "stage"}, "silicon": {"f.silicon"}, "relation": {"f.relation", "relation"}, "hedge": {"f.hedge", "hedge"},
	"attribution": {"f.voice", "attribution"}, "evidence": {"f.evidence", "evidence"}, "actor": {"f.actor"}, "quote": {"desk.quote"},
}

// fieldOf gives the value of a claim's field.
func fieldOf(c *evidence.Claim, name string) string {
	switch name {
	case "model_id":
		if c.ModelID == "" {
			return c.Model
		}
		return c.ModelID
	case "stage":
		return string(c.Stage)
	case "silicon":
		return c.Silicon
	case "relation":
		return string(c.Relation)
	case "hedge":
		return string(c.Hedge)
	case "attribution":
		return string(c.Attribution)
	case "evidence":
		return string(c.Evidence)
	case "actor":
		return c.Actor
	case "quote":
		return c.Quote
	}
	return ""
}

// deskFields lays out the form: typed values stand in place of the claim's.
func (s *site) deskFields(l Lang, c *evidence.Claim, typed map[string]string) []deskField {
	cat := s.cats[l]
	var out []deskField
	for _, f := range review.Fields() {
		was := fieldOf(c, f.Name)
		v := deskField{Name: f.Name, Label: cat.text(deskLabels[f.Name][0]), Value: was, Was: was, Long: f.Name == "quote"}
		if t, ok := typed[f.Name]; ok {
			v.Value = t
		}
		values := f.Values
		if len(values) > 0 && was != "" && !slices.Contains(values, was) {
			values = append([]string{was}, values...)
		}
		for _, x := range values {
			v.Options = append(v.Options, option{x, cat.word(deskLabels[f.Name][1], x), x == v.Value})
		}
		out = append(out, v)
	}
	return out
}

// typedIn gives the fields of a sent form that differ from the claim, and the
// reason: the draft. Browsers send lines with CR LF; the texts have LF.
func typedIn(c *evidence.Claim, form url.Values) map[string]string {
	out := map[string]string{}
	for _, f := range review.Fields() {
		if !form.Has(f.Name) {
			continue
		}
		v := strings.ReplaceAll(form.Get(f.Name), "\r\n", "\n")
		if f.Name != "quote" {
			v = strings.TrimSpace(v)
		}
		if v != fieldOf(c, f.Name) {
			out[f.Name] = v
		}
	}
	if v := strings.TrimSpace(form.Get("reason")); v != "" {
		out["reason"] = v
	}
	return out
}

// readDraft reads what was kept; anything else than texts and numbers is left out.
func readDraft(raw json.RawMessage) map[string]string {
	var m map[string]any
	out := map[string]string{}
	if len(raw) == 0 || json.Unmarshal(raw, &m) != nil {
		return out
	}
	for k, v := range m {
		if t, ok := v.(string); ok {
			out[k] = t
		}
	}
	return out
}

// correction turns typed values into a correction; nil where no field differs.
// A name that the catalogue does not know, a value that the field cannot have
// and words that do not stand in the document are Invalid errors that name the
// field.
func (s *site) correction(sheet *review.Sheet, typed map[string]string) (*review.Correction, error) {
	set := map[string]any{}
	for _, f := range review.Fields() {
		v, ok := typed[f.Name]
		if !ok {
			continue
		}
		switch {
		case f.Name == "model_id":
			id, known := s.Catalogue.ModelID(v)
			if !known {
				return nil, evidence.Errorf(evidence.Invalid, "model: no model is called %q", clip(v, 60))
			}
			v = id
		case f.Name == "silicon":
			node, known := s.Catalogue.Lattice().Resolve(v)
			if !known {
				return nil, evidence.Errorf(evidence.Invalid, "silicon: nothing is called %q", clip(v, 60))
			}
			v = node
		case f.Name == "quote":
			start, end, err := review.FindQuote(sheet.Body, v, sheet.Item.Claim.Start)
			if err != nil {
				return nil, err
			}
			set["start"], set["end"] = start, end
		case len(f.Values) > 0 && !slices.Contains(f.Values, v):
			return nil, evidence.Errorf(evidence.Invalid, "%s: %q is none of %s", f.Name, clip(v, 40), strings.Join(f.Values, ", "))
		}
		set[f.Name] = v
	}
	if len(set) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(set)
	if err != nil {
		return nil, evidence.WithKind(evidence.Invalid, err, "correction")
	}
	var k review.Correction
	if err := json.Unmarshal(b, &k); err != nil {
		return nil, evidence.WithKind(evidence.Invalid, err, "correction")
	}
	return &k, nil
}
