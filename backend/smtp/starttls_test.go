package smtp_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/corpora"
	"github.com/mailtui/mailtui/mail"
)

// attack is a server of the NO STARTTLS collection.
type attack struct{ backendtest.Attack }

// play is the attack as a script.
func (a attack) play(x *turn) {
	verb, _, _ := strings.Cut(strings.ToLower(x.line), " ")
	for name, answer := range a.Override {
		if strings.EqualFold(name, verb) && verb != "" {
			x.answer = answer
			x.tls = x.tls && strings.HasPrefix(answer, "220")
			return
		}
	}
	switch {
	case verb == "" && a.Greeting != "":
		x.answer = a.Greeting
	case slices.Contains(a.Hide, verb):
		x.answer, x.tls = "502 Command not implemented\r\n", false
	case verb == "ehlo":
		caps := a.Caps
		if x.secure {
			caps = a.CapsTLS
		}
		x.answer = "250-attack\r\n250-" + strings.Join(append(slices.Clone(caps), "HELP"), "\r\n250-") + "\r\n250 END\r\n"
	case verb == "starttls":
		if a.StartTLS != "" {
			x.answer = a.StartTLS
		}
		x.tls = x.tls && !a.NoTLS
	}
}

// sends reports whether a message gets through: by TLS alone.
func (a attack) sends() bool {
	name := strings.TrimPrefix(a.ID, "testcases/smtp/")
	return slices.Contains([]string{
		"setup", "setup_opportunistic_encryption", "Buffering/B_1", // attacks by its variants only
		"others/greeting/220", "others/starttls/220", "others/ehlo/250-all", "others/ehlo/250-all-no-starttls",
		"others/ehlo/250-empty", "others/ehlo/500", "others/ehlo/502", // HELO through TLS will do
	}, name) || strings.HasPrefix(name, "others/rset/") // RSET is never said, HELO serves as well
}

// TestNoStartTLS plays every script of the collection: nothing but EHLO and
// STARTTLS leaves before TLS is verified, and nothing of the time before it is
// believed or shown.
func TestNoStartTLS(t *testing.T) {
	t.Parallel()
	ca := backendtest.NewCA(t)
	played := 0
	for _, found := range backendtest.Attacks(t, corpora.Path(t, "nostarttls"), "smtp") {
		a := attack{found}
		played++
		t.Run(a.ID, func(t *testing.T) {
			t.Parallel()
			f := (&fake{config: a.ServerTLS(t, ca), script: a.play}).start(t)
			p := send(t, f.over(dial.StartTLS, ca))
			lines, taken := f.got()
			if (p == nil) != a.sends() || (len(taken) == 1) != a.sends() {
				t.Errorf("%d messages: %+v; %q", len(taken), p, lines)
			}
			if p != nil && (p.Host == "" || p.Kind == mail.Unknown) {
				t.Errorf("the problem is %+v", p)
			}
			stripped := strings.Contains(a.ID, "Negotiation") || strings.Contains(a.ID, "Certificate") ||
				strings.Contains(a.ID, "variant") || strings.HasSuffix(a.ID, "X_1")
			if p != nil && stripped && p.Kind != mail.Insecure {
				t.Errorf("an attack gives %+v", p)
			}
			through := false
			for _, line := range lines {
				through = through || strings.HasPrefix(line, "tls ")
				if inClear, is := strings.CutPrefix(line, "clear "); is && inClear != "EHLO [127.0.0.1]" && inClear != "STARTTLS" {
					t.Errorf("sent in clear: %q", inClear)
				}
			}
			if p != nil && !through && !p.Detail.Empty() {
				t.Errorf("words in clear are shown: %q", p.Detail)
			}
		})
	}
	if played != 64 {
		t.Errorf("%d scripts were played, the collection has 64 for SMTP", played)
	}
}
