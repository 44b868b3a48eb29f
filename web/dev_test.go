package web

import (
	"log/slog"
	"net/http"
	"os"
	"testing"
)

// TestDev serves the test record where ASSAY_DEV names an address, for looking
// at pages while working on them; it is skipped otherwise.
func TestDev(t *testing.T) {
	addr := os.Getenv("ASSAY_DEV")
	if addr == "" {
		t.Skip("ASSAY_DEV names no address")
	}
	deps := testDeps(t)
	deps.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	h, err := New(deps)
	if err != nil {
		t.Fatal(err)
	}
	t.Fatal(http.ListenAndServe(addr, h))
}
