package ui_test

import (
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// Whether the word of a server is believed can be thought over, in either
// direction, where the signatures are looked at.
func TestVouchingIsThoughtOver(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = vouched
	s.Offer = "mx.personal.example"
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter")
	s.Advance(time.Second)
	term.Press("enter")
	screen(t, term, "-DKIM", "-Who vouches")

	again := func(keys ...string) {
		term.Press("V")
		screen(t, term, "Who sent this?", "The signature of navy.example fits", "Leave it so")
		s.Calls()
		s.Advance(time.Second)
		term.Press(keys...)
		screen(t, term, "-Who sent this?")
	}
	again("enter") // the answer stays
	calls(t, s)
	again("esc")
	calls(t, s)
	again("j", "enter")
	calls(t, s, "TrustAuthserv personal mx.personal.example true")
	screen(t, term, "· DKIM navy.example")
	term.Press("V")
	screen(t, term, "You believe it.", "Do not believe it any more")
	s.Advance(time.Second)
	term.Press("j", "enter")
	calls(t, s, "VerifyDKIM 30", "TrustAuthserv personal mx.personal.example false")
	screen(t, term, "-· DKIM navy.example")
	term.Press("V")
	screen(t, term, "You said that it is not to be", "Believe it from now on")
}

// Signatures that cannot be checked keep nobody from it; a message that was left
// meanwhile does.
func TestVouchingIsThoughtOverWithoutTheNet(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = vouched
	s.Asked = "mx.personal.example"
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	term.Press("enter")
	s.Change(func() { s.Err = mail.Problem{Cause: mail.PartsOnly} })
	term.Press("V")
	screen(t, term, "Who sent this?", "You said that it is not to be", "-navy.example fits", mail.Problem{Cause: mail.PartsOnly}.Sentence()[:40])
	s.Advance(time.Second)
	term.Press("esc")
	s.Asked = ""
	term.Press("V")
	screen(t, term, "-Who sent this?")
}
