package pane

import "github.com/mailtui/mailtui/mail"

// Sentence returns err in words for people: the sentence of the problem that it
// is. An error without a problem is one of this program, not of the world; its
// own words may be anything, so they are made safe.
func Sentence(err error) string {
	if p, ok := mail.ProblemOf(err); ok {
		return p.Sentence()
	}
	return "This did not work: " + mail.Line(err.Error()).String()
}
