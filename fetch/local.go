package fetch

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"assay/evidence"
)

// mediaTypes are the endings of files that are documents.
var mediaTypes = map[string]string{
	".txt": "text/plain", ".text": "text/plain",
	".md": "text/markdown", ".markdown": "text/markdown",
	".html": "text/html", ".htm": "text/html", ".xhtml": "text/html",
	".pdf": pdfType,
}

// Find lists the document files under the given paths, in the order of the
// paths and by name within a folder; each file once. A path that is named is
// read whatever its ending; within a folder only documents are, and hidden
// files and folders are passed over in silence.
func Find(paths []string) (files []string, skips []Skip) {
	seen := map[string]bool{}
	add := func(path string) {
		if key := filepath.Clean(path); !seen[key] {
			seen[key] = true
			files = append(files, path)
		}
	}
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case err != nil:
			skips = append(skips, skipped(p, fileError(p, err)))
		case info.IsDir():
			skips = walk(p, add, skips)
		default:
			add(p)
		}
	}
	return files, skips
}

// walk lists a folder without following links to folders.
func walk(dir string, add func(string), skips []Skip) []Skip {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return append(skips, skipped(dir, fileError(dir, err)))
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			skips = walk(path, add, skips)
		case mediaTypes[strings.ToLower(filepath.Ext(path))] == "":
			skips = append(skips, Skip{Name: path, Reason: path + ": not a document (" + endings + ")"})
		case e.Type()&fs.ModeSymlink != 0:
			skips = link(path, add, skips)
		case !e.Type().IsRegular():
			skips = append(skips, Skip{Name: path, Reason: path + ": not a regular file"})
		default:
			add(path)
		}
	}
	return skips
}

const endings = ".txt, .md, .html, .pdf"

// link follows a link to a file; one to a folder is passed over, since it may
// lead back up.
func link(path string, add func(string), skips []Skip) []Skip {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return append(skips, skipped(path, fileError(path, err)))
	case info.IsDir():
		return append(skips, Skip{Name: path, Reason: path + ": link to a folder, not followed"})
	case !info.Mode().IsRegular():
		return append(skips, Skip{Name: path, Reason: path + ": not a regular file"})
	}
	add(path)
	return skips
}

// File reads one file. Errors: not found, denied, invalid (not a regular file,
// too large).
func File(path string) (Raw, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Raw{}, fileError(path, err)
	}
	// Ask before opening: opening a named pipe waits for its other end.
	if !info.Mode().IsRegular() {
		return Raw{}, evidence.Errorf(evidence.Invalid, "%s: not a regular file", path)
	}
	if info.Size() > MaxBytes {
		return Raw{}, tooLarge(path)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return Raw{}, fileError(path, err)
	}
	defer f.Close()
	raw, err := bounded(path, f)
	base := filepath.Base(path)
	ext := filepath.Ext(base)
	raw.Stem = strings.TrimSuffix(base, ext)
	raw.MediaType = mediaTypes[strings.ToLower(ext)]
	return raw, err
}

// Stdin reads standard input, or any other stream without a name.
func Stdin(r io.Reader) (Raw, error) {
	raw, err := bounded("standard input", r)
	raw.Stem = "stdin"
	return raw, err
}

func bounded(name string, r io.Reader) (Raw, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Raw{}, fileError(name, err)
	}
	if len(b) > MaxBytes {
		return Raw{}, tooLarge(name)
	}
	return Raw{Name: name, Bytes: b}, nil
}

func tooLarge(name string) error {
	return evidence.Errorf(evidence.Invalid, "%s: larger than %d MiB, the limit for one document; split it", name, MaxBytes>>20)
}

// fileError says in one line what is wrong with a path.
func fileError(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return evidence.Errorf(evidence.NotFound, "%s: no such file or folder", path)
	case errors.Is(err, fs.ErrPermission):
		return evidence.Errorf(evidence.Denied, "%s: no permission to read", path)
	case errors.Is(err, syscall.ELOOP):
		return evidence.Errorf(evidence.Invalid, "%s: link that leads back to itself", path)
	case errors.Is(err, syscall.ENAMETOOLONG):
		return evidence.Errorf(evidence.Invalid, "%.60s…: name too long", path)
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return evidence.WithKind(evidence.Invalid, err, "%s", path)
}
