package catalogue

import (
	"fmt"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"assay/evidence"
)

// Proposal is a record to add for a name that the catalogue does not have.
type Proposal struct {
	Name string `json:"name"`
	File string `json:"file"` // models.yaml or silicon.yaml
	YAML string `json:"yaml"` // the record, ready to paste and complete
	Why  string `json:"why"`  // how the pieces were guessed
}

// Propose drafts the record for a new name of a model or of silicon. What
// cannot be told from the name is left as a comment to fill in. It is an error
// of kind conflict where the name is known already, invalid where it holds no
// letter or digit.
func (c *Catalogue) Propose(name string) (Proposal, error) {
	name = strings.Join(strings.Fields(name), " ")
	if !validName(name) || len(name) > 200 {
		return Proposal{}, evidence.Errorf(evidence.Invalid, "%q is no name: it needs letters or digits, and at most 200 bytes", clipped(name))
	}
	if id, ok := c.ModelID(name); ok {
		return Proposal{}, evidence.Errorf(evidence.Conflict, "%q is known already: model %s", clipped(name), id)
	}
	if node, ok := c.lattice.Resolve(name); ok {
		return Proposal{}, evidence.Errorf(evidence.Conflict, "%q is known already: silicon %q", clipped(name), node)
	}
	if parent := c.siliconParent(name); parent != "" {
		return c.proposeNode(name, parent), nil
	}
	return c.proposeModel(name), nil
}

// siliconParent finds the vendor or family that a chip's name starts with.
func (c *Catalogue) siliconParent(name string) string {
	k := key(name)
	best, at := "", 0
	c.lattice.Spellings(func(s, node string) bool {
		n, _ := c.lattice.Node(node)
		coarse := n.Kind == NodeVendor || n.Kind == NodeFamily || n.Kind == NodeChip
		longer := len(s) > at || len(s) == at && node < best
		if coarse && len(s) >= 3 && longer && strings.HasPrefix(k, s) && hasDigit(k[len(s):]) {
			best, at = node, len(s)
		}
		return true
	})
	if best == "" {
		return ""
	}
	// a developer's name starts models too: "Huawei Pangu 7" is no chip
	if n, _ := c.lattice.Node(best); n.Kind == NodeVendor {
		if _, ok := c.DeveloperID(best); ok {
			return ""
		}
	}
	return best
}

func (c *Catalogue) proposeNode(name, parent string) Proposal {
	p, _ := c.lattice.Node(parent)
	kind := NodeChip
	if p.Kind == NodeChip {
		kind = NodeVariant
	}
	id := idOf(name)
	switch vendor := idOf(firstWord(parent)); {
	case strings.HasPrefix(id, vendor):
	case strings.IndexFunc(name, func(r rune) bool { return r >= 128 }) >= 0: // 昇腾 990 leaves 990
		id = p.ID + "-" + id
	default: // Ascend 990 lacks the vendor
		id = vendor + "-" + id
	}
	y := record([][2]string{{"name", name}, {"id", id}, {"kind", string(kind)}, {"parent", parent}, {"designer", c.lattice.Designer(parent)}})
	return Proposal{Name: name, File: "silicon.yaml", YAML: y + "  aliases: []\n",
		Why: fmt.Sprintf("its name starts with a name of %q", parent)}
}

func (c *Catalogue) proposeModel(name string) Proposal {
	dev, why := c.developerIn(name)
	fields := [][2]string{{"id", idOf(name)}, {"name", name}}
	if dev != "" {
		fields = append(fields, [2]string{"developer", dev})
	}
	y := record(fields)
	if dev == "" {
		y += "  developer: # id in developers.yaml\n"
	}
	return Proposal{Name: name, File: "models.yaml", YAML: y + "  released: # 2026, 2026-06 or 2026-06-17\n  aliases: []\n  source_url: # where the name was seen\n", Why: why}
}

// developerIn finds the developer whose name, product or earlier model a name
// starts with.
func (c *Catalogue) developerIn(name string) (id, why string) {
	k := key(name)
	for n := len(k); n >= 2; n-- {
		if d, ok := c.developerNames.owner[k[:n]]; ok {
			return d, fmt.Sprintf("its name starts with a name of developer %s", d)
		}
	}
	stem := strings.TrimRightFunc(firstWord(name), func(r rune) bool { return unicode.IsDigit(r) || r == '.' })
	if len(key(stem)) < 2 {
		return "", "no developer's name, product or earlier model starts like it"
	}
	found := ""
	for i := range c.models {
		if strings.HasPrefix(key(c.models[i].Name), key(stem)) {
			if found != "" && found != c.models[i].DeveloperID {
				return "", fmt.Sprintf("models of several developers start with %q", stem)
			}
			found = c.models[i].DeveloperID
		}
	}
	if found == "" {
		return "", "no developer's name, product or earlier model starts like it"
	}
	return found, fmt.Sprintf("earlier models that start with %q are by %s", stem, found)
}

// record writes one record with values quoted where YAML needs it.
func record(fields [][2]string) string {
	var b strings.Builder
	for i, f := range fields {
		if f[1] == "" {
			continue
		}
		out, err := yaml.Dump(f[1])
		if err != nil {
			continue
		}
		lead := "  "
		if i == 0 {
			lead = "- "
		}
		fmt.Fprintf(&b, "%s%s: %s\n", lead, f[0], strings.TrimSpace(string(out)))
	}
	return b.String()
}

// idOf makes an id of a name: lower-case letters and digits with hyphens. A name
// in other letters gets the hash of the name.
func idOf(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
			continue
		}
		gap = true
	}
	if b.Len() < 1 {
		return "name-" + evidence.Hash("name", name)[:8]
	}
	return b.String()
}

func firstWord(name string) string {
	if i := strings.IndexAny(name, " -_"); i > 0 {
		return name[:i]
	}
	return name
}

func hasDigit(s string) bool { return strings.IndexFunc(s, unicode.IsDigit) >= 0 }
