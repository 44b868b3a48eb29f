// Package pdf reads the text of PDF files in a sandbox within a child process.
//
// In: the bytes of a PDF. Out: its text page by page, lines joined to
// paragraphs, each page from the second on opened by a line "[page 2]", so that a
// quote's page can be told.
// The file is hostile until proved otherwise: pdfium runs as WebAssembly with
// no file system and bounded memory (Child), in a process of its own that is
// killed when its time is up (Process).
package pdf

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"time"

	pdfium "github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"assay/evidence"
)

// Bounds of one file.
const (
	MaxPages      = 2000
	maxTextBytes  = 16 << 20
	memoryPages   = 4096 // of 64 KiB each: 256 MiB for the sandbox
	instanceStart = 60 * time.Second
)

// answer is what a child writes.
type answer struct {
	Pages []string `json:"pages"`
	Cut   bool     `json:"cut,omitempty"` // more pages or text than the bounds
	Error string   `json:"error,omitempty"`
}

// Child is the whole work of the child process: a PDF on in, an answer on out.
// The sandbox is compiled once and then taken from cacheDir (0.2 s instead of
// 3 s); an empty cacheDir compiles it anew.
func Child(ctx context.Context, in io.Reader, out io.Writer, cacheDir string) error {
	var a answer
	b, err := io.ReadAll(in)
	if err == nil {
		a, err = extract(ctx, b, cacheDir)
	}
	if err != nil {
		a = answer{Error: err.Error()}
	}
	return json.NewEncoder(out).Encode(a)
}

func extract(ctx context.Context, b []byte, cacheDir string) (answer, error) {
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(memoryPages).WithCloseOnContextDone(true)
	if cacheDir != "" {
		if err := os.MkdirAll(cacheDir, 0o700); err == nil {
			if cache, err := wazero.NewCompilationCacheWithDir(cacheDir); err == nil {
				config = config.WithCompilationCache(cache)
			}
		}
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MinIdle: 1, MaxIdle: 1, MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), RuntimeConfig: config, Stdout: io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return answer{}, err
	}
	defer pool.Close()
	doc, err := pool.GetInstance(instanceStart)
	if err != nil {
		return answer{}, err
	}
	return pages(doc, b)
}

func pages(p pdfium.Pdfium, b []byte) (answer, error) {
	opened, err := p.OpenDocument(&requests.OpenDocument{File: &b})
	if err != nil {
		return answer{}, err
	}
	count, err := p.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return answer{}, err
	}
	a := answer{Cut: count.PageCount > MaxPages}
	size := 0
	for i := range min(count.PageCount, MaxPages) {
		text, err := pageText(p, opened.Document, i)
		if err != nil {
			text = "" // one bad page does not lose the others
		}
		if size += len(text); size > maxTextBytes {
			a.Cut = true
			break
		}
		a.Pages = append(a.Pages, text)
	}
	return a, nil
}

func pageText(p pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int) (string, error) {
	res, err := p.GetPageText(&requests.GetPageText{Page: requests.Page{
		ByIndex: &requests.PageByIndex{Document: doc, Index: index},
	}})
	if err != nil {
		return "", err
	}
	return res.Text, nil
}

// errNoText is given for a PDF that holds pictures alone.
func errNoText(name string) error {
	return evidence.Errorf(evidence.Unsupported, "%s: a PDF without text (scanned pages); its text is needed", name)
}
