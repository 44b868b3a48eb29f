package resolve_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"assay/evidence"
	"assay/origin"
	"assay/resolve"
)

// oneCase is a case of testdata/cases.txtar, read.
type oneCase struct {
	model  string
	stage  evidence.Stage
	o      resolve.Options
	claims []evidence.Claim
	want   []string
	with   []string
}

func readCase(t *testing.T, src string) oneCase {
	t.Helper()
	k := oneCase{model: "deepseek-v3", stage: evidence.PreTraining}
	for _, line := range strings.Split(strings.TrimSpace(src), "\n") {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch key {
		case "model":
			k.model = value
		case "stage":
			k.stage = evidence.Stage(value)
		case "ask":
			if value == "unreviewed" {
				k.o.Unreviewed = true
			} else {
				k.o.AsOf = evidence.Date(value)
			}
		case "claim":
			k.claims = append(k.claims, readClaim(t, len(k.claims)+1, value))
		case "want":
			k.want = strings.Split(value, "|")
		case "with":
			k.with = append(k.with, value)
		default:
			t.Fatalf("line %q", line)
		}
	}
	return k
}

func readClaim(t *testing.T, n int, line string) evidence.Claim {
	t.Helper()
	f := strings.Split(line, "|")
	if len(f) != 7 {
		t.Fatalf("claim %q has %d parts", line, len(f))
	}
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	class, root, _ := strings.Cut(f[2], "=")
	c := evidence.Claim{ID: strconv.Itoa(n), Kind: evidence.KindRecord, ModelID: "deepseek-v3", Stage: evidence.PreTraining,
		Relation: evidence.Relation(f[0]), Silicon: f[1], Evidence: evidence.Class(class), RootEvidence: evidence.Class(root),
		Hedge: evidence.Hedge(f[3]), Interest: evidence.Interest(f[4]), Origin: f[5], Attribution: evidence.ByDocument,
		SourceTitle: "title " + strconv.Itoa(n), SourcePublisher: "Outlet " + strconv.Itoa(n), PublisherKind: "aggregator",
		KnownSince: "2025-01-01", Review: evidence.Accepted}
	for _, flag := range strings.Split(f[6], ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(flag), "=")
		setFlag(t, &c, key, value)
	}
	cat, err := named()
	if err != nil {
		t.Fatal(err)
	}
	m, ok := cat.Model(c.ModelID)
	if !ok {
		t.Fatalf("no model %s", c.ModelID)
	}
	c.Model, c.Developer, c.DeveloperCountry = m.Name, m.Developer, m.Country
	return c
}

func setFlag(t *testing.T, c *evidence.Claim, key, value string) {
	switch key {
	case "":
	case "only":
		c.Exclusive = true
	case "whole":
		c.Whole = true
	case "part":
		c.Part = true
	case "continued":
		c.Continued = true
	case "stage":
		c.Stage = evidence.Stage(value)
	case "model":
		c.ModelID = value
	case "actor":
		c.Actor = value
	case "day":
		c.KnownSince = evidence.Date(value)
	case "retracted":
		c.Retracted = evidence.Date(value)
	case "replaced":
		c.SupersededBy = value
	case "by":
		c.Attribution = evidence.Attribution(value)
	case "untraced":
		c.SourceTitle, c.SourcePublisher = "", ""
	case "count":
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		c.Count = &n
	case "read":
		c.Kind, c.Review, c.Quote, c.End = evidence.KindExtracted, evidence.Accepted, "quote", 5
	case "unreviewed":
		c.Kind, c.Review, c.Quote, c.End = evidence.KindExtracted, evidence.Unreviewed, "quote", 5
	default:
		t.Fatalf("flag %q", key)
	}
}

func TestCases(t *testing.T) {
	src, err := os.ReadFile("testdata/cases.txtar")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range txtar.Parse(src).Files {
		t.Run(f.Name, func(t *testing.T) { runCase(t, readCase(t, string(f.Data))) })
		rule, _, _ := strings.Cut(f.Name, " ")
		seen[rule] = true
	}
	for _, r := range []string{resolve.R0, resolve.R1, resolve.R2, resolve.R4, resolve.R5, resolve.R6, resolve.R8} {
		if !seen[r] {
			t.Errorf("no case for %s", r)
		}
	}
}

func runCase(t *testing.T, k oneCase) {
	cat, err := named()
	if err != nil {
		t.Fatal(err)
	}
	x := resolve.NewIndex(resolve.Input{Catalogue: cat, Claims: k.claims,
		Origins: origin.Cluster(origin.Input{Catalogue: cat, Claims: k.claims})})
	row, ok := x.Model(k.model, k.o)
	if !ok || len(k.want) != 3 {
		t.Fatalf("model %s: %v, want %v", k.model, ok, k.want)
	}
	c := row.Cells[k.stage]
	silicon := slices.Clone(c.Silicon)
	slices.Sort(silicon)
	got := fmt.Sprintf("%s | %s | %s", c.Verdict, c.Class, strings.Join(silicon, ", "))
	want := strings.TrimSpace(strings.Join(k.want, "|"))
	if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
		t.Errorf("got  %s\nwant %s\n%s", got, want, c.Sentence)
	}
	facts := factsOf(c)
	for _, w := range k.with {
		if !slices.Contains(facts, w) {
			t.Errorf("lacks %q; has %q", w, facts)
		}
	}
}

// factsOf spells what a case may ask for.
func factsOf(c resolve.Cell) []string {
	out := []string{
		fmt.Sprintf("origins: %d", c.Origins), fmt.Sprintf("documents: %d", c.Documents), fmt.Sprintf("disinterested: %d", c.Disinterested),
		fmt.Sprintf("information: %d", c.Information), "evidence: " + string(c.Evidence), fmt.Sprintf("second_hand: %v", c.SecondHand),
		fmt.Sprintf("reviewed: %v", c.Reviewed), fmt.Sprintf("negated: %v", c.Negated), fmt.Sprintf("implied: %v", c.Implied),
		fmt.Sprintf("counted: %v", c.Counted), "inherited: " + c.InheritedFrom}
	add := func(name string, list []string) {
		for _, s := range list {
			out = append(out, name+": "+s)
		}
	}
	add("outranked", c.Outranked)
	add("history", c.History)
	add("denied", c.Denied)
	add("ready", c.ReadyOn)
	add("planned", c.Planned)
	add("continued", c.Continued)
	for _, x := range c.Candidates {
		out = append(out, fmt.Sprintf("candidate: %s %s", x.Silicon, x.Word))
	}
	for _, x := range c.SortOfPart {
		out = append(out, "sort: "+x.Silicon)
	}
	for _, x := range c.Beside {
		out = append(out, fmt.Sprintf("beside: %s %s %s", x.Silicon, x.Word, x.How))
	}
	for _, o := range c.Others {
		out = append(out, fmt.Sprintf("other: %s %s %s", o.Actor, o.Verdict, o.Class))
	}
	return out
}
