package resolve_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"assay/catalogue"
	"assay/evidence"
	"assay/origin"
	"assay/resolve"
)

// records is the index over the built-in records, made once.
var records = sync.OnceValues(func() (*resolve.Index, error) {
	cat, err := catalogue.BuiltIn()
	if err != nil {
		return nil, err
	}
	o := origin.Cluster(origin.Input{Catalogue: cat, Claims: cat.Claims()})
	return resolve.NewIndex(resolve.Input{Catalogue: cat, Claims: cat.Claims(), Origins: o}), nil
})

func builtIn(t testing.TB) *resolve.Index {
	t.Helper()
	x, err := records()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func cellOf(t testing.TB, model string, stage evidence.Stage, o resolve.Options) resolve.Cell {
	t.Helper()
	r, ok := builtIn(t).Model(model, o)
	if !ok {
		t.Fatalf("no model %s", model)
	}
	return r.Cells[stage]
}

func hasCandidate(c resolve.Cell, silicon string, word evidence.Word) bool {
	return slices.ContainsFunc(c.Candidates, func(x resolve.Candidate) bool { return x.Silicon == silicon && x.Word == word })
}

func TestWorked_longCatPreTraining(t *testing.T) {
	c := cellOf(t, "longcat-2-0", evidence.PreTraining, resolve.Options{})
	if c.Verdict != evidence.SelfReported || c.Class != evidence.Domestic {
		t.Fatalf("got %s, %s: %s", c.Verdict, c.Class, c.Sentence)
	}
	if !hasCandidate(c, "Huawei Ascend", evidence.Inferred) {
		t.Errorf("Ascend is no inferred candidate: %v", c.Candidates)
	}
	if !hasCandidate(c, "Huawei Ascend 910C", evidence.Rumoured) {
		t.Errorf("910C is no rumour: %v", c.Candidates)
	}
	if c.Documents != 3 || c.Origins != 1 || c.Since != "2026-06-30" {
		t.Errorf("got %d documents, %d origins, since %s; want 3, 1, 2026-06-30 (R9's example)", c.Documents, c.Origins, c.Since)
	}
	for _, part := range []string{"Self-reported since 2026-06-30", "3 documents, 1 origin", "E4, second-hand", "ASIC", "Huawei Ascend (inferred, E6)", "R2", "R5"} {
		if !strings.Contains(c.Sentence, part) {
			t.Errorf("sentence lacks %q: %s", part, c.Sentence)
		}
	}
	early := cellOf(t, "longcat-2-0", evidence.PreTraining, resolve.Options{AsOf: "2026-06-20"})
	if early.Verdict == c.Verdict || len(early.Claims) != 0 {
		t.Errorf("as of 2026-06-20 got %s with %v, before anything was known", early.Verdict, early.Claims)
	}
}

func TestWorked_glm5(t *testing.T) {
	c := cellOf(t, "glm-5", evidence.TrainingUnspecified, resolve.Options{})
	if c.Verdict.Rank() > evidence.ReportedWord.Rank() || c.Verdict == evidence.Confirmed {
		t.Errorf("got %s", c.Sentence)
	}
}

func TestWorked_deepSeekV4PreTraining(t *testing.T) {
	for _, id := range []string{"deepseek-v4", "deepseek-v4-flash"} {
		c := cellOf(t, id, evidence.PreTraining, resolve.Options{})
		if c.Verdict.Rank() > evidence.Inferred.Rank() {
			t.Errorf("%s: got %s", id, c.Sentence)
		}
	}
	pro := cellOf(t, "deepseek-v4-pro", evidence.PreTraining, resolve.Options{})
	if pro.Filled() {
		t.Errorf("V4-Pro's pre-training names silicon as used: %s", pro.Sentence)
	}
}

func TestWorked_v4ProPostTraining(t *testing.T) {
	c := cellOf(t, "deepseek-v4-pro", evidence.PostTraining, resolve.Options{})
	if c.Verdict != evidence.UnknownWord && c.Verdict != evidence.Undisclosed {
		t.Errorf("the developer's cell says %s", c.Sentence)
	}
	if len(c.Others) != 1 {
		t.Fatalf("got %d other actors, want the consortium", len(c.Others))
	}
	o := c.Others[0]
	if o.Verdict != evidence.SelfReported || o.Class != evidence.Domestic || !slices.Equal(o.Silicon, []string{"Huawei Ascend 910C"}) {
		t.Errorf("beside it got %s", o.Sentence)
	}
}

func TestWorked_r2(t *testing.T) {
	c := cellOf(t, "deepseek-r2", evidence.TrainingUnspecified, resolve.Options{})
	if c.Verdict != evidence.ReportedWord || c.Class != evidence.Foreign || !slices.Equal(c.Silicon, []string{"Nvidia"}) {
		t.Errorf("got %s", c.Sentence)
	}
	if !slices.Contains(c.History, "ds-r2-fail-ascend") {
		t.Errorf("the failure is no history: %v", c.History)
	}
	if c.Origins != 1 {
		t.Errorf("one report in several outlets gives %d origins", c.Origins)
	}
}

func TestWorked_v3(t *testing.T) {
	c := cellOf(t, "deepseek-v3", evidence.PreTraining, resolve.Options{})
	if c.Verdict != evidence.SelfReported || c.Evidence != evidence.E2 || c.Class != evidence.Foreign || !strings.HasPrefix(string(c.Since), "2024-12") {
		t.Errorf("got %s", c.Sentence)
	}
	if !strings.Contains(c.Sentence, "paper, E2") {
		t.Errorf("the sentence does not print paper, E2: %s", c.Sentence)
	}
}

func TestWorked_spikingBrain(t *testing.T) {
	c := cellOf(t, "spikingbrain-7b", evidence.PreTraining, resolve.Options{})
	if c.InheritedFrom == "" || !slices.Contains(c.Continued, "MetaX C550") || slices.Contains(c.Silicon, "MetaX C550") {
		t.Errorf("got inherited from %q, continued %v, silicon %v", c.InheritedFrom, c.Continued, c.Silicon)
	}
}

func TestWorked_denialAndImplied(t *testing.T) {
	deny := cellOf(t, "bytedance-unnamed-llm-2024-plan", evidence.TrainingUnspecified, resolve.Options{})
	if deny.Verdict != evidence.UnknownWord || deny.Negated || !slices.Contains(deny.Denied, "bd-newllm-deny") {
		t.Errorf("a denied plan fills the cell: %s", deny.Sentence)
	}
	pre := cellOf(t, "robobrain-2-5", evidence.PreTraining, resolve.Options{})
	if !pre.Implied || pre.Counted {
		t.Errorf("the whole process is not shown hollow: %s", pre.Sentence)
	}
	if asked := cellOf(t, "robobrain-2-5", evidence.PreTraining, resolve.Options{Implied: true}); !asked.Counted {
		t.Error("the implied cell is not counted where asked")
	}
	if q := cellOf(t, "qianfan-vl", evidence.PreTraining, resolve.Options{}); q.Implied || q.Filled() {
		t.Errorf("the pre-training of a derived model is implied: %s", q.Sentence)
	}
}

// TestMatrix_contract holds what the whole matrix must satisfy.
func TestMatrix_contract(t *testing.T) {
	x := builtIn(t)
	rows := x.Matrix(resolve.Options{})
	chinese, ids := 0, map[string]bool{}
	for _, r := range rows {
		if ids[r.ID] {
			t.Errorf("%s has two rows", r.ID)
		}
		ids[r.ID] = true
		if r.Country == "CN" {
			chinese++
		}
		if len(r.Cells) != 4 {
			t.Errorf("%s has %d cells", r.ID, len(r.Cells))
		}
		for s, c := range r.Cells {
			checkCell(t, r.ID+"/"+string(s), c)
			for _, o := range c.Others {
				checkCell(t, r.ID+"/"+string(s)+" by "+o.Actor, o.Cell)
			}
		}
	}
	if len(rows) < 100 || chinese < 60 {
		t.Errorf("%d rows, %d Chinese; want 100 and 60", len(rows), chinese)
	}
	if f := x.Findings(); len(f) > 0 {
		t.Errorf("records that take no part: %v", f)
	}
}

func checkCell(t *testing.T, at string, c resolve.Cell) {
	t.Helper()
	if c.Verdict == evidence.Confirmed {
		t.Errorf("%s: confirmed does not occur in today's records: %s", at, c.Sentence)
	}
	if c.Sentence == "" || len(c.Rules) == 0 {
		t.Errorf("%s: no sentence or no rules", at)
	}
	if (c.Filled() || c.Negated) && (len(c.Claims) == 0 || c.Documents == 0 || c.Origins == 0 || c.Evidence == "" || c.Since == "") {
		t.Errorf("%s: filled without what bears it: %+v", at, c)
	}
	if c.Verdict.Rank() <= evidence.Rumoured.Rank() && c.Class != evidence.SideUnknown {
		t.Errorf("%s: %s has class %s (R8)", at, c.Verdict, c.Class)
	}
}

// TestMatrix_adaptedFillsNothing drops all claims of use: what remains fills
// no cell, and ready_on lists the adapted silicon.
func TestMatrix_adaptedFillsNothing(t *testing.T) {
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	var claims []evidence.Claim
	want := map[string]int{}
	for _, c := range cat.Claims() {
		if c.Relation == evidence.Adapted || c.Relation == evidence.Planned {
			claims = append(claims, c)
			if c.Relation == evidence.Adapted {
				want[c.ModelID]++
			}
		}
	}
	for _, r := range resolve.Matrix(resolve.Input{Catalogue: cat, Claims: claims}) {
		ready := 0
		for s, c := range r.Cells {
			if c.Filled() || c.Negated || len(c.Silicon) > 0 {
				t.Errorf("%s/%s is filled by ports and plans: %s", r.ID, s, c.Sentence)
			}
			ready += len(c.ReadyOn)
		}
		if want[r.ID] > 0 && ready == 0 {
			t.Errorf("%s: %d ports and nothing in ready_on", r.ID, want[r.ID])
		}
	}
}

// TestMatrix_asOfNeverLooksAhead asks on each day on which a record became
// known: the matrix must be that of the claims known by then alone.
func TestMatrix_asOfNeverLooksAhead(t *testing.T) {
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	x := builtIn(t)
	days := map[evidence.Date]bool{}
	for _, c := range cat.Claims() {
		days[c.KnownSince] = true
	}
	for day := range days {
		var known []evidence.Claim
		for _, c := range cat.Claims() {
			if c.KnownSince <= day {
				known = append(known, c)
			}
		}
		o := origin.Cluster(origin.Input{Catalogue: cat, Claims: known})
		want := resolve.Matrix(resolve.Input{Catalogue: cat, Claims: known, Origins: o, Options: resolve.Options{AsOf: day}})
		if d := firstDifference(x.Matrix(resolve.Options{AsOf: day}), want); d != "" {
			t.Fatalf("as of %s: %s", day, d)
		}
	}
}
