package resolve_test

import (
	"fmt"
	"testing"

	"assay/evidence"
	"assay/origin"
	"assay/origin/origintest"
	"assay/resolve"
)

// store is a generated set of claims on all models of the catalogue.
func store(b *testing.B, claims int) resolve.Input {
	b.Helper()
	cat, err := named()
	if err != nil {
		b.Fatal(err)
	}
	var models []string
	for _, m := range cat.Models() {
		models = append(models, m.ID)
	}
	docs, list := origintest.Corpus(claims/3, models, 11)
	for i := range docs {
		docs[i].Body = "" // the quote check is the reader's; bodies are not held here
	}
	o := origin.Cluster(origin.Input{Catalogue: cat, Claims: list, Documents: docs, Near: []origin.Near{}, Stories: []origin.Edge{}})
	return resolve.Input{Catalogue: cat, Claims: list, Origins: o}
}

// BenchmarkResolve works out every cell of a store from its claims and keys.
func BenchmarkResolve(b *testing.B) {
	for _, n := range []int{999, 10_000, 100_000, 300_000} {
		in := store(b, n)
		b.Run(fmt.Sprintf("claims=%d", n), func(b *testing.B) {
			for b.Loop() {
				resolve.Matrix(in)
			}
		})
	}
}

// BenchmarkMatrixWarm asks for the matrix of random days of an index that has
// seen them before.
func BenchmarkMatrixWarm(b *testing.B) {
	x := resolve.NewIndex(store(b, 300_000))
	var days []evidence.Date
	for y := 2023; y < 2026; y++ {
		for m := 1; m <= 12; m++ {
			days = append(days, evidence.Date(fmt.Sprintf("%d-%02d", y, m)))
		}
	}
	for _, d := range days {
		x.Matrix(resolve.Options{AsOf: d})
	}
	d := origintest.Dice(5)
	for b.Loop() {
		x.Matrix(resolve.Options{AsOf: days[d.Intn(len(days))]})
	}
}

// BenchmarkMatrixCold asks for days that nobody asked for before.
func BenchmarkMatrixCold(b *testing.B) {
	x := resolve.NewIndex(store(b, 300_000))
	i := 0
	for b.Loop() {
		x.Matrix(resolve.Options{AsOf: evidence.Date(fmt.Sprintf("%d-%02d-%02d", 2024+i/168%2, 1+i/14%12, 1+i*2%28))})
		i++
	}
}

// BenchmarkRecords is the built-in matrix from its claims, origins included.
func BenchmarkRecords(b *testing.B) {
	cat, err := named()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		o := origin.Cluster(origin.Input{Catalogue: cat, Claims: cat.Claims()})
		resolve.Matrix(resolve.Input{Catalogue: cat, Claims: cat.Claims(), Origins: o})
	}
}

// BenchmarkContradictions finds what contradicts what in a whole store.
func BenchmarkContradictions(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		x := resolve.NewIndex(store(b, n))
		b.Run(fmt.Sprintf("claims=%d", n), func(b *testing.B) {
			for b.Loop() {
				x.Contradictions(resolve.Options{})
			}
		})
	}
}
