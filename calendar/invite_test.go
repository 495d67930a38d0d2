package calendar

import (
	"fmt"
	"io"
	"mime/quotedprintable"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/mail"
)

// meeting is an invitation as Exchange writes it, with lines that a test changes.
const meeting = `BEGIN:VCALENDAR
METHOD:REQUEST
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ORGANIZER;CN=Grace Hopper:mailto:grace@navy.example
ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Ada:mailto:
 ada@x.example
ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED;CN="Turing, Alan":MAILTO:alan@x.example
COMMENT:Is ten\, too early?\nAda
DESCRIPTION;LANGUAGE=en-US:Bring the\, gear.\nAnd a drawing.\n
UID:040000008200E00074C5B7101A82E008
SUMMARY;LANGUAGE=en-US:Mill review
DTSTART;TZID=W. Europe Standard Time:20261125T100000
DTEND;TZID=W. Europe Standard Time:20261125T113000
DTSTAMP:20261120T090000Z
SEQUENCE:0
LOCATION;LANGUAGE=en-US:Room 3\; first floor
BEGIN:VALARM
DESCRIPTION:REMINDER
TRIGGER;RELATED=START:-PT15M
ACTION:DISPLAY
END:VALARM
END:VEVENT
END:VCALENDAR
`

func parseInvite(t *testing.T, text string) Invite {
	t.Helper()
	i, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, eol := range []string{"\n", "\r\n", "\r"} {
		i := parseInvite(t, strings.ReplaceAll(meeting, "\n", eol))
		ada := Participant{Address: mail.Address{Name: mail.Line("Ada"), Addr: mail.Line("ada@x.example")}}
		alan := Participant{
			Address: mail.Address{Name: mail.Line("Turing, Alan"), Addr: mail.Line("alan@x.example")},
			Status:  Accepted, Optional: true,
		}
		if i.Method != Request || i.UID != "040000008200E00074C5B7101A82E008" || i.Summary != mail.Line("Mill review") ||
			i.Description != mail.Block("Bring the, gear.\nAnd a drawing.\n") || i.Where != mail.Line("Room 3; first floor") ||
			i.Comment != mail.Line("Is ten, too early? Ada") ||
			i.Organizer.String() != "Grace Hopper <grace@navy.example>" || len(i.Attendees) != 2 ||
			i.Attendees[0] != ada || i.Attendees[1] != alan || i.Cancelled || i.Instance || i.More != 0 {
			t.Errorf("with %q: %+v", eol, i)
		}
		if got := i.Start.UTC().Format(time.RFC3339); got != "2026-11-25T09:00:00Z" {
			t.Errorf("with %q it begins at %s", eol, got)
		}
		if i.Title().String() != "Invitation" || !i.CanReply() {
			t.Errorf("%s, %v", i.Title(), i.CanReply())
		}
	}
}

// edited returns the meeting with a line replaced, or lines added to the event.
func edited(line, by string) string {
	if !strings.Contains(meeting, line) {
		panic("no line " + line)
	}
	return strings.Replace(meeting, line, by, 1)
}

func TestWhen(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	const start, end = "DTSTART;TZID=W. Europe Standard Time:20261125T100000\n", "DTEND;TZID=W. Europe Standard Time:20261125T113000\n"
	times := func(lines string) string { return strings.Replace(edited(start, lines), end, "", 1) }
	unnamed := func(text string) string {
		return strings.ReplaceAll(text, "W. Europe Standard Time", "Customized Time Zone")
	}
	tests := []struct{ name, text, want string }{
		{"the reader's own zone", meeting, "Wed 25 Nov 2026, 10:00–11:30"},
		{
			"zone of the system", times("DTSTART;TZID=Europe/London:20261125T090000\nDURATION:PT1H\n"),
			"Wed 25 Nov 2026, 10:00–11:00 (09:00 in Europe/London)",
		},
		{
			"zone with a path", times("DTSTART;TZID=/mozilla.org/20070129_1/Europe/London:20261125T090000\n"),
			"Wed 25 Nov 2026, 10:00 (09:00 in /mozilla.org/20070129_1/Europe/London)",
		},
		{
			"zone with quotes", times("DTSTART;TZID=\"Europe/London\":20261125T090000\n"),
			"Wed 25 Nov 2026, 10:00 (09:00 in Europe/London)",
		},
		{
			"another day there", times("DTSTART;TZID=Tokyo Standard Time:20261126T020000\nDTEND;TZID=Tokyo Standard Time:20261126T030000\n"),
			"Wed 25 Nov 2026, 18:00–19:00 (Thu 02:00 in Tokyo Standard Time)",
		},
		{"UTC", times("DTSTART:20261125T090000Z\nDTEND:20261125T230000Z\n"), "Wed 25 Nov 2026, 10:00 – Thu 26 Nov 2026, 00:00"},
		{"floating", times("DTSTART:20261125T090000\n"), "Wed 25 Nov 2026, 09:00 (local time)"},
		{
			"unknown zone", times("DTSTART;TZID=Middle Earth:20261125T090000\n"),
			"Wed 25 Nov 2026, 09:00 in a zone that is not known here: Middle Earth",
		},
		{
			"zone of the machine", times("DTSTART;TZID=Local:20261125T090000\n"),
			"Wed 25 Nov 2026, 09:00 in a zone that is not known here: Local",
		},
		{"the calendar's own zone in winter", unnamed(meeting), "Wed 25 Nov 2026, 10:00–11:30"},
		{
			"the calendar's own zone in summer", unnamed(strings.ReplaceAll(meeting, "20261125", "20260725")),
			"Sat 25 Jul 2026, 10:00–11:30",
		},
		{
			"the hour that the clock turns", unnamed(strings.ReplaceAll(meeting, "20261125T100000", "20260329T020000")),
			"Sun 29 Mar 2026, 02:00",
		},
		{"a day", times("DTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261126\n"), "Wed 25 Nov 2026, all day"},
		{"a day without an end", times("DTSTART;VALUE=DATE:20261125\n"), "Wed 25 Nov 2026, all day"},
		{"a day that says it is a time", times("DTSTART;VALUE=DATE-TIME:20261125\n"), "Wed 25 Nov 2026, all day"},
		{"days", times("DTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261128\n"), "Wed 25 Nov 2026 – Fri 27 Nov 2026"},
		{
			"zone with a colon and no quotes", times("DTSTART;TZID=(UTC+01:00) Amsterdam, Berlin:20261125T090000\n"),
			"Wed 25 Nov 2026, 09:00 in a zone that is not known here: (UTC+01:00) Amsterdam, Berlin",
		},
		{"midnights of Outlook", times("DTSTART;TZID=W. Europe Standard Time:20261125T000000\n" +
			"DTEND;TZID=W. Europe Standard Time:20261127T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\n"), "Wed 25 Nov 2026 – Thu 26 Nov 2026"},
		{
			"midnights that are times", times("DTSTART:20261125T230000Z\nDTEND:20261126T230000Z\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\n"),
			"Thu 26 Nov 2026, 00:00 – Fri 27 Nov 2026, 00:00",
		},
		{"UTC of Microsoft", times("DTSTART;TZID=tzone://Microsoft/Utc:20261125T090000\n"), "Wed 25 Nov 2026, 10:00"},
		{"the end before the start", times("DTSTART:20261125T090000Z\nDTEND:20261125T080000Z\n"), "Wed 25 Nov 2026, 10:00"},
		{"no start", times(""), "a time that cannot be read"},
		{"nonsense", times("DTSTART:tomorrow\n"), "a time that cannot be read"},
		{"31 November", times("DTSTART:20261131T090000Z\n"), "a time that cannot be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.name == "the hour that the clock turns" {
				i := parseInvite(t, tt.text)
				if got := i.When(berlin).String(); !strings.HasPrefix(got, "Sun 29 Mar 2026, 0") {
					t.Errorf("got %q", got)
				}
				return
			}
			if got := parseInvite(t, tt.text).When(berlin).String(); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestBrokenCalendars(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{ // summary | place | attendees
		{"whole", meeting, "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"comma not escaped", edited("Mill review", "Mill, review"), "Mill, review|Room 3; first floor|ada@x.example alan@x.example"},
		{"escape that is none", edited("Mill review", `Mill \r\eview\`), `Mill \r\eview\|Room 3; first floor|ada@x.example alan@x.example`},
		{
			"fold that lost its space", edited("DESCRIPTION;LANGUAGE=en-US:Bring the", "DESCRIPTION:"+strings.Repeat("x", 62)+"\nyz the"),
			"Mill review|Room 3; first floor|ada@x.example alan@x.example",
		},
		{"line break not escaped", edited("Room 3", "Room 3\nin the back"), "Mill review|Room 3 in the back; first floor|ada@x.example alan@x.example"},
		{"quote not closed", edited(`CN="Turing, Alan"`, `CN="Turing`), "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"colon in a name", edited(`CN="Turing, Alan"`, `CN=Turing: Alan`), "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"quote in a name", edited(`CN="Turing, Alan"`, `CN=Alan "T" T`), "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"parameter with nothing behind it", edited("SEQUENCE:0", "SEQUENCE;X=1"), "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"line that is none", edited("SEQUENCE:0", "sequence zero\n\n=====\n:\n;;;:::"), "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"no end", strings.ReplaceAll(edited("END:VEVENT\n", ""), "END:VCALENDAR\n", ""), "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"no end of an alarm", edited("END:VALARM\n", ""), "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"no begin", edited("BEGIN:VCALENDAR\n", ""), "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"end of nothing", edited("SEQUENCE:0", "END:VTODO"), "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"mark of byte order", "\ufeff" + meeting, "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"in small letters", edited("SUMMARY;LANGUAGE=en-US", "summary"), "Mill review|Room 3; first floor|ada@x.example alan@x.example"},
		{"escape sequences", edited("Mill review", "Mill \x1b]0;x\x07\u202ereview"), "Mill \ufffd]0;x\ufffd⟦U+202E⟧review|Room 3; first floor|ada@x.example alan@x.example"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			i := parseInvite(t, tt.text)
			var who []string
			for _, a := range i.Attendees {
				who = append(who, a.Addr.String())
			}
			if got := i.Summary.String() + "|" + i.Where.String() + "|" + strings.Join(who, " "); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestNoEvent(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "hello", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "BEGIN:VTODO\nSUMMARY:x\nEND:VTODO\n"} {
		if i, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q gave %+v", text, i)
		}
	}
}

// part is what a message is to this package.
type part struct {
	text string
	here bool
}

func (p part) Calendar() ([]byte, bool) { return []byte(p.text), p.here }

func TestIn(t *testing.T) {
	t.Parallel()
	const event = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Tea\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	for _, tt := range []struct {
		name string
		part part
		want bool
	}{
		{"an event", part{event, true}, true},
		{"no calendar", part{}, false},
		{"a calendar that is not here", part{event, false}, false},
		{"a calendar without an event", part{"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", true}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if i, ok := In(tt.part); ok != tt.want || ok && i.Summary.String() != "Tea" {
				t.Errorf("got %q, %v", i.Summary, ok)
			}
		})
	}
}

func TestSeries(t *testing.T) {
	t.Parallel()
	const again = "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261202T090000Z\nSUMMARY:moved\nDTSTART:20261202T100000Z\nEND:VEVENT\n"
	i := parseInvite(t, edited("BEGIN:VEVENT\n", again+"BEGIN:VEVENT\nRRULE:FREQ=WEEKLY\n"))
	if i.Summary.String() != "Mill review" || i.More != 1 || i.Instance {
		t.Errorf("got %+v", i)
	}
	if i.Recurrence.String() != "every week on Wednesday" {
		t.Errorf("got %q", i.Recurrence)
	}
}

func TestRecurrence(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	tests := []struct{ rule, want string }{
		{"", ""},
		{"FREQ=DAILY", "every day"},
		{"FREQ=DAILY;INTERVAL=3;COUNT=5", "every 3 days, 5 times"},
		{"FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "every day from Monday to Friday"},
		{"FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270301T000000Z", "every week on Monday and Wednesday, until Mon 1 Mar 2027"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH,SA;WKST=SU", "every 2 weeks on Tuesday, Thursday and Saturday"},
		{"FREQ=WEEKLY;UNTIL=20270301", "every week on Wednesday, until Mon 1 Mar 2027"},
		{"FREQ=MONTHLY", "every month on day 25"},
		{"FREQ=MONTHLY;BYMONTHDAY=1,15", "every month on day 1 and day 15"},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"},
		{"FREQ=MONTHLY;BYDAY=3TU", "every month on the third Tuesday"},
		{"FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"},
		{"FREQ=MONTHLY;BYDAY=-2FR", "every month on the second to last Friday"},
		{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last working day"},
		{"FREQ=YEARLY", "every year on day 25 of November"},
		{"FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "every year on the second Sunday of May"},
		{"FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=12", "every year on day 12 of May"},
		{"freq=daily;count=1;", "every day, once"},
		{"FREQ=HOURLY", "again and again, by the rule FREQ=HOURLY"},
		{"FREQ=YEARLY;BYWEEKNO=20", "again and again, by the rule FREQ=YEARLY;BYWEEKNO=20"},
		{"FREQ=YEARLY;BYMONTH=0", "again and again, by the rule FREQ=YEARLY;BYMONTH=0"},
		{"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2", "again and again, by the rule FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2"},
		{"nonsense\x1b[2J", "again and again, by the rule nonsense\ufffd[2J"},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			if got := recurrence(tt.rule, start).String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// bombs are calendars that take a time or depth of their own from go-ical.
func bombs() map[string]string {
	return map[string]string{
		"a parameter":    edited("CN=Ada", "CN="+strings.Repeat("a", 200<<10)),
		"parameters":     edited("CN=Ada", strings.Repeat("CN=a;", 40<<10)),
		"nesting":        strings.Repeat("BEGIN:VEVENT\n", 18<<10),
		"nested unknown": strings.Repeat("BEGIN:X\n", 32<<10),
		"a summary":      edited("Mill review", strings.Repeat("ü", 10<<10)),
		"attendees":      edited("SEQUENCE:0", strings.Repeat("ATTENDEE:mailto:a@b\n", 12<<10)),
		"folds":          "BEGIN:VEVENT\nSUMMARY:" + strings.Repeat("\n x", 80<<10),
		"lost folds":     "BEGIN:VEVENT\nSUMMARY:" + strings.Repeat("\nx", 120<<10),
		"a zone": edited("FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31") +
			strings.Repeat(" ", 1000),
		"zones":  edited("BEGIN:VEVENT", strings.Repeat("BEGIN:VTIMEZONE\nTZID:x\n", 5<<10)+"BEGIN:VEVENT"),
		"quotes": edited("CN=Ada", "CN="+strings.Repeat(`";`, 50<<10)),
	}
}

func TestBombsAreBounded(t *testing.T) {
	t.Parallel()
	for name, text := range bombs() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := repair([]byte(text)); len(got) > 2*maxText {
				t.Errorf("%d bytes are handed on", len(got))
			}
			i, err := Parse([]byte(text))
			if err == nil && (len(i.Summary.String()) > 2*maxShown || len(i.Attendees) > maxAttendees || i.More > maxEvents) {
				t.Errorf("%d attendees, %d events", len(i.Attendees), i.More)
			}
		})
	}
}

// TestZoneRules follows every rule that is let through to rrule-go, which panics
// at some.
func TestZoneRules(t *testing.T) {
	t.Parallel()
	at := time.Date(2028, 12, 31, 23, 0, 0, 0, time.UTC)
	first := time.Date(1601, 3, 1, 2, 0, 0, 0, time.UTC)
	for n := -54; n <= 54; n++ {
		for month := range 13 {
			for _, day := range []string{"MO", "WE", "SU"} {
				rule := fmt.Sprintf("FREQ=YEARLY;BYDAY=%d%s;BYMONTH=%d", n, day, month)
				if month == 0 {
					rule = fmt.Sprintf("FREQ=YEARLY;BYDAY=%d%s", n, day)
				}
				for year := range 3 {
					lastBegin(rule, first, at.AddDate(-year, 0, 0))
				}
			}
		}
	}
	tests := []struct{ rule, want string }{
		{"FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "2028-10-29"},
		{"FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "2028-03-12"},
		{"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=SU", "2028-03-12"},
		{"FREQ=YEARLY;UNTIL=20060402T070000Z;BYMONTH=4;BYDAY=1SU", "2006-04-02"},
		{"FREQ=YEARLY;BYMONTH=4;BYDAY=53SU", "1601-03-01"},
		{"FREQ=YEARLY;BYSETPOS=366", "1601-03-01"},
		{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "1601-03-01"},
		{"FREQ=SECONDLY", "1601-03-01"},
		{"", "1601-03-01"},
	}
	for _, tt := range tests {
		if got := lastBegin(tt.rule, first, at).Format(time.DateOnly); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.rule, got, tt.want)
		}
	}
}

func TestReply(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	own := []mail.Address{{Name: mail.Line(`Ada "L" ` + strings.Repeat("Löv", 30)), Addr: mail.Line("ADA@x.example")}}
	i := parseInvite(t, edited("SEQUENCE:0", "SEQUENCE:3\nRECURRENCE-ID;TZID=W. Europe Standard Time:20261125T100000"))
	me, asked := i.Attendee(own)
	if !asked || me.Addr.String() != "ada@x.example" {
		t.Fatalf("answers as %v, %v", me, asked)
	}
	for answer, status := range map[Answer]Status{Accept: Accepted, Maybe: Tentative, Decline: Declined} {
		b, err := i.Reply(me, answer, now)
		if err != nil {
			t.Fatal(err)
		}
		again := parseInvite(t, string(b))
		if again.Method != Reply || again.UID != i.UID || again.Sequence != 3 || !again.Instance ||
			len(again.Attendees) != 1 || again.Attendees[0].Status != status || again.Attendees[0].Addr != me.Addr ||
			again.Organizer.Addr != i.Organizer.Addr || !again.Start.Equal(i.Start) || !again.End.Equal(i.End) {
			t.Errorf("%s gave %+v", b, again)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(string(b), "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("a line of %d bytes: %q (RFC 5545 §3.1)", len(line), line)
			}
		}
	}
	if me, asked := i.Attendee([]mail.Address{{Addr: mail.Line("bob@x.example")}}); asked || me.Addr.String() != "bob@x.example" {
		t.Errorf("got %v, %v", me, asked)
	}
	if _, asked := i.Attendee(nil); asked {
		t.Error("nobody was asked")
	}
}

func TestReplyWithADamagedZone(t *testing.T) {
	t.Parallel()
	i := parseInvite(t, edited("TZOFFSETTO:+0100\n", ""))
	b, err := i.Reply(mail.Address{Addr: mail.Line("ada@x.example")}, Accept, time.Now())
	if err != nil || !strings.Contains(string(b), "PARTSTAT=ACCEPTED") {
		t.Errorf("got %s, %v", b, err)
	}
}

// TestRealInvitation reads an invitation of Google Calendar.
func TestRealInvitation(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(corpora.Path(t, "postal-mime", "test__fixtures__calendar-event.eml"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(raw), "\nBEGIN:VCALENDAR")
	text, _, _ = strings.Cut(text, "\n--")
	decoded, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader("BEGIN:VCALENDAR" + text)))
	if err != nil {
		t.Fatal(err)
	}
	i := parseInvite(t, string(decoded))
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	if got := i.When(london).String(); got != "Thu 11 Apr 2024, 09:00–10:00 (11:00 in Europe/Tallinn)" {
		t.Errorf("got %q", got)
	}
	if i.Organizer.String() != "Andris Reinman <andris@postalsys.com>" || len(i.Attendees) != 2 ||
		i.Attendees[1].Addr.String() != "andris@ethereal.email" || i.Attendees[0].Status != Accepted ||
		!strings.Contains(i.Description.String(), "https://meet.google.com/yew-afgi-ynf\n") {
		t.Errorf("got %+v", i)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(meeting))
	for _, text := range bombs() {
		if len(text) < 8<<10 {
			f.Add([]byte(text))
		}
	}
	f.Add([]byte("BEGIN:VEVENT\nDTSTART;TZID=\"a:20261125T100000\nATTENDEE;CN=\"x\"y;Z:mailto:a\n b\n"))
	f.Add([]byte(edited("RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "RRULE:FREQ=YEARLY;BYDAY=53SU;BYMONTH=2")))
	f.Add([]byte(strings.ReplaceAll(edited("RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "RRULE:FREQ=YEARLY;BYDAY=53SU;BYMONTH=2"),
		"W. Europe Standard Time", "x")))
	f.Add([]byte(edited("RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "RRULE:FREQ=YEARLY;UNTIL=16010101;BYDAY=-53SU")))
	f.Fuzz(func(t *testing.T, text []byte) {
		i, err := Parse(text)
		if err != nil {
			return
		}
		for _, s := range []mail.Text{i.Title(), i.When(time.UTC), i.Recurrence, i.Summary, i.Where, i.Zone} {
			if strings.ContainsFunc(s.String(), func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
				t.Fatalf("%q is not safe", s)
			}
		}
		if len(i.Attendees) > maxAttendees {
			t.Fatalf("%d attendees", len(i.Attendees))
		}
		b, err := i.Reply(mail.Address{Addr: mail.Line("ada@x.example")}, Accept, time.Unix(0, 0))
		if err != nil {
			return // it has no id, or one that cannot be sent
		}
		if _, err := Parse(b); err != nil {
			t.Fatalf("the answer %q cannot be read: %v", b, err)
		}
	})
}
