package origin

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"assay/evidence"
	"assay/text"
)

// Values are the hashes of what a document states exactly and any language
// writes alike: numbers with their magnitude, chips, models and named bodies of
// its claims. Years and small numbers are left out. The list is sorted by first
// mention and without repetition.
func Values(d *evidence.Document, claims []*evidence.Claim) []uint64 {
	seen := map[uint64]bool{}
	var out []uint64
	add := func(kind, value string) {
		if value == "" {
			return
		}
		h := uint64(fnvOffset)
		for _, b := range []byte(kind + "\x00" + value) {
			h = (h ^ uint64(b)) * fnvPrime
		}
		if h = spread(h); !seen[h] {
			seen[h] = true
			out = append(out, h)
		}
	}
	for _, n := range numbers(d.Body) {
		add("number", n)
	}
	for _, c := range claims {
		add("chip", c.Silicon)
		add("model", modelKey(c))
		add("body", fold(c.Speaker))
		if ThirdParty(c) {
			add("body", fold(c.Actor))
		}
		if c.Count != nil {
			add("number", strconv.FormatFloat(float64(*c.Count), 'g', 6, 64))
		}
	}
	return out
}

// magnitudes are the words after a number that multiply it, longest first.
var magnitudes = []struct {
	word  string
	times float64
}{
	{"万亿", 1e12}, {"百万", 1e6}, {"千万", 1e7}, {"亿", 1e8}, {"万", 1e4}, {"千", 1e3},
	{"trillion", 1e12}, {"billionen", 1e12}, {"billion", 1e9}, {"million", 1e6}, {"thousand", 1e3},
	{"milliarden", 1e9}, {"millionen", 1e6}, {"tausend", 1e3}, {"mrd.", 1e9}, {"mio.", 1e6},
}

// numbers gives the numbers of a text in one spelling: 1,000, 1.000 and 1000
// are one, so are 50,000 and 5万; a number with a percent sign is kept apart.
func numbers(body string) []string {
	var out []string
	for i := 0; i < len(body); {
		c := body[i]
		if c < '0' || c > '9' {
			_, n := utf8.DecodeRuneInString(body[i:])
			i += n
			continue
		}
		end := i
		for end < len(body) && (body[end] >= '0' && body[end] <= '9' || (body[end] == ',' || body[end] == '.') && end+1 < len(body) && body[end+1] >= '0' && body[end+1] <= '9') {
			end++
		}
		glued := i > 0 && (body[i-1] >= 'A' && body[i-1] <= 'z' || body[i-1] == '-') // part of a name: H800, V4
		if v, ok := parseNumber(body[i:end]); ok && !glued {
			v, unit := magnitude(v, body[end:])
			if unit != "" || (v != math.Trunc(v) && end-i >= 4) || (v >= 100 && !(v >= 1900 && v <= 2100 && v == math.Trunc(v))) {
				out = append(out, strconv.FormatFloat(v, 'g', 6, 64)+strings.TrimSpace(strings.Trim(unit, "x")))
			}
		}
		i = end
	}
	return out
}

// magnitude multiplies a number by the word that follows. unit is "%", "x" for
// a magnitude, or empty.
func magnitude(v float64, rest string) (float64, string) {
	rest = strings.TrimLeft(rest, " \u00a0")
	if strings.HasPrefix(rest, "%") || strings.HasPrefix(rest, "％") {
		return v, "%"
	}
	head := rest
	if len(head) > 24 {
		head = head[:24]
	}
	var folded strings.Builder
	for _, r := range head {
		folded.WriteRune(text.FoldRune(r))
	}
	for _, m := range magnitudes {
		if strings.HasPrefix(folded.String(), m.word) {
			return v * m.times, "x"
		}
	}
	return v, ""
}

// parseNumber reads 1,000 · 1.000 · 1,5 · 1.5 · 1,000.5. A group of exactly
// three digits after one mark is a thousand, save after a leading zero.
func parseNumber(s string) (float64, bool) {
	last := strings.LastIndexAny(s, ",.")
	if last < 0 {
		v, err := strconv.ParseFloat(s, 64)
		return v, err == nil
	}
	decimal := len(s)-last-1 != 3 || s[0] == '0'
	marks := strings.Count(s, ",") + strings.Count(s, ".")
	if marks > 1 && strings.Count(s, s[last:last+1]) == 1 {
		decimal = true // 1,000.5 and 1.000,500
	}
	clean := strings.NewReplacer(",", "", ".", "").Replace(s)
	if decimal {
		whole := strings.NewReplacer(",", "", ".", "").Replace(s[:last])
		clean = whole + "." + s[last+1:]
	}
	v, err := strconv.ParseFloat(clean, 64)
	return v, err == nil
}
