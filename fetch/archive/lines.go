package archive

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"assay/evidence"
)

// Names under which collections keep the same thing; the first that is there
// and not empty counts.
var (
	textFields      = []string{"text", "body", "content", "raw_content", "card", "markdown"}
	addressFields   = []string{"url", "address", "uri", "source_url", "link"}
	titleFields     = []string{"title", "headline"}
	publisherFields = []string{"publisher", "site", "source"}
	dateFields      = []string{"published", "date", "date_published", "publish_date", "timestamp"}
	nameFields      = []string{"id", "modelId", "name"}
)

// lines reads JSON lines: one object a line.
type lines struct {
	name   string
	b      *bufio.Reader
	n      int
	buf    []byte
	texts  int // lines that held a text
	passed Passed
}

func newLines(name string, b *bufio.Reader) *lines { return &lines{name: name, b: b} }

func (l *lines) Passed() Passed { return l.passed }

// Next gives the document of the next line that holds one.
func (l *lines) Next() (Record, error) {
	for {
		line, err := l.line()
		if err == io.EOF {
			if l.texts == 0 && l.passed.TooLarge == 0 {
				return Record{}, evidence.Errorf(evidence.Invalid, "%s: no line has a text (fields: %s)", l.name, strings.Join(textFields, ", "))
			}
			return Record{}, io.EOF
		}
		if err != nil {
			return Record{}, evidence.WithKind(evidence.Invalid, err, "%s:%d: cannot be read", l.name, l.n)
		}
		line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		if line[0] != '{' || !gjson.ValidBytes(line) {
			l.passed.Broken++
			continue
		}
		if rec, ok := l.record(line); ok {
			l.texts++
			return rec, nil
		}
		l.passed.Empty++
	}
}

// line reads one line; one that is too long is passed over. A last line
// without an end counts as whole: many writers leave it out.
func (l *lines) line() ([]byte, error) {
	for {
		l.n++
		l.buf = l.buf[:0]
		long := false
		for {
			part, err := l.b.ReadSlice('\n')
			if len(l.buf)+len(part) > MaxRecord+MaxRecord/2 { // escapes make JSON longer than its text
				long = true
			} else if !long {
				l.buf = append(l.buf, part...)
			}
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if err == io.EOF && (len(l.buf) > 0 || long) {
				err = nil
			}
			if err != nil {
				return nil, err
			}
			break
		}
		if !long {
			return l.buf, nil
		}
		l.passed.TooLarge++
	}
}

func (l *lines) record(line []byte) (Record, bool) {
	obj := gjson.ParseBytes(line)
	get := func(names []string) string {
		for _, n := range names {
			if v := obj.Get(n); v.Type == gjson.String && v.Str != "" {
				return v.Str
			}
		}
		return ""
	}
	body := get(textFields)
	if strings.TrimSpace(body) == "" || len(body) > MaxRecord {
		return Record{}, false
	}
	rec := Record{Name: get(nameFields), Address: get(addressFields), Title: get(titleFields),
		Publisher: get(publisherFields), Published: day(get(dateFields)), Bytes: []byte(body), MediaType: textType(body)}
	rec.name(l.name + ":" + strconv.Itoa(l.n))
	return rec, true
}

// name makes what is said of a record plain text, and gives one without an id
// its address or its place as its name.
func (r *Record) name(place string) {
	for _, s := range []*string{&r.Name, &r.Address, &r.Title, &r.Publisher} {
		*s = strings.Join(strings.Fields(strings.ToValidUTF8(*s, "")), " ")
	}
	if r.Address != "" && !strings.HasPrefix(r.Address, "http://") && !strings.HasPrefix(r.Address, "https://") {
		r.Address = ""
	}
	if r.Name == "" {
		r.Name = r.Address
	}
	if r.Name == "" {
		r.Name = place
	}
}

// textType tells HTML from text in a field that may hold either.
func textType(body string) string {
	start := strings.ToLower(strings.TrimSpace(body[:min(len(body), 256)]))
	if strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html") {
		return "text/html"
	}
	return "text/plain"
}

// day is the day of a time stamp as data sets write it; empty where it is none.
func day(s string) evidence.Date {
	if d, err := evidence.ParseDate(s); err == nil {
		return d
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return evidence.DateOf(t)
	}
	if len(s) > 10 {
		if d, err := evidence.ParseDate(s[:10]); err == nil {
			return d
		}
	}
	return ""
}
