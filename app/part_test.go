package app

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

// nested is a message with a file and an attached message that has a file, too.
const nested = "Subject: outer\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain\r\n\r\nHello Ada\r\n" +
	"--b\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n" +
	"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--b--\r\n"

const inner = "Subject: inner\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n" +
	"--c\r\nContent-Type: text/plain\r\n\r\nHello Grace\r\n" +
	"--c\r\nContent-Type: text/x-diff; name=fix.diff\r\nContent-Transfer-Encoding: base64\r\n\r\nZGlmZg==\r\n" +
	"--c--\r\n"

// keptInParts stores nested as a large message is kept, with some more sections.
func keptInParts(t *testing.T, m *Mail, sections map[string]string) mail.LocalID {
	t.Helper()
	id := add(t, m, place(t, m, "home", ""), 2)
	write(t, m, func(tx *cache.Tx) error {
		err := errors.Join(
			tx.SetParts(id, []mail.Part{
				{Number: "", Type: "multipart/mixed"},
				{Number: "1", Type: "text/plain", Size: 9},
				{Number: "2", Type: "application/pdf", Encoding: "base64", FileName: mail.Line("plan.pdf"), Size: 8},
				{Number: "3", Type: "message/rfc822", Size: int64(len(inner))},
				{Number: "4", Type: "no\r\nX: type", Encoding: "8bit\r\nX: y", Size: 8},
			}, true),
			tx.PutBody(id, "1", cache.Compress([]byte("Hello Ada"))),
			tx.SetReadable(id, mail.Line("Hello Ada")))
		for section, content := range sections {
			err = errors.Join(err, tx.PutBody(id, section, cache.Compress([]byte(content))))
		}
		return err
	})
	return id
}

func readPart(t *testing.T, m *Mail, id mail.LocalID, part string) (string, error) {
	t.Helper()
	r, err := m.Part(t.Context(), id, part)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), errors.Join(err, r.Close())
}

func TestPart(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	whole := add(t, m, place(t, m, "home", ""), 1)
	write(t, m, func(tx *cache.Tx) error {
		return errors.Join(tx.PutBody(whole, "", cache.Compress([]byte(nested))), tx.SetReadable(whole, mail.Text{}))
	})
	parts := keptInParts(t, m, map[string]string{"2": "aGVsbG8=", "3": inner, "4": "as it is"})
	for _, id := range []mail.LocalID{whole, parts} {
		for part, want := range map[string]string{"1": "Hello Ada", "2": "hello", "3": inner, "3.1": "Hello Grace", "3.2": "diff"} {
			if got, err := readPart(t, m, id, part); err != nil || got != want {
				t.Errorf("part %s of %s is %q, %v", part, id, got, err)
			}
		}
		for _, part := range []string{"9", "3.9", "1.1", "2#1", "x", "2#"} {
			_, err := readPart(t, m, id, part)
			wantCause(t, err, mail.NotFound)
		}
		msg, err := m.Embedded(t.Context(), id, "3")
		if err != nil || msg.Header.Subject.String() != "inner" || len(msg.Attachments()) != 1 {
			t.Errorf("the attached message is %+v, %v", msg, err)
		}
	}
	if got, err := readPart(t, m, parts, "4"); err != nil || got != "as it is" {
		t.Errorf("what has no type is %q, %v", got, err)
	}
	_, err := readPart(t, m, 4711, "1")
	wantCause(t, err, mail.NotFound)
	r, err := m.Part(t.Context(), whole, "3") // closed before its end
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func TestWantPart(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := keptInParts(t, m, nil)
	ctx := t.Context()
	for part, section := range map[string]string{"2": "2", "3": "3", "3.2": "3", "2#7": "2", "": ""} {
		_, err := readPart(t, m, id, part)
		if part != "" {
			wantCause(t, err, mail.NotCached)
		}
		if err := m.WantPart(ctx, id, part); err != nil {
			t.Fatal(err)
		}
		list, err := m.Wants(ctx, id)
		if err != nil || !slices.ContainsFunc(list, func(w mail.PartWant) bool { return w.Part == section }) {
			t.Errorf("part %q: %+v, %v", part, list, err)
		}
	}
	wantCause(t, m.WantPart(ctx, id, "9"), mail.NotFound)
	wantCause(t, m.WantPart(ctx, 4711, ""), mail.NotFound)
	list, err := m.Wants(ctx, id)
	if err != nil || len(list) != 3 || list[1] != (mail.PartWant{Part: "2", Size: 8}) || list[0].Size != int64(len(sample)) {
		t.Errorf("wanted %+v, %v", list, err)
	}
	why := mail.Problem{Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotOnServer}
	write(t, m, func(tx *cache.Tx) error { return tx.FailWant(id, "2", why, time.Unix(0, 0)) })
	_, err = readPart(t, m, id, "2")
	wantCause(t, err, mail.NotOnServer)

	unread := add(t, m, place(t, m, "home", ""), 3) // nobody knows its parts: its text comes first
	if err := m.WantPart(ctx, unread, "2"); err != nil {
		t.Fatal(err)
	}
	if err := m.store.Read(ctx, func(tx *cache.ReadTx) error {
		waits, err := tx.Waits(cache.Wanted{Message: unread, Section: mail.Readable})
		if !waits {
			t.Error("its text is not wanted")
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// TestOpeningReadsFourRows: a message of 8 kB costs its body and few rows besides,
// with all that a reader is told beside its text.
func TestOpeningReadsFourRows(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	var ids []mail.LocalID
	for n := range 20 {
		id := add(t, m, place(t, m, "home", ""), n)
		body := strings.Replace(sample, "Hello Ada", strings.Repeat("Hello Ada\r\n", 8000/11), 1)
		write(t, m, func(tx *cache.Tx) error {
			return errors.Join(tx.PutBody(id, "", cache.Compress([]byte(body))), tx.SetReadable(id, mail.Text{}))
		})
		ids = append(ids, id)
	}
	a := &App{Mail: m, now: time.Now}
	if err := errors.Join(a.TrustAuthserv(t.Context(), "work", "mx.work.example", true),
		a.SetSender(t.Context(), "grace@navy.example", mail.SenderView{Form: mail.PlainText})); err != nil {
		t.Fatal(err)
	}
	for _, account := range []mail.AccountID{"home-id", "work"} { // who was not asked about a server, and who was
		rows := int64(0)
		for _, id := range ids[6:8] { // what is found out for the first one holds for the others
			before := m.store.RowsRead()
			msg, err := a.Message(t.Context(), id)
			if err != nil || len(msg.Bodies(message.Plain)) != 1 || len(msg.Bodies(message.Plain)[0].Text) < 7900 {
				t.Fatalf("got %+v, %v", msg, err)
			}
			_, err = a.Warnings(t.Context(), msg)
			_, err2 := a.Wants(t.Context(), id)
			_, _, err3 := a.Authserv(t.Context(), account)
			_, err4 := a.Sender(t.Context(), msg.Header.From[0].Addr.String(), mail.Anchor{Received: time.Now(), ID: id})
			if err := errors.Join(err, err2, err3, err4); err != nil {
				t.Fatal(err)
			}
			rows = m.store.RowsRead() - before
		}
		if rows < 1 || rows > 4 {
			t.Errorf("%d rows were read", rows)
		}
		t.Logf("%d rows", rows)
	}
}

// TestPackedPart: a file that is written into a text is a part like any other,
// whether the message is here whole or not.
func TestPackedPart(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	const text = "Hello Ada\r\nbegin 644 note.txt\r\n,:&5L;&\\L(&9I;&5S\r\n`\r\nend\r\nGrace\r\n"
	whole := add(t, m, place(t, m, "home", ""), 1)
	parts := add(t, m, place(t, m, "home", ""), 2)
	write(t, m, func(tx *cache.Tx) error {
		return errors.Join(
			tx.PutBody(whole, "", cache.Compress([]byte("Subject: x\r\n\r\n"+text))), tx.SetReadable(whole, mail.Text{}),
			tx.SetParts(parts, []mail.Part{{Number: "1", Type: "text/plain", Size: int64(len(text))}}, true),
			tx.PutBody(parts, "1", cache.Compress([]byte(text))), tx.SetReadable(parts, mail.Text{}))
	})
	for _, id := range []mail.LocalID{whole, parts} {
		msg, err := m.Message(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		list, err := m.Attachments(t.Context(), id, msg)
		if err != nil || len(list) != 1 || list[0].Part.Number != "1#1" || list[0].Name.String() != "note.txt" ||
			!list[0].Here || list[0].Size != 12 || len(list[0].Hash) != 32 {
			t.Fatalf("attachments %+v, %v", list, err)
		}
		if got, err := readPart(t, m, id, "1#1"); err != nil || got != "hello, files" {
			t.Errorf("it is %q, %v", got, err)
		}
	}
}

// TestPartsAreHashedInOnePass: a message with many files is not read once for
// each of them.
func TestPartsAreHashedInOnePass(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := add(t, m, place(t, m, "home", ""), 1)
	body := "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	for range 200 {
		body += "--b\r\nContent-Type: application/pdf\r\n\r\n" + strings.Repeat("line\r\n", 1000)
	}
	write(t, m, func(tx *cache.Tx) error {
		return errors.Join(tx.PutBody(id, "", cache.Compress([]byte(body))), tx.SetReadable(id, mail.Text{}))
	})
	msg, err := m.Message(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	before := m.store.RowsRead()
	list, err := m.Attachments(t.Context(), id, msg)
	if err != nil || len(list) != 200 || list[199].Size != 6000 && list[199].Size != 5998 {
		t.Fatalf("%d attachments, the last %+v, %v", len(list), list[len(list)-1], err)
	}
	if rows, chunks := m.store.RowsRead()-before, int64(len(body)>>18)+1; rows > chunks+2 {
		t.Errorf("%d rows were read of a message of %d", rows, chunks)
	}
}

// TestFilesInOnePass: the files that are packed in a text, and the pictures of a
// message, are not worth a reading of it each, whether they are listed, saved or
// shown, and whether the message is here whole or in parts.
func TestFilesInOnePass(t *testing.T) {
	const n = 100
	m := openWriter(t).Mail
	a := &App{Mail: m, decoding: make(chan struct{}, 1)}
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "begin 644 f%d.bin\r\n%s`\r\nend\r\n", i, strings.Repeat("M"+strings.Repeat("0", 60)+"\r\n", 400))
	}
	images := "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	picture := base64.StdEncoding.EncodeToString(dot(t, 1000)) + strings.Repeat("\r\n", 10_000)
	for range n {
		images += "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + picture
	}
	whole := keep(t, m, place(t, m, "home", ""), 1, "Subject: x\r\n\r\n"+text.String())
	parts := add(t, m, place(t, m, "home", ""), 2)
	write(t, m, func(tx *cache.Tx) error {
		return errors.Join(
			tx.SetParts(parts, []mail.Part{{Number: "1", Type: "text/plain", Size: int64(text.Len())}}, true),
			tx.PutBody(parts, "1", cache.Compress([]byte(text.String()))), tx.SetReadable(parts, mail.Text{}))
	})
	shown := keep(t, m, place(t, m, "home", ""), 3, images)
	saved := func(id mail.LocalID) int { return len(saved(t, m, id, nil, t.TempDir())) }
	listed := func(id mail.LocalID) int {
		msg, err := m.Message(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		list, err := m.Attachments(t.Context(), id, msg)
		if err != nil {
			t.Error(err)
		}
		return len(slices.DeleteFunc(list, func(a Attachment) bool { return !a.Here || a.Size != 400*45 || a.Hash == nil }))
	}
	for _, tt := range []struct {
		name string
		id   mail.LocalID
		size int
		do   func(mail.LocalID) int
	}{
		{"list", whole, text.Len(), listed},
		{"save", whole, text.Len(), saved},
		{"list what is in parts", parts, text.Len(), listed},
		{"save what is in parts", parts, text.Len(), saved},
		{"pictures", shown, len(images), func(id mail.LocalID) int {
			list, err := a.Pictures(t.Context(), id, false)
			if err != nil {
				t.Error(err)
			}
			return len(list)
		}},
		{"page", shown, len(images), func(id mail.LocalID) int {
			_, _, err := m.page(t.Context(), id, false)
			if err != nil {
				t.Error(err)
			}
			return n
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := m.store.RowsRead()
			if got := tt.do(tt.id); got != n {
				t.Errorf("%d of %d are right", got, n)
			}
			// The message is read to be parsed, and once more for all of the files.
			if rows, chunks := m.store.RowsRead()-before, int64(tt.size>>18)+1; rows > 2*chunks+20 {
				t.Errorf("%d rows were read of a message of %d", rows, chunks)
			}
		})
	}
}

// TestSaveEach: a part that is not here keeps no other from being saved.
func TestSaveEach(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := keptInParts(t, m, map[string]string{"3": inner})
	dir := t.TempDir()
	list, err := m.SaveEach(t.Context(), id, []string{"3", "2", "3.2", "9", "3.7", "3", "4"}, dir)
	if err != nil || len(list) != 6 {
		t.Fatalf("got %+v, %v", list, err)
	}
	for i, want := range []struct {
		path  string
		cause mail.Cause
	}{
		{"inner.eml", 0}, {"", mail.NotCached}, {"fix.diff", 0}, {"", mail.NotFound}, {"", mail.NotFound}, {"", mail.NotCached},
	} {
		s := list[i]
		wantEnd(t, s.Err, want.cause)
		if want.path != "" && s.Path != filepath.Join(dir, want.path) || want.path == "" && s.Path != "" {
			t.Errorf("part %s is at %q, want %q", s.Part, s.Path, want.path)
		}
	}
	if content, err := os.ReadFile(list[0].Path); err != nil || string(content) != inner {
		t.Errorf("the attached message is %q, %v", content, err)
	}
}

// TestPartForAnotherProcess: a client that only follows gets what it asks for from
// the one that runs the engine.
func TestPartForAnotherProcess(t *testing.T) {
	t.Parallel()
	s := backendtest.Dovecot(t)
	file := strings.Repeat(strings.Repeat("QUJD", 19)+"\r\n", 300<<10/78)
	s.Deliver(t, "ada", "INBOX", []byte(strings.Replace(sample, "aGVsbG8=\r\n", file, 1)))
	dirs := config.Inside(t.TempDir())
	if err := config.SaveAccount(dirs, config.Account{
		Name: "home", Email: "ada@home.example", Protocol: config.IMAP,
		Server: config.Server{Host: s.Host, Port: s.IMAPS, TLS: config.ImplicitTLS, CAFile: s.CAFile},
		Auth:   config.Auth{User: "ada", PasswordCommand: []string{"printf", "%s", backendtest.Password}},
	}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dirs.Config, "config.toml"), []byte("[sync]\noffline_days = 10000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := openApp(t, dirs)
	first.Start(t.Context())
	var row Row
	waitUntil(t, first, func() bool {
		row = Row{}
		err := first.Rows(t.Context(), 0, 1, func(r Row) error { row = r; return nil })
		return err == nil && row.Cached
	})
	second := openApp(t, dirs)
	second.Start(t.Context())
	_, err := readPart(t, second.Mail, row.ID, "2")
	wantCause(t, err, mail.NotCached)
	if err := errors.Join(
		second.WantPart(t.Context(), row.ID, ""), second.CancelPart(t.Context(), row.ID, ""),
		second.WantPart(t.Context(), row.ID, "2"),
	); err != nil {
		t.Fatal(err)
	}
	var got string
	waitUntil(t, second, func() bool {
		got, err = readPart(t, second.Mail, row.ID, "2")
		return err == nil
	})
	if want := strings.Repeat("ABC", len(file)/78*19); got != want {
		t.Errorf("it has %d bytes, want %d", len(got), len(want))
	}
	wantCause(t, second.CancelPart(t.Context(), row.ID, "9"), mail.NotFound)
	wantCause(t, second.WantPart(t.Context(), row.ID, "9"), mail.NotFound)
}
