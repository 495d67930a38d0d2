package wire_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// FuzzAnswerRoundTrip stuffs lines as a server does and reads them back: every
// byte comes through, and what follows the answer is still there.
func FuzzAnswerRoundTrip(f *testing.F) {
	for _, seed := range []string{"", "a", ".", "..", "a\n.\nb", "a\r.\r\n", ".\n", "\r", strings.Repeat("x", 70_000)} {
		f.Add([]byte(seed), uint8(3))
	}
	f.Fuzz(func(t *testing.T, content []byte, chunk uint8) {
		content = append(content, "\r\n"...)
		stuffed := strings.ReplaceAll("\r\n"+string(content), "\r\n.", "\r\n..")[2:]
		got, rest := readAnswer(t, stuffed+".\r\n+OK next\r\n", int(chunk))
		if !bytes.Equal(got, content) || rest != "next" {
			t.Errorf("%d bytes came as %d; then %q", len(content), len(got), rest)
		}
	})
}

// FuzzAnswerRaw reads any bytes as an answer and compares the end and the
// content with what RFC 1939 §3 says in one line each.
func FuzzAnswerRaw(f *testing.F) {
	for _, seed := range []string{
		".\r\n", "a\r\n.\r\nrest", "a\n.\r\n", "a\r\n.\n.\r\n", ".\r", "..\r\n.\r\n", "\r\r\n.\r\n",
	} {
		f.Add([]byte(seed), uint8(1))
	}
	f.Fuzz(func(t *testing.T, raw []byte, chunk uint8) {
		before, _, ended := strings.Cut("\r\n"+string(raw), "\r\n.\r\n")
		got, rest := readAnswer(t, string(raw), int(chunk))
		if !ended {
			if rest != "broken" {
				t.Errorf("%q has no end, and was taken for whole: %q", raw, got)
			}
			return
		}
		want := strings.ReplaceAll(before+"\r\n", "\r\n.", "\r\n")[2:]
		if string(got) != want {
			t.Errorf("%q came as %q, want %q", raw, got, want)
		}
	})
}

// readAnswer returns the answer that raw begins with, and the words of the
// status line behind it, or "broken" when the answer did not end.
func readAnswer(t *testing.T, raw string, chunk int) (answer []byte, next string) {
	conn, _ := open(t, preamble+"+OK\r\n"+raw, chunk)
	lib := library(t, conn)
	send(t, lib, "RETR 1")
	status(t, lib, conn, true)
	answer, err := io.ReadAll(conn.Answer(1 << 30))
	if err != nil {
		return answer, "broken"
	}
	words, err := lib.ReadOne()
	if err != nil {
		return answer, ""
	}
	return answer, string(words)
}
