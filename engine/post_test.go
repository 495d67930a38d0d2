package engine

import (
	"context"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/mail"
)

// post is a server that sends mail.
type post struct {
	mu    sync.Mutex
	calls []time.Time
	taken []backend.Outgoing
	// answer decides about the nth call: whether the message is taken, and what
	// is said about it. nil: it is taken.
	answer func(ctx context.Context, n int, m backend.Outgoing) (taken bool, err error)
}

// Send implements [backend.Sender].
func (p *post) Send(ctx context.Context, m backend.Outgoing) error {
	p.mu.Lock()
	p.calls = append(p.calls, time.Now())
	n, answer := len(p.calls), p.answer
	p.mu.Unlock()
	taken, err := true, error(nil)
	if answer != nil {
		taken, err = answer(ctx, n, m)
	}
	if taken {
		p.mu.Lock()
		p.taken = append(p.taken, m)
		p.mu.Unlock()
	}
	return err
}

// refuse answers every call with a problem.
func (p *post) refuse(kind mail.Kind, scope mail.Scope) {
	p.answer = func(context.Context, int, backend.Outgoing) (bool, error) {
		return kind == mail.Unknown, smtpProblem(kind, scope)
	}
}

func (p *post) accept() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = nil
}

// counts returns how often it was asked to send, and how many it has sent.
func (p *post) counts() (calls, taken int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.calls), len(p.taken)
}

func smtpProblem(kind mail.Kind, scope mail.Scope) error {
	return &backend.Error{Problem: mail.Problem{Op: "send", Kind: kind, Scope: scope, Host: "smtp.example:465"}}
}

func reply(subject string) []byte {
	return []byte("From: Ada <ada@x.example>\r\nTo: bob@y.example\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n" +
		"Message-ID: <" + subject + "@x>\r\nSubject: " + subject + "\r\n\r\nThe text of " + subject + ".\r\n")
}

// submit is what the user does.
func submit(subjects ...string) step {
	return func(x *world) {
		x.t.Helper()
		for _, s := range subjects {
			if err := x.e.Submit(context.Background(), "ada", reply(s), "ada@x.example", []string{"bob@y.example"}); err != nil {
				x.t.Fatal(err)
			}
		}
	}
}

// settle answers the first open question.
func settle(choice mail.Choice) step {
	return func(x *world) {
		x.t.Helper()
		list, err := x.e.Questions(context.Background())
		if err != nil || len(list) == 0 {
			x.t.Fatalf("no question, %v", err)
		}
		if err := x.e.Answer(context.Background(), list[0].ID, choice); err != nil {
			x.t.Fatal(err)
		}
	}
}

// posting runs a test of sending with time of its own.
func posting(t *testing.T, test func(t *testing.T, x *world, p *post, s *fakeServer)) {
	t.Helper()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		p := &post{}
		x.w.acct.Sender, x.w.acct.SendHost, x.w.acct.CheckEvery = p, "smtp.example:465", 24*time.Hour
		test(t, x, p, s)
	})
}

var number = regexp.MustCompile(` \d+`)

// wantState compares what is in the local folders, in the form of [world.state]
// without the ids.
func (x *world) wantState(want string) {
	x.t.Helper()
	var mine []string
	for part := range strings.SplitSeq(x.state(), "; ") {
		if strings.HasPrefix(part, "Outbox") || strings.HasPrefix(part, "Sent") {
			mine = append(mine, number.ReplaceAllString(part, " "))
		}
	}
	if got := strings.Join(mine, "; "); got != want {
		x.t.Errorf("there is %q, want %q", got, want)
	}
}

// bytes returns a whole message.
func (x *world) bytes(id mail.LocalID) string {
	x.t.Helper()
	body, err := x.store.Body(context.Background(), id, "")
	if err != nil {
		x.t.Fatal(err)
	}
	defer func() { _ = body.Close() }()
	all, err := io.ReadAll(body)
	if err != nil {
		x.t.Fatal(err)
	}
	return string(all)
}
