package catalogue

import "testing"

func BenchmarkBuiltIn(b *testing.B) {
	for b.Loop() {
		if _, err := BuiltIn(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestBuiltIn_counts(t *testing.T) {
	c, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	if got := len(c.Models()); got != 695 {
		t.Errorf("%d models, want 593 + 102", got)
	}
	if got := len(c.Claims()); got != 398 {
		t.Errorf("%d claims, want 398", got)
	}
	if got := len(c.Lattice().Nodes()); got != 216 {
		t.Errorf("%d nodes, want 216", got)
	}
}
