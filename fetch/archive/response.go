package archive

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// readable reports a media type that is a document's.
func readable(media string) bool {
	switch media {
	case "text/plain", "text/html", "text/markdown":
		return true
	}
	return false
}

// mediaOf is the media type of a Content-Type field, as documents know it.
func mediaOf(contentType string) string {
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch media = strings.TrimSpace(media); media {
	case "application/xhtml+xml":
		return "text/html"
	case "text/x-markdown":
		return "text/markdown"
	}
	return media
}

func charsetOf(contentType string) string {
	if !strings.Contains(contentType, "=") {
		return ""
	}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["charset"]
}

// response reads an HTTP answer as crawlers store it: the body may still be in
// chunks or packed.
func (w *warc) response(block []byte) (Record, bool) {
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(block)), nil)
	if err != nil {
		w.passed.Broken++
		return Record{}, false
	}
	defer res.Body.Close()
	contentType := res.Header.Get("Content-Type")
	rec := Record{MediaType: mediaOf(contentType), Charset: charsetOf(contentType)}
	if rec.MediaType == "" {
		rec.MediaType = mediaOf(http.DetectContentType(block[min(len(block), bytes.Index(block, []byte("\r\n\r\n"))+4):]))
	}
	if res.StatusCode != http.StatusOK || !readable(rec.MediaType) {
		w.passed.NotText++
		return rec, false
	}
	body, err := unpack(res)
	if err == nil {
		rec.Bytes, err = io.ReadAll(io.LimitReader(body, MaxRecord+1))
	}
	switch {
	case len(rec.Bytes) > MaxRecord:
		w.passed.TooLarge++
		return rec, false
	case err != nil && len(rec.Bytes) == 0:
		// Crawls cut long answers and rewrite heads: what did come is read.
		rec.Bytes = afterHead(block)
	}
	if len(rec.Bytes) == 0 {
		w.passed.Empty++
		return rec, false
	}
	return rec, true
}

// afterHead is the stored body as it stands, where it is not what its head says.
func afterHead(block []byte) []byte {
	_, body, _ := bytes.Cut(block, []byte("\r\n\r\n"))
	return body
}

// unpack gives the body behind its Content-Encoding. A body that is not packed
// although its head says so (crawlers unpack and keep the head) is an error.
func unpack(res *http.Response) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(res.Header.Get("Content-Encoding"))) {
	case "gzip", "x-gzip":
		return gzip.NewReader(res.Body)
	case "deflate":
		return zlib.NewReader(res.Body)
	case "br":
		return brotli.NewReader(res.Body), nil
	}
	return res.Body, nil
}
