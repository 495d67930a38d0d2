package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache/cachetest"
	"github.com/mailtui/mailtui/mail"
)

func TestSubmitShowsAtOnce(t *testing.T) {
	t.Parallel()
	x := newWorld(t, Account{Protocol: IMAP, Sender: &post{}})
	x.do(submit("one"))
	x.wantState("Outbox: oneS+?1")
	var outbox mail.Folder
	for _, f := range x.folders() {
		if f.Role == mail.RoleOutbox {
			outbox = f
		}
	}
	if outbox.Name.String() != "Outbox" || outbox.Total != 1 || outbox.Unread != 0 || !outbox.Synced || outbox.Box != "" {
		t.Errorf("the outbox is %+v", outbox)
	}
	if got := x.bytes(1); got != string(reply("one")) {
		t.Errorf("kept is %q", got)
	}
	if !slices.Contains(x.events, mail.Event(mail.FoldersChanged{Account: "ada"})) {
		t.Error("nobody is told that there is an outbox")
	}
}

func TestSubmitRefuses(t *testing.T) {
	t.Parallel()
	x := newWorld(t, Account{Protocol: IMAP, Sender: &post{}})
	without := newWorld(t, Account{Protocol: IMAP})
	for _, tt := range []struct {
		name    string
		x       *world
		account mail.AccountID
		raw     []byte
		to      string
		cause   mail.Cause
	}{
		{"an address of two lines", x, "ada", reply("one"), "bob@y.example\r\nDATA", mail.BadAddress},
		{"a header that is none", x, "ada", []byte("Hi."), "bob@y.example", mail.BadMessage},
		{"no server for it", without, "ada", reply("one"), "bob@y.example", mail.NoSMTP},
		{"no such account", x, "bob", reply("one"), "bob@y.example", mail.NoSMTP},
	} {
		err := tt.x.e.Submit(t.Context(), tt.account, tt.raw, "ada@x.example", []string{tt.to})
		if p := backend.ProblemOf(err, ""); p.Cause != tt.cause {
			t.Errorf("%s: %v", tt.name, err)
		}
		tt.x.wantState("")
	}
}

func TestSentMailMoves(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
		defer x.running()()
		x.do(submit("one", "two"))
		after(time.Second)
		x.wantState("Sent: oneS+ twoS+")
		if len(p.taken) != 2 || string(p.taken[0].Message) != string(reply("one")) || p.taken[1].From != "ada@x.example" ||
			!slices.Equal(p.taken[0].To, []string{"bob@y.example"}) {
			t.Errorf("sent is %q", p.taken)
		}
		if f := x.folders(); slices.ContainsFunc(f, func(f mail.Folder) bool { return f.Role == mail.RoleOutbox }) {
			t.Error("an empty outbox is listed")
		}
		if got := x.bytes(x.find("one").ID); got != string(reply("one")) {
			t.Errorf("kept is %q", got)
		}
		if rows := x.sql(`SELECT count(*) FROM submission`) + x.sql(`SELECT count(*) FROM op`); rows != 0 {
			t.Errorf("%d rows are left", rows)
		}
	})
}

// TestSendingNeedsNoMailbox: mail goes out while the mailbox cannot be reached,
// and in the middle of a visit that does not end.
func TestSendingNeedsNoMailbox(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, p *post, s *fakeServer) {
		s.fault = func(what string) error {
			if what == "connect" {
				return problem(mail.Temporary, mail.ScopeAccount)
			}
			return nil
		}
		defer x.running()()
		x.do(submit("one"))
		after(time.Second)
		if _, taken := p.counts(); taken != 1 {
			t.Errorf("%d were sent", taken)
		}
	})
	posting(t, func(t *testing.T, x *world, p *post, s *fakeServer) {
		stuck := make(chan struct{})
		s.pause = func(what string) {
			if what == "list" {
				<-stuck
			}
		}
		defer x.running()()
		defer close(stuck)
		after(time.Second)
		x.do(submit("one"))
		after(time.Second)
		if _, taken := p.counts(); taken != 1 {
			t.Errorf("%d were sent", taken)
		}
	})
}

// TestSendingLater: a server that cannot take it now is asked again, each time
// after twice as long, with the same message.
func TestSendingLater(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
		p.answer = func(_ context.Context, n int, _ backend.Outgoing) (bool, error) {
			if n < 5 {
				return false, smtpProblem(mail.Temporary, mail.ScopeMessage)
			}
			return true, nil
		}
		defer x.running()()
		x.do(submit("one"))
		after(time.Hour)
		x.wantState("Sent: oneS+")
		var waits []time.Duration
		for i := range p.calls[1:] {
			waits = append(waits, p.calls[i+1].Sub(p.calls[i]).Round(time.Second))
		}
		if fmt.Sprint(waits) != "[2s 5s 10s 20s]" || len(p.taken) != 1 {
			t.Errorf("it was tried after %v, %d were sent", waits, len(p.taken))
		}
		if got := x.questions(); got != "" {
			t.Errorf("asked is %q", got)
		}
	})
}

// TestRefusedMailStays: it is not tried again, and the user is told why and
// decides.
func TestRefusedMailStays(t *testing.T) {
	t.Parallel()
	for _, kind := range []mail.Kind{mail.Rejected, mail.Auth, mail.Insecure, mail.Config, mail.Protocol} {
		for _, choice := range []mail.Choice{mail.ChoiceRetry, mail.ChoiceDiscard} {
			posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
				p.refuse(kind, mail.ScopeMessage)
				defer x.running()()
				x.do(submit("one"))
				after(time.Hour)
				x.wantState("Outbox: oneS+")
				list, err := x.e.Questions(t.Context())
				if err != nil || len(list) != 1 || list[0].Kind != mail.AskUnsent || list[0].Message != x.find("one").ID ||
					list[0].Problem == nil || list[0].Problem.Kind != kind {
					t.Fatalf("asked is %+v, %v", list, err)
				}
				if calls, _ := p.counts(); calls != 1 {
					t.Errorf("it was tried %d times", calls)
				}
				p.accept()
				x.do(settle(choice))
				after(time.Second)
				want, sent := "Sent: oneS+", 1
				if choice == mail.ChoiceDiscard {
					want, sent = "", 0
				}
				x.wantState(want)
				if _, taken := p.counts(); taken != sent || x.questions() != "" {
					t.Errorf("%d were sent, asked is %q", taken, x.questions())
				}
			})
		}
	}
}

// TestUnknownOutcomeAsks: a message that may be sent is never sent again unless
// the user says so.
func TestUnknownOutcomeAsks(t *testing.T) {
	t.Parallel()
	for _, choice := range []mail.Choice{mail.ChoiceSent, mail.ChoiceResend} {
		posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
			p.refuse(mail.Unknown, mail.ScopeMessage)
			stop := x.running()
			x.do(submit("one"))
			after(time.Hour)
			stop()
			defer x.running()() // another process
			after(time.Hour)
			if err := x.e.Refresh(t.Context(), 0); err != nil { // a person who is in a hurry
				t.Fatal(err)
			}
			after(time.Hour)
			x.wantState("Outbox: oneS+?1")
			list, err := x.e.Questions(t.Context())
			if err != nil || len(list) != 1 || list[0].Kind != mail.AskSent || list[0].Message != x.find("one").ID {
				t.Fatalf("asked is %+v, %v", list, err)
			}
			if calls, _ := p.counts(); calls != 1 {
				t.Errorf("it was tried %d times", calls)
			}
			p.accept()
			x.do(settle(choice))
			after(time.Second)
			x.wantState("Sent: oneS+")
			want := 1
			if choice == mail.ChoiceResend {
				want = 2
			}
			if _, taken := p.counts(); taken != want {
				t.Errorf("it was sent %d times", taken)
			}
			for _, m := range p.taken {
				if string(m.Message) != string(reply("one")) {
					t.Errorf("sent is %q", m.Message)
				}
			}
		})
	}
}

// TestOneMessageDoesNotHoldTheOthers, unless what is wrong concerns all of them.
func TestOneMessageDoesNotHoldTheOthers(t *testing.T) {
	t.Parallel()
	for _, kind := range []mail.Kind{mail.Temporary, mail.Rejected, mail.Unknown} {
		posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
			p.answer = func(_ context.Context, _ int, m backend.Outgoing) (bool, error) {
				if strings.Contains(string(m.Message), "Subject: bad") {
					return false, smtpProblem(kind, mail.ScopeMessage)
				}
				return true, nil
			}
			defer x.running()()
			x.do(submit("bad", "two", "three"))
			after(time.Second)
			if _, taken := p.counts(); taken != 2 {
				t.Errorf("%d: %d were sent", kind, taken)
			}
		})
	}
}

func TestAServerThatIsAwayIsNotAskedForEachMessage(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
		p.refuse(mail.Temporary, mail.ScopeAccount)
		x.do(submit("one", "two", "three"))
		defer x.running()()
		after(time.Second)
		if calls, _ := p.counts(); calls != 1 {
			t.Errorf("it was asked %d times", calls)
		}
		p.accept()
		if err := x.e.Refresh(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		after(100 * time.Millisecond)
		x.wantState("Sent: oneS+ twoS+ threeS+")
	})
	posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
		p.refuse(mail.Auth, mail.ScopeAccount) // asked thrice, it may lock the account
		x.do(submit("one", "two", "three"))
		defer x.running()()
		after(5 * time.Minute)
		if calls, _ := p.counts(); calls != 1 || x.questions() != "5:0" {
			t.Errorf("it was asked %d times, %q", calls, x.questions())
		}
		p.accept()
		x.do(settle(mail.ChoiceRetry))
		after(time.Second)
		x.wantState("Sent: oneS+ twoS+ threeS+")
	})
}

func TestSendingOffline(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
		defer x.running()()
		offline := func(on bool) {
			if err := x.e.WorkOffline(t.Context(), "ada", on); err != nil {
				t.Fatal(err)
			}
			after(time.Hour)
		}
		offline(true)
		x.do(submit("one"))
		after(time.Hour)
		if calls, _ := p.counts(); calls != 0 {
			t.Errorf("it was asked %d times", calls)
		}
		p.answer = func(ctx context.Context, _ int, _ backend.Outgoing) (bool, error) { // hangs until it is cut
			<-ctx.Done()
			return false, smtpProblem(mail.Temporary, mail.ScopeMessage)
		}
		offline(false)
		offline(true)
		if calls, _ := p.counts(); calls != 1 {
			t.Errorf("it was asked %d times", calls)
		}
		x.wantState("Outbox: oneS+?1")
		p.accept()
		offline(false)
		x.wantState("Sent: oneS+")
	})
}

// TestAnswersAreCarriedOutOffline: what the user decides about the outbox needs
// no connection.
func TestAnswersAreCarriedOutOffline(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
		p.refuse(mail.Rejected, mail.ScopeMessage)
		defer x.running()()
		x.do(submit("one"))
		after(time.Hour)
		if err := x.e.WorkOffline(t.Context(), "ada", true); err != nil {
			t.Fatal(err)
		}
		x.do(settle(mail.ChoiceDiscard))
		after(time.Hour)
		x.wantState("")
	})
}

// TestClockThatIsSetBackDelaysNothing: mail is put off by minutes, never until
// the clock has caught up.
func TestClockThatIsSetBackDelaysNothing(t *testing.T) {
	t.Parallel()
	posting(t, func(_ *testing.T, x *world, p *post, _ *fakeServer) {
		var years atomic.Int64
		x.w.e.opts.Now = func() time.Time { return time.Now().AddDate(int(years.Load()), 0, 0) }
		p.refuse(mail.Temporary, mail.ScopeMessage)
		defer x.running()()
		x.do(submit("one"))
		after(time.Second)
		years.Store(-10)
		p.accept()
		after(time.Hour)
		x.wantState("Sent: oneS+")
	})
}

// TestSendingOutlivesAPanic: what was under way is asked about, and the loop goes
// on with the others.
func TestSendingOutlivesAPanic(t *testing.T) {
	t.Parallel()
	posting(t, func(t *testing.T, x *world, p *post, _ *fakeServer) {
		p.answer = func(_ context.Context, n int, _ backend.Outgoing) (bool, error) {
			if n == 1 {
				panic("one")
			}
			return true, nil
		}
		defer x.running()()
		x.do(submit("one", "two"))
		after(time.Hour)
		x.wantState("Outbox: oneS+?1; Sent: twoS+")
		x.do(settle(mail.ChoiceSent))
		after(time.Hour)
		if calls, _ := p.counts(); calls != 2 {
			t.Errorf("it was asked %d times", calls)
		}
	})
}

// TestASyncSends what waits, and once only.
func TestASyncSends(t *testing.T) {
	t.Parallel()
	p := &post{}
	a := newFakeServer().account()
	a.Sender = p
	x := newWorld(t, a)
	x.do(submit("one"))
	x.mustVisit()
	x.mustVisit()
	x.wantState("Sent: oneS+")
	if calls, _ := p.counts(); calls != 1 {
		t.Errorf("it was asked %d times", calls)
	}
}

// TestAnotherProcessSends what a process without the lock has submitted.
func TestAnotherProcessSends(t *testing.T) {
	t.Parallel()
	p := &post{}
	a := newFakeServer().account()
	a.Sender = p
	x := newWorld(t, a)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var second *Engine
	store := cachetest.OpenAt(t, x.path, func(list []mail.Event) { second.Notify(list) })
	second = New(store, []Account{x.w.acct}, Options{})
	following, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { second.Follow(following) })
	defer func() {
		stop()
		running.Wait()
	}()
	defer x.running()()
	if err := second.Submit(ctx, "ada", reply("one"), "ada@x.example", []string{"bob@y.example"}); err != nil {
		t.Fatal(err)
	}
	for x.sql(`SELECT count(*) FROM op`) > 0 {
		if _, err := second.Wait(ctx); err != nil {
			t.Fatal(err)
		}
	}
	x.wantState("Sent: oneS+")
	if calls, _ := p.counts(); calls != 1 {
		t.Errorf("it was asked %d times", calls)
	}
}
