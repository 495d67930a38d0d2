package imap_test

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/backend/imap"
)

// fake is a small IMAP server that can be told to misbehave. It greets with
// PREAUTH unless it is told otherwise, knows one mailbox, and answers each command by itself unless a hook
// of its name does.
type fake struct {
	mu       sync.Mutex
	caps     string
	greeting string // in place of PREAUTH
	validity uint64
	uidNext  uint32 // 0: not told
	modSeq   uint64 // 0: not told
	exists   string // in place of the number of messages
	status   string // code of the tagged answer to SELECT
	msgs     []*fakeMessage
	// hooks answer a command in place of the server; "" leaves it to the server.
	// "<tag>" in an answer becomes the command's tag.
	hooks map[string]func(args string) string
	seen  []string // the commands that came
	idle  func(push func(string))
	// noIdle has the server refuse the IDLE that it announces.
	noIdle bool
}

type fakeMessage struct {
	uid   uint32
	flags string
	text  string
}

// header returns the header as BODY[HEADER] does, with its empty line.
func (m *fakeMessage) header() string {
	header, _, _ := strings.Cut(m.text, "\r\n\r\n")
	return header + "\r\n\r\n"
}

// newFake returns a server with messages of the given UIDs.
func newFake(uids ...uint32) *fake {
	f := &fake{caps: "IMAP4rev1 ESEARCH CONDSTORE IDLE", validity: 7, modSeq: 100, hooks: map[string]func(string) string{}}
	for _, uid := range uids {
		f.add(uid)
	}
	return f
}

func (f *fake) add(uid uint32) {
	f.msgs = append(f.msgs, &fakeMessage{uid: uid, text: fmt.Sprintf("Subject: number %d\r\n\r\nbody %d\r\n", uid, uid)})
	f.uidNext = uid + 1
}

// start serves f and returns options for it.
func (f *fake) start(t testing.TB) imap.Options {
	t.Helper()
	opts := plain(backendtest.Serve(t, f.serve).Port)
	opts.Dial.Host = "127.0.0.1"
	return opts
}

// inMemory returns options for f in a test with a time of its own.
func (f *fake) inMemory() imap.Options {
	opts := plain(143)
	opts.Dial.Dial = backendtest.InMemory(f.serve)
	return opts
}

func (f *fake) serve(conn net.Conn) {
	if _, err := fmt.Fprintf(conn, "* %s [CAPABILITY %s] ready\r\n", cmp.Or(f.greeting, "PREAUTH"), f.caps); err != nil {
		return
	}
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		tag, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		name, args, _ := strings.Cut(rest, " ")
		if name == "UID" {
			name, args, _ = strings.Cut(args, " ")
		}
		answer := f.answer(name, args)
		switch {
		case name == "IDLE" && f.noIdle:
			answer = "<tag> NO not now\r\n"
		case name == "IDLE":
			f.idleUntilDone(conn, r)
		}
		_, err = io.WriteString(conn, strings.ReplaceAll(answer, "<tag>", tag))
		if err != nil || strings.HasPrefix(answer, "* BYE") {
			return
		}
	}
}

// idleUntilDone runs IDLE: what f.idle pushes goes out at once.
func (f *fake) idleUntilDone(conn net.Conn, r *bufio.Reader) {
	push := func(text string) { _, _ = io.WriteString(conn, text) }
	push("+ idling\r\n")
	if f.idle != nil {
		f.idle(push)
	}
	_, _ = r.ReadString('\n')
}

// commands returns the names of the commands that came.
func (f *fake) commands() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.seen)
}

func (f *fake) answer(name, args string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, name)
	if hook := f.hooks[name]; hook != nil {
		if answer := hook(args); answer != "" {
			return answer
		}
	}
	switch name {
	case "SELECT":
		return f.selected()
	case "LIST":
		return "* LIST () \"/\" INBOX\r\n<tag> OK done\r\n"
	case "SEARCH":
		return f.search(args)
	case "FETCH":
		return f.fetch(args) + "<tag> OK done\r\n"
	case "STORE":
		return f.store(args)
	case "LOGOUT":
		return "* BYE bye\r\n<tag> OK done\r\n"
	default:
		return "<tag> OK done\r\n"
	}
}

func (f *fake) selected() string {
	exists := f.exists
	if exists == "" {
		exists = strconv.Itoa(len(f.msgs))
	}
	answer := fmt.Sprintf("* FLAGS (\\Seen)\r\n* %s EXISTS\r\n* OK [UIDVALIDITY %d] x\r\n", exists, f.validity)
	if f.uidNext > 0 {
		answer += fmt.Sprintf("* OK [UIDNEXT %d] x\r\n", f.uidNext)
	}
	if f.modSeq > 0 {
		answer += fmt.Sprintf("* OK [HIGHESTMODSEQ %d] x\r\n", f.modSeq)
	}
	status := f.status
	if status == "" {
		status = "[READ-WRITE]"
	}
	return answer + "<tag> OK " + status + " done\r\n"
}

func (f *fake) search(args string) string {
	uids := make([]string, len(f.msgs))
	for i, m := range f.msgs {
		uids[i] = strconv.FormatUint(uint64(m.uid), 10)
	}
	if strings.HasPrefix(args, "RETURN") {
		if len(uids) == 0 {
			return "* ESEARCH UID\r\n<tag> OK done\r\n"
		}
		return "* ESEARCH UID ALL " + strings.Join(uids, ",") + "\r\n<tag> OK done\r\n"
	}
	return "* SEARCH " + strings.Join(uids, " ") + "\r\n<tag> OK done\r\n"
}

// in reports whether a set of the forms "1:3" and "5", joined by commas, holds
// a UID.
func in(set string, uid uint32) bool {
	for item := range strings.SplitSeq(set, ",") {
		low, high, isRange := strings.Cut(item, ":")
		if !isRange {
			high = low
		}
		lo, _ := strconv.ParseUint(low, 10, 32)
		hi, _ := strconv.ParseUint(high, 10, 32)
		if uint64(uid) >= lo && uint64(uid) <= hi {
			return true
		}
	}
	return false
}

func (f *fake) fetch(args string) string {
	set, items, _ := strings.Cut(args, " ")
	var b strings.Builder
	for i, m := range f.msgs {
		if in(set, m.uid) && !strings.Contains(items, "CHANGEDSINCE") {
			b.WriteString(m.fetched(i+1, items))
		}
	}
	return b.String()
}

func (m *fakeMessage) fetched(number int, items string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "* %d FETCH (UID %d", number, m.uid)
	if strings.Contains(items, "FLAGS") {
		fmt.Fprintf(&b, " FLAGS (%s)", m.flags)
	}
	if strings.Contains(items, "INTERNALDATE") {
		b.WriteString(` INTERNALDATE "23-Nov-2026 10:00:00 +0000"`)
	}
	if strings.Contains(items, "RFC822.SIZE") {
		fmt.Fprintf(&b, " RFC822.SIZE %d", len(m.text))
	}
	switch {
	case strings.Contains(items, "HEADER.FIELDS"):
		fmt.Fprintf(&b, " BODY[HEADER.FIELDS (Subject)] {%d}\r\n%s", len(m.header()), m.header())
	case strings.Contains(items, "BODY.PEEK[]<0."):
		fmt.Fprintf(&b, " BODY[]<0> {%d}\r\n%s", len(m.text), m.text)
	case strings.Contains(items, "BODY.PEEK[]"):
		fmt.Fprintf(&b, " BODY[] {%d}\r\n%s", len(m.text), m.text)
	}
	b.WriteString(")\r\n")
	return b.String()
}

// store sets flags, of which it knows one at a time.
func (f *fake) store(args string) string {
	set, rest, _ := strings.Cut(args, " ")
	op, flags, _ := strings.Cut(rest, " ")
	flags = strings.Trim(flags, "()")
	var b strings.Builder
	for i, m := range f.msgs {
		if !in(set, m.uid) {
			continue
		}
		if strings.HasPrefix(op, "+") {
			m.flags = flags
		} else {
			m.flags = strings.TrimSpace(strings.ReplaceAll(m.flags, flags, ""))
		}
		fmt.Fprintf(&b, "* %d FETCH (UID %d FLAGS (%s))\r\n", i+1, m.uid, m.flags)
	}
	return b.String() + "<tag> OK done\r\n"
}
