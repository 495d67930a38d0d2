package ui_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mailtui/mailtui/mail"
	"github.com/mailtui/mailtui/message"
	"github.com/mailtui/mailtui/ui"
	"github.com/mailtui/mailtui/ui/uitest"
)

// Unread mail far outside the window is found in either direction, reading
// pages and not the folder.
func TestNextUnreadInALargeFolder(t *testing.T) {
	t.Parallel()
	s := uitest.Huge(30_000)
	s.Lists[1][9_000].Flags = 0
	s.Bodies[30_000] = uitest.Raw(mail.Address{Addr: mail.Line("a@example.org")}, "x", "the newest one")
	s.Bodies[21_000] = uitest.Raw(mail.Address{Addr: mail.Line("a@example.org")}, "x", "far away")
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	s.Reads()
	term.Press("n")
	screen(t, term, "Weekly report number 21000")
	if _, rows := s.Reads(); rows > 10_000 {
		t.Errorf("%d rows were read", rows)
	}
	term.Press("enter")
	screen(t, term, "far away")
	term.Press("N")
	screen(t, term, "the newest one")
	term.Press("n")
	screen(t, term, "There is no other unread message that way.", "the newest one")
}

// Many messages come within one second: the row above the cursor's is one of
// them, and must not be lost when the rows around the cursor are read again.
func TestRowsOfOneSecond(t *testing.T) {
	t.Parallel()
	s := uitest.Huge(100)
	for i := range s.Lists[1] {
		s.Lists[1][i].Received = uitest.Start()
	}
	term := uitest.Run(t, s, uitest.Options{W: 80, H: 24})
	term.Press("j", "j")
	s.Change(func() {}, mail.FolderChanged{Folder: 1})
	term.WaitIdle()
	screen(t, term, "Weekly report number 100 ", "Weekly report number 99 ", "Weekly report number 98 ")
}

// broken is a store whose reads fail.
type broken struct {
	*uitest.Store
	err error
}

func (b broken) Accounts(context.Context) ([]mail.Account, error) { return nil, b.err }

func (b broken) Questions(context.Context) ([]mail.Question, error) { return nil, b.err }

func (b broken) Page(context.Context, mail.PageQuery) ([]mail.Summary, error) { return nil, b.err }

func (b broken) Message(context.Context, mail.LocalID) (*message.Message, error) { return nil, b.err }

func (b broken) Summary(context.Context, mail.LocalID) (s mail.Summary, err error) { return s, b.err }

// What cannot be read is told in the words of its problem, and the program goes
// on.
func TestReadsThatFail(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	b := broken{s, mail.Problem{Cause: mail.StoreCorrupt, Path: "/home/ada/mail.db"}}
	term := uitest.RunWith(t, s, uitest.Options{W: 132, H: 30}, ui.Deps{Mail: b, Actions: s, Events: s, Now: s.Now})
	screen(t, term, "/home/ada/mail.db is damaged", "Reading…")
	term.Press("j", "enter", "?", "esc", "g", "e")
	screen(t, term, "What went wrong", "/home/ada/mail.db is damaged")
}

// deaf is a source of events that fails.
type deaf struct{}

func (deaf) Wait(context.Context) ([]mail.Event, error) { return nil, errors.New("no more events") }

func TestEventsThatFail(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	out := newOutput()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() {
		done <- ui.Run(ctx, ui.Deps{Mail: s, Actions: s, Events: deaf{}, Now: s.Now, Remote: true}, terminal(out)...)
	}()
	out.wait(t, "no more events")
	cancel()
	ended(t, done)
}

// slow is a store that takes for ever to read one message.
type slow struct {
	*uitest.Store
	begun, ended chan struct{}
}

func (s slow) Message(ctx context.Context, id mail.LocalID) (*message.Message, error) {
	if id != 30 {
		return s.Store.Message(ctx, id)
	}
	close(s.begun)
	<-ctx.Done()
	close(s.ended)
	return nil, ctx.Err()
}

// A message that takes long is not read on when the cursor has gone on.
func TestStaleReadsEnd(t *testing.T) {
	t.Parallel()
	s := slow{uitest.Sample(), make(chan struct{}), make(chan struct{})}
	out := newOutput()
	in, keys := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() {
		options := append(terminal(out), tea.WithInput(in))
		done <- ui.Run(ctx, ui.Deps{Mail: s, Actions: s, Events: s, Now: s.Now}, options...)
	}()
	press := func(key string) {
		if _, err := io.WriteString(keys, key); err != nil {
			t.Fatal(err)
		}
	}
	out.wait(t, "Compiler schedule")
	press("\r")
	closed(t, s.begun)
	press("J")
	closed(t, s.ended)
	out.wait(t, "This is message 29.")
	cancel()
	ended(t, done)
	_ = keys.Close()
}

func closed(t *testing.T, c chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing happens")
	}
}

// Run ends without an error when its context does, and when the user leaves.
func TestRun(t *testing.T) {
	t.Parallel()
	s := uitest.Sample()
	out := newOutput()
	in, keys := io.Pipe()
	done := make(chan error, 1)
	go func() {
		options := append(terminal(out), tea.WithInput(in))
		done <- ui.Run(t.Context(), ui.Deps{Mail: s, Actions: s, Events: s, Now: s.Now}, options...)
	}()
	out.wait(t, "Compiler schedule")
	if _, err := io.WriteString(keys, "q"); err != nil {
		t.Fatal(err)
	}
	ended(t, done)
	_ = keys.Close()
}

func terminal(out io.Writer) []tea.ProgramOption {
	return []tea.ProgramOption{
		tea.WithOutput(out), tea.WithInput(nil), tea.WithWindowSize(80, 24), tea.WithoutSignals(),
		tea.WithEnvironment([]string{"TERM=xterm-256color"}),
	}
}

func ended(t *testing.T, done chan error) {
	t.Helper()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
	}
}

// output keeps what is written and says when more has come.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func newOutput() *output { return &output{more: make(chan struct{}, 1)} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case o.more <- struct{}{}:
	default:
	}
	return o.text.Write(p)
}

func (o *output) wait(t *testing.T, text string) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		o.mu.Lock()
		found := bytes.Contains(o.text.Bytes(), []byte(text))
		o.mu.Unlock()
		if found {
			return
		}
		select {
		case <-o.more:
		case <-deadline:
			t.Fatalf("%q was not written", text)
		}
	}
}
