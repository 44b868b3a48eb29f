package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/text"
)

// extend grows a model's stem that ends at byte at of s over its version, size
// and suffix words ("-V3.2-Exp", " 3.1 405B", "-72B-Instruct", "X2") and gives
// the new end; the same end where nothing follows, -1 where the word is no name
// of a model ("GPT-style"). german forbids unknown words behind a hyphen, since
// any noun may follow there.
func (g *gazetteer) extend(s string, at int, german bool) int {
	versioned := false
	for {
		sep, token := nextToken(s, at)
		if token == "" {
			return at
		}
		end := at + len(sep) + len(token)
		folded := text.Fold(token)
		switch {
		case sep == "-" && isLikeness(folded):
			return -1
		case g.noModel[folded], sep == " " && isPrecision(folded):
			return at
		case isVersion(folded) && !isCountOf(s, end, sep, folded):
			if sep == " " && versioned && !isSize(folded) && !hasLetter(folded) {
				return at
			}
			versioned = true
		case sep == "" && at > 0 && s[at-1] < utf8.RuneSelf:
			return at // the same word goes on: no name
		case g.suffixes[folded]:
			if (sep == " " || sep == "") && !isUpperFirst(token) && !(versioned && (folded == "mini" || folded == "nano" || folded == "preview" || folded == "pro" || folded == "flash")) {
				return at
			}
		case sep == "-" && !german && isUpperFirst(token) && utf8.RuneCountInString(token) > 2 && isASCII(token) && !isHardwareWord(folded):
		default:
			return at
		}
		at = end
	}
}

// nextToken reads an optional separator and the word behind it.
func nextToken(s string, at int) (sep, token string) {
	i := at
	if i < len(s) && (s[i] == '-' || s[i] == ' ' || s[i] == '_') {
		sep = s[i : i+1]
		i++
	} else if strings.HasPrefix(s[i:], "·") || strings.HasPrefix(s[i:], "‑") {
		_, n := utf8.DecodeRuneInString(s[i:])
		sep = s[i : i+n]
		i += n
	}
	start := i
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)), r == 'α', r == 'Σ', r == 'σ', r == 'ü', r == 'ä', r == 'ö', r == 'ß':
		case r == '.' && i > start && isDigit(s[i-1]) && i+1 < len(s) && isDigit(s[i+1]):
		case r == '+' && i > start && (i+1 == len(s) || !isAlnum(s[i+1])):
		default:
			return sep, s[start:i]
		}
		i += n
	}
	return sep, s[start:i]
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
func isAlnum(b byte) bool { return isDigit(b) || 'a' <= b|0x20 && b|0x20 <= 'z' }

func isUpperFirst(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsDigit(r)
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// isLikeness reports the second half of "GPT-style", "DeepSeek-like".
func isLikeness(s string) bool {
	switch s {
	case "like", "style", "class", "based", "type", "derived", "powered", "level", "compatible", "sized", "ähnliche", "ähnlichen", "artige", "basierte", "scale", "inspired":
		return true
	}
	return false
}

func isHardwareWord(s string) bool {
	switch s {
	case "chip", "chips", "gpu", "gpus", "npu", "npus", "server", "servers", "cluster", "clusters", "training", "inferenz", "inference":
		return true
	}
	return false
}

// isVersion reports a folded word that is a version, a size or a mix of both:
// v3.2, 4.5, 72b, 8x7b, a37b, r1, k2, 0528, 1t, 4o.
func isVersion(s string) bool {
	digits, letters := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case r == '.' || r == '+':
		default:
			letters++
		}
	}
	return digits > 0 && letters <= 3 && (letters <= 1 || digits+letters <= 6)
}

// isSize reports a folded word such as 72b, 1.5t or a37b.
func isSize(s string) bool {
	s = strings.TrimPrefix(s, "a")
	body := strings.TrimRight(s, "bt")
	return body != "" && len(body) == len(s)-1 && strings.Trim(body, "0123456789.x") == ""
}

// isCountOf reports a number behind a blank that counts something rather than
// naming a version: "Claude 8,192 chips", "GLM 40 %", "Qwen 3x".
func isCountOf(s string, end int, sep, token string) bool {
	if sep != " " {
		return false
	}
	if hasLetter(token) {
		return false
	}
	if len(token) > 4 || (len(token) > 2 && !strings.Contains(token, ".")) {
		return true
	}
	rest := s[end:]
	if rest == "" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(rest)
	if strings.ContainsRune("%×,:°", r) && len(rest) > 1 && r != ',' && r != ':' {
		return true
	}
	if r == ',' && len(rest) > 1 && isDigit(rest[1]) {
		return true
	}
	next := strings.TrimLeft(rest, " ")
	for _, unit := range []string{"billion", "million", "trillion", "per cent", "percent", "%", "days", "months", "weeks", "years", "times", "Milliarden", "Millionen", "Tage", "Prozent", "GPUs", "GPU", "chips", "cards", "nodes", "H100", "H800", "A100", "H200", "x "} {
		if strings.HasPrefix(next, unit) {
			return true
		}
	}
	return false
}

// isPrecision reports a number format, which is no part of a name behind a blank.
func isPrecision(s string) bool {
	switch s {
	case "fp8", "fp16", "bf16", "fp4", "fp32", "int4", "int8", "awq", "gptq", "gguf", "nvfp4", "mxfp4", "w8a8", "w4a8", "h20", "h100", "h200", "h800", "a100", "a800", "b200", "a10", "l40":
		return true
	}
	return false
}
