package calendar

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/mailtui/mailtui/mail"
)

// maxRule is how many bytes a rule may have to be read.
const maxRule = 300

// option reads a rule of recurrence (RFC 5545 §3.3.10).
func option(rule string) (*rrule.ROption, error) {
	if len(rule) > maxRule {
		return nil, errors.New("the rule is too long")
	}
	return rrule.StrToROption(strings.Trim(strings.ToUpper(rule), "; "))
}

// recurrence returns a rule in words, for an event that first begins at start.
func recurrence(rule string, start time.Time) mail.Text {
	if rule == "" {
		return mail.Text{}
	}
	o, err := option(rule)
	if err != nil || o.Freq > rrule.DAILY ||
		len(o.Byhour)+len(o.Byminute)+len(o.Bysecond)+len(o.Byyearday)+len(o.Byweekno)+len(o.Byeaster) > 0 {
		return textOddRule(rule)
	}
	days, ok := dayWords(o, start)
	if !ok {
		return textOddRule(rule)
	}
	return textRule(o, days)
}

// dayWords returns on which days of its period a rule comes true: " on Monday
// and Friday". It reports false for what is not put into words.
func dayWords(o *rrule.ROption, start time.Time) (string, bool) {
	if len(o.Bysetpos) > 0 {
		if len(o.Bysetpos) > 1 || !slices.Equal(weekdays(o), workdays) || o.Freq != rrule.MONTHLY {
			return "", false
		}
		return " on " + textNth(o.Bysetpos[0], "working day"), true
	}
	switch o.Freq {
	case rrule.DAILY:
		return textDays(o), len(o.Bymonthday)+len(o.Bymonth) == 0
	case rrule.WEEKLY:
		if len(o.Byweekday) == 0 && !start.IsZero() {
			return " on " + start.Weekday().String(), len(o.Bymonthday)+len(o.Bymonth) == 0
		}
		return textDays(o), len(o.Bymonthday)+len(o.Bymonth) == 0
	case rrule.MONTHLY:
		return monthDays(o, start), len(o.Bymonth) == 0
	default:
		return yearDays(o, start)
	}
}

func monthDays(o *rrule.ROption, start time.Time) string {
	switch {
	case len(o.Byweekday) > 0:
		return textDays(o)
	case len(o.Bymonthday) > 0:
		return textMonthDays(o.Bymonthday)
	case !start.IsZero():
		return textMonthDays([]int{start.Day()})
	default:
		return ""
	}
}

func yearDays(o *rrule.ROption, start time.Time) (string, bool) {
	months := o.Bymonth
	if len(months) == 0 && !start.IsZero() {
		months = []int{int(start.Month())}
	}
	if len(months) != 1 || months[0] < 1 || months[0] > 12 || len(o.Byweekday) > 0 && len(o.Bymonth) == 0 {
		return "", false
	}
	return monthDays(o, start) + " of " + time.Month(months[0]).String(), true
}

// weekdays returns the days of a rule, 0 for Monday, when none is counted.
func weekdays(o *rrule.ROption) []int {
	var list []int
	for _, d := range o.Byweekday {
		if d.N() != 0 {
			return nil
		}
		list = append(list, d.Day())
	}
	slices.Sort(list)
	return list
}

var workdays = []int{0, 1, 2, 3, 4}
