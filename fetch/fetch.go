// Package fetch brings the outside world in: files, folders and standard input
// become raw documents (bytes, where they came from), and raw documents become
// evidence.Document in normal form.
//
// Nothing that comes in is trusted. Rules held here: every refusal is one line
// that names the file and, where there is one, the line; sizes are bounded
// before bytes are read; only regular files are opened; folders are walked
// without following links, so no loop can hold us; a bad file never stops the
// others.
package fetch

import (
	"assay/evidence"
)

// MaxBytes bounds one document; a book of 1,000 pages has about 3 MB.
const MaxBytes = 32 << 20

// Raw is a document as it came: bytes and what is known of where they are from.
type Raw struct {
	Name      string // what a person calls it: the path, or "standard input"
	Stem      string // file name without its ending
	Address   string // canonical address, where there is one
	MediaType string // text/plain, text/markdown, text/html
	Bytes     []byte
	Published evidence.Date
	Publisher string
	Charset   string // from an HTTP header, where there was one
}

// Skip is an input that was not read, with the reason in one line.
type Skip struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
	// Failed tells an input that should have been read from one that is not a
	// document at all (a picture in a folder).
	Failed bool          `json:"failed"`
	Kind   evidence.Kind `json:"kind,omitempty"`
}

// skipped makes a Skip of an error about an input.
func skipped(name string, err error) Skip {
	return Skip{Name: name, Reason: err.Error(), Failed: true, Kind: evidence.KindOf(err)}
}

// Failure is the Skip of an error that came up while name was read.
func Failure(name string, err error) Skip { return skipped(name, err) }
