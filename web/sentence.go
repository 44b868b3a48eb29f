package web

import (
	"strings"

	"assay/evidence"
	"assay/resolve"
)

// sentence is the verdict's own sentence (R9). English is that of the room
// resolve; German and Chinese are built from the same figures.
func (c *catalog) sentence(cell *resolve.Cell) string {
	if c.lang == English && cell.Sentence != "" {
		return cell.Sentence
	}
	if cell.Verdict == evidence.UnknownWord || cell.Verdict == "" {
		return c.text("sentence.unknown")
	}
	word := c.word("verdict", cell.Verdict)
	if cell.Evidence != "" && cell.Verdict == evidence.SelfReported {
		word += c.texts["list.comma"] + string(cell.Evidence)
	}
	if line := c.siliconLine(cell); line != "" {
		word = c.text("sentence.says", "word", word, "silicon", line)
	}
	head := word
	if cell.Since != "" {
		head = c.text("sentence.since", "word", word, "date", string(cell.Since))
	}
	counts := c.text("count.documents", "n", cell.Documents) + c.texts["list.comma"] + c.text("count.origins", "n", cell.Origins)
	if cell.Disinterested == 0 {
		counts += c.texts["list.comma"] + c.text("sentence.interested")
	} else {
		counts += c.texts["list.comma"] + c.text("sentence.disinterested", "n", cell.Disinterested)
	}
	s := c.text("sentence.counts", "head", head, "counts", counts)
	for _, n := range c.candidateNotes(cell.Candidates) {
		s += c.texts["sentence.semicolon"] + n
	}
	return s + c.texts["sentence.stop"] + strings.Join(cell.Rules, ", ") + c.texts["sentence.end"]
}
