package gap

import (
	"testing"

	"assay/origin"
	"assay/resolve"
)

// BenchmarkCompute works out a whole report from the built-in records.
func BenchmarkCompute(b *testing.B) {
	c := builtIn(b)
	claims := c.Claims()
	rows := resolve.Matrix(resolve.Input{Catalogue: c, Claims: claims, Origins: origin.Cluster(origin.Input{Catalogue: c, Claims: claims})})
	c.Scores() // read on first use
	for b.Loop() {
		if _, err := Compute(Input{Catalogue: c, Rows: rows, Claims: claims}); err != nil {
			b.Fatal(err)
		}
	}
}
