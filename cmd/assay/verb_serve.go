package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"assay/evidence"
	"assay/web"
)

// newServeCmd builds `assay serve`: the pages.
func newServeCmd(a *app) *cobra.Command {
	var hosts []string
	var base, metrics string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Show the matrix and all pages in the browser",
		Long: `Serves the pages until it is stopped (Ctrl-C). It listens on loopback by default;
bound elsewhere it is read-only. Host and Origin of each request are checked;
name further hosts with --host where a proxy stands in front. /healthz tells that
the process lives, /readyz that the store answers; requests are logged with their
ids and without who asked (--log json, --log off).`,
		Example: "  assay serve\n  assay serve --addr 127.0.0.1:9000 --store sqlite:team.db",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			addr := a.set.text("addr")
			if _, _, err := net.SplitHostPort(addr); err != nil {
				return evidence.Errorf(evidence.Invalid, "--addr %q is not HOST:PORT", addr)
			}
			h, err := a.handler(cmd.Context(), hosts, base)
			if err != nil {
				return err
			}
			o := newOps("serve")
			// Where others may come, figures have an address of their own.
			host, _, _ := net.SplitHostPort(addr)
			health := o.health(a.db, metrics == "" && onLoopback(host) && len(hosts) == 0)
			if metrics != "" {
				stop, err := a.listenOps(cmd.Context(), metrics, o, "")
				if err != nil {
					return err
				}
				defer stop()
			}
			return a.serve(cmd.Context(), addr, o.around(h, health, a.logger("serve")))
		},
	}
	cmd.Flags().String("addr", "", "address to serve on, HOST:PORT (default 127.0.0.1:8080)")
	cmd.Flags().StringSliceVar(&hosts, "host", nil, "name that the Host header may have besides loopback")
	cmd.Flags().StringVar(&metrics, "metrics", "", "HOST:PORT for /metrics and the status of the watch (default: /metrics beside the pages on loopback, else none)")
	cmd.Flags().StringVar(&base, "base", "", "public address of the site, for feeds and citations")
	return cmd
}

// handler builds the site over the store.
func (a *app) handler(ctx context.Context, hosts []string, base string) (http.Handler, error) {
	cor, err := a.corridor(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := cor.Settle(ctx); err != nil {
		return nil, err
	}
	return web.New(a.webDeps(cor, hosts, base))
}

// serve answers until ctx ends, then lets what runs finish.
func (a *app) serve(ctx context.Context, addr string, h http.Handler) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return evidence.Errorf(evidence.Conflict, "cannot listen on %s: %s", addr, reason(err))
	}
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	fmt.Fprintf(a.out, "assay serves http://%s/ (store %s); stop with Ctrl-C\n", shownAddr(l.Addr()), a.db.Address())
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	fmt.Fprintln(a.err, "assay: stopped")
	return nil
}

func shownAddr(a net.Addr) string {
	if t, ok := a.(*net.TCPAddr); ok && t.IP.IsUnspecified() {
		return fmt.Sprintf("localhost:%d", t.Port)
	}
	return a.String()
}

// reason is the innermost cause of a network error.
func reason(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}
