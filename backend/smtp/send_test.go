package smtp_test

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/smtp"
	"github.com/mailtui/mailtui/mail"
)

const whole = "Hi Bob.\r\n..\r\nbye\r\n" // the body of send as it travels

func TestSendInEachMode(t *testing.T) {
	t.Parallel()
	for _, mode := range []dial.Mode{dial.ImplicitTLS, dial.StartTLS, dial.NoTLS} {
		t.Run(strconv.Itoa(int(mode)), func(t *testing.T) {
			t.Parallel()
			ca, f := shared(t)
			prefix := "tls "
			switch f.first = mode == dial.ImplicitTLS; mode {
			case dial.NoTLS:
				f.config, prefix = nil, "clear "
			default:
			}
			f.start(t)
			opts := f.over(mode, ca)
			if p := send(t, opts); p != nil {
				t.Fatal(p)
			}
			lines, taken := f.got()
			want := []string{
				"EHLO [127.0.0.1]",
				"AUTH PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00"+user+"\x00"+password)),
				"MAIL FROM:<ada@x.example>", "RCPT TO:<bob@y.example>", "RCPT TO:<eve@z.example>", "DATA", "QUIT",
			}
			for i := range want {
				want[i] = prefix + want[i]
			}
			if mode == dial.StartTLS {
				want = append([]string{"clear EHLO [127.0.0.1]", "clear STARTTLS"}, want...)
			}
			if !slices.Equal(lines, want) {
				t.Errorf("the client said %q, want %q", lines, want)
			}
			if !slices.Equal(taken, []string{header + "\r\n" + whole}) {
				t.Errorf("the server has %q", taken)
			}
		})
	}
}

// TestTheNameOfTheMachineStaysHere: neither EHLO nor anything else tells it.
func TestTheNameOfTheMachineStaysHere(t *testing.T) {
	t.Parallel()
	name, err := os.Hostname()
	if err != nil || len(name) < 4 {
		t.Skip("this machine has no name to look for")
	}
	f := (&fake{}).start(t)
	if p := send(t, f.options()); p != nil {
		t.Fatal(p)
	}
	lines, taken := f.got()
	if all := strings.Join(append(lines, taken...), "\n"); strings.Contains(all, name) {
		t.Errorf("%q is told: %q", name, all)
	}
}

// TestLogin meets servers that want or offer other logins.
func TestLogin(t *testing.T) {
	t.Parallel()
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	answers := map[string]string{"AUTH LOGIN": "334 " + b64("Who?") + "\r\n", b64(user): "334 " + b64("Pass?") + "\r\n", b64(password): "235 in\r\n"}
	for _, tt := range []struct {
		name   string
		caps   []string
		script func(*turn)
		change func(*smtp.Options)
		kind   mail.Kind
		cause  mail.Cause
		sent   bool
	}{
		{name: "none offered", sent: true},
		{name: "LOGIN only, in its own words", caps: []string{"AUTH LOGIN"}, sent: true, script: func(x *turn) {
			if a, ok := answers[x.line]; ok {
				x.answer = a
			}
		}},
		{name: "lower case", caps: []string{"AUTH plain"}, sent: true},
		{name: "other methods only", caps: []string{"AUTH CRAM-MD5 XOAUTH2"}, kind: mail.Config, cause: mail.NoLoginMethod},
		{name: "refused", caps: []string{"AUTH PLAIN"}, kind: mail.Auth, script: func(x *turn) {
			if strings.HasPrefix(x.line, "AUTH") {
				x.answer = "535 5.7.8 bad credentials\r\n"
			}
		}},
		{name: "refused by another code", caps: []string{"AUTH PLAIN"}, kind: mail.Auth, script: func(x *turn) {
			if strings.HasPrefix(x.line, "AUTH") {
				x.answer = "550 go away\r\n"
			}
		}},
		{name: "not now", caps: []string{"AUTH PLAIN"}, kind: mail.Temporary, script: func(x *turn) {
			if strings.HasPrefix(x.line, "AUTH") {
				x.answer = "454 4.7.0 later\r\n"
			}
		}},
		{name: "a challenge that is none", caps: []string{"AUTH PLAIN"}, kind: mail.Protocol, script: func(x *turn) {
			if strings.HasPrefix(x.line, "AUTH") {
				x.answer = "334 ***\r\n"
			}
		}},
		{name: "wanted but not offered", kind: mail.Auth, script: func(x *turn) {
			if strings.HasPrefix(x.line, "MAIL") {
				x.answer = "530 5.7.0 Authentication required\r\n"
			}
		}},
		{name: "no password", caps: []string{"AUTH PLAIN"}, kind: mail.Auth, cause: mail.NoPassword, change: func(o *smtp.Options) {
			o.Password = func(context.Context) (string, error) {
				return "", mail.Problem{Op: "password", Kind: mail.Auth, Cause: mail.NoPassword}
			}
		}},
		{name: "no password, no reason", caps: []string{"AUTH PLAIN"}, kind: mail.Config, cause: mail.NoPassword, change: func(o *smtp.Options) {
			o.Password = func(context.Context) (string, error) { return "", errors.New("broken") }
		}},
		{name: "a password of two lines", caps: []string{"AUTH PLAIN"}, kind: mail.Auth, change: func(o *smtp.Options) {
			o.Password = func(context.Context) (string, error) { return "a\r\nb", nil }
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := (&fake{caps: tt.caps, script: tt.script}).start(t)
			opts := f.options()
			if tt.change != nil {
				tt.change(&opts)
			}
			p := send(t, opts)
			_, taken := f.got()
			if (p == nil) != tt.sent || (len(taken) == 1) != tt.sent {
				t.Fatalf("sent %d: %+v", len(taken), p)
			}
			if p != nil && (p.Kind != tt.kind || p.Cause != tt.cause || p.Host == "" || p.Scope != mail.ScopeAccount) {
				t.Errorf("the problem is %+v", p)
			}
		})
	}
}

// TestAnswers gives each step an answer that does not help.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		step, answer string
		kind         mail.Kind
		cause        mail.Cause
		scope        mail.Scope
	}{
		{"", "421 not now\r\n", mail.Temporary, 0, mail.ScopeAccount},
		{"", "554 no SMTP service here\r\n", mail.Rejected, 0, mail.ScopeAccount},
		{"", "+OK a maildrop\r\n", mail.Protocol, 0, mail.ScopeAccount},
		{"", "* OK a mailbox\r\n", mail.Protocol, 0, mail.ScopeAccount},
		{"EHLO", "421 not now\r\n", mail.Temporary, 0, mail.ScopeAccount},
		{"EHLO", "550 who are you\r\n", mail.Rejected, 0, mail.ScopeAccount},
		{"EHLO", "220 what\r\n", mail.Protocol, 0, mail.ScopeAccount},
		{"MAIL", "451 later\r\n", mail.Temporary, 0, mail.ScopeMessage},
		{"MAIL", "550 not you\r\n", mail.Rejected, 0, mail.ScopeMessage},
		{"MAIL", "552 too large\r\n", mail.Rejected, 0, mail.ScopeMessage},
		{"MAIL", "\x00\xff\r\n", mail.Protocol, 0, mail.ScopeMessage},
		{"RCPT", "450 later\r\n", mail.Temporary, mail.RecipientRefused, mail.ScopeMessage},
		{"RCPT", "550 nobody\r\n", mail.Rejected, mail.RecipientRefused, mail.ScopeMessage},
		{"DATA", "451 later\r\n", mail.Temporary, 0, mail.ScopeMessage},
		{"DATA", "554 no\r\n", mail.Rejected, 0, mail.ScopeMessage},
		{"DATA", "250 what\r\n", mail.Protocol, 0, mail.ScopeMessage},
		{".", "451 later\r\n", mail.Temporary, 0, mail.ScopeMessage},
		{".", "421 closing\r\n", mail.Temporary, 0, mail.ScopeMessage},
		{".", "554 spam\r\n", mail.Rejected, 0, mail.ScopeMessage},
		{".", "354 what\r\n", mail.Unknown, mail.MaybeSent, mail.ScopeMessage},
		{".", "taken!\r\n", mail.Unknown, mail.MaybeSent, mail.ScopeMessage},
		{".", "250", mail.Unknown, mail.MaybeSent, mail.ScopeMessage}, // and the connection ends
	} {
		t.Run(tt.step+" "+tt.answer, func(t *testing.T) {
			t.Parallel()
			f := &fake{script: func(x *turn) {
				verb, _, _ := strings.Cut(x.line, " ")
				if verb == tt.step {
					x.answer = tt.answer
					x.ends = !strings.HasSuffix(tt.answer, "\n")
				}
			}}
			f.start(t)
			p := send(t, f.options())
			_, taken := f.got()
			if p == nil || p.Kind != tt.kind || p.Cause != tt.cause || p.Scope != tt.scope || p.Host == "" {
				t.Errorf("the problem is %+v", p)
			}
			if len(taken) > 0 && p.Kind != mail.Unknown {
				t.Error("it was taken")
			}
			if tt.cause == mail.RecipientRefused && p.What.String() != "bob@y.example, eve@z.example" {
				t.Errorf("refused are %q", p.What)
			}
		})
	}
}

// TestAnotherYesIsAYes: the first digit decides.
func TestAnotherYesIsAYes(t *testing.T) {
	t.Parallel()
	f := (&fake{script: func(x *turn) {
		if x.line == "." {
			x.answer = "200 taken\r\n"
		}
	}}).start(t)
	if p := send(t, f.options()); p != nil {
		t.Errorf("the problem is %+v", p)
	}
}

// TestOneRefusedRecipientIsEnough: nobody gets a message of which not all do,
// and a refusal for good counts more than one for now.
func TestOneRefusedRecipientIsEnough(t *testing.T) {
	t.Parallel()
	f := (&fake{script: func(x *turn) {
		switch {
		case strings.HasPrefix(x.line, "RCPT TO:<bob"):
			x.answer = "450 later\r\n"
		case strings.HasPrefix(x.line, "RCPT TO:<eve"):
			x.answer = "550 5.1.1 no \x1b[31mEve\r\n"
		}
	}}).start(t)
	m := outgoing("Hi.\r\n")
	m.To = append(m.To, "kim@y.example")
	p := sendThis(t, f.options(), m)
	lines, taken := f.got()
	if p == nil || p.Kind != mail.Rejected || p.What.String() != "bob@y.example, eve@z.example" ||
		p.Detail.String() != "no \uFFFD[31mEve" {
		t.Errorf("the problem is %+v", p)
	}
	if len(taken) > 0 || slices.Contains(lines, "clear DATA") || lines[len(lines)-1] != "clear QUIT" {
		t.Errorf("the client said %q", lines)
	}
}

// TestWhatTheServerCannotCarry: refused before MAIL, in words that say why.
func TestWhatTheServerCannotCarry(t *testing.T) {
	t.Parallel()
	utf8Header := outgoing("Hi.\r\n")
	utf8Header.Message = []byte(strings.Replace(string(utf8Header.Message), "Hello", "Grüße", 1))
	utf8Address := outgoing("Hi.\r\n")
	utf8Address.To = []string{"jürgen@y.example"}
	for _, tt := range []struct {
		name  string
		m     backend.Outgoing
		caps  []string
		cause mail.Cause
		mail  string
	}{
		{"header", utf8Header, nil, mail.NeedsUTF8, ""},
		{"address", utf8Address, []string{"8BITMIME"}, mail.NeedsUTF8, ""},
		{"header with SMTPUTF8", utf8Header, []string{"SMTPUTF8", "8BITMIME"}, 0, "MAIL FROM:<ada@x.example> BODY=8BITMIME SMTPUTF8"},
		{"address with SMTPUTF8", utf8Address, []string{"SMTPUTF8"}, 0, "MAIL FROM:<ada@x.example> SMTPUTF8"},
		{"text", outgoing("Grüße\r\n"), nil, mail.Needs8Bit, ""},
		{"text with 8BITMIME", outgoing("Grüße\r\n"), []string{"8BITMIME"}, 0, "MAIL FROM:<ada@x.example> BODY=8BITMIME"},
		{"large", outgoing("Hi.\r\n"), []string{"SIZE 100"}, mail.MessageTooLarge, ""},
		{"large enough", outgoing("Hi.\r\n"), []string{"SIZE 1000"}, 0, "MAIL FROM:<ada@x.example> SIZE=" + strconv.Itoa(len(header)+7)},
		{"any size", outgoing("Hi.\r\n"), []string{"SIZE 0"}, 0, "MAIL FROM:<ada@x.example> SIZE=" + strconv.Itoa(len(header)+7)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := (&fake{caps: tt.caps}).start(t)
			p := sendThis(t, f.options(), tt.m)
			lines, _ := f.got()
			if (p == nil) != (tt.cause == mail.CauseNone) || p != nil && (p.Cause != tt.cause || p.Kind != mail.Rejected) {
				t.Errorf("the problem is %+v", p)
			}
			said := ""
			for _, line := range lines {
				if strings.HasPrefix(line, "clear MAIL") {
					said = strings.TrimPrefix(line, "clear ")
				}
			}
			if said != tt.mail {
				t.Errorf("said %q, want %q", said, tt.mail)
			}
		})
	}
}

// TestNothingIsSentThatIsRefusedHere: not even a connection is made.
func TestNothingIsSentThatIsRefusedHere(t *testing.T) {
	t.Parallel()
	m := outgoing("Hi.\r\n")
	m.To = []string{"eve@x.example>\r\nRCPT TO:<bob@y.example"}
	opts := (&fake{}).options()
	opts.Dial.Port = 1 // nobody listens there: another problem would say so
	if p := sendThis(t, opts, m); p == nil || p.Cause != mail.BadAddress {
		t.Errorf("the problem is %+v", p)
	}
}
