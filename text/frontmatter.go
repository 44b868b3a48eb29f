package text

import (
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// maxFrontMatter bounds what is given to the YAML parser; real front matter is
// a few hundred bytes, and an alias bomb needs room.
const maxFrontMatter = 64 << 10

// FrontMatter splits a Markdown text into its front matter (scalars as
// strings, dates as ISO days, nested values left out) and its body. A text
// without front matter, or with one that cannot be read or uses aliases, gives
// an empty map and the whole text.
func FrontMatter(s string) (fields map[string]string, body string) {
	fields = map[string]string{}
	if !strings.HasPrefix(s, "---\n") {
		return fields, s
	}
	end := strings.Index(s[3:], "\n---")
	if end < 0 || end > maxFrontMatter {
		return fields, s
	}
	head, rest := s[4:min(4+end, len(s))], s[3+end+4:]
	if end == 0 {
		head = ""
	}
	if nl := strings.IndexByte(rest, '\n'); nl < 0 {
		if strings.TrimSpace(rest) != "" {
			return fields, s
		}
		rest = ""
	} else {
		if strings.TrimSpace(rest[:nl]) != "" {
			return fields, s
		}
		rest = rest[nl+1:]
	}
	var raw map[string]any
	if strings.Contains(head, "&") && strings.Contains(head, "*") || yaml.Unmarshal([]byte(head), &raw) != nil {
		return fields, s
	}
	for k, v := range raw {
		if text, ok := scalar(v); ok {
			fields[k] = text
		}
	}
	return fields, rest
}

func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", false
	case string:
		return v, true
	case time.Time:
		return v.Format("2006-01-02"), true
	case bool, int, int64, uint64, float64:
		return fmt.Sprint(v), true
	}
	return "", false
}
