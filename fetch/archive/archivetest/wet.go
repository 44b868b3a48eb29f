// Package archivetest makes corpora for tests and benchmarks. In: a size, a seed
// and the documents to plant. Out: WET, WARC or JSON lines of mostly irrelevant
// text in three languages, the same for the same input.
package archivetest

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// Corpus says what is made.
type Corpus struct {
	Bytes   int64    // of text, about; records are never cut
	Every   int      // one document in so many is planted
	Planted []string // planted in turn
	Seed    uint64
	Gzip    bool // one member a record, as crawls have it
}

// words of filler; none names silicon or a model.
var words = map[string][]string{
	"en": strings.Fields(`the council met on thursday to discuss a new bridge over river farmers in valley expect late harvest and wine growers are
		content she wrote three novels about sea before was thirty market prices rose again city team season coach player goal report school
		teacher music concert tickets garden recipe butter oven minutes travel hotel beach island weather rain forecast museum history century`),
	"de": strings.Fields(`der gemeinderat beriet am donnerstag über die neue brücke bauern im tal rechnen mit einer späten ernte winzer sind zufrieden
		vor ihrem geburtstag schrieb sie drei romane meer preise stiegen wieder stadt mannschaft saison trainer schule lehrer konzert karten garten`),
	"zh": {"市议会", "周四", "讨论了", "河上的", "新桥", "山谷里的", "农民", "预计", "今年", "收成", "较晚", "酿酒师", "却", "很满意", "她", "写了", "三部", "关于", "大海的", "小说", "价格", "再次", "上涨"},
}

// near are words that make a document a candidate although it says nothing.
var near = []string{"a chip of paint", "hardware store", "Halbleiter", "gpu", "芯片"}

type writer struct {
	random *rand.Rand
	c      Corpus
	n      int
}

// text makes the next document; planted tells whether it is one of those.
func (w *writer) text() (body string, planted bool) {
	w.n++
	if w.c.Every > 0 && len(w.c.Planted) > 0 && w.n%w.c.Every == 0 {
		return w.c.Planted[w.n/w.c.Every%len(w.c.Planted)], true
	}
	lang := []string{"en", "en", "en", "de", "zh"}[w.random.IntN(5)]
	list, sep := words[lang], " "
	if lang == "zh" {
		sep = ""
	}
	var b strings.Builder
	size := 500 + w.random.IntN(9000)
	for b.Len() < size {
		for range 6 + w.random.IntN(14) {
			b.WriteString(list[w.random.IntN(len(list))])
			b.WriteString(sep)
		}
		b.WriteString(map[bool]string{true: "。\n", false: ".\n"}[lang == "zh"])
	}
	if w.random.IntN(50) == 0 {
		b.WriteString(near[w.random.IntN(len(near))] + ".\n")
	}
	return b.String(), false
}

// WriteWET writes a WET file and gives how many documents were planted in it
// and how many bytes it has unpacked.
func WriteWET(to io.Writer, c Corpus) (planted int, size int64, err error) {
	w := &writer{random: rand.New(rand.NewPCG(c.Seed, 7)), c: c}
	out := bufio.NewWriterSize(to, 1<<20)
	record := func(kind, address, media, body string) error {
		s := fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2026-10-01T00:00:00Z\r\n"+
			"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
			kind, address, w.n, media, len(body), body)
		size += int64(len(s))
		if !c.Gzip {
			_, err := out.WriteString(s)
			return err
		}
		z, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(z, s); err != nil {
			return err
		}
		return z.Close()
	}
	if err := record("warcinfo", "", "application/warc-fields", "software: archivetest\r\n"); err != nil {
		return 0, 0, err
	}
	for size < c.Bytes {
		body, is := w.text()
		if is {
			planted++
		}
		if err := record("conversion", fmt.Sprintf("https://site-%d.example/page/%d", w.n%997, w.n), "text/plain", body); err != nil {
			return planted, size, err
		}
	}
	return planted, size, out.Flush()
}

// WriteLines writes the same documents as JSON lines.
func WriteLines(to io.Writer, c Corpus) (planted int, err error) {
	w := &writer{random: rand.New(rand.NewPCG(c.Seed, 7)), c: c}
	e := json.NewEncoder(to)
	for size := int64(0); size < c.Bytes; {
		body, is := w.text()
		if is {
			planted++
		}
		size += int64(len(body))
		line := map[string]any{"url": fmt.Sprintf("https://site-%d.example/page/%d", w.n%997, w.n), "text": body, "date": "2026-10-01T08:00:00Z", "n": w.n}
		if err := e.Encode(line); err != nil {
			return planted, err
		}
	}
	return planted, nil
}
