package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// TestForms reads calendars in the form in which well-known programs write them.
func TestForms(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{ // title | summary | when | where | by | series
		{
			"Google takes an event back", "BEGIN:VCALENDAR\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\nVERSION:2.0\nCALSCALE:GREGORIAN\n" +
				"METHOD:CANCEL\nBEGIN:VEVENT\nDTSTART:20261125T090000Z\nDTEND:20261125T100000Z\nDTSTAMP:20261120T090000Z\n" +
				"ORGANIZER;CN=Grace Hopper:mailto:grace@navy.example\nUID:1@google.com\n" +
				"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;CN=ada@x\n .example;X-NUM-GUESTS=0:mailto:ada@x.example\n" +
				"SEQUENCE:1\nSTATUS:CANCELLED\nSUMMARY:Mill\nTRANSP:OPAQUE\nEND:VEVENT\nEND:VCALENDAR\n",
			"Cancelled|Mill|Wed 25 Nov 2026, 10:00–11:00||grace@navy.example|",
		},
		{
			"Apple invites to a series of whole days", "BEGIN:VCALENDAR\nCALSCALE:GREGORIAN\nPRODID:-//Apple Inc.//macOS 14.0//EN\nVERSION:2.0\nMETHOD:REQUEST\n" +
				"BEGIN:VEVENT\nUID:ABC\nDTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;COUNT=3\nSUMMARY:Birthday\n" +
				"X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\nORGANIZER;CN=\"Grace Hopper\";EMAIL=\"grace@navy.example\":mailto:grace@navy.example\n" +
				"ATTENDEE;CN=\"Ada\";CUTYPE=INDIVIDUAL;EMAIL=\"ada@x.example\":mailto:ada@x.example\nSEQUENCE:0\n" +
				"BEGIN:VALARM\nTRIGGER:-PT15H\nACTION:AUDIO\nATTACH;VALUE=URI:Chord\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n",
			"Invitation|Birthday|Wed 25 Nov 2026, all day||grace@navy.example|every year on day 25 of November, 3 times",
		},
		{
			"Outlook moves one of a series", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nPRODID:Microsoft Exchange Server 2010\r\nVERSION:2.0\r\n" +
				"BEGIN:VTIMEZONE\r\nTZID:Eastern Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0400\r\n" +
				"TZOFFSETTO:-0500\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n" +
				"DTSTART:16010101T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3\r\n" +
				"END:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nORGANIZER;CN=Grace Hopper:MAILTO:grace@navy.example\r\n" +
				"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Ada:MAILTO:ada@x.example\r\n" +
				"DESCRIPTION;LANGUAGE=en-US:\\n\\n____________\\nMicrosoft Teams\\n\r\nUID:04\r\n" +
				"RECURRENCE-ID;TZID=Eastern Standard Time:20261124T100000\r\nSUMMARY;LANGUAGE=en-US:Stand-up\r\n" +
				"DTSTART;TZID=Eastern Standard Time:20261125T110000\r\nDTEND;TZID=Eastern Standard Time:20261125T113000\r\n" +
				"CLASS:PUBLIC\r\nPRIORITY:5\r\nDTSTAMP:20261120T090000Z\r\nTRANSP:OPAQUE\r\nSTATUS:CONFIRMED\r\nSEQUENCE:3\r\n" +
				"LOCATION;LANGUAGE=en-US:Microsoft Teams Meeting\r\nX-MICROSOFT-CDO-ALLDAYEVENT:FALSE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
			"Changed invitation, one of a series|Stand-up|Wed 25 Nov 2026, 17:00–17:30 (11:00 in Eastern Standard Time)|" +
				"Microsoft Teams Meeting|grace@navy.example|",
		},
		{
			"Thunderbird answers", "BEGIN:VCALENDAR\nPRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN\nVERSION:2.0\nMETHOD:REPLY\n" +
				"BEGIN:VEVENT\nCREATED:20261120T090000Z\nDTSTAMP:20261120T090000Z\nUID:1\nSUMMARY:Mill\n" +
				"ORGANIZER;RSVP=TRUE;PARTSTAT=ACCEPTED;ROLE=CHAIR:mailto:ada@x.example\n" +
				"ATTENDEE;RSVP=TRUE;CN=Grace Hopper;PARTSTAT=DECLINED;ROLE=REQ-PARTICIPANT:mailto:grace@navy.example\n" +
				"DTSTART:20261125T090000Z\nDURATION:PT90M\nCOMMENT:Sorry\nEND:VEVENT\nEND:VCALENDAR\n",
			"Grace Hopper declines|Mill|Wed 25 Nov 2026, 10:00–11:30||grace@navy.example|",
		},
		{
			"a calendar of fixtures", "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:PUBLISH\nBEGIN:VEVENT\nUID:1\nDTSTART:20261125T190000Z\n" +
				"DTEND:20261125T210000Z\nSUMMARY:Home\\, away\nLOCATION:Stadium\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:20261202T190000Z\nEND:VEVENT\nEND:VCALENDAR\n",
			"Event|Home, away|Wed 25 Nov 2026, 20:00–22:00|Stadium||",
		},
		{"a program of old", "BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nUID:1\nSUMMARY;ENCODING=QUOTED-PRINTABLE:Mill\nDTSTART:20261125T090000Z\n" +
			"DTEND:20261125T100000Z\nEND:VEVENT\nEND:VCALENDAR\n", "Event|Mill|Wed 25 Nov 2026, 10:00–11:00|||"},
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			i := parseInvite(t, tt.text)
			got := fmt.Sprintf("%s|%s|%s|%s|%s|%s", i.Title(), i.Summary, i.When(berlin), i.Where, i.By().Addr, i.Recurrence)
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestParticipants(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, want string }{
		{"ATTENDEE:mailto:ada@x.example", "ada@x.example: no answer yet"},
		{"ATTENDEE;CN=Ada;PARTSTAT=ACCEPTED:MAILTO:ada@x.example", "Ada <ada@x.example>: accepted"},
		{"ATTENDEE;CN=Ada;PARTSTAT=tentative:mailto: ada@x.example", "Ada <ada@x.example>: maybe"},
		{"ATTENDEE;PARTSTAT=DECLINED;ROLE=OPT-PARTICIPANT:mailto:ada@x.example", "ada@x.example: declined, optional"},
		{"ATTENDEE;PARTSTAT=DELEGATED;ROLE=NON-PARTICIPANT:mailto:ada@x.example", "ada@x.example: delegated, optional"},
		{"ATTENDEE;PARTSTAT=X-LATER:mailto:ada@x.example", "ada@x.example: no answer yet"},
		{"ATTENDEE;CN=ADA@x.example:mailto:ada@x.example", "ada@x.example: no answer yet"},
		{"ATTENDEE;CN=Ada ^'Countess^' ^^ Lovelace:mailto:ada@x.example", `Ada "Countess" ^ Lovelace <ada@x.example>: no answer yet`},
		{"ATTENDEE;CN=\"Lovelace; Ada\":ada@x.example", "Lovelace; Ada <ada@x.example>: no answer yet"},
		{"ATTENDEE;CN=Ada\u202e\u200b:mailto:ada@x.example", "Ada⟦U+202E⟧ <ada@x.example>: no answer yet"},
		{"ATTENDEE;CN=Room 3;CUTYPE=ROOM:invalid:nomail", "Room 3 <invalid:nomail>: no answer yet"},
		{"ATTENDEE:", ": no answer yet"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			i := parseInvite(t, "BEGIN:VEVENT\n"+tt.line+"\nEND:VEVENT\n")
			if len(i.Attendees) != 1 {
				t.Fatalf("got %+v", i.Attendees)
			}
			a := i.Attendees[0]
			got := a.String() + ": " + a.Status.String()
			if a.Optional {
				got += ", optional"
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReplyText(t *testing.T) {
	t.Parallel()
	me := mail.Address{Name: mail.Line("Ada"), Addr: mail.Line("ada@x.example")}
	tests := []struct {
		name, text, subject, body string
		answer                    Answer
	}{
		{
			"yes", meeting, "Accepted: Mill review",
			"Ada accepts\nMill review\nWed 25 Nov 2026, 10:00–11:30 (W. Europe Standard Time)\n", Accept,
		},
		{
			"perhaps", meeting, "Maybe: Mill review",
			"Ada may come to\nMill review\nWed 25 Nov 2026, 10:00–11:30 (W. Europe Standard Time)\n", Maybe,
		},
		{
			"no", edited("SUMMARY;LANGUAGE=en-US:Mill review", "SUMMARY:Mill\\nreview"), "Declined: Mill review",
			"Ada declines\nMill review\nWed 25 Nov 2026, 10:00–11:30 (W. Europe Standard Time)\n", Decline,
		},
		{
			"a time that nobody knows", edited("DTSTART;TZID=W. Europe Standard Time:20261125T100000", "DTSTART:soon"), "Accepted: Mill review",
			"Ada accepts\nMill review\na time that cannot be read\n", Accept,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			subject, text := parseInvite(t, tt.text).ReplyText(me, tt.answer)
			if subject.String() != tt.subject || text.String() != tt.body {
				t.Errorf("got %q, %q", subject, text)
			}
		})
	}
}

func TestUTCOffset(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want int
		ok   bool
	}{
		{"+0100", 3600, true},
		{"-0330", -12600, true},
		{"+001736", 1056, true},
		{"+0000", 0, true},
		{"-2400", 0, false},
		{"+9999", 0, false},
		{"0100", 0, false},
		{"+1", 0, false},
		{"+01:00", 0, false},
		{"+01a0", 0, false},
		{"", 0, false},
	}
	for _, tt := range tests {
		if got, ok := utcOffset(tt.in); ok != tt.ok || ok && got != tt.want {
			t.Errorf("%q: got %d, %v", tt.in, got, ok)
		}
	}
}

func TestSystemZones(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, want string }{
		{"Europe/Berlin", "Europe/Berlin"},
		{"America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"},
		{"/softwarestudio.org/Olson_20011030_5/America/New_York", "America/New_York"},
		{"/freeassociation.sourceforge.net/Tzfile/Europe/London", "Europe/London"},
		{"UTC", "UTC"},
		{"Etc/GMT+3", "Etc/GMT+3"},
		{"Local", ""},
		{"local", ""},
		{"", ""},
		{"../../etc/passwd", ""},
		{"/etc/passwd", ""},
		{"Europe/../../../etc/passwd", ""},
		{"Europe", ""},
		{"Nowhere/Land", ""},
		{strings.Repeat("a/", 500), ""},
	}
	for _, tt := range tests {
		got := ""
		if loc := system(tt.name); loc != nil {
			got = loc.String()
		}
		if got != tt.want {
			t.Errorf("%q is %q, want %q", tt.name, got, tt.want)
		}
	}
}
