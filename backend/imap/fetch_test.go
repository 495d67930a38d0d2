package imap_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/mail"
)

// fetchResult is what a Fetch gave.
type fetchResult struct {
	sections  map[string]string // "id section" to content
	errors    map[mail.RemoteID]error
	structure []mail.Part
}

func fetchAll(t *testing.T, b *imap.Backend, wants []backend.Want) fetchResult {
	t.Helper()
	r := fetchResult{sections: map[string]string{}, errors: map[mail.RemoteID]error{}}
	err := b.Fetch(t.Context(), "INBOX", wants, func(item backend.Item) error {
		if item.Err != nil {
			r.errors[item.ID] = item.Err
			return nil
		}
		content, err := io.ReadAll(item.Body)
		if err != nil {
			return err
		}
		key := strings.TrimSpace(string(item.ID) + " " + item.Section)
		if _, twice := r.sections[key]; twice {
			t.Errorf("%s was given twice", key)
		}
		r.sections[key] = string(content)
		if item.Structure != nil {
			r.structure = item.Structure
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// synced delivers messages, syncs them, and returns their ids in UID order.
func synced(t *testing.T, s *backendtest.Server, b *imap.Backend, msgs ...[]byte) []mail.RemoteID {
	t.Helper()
	s.Deliver(t, user, "INBOX", msgs...)
	model := backendtest.NewModel()
	syncAll(t, b, model, "INBOX")
	return slices.Sorted(maps.Keys(model.Messages))
}

func TestFetchGivesMessagesByteForByte(t *testing.T) {
	s := backendtest.Dovecot(t)
	b := connected(t, secure(s))
	msgs := backendtest.Sample(600) // more than one command asks for
	ids := synced(t, s, b, msgs...)
	wants := []backend.Want{{ID: "0000000100000001"}, {ID: "nonsense"}, {ID: ids[0][:8] + "0000ffff"}}
	for i, id := range ids {
		w := backend.Want{ID: id}
		if i%2 == 0 {
			w.Section, w.Size = backend.Readable, int64(len(msgs[i]))
		}
		wants = append(wants, w)
	}
	r := fetchAll(t, b, wants)
	for i, id := range ids {
		if r.sections[string(id)] != string(msgs[i]) {
			t.Fatalf("%s is %q, want %q", id, r.sections[string(id)], msgs[i])
		}
	}
	if len(r.sections) != len(ids) || len(r.errors) != 3 {
		t.Errorf("%d sections, errors %v", len(r.sections), r.errors)
	}
	for id, err := range r.errors {
		if p := backend.ProblemOf(err, ""); p.Kind != mail.Gone || p.Scope != mail.ScopeMessage {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// mixed is a large message: text in two forms, and an attachment of size bytes
// with a name of RFC 2231.
func mixed(text string, size int) []byte {
	attachment := strings.Repeat(strings.Repeat("QUJD", 19)+"\r\n", size/78)
	return []byte("Subject: large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n" +
		"preamble\r\n--outer\r\nContent-Type: multipart/alternative; boundary=\"in ner\"\r\n\r\n" +
		"--in ner\r\nContent-Type: text/plain; charset=UTF-8; format=flowed; delsp=yes\r\n\r\n" + text + "\r\n" +
		"--in ner\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: QUOTED-PRINTABLE\r\n" +
		"Content-ID: <x@y>\r\n\r\n<p>html=20</p>\r\n--in ner--\r\n\r\n" +
		"--outer\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n" +
		"Content-Disposition: attachment; filename*0*=utf-8''na%C3%AFve; filename*1=\".pdf\"\r\n\r\n" +
		attachment + "--outer\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"log\x1b[2J.txt\"\r\n\r\n" +
		"a log\r\n--outer--\r\n")
}

func TestFetchReadsTheTextOfALargeMessage(t *testing.T) {
	s := backendtest.Dovecot(t)
	b := connected(t, secure(s))
	large := mixed("Hello there.", 5<<20)
	id := synced(t, s, b, large)[0]
	turns, before := b.Turns(), b.Counters().In
	r := fetchAll(t, b, []backend.Want{{ID: id, Section: backend.Readable, Size: int64(len(large))}})
	if n := b.Turns() - turns; n != 1 {
		t.Errorf("%d turns", n)
	}
	if n := b.Counters().In - before; n > 72_000 {
		t.Errorf("%d bytes were read", n)
	}
	header, _, _ := bytes.Cut(large, []byte("\r\n\r\n"))
	want := map[string]string{
		string(id) + " HEADER": string(header) + "\r\n\r\n",
		string(id) + " 1.1":    "Hello there.",
		string(id) + " 1.2":    "<p>html=20</p>",
	}
	if !maps.Equal(r.sections, want) {
		t.Errorf("got %q", r.sections)
	}
	wantParts := []mail.Part{
		{Type: "multipart/mixed"},
		{Number: "1", Type: "multipart/alternative"},
		{Number: "1.1", Type: "text/plain", Charset: "utf-8", Encoding: "7bit", Size: 12, Flowed: true, DelSp: true},
		{Number: "1.2", Type: "text/html", Charset: "us-ascii", Encoding: "quoted-printable", ContentID: "x@y", Size: 14},
		{
			Number: "2", Type: "application/pdf", Encoding: "base64", Disposition: "attachment",
			FileName: mail.Line("naïve.pdf"), Size: r.partSize("2"),
		},
		{
			Number: "3", Type: "text/plain", Encoding: "7bit", Disposition: "attachment",
			FileName: mail.Line("log\x1b[2J.txt"), Size: 5, Charset: r.part("3").Charset,
		},
	}
	if !slices.Equal(r.structure, wantParts) {
		t.Errorf("got  %+v\nwant %+v", r.structure, wantParts)
	}
	if n := r.partSize("2"); n < 5_000_000 {
		t.Errorf("the attachment has %d bytes", n)
	}
}

func (r fetchResult) part(number string) mail.Part {
	for _, p := range r.structure {
		if p.Number == number {
			return p
		}
	}
	return mail.Part{}
}

func (r fetchResult) partSize(number string) int64 { return r.part(number).Size }

func TestFetchOfOtherLargeMessages(t *testing.T) {
	long := strings.Repeat("0123456789abcdef\r\n", 12_000)
	plain := "Subject: long\r\nContent-Type: text/plain\r\n\r\n" + long
	signed := strings.Replace(string(mixed("signed", 200_000)), "multipart/mixed", "multipart/signed", 1)
	for _, tt := range []struct {
		name    string
		message string
		size    int64 // as known
		section string
		want    []string
	}{
		{"long text", plain, 1 << 20, backend.Readable, []string{"1", "HEADER"}},
		{"long text in a part", string(mixed(strings.TrimSuffix(long, "\r\n"), 0)), 1 << 20, backend.Readable, []string{"1.1", "1.2", "HEADER"}},
		{
			"a bounce", strings.Replace(string(mixed("Returned.", 1<<20)), "--outer\r\nContent-Type: application/pdf",
				"--outer\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n--outer\r\nContent-Type: application/pdf", 1),
			2 << 20, backend.Readable,
			[]string{"1.1", "1.2", "2", "HEADER"},
		},
		{"signed", signed, 1 << 20, backend.Readable, []string{""}},
		{"encrypted", strings.Replace(plain, "text/plain", "application/pkcs7-mime", 1), 1 << 20, backend.Readable, []string{""}},
		{"small, of unknown size", "Subject: small\r\n\r\nx\r\n", 0, backend.Readable, []string{""}},
		{"header beyond what is peeked", "X: " + strings.Repeat("x ", 40_000) + "\r\n\r\n" + long, 1 << 20, backend.Readable, []string{""}},
		{"a part", string(mixed("text", 100)), 0, "2", []string{"2"}},
		{"the header", plain, 0, "HEADER", []string{"HEADER"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := backendtest.Dovecot(t)
			b := connected(t, secure(s))
			id := synced(t, s, b, []byte(tt.message))[0]
			r := fetchAll(t, b, []backend.Want{{ID: id, Section: tt.section, Size: tt.size}})
			var got []string
			for key, content := range r.sections {
				section := strings.TrimPrefix(strings.TrimPrefix(key, string(id)), " ")
				got = append(got, section)
				if section == "" && content != tt.message {
					t.Errorf("%d bytes of %d", len(content), len(tt.message))
				}
				if !strings.Contains(tt.message, content) {
					t.Errorf("section %q is not in the message", section)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, tt.want) || len(r.errors) > 0 {
				t.Errorf("got sections %q, errors %v", got, r.errors)
			}
		})
	}
}

func TestFetchOfPartsThatAreNotThere(t *testing.T) {
	s := backendtest.Dovecot(t)
	b := connected(t, secure(s))
	id := synced(t, s, b, []byte("Subject: x\r\n\r\nx\r\n"))[0]
	gone := id[:8] + "0000ffff"
	for _, w := range []backend.Want{
		{ID: id, Section: "1.MIME"},
		{ID: id, Section: "0"},
		{ID: gone, Section: "1"},
		{ID: gone, Section: backend.Readable},
	} {
		if r := fetchAll(t, b, []backend.Want{w}); r.errors[w.ID] == nil || len(r.sections) > 0 {
			t.Errorf("%+v gave %q and no error", w, r.sections)
		}
	}
}

// TestFetchOfEmptyParts: an empty file is a literal of no bytes.
func TestFetchOfEmptyParts(t *testing.T) {
	s := backendtest.Dovecot(t)
	b := connected(t, secure(s))
	id := synced(t, s, b, []byte("Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"+
		"--b\r\n\r\nx\r\n--b\r\nContent-Type: image/png\r\n\r\n\r\n--b--\r\n"))[0]
	for _, w := range []backend.Want{{ID: id, Section: "2"}, {ID: id, Section: "1"}, {ID: id}} {
		r := fetchAll(t, b, []backend.Want{w})
		content, ok := r.sections[strings.TrimSpace(string(id)+" "+w.Section)]
		if !ok || (content == "") != (w.Section == "2") || len(r.errors) > 0 {
			t.Errorf("section %q is %q, errors %v", w.Section, r.sections, r.errors)
		}
	}
}

func TestFetchEndsWithSink(t *testing.T) {
	s := backendtest.Dovecot(t)
	opts := secure(s)
	opts.Dial.Grace = shortWait
	b := connected(t, opts)
	ids := synced(t, s, b, mixed("x", 8<<20), []byte("Subject: y\r\n\r\ny\r\n"))
	errSink := errors.New("enough")
	calls := 0
	err := b.Fetch(t.Context(), "INBOX", []backend.Want{{ID: ids[0]}, {ID: ids[1]}}, func(item backend.Item) error {
		calls++
		_, _ = io.CopyN(io.Discard, item.Body, 10)
		return errSink
	})
	if !errors.Is(err, errSink) || calls != 1 {
		t.Fatalf("got %v after %d calls", err, calls)
	}
	if _, err := b.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := fetchAll(t, b, []backend.Want{{ID: ids[1]}}); len(r.sections) != 1 {
		t.Errorf("afterwards: %v", r)
	}
}

func TestFetchSkipsWhatSinkLeaves(t *testing.T) {
	s := backendtest.Dovecot(t)
	b := connected(t, secure(s))
	ids := synced(t, s, b, backendtest.Sample(3)...)
	var wants []backend.Want
	for _, id := range ids {
		wants = append(wants, backend.Want{ID: id})
	}
	calls := 0
	if err := b.Fetch(t.Context(), "INBOX", wants, func(backend.Item) error {
		calls++
		return nil
	}); err != nil || calls != 3 {
		t.Errorf("%d calls, %v", calls, err)
	}
}

// TestFetchVerifiesThatABodyCame: servers may send the flags of a message in an
// answer of their own, which the library takes for the whole answer.
func TestFetchVerifiesThatABodyCame(t *testing.T) {
	for _, tt := range []struct {
		name string
		hook func(f *fake, n int, args string) string
		want int
		kind mail.Kind
	}{
		{"flags first, once", func(f *fake, n int, args string) string {
			if n > 1 {
				return ""
			}
			return "* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n" + f.fetch(args) + "<tag> OK done\r\n"
		}, 3, mail.Unknown},
		{"never", func(f *fake, _ int, args string) string { return f.without(2, args) + "<tag> OK done\r\n" }, 2, mail.Gone},
		{"refused", func(_ *fake, _ int, args string) string {
			if in(strings.Fields(args)[0], 2) {
				return "<tag> NO cannot\r\n"
			}
			return ""
		}, 2, mail.Rejected},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(1, 2, 3)
			n := 0
			f.hooks["FETCH"] = func(args string) string {
				n++
				return tt.hook(f, n, args)
			}
			b := connected(t, f.start(t))
			var wants []backend.Want
			for uid := 1; uid <= 3; uid++ {
				wants = append(wants, backend.Want{ID: mail.RemoteID(fmt.Sprintf("%08x%08x", 7, uid))})
			}
			r := fetchAll(t, b, wants)
			if len(r.sections) != tt.want {
				t.Errorf("got %q", r.sections)
			}
			for _, err := range r.errors {
				if !backend.IsKind(err, tt.kind) {
					t.Errorf("got %v", err)
				}
			}
			if len(r.sections)+len(r.errors) != 3 {
				t.Errorf("%d sections and %d errors", len(r.sections), len(r.errors))
			}
		})
	}
}

func TestFetchNeverTakesACutForTheEnd(t *testing.T) {
	f := newFake(1)
	f.hooks["FETCH"] = func(string) string { return "* BYE\r\n* 1 FETCH (UID 1 BODY[] {100}\r\nshort" }
	b := connected(t, f.start(t))
	var read error
	err := b.Fetch(t.Context(), "INBOX", []backend.Want{{ID: "0000000700000001"}}, func(item backend.Item) error {
		_, read = io.ReadAll(item.Body)
		return read
	})
	if read == nil {
		t.Error("sink has met no error")
	}
	if p := backend.ProblemOf(err, ""); p.Kind != mail.Temporary || p.Cause != mail.Closed {
		t.Errorf("got %v", err)
	}
}
