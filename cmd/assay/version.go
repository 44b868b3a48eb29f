package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
)

// commit is set at build time by -ldflags "-X main.commit=…" (see Makefile).
var commit string

// version tells the commit that the program was built from: as stamped at
// build time, else as the build info says, else, where the program runs inside
// its own checkout (go run), as the checkout says.
func version() string {
	id, note := commit, ""
	if id == "" {
		id, note = stamped()
	}
	if id == "" {
		if id = checkedOut(); id != "" {
			note = ", checkout"
		}
	}
	if id == "" {
		id = "unknown"
	}
	return fmt.Sprintf("commit %s%s, %s %s/%s", id, note, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func stamped() (id, note string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", ""
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			id = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				note = ", modified"
			}
		}
	}
	return id, note
}

// checkedOut is the commit of the checkout of this module around the working
// folder; empty where there is none.
func checkedOut() string {
	dir, err := os.Getwd()
	for err == nil {
		mod, e := os.ReadFile(filepath.Join(dir, "go.mod"))
		if e == nil {
			if !strings.HasPrefix(string(mod), "module assay\n") {
				return ""
			}
			return headOf(filepath.Join(dir, ".git"))
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
	return ""
}

func headOf(git string) string {
	head, err := os.ReadFile(filepath.Join(git, "HEAD"))
	if err != nil {
		return ""
	}
	ref, isRef := strings.CutPrefix(strings.TrimSpace(string(head)), "ref: ")
	if !isRef {
		return ref
	}
	if id, err := os.ReadFile(filepath.Join(git, filepath.FromSlash(ref))); err == nil {
		return strings.TrimSpace(string(id))
	}
	packed, _ := os.ReadFile(filepath.Join(git, "packed-refs"))
	for line := range strings.Lines(string(packed)) {
		if id, ok := strings.CutSuffix(strings.TrimSpace(line), " "+ref); ok {
			return id
		}
	}
	return ""
}
