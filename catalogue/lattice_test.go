package catalogue

import (
	"slices"
	"testing"
)

func builtIn(t testing.TB) *Catalogue {
	t.Helper()
	c, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLattice_resolve(t *testing.T) {
	l := builtIn(t).Lattice()
	for spelling, want := range map[string]string{
		"Huawei Ascend 910B": "Huawei Ascend 910B", "huawei-ascend-910b": "Huawei Ascend 910B",
		"昇腾 910B": "Huawei Ascend 910B", "昇騰910B": "Huawei Ascend 910B", "Ｈ８００": "Nvidia H800",
		"atlas 800t a2": "Huawei Atlas 800T A2", "Ascend 950": "Huawei Ascend 950", "Trainium": "AWS Trainium",
		"undisclosed": "unspecified", "domestic (any)": "domestic-unnamed", "A100-80GB-SXM": "Nvidia A100",
	} {
		if got, ok := l.Resolve(spelling); !ok || got != want {
			t.Errorf("Resolve(%q) = %q, %v; want %q", spelling, got, ok, want)
		}
	}
	for _, spelling := range []string{"K100", "", "no such chip", "RTX3090-24GB"} {
		if got, ok := l.Resolve(spelling); ok {
			t.Errorf("Resolve(%q) = %q; want nothing", spelling, got)
		}
	}
}

func TestLattice_relations(t *testing.T) {
	l := builtIn(t).Lattice()
	if got := l.Ancestors("Huawei Atlas 800T A2"); !slices.Equal(got, []string{"Huawei Ascend 910B", "Huawei Ascend", "Huawei", "China (origin)", "unspecified"}) {
		t.Errorf("ancestors of Atlas 800T A2: %v", got)
	}
	for _, c := range []struct {
		a, b     string
		disjoint bool
		common   string
	}{
		{"Huawei Ascend", "Huawei Ascend 910C", false, "Huawei Ascend"},
		{"Huawei Ascend 910B", "Huawei Ascend 910C", true, "Huawei Ascend"},
		{"Nvidia H800", "Huawei Ascend", true, "unspecified"},
		{"GPU-unspecified", "Nvidia H800", false, "unspecified"},
		{"GPU-unspecified", "ASIC-unspecified", true, "unspecified"},
		{"ASIC-unspecified", "China (origin)", false, "unspecified"},
		{"unspecified", "Nvidia", false, "unspecified"},
		{"Huawei Atlas 950 SuperPoD", "Huawei Ascend 950DT", false, "Huawei Ascend 950DT"},
		{"domestic-unnamed", "foreign-unnamed", true, "unspecified"},
	} {
		if got := l.Disjoint(c.a, c.b); got != c.disjoint || l.Disjoint(c.b, c.a) != got {
			t.Errorf("Disjoint(%s, %s) = %v", c.a, c.b, got)
		}
		if got := l.CommonAncestor(c.a, c.b); got != c.common {
			t.Errorf("CommonAncestor(%s, %s) = %s, want %s", c.a, c.b, got, c.common)
		}
	}
}

func TestLattice_facets(t *testing.T) {
	l := builtIn(t).Lattice()
	if got := l.Ground(DomesticUnnamed, "CN"); got != "China (origin)" {
		t.Errorf("domestic in CN is %s", got)
	}
	if got := l.Ground(DomesticUnnamed, "FR"); got != DomesticUnnamed {
		t.Errorf("domestic in FR is %s: there is no such origin node", got)
	}
	for node, want := range map[string][3]string{
		"Huawei Atlas 800T A2": {"CN", "", ""}, "Nvidia H800": {"US", "TW", ""}, "Huawei": {"CN", "", ""},
		"unspecified": {"", "", ""}, "Huawei Ascend 950PR": {"CN", "CN", "CN"},
	} {
		if got := [3]string{l.Designer(node), l.Foundry(node), l.MemoryMaker(node)}; got != want {
			t.Errorf("%s: designer, foundry, memory = %v, want %v", node, got, want)
		}
	}
	if got := l.Chip("Huawei Atlas 800T A2"); got != "huawei-ascend-910b" {
		t.Errorf("chip of Atlas 800T A2 is %q", got)
	}
}

func TestModelID(t *testing.T) {
	c := builtIn(t)
	for name, want := range map[string]string{
		"DeepSeek-V3": "deepseek-v3", "deepseek v3": "deepseek-v3", "deepseek-ai/DeepSeek-V3": "deepseek-v3",
		"Moonshot Kimi K2": "kimi-k2", "月之暗面Kimi K2": "kimi-k2", "Llama 4 Maverick": "llama-4-maverick",
		"ＤｅｅｐＳｅｅｋ－Ｖ３": "deepseek-v3", "LongCat-2.0": "longcat-2-0", "Mixtral 8x7B": "mixtral-8x7b-instruct",
	} {
		if got, ok := c.ModelID(name); !ok || got != want {
			t.Errorf("ModelID(%q) = %q, %v; want %q", name, got, ok, want)
		}
	}
	for _, name := range []string{"豆包", "Claude", "V4", "", "DeepSeek", "OpenAI Kimi K2"} {
		if got, ok := c.ModelID(name); ok {
			t.Errorf("ModelID(%q) = %q; want nothing", name, got)
		}
	}
	m, _ := c.Model("deepseek-v4-pro")
	if m.Family != "deepseek-v4" || m.Country != "CN" || m.Developer != "DeepSeek" {
		t.Errorf("deepseek-v4-pro: family %q, country %q, developer %q", m.Family, m.Country, m.Developer)
	}
	if m, _ := c.Model("spikingbrain-7b"); m.Base != "qwen2-5-7b" || !m.Derived() {
		t.Errorf("spikingbrain-7b: base %q", m.Base)
	}
}

func TestSourceByName(t *testing.T) {
	c := builtIn(t)
	for name, want := range map[string]string{"the FT": "financial-times", "《金融时报》": "financial-times", "路透社": "reuters",
		"SCMP": "scmp", "南華早報": "scmp", "The Information": "the-information", "Handelsblatt": "handelsblatt", "财新": "caixin"} {
		if s, ok := c.SourceByName(name); !ok || s.ID != want {
			t.Errorf("SourceByName(%q) = %q; want %q", name, s.ID, want)
		}
	}
}

func TestClaims_knownSince(t *testing.T) {
	c := builtIn(t)
	for _, cl := range c.Claims() {
		if cl.KnownSince.Precision() != "day" || cl.KnownSince > c.Compiled() || cl.DatedBy == "" {
			t.Errorf("%s: known since %q, dated by %q", cl.ID, cl.KnownSince, cl.DatedBy)
		}
		if cl.Actor == "" || cl.DeveloperCountry == "" || cl.SourceID == "" {
			t.Errorf("%s: actor %q, country %q, source %q", cl.ID, cl.Actor, cl.DeveloperCountry, cl.SourceID)
		}
	}
}
