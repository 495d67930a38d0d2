package engine

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/cache"
	"github.com/mailtui/mailtui/cache/cachetest"
	"github.com/mailtui/mailtui/mail"
)

// TestSecondInstance: a process without the lock is full-featured. What it
// writes is carried out by the one that holds it, and each sees what the other
// has written.
func TestSecondInstance(t *testing.T) {
	t.Parallel()
	s := newFakeServer()
	s.deliver("INBOX", "a", "b")
	x := newWorld(t, s.account())
	x.mustVisit()

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

	waitFor := func(what string, ok func() bool) {
		t.Helper()
		for !ok() {
			if _, err := second.Wait(ctx); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
	}
	if err := second.SetFlags(ctx, []mail.LocalID{x.find("a").ID}, mail.FlagDelta{Add: mail.Flagged}); err != nil {
		t.Fatal(err)
	}
	waitFor("the star to be confirmed", func() bool { return len(x.ops()) == 0 })
	if got := s.state(); got != "INBOX/a 4, INBOX/b 0" {
		t.Errorf("the server has %q", got)
	}
	s.deliver("INBOX", "c")
	waitFor("new mail", func() bool { return len(x.shown()) == 3 })
	if err := second.WorkOffline(ctx, "ada", true); err != nil {
		t.Fatal(err)
	}
	waitFor("working offline", func() bool { return x.account().Phase == mail.PhaseOffline })
}

func TestFollowTellsOfAnotherProcess(t *testing.T) {
	t.Parallel()
	x := newWorld(t, newFakeServer().account())
	other := cachetest.OpenAt(t, x.path, nil)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { x.e.Follow(ctx) })
	if err := other.Write(ctx, func(tx *cache.Tx) error { return tx.Refresh(0) }); err != nil {
		t.Fatal(err)
	}
	for told := false; !told; {
		list, err := x.e.Wait(ctx)
		if err != nil {
			t.Fatal(err)
		}
		told = slices.Contains(list, mail.Event(mail.StoreChanged{}))
	}
	cancel()
	running.Wait()
	if _, err := x.e.Wait(ctx); err == nil {
		t.Error("Wait went on after the end of its context")
	}
}

func TestLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	release, held, err := Lock(dir)
	if err != nil || !held {
		t.Fatalf("the first: %v, %v", held, err)
	}
	again, held, err := Lock(dir)
	if err != nil || held {
		t.Errorf("the second: %v, %v", held, err)
	}
	again()
	release()
	release, held, err = Lock(dir)
	if err != nil || !held {
		t.Errorf("after the release: %v, %v", held, err)
	}
	release()
	info, err := os.Stat(filepath.Join(dir, lockFile))
	if err != nil || info.Mode().Perm() != lockMode {
		t.Errorf("the file: %v, %v", info, err)
	}
	if _, held, err := Lock(filepath.Join(dir, "missing")); err == nil || held {
		t.Errorf("in a folder that is not there: %v, %v", held, err)
	}
}

// TestVisitNamesWhatIsMissing: an account that the engine does not have is
// named, as not found.
func TestVisitNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	x := newWorld(t, newFakeServer().account())
	err := x.e.Visit(t.Context(), []mail.AccountID{"ada", "eve"}, nil)
	p := backend.ProblemOf(err, "")
	if p.Cause != mail.NotFound || p.What.String() != "eve" {
		t.Errorf("got %v", err)
	}
}
