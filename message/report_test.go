package message

import (
	"os"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/corpora"
)

// report returns a multipart/report with one part that programs read.
func report(kind, fields string) string {
	return "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\nfor people\n--b\n" +
		"Content-Type: " + kind + "\n\n" + fields + "\n--b\nContent-Type: text/rfc822-headers\n\n" +
		"Message-ID: <1@x.example>\nSubject: Plans\n--b--\n"
}

// delivery returns a delivery status notification for one recipient.
func delivery(fields string) string {
	return report("message/delivery-status", "Reporting-MTA: dns; mx.example\n\n"+fields)
}

func TestReport(t *testing.T) {
	t.Parallel()
	const who = "Final-Recipient: rfc822; bob@y.example\n"
	tests := []struct{ name, raw, want string }{
		{"no report", "From: postmaster@x.example\n\nhello\n", ""},
		{
			"full", delivery(who + "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Over quota\n"),
			"Could not be delivered to bob@y.example: the mailbox is full (it says: 552 5.2.2 Over quota). It will not be tried again.",
		},
		{
			"the code is in the text", delivery(who + "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 who?\n"),
			"Could not be delivered to bob@y.example: there is no such mailbox (it says: 550 5.1.1 who?). It will not be tried again.",
		},
		{"nothing but failed", delivery(who + "Action: failed\n"), "Could not be delivered to bob@y.example. It will not be tried again."},
		{
			"no action", delivery(who + "Status: 5.7.509\n"),
			"Could not be delivered to bob@y.example: it was refused for a rule of the server. It will not be tried again.",
		},
		{
			"delayed", delivery(who + "Action: delayed\nStatus: 4.4.1\nWill-Retry-Until: Fri, 27 Nov 2026 10:00:00 +0100\n"),
			"Not delivered to bob@y.example yet: the mail server does not answer. It is tried until Fri 27 Nov 2026, 10:00 +0100.",
		},
		{"delayed without an end", delivery(who + "Action: delayed\n"), "Not delivered to bob@y.example yet. It is still being tried."},
		{"delivered", delivery(who + "Action: delivered\nStatus: 2.1.5\n"), "Delivered to bob@y.example."},
		{"handed on", delivery(who + "Action: Relayed (to a mailer that sends no receipts)\nStatus: 2.0.0\n"), "Delivered to bob@y.example."},
		{
			"address as the sender wrote it", delivery(who + "Original-Recipient: rfc822;robert@z.example\nAction: failed\n"),
			"Could not be delivered to robert@z.example. It will not be tried again.",
		},
		{
			"one group of all", report("message/delivery-status", "Reporting-MTA: dns; mx\n"+who+"Action: failed\nStatus: 5.1.2\n"),
			"Could not be delivered to bob@y.example: there is no such mail domain. It will not be tried again.",
		},
		{
			"several", delivery("Final-Recipient: rfc822; a@y.example\nAction: delivered\n\n" + who + "Action: failed\n\n" +
				"Final-Recipient: rfc822; c@y.example\nAction: delayed\n"),
			"Could not be delivered to bob@y.example. It will not be tried again. 2 more recipients are reported on.",
		},
		{
			"in UTF-8", report("message/global-delivery-status", "\nFinal-Recipient: utf-8; bøb@y.example\nAction: failed\nStatus: 5.1.1\n"),
			"Could not be delivered to bøb@y.example: there is no such mailbox. It will not be tried again.",
		},
		{
			"escape sequences", delivery("Final-Recipient: rfc822; b\x1b[2Job@y.example\nAction: failed\nDiagnostic-Code: smtp; \x1b]0;x\x07\u202ex\n"),
			"Could not be delivered to b\ufffd[2Job@y.example (it says: \ufffd]0;x\ufffd⟦U+202E⟧x). It will not be tried again.",
		},
		{"nothing in it", delivery(""), ""},
		{"not in a forwarded message", "Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: message/rfc822\n\n" +
			delivery(who+"Action: failed\n") + "--c--\n", ""},

		{"opened", report("message/disposition-notification", who+"Original-Message-ID: <2@x.example>\n"+
			"Disposition: manual-action/MDN-sent-manually; displayed\n"), "Your message to bob@y.example was opened."},
		{
			"deleted", report("message/disposition-notification", who+"Disposition: automatic-action/MDN-sent-automatically; deleted/error\n"),
			"Your message to bob@y.example was deleted unread (says a program by itself).",
		},
		{
			"taken", report("message/disposition-notification", who+"Disposition: automatic-action/MDN-sent-automatically;processed\n"),
			"Your message to bob@y.example was taken by a program.",
		},
		{"no disposition", report("message/disposition-notification", who), ""},
		{"complaint", report("message/feedback-report", "Feedback-Type: abuse\nOriginal-Rcpt-To: <bob@y.example>\n"), "Reported as junk by bob@y.example."},
		{"complaint of nobody", report("message/feedback-report", "Feedback-Type: abuse\n"), "Reported as junk by somebody."},

		{
			"qmail", "From: MAILER-DAEMON@mx.example\n\nHi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to " +
				"deliver your message.\n\n<bob@y.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n<cy@y.example>:\nfull (#5.2.2)\n\n" +
				"--- Below this line is a copy of the message.\n\n<eve@y.example>:\nx\n",
			"Could not be delivered to bob@y.example: there is no such mailbox (it says: Sorry, no mailbox here by that name. (#5.1.1)). " +
				"It will not be tried again. One more recipient is reported on.",
		},
		{
			"Exim", "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: bob@y.example\n\nThis message was created " +
				"automatically by mail delivery software.\n\nThe following address failed:\n\n  bob@y.example\n    host mx.y.example " +
				"[192.0.2.1]\n    SMTP error: 550 5.7.1 go away\n\n------ This is a copy\n",
			"Could not be delivered to bob@y.example: the server does not let this sender write to it (it says: host mx.y.example " +
				"[192.0.2.1] SMTP error: 550 5.7.1 go away). It will not be tried again.",
		},
		{"a text like qmail's of anybody", "From: eve@y.example\n\nHi. This is the qmail-send program\n\n<bob@y.example>:\nx\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, ok := parse(t, crlf(tt.raw)).Report()
			if !ok {
				if tt.want != "" {
					t.Errorf("no report, want %q", tt.want)
				}
				return
			}
			if got := r.Text().String(); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestReportNamesTheMessage(t *testing.T) {
	t.Parallel()
	r, ok := parse(t, crlf(delivery("Final-Recipient: rfc822; bob@y.example\nAction: failed\n"))).Report()
	if !ok || r.MessageID != "1@x.example" || r.Subject.String() != "Plans" || r.Kind != Bounce {
		t.Errorf("got %+v, %v", r, ok)
	}
	r, ok = parse(t, crlf(report("message/disposition-notification", "Final-Recipient: rfc822; b@y\n"+
		"Original-Message-ID: <2@x.example>\nDisposition: a/b; displayed\n"))).Report()
	if !ok || r.MessageID != "2@x.example" || r.Kind != Receipt {
		t.Errorf("got %+v, %v", r, ok)
	}
}

func TestReportIsBounded(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("Final-Recipient: rfc822; bob@y.example\nAction: failed\n\n", 900)
	r, ok := parse(t, crlf(delivery(many))).Report()
	if !ok || len(r.Recipients) != maxOutcomes || r.More != 900-maxOutcomes {
		t.Errorf("%d recipients and %d more", len(r.Recipients), r.More)
	}
}

// TestPlainBounceIsBounded: the text is not gone through for each of the
// recipients that somebody thought of.
func TestPlainBounceIsBounded(t *testing.T) {
	t.Parallel()
	raw := "From: MAILER-DAEMON@x.example\nX-Failed-Recipients: " + times(MaxAddresses, "A#@y.example, ") + "\nSubject: x\n\n" +
		"  a0@y.example\n    550 5.1.1 nobody\n\na1@y.example\n552 5.2.2 full\na1@y.example\nno more\n\n" + strings.Repeat("a\n", 32000)
	m := parse(t, crlf(raw))
	r := m.plainBounce()
	if len(r.Recipients) != maxOutcomes || r.More != MaxAddresses-maxOutcomes {
		t.Errorf("%d recipients were looked for, %d left out", len(r.Recipients), r.More)
	}
	for i, want := range []string{"550 5.1.1 nobody", "552 5.2.2 full a1@y.example no more", ""} {
		if got := r.Recipients[i].Server.String(); got != want {
			t.Errorf("%d: got %q, want %q", i, got, want)
		}
	}
	if told, ok := m.Report(); !ok || told.More != r.More || len(told.Recipients) != maxOutcomes {
		t.Errorf("got %d and %d more, %v", len(told.Recipients), told.More, ok)
	}
}

func TestRealReports(t *testing.T) {
	t.Parallel()
	tests := []struct{ file, want, id, subject string }{
		{"enmime/dsn__testdata__simple_dsn.raw", "Could not be delivered to louisl@larry.slip.umd.edu (it says: 426 connection timed out). It will not be tried again.", "", ""},
		{"enmime/dsn__testdata__simple_dsn_with_html.raw", "Could not be delivered to louisl@larry.slip.umd.edu (it says: 426 connection timed out). It will not be tried again.", "", ""},
		{"enmime/dsn__testdata__multi_recipient_dsn.raw", "Could not be delivered to arathib@vnet.ibm.com (it says: 550 'arathib@vnet.IBM.COM' is not a registered gateway user). " +
			"It will not be tried again. 2 more recipients are reported on.", "", ""},
		{"enmime/dsn__testdata__delayed_dsn.raw", "Not delivered to thomas@de-montfort.ac.uk yet (it says: unknown temporary failure). It is still being tried.", "", ""},
		{"enmime/dsn__testdata__dsn_with_multipart_alternative.raw", "Could not be delivered to non-existing@example.com: there is no such mailbox, or the domain takes no mail " +
			"(it says: 550 5.1.10 RESOLVER.ADR.RecipientNotFound). It will not be tried again.", "", ""},
		{
			"cpython/msg_16.txt", "Could not be delivered to jangel1@cougar.noc.ucla.edu (it says: recipient reached disk quota). It will not be tried again.",
			"002001c144a6$8752e060$56104586@oxy.edu", "[scr] yeah for Ians!!",
		},
		{
			"cpython/msg_25.txt", "Could not be delivered to scoffman@wellpartner.com: the message goes round in circles. It will not be tried again.",
			"01040616033903.00962@server", "[LinuxUser] bulletin no. 45",
		},
		{"cpython/msg_43.txt", "Could not be delivered to xxxxxxx@dot.ca.gov: the server does not let this sender write to it " +
			"(it says: 550 5.7.1 Message content rejected, id=01956-02-2 - BANNED: auto__mail.python.bat). " +
			"It will not be tried again. 24 more recipients are reported on.", "edab.7804f5cb8070@python.org", "Delivery_failure_notice"},
		{"cpython/msg_05.txt", "", "", ""},
		{"postal-mime/test__fixtures__arf.eml", "Reported as junk by user@example.com.", "", ""},
		{"postal-mime/test__fixtures__bounce.eml", "Could not be delivered to htfgvhyufthdgcvhgjyfthgc@ethereal.email " +
			"(it says: 550 No such user here). It will not be tried again.", "e85f1c9b-9b51-4028-8ec0-0a657155028e@app.fastmail.com", "Proovikiri"},
		{
			"nodemailer-mailparser/test__fixtures__delivery-status.eml", "Could not be delivered to xxxx@xxxx.com: there is no such mailbox (it says: Amazon SES did not send",
			"xxxxx@email.amazonses.com", "Example Subject",
		},
	}
	for _, tt := range tests {
		raw, err := os.ReadFile(corpora.Path(t, tt.file))
		if err != nil {
			t.Fatal(err)
		}
		r, ok := parse(t, raw).Report()
		got := ""
		if ok {
			got = r.Text().String()
		}
		if !strings.HasPrefix(got, tt.want) || r.MessageID != tt.id || r.Subject.String() != tt.subject {
			t.Errorf("%s:\ngot  %q of %q %q\nwant %q of %q %q", tt.file, got, r.MessageID, r.Subject, tt.want, tt.id, tt.subject)
		}
	}
}

func FuzzReport(f *testing.F) {
	f.Add([]byte("Final-Recipient: rfc822; bob@y.example\nAction: failed\nStatus: 5.1.1 (x)\nDiagnostic-Code: smtp; 550 x\n"), byte(0))
	f.Add([]byte("Final-Recipient: rfc822; bob@y.example\nDisposition: a/b; displayed/x\n"), byte(1))
	f.Add([]byte("Hi. This is the x\n\n<bob@y.example>:\nx\n"), byte(3))
	f.Fuzz(func(t *testing.T, text []byte, kind byte) {
		types := []string{"message/delivery-status", "message/disposition-notification", "message/feedback-report"}
		raw := append([]byte("From: mailer-daemon@x\nX-Failed-Recipients: bob@y.example\n\n"), text...)
		if int(kind) < len(types) {
			raw = append([]byte("Content-Type: "+types[kind]+"\n\n"), text...)
		}
		r, ok := parse(t, raw).Report()
		if !ok {
			return
		}
		checkText(t, r.Text().String())
		checkText(t, r.Subject.String())
		for _, o := range r.Recipients {
			checkText(t, o.Text().String())
		}
	})
}
