package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"assay/store"
)

// binary is the real program, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "assay")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "assay")
	out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// TestScript runs the stories of testdata/script against the program itself.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("ASSAY_UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("ASSAY_STORE", "sqlite:"+filepath.Join(e.WorkDir, "assay.db"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":       cmdExits,
			"oneline":     cmdOneLine,
			"bigfile":     cmdBigFile,
			"nested":      cmdNested,
			"bytes":       cmdBytes,
			"fifo":        cmdFifo,
			"fingerprint": cmdFingerprint,
		},
	})
}

// cmdExits runs a command and wants an exit code: exits CODE COMMAND ARGS...
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGS]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
	if out := ts.ReadFile("stderr"); strings.Contains(out, "panic") || strings.Contains(out, "goroutine ") {
		ts.Fatalf("panic: %s", out)
	}
}

// cmdOneLine wants standard error to be one line.
func cmdOneLine(ts *testscript.TestScript, _ bool, _ []string) {
	if out := ts.ReadFile("stderr"); strings.Count(out, "\n") != 1 {
		ts.Fatalf("standard error has %d lines, want 1: %s", strings.Count(out, "\n"), out)
	}
}

// cmdBigFile makes a sparse text of so many megabytes: bigfile NAME MB.
func cmdBigFile(ts *testscript.TestScript, _ bool, args []string) {
	mb, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = f.WriteString("A text about Ascend 910B.\n")
	ts.Check(err)
	ts.Check(f.Truncate(mb << 20))
	ts.Check(f.Close())
}

// cmdNested makes a page of so many nested elements: nested NAME DEPTH.
func cmdNested(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	page := "<html><body>" + strings.Repeat("<div>", n) + "Example-LM" + strings.Repeat("</div>", n) + "</body></html>"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(page), 0o600))
}

// cmdBytes writes a Go-quoted string: bytes NAME "…".
func cmdBytes(ts *testscript.TestScript, _ bool, args []string) {
	s, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(s), 0o600))
}

// cmdFifo makes a named pipe that nobody writes to.
func cmdFifo(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o600))
}

// cmdFingerprint writes the content hash of a store to a file: fingerprint STORE FILE.
func cmdFingerprint(ts *testscript.TestScript, _ bool, args []string) {
	db, err := store.OpenExisting(context.Background(), "sqlite:"+ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	print, err := db.Fingerprint(context.Background())
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(print+"\n"), 0o600))
}
