package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// vouched is a mail that the server of the user's provider has checked, with
// another one in it that says the same.
const vouched = "Authentication-Results: mx.personal.example; dkim=pass header.d=navy.example\r\n" +
	"From: Grace Hopper <grace@navy.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nOuter words.\r\n" +
	"--b\r\nContent-Type: message/rfc822\r\n\r\n" +
	"Authentication-Results: mx.personal.example; dkim=pass header.d=navy.example\r\n" +
	"From: Grace Hopper <grace@navy.example>\r\n\r\nInner words.\r\n--b--\r\n"

// What a server says of senders is shown after the user said so, once, in words.
func TestWhoVouches(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30], s.Bodies[29] = vouched, vouched
	s.Offer = "mx.personal.example"
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	screen(t, term, "-Who vouches") // a preview asks nothing
	s.Calls()
	term.Press("enter")
	screen(t, term, "Who vouches for senders?", "mx.personal.example writes into the mail of Personal", "-DKIM", "Esc later")
	s.Advance(time.Second)
	term.Press("esc")
	screen(t, term, "The question comes again when mailtui is started again.")
	term.Press("J")
	screen(t, term, "-Who vouches") // once
	s.Calls()

	term = uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	term.Press("enter")
	s.Advance(time.Second)
	term.Press("j", "enter")
	calls(t, s, "Focus 1", "TrustAuthserv personal mx.personal.example true")
	screen(t, term, "· DKIM navy.example", "-✓ DKIM")
	term.Press("tab", "enter")
	screen(t, term, "Inner words.", "-DKIM") // its header did not come by that server
}

// That a message is not its sender's is a warning, not a word among others.
func TestRefutedSenderIsWarnedOf(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = strings.Replace(vouched, "dkim=pass", "dkim=fail", 1)
	s.Trusted = map[mail.AccountID][]string{"personal": {"mx.personal.example"}}
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	term.Press("enter")
	screen(t, term, "! Your mail server doubts the sender: DKIM fails", "-· DKIM")
}

func TestNobodyVouches(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = vouched
	s.Offer = "mx.personal.example"
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	s.Calls()
	term.Press("enter")
	s.Advance(time.Second)
	term.Press("enter")
	calls(t, s, "SetFlags [30] +1 -0", "TrustAuthserv personal mx.personal.example false")
	screen(t, term, "-DKIM", "-Who vouches")
}

// An answer that cannot be kept is told.
func TestVouchingFails(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = vouched
	s.Offer = "mx.personal.example"
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	term.Press("enter")
	s.Advance(time.Second)
	s.Change(func() { s.Err = mail.Problem{Cause: mail.DiskFull, Path: "/home/ada/mail.db"} })
	term.Press("enter")
	screen(t, term, "/home/ada/mail.db")
}

// Signatures are checked when the user asks for it, never before.
func TestSignaturesAreChecked(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30] = vouched
	term := uitest.Run(t, s, uitest.Options{W: 132, H: 30})
	term.Press("enter")
	calls(t, s, "Focus 1", "SetFlags [30] +1 -0")
	term.Press("V")
	calls(t, s, "VerifyDKIM 30")
	screen(t, term, "· The signature of navy.example fits", "-✓ The")
	term.Press("tab", "enter")
	screen(t, term, "Inner words.", "-navy.example fits")
	term.Press("esc", "J")
	screen(t, term, "-navy.example fits")
	s.Change(func() { s.Err = mail.Problem{Cause: mail.PartsOnly} })
	term.Press("V")
	screen(t, term, mail.Problem{Cause: mail.PartsOnly}.Sentence()[:40])
}
