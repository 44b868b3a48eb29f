package catalogue

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"assay/evidence"
)

// Bounds on a record file: beyond them it is refused before it is decoded.
const (
	maxFileBytes = 16 << 20 // a record file is written by people
	maxAliases   = 1000     // uses of YAML anchors in one file
	maxDepth     = 40       // nesting; the deepest built-in record has 5
)

// item is one record with the place where it stands.
type item[T any] struct {
	rec  T
	file string
	node *yaml.Node // mapping of the record; its lines serve the findings
	// broken: some value has the wrong type; the record is never used
	broken bool
}

// parseFile turns the bytes of one record file into the nodes of its records.
// A file holds one list of records; an empty file holds none. What is wrong
// with the whole file comes back as one finding and no nodes.
func parseFile(file string, src []byte) ([]*yaml.Node, *evidence.Finding) {
	if len(src) > maxFileBytes {
		return nil, problem(file, 0, "file-too-large",
			fmt.Sprintf("%d bytes; a record file has at most %d", len(src), maxFileBytes), "split the file or remove what is no record")
	}
	if !utf8.Valid(src) {
		return nil, problem(file, lineOfBadByte(src), "not-utf8", "the bytes are not UTF-8", "save the file as UTF-8")
	}
	var doc yaml.Node
	if err := yaml.Load(src, &doc); err != nil {
		if strings.Contains(err.Error(), "no documents in stream") {
			return nil, nil // empty, or comments alone
		}
		var le *yaml.LoadErrors
		var one *yaml.LoadError
		line, msg := 0, err.Error()
		switch {
		case errors.As(err, &le) && len(le.Errors) > 0:
			line, msg = le.Errors[0].Mark.Line, le.Errors[0].Message
		case errors.As(err, &one):
			line, msg = one.Mark.Line, one.Message
		}
		return nil, problem(file, line, "not-yaml", oneLine(msg), "mend the YAML; docs/format.md shows each record")
	}
	root := &doc
	if root.Kind == yaml.DocumentNode {
		if len(root.Content) == 0 {
			return nil, nil
		}
		root = root.Content[0]
	}
	if n, line := countAliases(root, 0, 0); n > maxAliases || n < 0 {
		return nil, problem(file, line, "alias-bomb",
			fmt.Sprintf("more than %d uses of YAML anchors, or records nested deeper than %d", maxAliases, maxDepth), "write the values out")
	}
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil, nil
	}
	if root.Kind != yaml.SequenceNode {
		return nil, problem(file, root.Line, "not-a-list", "a record file holds one list of records, each starting with '- '", "start every record with '- '")
	}
	return root.Content, nil
}

// countAliases counts the uses of anchors under n without following any, so a
// bomb costs what its text costs. It is -1 where nesting is too deep; line is
// that of the place that passed the bound.
func countAliases(n *yaml.Node, seen, depth int) (int, int) {
	if depth > maxDepth {
		return -1, n.Line
	}
	if n.Kind == yaml.AliasNode {
		// an anchor that holds anchors multiplies: only anchors on plain values pass
		if n.Alias != nil && n.Alias.Kind != yaml.ScalarNode {
			if inner, line := countAliases(n.Alias, 0, depth+1); inner != 0 {
				return -1, line
			}
		}
		return seen + 1, n.Line
	}
	line := n.Line
	for _, c := range n.Content {
		if seen, line = countAliases(c, seen, depth+1); seen > maxAliases || seen < 0 {
			return seen, line
		}
	}
	return seen, line
}

// decodeItems decodes records one by one, so that one bad record does not
// take the others with it.
func decodeItems[T any](file string, nodes []*yaml.Node) ([]item[T], []evidence.Finding) {
	items := make([]item[T], 0, len(nodes))
	var out []evidence.Finding
	for _, n := range nodes {
		if n.Kind != yaml.MappingNode {
			out = append(out, *problem(file, n.Line, "not-a-record", "a record is a mapping of fields to values", "write 'field: value' lines"))
			continue
		}
		it := item[T]{file: file, node: n}
		if err := n.Load(&it.rec); err != nil {
			out = append(out, typeFindings(file, n, err)...)
			it.broken = true // what could be decoded is still checked
		}
		items = append(items, it)
	}
	return items, out
}

// typeFindings turns a decoding error into one finding a wrong value.
func typeFindings(file string, n *yaml.Node, err error) []evidence.Finding {
	var out []evidence.Finding
	var le *yaml.LoadErrors
	if errors.As(err, &le) {
		for _, e := range le.Errors {
			msg := e.Message
			if msg == "" {
				msg = e.Error()
			}
			rule, fix := "wrong-type", "docs/format.md gives the field's type"
			if strings.Contains(msg, "already defined") {
				rule, fix = "duplicate-field", "keep one of them"
			}
			out = append(out, *problem(file, e.Mark.Line, rule, prefixed(fieldAtLine(n, e.Mark.Line), oneLine(msg)), fix))
		}
		return out
	}
	return append(out, *problem(file, n.Line, "wrong-type", oneLine(err.Error()), "docs/format.md gives each field's type"))
}

// fieldAtLine names the field of record n whose value starts on a line.
func fieldAtLine(n *yaml.Node, line int) string {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Line <= line && (i+2 >= len(n.Content) || n.Content[i+2].Line > line) {
			return n.Content[i].Value
		}
	}
	return ""
}

// child gives the node of a field of a mapping, or the mapping itself, so that
// a finding always has a line.
func child(n *yaml.Node, field string) *yaml.Node {
	for i := 0; n != nil && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == field {
			return n.Content[i+1]
		}
	}
	return n
}

func (it item[T]) line(field string) int { return child(it.node, field).Line }

// finding makes a finding at a field of the record.
func (it item[T]) finding(s evidence.Severity, field, rule, message, fix string) evidence.Finding {
	return evidence.Finding{File: it.file, Line: it.line(field), Severity: s, Rule: rule, Message: message, Fix: fix}
}

// yamlName is the name of a struct field in the files.
func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

func problem(file string, line int, rule, message, fix string) *evidence.Finding {
	return &evidence.Finding{File: file, Line: line, Severity: evidence.SeverityError, Rule: rule, Message: message, Fix: fix}
}

func lineOfBadByte(src []byte) int {
	line := 1
	for len(src) > 0 {
		r, n := utf8.DecodeRune(src)
		if r == utf8.RuneError && n == 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		src = src[n:]
	}
	return line
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func prefixed(field, msg string) string {
	if field == "" {
		return msg
	}
	return field + ": " + msg
}
