package pdf

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"assay/evidence"
	"assay/fetch"
)

// Process reads PDFs by running a program of ours that calls Child.
type Process struct {
	Exe     string        // the program
	Args    []string      // what makes it call Child
	Timeout time.Duration // of one file; 0 means 60 s
}

// Read gives the document of a PDF. Errors: invalid (not a PDF that can be
// read), unsupported (no text in it), transient (time or memory ran out).
func (p Process) Read(ctx context.Context, raw fetch.Raw) (evidence.Document, error) {
	timeout := p.Timeout
	if timeout <= 0 {
		timeout = time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.Exe, p.Args...)
	cmd.Env = []string{"GOMEMLIMIT=768MiB", "GOMAXPROCS=1"}
	cmd.WaitDelay = time.Second
	cmd.Stdin = bytes.NewReader(raw.Bytes)
	var out bytes.Buffer
	cmd.Stdout = &limited{to: &out, left: 2 * maxTextBytes}
	err := cmd.Run()
	if ctx.Err() != nil {
		return evidence.Document{}, evidence.Errorf(evidence.Transient, "%s: the PDF was not read within %s", raw.Name, timeout)
	}
	var a answer
	if jerr := json.Unmarshal(out.Bytes(), &a); err != nil || jerr != nil {
		return evidence.Document{}, evidence.Errorf(evidence.Invalid, "%s: the PDF broke its reader, which was stopped", raw.Name)
	}
	if a.Error != "" {
		line, _, _ := strings.Cut(a.Error, "\n")
		return evidence.Document{}, evidence.Errorf(evidence.Invalid, "%s: not a PDF that can be read: %s", raw.Name, line)
	}
	return document(raw, a)
}

func document(raw fetch.Raw, a answer) (evidence.Document, error) {
	var body strings.Builder
	empty := true
	for i, page := range a.Pages {
		joined := paragraphs(page)
		empty = empty && joined == ""
		if i > 0 {
			fmt.Fprintf(&body, "\n\n[page %d]\n\n", i+1)
		}
		body.WriteString(joined)
	}
	if empty {
		return evidence.Document{}, errNoText(raw.Name)
	}
	raw.Bytes = []byte(body.String())
	raw.MediaType = "text/plain"
	doc, err := fetch.Document(raw)
	if err == nil && doc.Title == "" {
		doc.Title = firstLine(doc.Body)
		doc.ID = evidence.DocumentID(doc.Address, doc.Publisher, doc.Title, doc.TextID)
	}
	if doc.Kind == "" {
		doc.Kind = "paper"
	}
	return doc, err
}

func firstLine(body string) string {
	for line := range strings.Lines(body) {
		if line = strings.Trim(line, " \t\n"); line != "" {
			if r := []rune(line); len(r) > 200 {
				line = string(r[:200])
			}
			return line
		}
	}
	return ""
}

// limited refuses what a child writes beyond its due.
type limited struct {
	to   *bytes.Buffer
	left int
}

func (l *limited) Write(b []byte) (int, error) {
	if l.left -= len(b); l.left < 0 {
		return 0, errors.New("too much output")
	}
	return l.to.Write(b)
}
