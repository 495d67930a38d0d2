package message

import (
	netmail "net/mail"
	"strconv"
	"strings"
	"time"
)

// dateLayout is the form of nearly all dates. net/mail tries it late and pays
// three allocations for each of the forms before it: half of the price of a
// header.
const dateLayout = "Mon, 2 Jan 2006 15:04:05 -0700"

// parseDate reads a Date field (RFC 5322 §3.3), or returns the zero time. The
// parser of net/mail, which go-message calls, is asked first; what it refuses
// (no zone, ISO 8601, asctime, weekdays in full, hh.mm.ss) is read word by word.
func parseDate(s string) time.Time {
	if s == "" || len(s) > maxStrict {
		return time.Time{}
	}
	plain, _, _ := strings.Cut(s, " (")
	t, err := time.Parse(dateLayout, plain)
	if err != nil {
		t, err = netmail.ParseDate(s)
	}
	// It takes a zone's name, but knows no offset for it.
	if name, offset := t.Zone(); err != nil || offset == 0 && name != "" && name != "UTC" && name != "GMT" {
		t = lenientDate(s)
	}
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{} // RFC 3339, and with it JSON, ends there
	}
	return t
}

// dateParts is what the words of a date have told so far; -1 is unknown.
type dateParts struct {
	year, month, day  int
	hour, minute, sec int
	offset            int // seconds east of UTC
	zone              bool
}

const maxDateWords = 16

// lenientDate reads the words of a date in any order. Day, month and year are
// needed; a missing time is midnight, a missing zone is UTC.
func lenientDate(s string) time.Time {
	if t, err := time.Parse(time.RFC3339, strings.TrimSpace(s)); err == nil {
		return t
	}
	s = stripComments(s)
	d := dateParts{year: -1, month: -1, day: -1, hour: -1}
	words := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t,;", r) })
	if len(words) > maxDateWords {
		words = words[:maxDateWords]
	}
	for _, word := range words {
		d.word(word)
	}
	if d.year < 0 || d.month < 0 || d.day < 1 || d.day > 31 {
		return time.Time{}
	}
	if d.hour < 0 {
		d.hour = 0
	}
	zone := time.UTC
	if d.zone && d.offset != 0 {
		zone = time.FixedZone("", d.offset)
	}
	return time.Date(d.year, time.Month(d.month), d.day, d.hour, d.minute, d.sec, 0, zone)
}

// word takes one word of a date.
func (d *dateParts) word(w string) {
	switch {
	case d.clock(w), d.setMonth(w), d.isoDay(w), d.setZone(w):
	case strings.Count(w, "-") == 2: // 01-Jul-2003
		for _, part := range strings.Split(w, "-") {
			d.word(part)
		}
	case strings.IndexAny(w, "+-") > 0: // 10:52+0200
		i := strings.IndexAny(w, "+-")
		d.word(w[:i])
		d.word(w[i:])
	default:
		d.number(w)
	}
}

// clock reads hh:mm, hh:mm:ss and the same with dots; AM and PM too.
func (d *dateParts) clock(w string) bool {
	switch strings.ToUpper(w) {
	case "AM":
		if d.hour == 12 {
			d.hour = 0
		}
		return true
	case "PM":
		if d.hour >= 0 && d.hour < 12 {
			d.hour += 12
		}
		return true
	}
	parts := strings.FieldsFunc(w, func(r rune) bool { return r == ':' || r == '.' })
	if len(parts) < 2 || d.hour >= 0 {
		return false
	}
	var n [3]int
	for i, part := range parts[:min(len(parts), 3)] {
		v, err := strconv.Atoi(part)
		if err != nil || v < 0 || v > 60 {
			return false
		}
		n[i] = v
	}
	if n[0] > 24 {
		return false
	}
	d.hour, d.minute, d.sec = n[0], n[1], n[2]
	return true
}

func (d *dateParts) setMonth(w string) bool {
	if len(w) < 3 || d.month > 0 {
		return false
	}
	const months = "janfebmaraprmayjunjulaugsepoctnovdec"
	i := strings.Index(months, strings.ToLower(w[:3]))
	if i < 0 || i%3 != 0 {
		return false
	}
	d.month = i/3 + 1
	return true
}

// isoDay reads 2003-07-01, alone or with T and a time behind it.
func (d *dateParts) isoDay(w string) bool {
	day, clock, _ := strings.Cut(strings.ToUpper(w), "T")
	t, err := time.Parse("2006-01-02", day)
	if err != nil {
		return false
	}
	d.year, d.month, d.day = t.Year(), int(t.Month()), t.Day()
	if clock != "" {
		clock, zulu := strings.CutSuffix(clock, "Z")
		d.clock(clock)
		d.zone = d.zone || zulu
	}
	return true
}

// zones are the names of RFC 5322 §4.3, in hours east of UTC.
var zones = map[string]int{
	"UT": 0, "UTC": 0, "GMT": 0, "Z": 0,
	"EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
}

// setZone reads +hhmm, +hh:mm and names.
func (d *dateParts) setZone(w string) bool {
	upper := strings.ToUpper(w)
	if hours, ok := zones[upper]; ok {
		return d.setOffset(hours * 3600)
	}
	if len(w) == 7 && 'A' <= upper[0] && upper[0] <= 'Z' && strings.HasSuffix(upper, "DT") && w[3] >= '1' && w[3] <= '9' {
		return d.setOffset(-3600 * int(w[3]-'0')) // EST5EDT
	}
	digits := strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(upper, "GMT"), "UTC"), ":", "")
	if len(digits) < 2 || len(digits) > 5 || digits[0] != '+' && digits[0] != '-' {
		return false
	}
	n, err := strconv.Atoi(digits[1:])
	if err != nil || n < 0 {
		return false
	}
	if len(digits) <= 3 {
		n *= 100 // hours only
	}
	sec := (n/100)*3600 + (n%100)*60
	if digits[0] == '-' {
		sec = -sec
	}
	return d.setOffset(sec)
}

func (d *dateParts) setOffset(sec int) bool {
	if sec <= -24*3600 || sec >= 24*3600 {
		return false
	}
	if !d.zone {
		d.zone, d.offset = true, sec
	}
	return true
}

// number takes a bare number: the day first, then the year, with the two-digit
// rule of RFC 5322 §4.3.
func (d *dateParts) number(w string) {
	n, err := strconv.Atoi(w)
	if err != nil || n < 0 {
		return
	}
	switch {
	case len(w) <= 2 && d.day < 0 && n <= 31:
		d.day = n
	case d.year >= 0:
	case len(w) == 4:
		d.year = n
	case len(w) == 3:
		d.year = 1900 + n
	case len(w) <= 2 && n < 50:
		d.year = 2000 + n
	case len(w) <= 2:
		d.year = 1900 + n
	}
}
