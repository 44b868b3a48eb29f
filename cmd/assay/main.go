// Command assay says what silicon an AI model is made of: model by model and
// stage by stage, who says so, how sure that is, since when, and what
// contradicts it.
//
// In: flags, files, environment. Out: rows on standard output, one-line errors
// and progress on standard error, an exit code by the kind of error (exit.go).
// This folder wires the rooms together and decides nothing.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}
