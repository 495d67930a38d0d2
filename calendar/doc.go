// Package calendar reads the invitations that come by mail (iCalendar, RFC 5545,
// as iTIP, RFC 5546, uses it) and words the answers to them.
//
// It is pure but for the files of the time zones that the system has, or else the
// program itself: no network, no clock.
// Work and memory are bounded by the limits of repair.go, whatever the input.
//
// go-ical reads the text. It refuses a calendar whole for one bad line, an END
// that does not fit or a parameter without quotes, panics at a parameter with
// nothing behind it, copies a parameter once for each byte of it and nests as
// deep as it is told; so everything it gets went through [repair] first. It knows
// the zones of the system only; those of Outlook and of the calendar itself are
// found in zone.go.
package calendar
