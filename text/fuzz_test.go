package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"assay/text"
)

var seeds = []string{"", "a. b", "# x\n\n| a | b |\n|---|---|\n| 1 | 2 |", "<table><tr><td rowspan=999>x</table>", "```\ncode", "华为。昇腾！", "---\na: 1\n---\nb", "[x](y", "<!-- ", "\xff\x00\r", "| |\n|-|", strings.Repeat("<div>", 40)}

func FuzzNormalize(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := text.Normalize(s)
		if !utf8.ValidString(n) || text.Normalize(n) != n {
			t.Fatalf("%q", n)
		}
	})
}

func FuzzSentences(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, "de")
	}
	f.Fuzz(func(t *testing.T, s, lang string) {
		s = text.Normalize(s)
		last := 0
		for _, sp := range text.Sentences(s, lang) {
			if sp.Start < last || sp.End <= sp.Start || sp.End > len(s) {
				t.Fatalf("span %v after %d in %d bytes", sp, last, len(s))
			}
			last = sp.End
		}
	})
}

func FuzzTables(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = text.Normalize(s)
		for _, tab := range text.Tables(s) {
			for _, r := range append(tab.Rows, tab.Header) {
				for _, c := range r.Cells {
					if c.Start < 0 || c.End < c.Start || c.End > len(s) {
						t.Fatalf("cell %v in %d bytes", c, len(s))
					}
				}
			}
		}
		for _, m := range text.Masks(s) {
			if m.Start < 0 || m.End <= m.Start || m.End > len(s) {
				t.Fatalf("mask %v", m)
			}
		}
		text.FrontMatter(s)
	})
}
