package fetch

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"assay/evidence"
)

// decode turns a text's bytes into UTF-8. A text that is not UTF-8 is refused
// with the line of its first wrong byte: to drop bytes in silence could change
// a figure.
func decode(raw Raw) (string, error) {
	b := raw.Bytes
	if enc := byMark(b); enc != nil {
		out, _, err := transform.Bytes(enc, b)
		if err != nil {
			return "", evidence.WithKind(evidence.Invalid, err, "%s: UTF-16 that cannot be decoded", raw.Name)
		}
		return string(out), nil
	}
	if binary(b) {
		return "", evidence.Errorf(evidence.Invalid, "%s: not a text (binary)", raw.Name)
	}
	if line, ok := badLine(b); !ok {
		return "", evidence.Errorf(evidence.Invalid, "%s:%d: broken UTF-8; convert the file to UTF-8", raw.Name, line)
	}
	return string(b), nil
}

// byMark is the decoder that a UTF-16 byte order mark asks for.
func byMark(b []byte) transform.Transformer {
	if bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
	}
	return nil
}

// binary reports whether b holds bytes that no text holds: a NUL, or more than
// one control byte in thirty.
func binary(b []byte) bool {
	head := b[:min(len(b), 64<<10)]
	control := 0
	for _, c := range head {
		if c == 0 {
			return true
		}
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			control++
		}
	}
	return control*30 > len(head) || bytes.IndexByte(b, 0) >= 0
}

// badLine is the line of the first byte that is not UTF-8; ok where there is none.
func badLine(b []byte) (line int, ok bool) {
	if utf8.Valid(b) {
		return 0, true
	}
	line = 1
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			return line, false
		}
		if r == '\n' {
			line++
		}
		b = b[n:]
	}
	return line, true
}
