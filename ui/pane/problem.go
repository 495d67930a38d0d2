package pane

import (
	"errors"

	"github.com/mailtui/mailtui/mail"
)

// ProblemOf returns the problem that err is or wraps.
func ProblemOf(err error) (mail.Problem, bool) {
	var value mail.Problem
	if errors.As(err, &value) {
		return value, true
	}
	var pointer *mail.Problem
	if errors.As(err, &pointer) && pointer != nil {
		return *pointer, true
	}
	return mail.Problem{}, false
}

// Sentence returns err in words for people: the sentence of the problem that it
// is. An error without a problem is one of this program, not of the world; its
// own words may be anything, so they are made safe.
func Sentence(err error) string {
	if p, ok := ProblemOf(err); ok {
		return p.Sentence()
	}
	return "This did not work: " + mail.Line(err.Error()).String()
}
