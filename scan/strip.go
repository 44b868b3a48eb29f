package scan

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"
)

// foldable reports whether the bytes show the letters that the document will
// have: UTF-8, without combining marks that normal form would join to the letter
// before (U+0300 to U+036F begin with 0xCC or 0xCD).
func foldable(rec Record) bool {
	if rec.Charset != "" && !strings.EqualFold(rec.Charset, "utf-8") && !strings.EqualFold(rec.Charset, "utf8") && !strings.EqualFold(rec.Charset, "us-ascii") {
		return false
	}
	b := rec.Bytes
	return bytes.IndexByte(b, 0xcc) < 0 && bytes.IndexByte(b, 0xcd) < 0 && utf8.Valid(b) && bytes.IndexByte(b, 0) < 0
}

// strip appends the visible letters of a page to dst: markup out, references in,
// white space as one blank. Words that markup parts are joined; that is why
// Touches looks at no borders.
func strip(dst, b []byte) []byte {
	for len(b) > 0 {
		i := bytes.IndexAny(b, "<&")
		if i < 0 {
			return blank(dst, b)
		}
		dst = blank(dst, b[:i])
		if b = b[i:]; b[0] == '&' {
			dst, b = reference(dst, b)
		} else {
			b = tag(b)
		}
	}
	return dst
}

// blank appends text with its white space folded.
func blank(dst, b []byte) []byte {
	for i := 0; i < len(b); {
		if b[i] > ' ' {
			j := i + 1
			for j < len(b) && b[j] > ' ' {
				j++
			}
			dst = append(dst, b[i:j]...)
			i = j
			continue
		}
		if n := len(dst); n > 0 && dst[n-1] != ' ' {
			dst = append(dst, ' ')
		}
		i++
	}
	return dst
}

// reference appends what a character reference stands for.
func reference(dst, b []byte) ([]byte, []byte) {
	end := bytes.IndexByte(b[:min(len(b), 34)], ';')
	if end < 0 {
		return append(dst, '&'), b[1:]
	}
	s := html.UnescapeString(string(b[:end+1]))
	if s == "\u00a0" {
		s = " "
	}
	return append(dst, s...), b[end+1:]
}

// tag gives what follows a tag, a comment, a script or a style sheet.
func tag(b []byte) []byte {
	if bytes.HasPrefix(b, []byte("<!--")) {
		return after(b, "-->")
	}
	if len(b) < 2 || b[1] != '/' && b[1] != '!' && b[1] != '?' && (b[1]|0x20 < 'a' || b[1]|0x20 > 'z') {
		return b[1:] // a lone sign
	}
	for _, raw := range []string{"script", "style"} {
		if len(b) > len(raw)+1 && strings.EqualFold(string(b[1:len(raw)+1]), raw) {
			return behind(b, raw)
		}
	}
	return after(b, ">")
}

func after(b []byte, end string) []byte {
	if i := bytes.Index(b, []byte(end)); i >= 0 {
		return b[i+len(end):]
	}
	return nil
}

// behind gives what follows the end tag of an element whose content is no text.
func behind(b []byte, name string) []byte {
	for {
		i := bytes.Index(b, []byte("</"))
		if i < 0 {
			return nil
		}
		b = b[i+2:]
		if len(b) >= len(name) && strings.EqualFold(string(b[:len(name)]), name) {
			return after(b, ">")
		}
	}
}
