package calendar

import (
	"slices"
	"strings"
	"testing"
)

func TestUnfold(t *testing.T) {
	t.Parallel()
	long := "DESCRIPTION:" + strings.Repeat("x", 62)
	tests := []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"lines", "A:1\r\nB:2\r\n", []string{"A:1", "B:2"}},
		{"folded", "A:1\r\n 2\r\n\t3\r\nB:4", []string{"A:123", "B:4"}},
		{"folded inside of a character", "A:\xc3\r\n \xbc\r\n", []string{"A:\ufffd\ufffd"}},
		{"empty lines", "\r\n\r\nA:1\r\n\r\n 2\r\nB:3\r\n\r\n", []string{"A:12", "B:3"}},
		{"a fold at the beginning", " A:1\r\nB:2", []string{"A:1", "B:2"}},
		{"a short line of no name", "A:one\ntwo\nB:3", []string{`A:one\ntwo`, "B:3"}},
		{"a line of no name behind a long one", long + "\ntwo\nB:3", []string{long + "two", "B:3"}},
		{"a name with a space", "A:one\nSee also: two\nB:3", []string{`A:one\nSee also: two`, "B:3"}},
		{"parameters", "A:1\nB;X=1:2\nC;X:3", []string{"A:1", `B;X=1:2\nC;X:3`}},
		{"parameters that are folded", "A:1\nB;X=1;Y=2\n ;Z=3:4", []string{"A:1", "B;X=1;Y=2;Z=3:4"}},
		{"NUL", "A:\x001\n", []string{"A:1"}},
		{"CR alone", "A:1\rB:2\r", []string{"A:1", "B:2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := unfold([]byte(tt.in)); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRepair(t *testing.T) {
	t.Parallel()
	event := func(lines string) string {
		return "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + lines + "END:VEVENT\nEND:VCALENDAR\n"
	}
	tests := []struct{ name, in, want string }{
		{"nothing", "", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"},
		{"what is not read", "BEGIN:VEVENT\nUID:1\nX-Y:2\nATTACH:http://x.example\nEND:VEVENT\n", event("UID:1\n")},
		{"an alarm", "BEGIN:VEVENT\nBEGIN:VALARM\nSUMMARY:x\nEND:VALARM\nUID:1\nEND:VEVENT\n", event("UID:1\n")},
		{"an alarm in an alarm", "BEGIN:VEVENT\nBEGIN:VALARM\nBEGIN:X\nSUMMARY:x\nEND:X\nSUMMARY:y\nEND:VALARM\nUID:1\nEND:VEVENT\n", event("UID:1\n")},
		{
			"two calendars", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nEND:VCALENDAR\n",
			"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nEND:VCALENDAR\n",
		},
		{
			"an event in an event", "BEGIN:VEVENT\nUID:1\nBEGIN:VEVENT\nUID:2\n",
			"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nEND:VCALENDAR\n",
		},
		{"daylight outside of a zone", "BEGIN:DAYLIGHT\nTZOFFSETTO:+0100\nEND:DAYLIGHT\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\n", event("UID:1\n")},
		{
			"a zone", "BEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nTZOFFSETTO:+0100\nBEGIN:DAYLIGHT\nTZOFFSETTO:+0200\nEND:VTIMEZONE\n",
			"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nTZOFFSETTO:+0100\nEND:STANDARD\nBEGIN:DAYLIGHT\nTZOFFSETTO:+0200\n" +
				"END:DAYLIGHT\nEND:VTIMEZONE\nEND:VCALENDAR\n",
		},
		{
			"parameters", "BEGIN:VEVENT\nATTENDEE;CN=Ada;X=1;PARTSTAT=\"ACCEPTED\";RSVP;=2;role=CHAIR:mailto:a@b\n",
			event("ATTENDEE;CN=\"Ada\";PARTSTAT=\"ACCEPTED\";ROLE=\"CHAIR\":mailto:a@b\n"),
		},
		{"a semicolon in quotes", "BEGIN:VEVENT\nATTENDEE;CN=\"A;B\":mailto:a@b\n", event("ATTENDEE;CN=\"A;B\":mailto:a@b\n")},
		{"a parameter without an end", "BEGIN:VEVENT\nATTENDEE;CN=Ada\nUID:1\n", event("UID:1\n")},
		{"names in small letters", "begin:vevent\nuid:1\nend:vevent\n", event("UID:1\n")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := string(repair([]byte(tt.in))); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}
