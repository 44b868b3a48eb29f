package evidence

import (
	"errors"
	"fmt"
)

// Kind is what sort of thing went wrong. One table turns it into an HTTP
// status (web/error.go), one into an exit code (cmd/assay/exit.go).
type Kind string

// The kinds of errors. An error without a kind is Internal.
const (
	Invalid     Kind = "invalid"
	NotFound    Kind = "not found"
	Conflict    Kind = "conflict"
	Denied      Kind = "denied"
	Unsupported Kind = "unsupported"
	Transient   Kind = "transient"
	Internal    Kind = "internal"
)

// Error is an error with a kind. Message is one line, lower case, and names the
// file, line or field where that is known.
type Error struct {
	Kind    Kind
	Message string
	Cause   error
}

// Error gives the message and, where there is one, the cause.
func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Message
	}
	return e.Message + ": " + e.Cause.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an error of a kind.
func Errorf(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Wrap adds, once at a room's edge, what was being done. The kind of the cause
// is kept. Wrap of nil is nil.
func Wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: KindOf(err), Message: fmt.Sprintf(format, args...), Cause: err}
}

// WithKind marks err, which comes from outside, with a kind. Nil stays nil.
func WithKind(kind Kind, err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...), Cause: err}
}

// KindOf is the kind of the outermost Error in err's chain, or Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
