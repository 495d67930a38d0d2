package dial_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

func TestMask(t *testing.T) {
	const leftOut = "the server's words are left out"
	for _, c := range []struct {
		name, password, words, want string
	}{
		{"nothing to hide", "s3cret", "no such user", "no such user"},
		{"as it is", "s3cret", "not s3cret, ada", "not ***, ada"},
		{"more than once", "s3cret", "s3cret s3cret", "*** ***"},
		{"in another case", "s3cret", "PASS S3CRET", "PASS ***"},
		{"quoted", `a"b\c`, `LOGIN "ada" "a\"b\\c"`, `LOGIN "ada" "***"`},
		{"PLAIN", "s3cret", "PLAIN AGFkYQBzM2NyZXQ= ?", "PLAIN *** ?"},
		{"PLAIN without padding", "s3cret", "PLAIN AGFkYQBzM2NyZXQ", "PLAIN ***"},
		{"LOGIN", "s3cret1", "czNjcmV0MQ==", "***"},
		{"LOGIN without padding", "abcd", "YWJjZA", "***"},
		{"an echo that breaks off", "s3cret", "PLAIN AGFkYQBzM2...", "PLAIN ***..."},
		{"too little for an echo", "secret horses", "the correct", "the correct"},
		{"occurrences that overlap", "abab", "xabababx", "x***x"},
		{"one form inside of another", "AGFk", "PLAIN AGFkYQBBR0Zr AGFk", "PLAIN *** ***"},
		{"an answer of two lines", "s3cret", "not s3c\nret, ada", "not ***, ada"},
		{"a line that ends like a beginning", "s3cret", "not s3c\nat all", "not s3c\nat all"},
		{"bytes that are no text", "\xff\xfes3\x80", "a\xff\xfes3\x80\xffb", "a***\xffb"},
		{"spaces at its end", "s3cret ", "PASS s3cret", "PASS ***"},
		{"four bytes", "wxyz", "a wxyz b", "a *** b"},
		{"three bytes", "xyz", "no", leftOut},
		{"three bytes and a space", "xyz ", "no xyz", leftOut},
		{"no words", "xyz", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn, _ := piped(t, inClear(1))
			if got := conn.Mask(c.words); got != c.words {
				t.Errorf("before the login %q became %q", c.words, got)
			}
			conn.Hide("ada", c.password)
			if got := conn.Mask(c.words); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestTraceHides: what is hidden is not in the lines of the server from the login
// on; those of this side stay readable, whatever the password is.
func TestTraceHides(t *testing.T) {
	t.Parallel()
	const leftOut = "the server's words are left out"
	for _, c := range []struct {
		name, password string
		said, want     []string
	}{
		{"no password yet", "", []string{"-ERR s3cret"}, []string{"-ERR s3cret"}},
		{"at once", "s3cret", []string{"-ERR PASS s3cret"}, []string{"-ERR PASS ***"}},
		{"later", "s3cret", []string{"+OK", "-ERR not s3cret"}, []string{"+OK", "-ERR not ***"}},
		{"a short one", "abc", []string{"-ERR PASS abc", "+OK"}, []string{leftOut, leftOut}},
		{"over two lines", "secret horses", []string{"-ERR secr", "et horses, no"}, []string{"-ERR ***", "***, no"}},
		{"a byte, and the rest", "s3cret", []string{"-ERR s", "3cret"}, []string{"-ERR s", "***"}},
		{"the rest behind a code", "s3cretive", []string{"535-s3cre", "535 tive"}, []string{"535-***", "535 ***"}},
		{
			"over three lines", "secret horses",
			[]string{"-ERR secr", "et hor", "ses, no"},
			[]string{"-ERR ***", "***", "ses, no"}, // three bytes of it are no secret
		},
		{"in base64", "s3cret", []string{"- AGFkYQBz", "M2NyZXQ= ?"}, []string{"- ***", "*** ?"}},
		{"not gone on with", "s3cret", []string{"sorry, s3c", "is not it"}, []string{"sorry, s3c", "is not it"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var trace []string
			opts := inClear(1)
			opts.Trace = func(line mail.Text) { trace = append(trace, line.String()) }
			conn, theirs := piped(t, opts)
			go func() { _, _ = theirs.Write([]byte(strings.Join(c.said, "\r\n") + "\r\n")) }()
			if c.password != "" {
				conn.Hide("ada", c.password)
			}
			conn.TraceSent([]byte("PASS ***"))
			want := []string{"C: PASS ***"}
			for _, line := range c.want {
				if _, err := conn.ReadLine(100); err != nil {
					t.Fatal(err)
				}
				want = append(want, "S: "+line)
			}
			if !slices.Equal(trace, want) {
				t.Errorf("the trace is %q", trace)
			}
		})
	}
}
