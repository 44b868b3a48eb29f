package web

import (
	"io/fs"
	"regexp"
	"sort"
	"strings"
	"testing"

	"assay/evidence"
)

var (
	placeholder = regexp.MustCompile(`\{[a-z]+\}`)
	usedInPage  = regexp.MustCompile(`\b(?:t|tb)\s+"([a-z0-9._-]+)"`)
)

// TestLocale_sameKeys holds that the three catalogues have the same keys with
// the same placeholders. Chinese needs no singular.
func TestLocale_sameKeys(t *testing.T) {
	cats, err := loadCatalogs()
	if err != nil {
		t.Fatal(err)
	}
	en := cats[English]
	for _, l := range []Lang{German, Chinese} {
		for key, text := range en.texts {
			other, ok := cats[l].texts[key]
			if !ok {
				if l == Chinese && strings.HasSuffix(key, ".one") {
					continue
				}
				t.Errorf("locale/%s.yaml: no text for %s", l, key)
				continue
			}
			if strings.TrimSpace(other) == "" {
				t.Errorf("locale/%s.yaml: empty text for %s", l, key)
			}
			if a, b := places(text), places(other); a != b {
				t.Errorf("locale/%s.yaml: %s has placeholders %q, English has %q", l, key, b, a)
			}
		}
		for key := range cats[l].texts {
			if !en.has(key) && !strings.HasPrefix(key, "silicon.") {
				t.Errorf("locale/%s.yaml: %s is not in English", l, key)
			}
		}
	}
}

func places(s string) string {
	found := placeholder.FindAllString(s, -1)
	sort.Strings(found)
	return strings.Join(found, " ")
}

// TestLocale_enums holds that every value of every enum has a word in the
// three languages.
func TestLocale_enums(t *testing.T) {
	cats, err := loadCatalogs()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, s := range evidence.Stages() {
		keys = append(keys, "stage."+string(s), "stage.short."+string(s), "stage.what."+string(s))
	}
	for _, w := range evidence.Words() {
		keys = append(keys, "verdict."+string(w))
	}
	for _, r := range evidence.Relations() {
		keys = append(keys, "relation."+string(r))
	}
	for _, h := range []evidence.Hedge{evidence.Asserted, evidence.Reported, evidence.Alleged, evidence.Likely, evidence.Unknown} {
		keys = append(keys, "hedge."+string(h))
	}
	for _, a := range []evidence.Attribution{evidence.ByDocument, evidence.ByDeveloper, evidence.ByChipVendor, evidence.ByOperator,
		evidence.ByPaper, evidence.ByMedia, evidence.ByAnonymous, evidence.ByOfficial, evidence.ByAnalyst, evidence.BySocialMedia} {
		keys = append(keys, "attribution."+string(a))
	}
	for _, s := range []evidence.Side{evidence.Domestic, evidence.Foreign, evidence.Mixed, evidence.SideUnknown} {
		keys = append(keys, "class."+string(s))
	}
	for _, e := range []evidence.Class{evidence.E0, evidence.E1, evidence.E2, evidence.E3, evidence.E4, evidence.E5, evidence.E6, evidence.E7} {
		keys = append(keys, "evidence."+string(e))
	}
	for _, i := range []evidence.Interest{evidence.InterestNone, evidence.InterestAligned, evidence.InterestOpposed} {
		keys = append(keys, "interest."+string(i))
	}
	for _, l := range Langs() {
		for _, k := range keys {
			if !cats[l].has(k) {
				t.Errorf("locale/%s.yaml: no text for %s", l, k)
			}
		}
	}
}

// TestLocale_used holds that every key named in a template exists.
func TestLocale_used(t *testing.T) {
	cats, err := loadCatalogs()
	if err != nil {
		t.Fatal(err)
	}
	files, _ := fs.Glob(templateFS, "templates/*.html")
	if len(files) == 0 {
		t.Fatal("no templates")
	}
	for _, f := range files {
		src, _ := templateFS.ReadFile(f)
		for _, m := range usedInPage.FindAllStringSubmatch(string(src), -1) {
			if !cats[English].has(m[1]) && !cats[English].has(m[1]+".other") {
				t.Errorf("%s: key %s is in no catalogue", f, m[1])
			}
		}
	}
}

func TestCatalog_text(t *testing.T) {
	cats, err := loadCatalogs()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang Lang
		got  string
		want string
	}{
		{English, cats[English].number(50000, 0), "50,000"},
		{German, cats[German].number(-1234.5, 1), "−1.234,5"},
		{English, cats[English].date("2026-06-30"), "30 June 2026"},
		{German, cats[German].date("2026-06-30"), "30. Juni 2026"},
		{Chinese, cats[Chinese].date("2026-06"), "2026年6月"},
		{English, cats[English].text("count.models", "n", 1), "1 model"},
		{German, cats[German].text("count.models", "n", 1200), "1.200 Modelle"},
		{Chinese, cats[Chinese].text("count.models", "n", 1), "1个模型"},
		{Chinese, cats[Chinese].silicon("Ascend 910C"), "昇腾910C"},
		{English, string(cats[English].bold("asof", "date", "<script>")), "As known on <b>&lt;script&gt;</b>"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.lang, c.got, c.want)
		}
	}
}
