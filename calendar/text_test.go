package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/mail"
)

func TestFields(t *testing.T) {
	t.Parallel()
	address := func(a mail.Address) mail.Text { return a.Addr }
	i := Invite{Method: Request, Summary: mail.Line("Engine"), Where: mail.Line("Dorset Street"), More: 1}
	for n := range maxNamed + 2 {
		i.Attendees = append(i.Attendees, Participant{Address: mail.Address{Addr: mail.Line(fmt.Sprintf("a%d@x", n))}})
	}
	i.Attendees[0].Status = Accepted
	told := map[string]string{}
	for _, f := range i.Fields(time.UTC, address, address) {
		told[f.Label] = f.Value.String()
	}
	if len(told) != 3 || told["Where"] != "Dorset Street" || told["When"] == "" {
		t.Errorf("told %v", told)
	}
	with := told["With"]
	if !strings.HasPrefix(with, "a0@x (accepted), a1@x, ") || !strings.HasSuffix(with, "a11@x +2") {
		t.Errorf("with %q", with)
	}
	if h := i.Heading().String(); h != "Invitation: Engine" {
		t.Errorf("the heading is %q", h)
	}
	one := i.Further().String()
	i.More = 3
	if many := i.Further().String(); !strings.HasPrefix(one, "One more") || !strings.HasPrefix(many, "3 more") {
		t.Errorf("further: %q, %q", one, many)
	}
	i.Comment = mail.Line("Thursday suits better")
	i.Method = Counter
	if h := i.Heading().String(); h != "Another time or place is proposed: Engine" {
		t.Errorf("the heading of many is %q", h)
	}
	alone := i
	alone.Attendees = alone.Attendees[:1]
	if h := alone.Heading().String(); h != "a0@x proposes another time or place: Engine" {
		t.Errorf("the heading is %q", h)
	}
	if last := i.Fields(time.UTC, address, address); last[len(last)-1].Value != i.Comment {
		t.Errorf("told %v", last)
	}
	i.Method = Reply
	for _, f := range i.Fields(time.UTC, address, address) {
		if f.Label == "With" {
			t.Errorf("an answer comes with %q", f.Value)
		}
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, want string
		canReply         bool
	}{
		{"invitation", meeting, "Invitation", true},
		{"change", edited("SEQUENCE:0", "SEQUENCE:2"), "Changed invitation", true},
		{"cancelled", edited("METHOD:REQUEST", "METHOD:CANCEL"), "Cancelled", false},
		{"status", edited("SEQUENCE:0", "STATUS:CANCELLED"), "Cancelled", false},
		{"one of a series", edited("SEQUENCE:0", "RECURRENCE-ID:20261125T090000Z"), "Invitation, one of a series", true},
		{"published", edited("METHOD:REQUEST\n", ""), "Event", false},
		{"counter proposal", edited("METHOD:REQUEST", "METHOD:COUNTER"), "Another time or place is proposed", false},
		{"refresh", edited("METHOD:REQUEST", "METHOD:REFRESH"), "About an event", false},
		{"answer", edited("METHOD:REQUEST", "METHOD:REPLY"), "Ada has not decided yet", false},
		{"yes", strings.Replace(edited("METHOD:REQUEST", "METHOD:REPLY"), "NEEDS-ACTION", "ACCEPTED", 1), "Ada accepts", false},
		{"nobody to answer", edited("ORGANIZER;CN=Grace Hopper:mailto:grace@navy.example\n", ""), "Invitation", false},
		{"organiser without an address", edited("mailto:grace@navy.example", "invalid:nomail"), "Invitation", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			i := parseInvite(t, tt.text)
			if got := i.Title().String(); got != tt.want || i.CanReply() != tt.canReply {
				t.Errorf("got %q, %v", got, i.CanReply())
			}
			by := map[Method]string{Request: i.Organizer.Addr.String(), Cancel: "grace@navy.example", Reply: "ada@x.example", Counter: "ada@x.example"}[i.Method]
			if got := i.By().Addr.String(); got != by {
				t.Errorf("it is in the name of %q, want %q", got, by)
			}
		})
	}
}
