package main

import (
	"strconv"
	"strings"

	"assay/evidence"
)

// join lists words for a table cell.
func join(words []string) string { return strings.Join(words, ", ") }

// yes prints a flag for a table cell.
func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// number prints a count that may be missing.
func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// stage reads a --stage flag; empty stands for all.
func stage(s string) (evidence.Stage, error) {
	st := evidence.Stage(s)
	if s != "" && !st.Valid() {
		return "", evidence.Errorf(evidence.Invalid, "stage %q is unknown; give pre-training, post-training, training-unspecified or inference", s)
	}
	return st, nil
}

// word reads a --verdict flag; empty stands for all.
func word(s string) (evidence.Word, error) {
	w := evidence.Word(s)
	if s != "" && !w.Valid() {
		var all []string
		for _, x := range evidence.Words() {
			all = append(all, string(x))
		}
		return "", evidence.Errorf(evidence.Invalid, "verdict %q is unknown; give one of %s", s, strings.Join(all, ", "))
	}
	return w, nil
}
