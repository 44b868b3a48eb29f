package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// TestRead_secondReader reads a document with the rules and a model behind a
// fake server: one quote stands, one does not, and the key shows nowhere.
func TestRead_secondReader(t *testing.T) {
	const key = "sk-secret-42"
	var calls atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		io.Copy(io.Discard, r.Body)
		claim := func(quote string) map[string]any {
			return map[string]any{
				"model": "DeepSeek-V3", "stage": "pre-training", "silicon": "H800", "silicon_written": "H800", "relation": "used",
				"hedge": "asserted", "attribution": "document", "count": nil, "count_qual": nil, "actor": nil,
				"exclusive": false, "whole": false, "part": false, "continued": false, "quote": quote,
			}
		}
		text, _ := json.Marshal(map[string]any{"claims": []any{claim("pre-trained DeepSeek-V3 on H800 cards"), claim("never written H800")}})
		json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"role": "assistant", "content": string(text)}, "finish_reason": "stop"}}})
	}))
	defer srv.Close()
	dir := t.TempDir()
	t.Setenv("ASSAY_LLM_KEY", key)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	t.Setenv("XDG_CONFIG_HOME", dir)
	doc := filepath.Join(dir, "a.md")
	if err := os.WriteFile(doc, []byte("The laboratory says that it pre-trained DeepSeek-V3 on H800 cards in two months.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	read := func(extra ...string) string {
		var out, errs bytes.Buffer
		args := append([]string{"--store", "sqlite:" + filepath.Join(dir, "s.db")}, extra...)
		code := run(context.Background(), args, streams{in: strings.NewReader(""), out: &out, err: &errs})
		if code != 0 {
			t.Fatalf("%v: exit %d: %s", extra, code, errs.String())
		}
		all.WriteString(out.String() + errs.String())
		return errs.String() + out.String()
	}
	got := read("read", doc, "--llm", srv.URL+"/v1", "--llm-model", "m")
	if !strings.Contains(got, "1 answers of the second reader were refused") {
		t.Errorf("no word of the refused quote: %s", got)
	}
	claims := read("export", "--table", "claims", "--format", "json")
	if n := strings.Count(claims, `"kind": "second"`) + strings.Count(claims, `"kind":"second"`); n != 1 {
		t.Errorf("%d claims of the second reader, want 1", n)
	}
	read("read", doc, "--llm", srv.URL+"/v1", "--llm-model", "m")
	if calls.Load() != 1 {
		t.Errorf("%d calls, want 1: what was read is not asked again", calls.Load())
	}
	read("config", "--llm", srv.URL+"/v1")
	if strings.Contains(all.String(), key) {
		t.Error("the key was printed")
	}
}
