package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/mailtui/mailtui/mail"
)

// What this package says to people stands in this file.

// Title says what the mail is: "Invitation", "Changed invitation", "Cancelled".
func (i Invite) Title() mail.Text {
	words := "Event"
	switch {
	case i.Method == Reply:
		return i.replyTitle()
	case i.Cancelled:
		words = "Cancelled"
	case i.Method == Request && i.Sequence > 0:
		words = "Changed invitation"
	case i.Method == Request:
		words = "Invitation"
	case i.Method == Counter:
		return i.counterTitle()
	case i.Method == Other:
		words = "About an event"
	}
	if i.Instance {
		words += ", one of a series"
	}
	return mail.Line(words)
}

// Heading is the title with what the event is called.
func (i Invite) Heading() mail.Text {
	if i.Summary.Empty() {
		return i.Title()
	}
	return mail.Line(i.Title().String() + ": " + i.Summary.String())
}

// Field is something to be told of an event: what it is, and in words.
type Field struct {
	Label string
	Value mail.Text
}

// maxNamed is how many attendees are named.
const maxNamed = 12

// Fields returns what there is to tell of an event below its heading: when it is
// in a zone of the reader, whether it is repeated, where, who organises it, who
// is asked to come and what the sender adds. person words one of them alone, guest one of many.
func (i Invite) Fields(reader *time.Location, person, guest func(mail.Address) mail.Text) []Field {
	var by mail.Text
	if i.Organizer.Address != (mail.Address{}) {
		by = person(i.Organizer.Address)
	}
	return slices.DeleteFunc([]Field{
		{"When", i.When(reader)},
		{"Repeats", i.Recurrence},
		{"Where", i.Where},
		{"By", by},
		{"With", i.guests(guest)},
		{"Comment", i.Comment},
	}, func(f Field) bool { return f.Value.Empty() })
}

// guests lists who is asked to come, with what they answered.
func (i Invite) guests(guest func(mail.Address) mail.Text) mail.Text {
	if i.Method == Reply {
		return mail.Text{} // the title names the one who answers
	}
	var words []string
	for _, a := range i.Attendees[:min(len(i.Attendees), maxNamed)] {
		text := guest(a.Address).String()
		if a.Status != NoAnswer {
			text += " (" + a.Status.String() + ")"
		}
		words = append(words, text)
	}
	text := strings.Join(words, ", ")
	if rest := len(i.Attendees) - len(words); rest > 0 {
		text += fmt.Sprintf(" +%d", rest)
	}
	return mail.Line(text)
}

// Further says how many events of the calendar are not described, empty for none.
func (i Invite) Further() mail.Text {
	switch i.More {
	case 0:
		return mail.Text{}
	case 1:
		return mail.Line("One more event is in the calendar that is attached.")
	default:
		return mail.Line(fmt.Sprintf("%d more events are in the calendar that is attached.", i.More))
	}
}

// replyTitle says who answered what.
func (i Invite) replyTitle() mail.Text {
	if len(i.Attendees) == 0 {
		return mail.Line("An answer to an invitation")
	}
	a := i.Attendees[0]
	words := map[Status]string{
		Accepted: "accepts", Tentative: "may come", Declined: "declines", Delegated: "sends somebody else",
		NoAnswer: "has not decided yet",
	}
	return mail.Line(a.Display().String() + " " + words[a.Status])
}

// counterTitle says who would have it otherwise.
func (i Invite) counterTitle() mail.Text {
	if len(i.Attendees) != 1 {
		return mail.Line("Another time or place is proposed")
	}
	return mail.Line(i.Attendees[0].Display().String() + " proposes another time or place")
}

// String returns the status in words.
func (s Status) String() string {
	switch s {
	case Accepted:
		return "accepted"
	case Tentative:
		return "maybe"
	case Declined:
		return "declined"
	case Delegated:
		return "delegated"
	default:
		return "no answer yet"
	}
}

const (
	dayWords1 = "Mon 2 Jan 2006"
	hourWords = "15:04"
)

// When returns the time in words, in a zone of the reader, with the one of the
// event behind it where that is another: "Tue 25 Nov 2026, 10:00–11:00 (09:00 in
// Europe/London)".
func (i Invite) When(reader *time.Location) mail.Text {
	switch {
	case i.Start.IsZero():
		return mail.Line("a time that cannot be read")
	case i.AllDay:
		last := i.End.AddDate(0, 0, -1)
		if !last.After(i.Start) {
			return mail.Line(i.Start.Format(dayWords1) + ", all day")
		}
		return mail.Line(i.Start.Format(dayWords1) + " – " + last.Format(dayWords1))
	case i.Floating && i.Zone.Empty():
		return mail.Line(span(i.Start, i.End) + " (local time)")
	case i.Floating:
		return mail.Line(span(i.Start, i.End) + " in a zone that is not known here: " + i.Zone.String())
	}
	words := span(i.Start.In(reader), i.End.In(reader))
	_, here := i.Start.In(reader).Zone()
	_, there := i.Start.Zone()
	if i.Start.Location() != time.UTC && here != there {
		form := hourWords
		if i.Start.In(reader).YearDay() != i.Start.YearDay() {
			form = "Mon 15:04"
		}
		words += " (" + i.Start.Format(form) + " in " + i.Zone.String() + ")"
	}
	return mail.Line(words)
}

func span(start, end time.Time) string {
	words := start.Format(dayWords1 + ", " + hourWords)
	switch {
	case !end.After(start):
		return words
	case end.Format(dayForm) == start.Format(dayForm):
		return words + "–" + end.Format(hourWords)
	default:
		return words + " – " + end.Format(dayWords1+", "+hourWords)
	}
}

// textRule words a rule: "every 2 weeks on Monday, 10 times".
func textRule(o *rrule.ROption, days string) mail.Text {
	unit := map[rrule.Frequency]string{
		rrule.DAILY: "day", rrule.WEEKLY: "week", rrule.MONTHLY: "month", rrule.YEARLY: "year",
	}[o.Freq]
	words := "every " + unit
	if o.Interval > 1 {
		words = fmt.Sprintf("every %d %ss", o.Interval, unit)
	}
	words += days
	switch {
	case o.Count == 1:
		words += ", once"
	case o.Count > 1:
		words += fmt.Sprintf(", %d times", o.Count)
	case !o.Until.IsZero():
		words += ", until " + o.Until.Format(dayWords1)
	}
	return mail.Line(words)
}

func textOddRule(rule string) mail.Text {
	return mail.Line("again and again, by the rule " + rule[:min(len(rule), maxRule)])
}

// textDays words the days of the week of a rule: " on Monday and the last Friday".
func textDays(o *rrule.ROption) string {
	if days := weekdays(o); len(days) == len(workdays) && days[0] == 0 && days[4] == 4 {
		return " from Monday to Friday"
	}
	var list []string
	for _, d := range o.Byweekday {
		day := time.Weekday((d.Day() + 1) % 7).String()
		if d.N() != 0 {
			day = textNth(d.N(), day)
		}
		list = append(list, day)
	}
	if len(list) == 0 {
		return ""
	}
	return " on " + and(list)
}

func textMonthDays(days []int) string {
	list := make([]string, 0, len(days))
	for _, d := range days {
		if d < 0 {
			list = append(list, textNth(d, "day"))
		} else {
			list = append(list, fmt.Sprintf("day %d", d))
		}
	}
	return " on " + and(list)
}

// textNth words a position that may be counted from the end.
func textNth(n int, what string) string {
	ordinals := map[int]string{1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
	switch {
	case n == -1:
		return "the last " + what
	case ordinals[-n] != "":
		return "the " + ordinals[-n] + " to last " + what
	case ordinals[n] != "":
		return "the " + ordinals[n] + " " + what
	default:
		return fmt.Sprintf("%s number %d", what, n)
	}
}

func and(list []string) string {
	if len(list) == 1 {
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// ReplyText words an answer for people: the subject of the mail and its text.
func (i Invite) ReplyText(me mail.Address, a Answer) (subject, text mail.Text) {
	var word, does string
	switch a {
	case Accept:
		word, does = "Accepted", "accepts"
	case Maybe:
		word, does = "Maybe", "may come to"
	case Decline:
		word, does = "Declined", "declines"
	}
	when := i.When(i.Start.Location()).String()
	if !i.Zone.Empty() && !i.Floating {
		when += " (" + i.Zone.String() + ")"
	}
	return mail.Line(word + ": " + i.Summary.String()),
		mail.Block(fmt.Sprintf("%s %s\n%s\n%s\n", me.Display(), does, i.Summary, when))
}
