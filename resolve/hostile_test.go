package resolve_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"assay/evidence"
	"assay/origin"
	"assay/resolve"
)

func made(id string, change func(*evidence.Claim)) evidence.Claim {
	cat, err := named()
	if err != nil {
		panic(err)
	}
	m, _ := cat.Model("deepseek-v3")
	c := evidence.Claim{ID: id, Kind: evidence.KindRecord, Model: m.Name, ModelID: m.ID, Developer: m.Developer, DeveloperCountry: m.Country,
		Stage: evidence.PreTraining, Silicon: "Nvidia H800", Relation: evidence.Used, Hedge: evidence.Asserted, Evidence: evidence.E2,
		Attribution: evidence.ByPaper, Interest: evidence.InterestAligned, SourcePublisher: "Outlet", SourceTitle: id,
		KnownSince: "2024-12-26", Origin: "card", Review: evidence.Accepted}
	if change != nil {
		change(&c)
	}
	return c
}

func indexOf(claims ...evidence.Claim) *resolve.Index {
	cat, _ := named()
	return resolve.NewIndex(resolve.Input{Catalogue: cat, Claims: claims, Origins: origin.Cluster(origin.Input{Catalogue: cat, Claims: claims})})
}

func hasRule(x *resolve.Index, rule string) bool {
	return slices.ContainsFunc(x.Findings(), func(f evidence.Finding) bool { return f.Rule == rule })
}

func TestHostile_futureDate(t *testing.T) {
	read := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	x := indexOf(made("now", nil), made("later", func(c *evidence.Claim) {
		c.KnownSince, c.RecordedAt, c.Silicon, c.Origin = "2031-01-01", read, "Huawei Ascend", "else"
	}))
	r, _ := x.Model("deepseek-v3", resolve.Options{})
	if c := r.Cells[evidence.PreTraining]; !slices.Equal(c.Claims, []string{"now"}) {
		t.Errorf("a claim of 2031 takes part today: %s", c.Sentence)
	}
	if !hasRule(x, "future-date") {
		t.Errorf("no finding on the date: %v", x.Findings())
	}
	if r, _ := x.Model("deepseek-v3", resolve.Options{AsOf: "2031"}); len(r.Cells[evidence.PreTraining].Claims) != 2 {
		t.Error("the claim of 2031 is lost")
	}
}

func TestHostile_supersededByNothing(t *testing.T) {
	x := indexOf(made("a", func(c *evidence.Claim) { c.SupersededBy = "nobody" }), made("b", func(c *evidence.Claim) { c.SupersededBy = "b" }))
	r, _ := x.Model("deepseek-v3", resolve.Options{})
	if len(r.Cells[evidence.PreTraining].Claims) != 2 || !hasRule(x, "superseded-by") {
		t.Errorf("got %v, findings %v", r.Cells[evidence.PreTraining].Claims, x.Findings())
	}
}

func TestHostile_supersessionRing(t *testing.T) {
	x := indexOf(made("a", func(c *evidence.Claim) { c.SupersededBy = "b" }), made("b", func(c *evidence.Claim) { c.SupersededBy = "a" }))
	r, _ := x.Model("deepseek-v3", resolve.Options{})
	if len(r.Cells[evidence.PreTraining].Claims) != 2 || !hasRule(x, "superseded-by") {
		t.Errorf("two claims that replace each other: %v, findings %v", r.Cells[evidence.PreTraining].Claims, x.Findings())
	}
}

func TestHostile_unknownWords(t *testing.T) {
	x := indexOf(made("stage", func(c *evidence.Claim) { c.Stage = "dreaming" }),
		made("silicon", func(c *evidence.Claim) { c.Silicon = "Positronic Brain" }),
		made("model", func(c *evidence.Claim) { c.ModelID, c.Model = "", "Example-LM 2" }),
		made("date", func(c *evidence.Claim) { c.KnownSince = "yesterday" }))
	if !hasRule(x, "stage") || !hasRule(x, "no-part") {
		t.Errorf("findings %v", x.Findings())
	}
	r, ok := x.Model(resolve.NewModelID("Example-LM 2"), resolve.Options{})
	if !ok || r.Cells[evidence.PreTraining].Verdict != evidence.SelfReported {
		t.Errorf("a new name has no row: %v %v", ok, r)
	}
	for _, o := range []resolve.Options{{AsOf: "soon"}, {By: "taste"}, {Floor: "E0"}, {MinOrigins: -1}} {
		if err := o.Check(); evidence.KindOf(err) != evidence.Invalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestHostile_copies: ten thousand copies raise documents and nothing else, and
// no cell of ten thousand claims takes long.
func TestHostile_copies(t *testing.T) {
	claims := []evidence.Claim{made("root", nil), made("other", func(c *evidence.Claim) {
		c.Silicon, c.Origin, c.Exclusive, c.Evidence, c.Attribution = "Huawei Ascend", "x", true, evidence.E6, evidence.ByDocument
	})}
	copies := 10_000
	if testing.Short() {
		copies = 1000
	}
	for i := range copies {
		claims = append(claims, made(fmt.Sprintf("copy%05d", i), func(c *evidence.Claim) {
			c.Evidence, c.RootEvidence, c.SourceTitle, c.SourcePublisher = evidence.E0, evidence.E2, c.ID, "Digest"
		}))
	}
	x := indexOf(claims...)
	if q := x.ContradictionsOf("deepseek-v3", resolve.Options{}); len(q) != 2 { // identity and exclusivity
		t.Errorf("ten thousand copies of one side give %d contradictions: %s", len(q), printed(q)[:200])
	}
	r, _ := x.Model("deepseek-v3", resolve.Options{})
	c := r.Cells[evidence.PreTraining]
	if c.Origins != 1 || c.Documents != copies+1 || c.Verdict != evidence.SelfReported || c.Evidence != evidence.E2 {
		t.Errorf("got %d origins, %d documents, %s", c.Origins, c.Documents, c.Sentence[:200])
	}
}

// TestConcurrent asks one index many things at once; the race detector looks on.
func TestConcurrent(t *testing.T) {
	x := builtIn(t)
	done := make(chan bool)
	for i := range 8 {
		go func() {
			defer func() { done <- true }()
			o := resolve.Options{AsOf: evidence.Date(fmt.Sprintf("2026-%02d", 1+i)), Unreviewed: i%2 == 0}
			x.Matrix(o)
			x.Contradictions(o)
			x.History("longcat-2-0", o)
			x.Levers("glm-5", evidence.TrainingUnspecified, o)
		}()
	}
	for range 8 {
		<-done
	}
}
