package calendar

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-ical"
)

// Limits of what is read of one calendar; the rest is left out.
const (
	maxText   = 256 << 10 // bytes
	maxLines  = 10_000    // after unfolding
	maxLine   = 32 << 10  // bytes of one of them
	maxParam  = 500       // bytes of a parameter's value
	maxShown  = 500       // bytes of a summary, a place and an address
	maxEvents = 200       // events and zones
)

// kept are the components and properties that are read; nothing else is handed
// to go-ical.
var (
	keptComponents = []string{
		ical.CompEvent, ical.CompTimezone, ical.CompTimezoneStandard, ical.CompTimezoneDaylight,
	}
	keptProps = []string{
		ical.PropMethod, ical.PropUID, ical.PropSequence, ical.PropSummary, ical.PropDescription, ical.PropComment,
		ical.PropLocation, ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropDuration,
		ical.PropRecurrenceRule, ical.PropRecurrenceID, ical.PropStatus, ical.PropOrganizer, ical.PropAttendee,
		ical.PropTimezoneID, ical.PropTimezoneOffsetFrom, ical.PropTimezoneOffsetTo, propLocation, propAllDay,
	}
	keptParams = []string{
		ical.ParamTimezoneID, ical.ParamCommonName, ical.ParamParticipationStatus, ical.ParamRole, ical.ParamRange,
	}
)

const (
	// propLocation names the zone of a VTIMEZONE as the system does; Google
	// and libical write it.
	propLocation = "X-LIC-LOCATION"
	// propAllDay says that the times are days; Outlook writes it.
	propAllDay = "X-MICROSOFT-CDO-ALLDAYEVENT"
)

// repair returns a calendar of events and zones with nothing in it that go-ical
// refuses or is slow at. Lines that lost the space of their folding, or that are
// the unescaped second line of a text, are joined to the line before.
func repair(text []byte) []byte {
	r := repairer{}
	r.out.WriteString("BEGIN:VCALENDAR\n")
	for _, line := range unfold(text) {
		r.line(line)
	}
	for len(r.open) > 0 {
		r.end()
	}
	r.out.WriteString("END:VCALENDAR\n")
	return r.out.Bytes()
}

// begin is what a content line begins with, as far as one fold shows it.
var begin = regexp.MustCompile(`^[A-Za-z0-9-]+(:|;[A-Za-z0-9-]+=)`)

// unfold returns the content lines of a calendar (RFC 5545 §3.1).
func unfold(text []byte) []string {
	text = text[:min(len(text), maxText)]
	all := strings.ToValidUTF8(string(bytes.TrimPrefix(text, []byte("\ufeff"))), "\ufffd")
	all = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(all)
	var lines []string
	var under []string // the pieces of the line under way
	size := 0
	flush := func() {
		if len(under) > 0 && len(lines) < maxLines {
			lines = append(lines, strings.Join(under, ""))
		}
		under, size = under[:0], 0
	}
	last := 0 // length of the piece before
	for piece := range strings.SplitSeq(all, "\n") {
		if piece == "" {
			continue
		}
		joint := ""
		switch {
		case piece[0] == ' ' || piece[0] == '\t':
			piece = piece[1:]
		case len(under) == 0 || begin.MatchString(piece):
			flush()
		case last < 70:
			joint = `\n`
		}
		last = len(piece)
		if size += len(piece) + len(joint); size <= maxLine {
			under = append(under, joint, piece)
		}
	}
	flush()
	return lines
}

// repairer writes what is kept.
type repairer struct {
	out  bytes.Buffer
	open []string // components that were begun, the outermost first
	skip []string // the same of one that is not kept
	n    int      // events and zones
}

func (r *repairer) line(line string) {
	name, params, value, ok := cutLine(line)
	if !ok {
		return
	}
	component := strings.ToUpper(strings.TrimSpace(value))
	switch {
	case name == "BEGIN":
		r.begin(component)
	case name == "END" && len(r.skip) > 0:
		if i := slices.Index(r.skip, component); i >= 0 {
			r.skip = r.skip[:i]
		}
	case name == "END":
		for slices.Contains(r.open, component) {
			r.end()
		}
	case len(r.skip) == 0 && slices.Contains(keptProps, name):
		r.prop(name, params, value)
	}
}

func (r *repairer) begin(component string) {
	inner := component == ical.CompTimezoneStandard || component == ical.CompTimezoneDaylight
	switch {
	case component == ical.CompCalendar:
		r.skip = r.skip[:0]
		return
	case len(r.skip) > 0 && component != ical.CompEvent:
		return
	case !slices.Contains(keptComponents, component), inner && !slices.Equal(r.open[:min(len(r.open), 1)], inZone),
		!inner && r.n == maxEvents:
		r.skip = append(r.skip, component)
		return
	}
	r.skip = r.skip[:0]
	depth := 0
	if inner {
		depth = 1
	} else {
		r.n++
	}
	for len(r.open) > depth {
		r.end() // its END is missing
	}
	r.open = append(r.open, component)
	r.out.WriteString("BEGIN:" + component + "\n")
}

var inZone = []string{ical.CompTimezone}

func (r *repairer) end() {
	r.out.WriteString("END:" + r.open[len(r.open)-1] + "\n")
	r.open = r.open[:len(r.open)-1]
}

func (r *repairer) prop(name, params, value string) {
	r.out.WriteString(name)
	for _, param := range splitParams(params) {
		key, v, _ := strings.Cut(param, "=")
		key = strings.ToUpper(strings.TrimSpace(key))
		v = strings.ReplaceAll(strings.TrimSpace(v), `"`, "")
		if v != "" && len(v) <= maxParam && slices.Contains(keptParams, key) {
			r.out.WriteString(";" + key + `="` + v + `"`)
		}
	}
	r.out.WriteString(":" + value + "\n")
}

// cutLine splits a content line into its name, in upper case, its parameters and
// its value, or reports that it is none.
func cutLine(line string) (name, params, value string, ok bool) {
	i := strings.IndexAny(line, ";:")
	if i <= 0 {
		return "", "", "", false
	}
	name = strings.ToUpper(line[:i])
	if strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		return "", "", "", false
	}
	if line[i] == ':' {
		return name, "", line[i+1:], true
	}
	rest := line[i+1:]
	end := endOfParams(name, rest)
	if end < 0 {
		return "", "", "", false
	}
	return name, rest[:end], rest[end+1:], true
}

// endOfParams returns where the colon behind the parameters is, or -1. A quote
// that is never closed is none; and without quotes there may be colons in a name,
// before the one that "mailto:" follows, and in "(UTC+01:00) Amsterdam", before a
// time, which has none.
func endOfParams(name, s string) int {
	switch name {
	case ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropRecurrenceID:
		return strings.LastIndexByte(s, ':')
	}
	if i := strings.LastIndex(strings.ToLower(s), ":mailto:"); i >= 0 {
		return i
	}
	quoted := false
	for i := range len(s) {
		switch s[i] {
		case '"':
			quoted = !quoted
		case ':':
			if !quoted {
				return i
			}
		}
	}
	return strings.IndexByte(s, ':')
}

// splitParams splits parameters at the semicolons outside of quotes.
func splitParams(s string) []string {
	var list []string
	quoted, start := false, 0
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ';' && !quoted:
			list = append(list, s[start:i])
			start = i + 1
		}
	}
	return append(list, s[start:])
}
