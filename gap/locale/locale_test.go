package locale

import (
	"regexp"
	"slices"
	"testing"

	"assay/evidence"
)

var placeholder = regexp.MustCompile(`\{[a-z0-9]+\}`)

// TestLocale_sameKeys: every key stands in all languages, is not empty, and
// names the same values.
func TestLocale_sameKeys(t *testing.T) {
	en := For("en")
	if len(en.Keys()) < 100 {
		t.Fatalf("%d keys; the files were not read", len(en.Keys()))
	}
	for _, lang := range Langs() {
		w := For(lang)
		if !slices.Equal(w.Keys(), en.Keys()) {
			t.Errorf("%s has %d keys, English %d", lang, len(w.Keys()), len(en.Keys()))
		}
		for _, k := range en.Keys() {
			a, b := placeholder.FindAllString(en.texts[k], -1), placeholder.FindAllString(w.texts[k], -1)
			slices.Sort(a)
			slices.Sort(b)
			if w.texts[k] == "" || !slices.Equal(a, b) {
				t.Errorf("%s %s: %q has values %v, English %v", lang, k, w.texts[k], b, a)
			}
		}
	}
}

func TestNumber_byLanguage(t *testing.T) {
	for _, x := range []struct {
		lang string
		v    float64
		d    int
		want string
	}{
		{"en", 1234567.5, 1, "1,234,567.5"}, {"de", 1234567.5, 1, "1.234.567,5"}, {"de", -0.4, 1, "−0,4"},
		{"zh", 4.2, 1, "4.2"}, {"en", 2048, 1, "2,048"}, {"en", 5, 1, "5.0"}, {"de", 999, 0, "999"},
	} {
		if got := For(x.lang).Number(x.v, x.d); got != x.want {
			t.Errorf("%s %v: %q, want %q", x.lang, x.v, got, x.want)
		}
	}
}

func TestDate_noMoreExactThanKnown(t *testing.T) {
	for _, x := range []struct{ lang, date, want string }{
		{"en", "2026-11-24", "24 November 2026"}, {"de", "2026-03-01", "1. März 2026"}, {"zh", "2026-11-24", "2026年11月24日"},
		{"en", "2026-11", "November 2026"}, {"de", "2026", "2026"}, {"zh", "2026-11", "2026年11月"},
	} {
		if got := For(x.lang).Date(evidence.Date(x.date)); got != x.want {
			t.Errorf("%s %s: %q, want %q", x.lang, x.date, got, x.want)
		}
	}
}
