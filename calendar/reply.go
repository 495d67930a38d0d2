package calendar

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"github.com/mailtui/mailtui/mail"
)

// Answer is what a user says to an invitation.
type Answer uint8

// The answers.
const (
	Accept Answer = iota + 1
	Maybe
	Decline
)

// partStat is the answer in a calendar (RFC 5545 §3.2.12).
func (a Answer) partStat() string {
	switch a {
	case Accept:
		return "ACCEPTED"
	case Maybe:
		return "TENTATIVE"
	default:
		return "DECLINED"
	}
}

// Given is the answer that the user has given to an invitation.
type Given struct {
	Status Status    // [NoAnswer]: none, as far as is known
	When   time.Time // as the mail with it says
	Waits  bool      // that mail has not gone out
}

// CanReply reports whether somebody waits for an answer: it is an invitation
// that was not called off, and says who organises it.
func (i Invite) CanReply() bool {
	return i.Method == Request && !i.Cancelled && strings.Contains(i.Organizer.Addr.String(), "@") && i.UID != ""
}

// Attendee returns the attendee whose address is one of own; without one it is
// the first of own, as whom a reader may answer all the same.
func (i Invite) Attendee(own []mail.Address) (mail.Address, bool) {
	for _, a := range i.Attendees {
		for _, me := range own {
			if strings.EqualFold(a.Addr.String(), me.Addr.String()) {
				return mail.Address{Name: me.Name, Addr: a.Addr}, true
			}
		}
	}
	if len(own) == 0 {
		return mail.Address{}, false
	}
	return own[0], false
}

// Reply returns the calendar that tells the organiser what me answers (RFC 5546
// §3.2.3).
func (i Invite) Reply(me mail.Address, a Answer, now time.Time) ([]byte, error) {
	b, err := i.reply(me, a, now, i.zones)
	if err != nil {
		b, err = i.reply(me, a, now, nil) // a zone in it is damaged
	}
	if err != nil {
		return nil, fmt.Errorf("write the answer to an invitation: %w", err)
	}
	return b, nil
}

func (i Invite) reply(me mail.Address, a Answer, now time.Time, zones []*ical.Component) ([]byte, error) {
	cal := ical.NewCalendar()
	set(cal.Component, ical.PropVersion, "2.0")
	set(cal.Component, ical.PropProductID, "-//mailtui//mailtui//EN")
	set(cal.Component, ical.PropMethod, "REPLY")
	event := ical.NewComponent(ical.CompEvent)
	set(event, ical.PropUID, i.UID)
	event.Props.SetDateTime(ical.PropDateTimeStamp, now.UTC())
	set(event, ical.PropSequence, fmt.Sprint(i.Sequence))
	event.Props.SetText(ical.PropSummary, i.Summary.String())
	for _, name := range []string{ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropRecurrenceID} {
		if p := i.event.Props.Get(name); p != nil {
			event.Props.Set(p)
		}
	}
	event.Props.Set(person(ical.PropOrganizer, i.Organizer.Address))
	attendee := person(ical.PropAttendee, me)
	attendee.Params.Set(ical.ParamParticipationStatus, a.partStat())
	event.Props.Set(attendee)
	cal.Children = append(append(cal.Children, zones...), event)
	var b bytes.Buffer
	err := ical.NewEncoder(&b).Encode(cal)
	return fold(b.Bytes()), err
}

// fold breaks the lines that are longer than 75 bytes (RFC 5545 §3.1), between
// characters. go-ical does not.
func fold(b []byte) []byte {
	var out bytes.Buffer
	column := 0
	for _, r := range string(b) {
		n := utf8.RuneLen(r)
		if column+n > 75 && r != '\r' && r != '\n' {
			out.WriteString("\r\n ")
			column = 1
		}
		out.WriteRune(r)
		if column += n; r == '\n' {
			column = 0
		}
	}
	return out.Bytes()
}

func set(c *ical.Component, name, value string) {
	p := ical.NewProp(name)
	p.Value = value
	c.Props.Set(p)
}

func person(name string, a mail.Address) *ical.Prop {
	p := ical.NewProp(name)
	p.Value = "mailto:" + a.Addr.String()
	if cn := strings.ReplaceAll(a.Name.String(), `"`, "'"); cn != "" {
		p.Params.Set(ical.ParamCommonName, cn)
	}
	return p
}
