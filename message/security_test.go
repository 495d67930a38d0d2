package message

import (
	"os"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/corpora"
)

func TestSecurity(t *testing.T) {
	t.Parallel()
	const part = "--b\nContent-Type: text/plain\n\nhello\n"
	container := func(kind, parts string) string {
		return "Content-Type: multipart/" + kind + "; boundary=b\n\n" + parts + "--b--\n"
	}
	signature := func(kind string) string { return "--b\nContent-Type: application/" + kind + "\n\nxx\n" }
	armor := func(kind string) string { return "-----BEGIN PGP " + kind + "-----\nHash: SHA512\n\nhello\n" }
	tests := []struct{ name, raw, want string }{
		{"plain", "Content-Type: text/plain\n\nhello\n", ""},
		{"signed by OpenPGP", container("signed", part+signature("pgp-signature")), "signed (OpenPGP), not checked"},
		{"signed by S/MIME", container("signed", part+signature("pkcs7-signature")), "signed (S/MIME), not checked"},
		{"signed by an old S/MIME", container("signed", part+signature("x-pkcs7-signature")), "signed (S/MIME), not checked"},
		{"signed by what nobody knows", container("signed", part+signature("x-rune")), "signed (an unknown way), not checked"},
		{"the signature is missing", container("signed", part), "signed (an unknown way), not checked"},
		{
			"encrypted by OpenPGP", container("encrypted", signature("pgp-encrypted")+signature("octet-stream")),
			"encrypted (OpenPGP): mailtui cannot open it",
		},
		{
			"encrypted by S/MIME", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nxx\n",
			"encrypted (S/MIME): mailtui cannot open it",
		},
		{
			"encrypted by an old S/MIME", "Content-Type: application/x-pkcs7-mime; name=smime.p7m\n\nxx\n",
			"encrypted (S/MIME): mailtui cannot open it",
		},
		{"signed opaquely", "Content-Type: application/pkcs7-mime; smime-type=Signed-Data\n\nxx\n", "signed (S/MIME), not checked"},
		{
			"a part is signed", container("mixed", "--b\nContent-Type: multipart/signed; boundary=c\n\n--c\n\nhi\n--c\n"+
				"Content-Type: application/pgp-signature\n\nx\n--c--\n--b\nContent-Type: text/plain\n\nfooter of a list\n"),
			"a part is signed (OpenPGP), not checked",
		},
		{"armor", "Content-Type: text/plain\n\n" + armor("MESSAGE"), "encrypted (OpenPGP): mailtui cannot open it"},
		{
			"armor in base64", "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nLS0tLS1CRUdJTiBQR1AgTUVTU0FHRS0tLS0tCg==\n",
			"encrypted (OpenPGP): mailtui cannot open it",
		},
		{"signed text", "Content-Type: text/plain\n\n\n" + armor("SIGNED MESSAGE"), "signed (OpenPGP), not checked"},
		{"text before the armor", "Content-Type: text/plain\n\nPay at once!\n\n" + armor("SIGNED MESSAGE"), "a part is signed (OpenPGP), not checked"},
		{"armor that is quoted", "Content-Type: text/plain\n\n> " + armor("MESSAGE"), ""},
		{"a key", "Content-Type: text/plain\n\n" + armor("PUBLIC KEY BLOCK"), ""},
		{"in a forwarded message", container("mixed", part+"--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/signed; boundary=c\n\n--c\n\nhi\n--c--\n"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, ok := parse(t, crlf(tt.raw)).Security()
			if !ok && tt.want == "" {
				return
			}
			if got := s.Text().String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSecurityOfRealMail(t *testing.T) {
	t.Parallel()
	tests := []struct{ file, want string }{
		{"cpython/msg_45.txt", "signed (OpenPGP), not checked"},
		{"enmime/testdata__mail__mime-signed.raw", "a part is signed (OpenPGP), not checked"},
		{"stalwart/resources__eml__thirdparty__006.eml", "a part is signed (an unknown way), not checked"},
	}
	for _, tt := range tests {
		raw, err := os.ReadFile(corpora.Path(t, tt.file))
		if err != nil {
			t.Fatal(err)
		}
		s, ok := parse(t, raw).Security()
		if got := s.Text().String(); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%s: got %q, %v, want %q\n%s", tt.file, got, ok, tt.want, strings.Join(strings.Fields(outline(parse(t, raw))), " "))
		}
	}
}

func TestProtectedHeader(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, inner, want string }{
		{"none", "Content-Type: text/plain", ""},
		{"the same", "From: Grace <GRACE@navy.example>\nSubject: =?utf-8?q?Plans?=\nContent-Type: text/plain; hp=\"clear\"", ""},
		{
			"another sender", "From: eve@y.example\nContent-Type: text/plain; protected-headers=\"v1\"",
			"What is signed names another sender than the header: eve@y.example.",
		},
		{"another subject", "Subject: No plans\nContent-Type: text/plain", "What is signed has another subject than the header: “No plans”."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, crlf("From: grace@navy.example\nSubject: Plans\nContent-Type: multipart/signed; boundary=b\n\n"+
				"--b\n"+tt.inner+"\n\nhello\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n"))
			got := ""
			for _, w := range m.Warnings(nil, nil) {
				if got += w.Text.String(); w.Code != CodeProtected {
					t.Errorf("code %s", w.Code)
				}
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
