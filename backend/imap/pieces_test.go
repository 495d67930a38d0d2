package imap_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/mail"
)

const (
	letters = "abcdefghijklmnopqrstuvwxyz"
	only    = mail.RemoteID("0000000700000001")
)

// library is a server with one message whose part 2 has the letters, and which
// answers pieces as it is told.
type library struct {
	*fake
	asked []string // the pieces: "0+10", or "all"
}

var partial = regexp.MustCompile(`BODY\.PEEK\[2\](?:<(\d+)\.(\d+)>)?`)

// newLibrary returns a server that answers as answer says; n counts the
// questions from 1, off and size are what is asked for, size 0 is all.
func newLibrary(answer func(n, off, size int) string) *library {
	l := &library{fake: newFake(1)}
	l.hooks["FETCH"] = func(args string) string {
		m := partial.FindStringSubmatch(args)
		if m == nil {
			return ""
		}
		off, _ := strconv.Atoi(m[1])
		size, _ := strconv.Atoi(m[2])
		if size == 0 {
			l.asked = append(l.asked, "all")
		} else {
			l.asked = append(l.asked, fmt.Sprintf("%d+%d", off, size))
		}
		return answer(len(l.asked), off, size)
	}
	return l
}

// piece answers as RFC 9051 §6.4.5 says.
func piece(_, off, size int) string {
	if size == 0 {
		return told("", letters)
	}
	return told(fmt.Sprintf("<%d>", off), cut(letters, off, size))
}

func cut(s string, off, size int) string {
	s = s[min(off, len(s)):]
	return s[:min(size, len(s))]
}

// told is an answer with content.
func told(origin, content string) string {
	return fmt.Sprintf("* 1 FETCH (UID 1 BODY[2]%s {%d}\r\n%s)\r\n<tag> OK done\r\n", origin, len(content), content)
}

const flagsOnly = "* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n"

// TestFetchInPieces reads 26 letters in pieces of 10.
func TestFetchInPieces(t *testing.T) {
	for _, tt := range []struct {
		name   string
		size   int64 // as told
		answer func(n, off, size int) string
		want   string
		kind   mail.Kind // of the error where nothing is wanted
	}{
		{"as it should be", 26, piece, "0+10 10+10 20+10", 0},
		{"below a piece", 10, piece, "all", 0},
		{"of unknown size", 0, piece, "all", 0},
		{"smaller than told", 1000, piece, "0+10 10+10 20+10 26+10", 0},
		{"larger than told", 11, piece, "0+10 10+10 20+10 26+10", 0},
		{"shorter pieces than asked for", 26, func(n, off, size int) string {
			return piece(n, off, min(size, 7))
		}, "0+10 7+10 14+10 21+10", 0},
		{"pieces are not known", 26, func(int, int, int) string { return told("", letters) }, "0+10", 0},
		{"all is a piece", 26, func(int, int, int) string { return told("<0>", letters) }, "0+10", 0},
		{"always the beginning", 26, func(n, _, size int) string {
			return piece(n, 0, size)
		}, "0+10 10+10 all", 0},
		{"no origin", 26, func(_, off, size int) string {
			if size == 0 {
				return told("", letters)
			}
			return told("", cut(letters, off, size))
		}, "0+10 all", 0},
		{"pieces from elsewhere", 26, func(n, off, size int) string {
			return piece(n, off+min(size, 3), size)
		}, "0+10 all", 0},
		{"pieces are refused", 26, func(n, off, size int) string {
			if size > 0 {
				return "<tag> BAD what?\r\n"
			}
			return piece(n, off, size)
		}, "0+10 all", 0},
		{"a later piece is refused", 26, func(n, off, size int) string {
			if off > 0 {
				return "<tag> NO not now\r\n"
			}
			return piece(n, off, size)
		}, "0+10 10+10 all", 0},
		{"beyond the end is NIL", 30, func(n, off, size int) string {
			if off >= len(letters) {
				return "* 1 FETCH (UID 1 BODY[2]<26> NIL)\r\n<tag> OK done\r\n"
			}
			return piece(n, off, size)
		}, "0+10 10+10 20+10 26+10", 0},
		{"flags instead of a piece", 26, func(n, off, size int) string {
			if n == 2 {
				return flagsOnly + piece(n, off, size)
			}
			return piece(n, off, size)
		}, "0+10 10+10 10+10 20+10", 0},
		{"flags with a piece", 26, func(n, off, size int) string {
			return strings.Replace(piece(n, off, size), "BODY", "FLAGS (\\Seen) BODY", 1)
		}, "0+10 10+10 20+10", 0},
		{"another part first", 26, func(n, off, size int) string {
			return strings.Replace(piece(n, off, size), "BODY", "BODY[1] {3}\r\nxyz BODY", 1)
		}, "0+10 10+10 20+10", 0},
		{"others are expunged", 26, func(n, off, size int) string {
			return "* 3 EXPUNGE\r\n* 2 EXISTS\r\n" + piece(n, off, size)
		}, "0+10 10+10 20+10", 0},
		{"the message is expunged", 26, func(n, off, size int) string {
			if n > 1 {
				return "<tag> OK done\r\n"
			}
			return "* 1 EXPUNGE\r\n" + piece(n, off, size)
		}, "", mail.Gone},
		{"the message is expunged, with words", 26, func(n, off, size int) string {
			if n > 1 {
				return "<tag> NO [EXPUNGEISSUED] gone\r\n"
			}
			return piece(n, off, size)
		}, "", mail.Gone},
		{"the mailbox is made anew", 26, func(n, off, size int) string {
			if n == 2 {
				return "* OK [UIDVALIDITY 8] other mail\r\n" + piece(n, off, size)
			}
			return piece(n, off, size)
		}, "", mail.Gone},
		{"no such part", 26, func(int, int, int) string {
			return "* 1 FETCH (UID 1 BODY[2] NIL)\r\n<tag> OK done\r\n"
		}, "", mail.Gone},
		{"everything is refused", 26, func(int, int, int) string { return "<tag> NO no\r\n" }, "", mail.Rejected},
		{"nonsense for ever", 26, func(int, int, int) string { return told("<99>", "xyz") }, "", mail.Rejected},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLibrary(tt.answer)
			b := connected(t, l.start(t))
			b.SetPieces(10)
			r := fetchAll(t, b, []backend.Want{{ID: only, Section: "2", Size: tt.size}, {ID: only}})
			whole := r.sections[string(only)]
			if whole != l.msgs[0].text {
				t.Errorf("the next want gave %q", whole)
			}
			if tt.want == "" {
				if !backend.IsKind(r.errors[only], tt.kind) || backend.ProblemOf(r.errors[only], "").Scope != mail.ScopeMessage {
					t.Errorf("got %v", r.errors)
				}
				return
			}
			if got := r.sections[string(only)+" 2"]; got != letters || len(r.errors) > 0 {
				t.Errorf("got %q, %v", got, r.errors)
			}
			if got := strings.Join(l.asked, " "); got != tt.want {
				t.Errorf("asked for %s, want %s", got, tt.want)
			}
		})
	}
}

// TestFetchHearsBetweenPieces: a server that speaks only when it is asked to is
// heard too, in no more turns.
func TestFetchHearsBetweenPieces(t *testing.T) {
	l := newLibrary(piece)
	l.hooks["NOOP"] = func(string) string { return "* 2 EXISTS\r\n<tag> OK done\r\n" }
	b := connected(t, l.start(t))
	b.SetPieces(10)
	var heard []bool
	turns := b.Turns()
	err := b.Fetch(t.Context(), "INBOX", []backend.Want{{ID: only, Section: "2", Size: 26}}, func(item backend.Item) error {
		for buf := make([]byte, 1); ; {
			n, err := item.Body.Read(buf)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil || n != 1 {
				return fmt.Errorf("%d bytes: %w", n, err)
			}
			if buf[0] == 'a' || buf[0] == 'z' {
				heard = append(heard, b.Heard())
			}
		}
	})
	if err != nil || !slices.Equal(heard, []bool{false, true}) || b.Heard() {
		t.Errorf("heard %v, %v", heard, err)
	}
	if n := b.Turns() - turns; n != 1+3 {
		t.Errorf("%d turns", n)
	}
}

// TestFetchThatEndsEarlyKeepsItsConnection: nobody waits any more, and the piece
// that is under way is short.
func TestFetchThatEndsEarlyKeepsItsConnection(t *testing.T) {
	errEnough := errors.New("enough")
	for _, tt := range []struct {
		name string
		sink func(cancel func(), body io.Reader) error
	}{
		{"cancelled, and sink reads on", func(cancel func(), body io.Reader) error {
			cancel()
			_, err := io.ReadAll(body)
			return err
		}},
		{"cancelled, and sink returns", func(cancel func(), _ io.Reader) error {
			cancel()
			return errEnough
		}},
		{"sink has enough", func(func(), io.Reader) error { return errEnough }},
		{"sink skips it", func(func(), io.Reader) error { return nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLibrary(piece)
			b := connected(t, l.start(t))
			b.SetPieces(10)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := b.Fetch(ctx, "INBOX", []backend.Want{{ID: only, Section: "2", Size: 26}}, func(item backend.Item) error {
				if _, err := io.CopyN(io.Discard, item.Body, 12); err != nil {
					return err
				}
				return tt.sink(cancel, item.Body)
			})
			if strings.HasPrefix(tt.name, "cancelled, and sink reads") {
				if !errors.Is(err, context.Canceled) || !backend.IsKind(err, mail.Temporary) {
					t.Errorf("got %v", err)
				}
			} else if tt.name != "sink skips it" && !errors.Is(err, errEnough) {
				t.Errorf("got %v", err)
			}
			if got := strings.Join(l.asked, " "); got != "0+10 10+10" {
				t.Errorf("asked for %s", got)
			}
			turns := b.Turns()
			if r := fetchAll(t, b, []backend.Want{{ID: only}}); len(r.sections) != 1 {
				t.Errorf("afterwards: %v", r)
			}
			if n := b.Turns() - turns; n != 1 { // no SELECT: the connection is the same
				t.Errorf("%d turns afterwards", n)
			}
		})
	}
}

// TestFetchNeverTakesACutPieceForTheEnd: whatever ends a connection, a part that
// did not come whole is none.
func TestFetchNeverTakesACutPieceForTheEnd(t *testing.T) {
	errUnread := errors.New("sink was not asked")
	for _, tt := range []struct {
		name   string
		answer string
	}{
		{"in a piece", "* BYE\r\n* 1 FETCH (UID 1 BODY[2]<10> {10}\r\nklm"},
		{"between pieces", "* BYE\r\n"},
		{"after a piece", "* BYE\r\n* 1 FETCH (UID 1 BODY[2]<10> {10}\r\nklmnopqrst)\r\n"},
	} {
		for _, step := range []int64{10, 100} {
			t.Run(fmt.Sprintf("%s of %d", tt.name, step), func(t *testing.T) {
				l := newLibrary(func(n, off, size int) string {
					switch {
					case size == 0:
						return strings.ReplaceAll(tt.answer, "<10>", "")
					case n > 1:
						return tt.answer
					default:
						return piece(n, off, size)
					}
				})
				b := connected(t, l.start(t))
				b.SetPieces(step)
				read := errUnread
				err := b.Fetch(t.Context(), "INBOX", []backend.Want{{ID: only, Section: "2", Size: 26}}, func(item backend.Item) error {
					_, read = io.ReadAll(item.Body)
					return read
				})
				if p := backend.ProblemOf(err, ""); p.Kind != mail.Temporary || p.Cause != mail.Closed {
					t.Errorf("got %v", err)
				}
				if read == nil && (step != 100 || tt.name != "after a piece") {
					t.Error("sink has met no error")
				}
			})
		}
	}
}

// TestFetchInPiecesOnDovecot reads large parts byte for byte.
func TestFetchInPiecesOnDovecot(t *testing.T) {
	s := backendtest.Dovecot(t)
	b := connected(t, secure(s))
	large := mixed("Hello there.", 3<<20)
	signed := []byte(strings.Replace(string(large), "multipart/mixed", "multipart/signed", 1))
	long := []byte("Subject: long\r\n\r\n" + strings.Repeat("0123456789abcdef\r\n", 100_000))
	ids := synced(t, s, b, large, signed, long)
	_, file, _ := strings.Cut(string(large), "filename*1=\".pdf\"\r\n\r\n")
	file, _, _ = strings.Cut(file, "\r\n--outer")
	for _, tt := range []struct {
		name  string
		want  backend.Want
		text  string
		turns int64
	}{
		{"a part below a piece", backend.Want{ID: ids[0], Section: "1", Size: 1 << 20}, "", 1},
		{"a part", backend.Want{ID: ids[0], Section: "2", Size: int64(len(file))}, file, 3},
		{"a part, of unknown size", backend.Want{ID: ids[0], Section: "2"}, file, 1},
		{"a whole message", backend.Want{ID: ids[0], Size: int64(len(large))}, string(large), 4},
		{"a signed one to be read", backend.Want{ID: ids[1], Section: backend.Readable, Size: int64(len(signed))}, string(signed), 5},
		{"a long text to be read", backend.Want{ID: ids[2], Section: backend.Readable, Size: int64(len(long))}, string(long[17:]), 3},
	} {
		b.SetPieces(1 << 20)
		turns := b.Turns()
		r := fetchAll(t, b, []backend.Want{tt.want})
		if n := b.Turns() - turns; n != tt.turns {
			t.Errorf("%s: %d turns, want %d", tt.name, n, tt.turns)
		}
		found := tt.text == ""
		for _, content := range r.sections {
			found = found || content == tt.text
		}
		if !found || len(r.errors) > 0 {
			t.Errorf("%s: %d sections, errors %v", tt.name, len(r.sections), r.errors)
		}
	}
}

// TestPiecesTakeASecond: the size of a piece follows the line.
func TestPiecesTakeASecond(t *testing.T) {
	for _, tt := range []struct {
		name string
		n    int64
		took time.Duration
		want int64
	}{
		{"a slow line", 1 << 20, 8 * time.Second, 256 << 10},
		{"a fair line", 1 << 20, 500 * time.Millisecond, 2 << 20},
		{"a fast line", 1 << 20, 50 * time.Millisecond, 8 << 20},
		{"no time at all", 1 << 20, 0, 8 << 20},
	} {
		if got := imap.NextPiece(tt.n, tt.took); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestFetchEndsASectionWithoutEnd: more than any section has is not read.
func TestFetchEndsASectionWithoutEnd(t *testing.T) {
	l := newLibrary(func(_, off, size int) string {
		return told(fmt.Sprintf("<%d>", off), strings.Repeat("x", size))
	})
	b := connected(t, l.start(t))
	b.SetPieces(40 << 20)
	var n int64
	var failed error
	err := b.Fetch(t.Context(), "INBOX", []backend.Want{{ID: only, Section: "2", Size: 50 << 20}}, func(item backend.Item) (err error) {
		if failed = item.Err; failed == nil {
			n, err = io.Copy(io.Discard, item.Body)
		}
		return err
	})
	if p := backend.ProblemOf(failed, ""); err != nil || p.Cause != mail.TooLarge || n > 200<<20 {
		t.Errorf("%d bytes, then %v, %v", n, failed, err)
	}
}
