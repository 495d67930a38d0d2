package backend_test

import (
	"crypto/sha256"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mailtui/mailtui/backend"
)

func TestSplitHeader(t *testing.T) {
	for _, c := range []struct{ name, message, header, tail string }{
		{"crlf", "A: 1\r\nB: 2\r\n\r\nbody\r\n", "A: 1\r\nB: 2\r\n", "body\r\n"},
		{"lf", "A: 1\n\nbody\n", "A: 1\n", "body\n"},
		{"no body", "A: 1\r\n\r\n", "A: 1\r\n", ""},
		{"no empty line", "A: 1\r\nB: 2\r\n", "A: 1\r\nB: 2\r\n", ""},
		{"no line end", "A: 1", "A: 1", ""},
		{"no header", "\r\nbody", "", "body"},
		{"a lone CR is no line end", "A: 1\r\r\n\r\nx", "A: 1\r\r\n", "x"},
		{"empty", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			header, tail := backend.SplitHeader([]byte(c.message))
			if string(header) != c.header || string(tail) != c.tail {
				t.Errorf("got %q and %q, want %q and %q", header, tail, c.header, c.tail)
			}
		})
	}
}

func TestCoreHashLeavesOutWhatServersAdd(t *testing.T) {
	plain := "Subject: x\r\nX-Status-Of: y\r\n\r\nStatus: body\r\n"
	long := "X-Keywords: " + strings.Repeat("k", 10_000) + "\r\n"
	for _, c := range []struct {
		name, message string
		equal         bool
	}{
		{"itself", plain, true},
		{"status", "Status: RO\r\n" + plain, true},
		{"any case", "X-UIDL: abc\r\nstatus: O\r\n" + plain, true},
		{"folded", "X-UIDL: abc\r\n def\r\n\tghi\r\n" + plain, true},
		{"longer than a buffer", long + plain, true},
		{"content length", "Subject: x\r\nContent-Length: 14\r\nX-Status-Of: y\r\n\r\nStatus: body\r\n", true},
		{"another field", "X-Other: 1\r\n" + plain, false},
		{"another body", plain + ".", false},
		{"body lines count", strings.Replace(plain, "Status: body\r\n", "", 1), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			want, err := backend.CoreHash(strings.NewReader(plain))
			if err != nil {
				t.Fatal(err)
			}
			got, err := backend.CoreHash(iotest.HalfReader(strings.NewReader(c.message)))
			if err != nil {
				t.Fatal(err)
			}
			if (got == want) != c.equal {
				t.Errorf("equal: %v, want %v", got == want, c.equal)
			}
		})
	}
}

func TestHashesOfParts(t *testing.T) {
	message := "A: 1\r\n\r\nbody\r\n"
	header, _ := backend.SplitHeader([]byte(message))
	if got, want := backend.HeaderHash(header), sha256.Sum256([]byte("A: 1\r\n")); got != want {
		t.Errorf("header hash %x, want %x", got, want)
	}
	tail, err := backend.TailHash(strings.NewReader(message))
	if want := sha256.Sum256([]byte("body\r\n")); err != nil || tail != want {
		t.Errorf("tail hash %x, %v, want %x", tail, err, want)
	}
	core, err := backend.CoreHash(strings.NewReader(message))
	if want := sha256.Sum256([]byte(message)); err != nil || core != want {
		t.Errorf("core hash %x, %v, want that of the message, %x", core, err, want)
	}
	if _, err := backend.CoreHash(iotest.ErrReader(iotest.ErrTimeout)); err == nil {
		t.Error("a read error was swallowed")
	}
}
