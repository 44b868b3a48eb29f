package catalogue

import (
	"strings"
	"unicode/utf8"

	"assay/text"
)

// key is the form in which names are compared: folded by text (case, width,
// traditional characters), without spaces, hyphens, underscores, middle dots
// and the brackets of Chinese titles.
func key(name string) string {
	var b strings.Builder
	b.Grow(len(name))
	for _, r := range name {
		switch r = text.FoldRune(r); r {
		case ' ', '\t', '\n', '\r', '-', '_', '·', '・', '‐', '‑', '‒', '–', '—', '―', '−', '\u00a0', '\u3000', '《', '》':
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// names maps the key of every name to the one record that owns it. A name that
// two records share owns nothing: it never resolves in silence.
type names struct {
	owner  map[string]string
	shared map[string][]string
}

func newNames(size int) names {
	return names{owner: make(map[string]string, size), shared: map[string][]string{}}
}

// add gives name to id and reports the other owner where there is one already.
func (n names) add(name, id string) (other string, ok bool) {
	k := key(name)
	if k == "" {
		return "", true
	}
	if ids, was := n.shared[k]; was {
		n.shared[k] = append(ids, id)
		return ids[0], false
	}
	if o, was := n.owner[k]; was && o != id {
		delete(n.owner, k)
		n.shared[k] = []string{o, id}
		return o, false
	}
	n.owner[k] = id
	return "", true
}

func (n names) find(name string) (string, bool) {
	id, ok := n.owner[key(name)]
	return id, ok
}

func validName(s string) bool { return utf8.ValidString(s) && key(s) != "" }
