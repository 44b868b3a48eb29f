package completer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/evidence"
	"assay/extract/llm"
	"assay/fetch/completer"
)

const secret = "sk-test-0123456789"

func request() llm.Request {
	return llm.Request{Model: "m", System: "s", User: "u", Schema: json.RawMessage(`{"type":"object"}`), MaxTokens: 10}
}

func answer(w http.ResponseWriter, text, finish string) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"choices": []any{map[string]any{"message": map[string]any{"role": "assistant", "content": text}, "finish_reason": finish}},
		"usage":   map[string]any{"prompt_tokens": 7, "completion_tokens": 3},
	})
}

func client(t *testing.T, h http.HandlerFunc, change func(*completer.Options)) *completer.Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	o := completer.Options{BaseURL: srv.URL + "/v1", Key: secret, Timeout: 2 * time.Second, MinWait: time.Millisecond}
	if change != nil {
		change(&o)
	}
	c, err := completer.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestComplete_asksOnceAndThenAnswersFromCache(t *testing.T) {
	var calls atomic.Int32
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		body, _ := io.ReadAll(r.Body)
		for _, want := range []string{`"json_schema"`, `"strict":true`, `"seed":0`} {
			if !strings.Contains(string(body), want) {
				t.Errorf("request lacks %s: %s", want, body)
			}
		}
		if r.Header.Get("Authorization") != "Bearer "+secret {
			t.Error("no key sent")
		}
		answer(w, `{"claims":[]}`, "stop")
	}, func(o *completer.Options) { o.CacheDir = t.TempDir() })
	for i := range 2 {
		res, err := c.Complete(context.Background(), request())
		if err != nil {
			t.Fatal(err)
		}
		if res.Text != `{"claims":[]}` || res.TokensIn != 7 || res.FromCache != (i == 1) {
			t.Errorf("answer %d: %+v", i, res)
		}
	}
	if calls.Load() != 1 {
		t.Errorf("%d calls, want 1", calls.Load())
	}
}

func TestComplete_triesAgainAfterServerErrors(t *testing.T) {
	var calls atomic.Int32
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) < 3 {
			http.Error(w, "busy", http.StatusServiceUnavailable)
			return
		}
		answer(w, "{}", "length")
	}, nil)
	res, err := c.Complete(context.Background(), request())
	if err != nil || !res.Incomplete || calls.Load() != 3 {
		t.Errorf("res %+v, err %v, calls %d", res, err, calls.Load())
	}
}

func TestComplete_errorsHaveKindsAndNoKey(t *testing.T) {
	cases := map[string]struct {
		h    http.HandlerFunc
		kind evidence.Kind
	}{
		"denied": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(401)
			fmt.Fprintf(w, `{"error":{"message":"key %s is wrong"}}`, secret)
		}, evidence.Denied},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusTemporaryRedirect)
		}, evidence.Denied},
		"not json":   {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>"+secret) }, evidence.Transient},
		"no choices": {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"choices":[]}`) }, evidence.Transient},
		"too slow": {func(_ http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body) // the server notices a closed connection only after the body was read
			<-r.Context().Done()
		}, evidence.Transient},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			c := client(t, tc.h, func(o *completer.Options) { o.Timeout = 200 * time.Millisecond; o.Retries = -1 })
			_, err := c.Complete(context.Background(), request())
			if evidence.KindOf(err) != tc.kind {
				t.Errorf("kind %q of %v, want %q", evidence.KindOf(err), err, tc.kind)
			}
			if strings.Contains(fmt.Sprint(err), secret) {
				t.Errorf("the key is in the error: %v", err)
			}
		})
	}
}

func TestComplete_endlessAnswerIsCut(t *testing.T) {
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, `{"choices":[{"message":{"content":"`)
		block := strings.Repeat("a", 1<<16)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, block); err != nil {
				return
			}
		}
	}, func(o *completer.Options) { o.Retries = -1 })
	if _, err := c.Complete(context.Background(), request()); err == nil {
		t.Error("an endless answer was taken")
	}
}

func TestNew_refusesAddresses(t *testing.T) {
	cases := map[string]evidence.Kind{
		"ftp://127.0.0.1/v1":           evidence.Invalid,
		"127.0.0.1:80":                 evidence.Invalid,
		"http://user:pw@127.0.0.1/v1":  evidence.Invalid,
		"http://example.org/v1":        evidence.Denied,
		"http://10.0.0.1/v1":           evidence.Denied,
		"http://169.254.169.254/v1":    evidence.Denied,
		"http://127.0.0.1.evil.org/v1": evidence.Denied,
	}
	for base, want := range cases {
		if _, err := completer.New(completer.Options{BaseURL: base}); evidence.KindOf(err) != want || err == nil {
			t.Errorf("%s: %v, want %s", base, err, want)
		}
	}
	if _, err := completer.New(completer.Options{BaseURL: "https://models.example.org/v1", AllowHost: "models.example.org"}); err != nil {
		t.Errorf("allowed host: %v", err)
	}
}
