// Package extract reads claims from documents: which model was, was not, will
// be or failed to be trained, tuned or served on which silicon, or was adapted
// to it, as the text says it.
//
// A document in normal form comes in; claims go out, each with its exact quote,
// offsets, cues, and who is made to say it, together with names that the
// catalogue does not know. The stages are normal form, sentences and clauses,
// mentions, cues with scope, references back, tables and lists, claims; Explain
// gives each of them as data (docs/reading.md). Rules: nothing is claimed
// without silicon, a model or its maker, and a stage; headings and titles claim
// nothing; the grades of evidence are left to resolve. Reading is pure, linear in
// the length of the text, and the same on any machine.
package extract

import (
	"assay/catalogue"
	"assay/evidence"
)

// Version names the reader and its rules; it is part of each claim.
const Version = "rules-1"

// Reader reads documents. It is safe for concurrent use.
type Reader struct {
	g *gazetteer
}

// New makes a reader for the names of a catalogue.
func New(cat *catalogue.Catalogue) *Reader { return &Reader{g: newGazetteer(cat)} }

// NewName is a name of a model or a chip that the catalogue does not know.
type NewName struct {
	Name  string `json:"name"`  // as written
	Kind  string `json:"kind"`  // model or silicon
	Near  string `json:"near"`  // maker, family or lattice node that it seems to belong to
	Start int    `json:"start"` // code points
	End   int    `json:"end"`
	Quote string `json:"quote"` // the sentence around it, at most 300 characters
}

// Result is what a document gives.
type Result struct {
	Lang     string
	Claims   []evidence.Claim
	NewNames []NewName
}

// Read finds the claims of a document. A text that names no silicon is left
// early; a very long one is read in parts, so that time and memory stay linear.
func (r *Reader) Read(ev evidence.Document) Result {
	if !r.g.relevant(ev.Body) {
		return Result{Lang: ev.Lang}
	}
	if len(ev.Body) > maxPart {
		return r.readParts(ev)
	}
	d := r.newDoc(ev)
	d.read()
	return Result{Lang: d.lang, Claims: d.finish(d.settle()), NewNames: d.newNames()}
}

// relevant reports whether a text names silicon at all.
func (g *gazetteer) relevant(body string) bool {
	found := false
	g.trigger.scan(body, func(p, end int) bool {
		start := g.trigger.start(body, p, end)
		found = leftBorder(body, start, true) || !isASCII(body[start:end])
		return !found
	})
	return found
}
