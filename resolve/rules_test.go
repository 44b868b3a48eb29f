package resolve_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"assay/origin"
	"assay/resolve"
)

// TestRules_docs keeps docs/rules.md, the constants and the output in step.
func TestRules_docs(t *testing.T) {
	b, err := os.ReadFile("../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	var want []string
	for _, r := range origin.Rules() {
		want = append(want, string(r))
	}
	want = append(want, resolve.Rules()...)
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^### ([DR]\d) `).FindAllStringSubmatch(page, -1) {
		got = append(got, m[1])
	}
	if !slices.Equal(got, want) {
		t.Errorf("headings %v, constants %v", got, want)
	}
	for _, section := range strings.Split(page, "\n### ")[1:] {
		body, _, _ := strings.Cut(section, "\n## ")
		if !regexp.MustCompile(`(?m)(^|[^*])\*[^*]`).MatchString(body) {
			t.Errorf("no example under %q", strings.SplitN(body, "\n", 2)[0])
		}
	}
	for _, k := range resolve.Quarrels() {
		if !strings.Contains(page, string(k)) {
			t.Errorf("kind %s of contradictions is not named", k)
		}
	}
}

// TestRules_used: what the output prints are numbers of rules, and each rule
// that changes a cell is printed somewhere.
func TestRules_used(t *testing.T) {
	used := map[string]bool{}
	for _, r := range builtIn(t).Matrix(resolve.Options{}) {
		for s, c := range r.Cells {
			for _, n := range c.Rules {
				used[n] = true
				if !slices.Contains(resolve.Rules(), n) {
					t.Errorf("%s/%s prints %q", r.ID, s, n)
				}
			}
			if !strings.HasSuffix(c.Sentence, strings.Join(c.Rules, ", ")+".") {
				t.Errorf("%s/%s: the sentence ends without its rules: %s", r.ID, s, c.Sentence)
			}
		}
	}
	for _, n := range []string{resolve.R1, resolve.R2, resolve.R4, resolve.R5, resolve.R8} {
		if !used[n] {
			t.Errorf("%s is never printed", n)
		}
	}
}

// TestSentence_languages: the three languages say the same figures.
func TestSentence_languages(t *testing.T) {
	figures := regexp.MustCompile(`\d+|[ER]\d`)
	for _, r := range builtIn(t).Matrix(resolve.Options{}) {
		for s, c := range r.Cells {
			en := figures.FindAllString(resolve.Sentence(&c, "en"), -1)
			for _, lang := range []string{"de", "zh"} {
				text := resolve.Sentence(&c, lang)
				if got := figures.FindAllString(text, -1); fmt.Sprint(got) != fmt.Sprint(en) {
					t.Errorf("%s/%s in %s: %v, in English %v", r.ID, s, lang, got, en)
				}
				if strings.Contains(text, "{") || strings.Contains(text, "  ") || strings.Contains(text, "()") {
					t.Errorf("%s/%s in %s: %s", r.ID, s, lang, text)
				}
			}
		}
	}
}
