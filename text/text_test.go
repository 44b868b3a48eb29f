package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"assay/text"
)

func TestNormalize_form(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc":                "a\nb\nc",
		"\ufeffA\x00B":             "AB",
		"u\u0308ber":               "über",
		"bad \xff\xfe bytes":       "bad  bytes",
		"\xff\ufeff mark in front": " mark in front",
	} {
		if got := text.Normalize(in); got != want {
			t.Errorf("Normalize(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNormalize_isStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := text.Normalize(string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")))
		if text.Normalize(s) != s || !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\r") {
			t.Fatalf("%q is not in normal form", s)
		}
	})
}

func TestFold_keepsRunes(t *testing.T) {
	if got := text.Fold("華為昇騰 ９１０Ｂ “H800”"); got != "华为升腾 910b \"h800\"" {
		t.Errorf("got %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		f := text.FoldMap(s)
		if utf8.RuneCountInString(f.Text) != utf8.RuneCountInString(s) {
			t.Fatalf("%q folds to %q: other number of runes", s, f.Text)
		}
		at := 0
		for i := range f.Text {
			if back := f.Back(i); text.Fold(s[:back]) != f.Text[:i] {
				t.Fatalf("rune %d: back to %d", at, back)
			}
			at++
		}
	})
}

func TestFind_nearest(t *testing.T) {
	body := "Ein Chip, zwei Chip, 三 Chip"
	for _, c := range []struct {
		quote       string
		near, start int
		ok          bool
	}{{"Chip", -1, 4, true}, {"Chip", 14, 15, true}, {"Chip", 99, 23, true}, {"chip", 0, 0, false}, {"", 0, 0, false}} {
		start, end, ok := text.Find(body, c.quote, c.near)
		if ok != c.ok || ok && start != c.start {
			t.Errorf("Find(%q, %d) = %d, %v", c.quote, c.near, start, ok)
		}
		if cut, _ := text.Slice(body, start, end); ok && cut != c.quote {
			t.Errorf("cut %q", cut)
		}
	}
}

func TestSentences_languages(t *testing.T) {
	for _, c := range []struct {
		lang, in string
		want     []string
	}{
		{"en", "Dr. Li trained it, cf. Sec. 3. It ran on H100s (v. 2.1). Done!", []string{"Dr. Li trained it, cf. Sec. 3.", "It ran on H100s (v. 2.1).", "Done!"}},
		{"de", "Am 5. Mai lief z. B. der Test. Danach nichts.", []string{"Am 5. Mai lief z. B. der Test.", "Danach nichts."}},
		{"zh", "训练在昇腾上完成。推理呢？也一样！", []string{"训练在昇腾上完成。", "推理呢？", "也一样！"}},
		{"en", "A line that is\nwrapped here. Next.", []string{"A line that is\nwrapped here.", "Next."}},
		{"en", "**Why?** Because.", []string{"**Why?**", "Because."}},
	} {
		var got []string
		for _, s := range text.Sentences(c.in, c.lang) {
			got = append(got, s.Of(c.in))
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: got %q, want %q", c.lang, got, c.want)
		}
	}
}

func TestTables_markdownAndHTML(t *testing.T) {
	md := "Text.\n\n| Model | Chip |\n|---|:-:|\n| A-1 | H100 \\| H200 |\n| B-2 | |\n\nMore."
	tables := text.Tables(md)
	if len(tables) != 1 || len(tables[0].Rows) != 2 || len(tables[0].Header.Cells) != 2 {
		t.Fatalf("got %+v", tables)
	}
	if got := tables[0].Rows[0].Cells[1].Of(md); got != "H100 \\| H200" {
		t.Errorf("cell %q", got)
	}
	if got := tables[0].Rows[1].Of(md); got != "| B-2 | |" {
		t.Errorf("row %q", got)
	}
	html := "<table>\n<tr><th>Model</th><th>GPU</th></tr>\n<tr><td rowspan=2>A</td><td>H20</td></tr><tr><td>B200</td></tr></table>"
	tables = text.Tables(html)
	if len(tables) != 1 || len(tables[0].Rows) != 2 {
		t.Fatalf("got %+v", tables)
	}
	last := tables[0].Rows[1]
	if len(last.Cells) != 2 || last.Cells[0].Of(html) != "A" || last.Cells[1].Of(html) != "B200" {
		t.Errorf("row %+v", last)
	}
}

func TestBlocks_kinds(t *testing.T) {
	md := "# Top #\n\npara one\ngoes on\n\n- item\n  more\n- two\n\n```sh\n# run\nx\n```\nUnder\n=====\n"
	var got []string
	for _, b := range text.Blocks(md) {
		got = append(got, string(b.Kind)+":"+b.Of(md))
	}
	want := "heading:Top|paragraph:para one\ngoes on|item:item\n  more|item:two|code:# run|code:x|heading:Under"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got %q", s)
	}
}

func TestFrontMatter_edges(t *testing.T) {
	fields, body := text.FrontMatter("---\nid: \"007\"\ndate: 2026-01-02\nlist: [1]\n---\nText\n")
	if fields["id"] != "007" || fields["date"] != "2026-01-02" || body != "Text\n" {
		t.Errorf("got %v, %q", fields, body)
	}
	for _, s := range []string{"no front matter", "---\nid: 1\nnever closed", "---\n: : :\n---\nx", "---\na: &x 1\nb: *x\n---\ny", "---\n---\n"} {
		if _, body := text.FrontMatter(s); s != "---\n---\n" && body != s {
			t.Errorf("%q: body %q", s, body)
		}
	}
}

func TestLanguage_hanFirst(t *testing.T) {
	for in, want := range map[string]string{
		"DeepSeek-R1 671B在MTT S5000上运行":               "zh",
		"The model was trained on the cluster.":       "en",
		"Das Modell wurde auf dem Rechner trainiert.": "de",
		"1234": "und",
	} {
		if got := text.Language(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestMasks_markup(t *testing.T) {
	s := `see [H100](https://x.example/H200) and <img alt="B200" src="y"> at https://z.example/A100, a < b`
	masked := ""
	for _, m := range text.Masks(s) {
		masked += m.Of(s) + "|"
	}
	if want := `](https://x.example/H200)|<img alt="B200" src="y">|https://z.example/A100,|`; masked != want {
		t.Errorf("got %q", masked)
	}
}
