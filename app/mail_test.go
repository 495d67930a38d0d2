package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/config"
	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const sample = "From: Grace <grace@navy.example>\r\nReply-To: other@navy.example\r\nSubject: Plan\r\n" +
	"Message-ID: <plan@navy.example>\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain\r\n\r\nHello Ada\r\n" +
	"--b\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n" +
	"--b--\r\n"

// sampleHeader is the header of the sample, as a list sync reads it.
func sampleHeader() []byte { return []byte(sample[:strings.Index(sample, "\r\n\r\n")+2]) }

// openMail opens a store with two accounts and, in each, an inbox and a folder
// "Lists/Go".
func openMail(t *testing.T) *Mail {
	t.Helper()
	m, err := OpenMail(t.Context(), config.Inside(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	write(t, m, func(tx *cache.Tx) error {
		err := tx.PutAccounts([]cache.AccountRow{
			{ID: "home-id", Label: "home", Email: "ada@home.example", Protocol: "imap"},
			{ID: "work", Label: "work", Email: "ada@work.example", Protocol: "imap", Position: 1},
		})
		for _, id := range []mail.AccountID{"home-id", "work"} {
			err = errors.Join(err, tx.PutFolders(id, []cache.FolderRow{
				{Box: "INBOX", Path: []string{"INBOX"}, Role: mail.RoleInbox},
				{Box: "Lists", Path: []string{"Lists"}, NoMail: true},
				{Box: "Lists/Go", Path: []string{"Lists", "Go"}},
				{Box: "Gesendet", Path: []string{"Gesendet"}, Role: mail.RoleSent},
			}))
		}
		return err
	})
	return m
}

func write(t *testing.T, m *Mail, fn func(*cache.Tx) error) {
	t.Helper()
	if err := m.store.Write(context.WithoutCancel(t.Context()), fn); err != nil {
		t.Fatal(err)
	}
}

// add stores the header of the sample with another number, nothing else.
func add(t *testing.T, m *Mail, folder mail.FolderID, n int) (id mail.LocalID) {
	t.Helper()
	write(t, m, func(tx *cache.Tx) (err error) {
		h := message.ParseHeader(sampleHeader())
		id, err = tx.Add(cache.NewMessage{
			Folder: folder, Received: time.Unix(int64(1_700_000_000+n), 0), Size: int64(len(sample)),
			HeaderHash: sha256.Sum256(fmt.Append(nil, folder, n)), Header: sampleHeader(), From: h.From,
			Subject: mail.Line(fmt.Sprintf("Plan %d", n)), HasAttachment: n%2 == 0, Refs: []string{fmt.Sprint(folder, n)},
		})
		return err
	})
	return id
}

func place(t *testing.T, m *Mail, account, folder string) mail.FolderID {
	t.Helper()
	id, err := m.Place(t.Context(), account, folder)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestPlace(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	folders, err := m.Folders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := map[mail.FolderID]string{0: "all inboxes"}
	for _, f := range folders {
		names[f.ID] = string(f.Account) + " " + f.Path.String()
	}
	tests := []struct{ name, account, folder, want string }{
		{"nothing named", "", "", "all inboxes"},
		{"an account by its id", "home-id", "", "home-id INBOX"},
		{"an account by its name", "home", "", "home-id INBOX"},
		{"a path", "work", "Lists/Go", "work Lists/Go"},
		{"a role", "work", "SENT", "work Gesendet"},
		{"a folder of the first account that has it", "", "Lists/Go", "home-id Lists/Go"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := names[place(t, m, tt.account, tt.folder)]; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	for _, words := range [][2]string{{"nobody", ""}, {"work", "nowhere"}} {
		_, err := m.Place(t.Context(), words[0], words[1])
		wantCause(t, err, mail.NotFound)
	}
}

func TestRowsPagesThroughAFolder(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	inbox := place(t, m, "home", "")
	const n = 3*pageSize + 7
	for i := range n {
		add(t, m, inbox, i)
	}
	for _, limit := range []int{0, 1, pageSize, pageSize + 1, n, n + 1} {
		got := 0
		err := m.Rows(t.Context(), inbox, limit, func(r Row) error {
			if want := fmt.Sprintf("Plan %d", n-1-got); r.Subject.String() != want || r.Path.String() != "INBOX" {
				t.Fatalf("row %d is %q in %q, want %q", got, r.Subject, r.Path, want)
			}
			if want := 1 - (n-1-got)%2; r.Attachments != want {
				t.Fatalf("row %d has %d attachments, want %d", got, r.Attachments, want)
			}
			got++
			return nil
		})
		want := limit
		if limit == 0 || limit > n {
			want = n
		}
		if err != nil || got != want {
			t.Errorf("limit %d: %d rows, %v", limit, got, err)
		}
	}
	if err := m.Rows(t.Context(), inbox, 0, func(Row) error { return io.ErrShortWrite }); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("an error of the output is %v", err)
	}
}

func TestRowsOfAllInboxesAreSortedTogether(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	for i := range 10 {
		add(t, m, place(t, m, []string{"home", "work"}[i%2], ""), i)
	}
	var got []string
	err := m.Rows(t.Context(), 0, 4, func(r Row) error {
		got = append(got, r.Subject.String())
		return nil
	})
	if want := "Plan 9 Plan 8 Plan 7 Plan 6"; err != nil || strings.Join(got, " ") != want {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestMessageThatIsHereWhole(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := add(t, m, place(t, m, "home", ""), 2)
	write(t, m, func(tx *cache.Tx) error { return tx.PutBody(id, "", cache.Compress([]byte(sample))) })
	msg, err := m.Message(t.Context(), id)
	if err != nil || msg.Header.Subject.String() != "Plan" || len(msg.Bodies(message.Plain)) != 1 {
		t.Fatalf("got %+v, %v", msg, err)
	}
	raw, err := m.Raw(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(raw); err != nil || string(b) != sample {
		t.Errorf("the raw bytes are %q, %v", b, err)
	}
	if err := raw.Close(); err != nil {
		t.Error(err)
	}
	if h, err := m.Header(t.Context(), id); err != nil || string(h) != string(sampleHeader()) {
		t.Errorf("the header is %q, %v", h, err)
	}
	list, err := m.Attachments(t.Context(), id, msg)
	if err != nil || len(list) != 1 {
		t.Fatalf("attachments %+v, %v", list, err)
	}
	a, hash := list[0], sha256.Sum256([]byte("hello"))
	if !a.Here || a.Size != 5 || string(a.Hash) != string(hash[:]) || a.Part.FileName.String() != "plan.pdf" {
		t.Errorf("got %+v", a)
	}
}

func TestMessageThatIsHereInParts(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := add(t, m, place(t, m, "home", ""), 2)
	write(t, m, func(tx *cache.Tx) error {
		return errors.Join(
			tx.SetParts(id, []mail.Part{
				{Number: "", Type: "multipart/mixed"},
				{Number: "1", Type: "text/plain", Size: 9},
				{Number: "2", Type: "application/pdf", Encoding: "base64", FileName: mail.Line("plan.pdf"), Size: 8},
				{Number: "3", Type: "application/pdf", Encoding: "base64", FileName: mail.Line("more.pdf"), Size: 8},
			}, true),
			tx.PutBody(id, "1", cache.Compress([]byte("Hello Ada"))),
			tx.SetReadable(id, mail.Line("Hello Ada")),
			tx.PutBody(id, headerSection, cache.Compress(sampleHeader())))
	})
	msg, err := m.Message(t.Context(), id)
	if err != nil || len(msg.Bodies(message.Plain)) != 1 || msg.Bodies(message.Plain)[0].Text != "Hello Ada" {
		t.Fatalf("got %+v, %v", msg, err)
	}
	list, err := m.Attachments(t.Context(), id, msg)
	if err != nil || len(list) != 2 || list[0].Here {
		t.Errorf("attachments %+v, %v", list, err)
	}
	if row, err := m.Row(t.Context(), id); err != nil || row.Attachments != 2 {
		t.Errorf("the row is %+v, %v", row, err)
	}
	if h, err := m.Header(t.Context(), id); err != nil || string(h) != string(sampleHeader()) {
		t.Errorf("the header is %q, %v", h, err)
	}
	_, err = m.Raw(t.Context(), id)
	wantCause(t, err, mail.PartsOnly)
	why := mail.Problem{Scope: mail.ScopeMessage, Kind: mail.Rejected, Cause: mail.TooLarge}
	write(t, m, func(tx *cache.Tx) error { return tx.FailWant(id, "", why, time.Now()) })
	_, err = m.Raw(t.Context(), id)
	wantCause(t, err, mail.TooLarge)
	if _, err := m.Message(t.Context(), id); err != nil {
		t.Errorf("its text is read no more: %v", err)
	}
}

func TestMessageThatIsNotHere(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := add(t, m, place(t, m, "home", ""), 1)
	_, err := m.Message(t.Context(), id)
	wantCause(t, err, mail.NotCached)
	if h, err := m.Header(t.Context(), id); err != nil || string(h) != string(sampleHeader()) {
		t.Errorf("the header is %q, %v", h, err)
	}
	why := mail.Problem{Scope: mail.ScopeMessage, Kind: mail.Gone, Cause: mail.NotOnServer, Host: "mail.example:993"}
	write(t, m, func(tx *cache.Tx) error {
		return errors.Join(tx.Want(id, mail.Readable), tx.FailWant(id, mail.Readable, why, time.Now()))
	})
	_, err = m.Message(t.Context(), id)
	wantCause(t, err, mail.NotOnServer)
}

func TestMessageThatDoesNotExist(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	_, err := m.Message(t.Context(), 4711)
	wantCause(t, err, mail.NotFound)
	_, err = m.Row(t.Context(), 4711)
	wantCause(t, err, mail.NotFound)
	_, err = m.Header(t.Context(), 4711)
	wantCause(t, err, mail.NotFound)
}

func TestAccountsSayWhatIsWrongWithTheirFiles(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	m.wrong = map[mail.AccountID]*mail.Problem{"work": {Kind: mail.Config, Path: "work.toml"}}
	list, err := m.Accounts(t.Context())
	if err != nil || len(list) != 2 || list[0].Problem != nil || list[1].Problem == nil ||
		list[1].Phase != mail.PhaseStopped {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, header, want string }{
		{"nothing", "From: Ada <ada@x.example>\r\nReply-To: ada@X.example\r\n", ""},
		{"answer elsewhere", "From: ada@x.example\r\nReply-To: eve@y.example\r\n", "reply-to-differs"},
		{"name of another", "From: \"bob@x.example\" <eve@y.example>\r\n", "name-is-address"},
		{"two senders", "From: a@x.example, b@x.example\r\n", "several-senders"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var codes []string
			for _, w := range message.Warnings(message.ParseHeader([]byte(tt.header)), nil, nil) {
				codes = append(codes, w.Code)
			}
			if got := strings.Join(codes, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReadHeader(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"CRLF", "A: 1\r\nB: 2\r\n\r\nbody", "A: 1\r\nB: 2\r\n"},
		{"LF", "A: 1\n\nbody", "A: 1\n"},
		{"no body", "A: 1\r\n", "A: 1\r\n"},
		{"no end of line", "A: 1", "A: 1"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := readHeader(strings.NewReader(tt.in))
			if err != nil || string(got) != tt.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	long, err := readHeader(strings.NewReader(strings.Repeat("x", message.MaxHeader+10)))
	if err != nil || len(long) != message.MaxHeader {
		t.Errorf("%d bytes of an endless line, %v", len(long), err)
	}
}

func TestStoreIsMadeWhereTheFilesSay(t *testing.T) {
	t.Parallel()
	dirs := config.Inside(t.TempDir())
	m, err := OpenMail(t.Context(), dirs)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	if found, err := filepath.Glob(filepath.Join(dirs.Data, "mail.db")); err != nil || len(found) != 1 {
		t.Errorf("found %v, %v", found, err)
	}
}

func wantCause(t *testing.T, err error, cause mail.Cause) {
	t.Helper()
	var p mail.Problem
	if !errors.As(err, &p) || p.Cause != cause {
		t.Errorf("got %v, want cause %d", err, cause)
	}
}
