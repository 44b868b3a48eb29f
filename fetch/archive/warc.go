package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"assay/evidence"
)

// warc reads the records of a WARC 1.0 or 1.1 file (ISO 28500); WET files are
// WARC files of conversion records. The framing is read here and not by a
// library, because those at hand keep each block whole, on disk where it is
// large, before they show its head.
type warc struct {
	name   string
	b      *bufio.Reader
	at     int64 // offset in the unpacked stream
	buf    []byte
	passed Passed
}

func newWARC(name string, b *bufio.Reader) *warc { return &warc{name: name, b: b} }

func (w *warc) Passed() Passed { return w.passed }

// head is what is needed of a record's head.
type head struct {
	kind, address, date, media string
	length                     int64
}

// Next gives the next document: a conversion (WET), or a response or resource
// that holds a text.
func (w *warc) Next() (Record, error) {
	for {
		start := w.at
		h, err := w.head()
		if err == io.EOF {
			return Record{}, io.EOF
		}
		if err != nil {
			return Record{}, w.broken(start, err)
		}
		rec, ok, err := w.block(h)
		if err != nil {
			return Record{}, w.broken(start, err)
		}
		if ok {
			rec.Name, rec.Address = h.address, h.address
			if rec.Name == "" {
				rec.Name = fmt.Sprintf("%s@%d", w.name, start)
			}
			return rec, nil
		}
	}
}

func (w *warc) broken(at int64, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return evidence.Errorf(evidence.Invalid, "%s: ends within the record at byte %d", w.name, at)
	}
	return evidence.WithKind(evidence.Invalid, err, "%s: broken at the record at byte %d", w.name, at)
}

// line reads one line of a head without its end, within the bytes left for it.
func (w *warc) line(left *int) ([]byte, error) {
	line, err := w.b.ReadSlice('\n')
	w.at += int64(len(line))
	*left -= len(line)
	switch {
	case errors.Is(err, bufio.ErrBufferFull) || err == nil && *left < 0:
		return nil, errors.New("head too long")
	case err != nil && len(line) > 0:
		return nil, io.ErrUnexpectedEOF
	case err != nil:
		return nil, err
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

// head reads a record's head; io.EOF only where the file ends before one.
func (w *warc) head() (head, error) {
	h := head{length: -1}
	left := maxHead
	for { // blank lines may stand between records
		line, err := w.line(&left)
		if err != nil {
			return h, err
		}
		if len(line) == 0 {
			continue
		}
		if !bytes.HasPrefix(line, []byte("WARC/")) {
			return h, errors.New("no WARC head where one should stand")
		}
		break
	}
	for {
		line, err := w.line(&left)
		if err == io.EOF {
			return h, io.ErrUnexpectedEOF
		}
		if err != nil {
			return h, err
		}
		if len(line) == 0 {
			break
		}
		if err := h.field(line); err != nil {
			return h, err
		}
	}
	if h.length < 0 {
		return h, errors.New("no Content-Length")
	}
	return h, nil
}

// field takes one field of the head.
func (h *head) field(line []byte) error {
	key, value, ok := bytes.Cut(line, []byte(":"))
	if !ok {
		return nil // a folded line: nothing that is needed here is ever folded
	}
	v := func() string { return strings.ToValidUTF8(string(bytes.TrimSpace(value)), "") }
	switch string(bytes.ToLower(bytes.TrimSpace(key))) {
	case "warc-type":
		h.kind = strings.ToLower(v())
	case "warc-target-uri":
		h.address = strings.Trim(v(), "<>") // WARC 1.0 drafts put it in brackets
	case "warc-date":
		h.date = v()
	case "content-type":
		h.media = v()
	case "content-length":
		n, err := strconv.ParseInt(v(), 10, 64)
		if err != nil || n < 0 || n > MaxShard {
			return errors.New("a Content-Length that is no length")
		}
		h.length = n
	}
	return nil
}

// block reads or passes over a record's block; ok tells a document.
func (w *warc) block(h head) (rec Record, ok bool, err error) {
	media := mediaOf(h.media)
	wanted := h.kind == "conversion" || h.kind == "resource" || h.kind == "response" && media == "application/http"
	switch {
	case !wanted || h.kind != "response" && !readable(media):
		w.passed.NotText++
		return rec, false, w.skip(h.length)
	case h.length == 0:
		w.passed.Empty++
		return rec, false, nil
	case h.length > MaxRecord+maxHead:
		w.passed.TooLarge++
		return rec, false, w.skip(h.length)
	}
	if int64(cap(w.buf)) < h.length {
		w.buf = make([]byte, h.length+h.length/4)
	}
	w.buf = w.buf[:h.length]
	n, err := io.ReadFull(w.b, w.buf)
	w.at += int64(n)
	if err != nil {
		return rec, false, io.ErrUnexpectedEOF
	}
	rec = Record{MediaType: media, Bytes: w.buf, Charset: charsetOf(h.media)}
	if h.kind == "response" {
		rec, ok = w.response(w.buf)
		return rec, ok, nil
	}
	return rec, true, nil
}

func (w *warc) skip(n int64) error {
	got, err := io.CopyN(io.Discard, w.b, n)
	w.at += got
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	return nil
}
