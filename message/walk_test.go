package message

import (
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailtui/mailtui/mail"
)

const walked = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
	"--b\r\n\r\none\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\ndHdv\r\n--b--\r\n" +
	"--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nthree\r\n--a\r\n\r\nfour\r\n--a--\r\n"

// TestExtractFromEncodedMessage: RFC 2046 §5.2.1 allows no encoding of an attached
// message, and there is such mail.
func TestExtractFromEncodedMessage(t *testing.T) {
	inner := base64.StdEncoding.EncodeToString([]byte(walked))
	twice := base64.StdEncoding.EncodeToString([]byte(
		"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner))
	outer := "Content-Type: multipart/mixed; boundary=x\r\n\r\n" +
		"--x\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner + "\r\n" +
		"--x\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + twice + "\r\n" +
		"--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner + "\r\n--x--\r\n"
	for number, want := range map[string]string{
		"1": walked, "1.1.2": "two", "1.3": "four", "2.1.3": "four", "1.9": "", "1.": "", "3.3": "", "3.1": "",
	} {
		var b strings.Builder
		err := Extract(strings.NewReader(outer), number, &b)
		if b.String() != want || errors.Is(err, ErrNoPart) != (want == "") {
			t.Errorf("part %s is %q, %v", number, b.String(), err)
		}
	}
}

func TestWalk(t *testing.T) {
	var got []string
	err := Walk(strings.NewReader(walked), func(p mail.Part, content io.Reader) error {
		if p.Number == "1.1" { // it need not be read
			got = append(got, p.Number)
			return nil
		}
		b, err := io.ReadAll(content)
		got = append(got, p.Number+" "+string(b))
		return err
	})
	want := []string{"1.1", "1.2 two", "2 Subject: x\r\n\r\nthree", "3 four"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	for _, p := range []string{"1.2", "2", "3"} { // as Extract has it
		var b strings.Builder
		if err := Extract(strings.NewReader(walked), p, &b); err != nil || !strings.Contains(strings.Join(got, "|"), p+" "+b.String()) {
			t.Errorf("part %s is %q, %v", p, b.String(), err)
		}
	}
	enough := errors.New("enough")
	if err := Walk(strings.NewReader(walked), func(mail.Part, io.Reader) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("it ended with %v", err)
	}
}
