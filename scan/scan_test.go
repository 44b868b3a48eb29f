package scan_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"assay/catalogue"
	"assay/evidence"
	"assay/extract"
	"assay/extract/eval"
	"assay/fetch"
	"assay/scan"
)

// shelf is a shard in memory that ends with err, or well.
type shelf struct {
	records []scan.Record
	err     error
}

func (s *shelf) Next() (scan.Record, error) {
	if len(s.records) == 0 {
		if s.err != nil {
			return scan.Record{}, s.err
		}
		return scan.Record{}, io.EOF
	}
	r := s.records[0]
	s.records = s.records[1:]
	return r, nil
}

func open(r scan.Record) (evidence.Document, error) {
	return fetch.Document(fetch.Raw{Name: r.Name, Stem: r.Name, Address: r.Address, MediaType: r.MediaType, Charset: r.Charset, Bytes: r.Bytes})
}

func reader(t testing.TB) *extract.Reader {
	cat, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return extract.New(cat)
}

func labelled(t testing.TB) []string {
	docs, err := eval.Load(os.DirFS("../extract/testdata/dev"))
	if err != nil || len(docs) == 0 {
		t.Fatal(len(docs), err)
	}
	var out []string
	for _, d := range docs {
		out = append(out, d.Document.Body)
	}
	return out
}

// TestProcessShard_losesNothing holds the pass, with its early rejection, against
// the reader on the same records: as text, as pages in hostile markup.
func TestProcessShard_losesNothing(t *testing.T) {
	r, bodies := reader(t), labelled(t)
	rapid.Check(t, func(t *rapid.T) {
		var records []scan.Record
		want := 0
		for range rapid.IntRange(1, 4).Draw(t, "n") {
			body := rapid.SampledFrom(bodies).Draw(t, "body")
			rec := scan.Record{Name: "n", MediaType: "text/plain", Bytes: []byte(body)}
			if rapid.Bool().Draw(t, "page") {
				rec.MediaType = "text/html"
				rec.Bytes = []byte(markup(t, body))
			} else if rapid.Bool().Draw(t, "cr") {
				rec.Bytes = []byte(strings.ReplaceAll(body, "\n", "\r\n"))
			}
			records = append(records, rec)
			if doc, err := open(rec); err == nil {
				want += len(r.Read(doc).Claims)
			}
		}
		n := len(records)
		got := 0
		sum, err := scan.ProcessShard(context.Background(), &shelf{records: records}, open, r, func(f scan.Found) error {
			got += len(f.Claims)
			for _, c := range f.Claims {
				if !strings.Contains(f.Document.Body, c.Quote) {
					t.Fatalf("quote %q does not stand in the text", c.Quote)
				}
			}
			return nil
		})
		if err != nil || got != want || sum.Claims != int64(want) || sum.Records != int64(n) {
			t.Fatalf("%d claims of %d, %+v, %v", got, want, sum, err)
		}
	})
}

// TestProcessShard_joinedWords keeps a page whose only name of silicon is torn by
// markup and touches the word of the paragraph before, once markup is out.
func TestProcessShard_joinedWords(t *testing.T) {
	page := scan.Record{Name: "p", MediaType: "text/html", Bytes: []byte("<p>all of them</p><p>H<b>8</b>&#48;0 was what they had.</p>")}
	sum, err := scan.ProcessShard(context.Background(), &shelf{records: []scan.Record{page}}, open, reader(t), func(scan.Found) error { return nil })
	if err != nil || sum.Candidates != 1 {
		t.Errorf("%+v, %v", sum, err)
	}
}

// markup makes a page of a text, with words torn by tags and references.
func markup(t *rapid.T, body string) string {
	var b strings.Builder
	b.WriteString("<html><head><style>p{x:y}</style><script>var a='<p>';</script></head><body><article>")
	tear := rapid.IntRange(3, 40).Draw(t, "tear")
	for i, p := range strings.Split(body, "\n\n") {
		b.WriteString("<p>")
		for j, r := range []rune(p) {
			switch {
			case r == '<' || r == '&':
				b.WriteString(map[rune]string{'<': "&lt;", '&': "&amp;"}[r])
				continue
			case (i+j)%tear == 0:
				b.WriteString([]string{"<b></b>", "<!-- x -->", "<span class='a'></span>"}[j%3])
			case (i+j)%(tear*2) == 1 && r > 0x20:
				b.WriteString("&#" + decimal(r) + ";")
				continue
			}
			b.WriteRune(r)
		}
		b.WriteString("</p>\n")
	}
	return b.String() + "</article></body></html>"
}

func decimal(r rune) string {
	var digits []byte
	for ; r > 0; r /= 10 {
		digits = append([]byte{byte('0' + r%10)}, digits...)
	}
	return string(digits)
}

// TestProcessShard_broken counts what cannot be read, passes a shard's own
// trouble on, and stops with the context.
func TestProcessShard_broken(t *testing.T) {
	r := reader(t)
	trouble := errors.New("broken")
	records := []scan.Record{
		{Name: "not-utf8", MediaType: "text/plain", Bytes: []byte("H800 \xff\xfe\xfa")},
		{Name: "none", MediaType: "text/plain", Bytes: []byte("The council met on Thursday.")},
		{Name: "gbk", MediaType: "text/html", Charset: "gbk", Bytes: []byte("<p>\xb1\xb1\xbe\xa9</p>")},
	}
	sum, err := scan.ProcessShard(context.Background(), &shelf{records: records, err: trouble}, open, r, func(scan.Found) error { return nil })
	if !errors.Is(err, trouble) || sum.Records != 3 || sum.Unreadable != 1 || sum.Candidates != 2 || len(sum.Reasons) != 1 {
		t.Errorf("%+v, %v", sum, err)
	}
	many := make([]scan.Record, 1000)
	for i := range many {
		many[i] = records[1]
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if sum, err := scan.ProcessShard(ctx, &shelf{records: many}, open, r, nil); !errors.Is(err, context.Canceled) || sum.Records > 256 {
		t.Errorf("%d records after the stop, %v", sum.Records, err)
	}
}

// TestRows gives a shard's output back as it was, and refuses one that was
// changed or is another's.
func TestRows(t *testing.T) {
	r, bodies := reader(t), labelled(t)
	var records []scan.Record
	for _, b := range bodies {
		records = append(records, scan.Record{Name: "doc", Address: "https://x.example/a", MediaType: "text/plain", Bytes: []byte(b)})
	}
	var file bytes.Buffer
	w := scan.NewWriter(&file, "shard.wet")
	var kept []scan.Found
	if _, err := scan.ProcessShard(context.Background(), &shelf{records: records}, open, r, func(f scan.Found) error {
		kept = append(kept, f)
		return w.Keep(f)
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	read := func(b []byte) (n int, err error) {
		err = scan.ReadRows(bytes.NewReader(b), int64(len(b)), func(d evidence.Document, rows []scan.Row) error {
			f := kept[n]
			if d.ID != f.Document.ID || d.Body != f.Document.Body || len(rows) != len(f.Claims) || rows[0].Quote != f.Claims[0].Quote || rows[0].Claim != f.Claims[0].ID {
				t.Errorf("document %d differs", n)
			}
			n++
			return nil
		})
		return n, err
	}
	if n, err := read(file.Bytes()); err != nil || n != len(kept) || n < 20 {
		t.Errorf("%d documents of %d, %v", n, len(kept), err)
	}
	cut := file.Bytes()[:file.Len()/2]
	if _, err := read(cut); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("a file that is cut: %v", err)
	}
}
