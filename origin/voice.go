package origin

import (
	"strings"

	"assay/evidence"
	"assay/text"
)

// own is the voice of the document itself and of those whom it does not name.
const own = "own"

// Voice tells whom a claim's document lets speak: two claims of one document
// with one voice are one origin, with two voices they are two.
func Voice(c *evidence.Claim) string {
	switch c.Attribution {
	case evidence.ByDeveloper, evidence.ByPaper:
		if ThirdParty(c) {
			return "actor:" + fold(c.Actor)
		}
		return "developer"
	case evidence.ByChipVendor:
		return "vendor"
	case evidence.ByOperator:
		return "operator:" + fold(c.Actor)
	case evidence.ByOfficial:
		return "official"
	}
	if c.Speaker != "" {
		return "speaker:" + fold(c.Speaker)
	}
	if c.Attribution == evidence.ByAnalyst {
		return "analyst"
	}
	return own
}

// ThirdParty reports whether somebody else than the developer ran the stage.
func ThirdParty(c *evidence.Claim) bool {
	return c.Actor != "" && c.Actor != c.Developer && fold(c.Actor) != fold(c.Developer)
}

// fold is the form in which names of people and firms are compared: without
// case, width, spaces, punctuation and what stands in brackets.
func fold(name string) string {
	if i := strings.IndexAny(name, "(（"); i > 0 {
		name = name[:i]
	}
	var b strings.Builder
	for _, r := range name {
		r = text.FoldRune(r)
		if isWordRune(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// canonical is an address without what may differ between two ways to one page.
func canonical(address string) string {
	a := strings.TrimSpace(address)
	if i := strings.Index(a, "://"); i >= 0 {
		a = a[i+3:]
	}
	if i := strings.IndexByte(a, '#'); i >= 0 {
		a = a[:i]
	}
	if i := strings.IndexByte(a, '?'); i >= 0 {
		a = a[:i] + keepQuery(a[i+1:])
	}
	host, rest, _ := strings.Cut(a, "/")
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	rest = strings.TrimSuffix(rest, "/")
	if rest == "" {
		return host
	}
	return host + "/" + rest
}

// keepQuery drops the parameters that only say where a visitor came from.
func keepQuery(q string) string {
	var kept []string
	for _, p := range strings.Split(q, "&") {
		name, _, _ := strings.Cut(p, "=")
		if p == "" || strings.HasPrefix(name, "utm_") || name == "ref" || name == "from" || name == "spm" || name == "share" {
			continue
		}
		kept = append(kept, p)
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + strings.Join(kept, "&")
}
