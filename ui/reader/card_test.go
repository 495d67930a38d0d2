package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/ui/keymap"
	"github.com/mailtui/mailtui/ui/pane"
	"github.com/mailtui/mailtui/ui/uitest"
)

// invitation is a mail with a calendar of a method; more is put into the event.
func invitation(method string, more ...string) string {
	return strings.Join([]string{
		"From: Charles Babbage <cb@engine.example>", "To: ada@example.org", "Subject: Meeting",
		"MIME-Version: 1.0", `Content-Type: multipart/alternative; boundary="b"`, "",
		"--b", "Content-Type: text/plain; charset=utf-8", "", "Please come.",
		"--b", "Content-Type: text/calendar; charset=utf-8; method=" + method, "",
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Engine//EN", "METHOD:" + method,
		"BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:STANDARD", "DTSTART:19701025T030000",
		"TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE",
		"BEGIN:VEVENT", "UID:1@engine.example", "DTSTAMP:20261120T100000Z",
		"SUMMARY:Analytical engine", "LOCATION:Dorset Street 1",
		"DTSTART;TZID=Europe/Berlin:20261125T100000", "DTEND;TZID=Europe/Berlin:20261125T120000",
		"ORGANIZER;CN=Charles Babbage:mailto:cb@engine.example",
		"ATTENDEE;CN=Ada Lovelace;PARTSTAT=NEEDS-ACTION:mailto:ada@example.org",
		"ATTENDEE;CN=Menabrea;PARTSTAT=ACCEPTED:mailto:m@example.it",
		strings.Join(append(more, "END:VEVENT"), "\r\n"), "END:VCALENDAR", "--b--", "",
	}, "\r\n")
}

// bounce is a message that could not be delivered (RFC 3464).
func bounce() string {
	return strings.Join([]string{
		"From: Mail Delivery <postmaster@mx.example>", "To: ada@example.org", "Subject: Undelivered",
		"MIME-Version: 1.0", `Content-Type: multipart/report; report-type=delivery-status; boundary="b"`, "",
		"--b", "Content-Type: text/plain", "", "Your message could not be delivered.",
		"--b", "Content-Type: message/delivery-status", "",
		"Reporting-MTA: dns; mx.example", "",
		"Final-Recipient: rfc822; nobody@example.net", "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: smtp; 550 5.1.1 no such user here", "", "--b--", "",
	}, "\r\n")
}

func TestCard(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, raw string
		w         int
	}{
		{"invite", invitation("REQUEST"), 80},
		{"invite-narrow", invitation("REQUEST", "RRULE:FREQ=WEEKLY;COUNT=5"), 38},
		{"changed", invitation("REQUEST", "SEQUENCE:2"), 80},
		{"cancelled", invitation("CANCEL", "STATUS:CANCELLED"), 80},
		{"bounce", bounce(), 80},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			store := uitest.Sample()
			store.Bodies[30] = tt.raw
			p := newPage(store, tt.w, 28)
			p.take(p.Open(p.row(30)))
			uitest.Golden(t, "card-"+tt.name, uitest.Plain(p.View()))
		})
	}
}

// calendarAlone is the calendar of an invitation as a message of its own.
func calendarAlone(invitation string) string {
	_, text, _ := strings.Cut(invitation, "method=")
	method, text, _ := strings.Cut(text, "\r\n\r\n")
	text, _, _ = strings.Cut(text, "--b--")
	return "From: cb@engine.example\r\nContent-Type: text/calendar; method=" + method + "\r\n\r\n" + text
}

// A message that is nothing but a calendar has the words of its event.
func TestDescriptionIsTheTextOfACalendar(t *testing.T) {
	t.Parallel()
	raw := invitation("REQUEST", `DESCRIPTION:Bring the cards.\nAnd the drawings.`)
	store := uitest.Sample()
	store.Bodies[30] = calendarAlone(raw)
	store.Bodies[29] = raw
	p := newPage(store, 80, 28)
	p.take(p.Open(p.row(30)))
	if !p.shows(" Bring the cards.\n And the drawings.") || p.shows("no text") {
		t.Errorf("no description:\n%s", uitest.Plain(p.View()))
	}
	p.take(p.Open(p.row(29)))
	if p.shows("Bring the cards.") || !p.shows("Please come.") {
		t.Errorf("told twice:\n%s", uitest.Plain(p.View()))
	}
}

// A calendar for information that is a whole message is told of like an invitation.
func TestPublishedEventIsTheMessage(t *testing.T) {
	t.Parallel()
	raw := invitation("PUBLISH")
	store := uitest.Sample()
	store.Bodies[30] = calendarAlone(raw)
	store.Bodies[29] = raw
	p := newPage(store, 80, 28)
	p.take(p.Open(p.row(30)))
	if !p.shows("Event: Analytical engine") || !p.shows("Dorset Street 1") {
		t.Errorf("no event:\n%s", uitest.Plain(p.View()))
	}
	p.take(p.Open(p.row(29)))
	if p.shows("Event: Analytical engine") || !p.shows("Please come.") {
		t.Errorf("above a text:\n%s", uitest.Plain(p.View()))
	}
}

func TestInvitationIsAnswered(t *testing.T) {
	t.Parallel()
	store := uitest.Sample()
	store.Bodies[30] = invitation("REQUEST")
	store.Bodies[29] = invitation("CANCEL")
	p := newPage(store, 80, 28)
	if r := p.Do(keymap.Press{Action: keymap.Invite}); r.Note == "" {
		t.Error("an answer without a message is not refused")
	}
	p.take(p.Open(p.row(30)))
	p.intents = nil
	p.press(keymap.Invite, keymap.NextTarget, keymap.Open)
	if len(p.intents) != 2 || fmt.Sprint(p.intents[0]) != fmt.Sprint(p.intents[1]) {
		t.Fatalf("asked for %v", p.intents)
	}
	in, ok := p.intents[0].(pane.AnswerInvite)
	if !ok || in.ID != 30 || in.Invite.Summary.String() != "Analytical engine" {
		t.Errorf("asked for %#v", p.intents[0])
	}
	p.take(p.Open(p.row(29)))
	if r := p.Do(keymap.Press{Action: keymap.Invite}); r.Note == "" || len(r.Intents) > 0 {
		t.Errorf("an event that was called off is answered: %#v", r.Intents)
	}
}
