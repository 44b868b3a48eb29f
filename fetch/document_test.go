package fetch_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/tools/txtar"

	"assay/evidence"
	"assay/fetch"
	"assay/text"
)

// TestDocument reads each case of testdata/document: in.html or in.md gives the
// fields of want and the text of body.
func TestDocument(t *testing.T) {
	files, err := filepath.Glob("testdata/document/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			raw := fetch.Raw{Name: ar.Files[0].Name, Stem: "in", Bytes: ar.Files[0].Data, MediaType: "text/html"}
			if strings.HasSuffix(raw.Name, ".md") {
				raw.MediaType = "text/markdown"
				raw.Bytes = []byte("\ufeff" + strings.ReplaceAll(string(raw.Bytes), "\n", "\r\n"))
			}
			d, err := fetch.Document(raw)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, f := range []struct{ key, value string }{{"name", d.Name}, {"title", d.Title}, {"publisher", d.Publisher},
				{"published", string(d.Published)}, {"lang", d.Lang}, {"address", d.Address}, {"syndicate", d.Syndicate}, {"kind", d.Kind}} {
				if f.value != "" {
					fmt.Fprintf(&got, "%s: %s\n", f.key, f.value)
				}
			}
			if want := string(ar.Files[1].Data); got.String() != want {
				t.Errorf("fields:\n%swant:\n%s", got.String(), want)
			}
			if want := string(ar.Files[2].Data); d.Body != want {
				t.Errorf("body:\n%s\nwant:\n%s", d.Body, want)
			}
		})
	}
}

func TestDocument_charsets(t *testing.T) {
	body := "<html><head><title>昇腾</title></head><body><p>" + strings.Repeat("该模型在昇腾910B上训练。", 20) + "</p></body></html>"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(body)
	if err != nil {
		t.Fatal(err)
	}
	marked := strings.Replace(gb, "<head>", `<head><meta charset="gb18030">`, 1)
	utf16 := []byte{0xff, 0xfe}
	for _, r := range "Trained on H800." {
		utf16 = append(utf16, byte(r), 0)
	}
	for name, c := range map[string]struct {
		raw  fetch.Raw
		want string
	}{
		"meta":   {fetch.Raw{Bytes: []byte(marked), MediaType: "text/html"}, "该模型在昇腾910B上训练。"},
		"header": {fetch.Raw{Bytes: []byte(gb), MediaType: "text/html", Charset: "gb18030"}, "该模型在昇腾910B上训练。"},
		"utf-16": {fetch.Raw{Bytes: utf16, MediaType: "text/plain"}, "Trained on H800."},
	} {
		d, err := fetch.Document(c.raw)
		if err != nil || !strings.Contains(d.Body, c.want) {
			t.Errorf("%s: %q, %v; want %q in it", name, d.Body, err, c.want)
		}
	}
}

// FuzzDocument wants of any bytes a document whose ids and text hold, or an
// error of one line that names the input; never a panic.
func FuzzDocument(f *testing.F) {
	for _, media := range []string{"", "text/html", "text/markdown", "text/plain"} {
		for _, s := range []string{"", "a", "---\nid: x\n---\nA text.", "<html><body><table><tr><td>a<td>b<tr><td>c<td>d</table>", "\xff\xfea\x00", "---\na: &a [1]\nb: *a\n---\n",
			"<p>" + strings.Repeat("<b>", 600), "\x89PNG\r\n\x1a\n", "<meta charset=gb2312>\xb0\xa1", "\ufeff# H\r\n\r\nx\u0301"} {
			f.Add([]byte(s), media)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, media string) {
		d, err := fetch.Document(fetch.Raw{Name: "input", Stem: "in", Bytes: b, MediaType: media})
		if err != nil {
			if msg := err.Error(); !strings.HasPrefix(msg, "input") || evidence.KindOf(err) == evidence.Internal {
				t.Fatalf("error %q of kind %s does not name the input", msg, evidence.KindOf(err))
			}
			return
		}
		if !utf8.ValidString(d.Body) || text.Normalize(d.Body) != d.Body || strings.TrimSpace(d.Body) == "" {
			t.Fatalf("body %q is not in normal form", d.Body)
		}
		if d.TextID != evidence.TextID(d.Body) || d.ID != evidence.DocumentID(d.Address, d.Publisher, d.Title, d.TextID) {
			t.Fatalf("ids of %+v do not follow from its content", d)
		}
		if !d.Published.Valid() || !d.Retracted.Valid() {
			t.Fatalf("dates %q and %q", d.Published, d.Retracted)
		}
	})
}
