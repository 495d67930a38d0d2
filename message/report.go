package message

import (
	"bytes"
	"regexp"
	"strings"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// ReportKind is what a report tells.
type ReportKind uint8

// The kinds.
const (
	Bounce    ReportKind = iota + 1 // it was not delivered to somebody, and will not be
	Delay                           // it was not delivered yet; nothing is lost
	Delivery                        // it was delivered, or handed on
	Receipt                         // a reader's program tells what became of it
	Complaint                       // a reader reported it as junk
)

// Report is what a program tells about a message that was sent: a delivery
// status notification (RFC 3464, or the texts of qmail and Exim), a receipt (RFC
// 8098) or a complaint (RFC 5965). It is as easily forged as any mail. Nothing
// in mailtui ever sends a receipt.
type Report struct {
	Kind       ReportKind
	Recipients []Outcome // at most [maxOutcomes]
	More       int       // recipients that are left out
	MessageID  string    // of the message that it is about, never shown; may be empty
	Subject    mail.Text // the same; may be empty
}

// Outcome is what became of a message for one recipient.
type Outcome struct {
	Addr   mail.Text
	Kind   ReportKind
	Status string    // the code of RFC 3463, "5.2.2", or empty
	Server mail.Text // the words of the server that refused, or empty
	Until  time.Time // a Delay: when it is given up; zero when that is not told
	Done   mail.Text // a Receipt: what the reader did, in words
}

// maxOutcomes is how many recipients a report tells of.
const maxOutcomes = 50

// Report returns what the message reports, if it is a report.
func (m *Message) Report() (Report, bool) {
	var r Report
	for _, p := range m.own() {
		text := m.texts[p.Number]
		switch p.Type {
		case "message/delivery-status", "message/global-delivery-status":
			r.readDelivery(text.bytes)
		case "message/disposition-notification", "message/global-disposition-notification":
			r.readDisposition(text.bytes)
		case "message/feedback-report":
			r.readFeedback(text.bytes)
		case "text/rfc822-headers":
			r.about(ParseHeader(text.bytes))
		case "message/rfc822", "message/global":
			r.about(ParseHeader(m.heads[p.Number]))
		}
	}
	if len(r.Recipients) == 0 {
		r = m.plainBounce()
	}
	if len(r.Recipients) == 0 {
		return Report{}, false
	}
	if len(r.Recipients) > maxOutcomes {
		r.More += len(r.Recipients) - maxOutcomes
		r.Recipients = r.Recipients[:maxOutcomes]
	}
	r.Kind = worst(r.Recipients)
	return r, true
}

// about takes what is known of the message that the report is about.
func (r *Report) about(h Header) {
	if r.MessageID == "" {
		r.MessageID = h.MessageID
	}
	if r.Subject.Empty() {
		r.Subject = h.Subject
	}
}

// worst returns the kind that a reader has to know of first.
func worst(list []Outcome) ReportKind {
	kind := list[0].Kind
	for _, o := range list {
		kind = min(kind, o.Kind)
	}
	return kind
}

// readDelivery reads the groups of fields of RFC 3464 §2: one about the message,
// then one for each recipient. Some programs make one group of all.
func (r *Report) readDelivery(text []byte) {
	for _, group := range groups(text) {
		f := readFields(group)
		o := Outcome{Addr: typed(f.Get("Final-Recipient"))}
		if original := typed(f.Get("Original-Recipient")); strings.Contains(original.String(), "@") {
			o.Addr = original // as the sender wrote it
		}
		o.Server = mail.Line(decodeWords(afterType(f.Get("Diagnostic-Code"))))
		status := f.Get("Status")
		if o.Status = enhanced.FindString(status); o.Status == "" || isVague(o.Status) {
			if told := enhanced.FindString(o.Server.String()); told != "" {
				o.Status = told
			}
		}
		if _, comment, ok := strings.Cut(status, "("); ok && o.Server.Empty() {
			o.Server = mail.Line(strings.TrimSuffix(strings.TrimSpace(comment), ")"))
		}
		o.Kind = actionOf(f.Get("Action"), o.Status)
		if o.Addr.Empty() || o.Kind == 0 {
			continue
		}
		if o.Kind == Delay {
			o.Until = parseDate(f.Get("Will-Retry-Until"))
		}
		r.Recipients = append(r.Recipients, o)
	}
}

// enhanced is a status code of RFC 3463 §2.
var enhanced = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)

// isVague reports whether a status says no more than that it failed.
func isVague(status string) bool { return strings.HasSuffix(status, ".0.0") }

// actionOf returns the kind of an Action (RFC 3464 §2.3.3); without one it is the
// class of the status.
func actionOf(action, status string) ReportKind {
	word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(action)), " ")
	switch word {
	case "failed":
		return Bounce
	case "delayed":
		return Delay
	case "delivered", "relayed", "expanded":
		return Delivery
	}
	if status == "" {
		return 0
	}
	return map[byte]ReportKind{'5': Bounce, '4': Delay, '2': Delivery}[status[0]]
}

// groups splits text at its empty lines.
func groups(text []byte) [][]byte {
	var list [][]byte
	var group []byte
	for len(text) > 0 && len(list) < MaxParts {
		var line []byte
		line, text = cutLine(text)
		if len(bytes.TrimSpace(line)) > 0 {
			group = append(append(group, line...), '\n')
			continue
		}
		if len(group) > 0 {
			list = append(list, group)
		}
		group = nil
	}
	if len(group) > 0 {
		list = append(list, group)
	}
	return list
}

// typed returns the address of a field such as "rfc822; ada@x.example".
func typed(value string) mail.Text {
	return mail.Identity(strings.Trim(strings.TrimSpace(afterType(value)), "<>"))
}

// afterType returns what follows the type of a value (RFC 3464 §2.1.2), if it
// has one: some programs leave it out.
func afterType(value string) string {
	kind, rest, ok := strings.Cut(value, ";")
	if ok && !strings.ContainsAny(strings.TrimSpace(kind), " @") {
		value = rest
	}
	return strings.TrimSpace(value)
}

// readDisposition reads the fields of a receipt (RFC 8098 §3.1).
func (r *Report) readDisposition(text []byte) {
	f := readFields(text)
	mode, kind, _ := strings.Cut(strings.ToLower(f.Get("Disposition")), ";")
	kind, _, _ = strings.Cut(strings.TrimSpace(kind), "/") // what modifies it
	kind, _, _ = strings.Cut(kind, ",")
	o := Outcome{Kind: Receipt, Addr: typed(f.Get("Final-Recipient"))}
	if o.Addr.Empty() {
		o.Addr = typed(f.Get("Original-Recipient"))
	}
	o.Done = textDisposition(strings.TrimSpace(kind), strings.HasPrefix(strings.TrimSpace(mode), "automatic"))
	if o.Addr.Empty() || kind == "" {
		return
	}
	r.Recipients = append(r.Recipients, o)
	if r.MessageID == "" {
		r.MessageID = messageID(f, "Original-Message-Id")
	}
}

// readFeedback reads the fields of a complaint (RFC 5965 §3).
func (r *Report) readFeedback(text []byte) {
	f := readFields(text)
	if f.Get("Feedback-Type") == "" {
		return
	}
	addr := typed(f.Get("Original-Rcpt-To"))
	if addr.Empty() {
		addr = textSomebody()
	}
	r.Recipients = append(r.Recipients, Outcome{Kind: Complaint, Addr: addr})
}

// plainBounce reads the bounces of qmail and Exim, which are texts for people.
func (m *Message) plainBounce() Report {
	var r Report
	bodies := m.Bodies(Plain)
	if len(bodies) == 0 || len(m.Header.From) == 0 || !isDaemon(m.Header.From[0].Addr.String()) {
		return r
	}
	text := strings.ReplaceAll(bodies[0].Text, "\r\n", "\n")
	text = text[:min(len(text), maxReport)]
	f := readFields(m.header)
	failed := f.Get("X-Failed-Recipients") // Exim
	switch {
	case failed != "":
		list := appendAddresses(nil, failed)
		after := textsAfter(text)
		for _, a := range list[:min(len(list), maxOutcomes)] {
			r.add(a.Addr, after[strings.ToLower(a.Addr.String())])
		}
		r.More = len(list) - min(len(list), maxOutcomes)
	case strings.HasPrefix(strings.TrimSpace(text), "Hi. This is the"): // qmail, as in QSBMF
		for _, paragraph := range strings.Split(text, "\n\n") {
			if strings.HasPrefix(strings.TrimSpace(paragraph), "---") {
				break // the copy of the message
			}
			addr, why, ok := strings.Cut(paragraph, ":\n")
			if addr = strings.TrimSpace(addr); ok && strings.HasPrefix(addr, "<") && strings.HasSuffix(addr, ">") {
				r.add(mail.Identity(strings.Trim(addr, "<>")), why)
			}
		}
	}
	return r
}

// add adds a recipient whom a text for people says to be out of reach.
func (r *Report) add(addr mail.Text, why string) {
	if addr.Empty() {
		return
	}
	why = strings.Join(strings.Fields(why), " ")
	r.Recipients = append(r.Recipients, Outcome{
		Addr: addr, Kind: Bounce, Status: enhanced.FindString(why), Server: mail.Line(why),
	})
}

// isDaemon reports whether an address is one that bounces come from.
func isDaemon(addr string) bool {
	local, _ := cutAddress(strings.ToLower(addr))
	return local == "mailer-daemon" || local == "postmaster"
}

// textsAfter returns the rest of its paragraph that follows a line, by the line in
// lower case. Of equal lines the first with anything behind it counts.
func textsAfter(text string) map[string]string {
	after := map[string]string{}
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		for len(paragraph) > 0 {
			line, rest, _ := strings.Cut(paragraph, "\n")
			if line = strings.ToLower(strings.TrimSpace(line)); after[line] == "" {
				after[line] = rest
			}
			paragraph = rest
		}
	}
	return after
}
