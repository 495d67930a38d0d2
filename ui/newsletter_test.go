package ui_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/ui/uitest"
)

// newsletter is the shop newsletter of the shared test mail, with an invoice and
// an invitation.
func newsletter(t *testing.T) string {
	t.Helper()
	html, err := os.ReadFile(corpora.Path(t, "newsletter", "newsletter.html"))
	if err != nil {
		t.Fatal(err)
	}
	pdf := base64.StdEncoding.EncodeToString(append([]byte("%PDF-1.7\n"), make([]byte, 84000)...))
	return strings.Join([]string{
		"From: ACME Shop <orders@acme.example>", "To: you@example.org", "Subject: Your order is on its way",
		"List-Unsubscribe: <https://acme.example/u>", "MIME-Version: 1.0", `Content-Type: multipart/mixed; boundary="b"`, "",
		"--b", "Content-Type: text/html; charset=utf-8", "", string(html),
		"--b", `Content-Type: application/pdf; name="invoice-1234.pdf"`, "Content-Disposition: attachment",
		"Content-Transfer-Encoding: base64", "", pdf,
		"--b", `Content-Type: text/calendar; name="delivery.ics"`, "Content-Disposition: attachment", "",
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ACME//EN", "BEGIN:VEVENT", "UID:7@acme.example",
		"DTSTAMP:20261120T100000Z", "SUMMARY:Delivery", "DTSTART:20261125T100000Z", "DTEND:20261125T120000Z",
		"END:VEVENT", "END:VCALENDAR", "--b--", "",
	}, "\r\n")
}

// The message view as the interface's design has it, at every size.
func TestNewsletter(t *testing.T) {
	t.Parallel()
	for _, o := range []uitest.Options{
		{W: 40, H: 15},
		{W: 80, H: 24},
		{W: 100, H: 34},
		{W: 132, H: 30},
		{W: 200, H: 60},
	} {
		t.Run(fmt.Sprintf("%dx%d", o.W, o.H), func(t *testing.T) {
			t.Parallel()
			s := uitest.Sample()
			s.Bodies[28] = newsletter(t)
			term := uitest.Run(t, s, o)
			term.Press("j", "j", "enter")
			golden := term.Screen()
			term.Press("pgdown")
			uitest.Golden(t, fmt.Sprintf("newsletter-%dx%d", o.W, o.H), golden+"\n\n"+term.Screen())
		})
	}
}

// With fewer colours, or none, the same words are in the same places.
func TestNewsletterWithoutColors(t *testing.T) {
	t.Parallel()
	screens := map[colorprofile.Profile]string{}
	for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI, colorprofile.ASCII, colorprofile.NoTTY} {
		s := uitest.Sample()
		s.Bodies[28] = newsletter(t)
		s.Lists[uitest.PersonalInbox][2].Flags = mail.Flagged
		term := uitest.Run(t, s, uitest.Options{W: 100, H: 34, Profile: profile})
		term.Press("j", "j", "enter")
		term.Press("tab", "tab")
		screens[profile] = term.Screen()
		if screens[profile] != screens[colorprofile.TrueColor] {
			t.Errorf("%v:\n%s\nin true colour:\n%s", profile, screens[profile], screens[colorprofile.TrueColor])
		}
	}
}
