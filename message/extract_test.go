package message

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// errNoPart says that a message has no part of that number.
var errNoPart = errors.New("no such part")

// extractOne extracts one part.
func extractOne(r io.Reader, number string, w io.Writer) error {
	found := false
	err := Extract(r, []string{number}, func(string) io.Writer {
		found = true
		return w
	})
	if err == nil && !found {
		return errNoPart
	}
	return err
}

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
		err := extractOne(strings.NewReader(outer), number, &b)
		if b.String() != want || errors.Is(err, errNoPart) != (want == "") {
			t.Errorf("part %s is %q, %v", number, b.String(), err)
		}
	}
}

// pickInto takes the n-th file of a part.
func pickInto(w io.Writer, n int) *picker {
	return &picker{x: newExtractor([]string{fileNumber("1", n)}, func(string) io.Writer { return w }), part: "1"}
}

// TestExtract: parts come in the order of the message, whatever is asked for,
// and it is read once, no further than to the last one.
func TestExtract(t *testing.T) {
	t.Parallel()
	encoded := base64.StdEncoding.EncodeToString([]byte(walked))
	uu := uuencode("a", "first") + uuencode("b", "second")
	raw := "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n" + uu + "\r\n" +
		"--x\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded + "\r\n" +
		"--x\r\n" + walked + "\r\n--x--\r\n"
	for _, tt := range []struct {
		name string
		in   []string
		want []string
	}{
		{"all kinds", []string{"3.3", "1#2", "2.1.2", "1#1"}, []string{"1#1 first", "1#2 second", "2.1.2 two", "3.3 four"}},
		{"one in another", []string{"2.3", "2", "1#1", "1"}, []string{"1 " + uu, "2 " + walked}},
		{"missing ones", []string{"1#3", "2.9", "2.", "4", "3.1.2"}, []string{"3.1.2 two"}},
		{"none", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			var contents []*strings.Builder
			err := Extract(strings.NewReader(raw), tt.in, func(number string) io.Writer {
				got = append(got, number)
				contents = append(contents, &strings.Builder{})
				return contents[len(contents)-1]
			})
			for i, b := range contents {
				got[i] += " " + b.String()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
	source := strings.NewReader(raw + strings.Repeat("epilogue\r\n", lineBuffer))
	err := Extract(source, []string{"1#2", "1#1"}, func(string) io.Writer { return io.Discard })
	if read := source.Size() - int64(source.Len()); err != nil || read > 2*lineBuffer {
		t.Errorf("%d bytes were read, %v", read, err)
	}
	full := errors.New("full")
	err = Extract(strings.NewReader(raw), []string{"1#2", "3"}, func(string) io.Writer { return fullWriter{full} })
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

// fullWriter fails.
type fullWriter struct{ err error }

func (w fullWriter) Write([]byte) (int, error) { return 0, w.err }

// TestExtractFromPackedMessages: a message that is packed in a part has parts like
// any other, whatever packs it, and so do messages in it.
func TestExtractFromPackedMessages(t *testing.T) {
	t.Parallel()
	letter := func(inside string) string {
		return "Received: from x\r\nFrom: a@b.example\r\nSubject: inner\r\nMIME-Version: 1.0\r\n" +
			"Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nwords\r\n--c\r\n" + inside + "\r\n--c--\r\n"
	}
	long := strings.Repeat("a long line of a file\r\n", 5000)
	inner := letter("Content-Type: text/x-notes; name=notes\r\n\r\n" + long)
	winmail := func(b *tnef) string {
		return "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString(b.Bytes())
	}
	raw := attach("Content-Type: application/ms-tnef; name=winmail.dat",
		newTNEF().file("a", "one").file("b", inner).file("c", letter(winmail(newTNEF().file("d", inner)))).file("e", "two").String())
	got := map[string]string{}
	into := func(numbers ...string) error {
		return Extract(bytes.NewReader(raw), numbers, func(number string) io.Writer {
			return writeFunc(func(b []byte) (int, error) {
				got[number] += string(b)
				return len(b), nil
			})
		})
	}
	if err := into("2#1", "2#2.2", "2#2.1", "2#3.2#1.2", "2#4", "2#3.9", "2#9.1"); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"2#1": "one", "2#2.1": "words", "2#2.2": long, "2#3.2#1.2": long, "2#4": "two"}
	for number, content := range want {
		if strings.TrimRight(got[number], "\r\n") != strings.TrimRight(content, "\r\n") {
			t.Errorf("part %s: %d bytes %.40q, want %d", number, len(got[number]), got[number], len(content))
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d parts", len(got))
	}
	full := errors.New("the disk is full")
	err := extractOne(bytes.NewReader(raw), "2#2.2", writeFunc(func([]byte) (int, error) { return 0, full }))
	if !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	broken := errors.New("the line is broken")
	r := io.MultiReader(bytes.NewReader(raw[:len(raw)/3]), iotest.ErrReader(broken))
	if err := extractOne(r, "2#2.2", io.Discard); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

type writeFunc func(b []byte) (int, error)

func (f writeFunc) Write(b []byte) (int, error) { return f(b) }
