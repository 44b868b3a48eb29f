package extract

import (
	"strings"
	"unicode/utf8"

	"assay/evidence"
	"assay/text"
)

// maxPart is how many bytes are read at once. Articles, cards and papers are a
// hundredth of it; dumps and hostile texts are cut between paragraphs.
const maxPart = 2 << 20

// readParts reads a very long text part by part. What a part says of a model is
// not known in the next one, but for the title; the same fact counts once.
func (r *Reader) readParts(ev evidence.Document) Result {
	out := Result{Lang: ev.Lang}
	if out.Lang == "" || out.Lang == "und" {
		out.Lang = text.Language(ev.Body)
	}
	facts, names := map[string]bool{}, map[string]bool{}
	base := 0
	for rest := ev.Body; rest != ""; {
		part := ev
		part.Lang = out.Lang
		part.Body, rest = cutPart(rest)
		if r.g.relevant(part.Body) {
			d := r.newDoc(part)
			d.read()
			for _, c := range d.finish(d.settle()) {
				key := strings.Join([]string{unspaced.Replace(text.Fold(c.Model)), string(c.Stage), c.Silicon, string(c.Relation), string(c.Hedge)}, "|")
				if facts[key] {
					continue
				}
				facts[key] = true
				c.Start, c.End = c.Start+base, c.End+base
				c.Hash = c.ContentHash()
				c.ID = c.Hash
				out.Claims = append(out.Claims, c)
			}
			for _, n := range d.newNames() {
				if key := n.Kind + text.Fold(n.Name); !names[key] {
					names[key] = true
					n.Start, n.End = n.Start+base, n.End+base
					out.NewNames = append(out.NewNames, n)
				}
			}
		}
		base += utf8.RuneCountInString(part.Body)
	}
	return out
}

// cutPart cuts the first part off: behind a blank line, else a line, else a rune.
func cutPart(s string) (part, rest string) {
	if len(s) <= maxPart {
		return s, ""
	}
	end := maxPart
	for !utf8.RuneStart(s[end]) {
		end--
	}
	for _, mark := range []string{"\n\n", "\n"} {
		if i := strings.LastIndex(s[:end], mark); i > end/2 {
			end = i + len(mark)
			break
		}
	}
	return s[:end], s[end:]
}
