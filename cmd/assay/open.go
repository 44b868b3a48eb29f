package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/fetch"
	"assay/fetch/pdf"
)

// pdfVerb is the hidden verb by which the program is its own PDF reader.
const pdfVerb = "pdf-text"

// newPDFCmd builds the child process that reads one PDF in a sandbox.
func newPDFCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:    pdfVerb,
		Short:  "Text of the PDF on standard input, as JSON (used by read)",
		Hidden: true,
		Args:   cobra.NoArgs,
		// No settings are read: nothing but the file can change the answer.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, _ := cmd.Flags().GetString("cache")
			return pdf.Child(cmd.Context(), a.in, a.out, dir)
		},
	}
	cmd.Flags().String("cache", "", "folder for the compiled sandbox")
	return cmd
}

// readPDF reads a PDF in a child process.
func readPDF(ctx context.Context, raw fetch.Raw) (evidence.Document, error) {
	exe, err := os.Executable()
	if err != nil {
		return evidence.Document{}, evidence.WithKind(evidence.Unsupported, err, "%s: no way to start the PDF reader", raw.Name)
	}
	args := []string{pdfVerb}
	if dir, err := os.UserCacheDir(); err == nil {
		args = append(args, "--cache", filepath.Join(dir, "assay", "pdfium"))
	}
	return pdf.Process{Exe: exe, Args: args}.Read(ctx, raw)
}

// openFile gives the document of a file.
func openFile(path string) func(context.Context) (evidence.Document, error) {
	return func(ctx context.Context) (evidence.Document, error) {
		raw, err := fetch.File(path)
		if err != nil {
			return evidence.Document{}, err
		}
		if strings.EqualFold(filepath.Ext(path), ".pdf") {
			return readPDF(ctx, raw)
		}
		return fetch.Document(raw)
	}
}

// client gives the reader of addresses, one for the program's life so that the
// pace of a host and its robots.txt are kept.
func (a *app) client() *fetch.Client {
	if a.web == nil {
		a.web = fetch.NewClient(fetch.ClientOptions{PDF: readPDF})
	}
	return a.web
}

// openAddress gives the document behind an address.
func (a *app) openAddress(addr string) func(context.Context) (evidence.Document, error) {
	c := a.client()
	return func(ctx context.Context) (evidence.Document, error) { return c.FromAddress(ctx, addr) }
}
