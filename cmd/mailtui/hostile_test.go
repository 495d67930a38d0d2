package main

import (
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
)

// trap is an address at which nobody must ever arrive.
type trap struct {
	url     string
	arrived atomic.Int32
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	l := listen(t)
	x := &trap{url: "http://" + l.Addr().String() + "/"}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			x.arrived.Add(1)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
		if n := x.arrived.Load(); n > 0 {
			t.Errorf("%d connections were made for what is in a message", n)
		}
	})
	return x
}

// slow is longer than it takes to open any message.
const slow = 30 * time.Second

// hostileHome is a user to whom all hostile mail was delivered, by a real server
// that passes it on as it is. The last one of it is the newest.
func hostileHome(t *testing.T) (*home, []hostileMail) {
	t.Helper()
	s := backendtest.Dovecot(t)
	mails := hostileMails(newTrap(t).url)
	start := time.Now().Add(-24 * time.Hour)
	for i, m := range mails {
		s.DeliverAt(t, "ada", "INBOX", start.Add(time.Duration(i)*time.Second), []byte(m.raw))
	}
	h := newHome(t).config("[sync]\noffline_days = 0\n").account(dovecotAccount(s, config.IMAP))
	h.ok("sync", "-q")
	return h, mails
}

// TestHostileSet says how many messages there are, of tricks and places.
func TestHostileSet(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	mails := hostileMails("http://127.0.0.1:1/")
	for _, m := range mails {
		if names[m.name] {
			t.Errorf("%q twice", m.name)
		}
		names[m.name] = true
		if !strings.Contains(m.raw, "\n\n") || strings.Contains(m.raw, "{text}") {
			t.Errorf("%s: %.300q", m.name, m.raw)
		}
	}
	t.Logf("%d messages of %d tricks in %d places, and others", len(mails), len(tricks()), len(places))
	if len(mails) < 120 {
		t.Errorf("only %d messages", len(mails))
	}
}

// TestHostileMail reads all hostile mail in every way there is.
func TestHostileMail(t *testing.T) {
	t.Parallel()
	h, mails := hostileHome(t)
	half := len(mails) / 2
	older, newer := mails[:half], slices.Clone(mails[half:])
	slices.Reverse(newer)
	for name, test := range map[string]func(t *testing.T, h *home){
		"newest first": func(t *testing.T, h *home) { t.Helper(); testOnTheScreen(t, h, "gg", "J", newer) },
		"oldest first": func(t *testing.T, h *home) { t.Helper(); testOnTheScreen(t, h, "G", "K", older) },
		"all keys":     func(t *testing.T, h *home) { t.Helper(); testAllKeys(t, h, mails) },
		"printed":      func(t *testing.T, h *home) { t.Helper(); testPrinted(t, h, mails) },
	} {
		copied := h.copyTo(t)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, copied.of(t))
		})
	}
}

// testOnTheScreen opens messages one after the other: the harmless words of each
// are on the screen, and the terminal was sent nothing but what draws it.
func testOnTheScreen(t *testing.T, h *home, first, next string, mails []hostileMail) {
	t.Helper()
	s := h.openSized(79, 100)
	s.until("synced")
	s.press(first)
	s.until(listed(mails[0]))
	key, failed := "\r", 0
	for _, m := range mails {
		s.press(key)
		key = next
		failed += s.shows(m.name, m.shown)
		if len(m.field) > 0 {
			s.press("H")
			failed += s.shows(m.name, m.field)
			s.press("H")
		}
		if failed > 10 {
			t.Fatal("and so on")
		}
	}
	raw := s.quit("qq")
	checkBytes(t, raw)
	checkTricks(t, raw, mails)
}

// testAllKeys opens every message on a small screen and presses every key that
// shows more of it, without waiting for what it shows.
func testAllKeys(t *testing.T, h *home, mails []hostileMail) {
	t.Helper()
	s := h.openSized(40, 15)
	s.until(listed(mails[len(mails)-1]))
	s.press("\r")
	for range mails {
		s.press("j\x04GHggvGTvggvGJ")
	}
	s.until(listed(mails[0]))
	raw := s.quit("qq")
	checkBytes(t, raw)
	checkTricks(t, raw, mails)
}

// testPrinted prints the list of all messages, and one message for each place in
// every form.
func testPrinted(t *testing.T, h *home, mails []hostileMail) {
	t.Helper()
	list := h.ok("list", "--limit", "100000")
	checkWords(t, "list", list)
	rows := objects(t, h.ok("list", "--json", "--limit", "100000"))
	if len(rows) != len(mails) {
		t.Fatalf("%d of %d messages", len(rows), len(mails))
	}
	slices.Reverse(rows)
	for i, m := range mails {
		if strings.HasSuffix(m.name, " in the subject") && (!strings.Contains(list, before(i)) || !strings.Contains(list, after(i))) {
			t.Errorf("%s: its words are not in the list", m.name)
		}
		if !strings.HasPrefix(m.name, telling[0].name) {
			continue
		}
		id := rows[i]["id"].(string)
		for _, form := range []string{"--plain", "--html", "--headers", "--json"} {
			text := h.ok("read", form, id)
			checkWords(t, m.name+" "+form, text)
			if !strings.Contains(text, inText(i)) && form != "--headers" {
				t.Errorf("%s: read %s shows %q", m.name, form, text)
			}
		}
	}
}

// checkTricks fails when a trick that a terminal acts on was written as it is.
func checkTricks(t *testing.T, raw string, mails []hostileMail) {
	t.Helper()
	for _, m := range mails {
		if isControl(m.trick) && strings.Contains(raw, m.trick) {
			t.Errorf("%s: it reached the terminal", m.name)
		}
	}
}

// listed returns a word by which a message is known in the list.
func listed(m hostileMail) string {
	_, subject, _ := strings.Cut(m.raw, "\nSubject: ")
	return strings.FieldsFunc(subject, unicode.IsControl)[0]
}

// copyTo returns a user with the same files, in folders of the other test's.
func (h *home) copyTo(t *testing.T) *home {
	t.Helper()
	other := newHome(t)
	for from, to := range map[string]string{h.dirs.Config: other.dirs.Config, h.dirs.Data: other.dirs.Data} {
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	return other
}

// of returns the same user for another test.
func (h *home) of(t *testing.T) *home {
	return &home{t: t, dirs: h.dirs, tmp: h.tmp, prepare: h.prepare}
}

// shows tests that words come on the screen, and counts a failure.
func (s *screen) shows(name string, words []string) int {
	s.t.Helper()
	if s.sees(words...) {
		return 0
	}
	s.t.Errorf("%s: %q is not on the screen:\n%.2000s", name, words, trimmed(s.text()))
	return 1
}

// sees waits until every word is on the screen, or for longer than any message
// takes, and reports whether they are there.
func (s *screen) sees(words ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	late := false
	timer := time.AfterFunc(slow, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		late = true
		s.news.Broadcast()
	})
	defer timer.Stop()
	for {
		text := s.em.String()
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			return true
		}
		if s.done || late {
			return false
		}
		s.news.Wait()
	}
}

// text returns what is on the screen.
func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.em.String()
}

// trimmed returns a screen without its empty rows.
func trimmed(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.Trim(line, " \n\u2502") != "" {
			b.WriteString(line)
		}
	}
	return b.String()
}
