package review_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
	"assay/review"
	"assay/text"
)

var theCatalogue = sync.OnceValues(catalogue.BuiltIn)

func world(t testing.TB, extra ...evidence.Claim) review.World {
	t.Helper()
	cat, err := theCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	claims := append(slices.Clone(cat.Claims()), extra...)
	return review.World{Catalogue: cat, Claims: claims, AsOf: "2026-11-24",
		Origins: origin.Cluster(origin.Input{Claims: claims, Catalogue: cat})}
}

// waiting is a claim read in a document that nobody has reviewed.
func waiting(id, model, modelID, silicon string, stage evidence.Stage) evidence.Claim {
	return evidence.Claim{ID: id, Kind: evidence.KindExtracted, DocumentID: "doc-" + id, Model: model, ModelID: modelID, Stage: stage, Silicon: silicon,
		Relation: evidence.Used, Hedge: evidence.Asserted, Attribution: evidence.ByPaper, Evidence: evidence.E2, Interest: evidence.InterestAligned,
		Quote: "trained", Start: 0, End: 7, Published: "2026-03-01", KnownSince: "2026-03-01", SourcePublisher: "Paper " + id, Review: evidence.Unreviewed}
}

func accept(c *evidence.Claim) { c.Review = evidence.Accepted }

// TestEffect_fills tells that accepting a claim fills an unknown cell, and that
// the cells of other models stay out of it.
func TestEffect_fills(t *testing.T) {
	c := waiting("x1", "Grok-3", "grok-3", "Google TPU", evidence.Inference)
	got := review.Effect(world(t, c), "x1", "en", accept)
	if len(got) != 1 || got[0].Stage != evidence.Inference || !strings.Contains(got[0].After, "TPU") || strings.Contains(got[0].Before, "TPU") {
		t.Errorf("effect %+v", got)
	}
	if none := review.Effect(world(t, c), "x1", "en", func(c *evidence.Claim) { c.Review = evidence.Rejected }); len(none) != 0 {
		t.Errorf("rejecting changes %+v", none)
	}
}

// TestQueue_order puts what changes most first and leaves out what was decided.
func TestQueue_order(t *testing.T) {
	a, b, done := waiting("a", "A", "", "Nvidia", evidence.Inference), waiting("b", "B", "", "Nvidia", evidence.Inference), waiting("c", "C", "", "Nvidia", evidence.Inference)
	done.Review = evidence.Accepted
	merges := []origin.Edge{{A: "a", B: "b", Reason: "same words"}, {A: "a", B: "c"}}
	names := []review.Name{{ID: "n1", Name: "Meridian-9", Kind: "model"}, {ID: "n2", Name: "Meridian-9", Kind: "model"}}
	items := review.Queue([]evidence.Claim{a, b, done}, merges, names, map[string]bool{"c+a": true}, func(c *evidence.Claim) int {
		return map[string]int{"b": 2}[c.ID]
	})
	var got []string
	for _, x := range items {
		got = append(got, x.ID)
	}
	if want := []string{"b", "a", "a+b", "n1"}; !slices.Equal(got, want) {
		t.Errorf("queue %v, expected %v", got, want)
	}
}

// TestNearest takes the claims of the same model, the closest first, and never
// the claim itself.
func TestNearest(t *testing.T) {
	w := world(t)
	c := waiting("x", "DeepSeek-V3", "deepseek-v3", "Nvidia H800", evidence.PreTraining)
	near := review.Nearest(w.Claims, &c, w.Origins.Of, 5)
	if len(near) == 0 || near[0].Claim.ModelID != "deepseek-v3" || near[0].Claim.Stage != evidence.PreTraining || near[0].Claim.Silicon != "Nvidia H800" {
		t.Fatalf("nearest %+v", near)
	}
	for _, n := range near {
		if n.Claim.ID == c.ID || n.Claim.ModelID != c.ModelID {
			t.Errorf("%s is not near", n.Claim.ID)
		}
	}
}

// TestCheckQuote_property: a quote passes exactly where it is the text at its
// offsets.
func TestCheckQuote_property(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := text.Normalize(rapid.StringMatching(`[a-c 训练国é]{1,40}`).Draw(t, "body"))
		quote := rapid.StringMatching(`[a-c 训练国é]{0,6}`).Draw(t, "quote")
		start := rapid.IntRange(-2, 42).Draw(t, "start")
		end := start + len([]rune(quote))
		got, ok := text.Slice(body, start, end)
		want := ok && got == quote && strings.TrimSpace(quote) != ""
		if err := review.CheckQuote(body, quote, start, end); (err == nil) != want {
			t.Fatalf("CheckQuote(%q, %q, %d, %d) = %v", body, quote, start, end, err)
		}
	})
}

// TestFindQuote refuses words that do not stand in the text, also when they
// nearly do.
func TestFindQuote(t *testing.T) {
	body := "Der Chip. GLM-5 was trained on Ascend. GLM-5 was trained on Ascend."
	start, end, err := review.FindQuote(body, "GLM-5 was trained on Ascend", 45)
	if got, _ := text.Slice(body, start, end); err != nil || got != "GLM-5 was trained on Ascend" || start != 39 {
		t.Errorf("%d-%d %q %v", start, end, got, err)
	}
	for _, bad := range []string{"GLM-5 was trained on ascend", "GLM-5 was  trained on Ascend", "", "nowhere"} {
		if _, _, err := review.FindQuote(body, bad, 0); evidence.KindOf(err) != evidence.Invalid {
			t.Errorf("%q gives %v", bad, err)
		}
	}
}
