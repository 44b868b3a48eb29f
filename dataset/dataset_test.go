package dataset

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"assay/catalogue"
	"assay/evidence"
	"assay/resolve"
)

func builtIn(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	c, err := catalogue.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sample has a value of each type, a hostile text and nothing known.
var sample = Table{Name: "sample", Title: "Sample", Key: "id", Columns: []Column{
	{Name: "id", Type: String}, {Name: "n", Type: Integer, Unit: "chips"}, {Name: "x", Type: Number}, {Name: "yes", Type: Boolean},
	{Name: "day", Type: Date}, {Name: "list", Type: List}},
	Rows: [][]any{
		{"a", int64(-5), 1.5, true, "2026-06", []string{"Huawei Ascend", "昇腾"}},
		{"=HYPERLINK(\"http://evil\")", nil, nil, nil, nil, nil},
	}}

func TestCSV_neutralises(t *testing.T) {
	var b bytes.Buffer
	if err := CSV(&b, sample); err != nil {
		t.Fatal(err)
	}
	want := "id,n,x,yes,day,list\na,-5,1.5,true,2026-06,Huawei Ascend; 昇腾\n\"'=HYPERLINK(\"\"http://evil\"\")\",,,,,\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	for in, want := range map[string]string{"=1": "'=1", " =1": "' =1", "\t=1": "'\t=1", "@SUM": "'@SUM", "＝1": "'＝1", "\u202e=1": "'\u202e=1",
		"plain": "plain", "": "", "a=b": "a=b", "\nx": "'\nx", "-5": "-5", "-5+1": "'-5+1", "-x": "'-x"} {
		if got := Neutral(in); got != want {
			t.Errorf("Neutral(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCSV_noCellStartsLikeAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ \t\r\n=+@-]{0,4}[a-z=+-]{0,5}`)).Draw(t, "text")
		var b bytes.Buffer
		if err := CSV(&b, Table{Name: "t", Columns: []Column{{Name: "c", Type: String}, {Name: "d", Type: String}}, Rows: [][]any{{s, "x"}}}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%q: %v", s, err)
		}
		got := strings.TrimLeft(rows[1][0], " \t\r\n")
		if got != "" && !plainNumber.MatchString(s) && strings.ContainsRune("=+-@", rune(got[0])) {
			t.Fatalf("%q is written as %q", s, rows[1][0])
		}
	})
}

func TestJSON_readsBack(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, sample); err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{"id": "a", "n": -5.0, "x": 1.5, "yes": true, "day": "2026-06", "list": []any{"Huawei Ascend", "昇腾"}},
		{"id": "=HYPERLINK(\"http://evil\")", "n": nil, "x": nil, "yes": nil, "day": nil, "list": nil}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	for name, write := range map[string]func(io.Writer, Table) error{"json": JSON, "lines": JSONLines} {
		b.Reset()
		if err := write(&b, Table{Name: "none", Columns: sample.Columns}); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(b.String()); got != map[string]string{"json": "[]", "lines": ""}[name] {
			t.Errorf("%s of no rows: %q", name, got)
		}
	}
}

func TestMarkdown_isInert(t *testing.T) {
	hostile := Table{Name: "h", Columns: []Column{{Name: "a", Type: String}}, Rows: [][]any{
		{"<script>x</script>"}, {"[x](javascript:alert(1))"}, {"a | b\nc"}, {"\u202egnp.exe\x00"}, {"`code` **b** # h"}}}
	var b bytes.Buffer
	if err := Markdown(&b, hostile); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script", "x](", "\u202e", "\x00", " **"} {
		if strings.Contains(b.String(), bad) {
			t.Errorf("%q stands in\n%s", bad, b.String())
		}
	}
	if lines := strings.Count(b.String(), "\n"); lines != 7 {
		t.Errorf("%d lines, want 7:\n%s", lines, b.String())
	}
}

func TestParquet_readsBack(t *testing.T) {
	for _, tab := range []Table{sample, Claims(builtIn(t).Claims()), Chips(builtIn(t).Chips())} {
		var b bytes.Buffer
		if err := Parquet(&b, tab); err != nil {
			t.Fatal(err)
		}
		f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if f.NumRows() != int64(len(tab.Rows)) {
			t.Errorf("%s: %d rows, want %d", tab.Name, f.NumRows(), len(tab.Rows))
		}
		if n := len(f.Schema().Fields()); n != len(tab.Columns) {
			t.Errorf("%s: %d columns, want %d", tab.Name, n, len(tab.Columns))
		}
		if f.Schema().Fields()[0].Name() != tab.Columns[0].Name {
			t.Errorf("%s: first column %q", tab.Name, f.Schema().Fields()[0].Name())
		}
	}
	type back struct {
		ID   *string  `parquet:"id,optional"`
		N    *int64   `parquet:"n,optional"`
		Day  *string  `parquet:"day,optional"`
		List []string `parquet:"list,list"`
	}
	var b bytes.Buffer
	if err := Parquet(&b, sample); err != nil {
		t.Fatal(err)
	}
	rows, err := parquet.Read[back](bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if *rows[0].N != -5 || *rows[0].Day != "2026-06" || !slices.Equal(rows[0].List, []string{"Huawei Ascend", "昇腾"}) {
		t.Errorf("first row %+v", rows[0])
	}
	if rows[1].N != nil || rows[1].Day != nil || len(rows[1].List) != 0 {
		t.Errorf("what is not known became a value: %+v", rows[1])
	}
}

func TestCheck_namesTheFault(t *testing.T) {
	for _, bad := range []Table{
		{Name: "t", Columns: []Column{{Name: "a", Type: String}}, Rows: [][]any{{"x", "y"}}},
		{Name: "t", Columns: []Column{{Name: "a", Type: Integer}}, Rows: [][]any{{"x"}}},
		{Name: "t", Columns: []Column{{Name: "a", Type: "colour"}}},
		{Name: "t", Columns: []Column{{Name: "a", Type: String}, {Name: "a", Type: String}}},
	} {
		for _, write := range []func(io.Writer, Table) error{CSV, JSON, JSONLines, Markdown, Parquet} {
			var b bytes.Buffer
			if err := write(&b, bad); evidence.KindOf(err) != evidence.Invalid || b.Len() > 0 {
				t.Errorf("%v: %v, %d bytes written", bad, err, b.Len())
			}
		}
	}
}

func TestTables_fit(t *testing.T) {
	c := builtIn(t)
	for _, tab := range []Table{Claims(c.Claims()), Models(c.Models()), Chips(c.Chips()), Sources(c.Sources()), Silicon(c.Lattice().Nodes()),
		Documents([]evidence.Document{{ID: "d", Body: "the whole text"}}), Cells(rows())} {
		if err := tab.Check(); err != nil {
			t.Errorf("%v", err)
		}
		at := slices.IndexFunc(tab.Columns, func(c Column) bool { return c.Name == tab.Key })
		seen := map[any]bool{}
		for _, r := range tab.Rows {
			if r[at] == nil || seen[r[at]] {
				t.Errorf("%s: key %v is empty or stands twice", tab.Name, r[at])
			}
			seen[r[at]] = true
			if slices.Contains(r, any("the whole text")) {
				t.Errorf("%s publishes the text of a document", tab.Name)
			}
		}
	}
	long := Claims([]evidence.Claim{{ID: "q", Quote: strings.Repeat("长", 1000)}})
	at := slices.IndexFunc(long.Columns, func(c Column) bool { return c.Name == "quote" })
	if n := len([]rune(long.Rows[0][at].(string))); n != maxQuote {
		t.Errorf("a quote of %d characters is published", n)
	}
}

// rows are two models with an own cell and another actor's.
func rows() []resolve.Row {
	own := resolve.Cell{Verdict: evidence.SelfReported, Class: evidence.Foreign, Silicon: []string{"Nvidia H800"}, Claims: []string{"c1"}, Sentence: "s", Rules: []string{"R2"}}
	other := resolve.Cell{Verdict: evidence.SelfReported, Class: evidence.Domestic, Silicon: []string{"Huawei Ascend 910C"}, Claims: []string{"c2"}}
	return []resolve.Row{{Model: "One", ID: "one", Cells: map[evidence.Stage]resolve.Cell{
		evidence.PreTraining:  own,
		evidence.PostTraining: {Verdict: evidence.UnknownWord, Others: []resolve.Other{{Actor: "A consortium", Cell: other}}}}},
		{Model: "Two", ID: "two", Cells: map[evidence.Stage]resolve.Cell{evidence.Inference: {Verdict: evidence.UnknownWord}}}}
}

func TestCells_leavesOutWhatIsUnknown(t *testing.T) {
	got := []string{}
	for _, r := range Cells(rows()).Rows {
		got = append(got, r[0].(string))
	}
	if want := []string{"one/pre-training", "one/post-training/A consortium"}; !slices.Equal(got, want) {
		t.Errorf("cells %v, want %v", got, want)
	}
}

func TestWithout(t *testing.T) {
	tab := Claims([]evidence.Claim{{ID: "a", SourceID: "x"}, {ID: "b", SourceID: "y"}, {ID: "c"}})
	if n := len(tab.Without("source", []string{"x"}).Rows); n != 2 {
		t.Errorf("%d rows left, want 2", n)
	}
	if n := len(tab.Without("nothing", []string{"x"}).Rows); n != 3 {
		t.Errorf("%d rows left, want 3", n)
	}
}
