package main

import (
	"context"
	"net"
	"strconv"
	"strings"

	"assay/evidence"
	"assay/origin"
	"assay/pipeline"
	"assay/resolve"
	"assay/web"
)

// siteEvidence hands the corridor to the pages.
type siteEvidence struct {
	a   *app
	cor *pipeline.Corridor
}

func (a *app) webDeps(cor *pipeline.Corridor, hosts []string, base string) web.Deps {
	d := web.Deps{Evidence: &siteEvidence{a, cor}, Catalogue: cor.Catalogue(), Base: base, Hosts: hosts, Runner: a.runner(cor.Catalogue().Compiled())}
	if file, ok := strings.CutPrefix(a.db.Address(), "sqlite:"); ok {
		d.Frozen = file + ".frozen"
	}
	if host, _, err := net.SplitHostPort(a.set.text("addr")); err == nil && onLoopback(host) {
		d.Desk, d.Person = cor.Desk(), a.set.text("person")
	}
	return d
}

// onLoopback reports whether an address is this machine's own: only there may
// the pages write, until people and rights exist.
func onLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Version changes with the log and with the day.
func (s *siteEvidence) Version(ctx context.Context) (string, error) {
	state, err := s.cor.Recent(ctx)
	if err != nil {
		return "", err
	}
	return strconv.FormatInt(state.Seq, 10) + "@" + string(s.a.today()), nil
}

// Index answers questions about cells, with the decisions that held on a day.
func (s *siteEvidence) Index(ctx context.Context, day evidence.Date) (*resolve.Index, error) {
	state, err := s.cor.Recent(ctx)
	if err != nil {
		return nil, err
	}
	return state.Index(day), nil
}

// Claims gives every claim that stands, as decisions left it.
func (s *siteEvidence) Claims(ctx context.Context) ([]evidence.Claim, error) {
	state, err := s.cor.Recent(ctx)
	if err != nil {
		return nil, err
	}
	return state.Decided(s.a.today()), nil
}

// Documents gives every document, bodies left out.
func (s *siteEvidence) Documents(ctx context.Context) ([]evidence.Document, error) {
	state, err := s.cor.Recent(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]evidence.Document, len(state.Documents))
	for i, d := range state.Documents {
		d.Body = ""
		out[i] = d
	}
	return out, nil
}

// Document gives one document with its body.
func (s *siteEvidence) Document(ctx context.Context, id string) (evidence.Document, error) {
	return s.a.db.Document(ctx, id)
}

// Origins gives the clusters behind the index of the same day.
func (s *siteEvidence) Origins(ctx context.Context, day evidence.Date) (origin.Result, error) {
	state, err := s.cor.Recent(ctx)
	if err != nil {
		return origin.Result{}, err
	}
	return state.Origins(day), nil
}

// Decisions gives the chain of decisions, oldest first.
func (s *siteEvidence) Decisions(ctx context.Context) ([]evidence.Decision, error) {
	state, err := s.cor.Recent(ctx)
	if err != nil {
		return nil, err
	}
	return state.Decisions, nil
}
