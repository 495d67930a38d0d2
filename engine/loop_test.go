package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/mail"
)

// running runs the engine of a world until stop.
func (x *world) running() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { x.e.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
	}
}

// after lets time pass, in which everything settles.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (x *world) account() (a mail.Account) {
	x.t.Helper()
	x.read(func(tx *cache.ReadTx) (err error) {
		a, err = tx.Account("ada")
		return err
	})
	return a
}

// warm makes what the store shares among all tests, which a test with a time of
// its own must not own.
var warm = sync.OnceFunc(func() {
	dir, err := os.MkdirTemp("", "warm")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	store, err := cache.Open(context.Background(), filepath.Join(dir, "mail.db"), nil)
	if err != nil {
		panic(err)
	}
	defer store.Close()
	body := cache.Compress([]byte("text"))
	err = store.Write(context.Background(), func(tx *cache.Tx) error {
		if err := tx.PutAccounts([]cache.AccountRow{{ID: "ada", Protocol: IMAP}}); err != nil {
			return err
		}
		if err := tx.PutFolders("ada", folderRows("INBOX")); err != nil {
			return err
		}
		id, err := tx.Add(cache.NewMessage{Folder: 1, Header: []byte{}})
		if err != nil {
			return err
		}
		return tx.PutBody(id, "", body)
	})
	if err == nil {
		err = store.ReadBack(context.Background(), body.Hash)
	}
	if err != nil {
		panic(err)
	}
})

// bubble runs a test of the loops with time of its own.
func bubble(t *testing.T, test func(t *testing.T, x *world, s *fakeServer)) {
	t.Helper()
	warm()
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer("Work")
		s.deliver("INBOX", "a", "b")
		x := newWorld(t, s.account())
		x.e.opts.Now = time.Now
		test(t, x, s)
	})
}

func TestRunKeepsUp(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		defer x.running()()
		after(time.Second)
		if got, want := x.view(), s.state(); got != want {
			t.Errorf("shown %q, the server has %q", got, want)
		}
		if a := x.account(); a.Phase != mail.PhaseIdle || a.Synced.IsZero() {
			t.Errorf("account %+v", a)
		}
		s.deliver("INBOX", "c") // Watch tells
		after(time.Second)
		if got, want := x.view(), s.state(); got != want {
			t.Errorf("shown %q, the server has %q", got, want)
		}
		x.do(star("a")) // the live connection pushes
		after(time.Second)
		if got := s.state(); got != "INBOX/a 4, INBOX/b 0, INBOX/c 0" {
			t.Errorf("the server has %q", got)
		}
		s.mu.Lock()
		s.boxes["Work"].add("d", 0) // nobody watches: the next full visit sees it
		s.mu.Unlock()
		after(defaultCheck + time.Minute)
		if got, want := x.view(), s.state(); got != want {
			t.Errorf("shown %q, the server has %q", got, want)
		}
		if s.open != 2 {
			t.Errorf("%d connections are open", s.open)
		}
	})
}

func TestFocusIsSyncedAndWatched(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		defer x.running()()
		after(time.Second)
		s.mu.Lock()
		s.boxes["Work"].add("d", 0)
		s.mu.Unlock()
		s.asked("")
		if err := x.e.Focus(t.Context(), x.folder("Work").ID); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		if got, want := x.view(), s.state(); got != want {
			t.Errorf("shown %q, the server has %q", got, want)
		}
		if got := s.asked("watch"); len(got) != 1 || got[0] != "watch Work" {
			t.Errorf("asked %q", got)
		}
	})
}

func TestBackOff(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		down := true
		s.fault = func(what string) error {
			if down && what == "connect" {
				return problem(mail.Temporary, mail.ScopeAccount)
			}
			return nil
		}
		defer x.running()()
		after(time.Second)
		if a := x.account(); a.Phase != mail.PhaseOffline || a.Problem == nil || a.Retry.IsZero() {
			t.Errorf("account %+v", a)
		}
		after(24 * time.Hour)
		tries := len(s.asked("connect"))
		if tries < 24*60/15 || tries > 2*24*60/15+10 {
			t.Errorf("tried %d times in a day", tries)
		}
		x.do(star2(x)) // the queue alone is no reason to try
		after(time.Second)
		if got := s.asked("connect"); len(got) > 0 {
			t.Errorf("a flag made it try: %q", got)
		}
		s.mu.Lock()
		down = false
		s.mu.Unlock()
		if err := x.e.Refresh(t.Context(), 0); err != nil { // a person is
			t.Fatal(err)
		}
		after(time.Second)
		if a := x.account(); a.Phase != mail.PhaseIdle || a.Problem != nil {
			t.Errorf("account %+v", a)
		}
	})
}

// star2 stars something that is here already; nothing when nothing is.
func star2(x *world) step {
	for _, s := range x.shown() {
		return star(s.Subject.String())
	}
	return func(*world) {}
}

func TestRefusedLoginStopsAndAsks(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		kind := mail.Auth
		s.fault = func(what string) error {
			if kind != 0 && what == "connect" {
				return problem(kind, mail.ScopeAccount)
			}
			return nil
		}
		defer x.running()()
		after(24 * time.Hour)
		if got := s.asked("connect"); len(got) != 1 {
			t.Errorf("tried %d times in a day", len(got))
		}
		if a := x.account(); a.Phase != mail.PhaseStopped || a.Problem == nil || a.Problem.Kind != mail.Auth {
			t.Errorf("account %+v", a)
		}
		if got := x.questions(); got != "1:0" {
			t.Errorf("asked %q", got)
		}
		list, err := x.e.Questions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		kind = 0
		s.mu.Unlock()
		if err := x.e.Answer(t.Context(), list[0].ID, mail.ChoiceRetry); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		if a := x.account(); a.Phase != mail.PhaseIdle {
			t.Errorf("account %+v", a)
		}
		if got := x.questions(); got != "" {
			t.Errorf("still asked %q", got)
		}
		if err := x.e.Answer(t.Context(), list[0].ID, mail.ChoiceRetry); !errors.Is(err, cache.ErrNotFound) {
			t.Errorf("answered twice: %v", err)
		}
	})
}

func TestInsecureIsNotRetried(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		s.fault = func(what string) error {
			if what == "connect" {
				return problem(mail.Insecure, mail.ScopeAccount)
			}
			return nil
		}
		defer x.running()()
		after(24 * time.Hour)
		if got := s.asked("connect"); len(got) != 1 {
			t.Errorf("tried %d times in a day", len(got))
		}
		if a := x.account(); a.Phase != mail.PhaseStopped || x.questions() != "" {
			t.Errorf("account %+v", a)
		}
	})
}

func TestWorkOffline(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		defer x.running()()
		after(time.Second)
		held := make(chan struct{})
		var once atomic.Bool
		s.mu.Lock()
		s.pause = func(what string) { // a visit is under way
			if strings.HasPrefix(what, "batch") && once.CompareAndSwap(false, true) {
				<-held
			}
		}
		s.mu.Unlock()
		if err := x.e.Refresh(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		if err := x.e.WorkOffline(t.Context(), "ada", true); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		close(held)
		after(time.Second)
		if a := x.account(); a.Phase != mail.PhaseOffline || !a.OnDemand || a.Problem != nil {
			t.Errorf("account %+v", a)
		}
		if s.open != 0 {
			t.Errorf("%d connections are open", s.open)
		}
		x.do(star("a"))
		s.asked("")
		after(24 * time.Hour)
		if got := s.asked(""); len(got) > 0 {
			t.Errorf("offline the server was asked %q", got)
		}
		if err := x.e.WorkOffline(t.Context(), "ada", false); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		if got := s.state(); got != "INBOX/a 4, INBOX/b 0" {
			t.Errorf("the server has %q", got)
		}
	})
}

// TestWantComesFirst: a person's message is read although a sync is under way.
func TestWantComesFirst(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		s.mu.Lock()
		held := make(chan struct{})
		for n := range 10 {
			s.boxes["INBOX"].add("m"+string(rune('0'+n)), 0)
		}
		batches := 0
		s.pause = func(what string) {
			if what == "batch INBOX" {
				if batches++; batches == 4 {
					<-held
				}
			}
		}
		s.mu.Unlock()
		defer x.running()()
		after(time.Minute)
		id := x.find("m9").ID
		if x.find("m9").Cached {
			t.Fatal("it is here already")
		}
		if err := x.e.Want(t.Context(), id, mail.Readable); err != nil {
			t.Fatal(err)
		}
		x.do(star("m8"))
		after(time.Second)
		if !x.find("m9").Cached {
			t.Error("the wanted message is not here")
		}
		if !strings.Contains(s.state(), "INBOX/m8 4") {
			t.Error("the star is not on the server")
		}
		close(held)
		after(time.Second)
		if got, want := x.view(), s.state(); got != want {
			t.Errorf("shown %q, the server has %q", got, want)
		}
	})
}

// TestPanicStopsOneAccount: the program goes on, and the account says so.
func TestPanicStopsOneAccount(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		s.fault = func(what string) error {
			if strings.HasPrefix(what, "sync") {
				panic("a bug")
			}
			return nil
		}
		defer x.running()()
		after(time.Minute)
		if a := x.account(); a.Phase != mail.PhaseStopped || a.Problem == nil {
			t.Errorf("account %+v", a)
		}
		if err := x.e.Focus(t.Context(), x.folder("INBOX").ID); err != nil {
			t.Error(err)
		}
	})
}

// TestOneFolderFails: the others are synced, and the account says what failed.
func TestOneFolderFails(t *testing.T) {
	t.Parallel()
	s := newFakeServer("Bad", "Work")
	s.deliver("INBOX", "a")
	s.deliver("Work", "b")
	s.fault = func(what string) error {
		if what == "sync Bad" {
			return problem(mail.Rejected, mail.ScopeFolder)
		}
		return nil
	}
	x := newWorld(t, s.account())
	err := x.visit()
	var p mail.Problem
	if !errors.As(err, &p) && err == nil {
		t.Errorf("the visit says %v", err)
	}
	if got, want := x.view(), s.state(); got != want {
		t.Errorf("shown %q, the server has %q", got, want)
	}
	if a := x.account(); a.Phase != mail.PhaseIdle || a.Problem == nil || !a.Synced.IsZero() {
		t.Errorf("account %+v", a)
	}
	s.change(func() { s.boxes["INBOX"].msgs = nil })
	_, _ = x.visit(), x.visit()
	if n := x.sql(`SELECT count(*) FROM message`); n != 1 {
		t.Errorf("%d messages are here: what is gone elsewhere is not removed", n)
	}
}

// TestListWithoutInbox: a list that cannot be true changes nothing.
func TestListWithoutInbox(t *testing.T) {
	t.Parallel()
	s := newFakeServer("Work")
	s.deliver("Work", "a")
	x := newWorld(t, s.account())
	x.mustVisit()
	s.change(func() { delete(s.boxes, "INBOX"); delete(s.boxes, "Work") })
	if x.visit() == nil {
		t.Error("an empty list was believed")
	}
	if got := x.state(); got != "Work: 1a+" {
		t.Errorf("shown %q", got)
	}
}

// TestLiveBacksOff: a live line that never lasts is not opened again and again,
// and a folder that cannot be watched costs no line.
func TestLiveBacksOff(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		fault  error
		logins int // in six hours, of both connections, at most
		watch  string
	}{
		{"the folder refuses", problem(mail.Rejected, mail.ScopeFolder), 2, "watch INBOX"},
		{"the server drops", problem(mail.Temporary, mail.ScopeAccount), 60, "watch Work"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, x *world, s *fakeServer) {
				s.fault = func(what string) error {
					if what == "watch Work" {
						return test.fault
					}
					return nil
				}
				if err := x.e.Focus(t.Context(), x.folder("Work").ID); err != nil {
					t.Fatal(err)
				}
				defer x.running()()
				after(6 * time.Hour)
				s.mu.Lock()
				log := strings.Join(s.log, "\n")
				s.mu.Unlock()
				if got := strings.Count(log, "connect"); got > test.logins {
					t.Errorf("%d logins", got)
				}
				if !strings.Contains(log, test.watch) {
					t.Error("nothing is watched")
				}
			})
		})
	}
}

// TestRefreshIsUnderWay: from the moment a folder is asked for until it was
// synced, the rows say so to other processes.
func TestRefreshIsUnderWay(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, x *world, s *fakeServer) {
		defer x.running()()
		after(time.Second)
		looked := 0
		s.mu.Lock()
		s.pause = func(what string) {
			if what != "list" && !strings.HasPrefix(what, "sync") {
				return
			}
			looked++
			if a := x.account(); a.Phase != mail.PhaseConnecting && a.Phase != mail.PhaseSyncing {
				t.Errorf("%s: phase %v", what, a.Phase)
			}
		}
		s.mu.Unlock()
		x.write(func(tx *cache.Tx) error { return tx.Refresh(0) })
		x.e.poke()
		after(time.Second)
		if looked < 3 {
			t.Errorf("only %d steps were seen", looked)
		}
		if a := x.account(); a.Phase != mail.PhaseIdle {
			t.Errorf("phase %v", a.Phase)
		}
	})
}
