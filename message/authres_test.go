package message

import (
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"
)

func TestAuthResults(t *testing.T) {
	t.Parallel()
	const (
		from     = "From: Grace <grace@navy.example>\n"
		received = "Received: from mail.navy.example by mx.own.example; Wed, 12 Nov 2025 09:14:00 +0000\n"
	)
	tests := []struct{ name, header, want string }{
		{"none", from, ""},
		{
			"all pass", "Authentication-Results: mx.own.example; dkim=pass header.d=navy.example; spf=pass " +
				"smtp.mailfrom=grace@mail.navy.example; dmarc=pass header.from=navy.example\n" + from,
			"DKIM navy.example, SPF mail.navy.example, DMARC navy.example",
		},
		{
			"all fail", "Authentication-Results: mx.own.example; dkim=fail header.d=navy.example; spf=softfail " +
				"smtp.mailfrom=navy.example; dmarc=fail header.from=navy.example\n" + from,
			"DKIM fails for navy.example, SPF fails for navy.example, DMARC fails for navy.example",
		},
		{
			"nothing to check", "Authentication-Results: MX.own.example; dkim=none; spf=neutral; dmarc=none\n" + from,
			"no DKIM, no SPF, no DMARC",
		},
		{
			"for the moment", "Authentication-Results: mx.own.example; dkim=temperror; spf=weird; dmarc=permerror\n" + from,
			"DKIM not checked, SPF not checked, DMARC fails",
		},
		{
			"another domain", "Authentication-Results: mx.own.example; dkim=pass header.i=@mailer.example\n" + from,
			"DKIM mailer.example (not the sender's domain)",
		},
		{"the best signature counts", "Authentication-Results: mx.own.example; dkim=fail header.d=navy.example; " +
			"dkim=pass header.d=list.example; dkim=pass header.d=NAVY.example.; dkim=neutral\n" + from, "DKIM navy.example"},
		{"Google's form", "Authentication-Results: mx.own.example;\r\n       dkim=pass header.i=@navy.example header.s=x " +
			"header.b=h0NUZJEY;\r\n       spf=pass (mx.own.example: domain of grace@navy.example designates 1.2.3.4 as " +
			"permitted sender) smtp.mailfrom=grace@navy.example;\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) " +
			"header.from=navy.example\r\n" + from, "DKIM navy.example, SPF navy.example, DMARC navy.example"},
		{"version and space", "Authentication-Results: mx.own.example 1; dkim/1 = pass header.d = navy.example\n" + from, "DKIM navy.example"},
		{
			"other methods", "Authentication-Results: mx.own.example; iprev=pass policy.iprev=1.2.3.4; bimi=pass; arc=pass header.oldest-pass=x; spf=pass\n" + from,
			"SPF passes, for a domain that is not told",
		},
		{"nothing in it", "Authentication-Results: mx.own.example; none\n" + from, ""},

		{"of a server that is not trusted", "Authentication-Results: mx.eve.example; dkim=pass header.d=navy.example\n" + from, ""},
		{"only the topmost counts", "Authentication-Results: mx.eve.example; dkim=none\n" +
			"Authentication-Results: mx.own.example; dkim=pass header.d=navy.example\n" + from, ""},
		{"not even with nothing between", "Authentication-Results: mx.own.example; dkim=none\n" +
			"Authentication-Results: mx.own.example; dmarc=pass header.from=navy.example\n" + from, "no DKIM"},
		{
			"one field for each check", "Authentication-Results: mx.own.example; dmarc=pass header.from=navy.example\n" +
				"DKIM-Filter: x\nAuthentication-Results: MX.own.example; dkim=pass header.d=navy.example\n" +
				"Authentication-Results: mx.own.example 1; spf=pass smtp.mailfrom=navy.example\n" + received + from,
			"DKIM navy.example, SPF navy.example, DMARC navy.example",
		},
		{
			"not below the topmost Received", "Authentication-Results: mx.own.example; dkim=none\n" + received +
				"Authentication-Results: mx.own.example; dmarc=pass header.from=navy.example\n" + received + from,
			"no DKIM",
		},
		{
			"not when the topmost is below a Received", received + "Authentication-Results: mx.own.example; dkim=none\n" +
				"Authentication-Results: mx.own.example; dmarc=pass header.from=navy.example\n" + received + from,
			"no DKIM",
		},
		{
			"not of another id", "Authentication-Results: mx.own.example; dkim=none\n" +
				"Authentication-Results: mx.other.example; dmarc=pass header.from=navy.example\n" + received + from,
			"no DKIM",
		},
		{
			"not without an id", "Authentication-Results: mx.own.example; dkim=none\n" +
				"Authentication-Results: dmarc=pass header.from=navy.example\n" + received + from,
			"no DKIM",
		},
		{
			"not below one without an id", "Authentication-Results: dkim=none\n" +
				"Authentication-Results: mx.own.example; dmarc=pass header.from=navy.example\n" + received + from,
			"",
		},
		{
			"fields that disagree", "Authentication-Results: mx.own.example; dkim=pass header.d=navy.example\n" +
				"Authentication-Results: mx.own.example; dkim=fail header.d=NAVY.example\n" + received + from,
			"DKIM fails for navy.example",
		},
		{
			"fields that disagree the other way round", "Authentication-Results: mx.own.example; dmarc=fail header.from=navy.example\n" +
				"Authentication-Results: mx.own.example; dmarc=pass header.from=navy.example\n" + received + from,
			"DMARC fails for navy.example",
		},
		{
			"fields about two signatures", "Authentication-Results: mx.own.example; dkim=fail header.d=list.example\n" +
				"Authentication-Results: mx.own.example; dkim=pass header.d=navy.example\n" + received + from,
			"DKIM navy.example",
		},
		{
			"one field says nothing", "Authentication-Results: mx.own.example; dkim=temperror header.d=navy.example\n" +
				"Authentication-Results: mx.own.example; dkim=pass header.d=navy.example\n" + received + from,
			"DKIM navy.example",
		},
		{
			"too many fields", "Authentication-Results: mx.own.example; dkim=none\n" +
				strings.Repeat("Authentication-Results: mx.own.example; dkim=none\n", maxResultFields) +
				"Authentication-Results: mx.own.example; spf=pass smtp.mailfrom=navy.example\n" + received + from,
			"no DKIM",
		},
		{"no id", "Authentication-Results: spf=pass smtp.mailfrom=navy.example; dkim=pass header.d=navy.example\n" + from, ""},
		{"of one hop before", "ARC-Authentication-Results: i=1; mx.own.example; dkim=pass header.d=navy.example\n" + from, ""},
		{
			"result in a comment", "Authentication-Results: mx.own.example; spf=fail (x; dkim=pass header.d=navy.example) smtp.mailfrom=y.example\n" + from,
			"SPF fails for y.example",
		},
		{
			"result in a nested comment", "Authentication-Results: mx.own.example; spf=fail (a (b; dkim=pass header.d=navy.example;) c) smtp.mailfrom=y.example\n" + from,
			"SPF fails for y.example",
		},
		{
			"result in a quoted string", "Authentication-Results: mx.own.example; spf=fail smtp.mailfrom=\"x; dkim=pass header.d=navy.example;\"@y.example\n" + from,
			"SPF fails for y.example",
		},
		{
			"escaped quote", `Authentication-Results: mx.own.example; spf=fail smtp.mailfrom="x\"; dkim=pass header.d=navy.example; \""@y.example` + "\n" + from,
			"SPF fails for y.example",
		},
		{
			"comment without an end", "Authentication-Results: mx.own.example; spf=fail smtp.mailfrom=y.example; dkim=pass (x header.d=navy.example\n" + from,
			"SPF fails for y.example",
		},
		{
			"comment without a beginning", "Authentication-Results: mx.own.example; spf=fail smtp.mailfrom=y.example; x) dkim=pass\n" + from,
			"SPF fails for y.example",
		},
		{
			"quote without an end", "Authentication-Results: mx.own.example; spf=fail smtp.mailfrom=y.example; dkim=pass header.d=\"navy.example\n" + from,
			"SPF fails for y.example",
		},
		{
			"domain that looks like another", "Authentication-Results: mx.own.example; dkim=pass header.d=аррӏе.example\n" + from,
			"DKIM xn--80ak6aa92e.example (not the sender's domain)",
		},
		{"several senders", "Authentication-Results: mx.own.example; dkim=pass header.d=navy.example\n" +
			"From: grace@navy.example, eve@y.example\n", "DKIM navy.example (not the sender's domain)"},
		{
			"escape sequence", "Authentication-Results: mx.own.example; dkim=pass header.d=\x1b[2Jnavy.example\n" + from,
			"DKIM \ufffd[2jnavy.example (not the sender's domain)",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, []byte(tt.header+"\nx"))
			a, ok := m.AuthResults([]string{"mx.other.example", "mx.own.example"}, publicsuffix.List)
			if got := a.Text().String(); got != tt.want || ok != (tt.want != "") {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if _, ok := m.AuthResults(nil, publicsuffix.List); ok {
				t.Error("nobody is trusted")
			}
		})
	}
}

// Whether a sender is refuted is a matter of DKIM and DMARC: SPF fails for
// everything that is forwarded.
func TestAuthResultsRefute(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"dkim=pass header.d=navy.example; dmarc=pass": false,
		"dkim=none; spf=fail; dmarc=none":             false,
		"dkim=fail header.d=navy.example":             true,
		"dkim=pass header.d=evil.example; dmarc=fail": true,
		"none": false,
	} {
		m := parse(t, []byte("Authentication-Results: mx.own.example; "+value+"\nFrom: grace@navy.example\n\n"))
		if a, _ := m.AuthResults([]string{"mx.own.example"}, publicsuffix.List); a.Refute() != want {
			t.Errorf("%q: %v", value, !want)
		}
	}
}

func TestAuthservID(t *testing.T) {
	t.Parallel()
	tests := []struct{ header, want string }{
		{"", ""},
		{"Subject: x\nAuthentication-Results: MX.Own.Example; none\n", "mx.own.example"},
		{"Authentication-Results: (who) mx.own.example (x) 1; none\n", "mx.own.example"},
		{"Authentication-Results: \"mx.own.example\"; none\n", "mx.own.example"},
		{"Authentication-Results: spf=pass (x) smtp.mailfrom=y; dkim=none\n", ""},
		{"Authentication-Results: a\u202eb; none\n", ""},
		{"Authentication-Results: mx1.example; none\nAuthentication-Results: mx2.example; none\n", "mx1.example"},
		{"Authentication-Results: (", ""},
	}
	for _, tt := range tests {
		if got := AuthservID([]byte(tt.header)); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.header, got, tt.want)
		}
	}
}

func FuzzAuthResults(f *testing.F) {
	f.Add("mx.own.example; dkim=pass (a;b) header.d=x.example; spf=fail smtp.mailfrom=\"a;b\"@c")
	f.Add("mx.own.example 1; dkim/1 = pass header.i=@x; dmarc=pass header.from=x; arc=pass header.oldest-pass=0")
	f.Fuzz(func(t *testing.T, value string) {
		header := "Authentication-Results: mx.own.example; " + strings.NewReplacer("\r", "", "\n", "").Replace(value) +
			"\nFrom: a@b.example\n\n"
		m := parse(t, []byte(header))
		a, _ := m.AuthResults([]string{"mx.own.example"}, publicsuffix.List)
		checkText(t, a.Text().String())
		checkText(t, AuthservID([]byte("Authentication-Results: "+value)))
		if len(a.Results) > 3 {
			t.Fatalf("%d results", len(a.Results))
		}
	})
}
