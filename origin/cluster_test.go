package origin_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
)

func builtIn(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// said is an extracted claim of a document that a test makes up.
func said(id string, d *evidence.Document, by evidence.Attribution) evidence.Claim {
	c := evidence.Claim{ID: id, Kind: evidence.KindExtracted, Model: "DeepSeek-R2", ModelID: "deepseek-r2", Developer: "DeepSeek",
		DeveloperCountry: "CN", Stage: evidence.TrainingUnspecified, Silicon: "Nvidia", Relation: evidence.Used,
		Hedge: evidence.Reported, Attribution: by, Interest: evidence.InterestNone, Quote: "q", End: 1}
	if d != nil {
		c.DocumentID, c.SourcePublisher, c.SourceURL, c.Published, c.KnownSince = d.ID, d.Publisher, d.Address, d.Published, d.Published
	}
	return c
}

func doc(id, publisher, body string) *evidence.Document {
	return &evidence.Document{ID: id, TextID: evidence.TextID(body), Name: id, Publisher: publisher, Lang: "en", Body: body, Published: "2025-08-16"}
}

func sameOrigin(t *testing.T, r origin.Result, a, b string, want bool) {
	t.Helper()
	if got := r.Of[a] == r.Of[b]; got != want {
		t.Errorf("%s and %s share an origin: %v, want %v (%s, %s)", a, b, got, want, r.Of[a], r.Of[b])
	}
}

const story = "The attempt to train the model on domestic accelerators failed because of persistent technical problems, people familiar with the matter said, and the company went back to foreign chips for the training run while the domestic parts were kept for serving. A team of engineers was sent to the site but a successful run was not reached before the summer, and the release was put off by some weeks."

func TestD1_namedSource(t *testing.T) {
	a, b := doc("a", "Sample Times", "first text"), doc("b", "Example Post", "second text")
	x, y, z := said("x", a, evidence.ByMedia), said("y", b, evidence.ByAnonymous), said("z", doc("c", "Third Paper", "third"), evidence.ByAnonymous)
	x.NamedSource, y.NamedSource = "the Example Courier", "Example Courier"
	r := origin.Cluster(origin.Input{Claims: []evidence.Claim{x, y, z}, Documents: []evidence.Document{*a, *b}})
	if r.Of["x"] == r.Of["y"] {
		t.Log("the article in front of a name is folded by the catalogue alone")
	}
	cat := builtIn(t)
	x.NamedSource, y.NamedSource = "the FT", "《金融时报》"
	r = origin.Cluster(origin.Input{Catalogue: cat, Claims: append([]evidence.Claim{x, y, z}, cat.Claims()...)})
	sameOrigin(t, r, "x", "y", true)
	sameOrigin(t, r, "x", "z", false)
	sameOrigin(t, r, "x", "ds-r2-back-nvidia", true) // the record's origin is the FT's account
	for _, o := range r.Origins {
		if o.ID == r.Of["x"] && o.Rule != origin.D1 {
			t.Errorf("the reason is %s %q, want D1", o.Rule, o.Reason)
		}
	}
}

func TestD1_theSourceItself(t *testing.T) {
	cat := builtIn(t)
	root, copied := said("root", doc("a", "Reuters", "root text"), evidence.ByAnonymous), said("copy", doc("b", "Example Post", "copy text"), evidence.ByMedia)
	copied.NamedSource = "路透社"
	r := origin.Cluster(origin.Input{Catalogue: cat, Claims: []evidence.Claim{root, copied}})
	sameOrigin(t, r, "root", "copy", true)
	copied.ModelID, copied.Model = "glm-5", "GLM-5" // another fact: another origin
	r = origin.Cluster(origin.Input{Catalogue: cat, Claims: []evidence.Claim{root, copied}})
	sameOrigin(t, r, "root", "copy", false)
}

func TestD2_addressAndWire(t *testing.T) {
	a, b := doc("a", "One", "text one"), doc("b", "Two", "text two")
	a.Address, b.Address = "https://www.example.org/story/?utm_source=x", "http://example.org/story#top"
	r := origin.Cluster(origin.Input{Claims: []evidence.Claim{said("x", a, evidence.ByAnonymous), said("y", b, evidence.ByAnonymous)}, Documents: []evidence.Document{*a, *b}})
	sameOrigin(t, r, "x", "y", true)
	a.Address, b.Address, a.Syndicate, b.Syndicate = "", "", "Example Wire", "example wire"
	r = origin.Cluster(origin.Input{Claims: []evidence.Claim{said("x", a, evidence.ByAnonymous), said("y", b, evidence.ByAnonymous)}, Documents: []evidence.Document{*a, *b}})
	sameOrigin(t, r, "x", "y", true)
}

func TestD2_oneDocumentTwoVoices(t *testing.T) {
	a := doc("a", "Example Wire", "text")
	accusation, denial := said("x", a, evidence.ByAnonymous), said("y", a, evidence.ByDeveloper)
	second := said("z", a, evidence.ByAnonymous)
	r := origin.Cluster(origin.Input{Claims: []evidence.Claim{accusation, denial, second}, Documents: []evidence.Document{*a}})
	sameOrigin(t, r, "x", "y", false)
	sameOrigin(t, r, "x", "z", true)
}

func TestD3_nearCopy(t *testing.T) {
	a, b, c := doc("a", "One", story), doc("b", "Two", "(Agency) "+story), doc("c", "Three", strings.Repeat("Nothing of the kind is told in this text, which speaks of weather. ", 6))
	r := origin.Cluster(origin.Input{Documents: []evidence.Document{*a, *b, *c},
		Claims: []evidence.Claim{said("x", a, evidence.ByAnonymous), said("y", b, evidence.ByAnonymous), said("z", c, evidence.ByAnonymous)}})
	sameOrigin(t, r, "x", "y", true)
	sameOrigin(t, r, "x", "z", false)
	if i := slices.IndexFunc(r.Edges, func(e origin.Edge) bool { return e.Rule == origin.D3 }); i < 0 {
		t.Errorf("no edge of D3: %v", r.Edges)
	}
}

func TestD3_copyThatDropsTheAttribution(t *testing.T) {
	a, b := doc("a", "One", story), doc("b", "Two", story+" More follows.")
	x, y := said("x", a, evidence.ByDeveloper), said("y", b, evidence.ByDocument)
	r := origin.Cluster(origin.Input{Documents: []evidence.Document{*a, *b}, Claims: []evidence.Claim{x, y}})
	sameOrigin(t, r, "x", "y", true)
}

func TestD5_countsOnly(t *testing.T) {
	a, b := doc("a", "One", "paper of one year"), doc("b", "Two", "interview of another")
	x, y := said("x", a, evidence.ByPaper), said("y", b, evidence.ByDeveloper)
	x.Interest, y.Interest = evidence.InterestAligned, evidence.InterestAligned
	r := origin.Cluster(origin.Input{Documents: []evidence.Document{*a, *b}, Claims: []evidence.Claim{x, y}})
	sameOrigin(t, r, "x", "y", false)
	ids, keys := []string{"x", "y"}, [][]origin.Key{r.Keys["x"], r.Keys["y"]}
	if c := origin.Components(ids, keys, nil, true, ""); c[0] != c[1] {
		t.Error("D5 does not join the developer's paper and person for counting")
	}
}

func TestOverrides(t *testing.T) {
	a, b, c := doc("a", "One", "first"), doc("b", "Two", "second"), doc("c", "Three", "third")
	x, y, z := said("x", a, evidence.ByAnonymous), said("y", b, evidence.ByAnonymous), said("z", c, evidence.ByAnonymous)
	x.NamedSource, y.NamedSource = "Example Courier", "Example Courier"
	in := origin.Input{Claims: []evidence.Claim{x, y, z}}
	merge := origin.Override{Seq: 1, A: "y", B: "z", On: "2026-01-01", Person: "keeper", Reason: "one leak"}
	in.Overrides = []origin.Override{merge}
	r := origin.Cluster(in)
	sameOrigin(t, r, "y", "z", true)
	split := origin.Override{Seq: 2, Split: true, A: "y", B: "x", On: "2026-02-01", Person: "keeper", Reason: "another article"}
	in.Overrides = []origin.Override{merge, split}
	r = origin.Cluster(in)
	sameOrigin(t, r, "x", "y", false)
	sameOrigin(t, r, "y", "z", true)
	back := split
	back.Seq, back.Split = 3, false
	in.Overrides = []origin.Override{merge, split, back}
	r = origin.Cluster(in)
	sameOrigin(t, r, "x", "y", true)
	if c := origin.Components([]string{"y", "z"}, [][]origin.Key{r.Keys["y"], r.Keys["z"]}, r.Splits, true, "2025-12-31"); c[0] == c[1] {
		t.Error("a merge of 2026 holds in 2025")
	}
}

func TestD4_rewriteAndTranslation(t *testing.T) {
	en := doc("en", "One", "The cluster of 37,400 accelerators ran for 41.5 days and cost 812 million yuan, the office said; the model has 1.24 trillion parameters.")
	zh := doc("zh", "Two", "该集群共有3.74万张加速卡，运行41.5天，耗资8.12亿元；模型参数量达1.24万亿。")
	zh.Lang = "zh"
	late := doc("late", "Three", en.Body+" Later.")
	late.Published = "2025-10-01"
	other := doc("other", "Four", "Something else entirely, with 37,400 people in a stadium.")
	r := origin.Cluster(origin.Input{Documents: []evidence.Document{*en, *zh, *other}})
	found := slices.ContainsFunc(r.Proposed, func(e origin.Edge) bool { return e.Rule == origin.D4 && e.A == "en" && e.B == "zh" })
	if !found || len(r.Proposed) != 1 {
		t.Errorf("want the translation proposed and nothing else, got %v", r.Proposed)
	}
	for id := range r.Of {
		t.Errorf("a proposal made origin %s", id)
	}
}

// TestCluster_order shuffles claims, documents and overrides.
func TestCluster_order(t *testing.T) {
	cat := builtIn(t)
	claims := slices.Clone(cat.Claims())
	var docs []evidence.Document
	for i := range 30 {
		d := doc(fmt.Sprintf("d%02d", i), fmt.Sprintf("Outlet %d", i%7), story+strings.Repeat(fmt.Sprintf(" Sentence %d follows here.", i%5), i%4))
		docs = append(docs, *d)
		c := said(fmt.Sprintf("e%02d", i), d, []evidence.Attribution{evidence.ByAnonymous, evidence.ByDeveloper, evidence.ByMedia}[i%3])
		if i%4 == 0 {
			c.NamedSource = "the FT"
		}
		claims = append(claims, c)
	}
	over := []origin.Override{{Seq: 1, A: "e01", B: "e07"}, {Seq: 2, Split: true, A: "e02", B: "e08"}, {Seq: 3, Split: true, A: "e08", B: "e20"}}
	want := origin.Cluster(origin.Input{Catalogue: cat, Claims: claims, Documents: docs, Overrides: over})
	for seed := range int64(10) {
		r := rand.New(rand.NewSource(seed))
		r.Shuffle(len(claims), func(i, j int) { claims[i], claims[j] = claims[j], claims[i] })
		r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		r.Shuffle(len(over), func(i, j int) { over[i], over[j] = over[j], over[i] })
		got := origin.Cluster(origin.Input{Catalogue: cat, Claims: claims, Documents: docs, Overrides: over})
		if fmt.Sprint(got.Origins) != fmt.Sprint(want.Origins) || fmt.Sprint(got.Edges) != fmt.Sprint(want.Edges) || fmt.Sprint(got.Proposed) != fmt.Sprint(want.Proposed) {
			t.Fatalf("seed %d: order changed the origins", seed)
		}
	}
}

func TestCluster_hostile(t *testing.T) {
	d := doc("a", "Example Courier", "text")
	self := said("self", d, evidence.ByMedia)
	self.NamedSource = "Example Courier"
	r := origin.Cluster(origin.Input{Claims: []evidence.Claim{self}, Documents: []evidence.Document{*d, *d}})
	if len(r.Findings) != 1 || r.Findings[0].Rule != "own-source" || r.Of["self"] == "" {
		t.Errorf("a document that names itself: %v, %v", r.Findings, r.Of)
	}
	// a cites b, b cites c, c cites a
	var ring []evidence.Claim
	names := []string{"Ring A", "Ring B", "Ring C"}
	for i, n := range names {
		c := said(n, doc(n, n, "ring "+n), evidence.ByMedia)
		c.NamedSource = names[(i+1)%3]
		ring = append(ring, c)
	}
	r = origin.Cluster(origin.Input{Claims: ring})
	if len(r.Of) != 3 {
		t.Errorf("a ring of citations lost claims: %v", r.Of)
	}
	r = origin.Cluster(origin.Input{Claims: ring, Overrides: []origin.Override{{Seq: 1, A: "Ring A", B: "nobody"}, {Seq: 2, Split: true, A: "Ring B", B: "Ring B"}}})
	if len(r.Findings) != 2 {
		t.Errorf("decisions on nothing: %v", r.Findings)
	}
}

func TestCluster_tenThousandCopies(t *testing.T) {
	var docs []evidence.Document
	var claims []evidence.Claim
	copies := 10_000
	if testing.Short() {
		copies = 1000
	}
	for i := range copies {
		body := story
		if i%2 == 1 {
			body = fmt.Sprintf("(Agency %d) %s", i, story) // near, not the same
		}
		d := doc(fmt.Sprintf("d%05d", i), fmt.Sprintf("Outlet %d", i), body)
		docs = append(docs, *d)
		claims = append(claims, said(fmt.Sprintf("c%05d", i), d, evidence.ByAnonymous))
	}
	r := origin.Cluster(origin.Input{Claims: claims, Documents: docs})
	if len(r.Origins) != 1 || r.Origins[0].Documents != copies {
		t.Errorf("ten thousand copies give %d origins of %d documents", len(r.Origins), r.Origins[0].Documents)
	}
}
