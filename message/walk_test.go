package message

import (
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
