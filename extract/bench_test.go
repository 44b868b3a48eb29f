package extract_test

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"assay/evidence"
	"assay/extract"
	"assay/extract/eval"
)

// devDocuments are the labelled documents of the development half.
func devDocuments(t testing.TB) []evidence.Document {
	t.Helper()
	docs, err := eval.Load(os.DirFS("testdata/dev"))
	if err != nil {
		t.Fatal(err)
	}
	var out []evidence.Document
	for _, l := range docs {
		out = append(out, l.Document)
	}
	return out
}

// filler makes irrelevant text in three languages: no chip, no model.
func filler(lang string, n int) string {
	parts := map[string][]string{
		"en": {"The council met on Thursday to discuss the new bridge over the river. ", "Farmers in the valley expect a late harvest, and the wine growers are content. ", "She wrote three novels about the sea before she was thirty. "},
		"de": {"Der Gemeinderat beriet am Donnerstag über die neue Brücke. ", "Die Bauern im Tal rechnen mit einer späten Ernte, die Winzer sind zufrieden. ", "Vor ihrem dreißigsten Geburtstag schrieb sie drei Romane über das Meer. "},
		"zh": {"市议会周四讨论了河上的新桥。", "山谷里的农民预计今年收成较晚，酿酒师却很满意。", "她在三十岁之前写了三部关于大海的小说。"},
	}
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString(parts[lang][i%3])
		if i%5 == 4 {
			b.WriteString("\n\n")
		}
	}
	return b.String()
}

// BenchmarkRelevant reads the development half: every document speaks of
// silicon. MB/s of text, allocations a document.
func BenchmarkRelevant(b *testing.B) {
	r, docs := reader(b), devDocuments(b)
	total := 0
	for _, d := range docs {
		total += len(d.Body)
	}
	b.SetBytes(int64(total))
	b.ReportAllocs()
	start := cpuTime()
	for b.Loop() {
		for i := range docs {
			r.Read(docs[i])
		}
	}
	b.ReportMetric(float64(total*b.N)/1e6/(cpuTime()-start), "cpu-MB/s")
	b.ReportMetric(float64(len(docs)), "docs/op")
}

// cpuTime is the processor time of this process in seconds: on a busy machine
// the time on the clock says little.
func cpuTime() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Sec) + float64(u.Utime.Usec)/1e6 + float64(u.Stime.Sec) + float64(u.Stime.Usec)/1e6
}

// BenchmarkIrrelevant reads a stream in which 1 document in 100 speaks of
// silicon; the rest is generated filler in three languages.
func BenchmarkIrrelevant(b *testing.B) {
	r, dev := reader(b), devDocuments(b)
	var docs []evidence.Document
	total := 0
	for i := range 300 {
		d := evidence.Document{Lang: "en", Body: filler([]string{"en", "zh", "de"}[i%3], 3000)}
		if i%100 == 50 {
			d = dev[i%len(dev)]
		}
		total += len(d.Body)
		docs = append(docs, d)
	}
	b.SetBytes(int64(total))
	b.ReportAllocs()
	start := cpuTime()
	for b.Loop() {
		for i := range docs {
			r.Read(docs[i])
		}
	}
	b.ReportMetric(float64(total*b.N)/1e6/(cpuTime()-start), "cpu-MB/s")
}

// BenchmarkLength reads one document of 1 MB and one of 50 MB: the time a byte
// must stay the same.
func BenchmarkLength(b *testing.B) {
	r := reader(b)
	for _, size := range []int{1 << 20, 50 << 20} {
		d := evidence.Document{Lang: "en", Kind: "news", Body: long(b, size)}
		b.Run(byteSize(size), func(b *testing.B) {
			b.SetBytes(int64(len(d.Body)))
			start := cpuTime()
			for b.Loop() {
				r.Read(d)
			}
			b.ReportMetric(float64(len(d.Body)*b.N)/1e6/(cpuTime()-start), "cpu-MB/s")
		})
	}
}

func byteSize(n int) string { return string(rune('0'+n>>20/10)) + string(rune('0'+n>>20%10)) + "MB" }

// long repeats the English development documents up to a size.
func long(t testing.TB, size int) string {
	var b strings.Builder
	docs := devDocuments(t)
	for i := 0; b.Len() < size; i++ {
		if d := &docs[i%len(docs)]; d.Lang == "en" {
			b.WriteString(d.Body)
			b.WriteString("\n\n")
		}
	}
	return b.String()
}

// BenchmarkNew builds the reader: names and cues into one automaton.
func BenchmarkNew(b *testing.B) {
	cat := mustCatalogue(b)
	for b.Loop() {
		extract.New(cat)
	}
}
