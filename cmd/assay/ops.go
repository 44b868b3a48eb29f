package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"assay/evidence"
	"assay/pipeline/watch"
	"assay/store"
)

// ops is what an operator sees of a process: figures for Prometheus, health.
type ops struct {
	registry   *prometheus.Registry
	requests   *prometheus.CounterVec
	duration   *prometheus.HistogramVec
	running    prometheus.Gauge
	documents  prometheus.Counter
	claims     prometheus.Counter
	failed     prometheus.Counter
	looked     prometheus.Counter
	hookFailed prometheus.Counter
}

// newOps makes the figures of one part: serve or watch.
func newOps(part string) *ops {
	o := &ops{registry: prometheus.NewRegistry()}
	count := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
		o.registry.MustRegister(c)
		return c
	}
	o.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	switch part {
	case "serve":
		o.requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "assay_http_requests_total", Help: "Requests answered, by part of the site, method and status."}, []string{"part", "method", "status"})
		o.duration = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "assay_http_request_duration_seconds", Help: "Time to answer a request, by part of the site.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"part"})
		o.running = prometheus.NewGauge(prometheus.GaugeOpts{Name: "assay_http_requests_running", Help: "Requests that are being answered."})
		o.registry.MustRegister(o.requests, o.duration, o.running)
	case "watch":
		o.looked = count("assay_watch_sources_total", "Looks at sources.")
		o.documents = count("assay_watch_documents_total", "New documents taken from sources.")
		o.claims = count("assay_watch_claims_total", "Claims found in documents that were read at once.")
		o.failed = count("assay_watch_failures_total", "Addresses that could not be read, each time.")
		o.hookFailed = count("assay_webhook_failures_total", "Reports that the webhook's receiver did not take.")
	}
	return o
}

// round adds what a round of the watch did.
func (o *ops) round(r watch.Report) {
	o.looked.Add(float64(r.Sources))
	o.documents.Add(float64(r.Kept))
	o.claims.Add(float64(r.Claims))
	o.failed.Add(float64(r.Failed))
}

// storeFigures asks the store when the figures are asked for.
type storeFigures struct {
	db            *store.DB
	head, queue   *prometheus.Desc
	workers, away *prometheus.Desc
}

func newStoreFigures(db *store.DB) *storeFigures {
	return &storeFigures{db: db,
		head:    prometheus.NewDesc("assay_store_log_entries", "Entries of the store's log.", nil, nil),
		queue:   prometheus.NewDesc("assay_queue_documents", "Raw documents in the queue, by state.", []string{"state"}, nil),
		workers: prometheus.NewDesc("assay_workers", "Workers that live (PostgreSQL).", nil, nil),
		away:    prometheus.NewDesc("assay_store_away", "1 where the store did not answer, else 0.", nil, nil)}
}

// Describe names the figures.
func (s *storeFigures) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{s.head, s.queue, s.workers, s.away} {
		to <- d
	}
}

// Collect asks the store.
func (s *storeFigures) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	head, err := s.db.Head(ctx)
	if err != nil {
		gauge(s.away, 1)
		return
	}
	gauge(s.away, 0)
	gauge(s.head, float64(head))
	if q, err := s.db.Queue(ctx); err == nil {
		gauge(s.queue, float64(q.Waiting), "waiting")
		gauge(s.queue, float64(q.Read), "read")
		gauge(s.queue, float64(q.Failed), "failed")
	}
	if n, _, err := s.db.Crew(ctx); err == nil {
		gauge(s.workers, float64(n))
	}
}

// health answers /healthz (the process lives), /readyz (the store answers) and,
// where figures are shown, /metrics.
func (o *ops) health(db *store.DB, figures bool) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if _, err := db.Head(ctx); err != nil {
			plain(w, http.StatusServiceUnavailable, "the store does not answer")
			return
		}
		plain(w, http.StatusOK, "ready")
	})
	if figures {
		o.registry.MustRegister(newStoreFigures(db))
		mux.Handle("GET /metrics", promhttp.HandlerFor(o.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second}))
	}
	return mux
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write([]byte(text + "\n"))
}

// around puts health, figures, request ids and the log around the pages.
func (o *ops) around(pages http.Handler, health *http.ServeMux, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := health.Handler(r); pattern != "" {
			health.ServeHTTP(w, r)
			return
		}
		began := time.Now()
		id := requestID(r)
		w.Header().Set("X-Request-Id", id)
		seen := &answered{ResponseWriter: w, status: http.StatusOK}
		o.running.Inc()
		defer func() {
			o.running.Dec()
			passed := time.Since(began)
			part := partOfSite(r.URL.Path)
			o.requests.WithLabelValues(part, method(r.Method), strconv.Itoa(seen.status)).Inc()
			o.duration.WithLabelValues(part).Observe(passed.Seconds())
			level := slog.LevelInfo
			if seen.status >= http.StatusInternalServerError {
				level = slog.LevelError
			}
			log.Log(r.Context(), level, "request", "request", id, "method", method(r.Method), "path", r.URL.Path,
				"status", seen.status, "bytes", seen.bytes, "ms", float64(passed.Microseconds())/1000)
		}()
		pages.ServeHTTP(seen, r)
	})
}

// answered remembers what was answered.
type answered struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader remembers the status.
func (a *answered) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (a *answered) Write(b []byte) (int, error) {
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what lies below.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }

var goodID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// requestID is the id that a proxy gave, where it is a plain one, or a new one.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); goodID.MatchString(id) {
		return id
	}
	return strings.ToLower(rand.Text()[:16])
}

func method(m string) string {
	if slices.Contains([]string{"GET", "HEAD", "POST", "OPTIONS"}, m) {
		return m
	}
	return "other"
}

// siteParts are the first words of addresses that figures tell apart; visitors
// cannot make more of them.
var siteParts = []string{"api", "mcp", "matrix", "model", "silicon", "claim", "document", "check", "review", "gap", "parity", "timeline",
	"outlook", "questions", "report", "sources", "about", "search", "feed", "static", "embed", "cite", "versus", "contradictions"}

func partOfSite(path string) string {
	words := strings.Split(strings.Trim(path, "/"), "/")
	if len(words) > 1 && slices.Contains([]string{"en", "de", "zh"}, words[0]) {
		words = words[1:]
	}
	if slices.Contains(siteParts, words[0]) {
		return words[0]
	}
	if words[0] == "" || len(words[0]) == 2 {
		return "home"
	}
	return "other"
}

// listenOps answers health, figures and, for the watch, a status page on an
// address of their own until stop is called.
func (a *app) listenOps(ctx context.Context, addr string, o *ops, sources string) (stop func(), err error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, evidence.Errorf(evidence.Conflict, "cannot listen on %s: %s", addr, reason(err))
	}
	mux := o.health(a.db, true)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		s, err := a.status(r.Context(), sources)
		if err != nil {
			plain(w, http.StatusServiceUnavailable, "the store does not answer")
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		statusPage.Execute(w, s)
	})
	mux.HandleFunc("GET /status.json", func(w http.ResponseWriter, r *http.Request) {
		s, err := a.status(r.Context(), sources)
		if err != nil {
			plain(w, http.StatusServiceUnavailable, "the store does not answer")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		printJSON(w, s)
	})
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
	go srv.Serve(l)
	return func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		srv.Shutdown(grace)
	}, nil
}
