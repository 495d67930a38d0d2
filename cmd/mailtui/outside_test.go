package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mailtui/mailtui/config"
)

// twins is a message with two files of one name.
const twins = "Date: Sun, 22 Nov 2026 13:58:00 +0100\r\nFrom: Grace <grace@navy.example>\r\nSubject: Twins\r\n" +
	"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nTwo files.\r\n" +
	"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=plan.txt\r\n\r\none\r\n" +
	"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=plan.txt\r\n\r\ntwo\r\n--b--\r\n"

// reading opens a message of a POP3 account in the interface.
func reading(t *testing.T, raw string) *screen {
	t.Helper()
	h := newHome(t).account(config.Account{
		Protocol: config.POP, Server: startPOP3(t, nil, raw), POP3: config.POP3{OnServer: config.Delete},
	})
	s := h.open()
	s.until("Twins", "✓")
	s.press("\r")
	s.until("Two files.", "2 attachments")
	return s
}

func TestTwoFilesOfOneNameSavedTwiceAreFour(t *testing.T) {
	dir := t.TempDir()
	s := reading(t, twins)
	for range 2 {
		s.press("S")
		s.until("plan.txt, plan.txt go into the folder")
		s.press("\x15" + dir + "\r") // ^U empties the line
		s.until("Saved " + dir[:20])
		s.press("j") // what was said goes
	}
	s.quit("qq")
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"plan (2).txt", "plan (3).txt", "plan (4).txt", "plan.txt"}
	for i := range files {
		files[i] = filepath.Base(files[i])
	}
	if slices.Sort(files); !slices.Equal(files, want) {
		t.Fatalf("the folder has %q, want %q", files, want)
	}
	for name, text := range map[string]string{
		"plan.txt": "one", "plan (2).txt": "two", "plan (3).txt": "one", "plan (4).txt": "two",
	} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(b) != text {
			t.Errorf("%s holds %q, %v", name, b, err)
		}
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

func TestMessageIsPipedAsItWasDelivered(t *testing.T) {
	file := filepath.Join(t.TempDir(), "copy")
	s := reading(t, twins)
	s.press("|")
	s.until("There is no shell")
	s.press("tee " + file + "\r")
	s.until("Subject: Twins", "Press Enter to go back")
	s.press("\r")
	s.until("has ended", "Two files.")
	s.quit("qq")
	b, err := os.ReadFile(file)
	if err != nil || string(b) != twins {
		t.Errorf("the command got %q, %v", b, err)
	}
}
