package calendar

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/mailtui/mailtui/mail"
)

// Method is what a calendar is sent for (RFC 5546 §1.4).
type Method uint8

// The methods. A calendar that names none is published.
const (
	Publish Method = iota // for information: nobody waits for an answer
	Request               // an invitation, or a change of one
	Cancel                // the event does not take place, or not for the reader
	Reply                 // an answer of a participant
	Counter               // a participant proposes another time or place
	Other                 // ADD, REFRESH, DECLINECOUNTER
)

// Status is what a participant has answered (RFC 5545 §3.2.12).
type Status uint8

// The statuses.
const (
	NoAnswer Status = iota
	Accepted
	Tentative
	Declined
	Delegated
)

// Participant is who organises or is asked to attend.
type Participant struct {
	mail.Address
	Status   Status
	Optional bool // need not come, or is told for information only
}

// Invite is an event of a calendar as it came by mail: the first one, or of a
// series the one that describes all of it.
type Invite struct {
	Method      Method
	UID         string // names the event; compared and sent back, never shown
	Sequence    int    // how often it was changed
	Summary     mail.Text
	Description mail.Text // lines
	Comment     mail.Text // what the sender says to this mail of it, in one line (RFC 5545 §3.8.1.4)
	Where       mail.Text
	Start       time.Time // in the zone of the event; zero when it cannot be read
	End         time.Time // exclusive; Start when there is none
	AllDay      bool      // Start and End are days, at midnight UTC
	Floating    bool      // no zone is known: the same hour wherever one is; in UTC
	Zone        mail.Text // the zone as the calendar names it, empty for UTC
	Organizer   Participant
	Attendees   []Participant
	Recurrence  mail.Text // in words, empty for a single event
	Instance    bool      // one event of a series only
	Cancelled   bool
	More        int // further events that are not described here

	event *ical.Component
	zones []*ical.Component
}

// ErrNoEvent says that a text is no calendar, or one without an event.
var ErrNoEvent = errors.New("no event in the calendar")

// maxAttendees is how many attendees of an event are read.
const maxAttendees = 500

// In returns the event that a message is about, and whether there is one: that of
// its calendar part, if it can be read.
func In(m interface{ Calendar() ([]byte, bool) }) (Invite, bool) {
	text, ok := m.Calendar()
	if !ok {
		return Invite{}, false
	}
	i, err := Parse(text)
	return i, err == nil
}

// Parse reads a calendar in UTF-8. Whatever is broken is left out; the error is
// [ErrNoEvent].
func Parse(text []byte) (Invite, error) {
	cal, err := ical.NewDecoder(bytes.NewReader(repair(text))).Decode()
	if err != nil {
		return Invite{}, ErrNoEvent
	}
	var events, zones []*ical.Component
	for _, c := range cal.Children {
		switch c.Name {
		case ical.CompEvent:
			events = append(events, c)
		case ical.CompTimezone:
			zones = append(zones, c)
		}
	}
	if len(events) == 0 {
		return Invite{}, ErrNoEvent
	}
	event := events[0]
	for _, e := range events {
		if e.Props.Get(ical.PropRecurrenceID) == nil {
			event = e
			break
		}
	}
	i := Invite{
		Method: method(value(cal.Props, ical.PropMethod)), More: len(events) - 1, event: event, zones: zones,
	}
	i.read()
	return i, nil
}

func method(s string) Method {
	switch strings.ToUpper(s) {
	case "", "PUBLISH":
		return Publish
	case "REQUEST":
		return Request
	case "CANCEL":
		return Cancel
	case "REPLY":
		return Reply
	case "COUNTER":
		return Counter
	default:
		return Other
	}
}

// read reads the properties of the event.
func (i *Invite) read() {
	p := i.event.Props
	i.UID = value(p, ical.PropUID)
	i.Sequence, _ = strconv.Atoi(value(p, ical.PropSequence)) // 0 when it is no number
	i.Summary = mail.Line(clip(text(p, ical.PropSummary)))
	i.Description = mail.Block(text(p, ical.PropDescription))
	i.Comment = mail.Line(clip(text(p, ical.PropComment)))
	i.Where = mail.Line(clip(text(p, ical.PropLocation)))
	i.Instance = p.Get(ical.PropRecurrenceID) != nil
	i.Cancelled = i.Method == Cancel || strings.EqualFold(value(p, ical.PropStatus), string(ical.EventCancelled))
	i.readTimes()
	i.readMidnights()
	i.Recurrence = recurrence(value(p, ical.PropRecurrenceRule), i.Start)
	if o := p.Get(ical.PropOrganizer); o != nil {
		i.Organizer = participant(o)
	}
	for _, a := range p.Values(ical.PropAttendee) {
		if len(i.Attendees) == maxAttendees {
			break
		}
		i.Attendees = append(i.Attendees, participant(&a))
	}
}

// readTimes reads DTSTART, and DTEND or DURATION.
func (i *Invite) readTimes() {
	start := i.event.Props.Get(ical.PropDateTimeStart)
	if start == nil {
		return
	}
	t := readTime(start, i.zones)
	i.Start, i.AllDay, i.Floating, i.Zone = t.at, t.day, t.floating, t.zone
	i.End = i.Start
	if i.Start.IsZero() {
		return
	}
	if i.AllDay {
		i.End = i.Start.AddDate(0, 0, 1)
	}
	if end := i.event.Props.Get(ical.PropDateTimeEnd); end != nil {
		if e := readTime(end, i.zones); e.day == i.AllDay && e.at.After(i.Start) {
			i.End = e.at
		}
	} else if d := i.event.Props.Get(ical.PropDuration); d != nil {
		if length, err := d.Duration(); err == nil && length > 0 && length < maxDuration {
			i.End = i.Start.Add(length)
		}
	}
}

// readMidnights makes the days of an event that Outlook says is of whole days,
// with times at midnight.
func (i *Invite) readMidnights() {
	if !strings.EqualFold(value(i.event.Props, propAllDay), "TRUE") || i.AllDay || !i.End.After(i.Start) {
		return
	}
	start, end := midnight(i.Start), midnight(i.End)
	if start.IsZero() || end.IsZero() {
		return
	}
	i.Start, i.End, i.AllDay, i.Floating, i.Zone = start, end, true, false, mail.Text{}
}

// midnight returns the day that a time begins, or zero when it is another time.
func midnight(t time.Time) time.Time {
	if t.Hour() != 0 || t.Minute() != 0 || t.Second() != 0 {
		return time.Time{}
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// By returns in whose name the calendar is: the organiser invites and calls off,
// the participant answers or proposes. Of one that is only published it is nobody.
func (i Invite) By() mail.Address {
	switch {
	case i.Method == Request, i.Method == Cancel:
		return i.Organizer.Address
	case (i.Method == Reply || i.Method == Counter) && len(i.Attendees) > 0:
		return i.Attendees[0].Address
	default:
		return mail.Address{}
	}
}

// maxDuration is how long an event may take.
const maxDuration = 10 * 366 * 24 * time.Hour

// participant reads an ORGANIZER or ATTENDEE (RFC 5545 §3.8.4).
func participant(p *ical.Prop) Participant {
	addr := strings.TrimSpace(p.Value)
	if len(addr) > 7 && strings.EqualFold(addr[:7], "mailto:") {
		addr = strings.TrimSpace(addr[7:])
	}
	name := caret.Replace(p.Params.Get(ical.ParamCommonName))
	if strings.EqualFold(name, addr) {
		name = ""
	}
	a := Participant{Address: mail.Address{Name: mail.Identity(name), Addr: mail.Identity(clip(addr))}}
	switch strings.ToUpper(p.Params.Get(ical.ParamParticipationStatus)) {
	case "ACCEPTED":
		a.Status = Accepted
	case "TENTATIVE":
		a.Status = Tentative
	case "DECLINED":
		a.Status = Declined
	case "DELEGATED":
		a.Status = Delegated
	}
	switch strings.ToUpper(p.Params.Get(ical.ParamRole)) {
	case "OPT-PARTICIPANT", "NON-PARTICIPANT":
		a.Optional = true
	}
	return a
}

// caret decodes the parameter values of RFC 6868.
var caret = strings.NewReplacer("^n", " ", "^'", `"`, "^^", "^")

// clip cuts text that is too long for a card.
func clip(s string) string {
	if len(s) <= maxShown {
		return s
	}
	return strings.ToValidUTF8(s[:maxShown], "") + "…"
}

// value returns the first value of a property as it stands there.
func value(p ical.Props, name string) string {
	if prop := p.Get(name); prop != nil {
		return strings.TrimSpace(prop.Value)
	}
	return ""
}

// text returns the first value of a property of text. go-ical takes a comma that
// was not escaped for the end, and refuses an escape that is none.
func text(p ical.Props, name string) string {
	prop := p.Get(name)
	if prop == nil {
		return ""
	}
	list, err := prop.TextList()
	if err != nil {
		return unescape.Replace(prop.Value)
	}
	return strings.Join(list, ",")
}

var unescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";")
