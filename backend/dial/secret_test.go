package dial_test

import (
	"slices"
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
		{"too little for an echo", "correct horse", "the correct", "the correct"},
		{"occurrences that overlap", "abab", "xabababx", "x***x"},
		{"one form inside of another", "AGFk", "PLAIN AGFkYQBBR0Zr AGFk", "PLAIN *** ***"},
		{"bytes that are no text", "\xff\xfes3\x80", "a\xff\xfes3\x80\xffb", "a***\xffb"},
		{"spaces at its end", "s3cret ", "PASS s3cret", "PASS ***"},
		{"four bytes", "wxyz", "a wxyz b", "a *** b"},
		{"three bytes", "xyz", "no", leftOut},
		{"three bytes and a space", "xyz ", "no xyz", leftOut},
		{"no words", "xyz", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn, _ := piped(t, inClear(1))
			release := conn.Hide("ada", c.password)
			if got := conn.Mask(c.words); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			release()
			if got := conn.Mask(c.words); got != c.words {
				t.Errorf("after the login %q became %q", c.words, got)
			}
		})
	}
}

// TestTraceHides: what is hidden is not in the lines of the server; those of this
// side stay readable, whatever the password is.
func TestTraceHides(t *testing.T) {
	var trace []string
	opts := inClear(1)
	opts.Trace = func(line mail.Text) { trace = append(trace, line.String()) }
	conn, theirs := piped(t, opts)
	go func() {
		_, _ = theirs.Write([]byte("-ERR PASS s3cret\r\n-ERR PASS abc\r\n-ERR s3cret\r\n"))
	}()
	for _, password := range []string{"s3cret", "abc", ""} {
		release := func() {}
		if password != "" {
			release = conn.Hide("ada", password)
		}
		conn.TraceSent([]byte("PASS ***"))
		if _, err := conn.ReadLine(100); err != nil {
			t.Fatal(err)
		}
		release()
	}
	want := []string{
		"C: PASS ***", "S: -ERR PASS ***", "C: PASS ***", "S: the server's words are left out", "C: PASS ***", "S: -ERR s3cret",
	}
	if !slices.Equal(trace, want) {
		t.Errorf("the trace is %q", trace)
	}
}
