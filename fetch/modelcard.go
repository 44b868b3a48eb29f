package fetch

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"assay/evidence"
)

const hub = "https://huggingface.co/"

// hubName is the name of a model on the hub: organisation/model.
var hubName = regexp.MustCompile(`^[A-Za-z0-9][\w.\-]{0,95}/[A-Za-z0-9][\w.\-]{0,95}$`)

// CardAddress turns the address of a model's page on the hub into that of its
// card as text; ok is false for any other address.
func CardAddress(addr string) (raw, model string, ok bool) {
	u, err := url.Parse(addr)
	if err != nil || plainHost(u) != "huggingface.co" {
		return "", "", false
	}
	model = strings.Trim(u.Path, "/")
	if !hubName.MatchString(model) || strings.HasPrefix(model, "api/") || strings.HasPrefix(model, "datasets/") || strings.HasPrefix(model, "spaces/") || strings.HasPrefix(model, "docs/") || strings.HasPrefix(model, "blog/") || strings.HasPrefix(model, "papers/") {
		return "", "", false
	}
	return hub + model + "/raw/main/README.md", model, true
}

// ListingAddress is the address of the hub's list of an organisation's models.
func ListingAddress(organisation string) string {
	return hub + "api/models?limit=100&sort=lastModified&author=" + url.QueryEscape(organisation)
}

// cardHead is what a card's front matter says of hardware and descent. The
// fields are those of the hub's documented metadata.
type cardHead struct {
	BaseModel any `yaml:"base_model"`
	CO2       struct {
		HardwareUsed string `yaml:"hardware_used"`
		TrainingType string `yaml:"training_type"`
	} `yaml:"co2_eq_emissions"`
}

const maxHead = 64 << 10 // bytes of front matter; longer is no metadata

// Card reads a model card. What its front matter says of hardware becomes plain
// lines at the head of the text, so that a quote can be held against it.
func Card(raw Raw, model string) (evidence.Document, error) {
	s, err := decode(raw)
	if err != nil {
		return evidence.Document{}, err
	}
	head, body := cutHead(strings.ReplaceAll(s, "\r\n", "\n"))
	org, name, _ := strings.Cut(model, "/")
	doc := evidence.Document{
		Name: model, Title: name, Kind: "model-card", Publisher: org, Address: hub + model,
		Body: cardLines(head, name) + body,
	}
	raw.Address = doc.Address
	return finish(doc, raw)
}

func cutHead(s string) (head, body string) {
	rest, ok := strings.CutPrefix(s, "---\n")
	if !ok {
		return "", s
	}
	end := strings.Index(rest, "\n---")
	if end < 0 || end > maxHead {
		return "", s
	}
	body = rest[end+len("\n---"):]
	if i := strings.IndexByte(body, '\n'); i >= 0 {
		return rest[:end], body[i+1:]
	}
	return rest[:end], ""
}

// cardLines puts the head's fields on hardware and descent into words. A head
// with anchors is not read: it may grow without bound.
func cardLines(head, name string) string {
	var h cardHead
	if head == "" || strings.Contains(head, ": &") || strings.Contains(head, "- &") || yaml.Unmarshal([]byte(head), &h) != nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", name)
	empty := b.Len()
	if base := baseModel(h.BaseModel); base != "" {
		fmt.Fprintf(&b, "Base model: %s\n\n", base)
	}
	if hw := oneLine(h.CO2.HardwareUsed); hw != "" {
		stage := oneLine(h.CO2.TrainingType)
		if stage == "" {
			stage = "training"
		}
		fmt.Fprintf(&b, "Hardware used for %s of %s: %s\n\n", stage, name, hw)
	}
	if b.Len() == empty {
		return ""
	}
	return b.String()
}

func baseModel(v any) string {
	switch x := v.(type) {
	case string:
		return oneLine(x)
	case []any:
		var names []string
		for _, n := range x {
			if s, ok := n.(string); ok && len(names) < 10 {
				names = append(names, oneLine(s))
			}
		}
		return strings.Join(names, ", ")
	}
	return ""
}

func oneLine(s string) string { return short(strings.Join(strings.Fields(s), " ")) }
