package app

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// twins has two files of one name, a program, and a file that is not what it
// says.
const twins = "From: Ada <ada@home.example>\r\nSubject: A/B <plan>\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/html\r\n\r\nHello <img src=https://shop.example/a.png><script>alert(1)</script>\r\n" +
	"--b\r\nContent-Type: text/plain; name=\"../../plan.txt\"\r\nContent-Disposition: attachment\r\n\r\none\r\n" +
	"--b\r\nContent-Type: text/plain; name=plan.txt\r\nContent-Disposition: attachment\r\n\r\ntwo\r\n" +
	"--b\r\nContent-Type: application/x-sh; name=go.sh\r\n\r\n#!/bin/sh\r\n" +
	"--b\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUg==\r\n" +
	"--b\r\nContent-Type: application/x-unheard; name=x.unheard\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQFBgc=\r\n" +
	"--b--\r\n"

// saved saves parts, and returns the paths of those that are there then.
func saved(t *testing.T, m *Mail, id mail.LocalID, parts []string, dir string) (paths []string) {
	t.Helper()
	list, err := m.SaveEach(t.Context(), id, parts, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if s.Path != "" {
			paths = append(paths, s.Path)
		}
	}
	return paths
}

// TestFilesOfOneName: two files of one name saved twice are four files.
func TestFilesOfOneName(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := keep(t, m, place(t, m, "home", ""), 1, twins)
	dir := t.TempDir()
	var got []string
	for range 2 {
		for _, path := range saved(t, m, id, []string{"2", "3"}, dir) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, strings.TrimPrefix(path, dir)+"="+string(content))
		}
	}
	want := []string{"/plan.txt=one", "/plan (2).txt=two", "/plan (3).txt=one", "/plan (4).txt=two"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if paths := saved(t, m, id, nil, t.TempDir()); len(paths) != 5 {
		t.Errorf("all of them: %q", paths)
	}
}

// TestNothingCanBeSaved: what is wrong with the message or the folder is the error
// of each part, and no part has one of its own.
func TestNothingCanBeSaved(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := keep(t, m, place(t, m, "home", ""), 1, twins)
	dir := t.TempDir()
	for _, tt := range []struct {
		name  string
		id    mail.LocalID
		dir   string
		cause mail.Cause
	}{
		{"no message", id + 1, dir, mail.NotFound},
		{"no folder", id, filepath.Join(dir, "missing"), mail.FileMissing},
		{"a folder without files", id, "/proc", mail.FileUnwritable},
	} {
		list, err := m.SaveEach(t.Context(), tt.id, []string{"2", "3"}, tt.dir)
		wantCause(t, err, tt.cause)
		if want := []mail.Saved{{Part: "2"}, {Part: "3"}}; !slices.Equal(list, want) {
			t.Errorf("%s: got %+v", tt.name, list)
		}
	}
}

// TestSaveFilesOfAttachedMessage: files of an attached message can be saved, too.
func TestSaveFilesOfAttachedMessage(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := keep(t, m, place(t, m, "home", ""), 1, nested)
	dir := t.TempDir()
	paths := saved(t, m, id, []string{"3.2", "2", "3.9"}, dir)
	if want := []string{dir + "/fix.diff", dir + "/plan.pdf"}; !slices.Equal(paths, want) {
		t.Fatalf("got %q, want %q", paths, want)
	}
	if content, err := os.ReadFile(paths[0]); err != nil || string(content) != "diff" {
		t.Errorf("got %q, %v", content, err)
	}
}

func TestSavePage(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := keep(t, m, place(t, m, "home", ""), 1, twins)
	dir := t.TempDir()
	path, err := m.SavePage(t.Context(), id, dir)
	if err != nil || path != filepath.Join(dir, "A_B _plan_.html") {
		t.Fatalf("saved as %q, %v", path, err)
	}
	page, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(page, []byte("Hello")) || bytes.Contains(page, []byte("shop.example")) ||
		bytes.Contains(page, []byte("alert")) {
		t.Errorf("got %s, %v", page, err)
	}
	bare := keep(t, m, place(t, m, "home", ""), 2, "From: ada@home.example\r\n\r\nHello\r\n")
	if path, err := m.SavePage(t.Context(), bare, dir); err != nil || path != filepath.Join(dir, "message.html") {
		t.Errorf("without a subject: saved as %q, %v", path, err)
	}
}

func TestPipeMessage(t *testing.T) {
	t.Parallel()
	m := openMail(t)
	id := keep(t, m, place(t, m, "home", ""), 1, twins)
	c, err := m.Pipe(t.Context(), id, "cat")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	c.SetStdout(&out)
	if err := c.Run(); err != nil || out.String() != twins {
		t.Errorf("got %q, %v", out.String(), err)
	}
	_, err = m.Pipe(t.Context(), id, "cat | sh")
	wantCause(t, err, mail.NeedsShell)
	_, err = m.Pipe(t.Context(), add(t, m, place(t, m, "home", ""), 2), "cat")
	wantCause(t, err, mail.NotCached)
}

// wantEnd checks that something went well, or ended with a cause.
func wantEnd(t *testing.T, err error, cause mail.Cause) {
	t.Helper()
	if cause != 0 {
		wantCause(t, err, cause)
	} else if err != nil {
		t.Error(err)
	}
}

// atDesk puts a program in the place of the one that opens files, which notes
// what it was handed, and returns where.
func atDesk(t *testing.T) (noted func() string) {
	t.Helper()
	dir := t.TempDir()
	script := "#!/bin/sh\necho \"$1\" >\"$0.called\"\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	t.Setenv("SSH_CONNECTION", "")
	return func() string {
		b, err := os.ReadFile(filepath.Join(dir, "xdg-open.called"))
		if err != nil {
			return ""
		}
		_ = os.Remove(filepath.Join(dir, "xdg-open.called"))
		return strings.TrimSpace(string(b))
	}
}

func TestOpenPart(t *testing.T) {
	noted := atDesk(t)
	a := openWriter(t)
	id := keep(t, a.Mail, place(t, a.Mail, "home", ""), 1, twins)
	for _, tt := range []struct {
		name, part string
		sure       bool
		opened     string
		cause      mail.Cause
	}{
		{"text", "2", false, "plan.txt", 0},
		{"a program", "4", false, "", mail.IsProgram},
		{"a program, for sure", "4", true, "", mail.IsProgram},
		{"not what it says", "5", false, "", mail.Disguised},
		{"not what it says, for sure", "5", true, "plan.pdf.png", 0},
		{"unheard of", "6", true, "", mail.NoReader},
		{"missing", "9", true, "", mail.NotFound},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantEnd(t, a.OpenPart(t.Context(), id, tt.part, tt.sure), tt.cause)
			got := noted()
			if filepath.Base(got) != tt.opened && tt.opened+got != "" {
				t.Errorf("opened %q, want %q", got, tt.opened)
			}
			if got == "" {
				return
			}
			if info, err := os.Stat(got); err != nil || info.Mode() != 0o600 || !strings.HasPrefix(got, a.dirs.Runtime+"/") {
				t.Errorf("%s: %v, %v", got, info, err)
			}
		})
	}
	if err := a.temp.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(a.dirs.Runtime); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

// TestOpenPartFindsMacros: of a document that is kept by itself only the beginning
// is looked at before; what is behind it keeps it from being opened all the same.
func TestOpenPartFindsMacros(t *testing.T) {
	noted := atDesk(t)
	a := openWriter(t)
	const kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	fill := strings.Repeat("word/document.xml ", 1000)
	documents := []string{
		"PK\x03\x04" + fill + "word/vbaProject.bin" + fill,
		"PK\x03\x04" + fill + "word/theme.xml" + fill,
	}
	id := add(t, a.Mail, place(t, a.Mail, "home", ""), 1)
	write(t, a.Mail, func(tx *cache.Tx) error {
		parts := []mail.Part{{Number: "", Type: "multipart/mixed"}}
		var err error
		for i, content := range documents {
			encoded := base64.StdEncoding.EncodeToString([]byte(content))
			parts = append(parts, mail.Part{
				Number: fmt.Sprint(i + 1), Type: kind, Encoding: "base64", FileName: mail.Line("offer.docx"), Size: int64(len(encoded)),
			})
			err = errors.Join(err, tx.PutBody(id, fmt.Sprint(i+1), cache.Compress([]byte(encoded))))
		}
		return errors.Join(err, tx.SetParts(id, parts, true), tx.SetReadable(id, mail.Text{}))
	})
	for _, sure := range []bool{false, true} {
		wantCause(t, a.OpenPart(t.Context(), id, "1", sure), mail.IsProgram)
		if opened := noted(); opened != "" {
			t.Errorf("%s was opened", opened)
		}
	}
	if left, err := filepath.Glob(filepath.Join(a.dirs.Runtime, "*", "*")); err != nil || len(left) > 0 {
		t.Errorf("%q is left, %v", left, err)
	}
	if err := a.OpenPart(t.Context(), id, "2", true); err != nil || filepath.Base(noted()) != "offer.docx" {
		t.Errorf("without macros: %v", err)
	}
}

func TestBrowse(t *testing.T) {
	noted := atDesk(t)
	a := openWriter(t)
	id := keep(t, a.Mail, place(t, a.Mail, "home", ""), 1, twins)
	for _, remote := range []bool{false, true} {
		if err := a.Browse(t.Context(), id, remote); err != nil {
			t.Fatal(err)
		}
		path := noted()
		page, err := os.ReadFile(path)
		if err != nil || bytes.Contains(page, []byte("https://shop.example/a.png")) != remote {
			t.Errorf("%s holds %s, %v", path, page, err)
		}
	}
	if err := a.OpenURL(t.Context(), "https://shop.example/"); err != nil || noted() != "https://shop.example/" {
		t.Errorf("open an address: %v", err)
	}
	for _, bad := range []string{"file:///etc/passwd", "mailto:a@b.example?subject=x%0d%0abcc:e@evil.example", "mailto:", "mailto"} {
		wantCause(t, a.OpenURL(t.Context(), bad), mail.BadURL)
	}
	letter := "MAILTO:Ada%20<ada@home.example>,b@home.example?attach=/etc/passwd&subject=a+b%20c%26d&bcc=e@evil.example" +
		"&body=one%0D%0Atwo&cc=c@home.example&insert=x&in-reply-to=%3C1@home.example%3E"
	want := "mailto:ada@home.example,b@home.example?cc=c@home.example&subject=a%2Bb%20c%26d&body=one%0D%0Atwo&in-reply-to=1%40home.example"
	if err := a.OpenURL(t.Context(), letter); err != nil {
		t.Error(err)
	} else if got := noted(); got != want {
		t.Errorf("the mail program was handed %s, want %s", got, want)
	}
	if err := a.OpenURL(t.Context(), "mailto:?subject=x"); err != nil || noted() != "mailto:?subject=x" {
		t.Errorf("a letter to nobody yet: %v", err)
	}
	t.Setenv("SSH_CONNECTION", "10.0.0.1 5 10.0.0.2 22")
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	wantCause(t, a.Browse(t.Context(), id, false), mail.OverSSH)
	wantCause(t, a.OpenPart(t.Context(), id, "2", false), mail.OverSSH)
}

// TestOpenSweeps: what a process left that was killed is gone when the next one
// opens.
func TestOpenSweeps(t *testing.T) {
	a := openWriter(t)
	left := filepath.Join(a.dirs.Runtime, "open-1")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	next, err := Open(t.Context(), Options{Dirs: a.dirs, Log: a.log})
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}
