package resolve_test

import (
	"testing"

	"assay/evidence"
	"assay/resolve"
)

// TestGrade_records grades the first-hand records anew, as if their sources had
// been read: by hand and by rule they must weigh the same, nearly always.
func TestGrade_records(t *testing.T) {
	cat, err := named()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{"paper": "paper", "code-host": "readme", "developer": "model-card", "chip-vendor": "readme",
		"press": "news", "wire": "news", "analyst": "analysis"}
	n, same, interest := 0, 0, 0
	for _, r := range cat.Claims() {
		if r.Evidence == evidence.E0 {
			continue // a record does not keep the wording by which it names its source
		}
		c := r
		c.Kind, c.Evidence, c.Interest = evidence.KindExtracted, "", ""
		g := resolve.Grade(cat, c, &evidence.Document{Publisher: c.SourcePublisher, Kind: kinds[c.PublisherKind], Title: c.SourceTitle})
		n++
		if g.Weight() == r.Weight() {
			same++
		} else {
			t.Logf("%s: %s by hand, %s by rule (%s, %s, %s)", r.ID, r.Weight(), g.Weight(), r.Attribution, r.PublisherKind, r.Hedge)
		}
		if g.Interest == r.Interest {
			interest++
		}
		if g.Evidence == evidence.E1 {
			t.Errorf("%s: the program gave E1", r.ID)
		}
	}
	t.Logf("%d of %d weigh the same, %d have the same interest", same, n, interest)
	if same*100 < 90*n || interest*100 < 95*n {
		t.Errorf("%d of %d weigh the same, %d have the same interest", same, n, interest)
	}
}

func TestGrade_cases(t *testing.T) {
	cat, err := named()
	if err != nil {
		t.Fatal(err)
	}
	base := evidence.Claim{Kind: evidence.KindExtracted, ModelID: "deepseek-v3", Model: "DeepSeek-V3", Developer: "DeepSeek", DeveloperCountry: "CN",
		Stage: evidence.PreTraining, Silicon: "Nvidia H800", Relation: evidence.Used, Hedge: evidence.Asserted, Quote: "q", End: 1}
	for _, k := range []struct {
		name      string
		change    func(*evidence.Claim)
		publisher string
		kind      string
		class     evidence.Class
		root      evidence.Class
		interest  evidence.Interest
	}{
		{"model card of the developer", func(c *evidence.Claim) { c.Attribution = evidence.ByDeveloper }, "DeepSeek", "model-card", evidence.E2, "", evidence.InterestAligned},
		{"card that names no chip", func(c *evidence.Claim) { c.Attribution, c.Silicon = evidence.ByDeveloper, "domestic-unnamed" }, "DeepSeek", "model-card", evidence.E3, "", evidence.InterestAligned},
		{"press release of the vendor", func(c *evidence.Claim) { c.Attribution = evidence.ByChipVendor }, "Nvidia", "press-release", evidence.E3, "", evidence.InterestAligned},
		{"press on the developer", func(c *evidence.Claim) { c.Attribution = evidence.ByDeveloper }, "Reuters", "news", evidence.E4, "", evidence.InterestAligned},
		{"press on unnamed people", func(c *evidence.Claim) { c.Attribution = evidence.ByAnonymous }, "Reuters", "news", evidence.E5, "", evidence.InterestNone},
		{"another outlet's account", func(c *evidence.Claim) { c.Attribution, c.NamedSource = evidence.ByAnonymous, "the FT" }, "Reuters", "news", evidence.E0, evidence.E5, evidence.InterestNone},
		{"another outlet on the developer", func(c *evidence.Claim) { c.Attribution, c.NamedSource = evidence.ByDeveloper, "the FT" }, "Reuters", "news", evidence.E0, evidence.E3, evidence.InterestAligned},
		{"its own outlet named", func(c *evidence.Claim) { c.Attribution, c.NamedSource = evidence.ByAnonymous, "Reuters" }, "Reuters", "news", evidence.E5, "", evidence.InterestNone},
		{"a post", func(c *evidence.Claim) { c.Attribution = evidence.BySocialMedia }, "X", "post", evidence.E7, "", evidence.InterestNone},
		{"a digest in its own voice", func(c *evidence.Claim) { c.Attribution = evidence.ByDocument }, "AI-DAMN", "news", evidence.E7, "", evidence.InterestNone},
		{"a developer's failure", func(c *evidence.Claim) {
			c.Attribution, c.Relation, c.Silicon = evidence.ByDeveloper, evidence.AttemptedFailed, "Huawei Ascend"
		}, "Reuters", "news", evidence.E4, "", evidence.InterestOpposed},
		{"a chip maker on another's chip", func(c *evidence.Claim) { c.Attribution, c.Developer = evidence.ByDeveloper, "Huawei" }, "Reuters", "news", evidence.E4, "", evidence.InterestOpposed},
	} {
		c := base
		k.change(&c)
		g := resolve.Grade(cat, c, &evidence.Document{ID: "d", Publisher: k.publisher, Kind: k.kind})
		if g.Evidence != k.class || g.RootEvidence != k.root || g.Interest != k.interest {
			t.Errorf("%s: got %s %s %s, want %s %s %s", k.name, g.Evidence, g.RootEvidence, g.Interest, k.class, k.root, k.interest)
		}
	}
}

// TestGrade_root: a copy adds nothing to a root that is held.
func TestGrade_root(t *testing.T) {
	cat, err := named()
	if err != nil {
		t.Fatal(err)
	}
	root := evidence.Claim{ID: "root", Kind: evidence.KindExtracted, ModelID: "deepseek-r2", Stage: evidence.TrainingUnspecified, Silicon: "Nvidia",
		Relation: evidence.Used, Hedge: evidence.Reported, Attribution: evidence.ByAnonymous, Evidence: evidence.E5, SourcePublisher: "Financial Times"}
	g := resolve.NewGrader(cat, []evidence.Claim{root})
	copied := root
	copied.ID, copied.Evidence, copied.NamedSource, copied.SourcePublisher = "copy", "", "the FT", "Reuters"
	if got := g.Grade(copied, nil); got.Evidence != evidence.E0 || got.RootEvidence != evidence.E5 {
		t.Errorf("faithful copy: %s %s", got.Evidence, got.RootEvidence)
	}
	copied.Silicon = "Nvidia H20"
	if got := g.Grade(copied, nil); got.RootEvidence != evidence.E7 {
		t.Errorf("a copy that adds the H20 weighs %s", got.RootEvidence)
	}
}
