package pop3_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/demo/maildrop"
	"github.com/mailtui/mailtui/mail"
)

// TestHostileListings: a listing that cannot be right ends the Sync before
// anything is told.
func TestHostileListings(t *testing.T) {
	flood := func(line string, times int) string { return "+OK\r\n" + strings.Repeat(line, times) + ".\r\n" }
	for _, c := range []struct {
		name, verb, answer string
		kind               mail.Kind
		cause              mail.Cause
	}{
		{"pop-uidl-flood", "UIDL", flood("1 x\r\n", 1), mail.Temporary, mail.CountsDiffer},
		{"pop-uidl-endless", "UIDL", "+OK\r\n" + numbered(200_000), mail.Temporary, mail.CountsDiffer},
		{"pop-uidl-one-endless-line", "UIDL", "+OK\r\n1 " + strings.Repeat("x", 1<<20), mail.Protocol, mail.TooLarge},
		{"pop-uidl-blank-endless", "UIDL", "+OK\r\n" + strings.Repeat("\r\n", 1<<20), mail.Temporary, mail.CountsDiffer},
		{"pop-uidl-no-number", "UIDL", "+OK\r\n1 a\r\nx\r\n.\r\n", mail.Protocol, mail.CauseNone},
		{"pop-uidl-busy", "UIDL", "-ERR [SYS/TEMP] later\r\n", mail.Temporary, mail.CauseNone},
		{"pop-stat-huge", "STAT", "+OK 4294967295 18446744073709551615\r\n", mail.Protocol, mail.TooLarge},
		{"pop-stat-words", "STAT", "+OK many\r\n", mail.Protocol, mail.CauseNone},
		{"pop-stat-blank", "STAT", "\r\n", mail.Protocol, mail.CauseNone},
		{"pop-list-neg", "LIST", "+OK\r\n1 -5\r\n2 5\r\n.\r\n", mail.Protocol, mail.CauseNone},
		{"pop-list-twice", "LIST", "+OK\r\n1 5\r\n1 5\r\n.\r\n", mail.Protocol, mail.CauseNone},
		{"pop-list-err", "LIST", "-ERR no\r\n", mail.Rejected, mail.CauseNone},
		{"pop-list-bare-lf", "LIST", "+OK\n1 5\n2 5\n.\n", mail.Protocol, mail.CauseNone},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := try(t, replace(c.verb, c.answer), letters(1, 2)...)
			err := x.sync(backend.SyncRequest{Known: knownIDs{knownAs(letter(7), backend.Stored)}})
			if p := backend.ProblemOf(err, ""); p.Kind != c.kind || p.Cause != c.cause {
				t.Errorf("error %v: kind %d, cause %d", err, p.Kind, p.Cause)
			}
			if len(x.told) != 0 {
				t.Errorf("told %+v", x.told)
			}
			x.connect() // the next session is a new one
		})
	}
}

func numbered(n int) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "%d %d\r\n", i, i)
	}
	return b.String()
}

// TestHostileSizes: what did not come as it was listed is stored with a doubt,
// or told as failed, and never deleted.
func TestHostileSizes(t *testing.T) {
	body := string(letter(1).Body)
	whole := string(stuffed(body))
	cutBody := body[:20] + "\r\n"
	uidl := "X-UIDL: " + strings.Repeat("u", 45) + "\r\n"
	for _, c := range []struct {
		name   string
		listed int64 // 0: as long as it is
		retr   string
		doubt  bool
		failed bool
	}{
		{name: "as listed", retr: whole},
		{name: "Dovecot: two more for the last line's end", listed: int64(len(body)) - 2, retr: whole},
		{name: "mailutils: X-UIDL is added", retr: string(stuffed(uidl + body))},
		{name: "Status and X-UIDL are added", retr: string(stuffed("Status: RO\r\n" + uidl + body))},
		{name: "pop-retr-trunc", retr: string(stuffed(cutBody)), doubt: true},
		{name: "three bytes less", listed: int64(len(body)) + 3, retr: whole, doubt: true},
		{name: "three bytes more", listed: int64(len(body)) - 3, retr: whole, doubt: true},
		{name: "another field is added", retr: string(stuffed("X-Other: 1\r\n" + body)), doubt: true},
		{name: "the field is in the body", retr: string(stuffed(body + "X-UIDL: xxxx\r\n")), doubt: true},
		{name: "Courier: a notice in its place", retr: string(stuffed("Subject: Cannot display\r\n\r\n" +
			strings.Repeat("This message has Unicode.\r\n", 30))), doubt: true},
		{name: "pop-list-huge", listed: 1 << 62, retr: whole, doubt: true},
		{name: "pop-list-one", listed: 1, retr: whole, doubt: true},
		{name: "pop-retr-empty", retr: "+OK\r\n.\r\n", failed: true},
		{name: "pop-retr-err", retr: "-ERR no such message\r\n", failed: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := letter(1)
			m.Size = c.listed
			x := try(t, replace("RETR", c.retr), m)
			x.mustSync(backend.SyncRequest{})
			b := x.told[0]
			if got := len(b.Failed) == 1; got != c.failed {
				t.Fatalf("told %+v", b)
			}
			if !c.failed && (b.Added[0].Doubt != nil) != c.doubt {
				t.Errorf("doubt %v, want %v", b.Added[0].Doubt, c.doubt)
			}
			if !x.complete() {
				t.Error("not complete")
			}
			_, err := x.delete("uid-00001")
			if trusted := !c.doubt && !c.failed; (err == nil) != trusted {
				t.Errorf("delete: %v", err)
			}
		})
	}
}

// stuffed is the answer to a RETR of body.
func stuffed(body string) []byte {
	return []byte("+OK\r\n" + strings.ReplaceAll("\r\n"+body, "\r\n.", "\r\n..")[2:] + ".\r\n")
}

// TestOneMessageDoesNotCostTheOthers: it is told as failed, the rest is read.
func TestOneMessageDoesNotCostTheOthers(t *testing.T) {
	x := try(t, func(turn *maildrop.Turn) {
		if turn.Line == "RETR 2" {
			turn.Answer = []byte("-ERR [SYS/TEMP] \x1b]0;x\x07 locked\r\n")
		}
	}, letters(1, 3)...)
	x.mustSync(backend.SyncRequest{})
	equal(t, "added", x.added(), "uid-00003", "uid-00001")
	f := x.told[0].Failed
	if len(f) != 1 || f[0].ID != "uid-00002" || f[0].Problem.Kind != mail.Temporary ||
		f[0].Problem.Scope != mail.ScopeMessage {
		t.Fatalf("failed %+v", f)
	}
	if d := f[0].Problem.Detail.String(); strings.ContainsAny(d, "\x1b\x07") || !strings.Contains(d, "locked") {
		t.Errorf("detail %q", d)
	}
}

// TestEndlessMessageCostsOneSession: the next session tells it as failed
// without reading it, and reads the others.
func TestEndlessMessageCostsOneSession(t *testing.T) {
	endless := append([]byte("+OK\r\n"), bytes.Repeat([]byte("endless\r\n"), 2<<20)...)
	x := try(t, func(turn *maildrop.Turn) {
		if turn.Line == "RETR 2" {
			turn.Answer = endless
		}
	}, letters(1, 3)...)
	err := x.sync(backend.SyncRequest{})
	if backend.ProblemOf(err, "").Cause != mail.TooLarge {
		t.Errorf("error %v", err)
	}
	equal(t, "added before it", x.added(), "uid-00003")
	x.connect()
	x.mustSync(backend.SyncRequest{Known: knownIDs{knownAs(letter(3), backend.Stored)}})
	equal(t, "added after it", x.added(), "uid-00001")
	if f := x.told[0].Failed; len(f) != 1 || f[0].ID != "uid-00002" {
		t.Errorf("told %+v", x.told)
	}
}

// TestCutMessageIsNotTold: what came whole before the cut is.
func TestCutMessageIsNotTold(t *testing.T) {
	whole := string(stuffed(string(letter(1).Body)))
	for _, c := range []struct{ name, retr string }{
		{"pop-retr-cut", whole[:len(whole)-3]},
		{"in the last line", whole[:len(whole)-1]},
		{"no answer", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := try(t, func(turn *maildrop.Turn) {
				if turn.Line == "RETR 1" {
					turn.Answer, turn.Cut = []byte(c.retr), true
				}
			}, letters(1, 2)...)
			err := x.sync(backend.SyncRequest{})
			if p := backend.ProblemOf(err, ""); p.Cause != mail.Closed || p.Kind != mail.Temporary {
				t.Errorf("error %v", err)
			}
			equal(t, "added", x.added(), "uid-00002")
			if x.complete() {
				t.Error("complete")
			}
		})
	}
}

// TestForgedAnswers: bytes of a message never answer a command.
func TestForgedAnswers(t *testing.T) {
	smuggled := "Received: x\r\n\r\nhello\n.\n+OK deleted\r\n+OK bye\r\n"
	m := maildrop.Message{UID: "uid", Body: []byte(smuggled)}
	x := try(t, nil, m, letter(2))
	x.mustSync(backend.SyncRequest{})
	if got := string(x.told[0].Added[1].Body); got != smuggled {
		t.Errorf("got %q", got)
	}
}

// TestQuit: what QUIT did is known only by its +OK.
func TestQuit(t *testing.T) {
	for _, c := range []struct {
		name   string
		script func(*maildrop.Turn)
		kind   mail.Kind
		left   []string
	}{
		{
			"pop-quit-err", func(q *maildrop.Turn) { q.Answer, q.Lost = []byte("-ERR locked\r\n"), true },
			mail.Unknown,
			[]string{"uid-00001"},
		},
		{"pop-quit-cut", func(q *maildrop.Turn) { q.Answer, q.Cut = nil, true }, mail.Unknown, nil},
		{"pop-quit-blank", func(q *maildrop.Turn) { q.Answer = []byte("\r\n") }, mail.Unknown, nil},
		{"pop-quit-half", func(q *maildrop.Turn) { q.Answer, q.Cut = []byte("+OK b"), true }, mail.Unknown, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := try(t, func(turn *maildrop.Turn) {
				if turn.Verb == "QUIT" {
					c.script(turn)
				}
			}, letter(1))
			x.mustSync(backend.SyncRequest{})
			confirmed, err := x.delete("uid-00001")
			if !backend.IsKind(err, c.kind) || confirmed != nil {
				t.Errorf("confirmed %q, %v", confirmed, err)
			}
			left(t, x.server, c.left...)
		})
	}
}

// TestLiesAreFoundAtTheNextVisit drives the whole cycle: whatever the server
// claims, every mail is in the store once.
func TestLiesAreFoundAtTheNextVisit(t *testing.T) {
	lose := func(verb string) maildrop.Script {
		return func(turn *maildrop.Turn) { turn.Lost = turn.Verb == verb && turn.Session == 1 }
	}
	for _, c := range []struct {
		name   string
		script maildrop.Script
	}{
		{"pop-dele-lost", lose("DELE")},
		{"pop-quit-rollback", lose("QUIT")},
		{"pop-dele-err", func(turn *maildrop.Turn) {
			if turn.Verb == "DELE" && turn.Session == 1 {
				turn.Answer, turn.Lost = []byte("-ERR no\r\n"), true
			}
		}},
		{"pop-retr-swap", func(turn *maildrop.Turn) {
			swapped := map[string]string{"RETR 1": "RETR 2", "RETR 2": "RETR 1"}[turn.Line]
			if turn.Session == 1 && swapped != "" {
				n := int(swapped[5] - '0')
				turn.Answer = stuffed(string(letter(n).Body))
			}
		}},
		{"pop-uidl-err", replace("UIDL", "-ERR\r\n")},
		{"pop-uidl-same", replace("UIDL", "+OK\r\n1 a\r\n2 a\r\n3 a\r\n.\r\n")},
		{"pop-uidl-empty", replace("UIDL", "+OK\r\n1 \r\n2 \r\n3 \r\n.\r\n")},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, func(turn *maildrop.Turn) {
				if turn.Session <= 2 || turn.Verb != "UIDL" {
					c.script(turn)
				}
			}, letters(1, 3)...)
			e := newEngine(t, inClear(s))
			for range 4 {
				_ = e.visit(t.Context()) // one of them may fail
			}
			holds(t, e, bodies(letters(1, 3)...))
			left(t, s)
		})
	}
}

// TestRecycledID: an id that now stands for another mail of equal length never
// makes that mail disappear unread.
func TestRecycledID(t *testing.T) {
	old := maildrop.Message{UID: "same", Body: []byte("Subject: equal\r\n\r\nfirst\r\n")}
	recycled := maildrop.Message{UID: "same", Body: []byte("Subject: equal\r\n\r\nother\r\n")}
	for _, c := range []struct {
		name string
		then func(*testing.T, *engine, *backendtest.POP3Server)
	}{
		{"after a deletion", func(t *testing.T, e *engine, _ *backendtest.POP3Server) { visit(t, e) }},
		{"another client emptied the box", func(t *testing.T, e *engine, s *backendtest.POP3Server) {
			e.keep = true
			visit(t, e)
			e.keep = false
			s.Drop.Empty()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, nil, old)
			e := newEngine(t, inClear(s))
			c.then(t, e, s)
			s.Drop.Deliver(recycled)
			visit(t, e)
			holds(t, e, bodies(old, recycled))
			left(t, s)
		})
	}
	t.Run("the answer to QUIT was lost", func(t *testing.T) {
		s := start(t, func(turn *maildrop.Turn) {
			if turn.Session == 1 && turn.Verb == "QUIT" {
				turn.Answer, turn.Cut = nil, true
			}
		}, old)
		e := newEngine(t, inClear(s))
		if err := e.visit(t.Context()); err == nil {
			t.Fatal("the first visit did not fail")
		}
		s.Drop.Deliver(recycled)
		visit(t, e)
		holds(t, e, bodies(old, recycled))
		left(t, s)
	})
}
