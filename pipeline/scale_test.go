package pipeline_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/catalogue"
	"assay/evidence"
	"assay/pipeline"
	"assay/resolve"
	"assay/store"
)

// maker makes documents with claims about the catalogue's models, the same for
// the same seed; one in twenty is a near-copy of an earlier one.
type maker struct {
	random *rand.Rand
	models []catalogue.Model
	last   []string
	n      int
}

var (
	chips  = []string{"Huawei Ascend 910B", "Nvidia H800", "Huawei Ascend 910C", "Nvidia H20", "Moore Threads MTT S5000", "Nvidia A100", "Google TPU v4"}
	verbs  = map[evidence.Stage]string{evidence.PreTraining: "pre-trained", evidence.PostTraining: "post-trained", evidence.Inference: "served", evidence.TrainingUnspecified: "trained"}
	corpus = strings.Fields("market power city report plan year cluster memory price order supply engineer bank school winter river product rival margin factory tender council harbour network study licence quarter customer number station")
)

func newMaker(cat *catalogue.Catalogue, seed uint64) *maker {
	return &maker{random: rand.New(rand.NewPCG(seed, 1)), models: cat.Models()}
}

func (m *maker) document() (evidence.Document, []evidence.Claim) {
	m.n++
	var words []string
	if m.n%20 == 0 && len(m.last) > 0 {
		words = append([]string(nil), m.last...)
		for range len(words) / 50 {
			words[m.random.IntN(len(words))] = corpus[m.random.IntN(len(corpus))]
		}
	} else {
		for range 100 {
			words = append(words, corpus[m.random.IntN(len(corpus))]+strconv.Itoa(m.random.IntN(60)))
		}
	}
	m.last = words
	body := strings.Join(words, " ") + ".\n"
	d := evidence.Document{Name: fmt.Sprint("doc-", m.n), Title: fmt.Sprint("Report ", m.n), Publisher: fmt.Sprint("Post ", m.random.IntN(300)), Lang: "en",
		Published: evidence.Date(fmt.Sprintf("2026-%02d-%02d", 1+m.random.IntN(9), 1+m.random.IntN(28)))}
	var claims []evidence.Claim
	for range 3 {
		model, chip := m.models[m.random.IntN(len(m.models))], chips[m.random.IntN(len(chips))]
		stage := evidence.Stages()[m.random.IntN(4)]
		quote := fmt.Sprintf("%s was %s on %s", model.Name, verbs[stage], chip)
		start := len([]rune(body))
		body += quote + ".\n"
		claims = append(claims, evidence.Claim{Kind: evidence.KindExtracted, Model: model.Name, ModelID: model.ID, Stage: stage, Silicon: chip,
			Relation: evidence.Used, Hedge: evidence.Reported, Attribution: evidence.ByMedia, Review: evidence.Unreviewed, Reader: "rules-1",
			Quote: quote, Start: start, End: start + len([]rune(quote)), Published: d.Published, SourcePublisher: d.Publisher, SourceTitle: d.Title})
	}
	d.Body = body
	d.TextID = evidence.TextID(body)
	d.ID = evidence.DocumentID("", d.Publisher, d.Title, d.TextID)
	for i := range claims {
		claims[i].DocumentID = d.ID
		claims[i].ID = claims[i].ContentHash()
		claims[i].Hash = claims[i].ID
	}
	return d, claims
}

// fill makes a store with n documents, settled.
func fill(tb testing.TB, n int) (*store.DB, *pipeline.Corridor, *maker) {
	tb.Helper()
	cat, err := catalogue.BuiltIn()
	if err != nil {
		tb.Fatal(err)
	}
	file := filepath.Join(tb.TempDir(), "s.db")
	db, err := store.Open(tb.Context(), "sqlite:"+file)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	cor := pipeline.New(db, cat, time.Now)
	if _, err := cor.Fill(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	m := newMaker(cat, 7)
	for range n {
		d, claims := m.document()
		if _, err := db.AddDocument(tb.Context(), d, "rules-1", claims, nil); err != nil {
			tb.Fatal(err)
		}
	}
	if _, err := cor.Settle(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return db, cor, m
}

// scale is how many documents the benchmarks store first: 1,000, or ASSAY_SCALE.
func scale(tb testing.TB) int {
	s := os.Getenv("ASSAY_SCALE")
	if s == "" {
		return 1000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		tb.Fatalf("ASSAY_SCALE=%q is not a number", s)
	}
	return n
}

// BenchmarkScale measures over one large store: adding one document (stored,
// near-copies found, verdicts settled), loading everything, and resolving every
// cell, unreviewed claims too.
func BenchmarkScale(b *testing.B) {
	db, cor, m := fill(b, scale(b))
	ctx := context.Background()
	b.Run("add", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			d, claims := m.document()
			b.StartTimer()
			if _, err := db.AddDocument(ctx, d, "rules-1", claims, nil); err != nil {
				b.Fatal(err)
			}
			if _, err := cor.Settle(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	var state *pipeline.State
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			var err error
			if state, err = pipeline.New(db, cor.Catalogue(), time.Now).State(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("verdicts", func(b *testing.B) {
		for b.Loop() {
			fresh := state.Fresh()
			if rows := fresh.Matrix(resolve.Options{AsOf: "2026-11-24", Unreviewed: true}); len(rows) == 0 {
				b.Fatal("no rows")
			}
		}
	})
}
