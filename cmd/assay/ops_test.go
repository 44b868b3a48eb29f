package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/store"
)

func opsStore(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func askFor(h http.Handler, path string, head ...string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	h.ServeHTTP(w, r)
	return w
}

// TestOps_around asks for health and figures, and follows a request's id from
// the answer to the log.
func TestOps_around(t *testing.T) {
	db := opsStore(t)
	var log bytes.Buffer
	o := newOps("serve")
	pages := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/en/model/") {
			w.WriteHeader(http.StatusNotFound)
		}
		io.WriteString(w, "page")
	})
	h := o.around(pages, o.health(db, true), slog.New(slog.NewJSONHandler(&log, nil)))

	if w := askFor(h, "/healthz"); w.Code != 200 || w.Body.String() != "ok\n" {
		t.Errorf("healthz: %d %s", w.Code, w.Body)
	}
	if w := askFor(h, "/readyz"); w.Code != 200 {
		t.Errorf("readyz: %d %s", w.Code, w.Body)
	}
	given := askFor(h, "/en/model/x/", "X-Request-Id", "from-the-proxy-1").Header().Get("X-Request-Id")
	made := askFor(h, "/api/v1/matrix", "X-Request-Id", "bad id\"}{").Header().Get("X-Request-Id")
	for i := range 50 { // addresses that visitors invent make no figures of their own
		askFor(h, fmt.Sprintf("/made-up-%d", i))
	}
	if given != "from-the-proxy-1" || len(made) != 16 || !strings.Contains(log.String(), `"request":"`+made+`"`) || !strings.Contains(log.String(), `"status":404`) {
		t.Errorf("ids %q and %q, log %s", given, made, log.String())
	}
	figures := askFor(h, "/metrics").Body.String()
	for _, want := range []string{`assay_http_requests_total{method="GET",part="model",status="404"} 1`, `part="api"`,
		`assay_http_requests_total{method="GET",part="other",status="200"} 50`, "assay_store_away 0", `assay_queue_documents{state="waiting"} 0`, "go_goroutines"} {
		if !strings.Contains(figures, want) {
			t.Errorf("figures lack %s", want)
		}
	}
	if strings.Contains(figures, "made-up") {
		t.Error("an invented address became a figure")
	}
	db.Close()
	if w := askFor(h, "/readyz"); w.Code != 503 {
		t.Errorf("readyz without a store: %d", w.Code)
	}
	if w := askFor(h, "/healthz"); w.Code != 200 {
		t.Errorf("healthz without a store: %d", w.Code)
	}
	if figures := askFor(h, "/metrics").Body.String(); !strings.Contains(figures, "assay_store_away 1") {
		t.Error("figures do not tell that the store is away")
	}
}

// TestOps_hidden keeps figures from the pages' address where others may come.
func TestOps_hidden(t *testing.T) {
	db := opsStore(t)
	defer db.Close()
	o := newOps("serve")
	h := o.around(http.NotFoundHandler(), o.health(db, false), slog.New(slog.DiscardHandler))
	if w := askFor(h, "/metrics"); w.Code != 404 {
		t.Errorf("figures shown: %d", w.Code)
	}
}

// TestWatch_service runs the watch as a service, asks for its status page and
// stops it.
func TestWatch_service(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, strings.Split(twoSources, "- id: my-maker")[0])
	n.site.set("wire.example/feed.xml", feedOf("https://wire.example/a"))
	n.site.set("wire.example/a", page("A", "Kimi K3 was pre-trained on 2,048 Nvidia H800 chips, the company said."))
	l := httptest.NewServer(nil) // to find a free port
	addr := l.Listener.Addr().String()
	l.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	over := make(chan int, 1)
	go func() {
		code, _, _ := n.run(ctx, "watch", "--sources", n.sources, "--listen", addr)
		over <- code
	}()
	var body string
	for range 200 {
		if res, err := http.Get("http://" + addr + "/status.json"); err == nil {
			b, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if body = string(b); strings.Contains(body, `"documents": 1`) {
				break
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	if !strings.Contains(body, `"documents": 1`) {
		t.Fatalf("status %s", body)
	}
	res, err := http.Get("http://" + addr + "/")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if !strings.Contains(string(b), "My Wire") {
		t.Errorf("status page: %s", b)
	}
	stop()
	select {
	case code := <-over:
		if code != 0 {
			t.Errorf("stopped with code %d", code)
		}
	case <-time.After(15 * time.Second):
		t.Fatal("not stopped")
	}
}
