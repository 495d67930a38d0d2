package ui_test

import (
	"image/color"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/mailtui/mailtui/ui/uitest"
)

// Reading a message reads it from the store once, whatever is looked at then.
func TestOneReadAMessage(t *testing.T) {
	t.Parallel()
	for _, size := range []uitest.Options{{W: 80, H: 24}, {W: 132, H: 30}} {
		s := uitest.Sample()
		term := uitest.Run(t, s, size)
		s.MessageReads()
		if size.W == 80 {
			term.Press("enter")
			if n := s.MessageReads(); n != 1 {
				t.Errorf("%d×%d: opening reads %d messages", size.W, size.H, n)
			}
		} else {
			term.Press("j")
			if n := s.MessageReads(); n != 1 {
				t.Errorf("%d×%d: a preview reads %d messages", size.W, size.H, n)
			}
			term.Press("enter")
		}
		term.Press("v", "v", "T", "H", "G", "g", "g", "s")
		term.Resize(100, 40)
		if n := s.MessageReads(); n != 0 {
			t.Errorf("%d×%d: looking at it reads %d messages", size.W, size.H, n)
		}
	}
}

// two is a message in two forms.
const two = "From: ACME Shop <orders@acme.example>\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
	"--b\r\n\r\nPlain words.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Fine words and many more than in plain text</p>\r\n--b--\r\n"

func TestFormOfASender(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	s.Bodies[30], s.Bodies[29] = two, two
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("enter")
	screen(t, term, "Fine words", "· HTML", "[v] source")
	s.Calls()
	term.Press("v", "v")
	screen(t, term, "Plain words", "· plain", "[v] HTML")
	calls(t, s, "SetSender orders@acme.example {Form:1 Images:false}")
	term.Press("J")
	screen(t, term, "Plain words", "· plain")
}

func TestAttachedMessage(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"message/rfc822", "message/global"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			attachedMessage(t, kind)
		})
	}
}

func attachedMessage(t *testing.T, kind string) {
	t.Helper()
	s := uitest.Sample()
	s.Bodies[30] = "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nOuter words.\r\n" +
		"--b\r\nContent-Type: " + kind + "\r\n\r\nFrom: b@example.org\r\nSubject: Inner\r\n\r\nInner words.\r\n" +
		"--b\r\nContent-Type: image/png; name=x.png\r\nContent-Disposition: attachment\r\n\r\nx\r\n--b--\r\n"
	term := uitest.Run(t, s, uitest.Options{W: 100, H: 24})
	term.Press("enter")
	s.Calls()
	term.Press("tab", "enter")
	screen(t, term, "Compiler schedule for the A-0 release › Inner", "Inner words.", "-Outer words.")
	term.Press("esc")
	screen(t, term, "-› Inner", "Outer words.")
	term.Press("tab", "enter")
	calls(t, s, "OpenPart 30 3 false")
	term.Press("esc", "esc")
	screen(t, term, "Grace Hopper", "-Outer words.")
}

// What the sender coloured is shown so where it can be read; the quotes have the
// colours of the background.
func TestColorsFollowTheTerminal(t *testing.T) {
	t.Parallel()
	const mail = "From: a@example.org\r\nContent-Type: text/html\r\n\r\n<p style='color:#ffe066'>pale</p>" +
		"<p style='color:#00008b'>deep</p><p>own words</p><blockquote>quoted</blockquote>"
	const pale, deep = "\x1b[38;2;255;224;102mpale", "\x1b[38;2;0;0;139mdeep"
	for _, tt := range []struct {
		name       string
		profile    colorprofile.Profile
		background color.Color
		want       []string
	}{
		{"dark", colorprofile.TrueColor, color.Black, []string{pale, "-" + deep, "\x1b[36m> quoted"}},
		{"no answer", colorprofile.TrueColor, nil, []string{pale, "-" + deep, "\x1b[36m> quoted"}},
		{"light", colorprofile.TrueColor, color.White, []string{"-" + pale, deep, "\x1b[34m> quoted"}},
		{"16 colours", colorprofile.ANSI, color.Black, []string{"-38;2;", "-38;5;", "m> quoted"}},
		{"attributes only", colorprofile.ASCII, color.Black, []string{"-\x1b[36m", "-38;", "> quoted"}},
		{"nothing", colorprofile.NoTTY, color.Black, []string{"-[38", "-[36", "> quoted"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Bodies[30] = mail
			term := uitest.Run(t, s, uitest.Options{W: 80, H: 24, Profile: tt.profile})
			term.Written()
			if tt.background != nil {
				term.Send(tea.BackgroundColorMsg{Color: tt.background})
			}
			// The frame of the focused pane changes with the background.
			if again := string(term.Written()); strings.Contains(again, "34m") != (tt.background == color.White) {
				t.Errorf("drawn again: %q", again)
			}
			term.Press("enter")
			raw := string(term.Written())
			for _, want := range tt.want {
				if text, not := strings.CutPrefix(want, "-"); not == strings.Contains(raw, text) {
					t.Errorf("%q: %q", want, raw)
				}
			}
		})
	}
}
