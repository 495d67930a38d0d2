package pop3_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/pop3"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/mail"
)

// writes counts how often something is sent.
type writes struct {
	net.Conn
	count *atomic.Int64
}

func (c *writes) Write(p []byte) (int, error) {
	c.count.Add(1)
	return c.Conn.Write(p)
}

func countWrites(opts pop3.Options) (pop3.Options, *atomic.Int64) {
	var count atomic.Int64
	opts.Dial.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		var d net.Dialer
		conn, err := d.DialContext(ctx, network, addr)
		return &writes{Conn: conn, count: &count}, err
	}
	return opts, &count
}

func TestPipelining(t *testing.T) {
	huge := letters(1, 40)
	for i := range huge {
		huge[i].Size = 6 << 20
	}
	for _, c := range []struct {
		name        string
		mails       []maildrop.Message
		capa        []string
		least, most int64
	}{
		// Seven until the listings, and the window is refilled by its halves.
		{"offered", letters(1, 1500), nil, 9, 16},
		{"not offered", letters(1, 1500), []string{"UIDL", "TOP"}, 3000, 3030},
		{"no more ahead than 32 MB", huge, nil, 40, 60},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, nil, c.mails...)
			s.Capabilities = c.capa
			opts, count := countWrites(inClear(s))
			e := newEngine(t, opts)
			visit(t, e)
			holds(t, e, bodies(c.mails...))
			if n := count.Load(); n < c.least || n > c.most {
				t.Errorf("%d messages were read and deleted with %d writes, want %d to %d",
					len(c.mails), n, c.least, c.most)
			}
		})
	}
}

// TestReadsAheadWhileApplyRuns: the first apply returns only when the server has
// answered messages far behind its batch.
func TestReadsAheadWhileApplyRuns(t *testing.T) {
	ahead := make(chan struct{})
	s := start(t, func(turn *maildrop.Turn) {
		if turn.Line == "RETR 500" { // they are read from 2,000 downwards
			close(ahead)
		}
	}, letters(1, 2000)...)
	b := pop3.New(inClear(s))
	defer b.Close()
	if _, err := b.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := b.Sync(t.Context(), backend.SyncRequest{Known: knownIDs(nil)}, func(context.Context, backend.Batch) error {
		select {
		case <-ahead:
			return nil
		case <-time.After(20 * time.Second):
			return errors.New("nothing is read while apply runs")
		}
	})
	if err != nil {
		t.Error(err)
	}
}

func large(n int) maildrop.Message {
	lines := strings.Repeat(".line of a large message\r\n", 40_000)
	return maildrop.Message{
		UID: fmt.Sprint("large", n), Body: fmt.Appendf(nil, "Received: x\r\nSubject: large %d\r\n\r\n%s", n, lines),
	}
}

func TestLargeBodiesGoThroughTheSpool(t *testing.T) {
	edge := maildrop.Message{UID: "edge", Body: append([]byte("Subject: as large as may be inline\r\n\r\n"),
		bytes.Repeat([]byte("x"), backend.InlineBody-40)...)}
	edge.Body = append(edge.Body, "\r\n"...)
	over := maildrop.Message{UID: "over", Body: append([]byte("X"), edge.Body...)}
	mails := []maildrop.Message{letter(1), large(2), letter(3), edge, over, large(4)}
	s := start(t, nil, mails...)
	e := newEngine(t, inClear(s))
	visit(t, e)
	holds(t, e, bodies(mails...))
	left(t, s)
	if len(e.blobs) != 3 {
		t.Errorf("%d bodies went through the spool, want 3", len(e.blobs))
	}
	headers := map[mail.RemoteID]string{}
	for _, m := range mails {
		header, _ := backend.SplitHeader(m.Body)
		headers[mail.RemoteID(m.UID)] = string(header[:min(len(header), backend.MaxHeader)])
	}
	for _, b := range e.batches {
		for _, m := range b.Added {
			if string(m.Header) != headers[m.ID] {
				t.Errorf("%s: the header is now %.60q", m.ID, m.Header)
			}
			if len(m.Body) > backend.InlineBody || (m.Blob.Handle != 0) == (m.Body != nil) {
				t.Errorf("%s: %d bytes inline, blob %d", m.ID, len(m.Body), m.Blob.Handle)
			}
		}
	}
}

// spoolFunc is a Spool of one function.
type spoolFunc func(io.Reader) (backend.Blob, error)

func (f spoolFunc) Put(_ context.Context, r io.Reader) (backend.Blob, error) { return f(r) }

func TestSpoolFails(t *testing.T) {
	full := errors.New("disk full")
	x := try(t, nil, letter(1), large(2), letter(3))
	err := x.sync(backend.SyncRequest{Spool: spoolFunc(func(r io.Reader) (backend.Blob, error) {
		_, _ = io.ReadFull(r, make([]byte, 300<<10))
		return backend.Blob{}, full
	})})
	if !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	if x.rec.count("DELE")+x.rec.count("QUIT") != 0 {
		t.Errorf("sent %q", x.rec.sent())
	}
	x.connect()
	x.mustSync(backend.SyncRequest{})
	equal(t, "added", x.added(), "large2", "uid-00003", "uid-00001")
}

// TestLargeBodyOfAnotherSize: a body that is not as long as listed comes with a
// doubt, also when it went through the spool.
func TestLargeBodyOfAnotherSize(t *testing.T) {
	m := large(1)
	m.Size = int64(len(m.Body)) + 500
	x := try(t, nil, m)
	x.mustSync(backend.SyncRequest{})
	if added := x.told[0].Added; len(added) != 1 || added[0].Doubt == nil || added[0].Blob.Size != int64(len(m.Body)) {
		t.Errorf("told %+v", added)
	}
	if _, err := x.delete("large1"); err == nil {
		t.Error("it was deleted")
	}
}

func TestCutInsideALargeBody(t *testing.T) {
	x := try(t, func(turn *maildrop.Turn) {
		if turn.Line == "RETR 2" {
			turn.Answer, turn.Cut = turn.Answer[:len(turn.Answer)/2], true
		}
	}, letter(1), large(2), letter(3))
	err := x.sync(backend.SyncRequest{})
	if !backend.IsKind(err, mail.Temporary) || backend.ProblemOf(err, "").Cause != mail.Closed {
		t.Errorf("error %v", err)
	}
	equal(t, "added", x.added(), "uid-00003")
}

// TestCancel: a cancelled call returns although the server is silent, and the
// next Connect opens a new connection.
func TestCancel(t *testing.T) {
	for _, verb := range []string{"STAT", "RETR", "DELE", "QUIT"} {
		t.Run(verb, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			silence := make(chan struct{})
			s := start(t, func(turn *maildrop.Turn) {
				if turn.Session == 1 && turn.Verb == verb {
					cancel()
					<-silence
				}
			}, letters(1, 3)...)
			defer close(silence)
			opts := inClear(s)
			opts.Dial.Grace = time.Millisecond
			b := pop3.New(opts)
			defer b.Close()
			if _, err := b.Connect(ctx); err != nil {
				t.Fatal(err)
			}
			var ids []mail.RemoteID
			err := b.Sync(ctx, backend.SyncRequest{Known: knownIDs(nil)}, func(_ context.Context, batch backend.Batch) error {
				for _, m := range batch.Added {
					ids = append(ids, m.ID)
				}
				return nil
			})
			if err == nil {
				_, err = b.Delete(ctx, pop3.Inbox, ids)
			}
			if !errors.Is(err, context.Canceled) && !backend.IsKind(err, mail.Unknown) {
				t.Errorf("error %v", err)
			}
			if _, err := b.Connect(t.Context()); err != nil {
				t.Errorf("connect again: %v", err)
			}
		})
	}
}

// TestSilence: a server that says nothing more is a temporary problem.
func TestSilence(t *testing.T) {
	for _, c := range []struct {
		line string
		slow bool // it has five minutes
	}{{"USER test", false}, {"RETR 2", false}, {"UIDL", true}, {"LIST", true}, {"STAT", true}} {
		t.Run(c.line, func(t *testing.T) {
			silence := make(chan struct{})
			s := start(t, func(turn *maildrop.Turn) {
				if turn.Line == c.line {
					<-silence
				}
			}, letters(1, 3)...)
			defer close(silence)
			opts := inClear(s)
			opts.Dial.Idle, opts.Dial.FirstByte = 200*time.Millisecond, time.Hour
			if c.slow {
				opts.Dial.Idle, opts.Dial.FirstByte = time.Hour, 200*time.Millisecond
			}
			b := pop3.New(opts)
			defer b.Close()
			_, err := b.Connect(t.Context())
			if err == nil {
				err = b.Sync(t.Context(), backend.SyncRequest{Known: knownIDs(nil)},
					func(context.Context, backend.Batch) error { return nil })
			}
			if p := backend.ProblemOf(err, ""); p.Kind != mail.Temporary || p.Cause != mail.TimedOut {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestLostConnectionIsNoticed: after the server has gone every call says so, and
// Connect mends it.
func TestLostConnectionIsNoticed(t *testing.T) {
	x := try(t, func(turn *maildrop.Turn) { turn.Cut = turn.Verb == "UIDL" && turn.Session == 1 }, letter(1))
	_ = x.sync(backend.SyncRequest{})
	if err := x.sync(backend.SyncRequest{}); !backend.IsKind(err, mail.Temporary) {
		t.Errorf("sync: %v", err)
	}
	if _, err := x.delete("uid-00001"); !backend.IsKind(err, mail.Temporary) {
		t.Errorf("delete: %v", err)
	}
	x.connect()
	x.mustSync(backend.SyncRequest{})
	equal(t, "added", x.added(), "uid-00001")
}

func TestFetch(t *testing.T) {
	silly := maildrop.Message{UID: "silly", Size: 5, Body: letter(9).Body}
	x := try(t, func(turn *maildrop.Turn) {
		if turn.Line == "RETR 3" {
			turn.Answer = []byte("-ERR [SYS/TEMP] locked\r\n")
		}
	}, letter(1), large(2), letter(3), silly)
	var got []string
	fetch := func(sink func(backend.Item) error, ids ...mail.RemoteID) error {
		var wants []backend.Want
		for _, id := range ids {
			wants = append(wants, backend.Want{ID: id, Section: backend.Readable})
		}
		return x.b.Fetch(t.Context(), pop3.Inbox, wants, sink)
	}
	err := fetch(func(item backend.Item) error {
		if item.Err != nil {
			got = append(got, fmt.Sprint(item.ID, " kind ", backend.ProblemOf(item.Err, "").Kind))
			return nil
		}
		h := sha256.New()
		_, err := io.Copy(h, item.Body)
		if err != nil {
			got = append(got, fmt.Sprint(item.ID, " cause ", backend.ProblemOf(err, "").Cause))
			return nil
		}
		got = append(got, fmt.Sprintf("%s %x", item.ID, h.Sum(nil)))
		return nil
	}, "large2", "large2", "none", "uid-00003", "silly", "uid-00001")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "items", got,
		fmt.Sprintf("large2 %x", sha256.Sum256(large(2).Body)),
		fmt.Sprint("none kind ", mail.Gone),
		fmt.Sprint("uid-00003 kind ", mail.Temporary),
		fmt.Sprint("silly cause ", mail.SizeDiffers),
		fmt.Sprintf("uid-00001 %x", sha256.Sum256(letter(1).Body)))
	if _, err := x.delete("uid-00001"); err == nil {
		t.Error("what was only fetched was deleted")
	}
	if err := fetch(func(backend.Item) error { return nil }, "large2", "uid-00001"); err != nil {
		t.Errorf("a sink that leaves the body: %v", err)
	}
	stop := errors.New("stop")
	if err := fetch(func(backend.Item) error { return stop }, "large2"); !errors.Is(err, stop) {
		t.Errorf("the sink's error came back as %v", err)
	}
	x.connect()
	if err := fetch(func(item backend.Item) error { return item.Err }, "uid-00001"); err != nil {
		t.Errorf("after it: %v", err)
	}
}
