package calendar

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // for a system without zones of its own

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"
	wtz "github.com/yaegashi/wtz.go"

	"github.com/mailtui/mailtui/mail"
)

const (
	dayForm   = "20060102"
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
)

// moment is a value of DATE or DATE-TIME.
type moment struct {
	at       time.Time // zero when it cannot be read
	day      bool
	floating bool
	zone     mail.Text
}

// readTime reads a date, or a time in the zone that its TZID names (RFC 5545
// §3.3.5). The form of the value decides which it is: VALUE is often wrong.
func readTime(p *ical.Prop, zones []*ical.Component) moment {
	v := strings.TrimSpace(p.Value)
	if at, err := time.Parse(dayForm, v); err == nil {
		return moment{at: at, day: true}
	}
	if at, err := time.Parse(utcForm, v); err == nil {
		return moment{at: at}
	}
	at, err := time.Parse(localForm, v)
	if err != nil {
		return moment{}
	}
	id := p.Params.Get(ical.ParamTimezoneID)
	m := moment{at: at, zone: mail.Line(id)}
	if loc := location(id, zones, at); loc != nil {
		m.at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, loc)
		return m
	}
	m.floating = true
	return m
}

// location returns the zone that a calendar calls id, at a local time, or nil.
// First comes the system's zone of that name, at its end or behind a path
// ("/mozilla.org/20070129_1/Europe/Berlin"), then Outlook's name of one, then what
// the calendar itself says of it.
func location(id string, zones []*ical.Component, local time.Time) *time.Location {
	if loc := system(id); loc != nil {
		return loc
	}
	if name, ok := wtz.WindowsToUnixMap[id]; ok {
		return system(name)
	}
	if strings.EqualFold(id, "tzone://Microsoft/Utc") {
		return time.UTC
	}
	for _, z := range zones {
		if value(z.Props, ical.PropTimezoneID) != id {
			continue
		}
		if loc := system(value(z.Props, propLocation)); loc != nil {
			return loc
		}
		if seconds, ok := offsetAt(z, local); ok {
			return time.FixedZone(mail.Line(id).String(), seconds)
		}
	}
	return nil
}

// zoneName is what a name of the tz database looks like. It is looked up as a
// file, below the folders of the system's zones.
var zoneName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]{1,30}(/[A-Za-z0-9_+-]{1,30}){0,2}$`)

// system returns the zone that the system knows by a name, or by the end of it.
func system(name string) *time.Location {
	for name != "" && len(name) <= 200 {
		if zoneName.MatchString(name) && !strings.EqualFold(name, "local") {
			if loc, err := time.LoadLocation(name); err == nil {
				return loc
			}
		}
		_, rest, ok := strings.Cut(name, "/")
		if !ok || !strings.Contains(rest, "/") {
			break
		}
		name = rest
	}
	return nil
}

// offsetAt returns the seconds east of UTC that a VTIMEZONE (RFC 5545 §3.6.5)
// gives a local time, which at holds as UTC: those of the part, standard or
// daylight, that began last.
func offsetAt(zone *ical.Component, at time.Time) (seconds int, ok bool) {
	var latest time.Time
	for _, part := range zone.Children {
		to, valid := utcOffset(value(part.Props, ical.PropTimezoneOffsetTo))
		began, err := time.Parse(localForm, value(part.Props, ical.PropDateTimeStart))
		if !valid || err != nil {
			continue
		}
		began = lastBegin(value(part.Props, ical.PropRecurrenceRule), began, at)
		switch {
		case !ok, latest.After(at) && began.Before(latest), !began.After(at) && began.After(latest):
			latest, seconds, ok = began, to, true
		}
	}
	return seconds, ok
}

// lastBegin returns the last time up to at when a rule of each year came true
// that first did so at first. Other rules than those that zones have are not
// followed.
func lastBegin(rule string, first, at time.Time) time.Time {
	o, err := option(rule)
	if err != nil || !isZoneRule(o) || first.After(at) {
		return first
	}
	// The year before is early enough, and no year is counted in vain.
	o.Dtstart = first
	if year := at.Year() - 1; first.Year() < year {
		o.Dtstart = first.AddDate(year-first.Year(), 0, 0)
	}
	until := at
	if !o.Until.IsZero() && o.Until.Before(at) {
		until = o.Until
		if o.Dtstart = first; first.Year() < until.Year()-1 {
			o.Dtstart = first.AddDate(until.Year()-1-first.Year(), 0, 0)
		}
	}
	o.Until = until
	r, err := rrule.NewRRule(*o)
	if err != nil {
		return first
	}
	if last := r.Before(until, true); last.After(first) {
		return last
	}
	return first
}

// isZoneRule reports whether a rule is one of days in months of each year. rrule-go
// v1.8.2 panics at the 53rd Monday of a month.
func isZoneRule(o *rrule.ROption) bool {
	return o.Freq == rrule.YEARLY && o.Interval <= 1 && o.Count == 0 &&
		len(o.Byhour)+len(o.Byminute)+len(o.Bysecond)+len(o.Byyearday)+len(o.Byweekno)+len(o.Byeaster)+
			len(o.Bysetpos) == 0 &&
		!slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool { return d.N() < -5 || d.N() > 5 })
}

// utcOffset reads "+0100" or "-023000" (RFC 5545 §3.3.14).
func utcOffset(s string) (seconds int, ok bool) {
	if len(s) != 5 && len(s) != 7 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	digits, err := strconv.ParseUint(s[1:], 10, 32)
	if err != nil {
		return 0, false
	}
	n := int(digits)
	if len(s) == 5 {
		n *= 100
	}
	seconds = n/10000*3600 + n/100%100*60 + n%100
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, seconds > -24*3600 && seconds < 24*3600
}
