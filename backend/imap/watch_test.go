package imap_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/imap"
	"github.com/mailtui/mailtui/mail"
)

// patience is how long a test waits for what must come; it never waits so long
// when it passes.
const patience = 30 * time.Second

// watching runs Watch in the background.
type watching struct {
	t       *testing.T
	changed chan struct{}
	ended   chan error
	cancel  context.CancelFunc
}

func watch(t *testing.T, b *imap.Backend) *watching {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w := &watching{t: t, changed: make(chan struct{}, 100), ended: make(chan error, 1), cancel: cancel}
	go func() { w.ended <- b.Watch(ctx, "INBOX", func() { w.changed <- struct{}{} }) }()
	return w
}

// await waits until a change is told.
func (w *watching) await() {
	w.t.Helper()
	select {
	case <-w.changed:
	case err := <-w.ended:
		w.t.Fatalf("Watch ended: %v", err)
	case <-time.After(patience):
		w.t.Fatal("no change was told")
	}
}

// stop cancels Watch, which must end without an error.
func (w *watching) stop() {
	w.t.Helper()
	w.cancel()
	select {
	case err := <-w.ended:
		if err != nil {
			w.t.Errorf("Watch ended with %v", err)
		}
	case <-time.After(patience):
		w.t.Fatal("Watch did not end")
	}
}

func TestWatchOnDovecot(t *testing.T) {
	for _, tt := range []struct {
		name  string
		extra []string
	}{
		{"idle", nil},
		{"polling only", []string{"imap_capability = IMAP4rev1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := backendtest.Dovecot(t, tt.extra...)
			opts := secure(s)
			if tt.extra != nil {
				opts.Poll = 10 * time.Millisecond
			}
			b := connected(t, opts)
			msgs := backendtest.Sample(3)
			s.Deliver(t, user, "INBOX", msgs[0])
			w := watch(t, b)
			w.await() // the state of the mailbox was not known
			s.Deliver(t, user, "INBOX", msgs[1:]...)
			w.await()
			expunge(t, s.IMAPClient(t, user), msgs[1])
			w.await()
			w.stop()
			model := backendtest.NewModel()
			syncAll(t, b, model, "INBOX") // on the same connection
			if len(model.Messages) != 2 {
				t.Errorf("%d messages", len(model.Messages))
			}
		})
	}
}

func TestWatchTellsOnlyWhatIsNew(t *testing.T) {
	f := newFake(1)
	idled := make(chan struct{}, 10)
	f.idle = func(func(string)) { idled <- struct{}{} }
	b := connected(t, f.start(t))
	model := backendtest.NewModel()
	syncAll(t, b, model, "INBOX")
	w := watch(t, b)
	<-idled
	w.stop()
	if len(w.changed) > 0 {
		t.Error("a mailbox that was just synced is told as changed")
	}
	f.mu.Lock()
	f.add(2)
	f.modSeq++
	f.mu.Unlock()
	w = watch(t, b)
	w.await() // it came between two Watches
	w.stop()
}

func TestWatchCoalesces(t *testing.T) {
	f := newFake(1)
	f.idle = func(push func(string)) {
		push("* 2 EXISTS\r\n* 3 EXISTS\r\n* 1 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* VANISHED 7\r\n")
	}
	b := connected(t, f.start(t))
	syncAll(t, b, backendtest.NewModel(), "INBOX")
	w := watch(t, b)
	w.await()
	w.stop()
	if n := len(w.changed); n > 3 {
		t.Errorf("told %d times more", n)
	}
}

// TestWatchPollsBesideIdle: Courier and GNU mailutils announce new mail in IDLE
// late or never.
func TestWatchPollsBesideIdle(t *testing.T) {
	f := newFake(1)
	f.hooks["NOOP"] = func(string) string { return "* 2 EXISTS\r\n<tag> OK done\r\n" }
	opts := f.start(t)
	opts.Poll = 10 * time.Millisecond
	b := connected(t, opts)
	syncAll(t, b, backendtest.NewModel(), "INBOX")
	w := watch(t, b)
	w.await()
	w.stop()
}

func TestWatchEndsWithTheConnection(t *testing.T) {
	f := newFake(1)
	f.hooks["NOOP"] = func(string) string { return "* BYE shutting down\r\n" }
	opts := f.start(t)
	opts.Poll = 10 * time.Millisecond
	b := connected(t, opts)
	err := b.Watch(t.Context(), "INBOX", func() {})
	if p := backend.ProblemOf(err, ""); p.Kind != mail.Temporary || p.Detail.String() != "shutting down" {
		t.Errorf("got %v", err)
	}
	if _, err := b.Connect(t.Context()); err != nil {
		t.Errorf("connect again: %v", err)
	}
}

// TestWatchNoticesASilentServer: IDLE itself may be silent, the poll may not.
func TestWatchNoticesASilentServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(1)
		hold := make(chan struct{})
		f.hooks["NOOP"] = func(string) string {
			<-hold
			return ""
		}
		defer close(hold)
		b := connected(t, f.inMemory())
		err := b.Watch(t.Context(), "INBOX", func() {})
		if p := backend.ProblemOf(err, ""); p.Kind != mail.Temporary || p.Cause != mail.TimedOut {
			t.Errorf("got %v", err)
		}
	})
}

func TestWatchPollsWhereIdleIsRefused(t *testing.T) {
	f := newFake(1)
	f.noIdle = true
	f.hooks["NOOP"] = func(string) string { return "* 2 EXISTS\r\n<tag> OK done\r\n" }
	opts := f.start(t)
	opts.Poll = 10 * time.Millisecond
	b := connected(t, opts)
	syncAll(t, b, backendtest.NewModel(), "INBOX")
	w := watch(t, b)
	w.await()
	w.stop()
}
