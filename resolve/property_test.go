package resolve_test

import (
	"fmt"
	"math/rand"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
	"assay/resolve"
)

var named = sync.OnceValues(catalogue.BuiltIn)

// The vocabulary of generated claims: models of every kind, nodes of every
// level, on both sides and beside each other.
var (
	someModels = []string{"deepseek-v3", "deepseek-r1", "deepseek-v4", "deepseek-v4-pro", "deepseek-v4-flash",
		"china-top-models-collective", "llama-3-1-405b", "longcat-2-0", "qianfan-vl", "jais-2"}
	someSilicon = []string{"unspecified", "domestic-unnamed", "foreign-unnamed", "GPU-unspecified", "ASIC-unspecified",
		"Nvidia", "Nvidia Hopper", "Nvidia H800", "Nvidia H20", "Nvidia HGX H20", "Huawei", "Huawei Ascend",
		"Huawei Ascend 910B", "Huawei Ascend 910C", "Huawei CloudMatrix 384", "Cambricon", "Baidu Kunlun P800",
		"Google TPU", "Google TPU v5e", "AMD MI300X"}
	someOutlets = []string{"Outlet A", "Outlet B", "Outlet C", "Reuters", "Huawei", "DeepSeek"}
	someDays    = []evidence.Date{"2024", "2024-12-26", "2025-02", "2025-08-14", "2026-01", "2026-06-17", "2026-06-30", "2026-07", ""}
)

func pick[T any](t *rapid.T, list []T, label string) T { return rapid.SampledFrom(list).Draw(t, label) }

func drawClaim(t *rapid.T, i int) evidence.Claim {
	cat, _ := named()
	id := pick(t, someModels, "model")
	m, _ := cat.Model(id)
	c := evidence.Claim{
		ID: fmt.Sprintf("c%04d", i), Kind: evidence.KindRecord, Model: m.Name, ModelID: id,
		Developer: m.Developer, DeveloperCountry: m.Country, Actor: m.Developer,
		Stage: pick(t, evidence.Stages(), "stage"), Silicon: pick(t, someSilicon, "silicon"),
		Relation:        pick(t, []evidence.Relation{"used", "used", "used", "used", "not-used", "attempted-failed", "planned", "adapted"}, "relation"),
		Hedge:           pick(t, []evidence.Hedge{"asserted", "asserted", "reported", "alleged", "likely", "unknown"}, "hedge"),
		Attribution:     pick(t, []evidence.Attribution{"document", "developer", "paper", "chip-vendor", "anonymous-sources", "media", "social-media", "analyst-or-expert", "official"}, "attribution"),
		Evidence:        pick(t, []evidence.Class{"E0", "E1", "E2", "E3", "E4", "E5", "E6", "E7"}, "evidence"),
		Interest:        pick(t, []evidence.Interest{"none", "aligned", "aligned", "opposed"}, "interest"),
		Origin:          fmt.Sprintf("origin-%d", rapid.IntRange(0, 40).Draw(t, "origin")),
		SourcePublisher: pick(t, someOutlets, "outlet"), SourceTitle: fmt.Sprintf("title %d", i), PublisherKind: "press",
		Published: pick(t, someDays, "day"), Review: evidence.Accepted,
	}
	if c.Evidence == evidence.E0 {
		c.RootEvidence = pick(t, []evidence.Class{"E2", "E3", "E5", "E6", "E7"}, "root")
	}
	flag := rapid.IntRange(0, 11).Draw(t, "flag")
	c.Exclusive, c.Whole, c.Part, c.Continued = flag == 0, flag == 1 || flag == 2, flag == 3, flag == 4 && c.Stage == evidence.PreTraining
	if flag == 5 {
		c.Actor = "Some Consortium"
	}
	c.KnownSince = c.Published.Known(cat.Compiled())
	return c
}

func drawStore(t *rapid.T) []evidence.Claim {
	n := pick(t, []int{1, 2, 5, 10, 20, 40, 80, 160, 300}, "claims")
	if rapid.IntRange(0, 60).Draw(t, "large") == 0 {
		n = 2000
	}
	if testing.Short() {
		n = min(n, 80)
	}
	seed := rapid.Int64().Draw(t, "seed")
	out := make([]evidence.Claim, n)
	if n > 40 { // large stores are drawn from a seed, which is quicker
		r := rand.New(rand.NewSource(seed))
		gen := rapid.Custom(func(t *rapid.T) evidence.Claim { return drawClaim(t, 0) })
		pool := make([]evidence.Claim, 12)
		for i := range pool {
			pool[i] = gen.Example(int(r.Int31()))
		}
		for i := range out {
			a, b := pool[r.Intn(len(pool))], pool[r.Intn(len(pool))]
			a.ID, a.Silicon, a.Evidence, a.RootEvidence = fmt.Sprintf("c%04d", i), someSilicon[r.Intn(len(someSilicon))], b.Evidence, b.RootEvidence
			a.Origin, a.SourceTitle = fmt.Sprintf("origin-%d", r.Intn(n)), fmt.Sprintf("title %d", i)
			out[i] = a
		}
		return out
	}
	for i := range out {
		out[i] = drawClaim(t, i)
	}
	return out
}

func matrix(claims []evidence.Claim, o resolve.Options) []resolve.Row {
	cat, _ := named()
	return resolve.Matrix(resolve.Input{Catalogue: cat, Claims: claims, Options: o,
		Origins: origin.Cluster(origin.Input{Catalogue: cat, Claims: claims})})
}

// verdicts are the rows without what a copy may raise: documents and lists of
// claims, and what is printed of them.
func verdicts(rows []resolve.Row) []resolve.Row {
	out := slices.Clone(rows)
	for i := range out {
		cells := map[evidence.Stage]resolve.Cell{}
		for s, c := range out[i].Cells {
			cells[s] = bare(c)
		}
		out[i].Cells = cells
	}
	return out
}

func bare(c resolve.Cell) resolve.Cell {
	c.Documents, c.Claims, c.Earning, c.Sentence, c.Newest, c.Letter, c.Voices = 0, nil, nil, "", "", "", nil
	c.Outranked, c.Opposing, c.History, c.Denied = nil, nil, nil, nil
	c.SecondHand, c.Part = false, false
	others := make([]resolve.Other, len(c.Others))
	for i, o := range c.Others {
		others[i] = resolve.Other{Actor: o.Actor, Cell: bare(o.Cell)}
	}
	c.Others = others
	return c
}

func copyOf(t *rapid.T, c evidence.Claim, i int) evidence.Claim {
	if c.Evidence != evidence.E0 {
		c.RootEvidence = c.Evidence
	}
	c.ID, c.Evidence = fmt.Sprintf("copy%04d", i), evidence.E0
	c.SourcePublisher, c.SourceTitle, c.PublisherKind = "Digest", fmt.Sprintf("copy %d", i), "aggregator"
	if rapid.Bool().Draw(t, "relayed") {
		c.Attribution = evidence.ByMedia
	}
	return c
}

func TestProperty_copyChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := drawStore(t)
		more := slices.Clone(claims)
		for i := range rapid.IntRange(1, 20).Draw(t, "copies") {
			more = append(more, copyOf(t, pick(t, claims, "original"), i))
		}
		if d := firstDifference(verdicts(matrix(claims, resolve.Options{})), verdicts(matrix(more, resolve.Options{}))); d != "" {
			t.Fatalf("copies changed a verdict: %s", d)
		}
	})
}

func TestProperty_orderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := drawStore(t)
		shuffled := slices.Clone(claims)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "order"))).Shuffle(len(shuffled), func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		if d := firstDifference(matrix(claims, resolve.Options{}), matrix(shuffled, resolve.Options{})); d != "" {
			t.Fatalf("order changed the matrix: %s", d)
		}
		one := rapid.IntRange(0, len(claims)-1).Draw(t, "one")
		again := append(slices.Delete(slices.Clone(claims), one, one+1), claims[one])
		if d := firstDifference(matrix(claims, resolve.Options{}), matrix(again, resolve.Options{})); d != "" {
			t.Fatalf("taken out and put back: %s", d)
		}
	})
}

func TestProperty_asOfLooksAtNothingLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := drawStore(t)
		day := pick(t, []evidence.Date{"2023", "2024-12-31", "2025-08-14", "2026-06-20", "2026-11-24"}, "as of")
		known := slices.DeleteFunc(slices.Clone(claims), func(c evidence.Claim) bool { return c.KnownSince > day.Last() })
		o := resolve.Options{AsOf: day}
		if d := firstDifference(matrix(claims, o), matrix(known, o)); d != "" {
			t.Fatalf("as of %s: %s", day, d)
		}
	})
}

func TestProperty_unreviewedChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := drawStore(t)
		more := slices.Clone(claims)
		for i := range rapid.IntRange(1, 20).Draw(t, "unreviewed") {
			c := drawClaim(t, i)
			c.ID, c.Kind, c.Review, c.Quote, c.End = fmt.Sprintf("u%04d", i), evidence.KindExtracted, evidence.Unreviewed, "a quote", 7
			c.NamedSource = pick(t, []string{"", "Reuters", "Outlet A"}, "named")
			more = append(more, c)
		}
		if d := firstDifference(matrix(claims, resolve.Options{}), matrix(more, resolve.Options{})); d != "" {
			t.Fatalf("unreviewed claims changed the reviewed matrix: %s", d)
		}
	})
}

func TestProperty_retractedIsAsIfUnsaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := drawStore(t)
		one := rapid.IntRange(0, len(claims)-1).Draw(t, "one")
		retracted := slices.Clone(claims)
		retracted[one].Retracted = "2026-11-24"
		unsaid := byID(matrix(slices.Delete(slices.Clone(claims), one, one+1), resolve.Options{}))
		for _, r := range matrix(retracted, resolve.Options{}) {
			for s, c := range r.Cells {
				if c.Verdict == evidence.Withdrawn {
					continue
				}
				if u, ok := unsaid[r.ID]; ok && printed(c) != printed(u.Cells[s]) {
					t.Fatalf("%s/%s: retracted\n%s\nunsaid\n%s", r.ID, s, printed(c), printed(u.Cells[s]))
				}
			}
		}
		before := matrix(retracted, resolve.Options{AsOf: "2026-11-23"})
		if d := firstDifference(matrix(claims, resolve.Options{AsOf: "2026-11-23"}), before); d != "" {
			t.Fatalf("a retraction reaches back: %s", d)
		}
	})
}

func byID(rows []resolve.Row) map[string]resolve.Row {
	out := map[string]resolve.Row{}
	for _, r := range rows {
		out[r.ID] = r
	}
	return out
}

func TestProperty_vagueLowersNothing(t *testing.T) {
	cat, err := named()
	if err != nil {
		t.Fatal(err)
	}
	l := cat.Lattice()
	rapid.Check(t, func(t *rapid.T) {
		claims := drawStore(t)
		c := pick(t, claims, "specific")
		m, _ := cat.Model(c.ModelID)
		node := l.Ground(c.Silicon, m.Country)
		up := l.Ancestors(node)
		if c.Relation != evidence.Used || c.Continued || c.Actor != c.Developer || len(up) < 2 {
			t.Skip("nothing above it")
		}
		v := c
		v.ID, v.Silicon, v.Exclusive, v.Part, v.Whole = "vague", pick(t, up[:len(up)-1], "above"), false, false, false
		v.Evidence, v.RootEvidence = pick(t, []evidence.Class{"E2", "E3", "E4", "E5", "E6", "E7"}, "class"), ""
		v.Attribution, v.Interest, v.Origin = evidence.ByDocument, evidence.InterestNone, "vague-origin"
		v.SourcePublisher, v.PublisherKind = "Somebody", "forum"
		for _, o := range claims { // what is disjoint from the vague claim is not what it is vague about
			on := l.Ground(o.Silicon, m.Country)
			if o.ModelID == c.ModelID && o.Stage == c.Stage && o.Relation == evidence.Used && (o.Silicon == catalogue.ForeignUnnamed || l.Disjoint(v.Silicon, on)) {
				t.Skip("another claim is disjoint")
			}
		}
		before := byID(matrix(claims, resolve.Options{}))[c.ModelID].Cells[c.Stage]
		after := byID(matrix(append(slices.Clone(claims), v), resolve.Options{}))[c.ModelID].Cells[c.Stage]
		if before.InheritedFrom != "" || before.Implied || !before.Filled() {
			return
		}
		if after.Verdict.Rank() < before.Verdict.Rank() {
			t.Fatalf("vague %s lowered the word: %s -> %s", v.Silicon, before.Sentence, after.Sentence)
		}
		for _, s := range before.Silicon {
			refined := slices.ContainsFunc(after.Silicon, func(f string) bool {
				return l.Contains(l.Ground(s, m.Country), l.Ground(f, m.Country))
			})
			if !shows(after, s) && !refined && before.Verdict != evidence.Contested {
				t.Fatalf("vague %s hid %s: %s -> %s", v.Silicon, s, before.Sentence, after.Sentence)
			}
		}
	})
}

func shows(c resolve.Cell, silicon string) bool {
	return slices.Contains(c.Silicon, silicon) ||
		slices.ContainsFunc(c.Candidates, func(x resolve.Candidate) bool { return x.Silicon == silicon }) ||
		slices.ContainsFunc(c.Beside, func(x resolve.Beside) bool { return x.Silicon == silicon }) ||
		slices.ContainsFunc(c.SortOfPart, func(x resolve.Candidate) bool { return x.Silicon == silicon })
}

func TestProperty_filledIsTraced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := drawStore(t)
		for i := range claims {
			switch rapid.IntRange(0, 4).Draw(t, "trace") {
			case 0:
				claims[i].SourcePublisher, claims[i].SourceTitle = "", ""
			case 1:
				claims[i].Kind, claims[i].Quote = evidence.KindExtracted, ""
			}
		}
		at := map[string]evidence.Claim{}
		for _, c := range claims {
			at[c.ID] = c
		}
		for _, r := range matrix(claims, resolve.Options{Unreviewed: true}) {
			for s, c := range r.Cells {
				if (c.Filled() || c.Negated) && len(c.Earning) == 0 {
					t.Fatalf("%s/%s is filled by nothing: %s", r.ID, s, c.Sentence)
				}
				for _, id := range c.Earning {
					e := at[id]
					if e.Quote == "" && (e.Kind != evidence.KindRecord || e.SourcePublisher+e.SourceTitle+e.SourceURL == "") {
						t.Fatalf("%s/%s rests on %s, which has neither quote nor source", r.ID, s, id)
					}
				}
			}
		}
	})
}
