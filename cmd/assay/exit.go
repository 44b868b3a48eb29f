package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"assay/evidence"
)

// errFindings says that the work was done and something was found: a lint, a
// failed check, or inputs that could not be read. What it was is printed before.
var errFindings = errors.New("findings")

// exits is the one table from kind of error to exit code.
var exits = map[evidence.Kind]int{
	evidence.Internal:    1,
	evidence.Invalid:     2,
	evidence.NotFound:    3,
	evidence.Conflict:    4,
	evidence.Denied:      5,
	evidence.Unsupported: 6,
	evidence.Transient:   7,
}

const (
	exitFindings    = 8
	exitInterrupted = 130
)

// exitHelp documents the codes on the help page of the program.
const exitHelp = `Exit codes:
  0  done
  1  internal error
  2  wrong usage or input
  3  not found
  4  conflict: the name fits several things, or the state forbids it
  5  denied: no permission
  6  unsupported: a newer store, a missing feature
  7  transient: try again (locked store, server away)
  8  done, with findings: a lint, a difference, inputs not read
  130 interrupted
check has its own: 0 all holds, 1 something does not, 2 could not read.`

// exitCode prints err, where it is one, as one line, and gives the exit code.
func exitCode(err error, to io.Writer) int {
	var own coded
	switch {
	case err == nil:
		return 0
	case errors.As(err, &own):
		exitCode(own.error, to)
		return own.code
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, syscall.EPIPE): // the reader of our output went away, as head does
		return 0
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(to, "assay: interrupted")
		return exitInterrupted
	}
	fmt.Fprintln(to, "assay: "+strings.Join(strings.Fields(err.Error()), " "))
	return exits[evidence.KindOf(err)]
}

// usage marks an error of cobra's (unknown flag or verb) as invalid.
func usage(err error) error {
	var e *evidence.Error
	if err == nil || errors.As(err, &e) || errors.Is(err, errFindings) || errors.Is(err, context.Canceled) {
		return err
	}
	return evidence.Errorf(evidence.Invalid, "%s", err.Error())
}
