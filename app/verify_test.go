package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// keys is a DNS of the keys of signatures.
type keys struct {
	texts map[string]string
	asked atomic.Int64
}

func (k *keys) LookupTXT(_ context.Context, name string) ([]string, error) {
	k.asked.Add(1)
	if text, ok := k.texts[name]; ok {
		return []string{text}, nil
	}
	return nil, &net.DNSError{
		Err: "no such host", Name: name, IsNotFound: name != "s._domainkey.away.example",
		IsTemporary: name == "s._domainkey.away.example",
	}
}

// sign signs a message for a domain and publishes the key.
func sign(t *testing.T, k *keys, domain, raw string) string {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if domain != "away.example" && domain != "gone.example" {
		k.texts["s._domainkey."+domain] = "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
	}
	var b bytes.Buffer
	err = dkim.Sign(&b, strings.NewReader(raw), &dkim.SignOptions{Domain: domain, Selector: "s", Signer: private})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestVerifyDKIM(t *testing.T) {
	t.Parallel()
	const raw = "From: Grace <grace@mail.navy.example>\r\nSubject: Plans\r\n\r\nHello\r\n"
	const fits, not = " fits; that is the sender's domain.", " fits, but that is not the sender's domain."
	tests := []struct {
		name, want string
		message    func(*testing.T, *keys) string
	}{
		{"no signature", "The message has no DKIM signature.", func(*testing.T, *keys) string { return raw }},
		{"the sender's", "The signature of navy.example" + fits, func(t *testing.T, k *keys) string { return sign(t, k, "navy.example", raw) }},
		{"somebody's", "The signature of mailer.example" + not, func(t *testing.T, k *keys) string { return sign(t, k, "mailer.example", raw) }},
		{"two", "The signature of mailer.example" + not + " The signature of navy.example" + fits, func(t *testing.T, k *keys) string {
			return sign(t, k, "mailer.example", sign(t, k, "navy.example", raw))
		}},
		{
			"changed", "The signature of navy.example does not fit: the message was changed on its way, or is not from there.",
			func(t *testing.T, k *keys) string { return sign(t, k, "navy.example", raw) + "Pay at once!\r\n" },
		},
		{
			"no key", "The signature of gone.example is no valid one, or its key is no longer published.",
			func(t *testing.T, k *keys) string { return sign(t, k, "gone.example", raw) },
		},
		{
			"no DNS", "The signature of away.example could not be checked: its key cannot be looked up now.",
			func(t *testing.T, k *keys) string { return sign(t, k, "away.example", raw) },
		},
		{
			"nonsense", "The signature of an unknown domain is no valid one, or its key is no longer published.",
			func(*testing.T, *keys) string { return "DKIM-Signature: \x1b[2J\r\n" + raw },
		},
		{
			"a long header", "The header of the message is too long or damaged, so that no signature of it can be checked.",
			func(t *testing.T, k *keys) string {
				return "X: y\r\n" + strings.Repeat(" z\r\n", 200_000) + sign(t, k, "navy.example", raw)
			},
		},
		{
			"many fields", "The header of the message is too long or damaged, so that no signature of it can be checked.",
			func(t *testing.T, k *keys) string {
				return strings.Repeat("X: y\r\n", message.MaxFields) + sign(t, k, "navy.example", raw)
			},
		},
		{
			"no end of the header", "The header of the message is too long or damaged, so that no signature of it can be checked.",
			func(*testing.T, *keys) string { return "DKIM-Signature: v=1\r\nFrom: a@b.example" },
		},
		{
			"a line that is no field", "The header of the message is too long or damaged, so that no signature of it can be checked.",
			func(t *testing.T, k *keys) string { return "no colon\r\n" + sign(t, k, "navy.example", raw) },
		},
		{
			"a forged message above", "The header of the message is too long or damaged, so that no signature of it can be checked.",
			func(t *testing.T, k *keys) string {
				return "From: Grace <eve@navy.example>\r\nSubject: Pay\r\n\r\r\nPay!\r\n" + sign(t, k, "navy.example", raw)
			},
		},
		{
			"a forged text above", "The header of the message is too long or damaged, so that no signature of it can be checked.",
			func(t *testing.T, k *keys) string {
				return strings.Replace(sign(t, k, "navy.example", raw), "\r\n\r\n", "\r\nPay!\r\n\r\n", 1)
			},
		},
		{
			"line breaks that end the header sooner", "The header of the message is too long or damaged, so that no signature of it can be checked.",
			func(t *testing.T, k *keys) string {
				signed := sign(t, k, "navy.example", raw)
				return strings.Replace(strings.ReplaceAll(signed, "\r\n", "\r\r\n"), "\r\r\nSubject", "\r\r\n\r\r\nSubject", 1) + "\r\n\r\nx"
			},
		},
		{
			"several senders", "The message has the field From more than once, and a signature is about one of them only.",
			func(t *testing.T, k *keys) string { return "From: eve@y.example\r\n" + sign(t, k, "navy.example", raw) },
		},
		{
			"two senders in one field", "The signature of navy.example" + not,
			func(t *testing.T, k *keys) string {
				return sign(t, k, "navy.example", strings.Replace(raw, "From: ", "From: eve@y.example, ", 1))
			},
		},
		{
			"several subjects", "The message has the field Subject more than once, and a signature is about one of them only.",
			func(t *testing.T, k *keys) string { return "Subject: Pay\r\n" + sign(t, k, "navy.example", raw) },
		},
		{
			"an empty subject that is signed", "The message has the field Subject more than once, and a signature is about one of them only.",
			func(t *testing.T, k *keys) string {
				return "Subject: Pay\r\n" + sign(t, k, "navy.example", strings.Replace(raw, "Plans", "", 1))
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, k := openMail(t), &keys{texts: map[string]string{}}
			id := keep(t, m, place(t, m, "home", ""), 1, tt.message(t, k))
			got, err := m.verifyDKIM(t.Context(), id, k)
			if err != nil || got.String() != tt.want {
				t.Errorf("got  %q, %v\nwant %q", got, err, tt.want)
			}
		})
	}
}

func TestVerifyDKIMAsksForAFewKeysOnly(t *testing.T) {
	t.Parallel()
	m, k := openMail(t), &keys{texts: map[string]string{}}
	raw := "From: a@b.example\r\n\r\nx\r\n"
	for range 2 * maxSignatures {
		raw = sign(t, k, "navy.example", raw)
	}
	id := keep(t, m, place(t, m, "home", ""), 1, raw)
	if _, err := m.verifyDKIM(t.Context(), id, k); err != nil {
		t.Fatal(err)
	}
	if n := k.asked.Load(); n != maxSignatures {
		t.Errorf("asked %d times", n)
	}
}

func TestVerifyDKIMNeedsTheBytes(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := add(t, m, place(t, m, "home", ""), 1)
	k := &keys{}
	_, err := m.verifyDKIM(t.Context(), id, k)
	wantCause(t, err, mail.NotCached)
	write(t, m, func(tx *cache.Tx) error { return tx.SetReadable(id, mail.Text{}) })
	_, err = m.verifyDKIM(t.Context(), id, k)
	wantCause(t, err, mail.PartsOnly)
	if n := k.asked.Load(); n > 0 {
		t.Errorf("asked %d times", n)
	}
}

// TestVerifyDKIMBoundsHeaders: no line of a header that is too long gets to what
// copies it once for each.
func TestVerifyDKIMBoundsHeaders(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"short":                 "X: y\r\nY: z\r\n" + strings.Repeat(" a\r\n", 100_000) + "From: a@b.example\r\n\r\nx",
		"behind a false end":    "X: y\r\n\r\r\nY: z\r\n" + strings.Repeat(" a\r\n", 100_000) + "From: a@b.example\r\n\r\nx",
		"behind one of its own": "X: y\r\r\n\r\r\nY: z\r\n" + strings.Repeat(" a\r\n", 100_000) + "From: a@b.example\r\n\r\nx",
		"one line":              "X: " + strings.Repeat("y", 3<<20) + "\r\n\r\nx",
		"no end":                strings.Repeat("X: "+strings.Repeat("y", 900)+"\r\n", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read := &counted{r: strings.NewReader(raw)}
			header, ok, err := signable(bufio.NewReaderSize(read, maxField))
			if ok || err != nil || len(header) > message.MaxHeader || read.n > message.MaxHeader+maxField {
				t.Errorf("%d bytes of %d to be checked: %v, %v", len(header), read.n, ok, err)
			}
		})
	}
}

// counted counts what is read.
type counted struct {
	r io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}
