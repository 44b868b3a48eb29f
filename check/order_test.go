package check_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"assay/check"
	"assay/evidence"
)

// TestCheck_orderAndCopies: the order of rows and claims does not matter, a
// claim given twice changes nothing, and a claim that nobody reviewed bears on
// nothing.
func TestCheck_orderAndCopies(t *testing.T) {
	w := newWorld(t)
	doc := evidence.Document{Title: "x", Lang: "en", Published: "2026-08-25", Body: "DeepSeek trained DeepSeek-V4-Pro on more than 1,000 Ascend 910C chips. " +
		"GLM-5.2 was trained on Ascend 910B. No Chinese model has been pre-trained on domestic chips. Grok-3 is served on Google TPUs."}
	in := check.Input{Catalogue: w.cat, Document: doc, Read: w.reader.Read(doc).Claims, Now: w.rows("2026-11-24"), Then: w.rows("2026-08-25"), Claims: w.cat.Claims(), AsOf: "2026-11-24", Lang: "en"}
	if len(in.Read) < 3 {
		t.Fatalf("%d claims read", len(in.Read))
	}
	want := printed(t, check.Check(in))
	shuffled := in
	shuffled.Claims = append(slices.Clone(in.Claims), in.Claims[:50]...)
	extra := in.Claims[0]
	extra.ID, extra.Kind, extra.Review, extra.ModelID, extra.Model = "unreviewed", evidence.KindExtracted, evidence.Unreviewed, "grok-3", "Grok-3"
	extra.Stage, extra.Silicon, extra.Relation, extra.Evidence, extra.Hedge = evidence.Inference, "Google TPU", evidence.Used, evidence.E2, evidence.Asserted
	shuffled.Claims = append(shuffled.Claims, extra)
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(shuffled.Claims), func(i, j int) {
		shuffled.Claims[i], shuffled.Claims[j] = shuffled.Claims[j], shuffled.Claims[i]
	})
	shuffled.Read = slices.Clone(in.Read)
	slices.Reverse(shuffled.Read)
	if got := printed(t, check.Check(shuffled)); got != want {
		t.Errorf("the report depends on order or copies:\n%s\n%s", want, got)
	}
}

func printed(t *testing.T, r check.Report) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
