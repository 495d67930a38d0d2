package pop3_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/demo/maildrop"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// inClear are the options for a server of the test's, without TLS.
func inClear(s *backendtest.POP3Server) pop3.Options {
	return pop3.Options{
		Dial:     dial.Options{Host: s.Host, Port: s.Port, TLS: dial.NoTLS},
		User:     s.User,
		Password: func(context.Context) (string, error) { return s.Password, nil },
	}
}

// letter is a mail of which the test knows every byte. All letters of a size
// class have headers of equal length.
func letter(n int) maildrop.Message {
	return maildrop.Message{UID: fmt.Sprintf("uid-%05d", n), Body: []byte(fmt.Sprintf(
		"Received: from a by b; n %05d\r\nSubject: letter %05d\r\n\r\nThis is %05d.\r\n.\r\n..\r\nEnd\r\n", n, n, n))}
}

func letters(from, to int) []maildrop.Message {
	var all []maildrop.Message
	for n := from; n <= to; n++ {
		all = append(all, letter(n))
	}
	return all
}

// bodies returns the bodies of messages, sorted.
func bodies(messages ...maildrop.Message) []string {
	var all []string
	for _, m := range messages {
		all = append(all, string(m.Body))
	}
	slices.Sort(all)
	return all
}

// start serves messages under script.
func start(t testing.TB, script maildrop.Script, messages ...maildrop.Message) *backendtest.POP3Server {
	t.Helper()
	s := backendtest.Maildrop(t, &maildrop.Server{Script: script})
	s.Drop.Deliver(messages...)
	return s
}

// visit goes through the maildrop and fails the test when that fails.
func visit(t testing.TB, e *engine) {
	t.Helper()
	if err := e.visit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// holds checks that the store has exactly these mails, each once.
func holds(t testing.TB, e *engine, want []string) {
	t.Helper()
	if got := e.bodies(); !slices.Equal(got, want) {
		t.Errorf("the store has %d mails, want %d:\n%q\n%q", len(got), len(want), got, want)
	}
}

// left checks which ids are still on the server.
func left(t testing.TB, s *backendtest.POP3Server, want ...string) {
	t.Helper()
	var got []string
	for _, m := range s.Drop.Messages() {
		got = append(got, m.UID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("on the server: %q, want %q", got, want)
	}
}

// recorder keeps the commands of every session.
type recorder struct {
	mu    sync.Mutex
	lines []string
}

func (r *recorder) script(turn *maildrop.Turn) {
	if turn.Number > 0 {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.lines = append(r.lines, turn.Line)
	}
}

// sent returns the commands so far.
func (r *recorder) sent() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.lines)
}

// count returns how many commands begin with prefix.
func (r *recorder) count(prefix string) int {
	n := 0
	for _, line := range r.sent() {
		if strings.HasPrefix(line, prefix) {
			n++
		}
	}
	return n
}

func (r *recorder) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = nil
}
