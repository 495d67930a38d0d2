package backend

import (
	"fmt"

	"github.com/mailtui/mailtui/mail"
)

// Error is how a backend fails: what it means, and what it was.
type Error struct {
	mail.Problem
	Err error // for the log; may be nil
}

// Error returns the operation, the host and the cause. It is for logs; people
// read [mail.Problem.Sentence].
func (e *Error) Error() string {
	s := e.Op
	if e.Host != "" {
		s = fmt.Sprintf("%s %s", s, mail.Line(e.Host))
	}
	if e.Err != nil {
		return fmt.Sprintf("%s: %s", s, mail.Line(e.Err.Error()))
	}
	return fmt.Sprintf("%s: %s", s, e.Sentence())
}

// Unwrap returns the problem and the error below.
func (e *Error) Unwrap() []error { return []error{e.Problem, e.Err} }

// ProblemOf returns the problem that err carries ([mail.ProblemOf]). An error
// that carries none is a problem of kind [mail.Unknown] with op.
func ProblemOf(err error, op string) mail.Problem {
	if p, ok := mail.ProblemOf(err); ok {
		return p
	}
	return mail.Problem{Op: op, Kind: mail.Unknown}
}

// IsKind reports whether err carries a problem of that kind.
func IsKind(err error, kind mail.Kind) bool {
	p, ok := mail.ProblemOf(err)
	return ok && p.Kind == kind
}
