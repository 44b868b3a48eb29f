package evidence

import "fmt"

// Severity says whether a finding stops a record from being used.
type Severity string

// The severities of a finding.
const (
	SeverityError   Severity = "error"   // the record cannot be used as it stands
	SeverityWarning Severity = "warning" // the record is used; somebody should look
	SeverityNote    Severity = "note"    // for the keeper's list
)

// Finding is something that a lint or a check found. Findings are values, not
// errors: all are collected, the rest goes on.
type Finding struct {
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"` // from 1; 0 where unknown
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"` // kebab case, such as unknown-field
	Message  string   `json:"message"`
	Fix      string   `json:"fix,omitempty"` // what to do
}

// String gives file:line: severity: message (rule); what to do.
func (f Finding) String() string {
	at := f.File
	if f.Line > 0 {
		at = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	s := fmt.Sprintf("%s: %s: %s (%s)", at, f.Severity, f.Message, f.Rule)
	if f.Fix != "" {
		s += "; " + f.Fix
	}
	return s
}
