package maildrop_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	gopop3 "github.com/knadh/go-pop3"
	"go.uber.org/goleak"

	"github.com/mailtui/mailtui/demo/maildrop"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve starts s on a free port and returns its address.
func serve(t *testing.T, s *maildrop.Server) *net.TCPAddr {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().(*net.TCPAddr)
}

func twoMessages() *maildrop.Drop {
	d := &maildrop.Drop{}
	d.Deliver(
		maildrop.Message{UID: "a", Body: []byte("Subject: one\r\n\r\n.dot\r\n..two\r\nend\r\n")},
		maildrop.Message{UID: "b c", Size: 7, Body: []byte("Subject: two\r\n\r\nno end")},
	)
	return d
}

// talk sends lines at once and returns all that the server says.
func talk(t *testing.T, addr net.Addr, lines ...string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\n"); err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

func TestDialogue(t *testing.T) {
	const login = "+OK maildrop ready\r\n+OK password, please\r\n+OK welcome\r\n"
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{
			"listings",
			[]string{"STAT", "LIST", "UIDL", "UIDL 2"},
			"+OK 2 41\r\n+OK\r\n1 34\r\n2 7\r\n.\r\n+OK\r\n1 a\r\n2 b c\r\n.\r\n+OK 2 b c\r\n",
		},
		{"dots are stuffed", []string{"RETR 1"}, "+OK 34 octets\r\nSubject: one\r\n\r\n..dot\r\n...two\r\nend\r\n.\r\n"},
		{"a last line gets its end", []string{"RETR 2"}, "+OK 7 octets\r\nSubject: two\r\n\r\nno end\r\n.\r\n"},
		{
			"top",
			[]string{"TOP 1 0", "TOP 1 1"},
			"+OK\r\nSubject: one\r\n\r\n.\r\n+OK\r\nSubject: one\r\n\r\n..dot\r\n.\r\n",
		},
		{
			"a deleted message is not there",
			[]string{"DELE 1", "RETR 1", "DELE 1", "LIST", "STAT", "RSET", "STAT"},
			"+OK deleted\r\n-ERR no such message\r\n-ERR no such message\r\n+OK\r\n2 7\r\n.\r\n+OK 1 7\r\n+OK\r\n+OK 2 41\r\n",
		},
		{
			"no such message",
			[]string{"RETR 3", "RETR 0", "TOP x 1", "TOP 1 x", "DELE"},
			strings.Repeat("-ERR no such message\r\n", 3) + "-ERR TOP wants a number of lines\r\n-ERR no such message\r\n",
		},
		{"unknown", []string{"XYZZY", "noop"}, "-ERR unknown command\r\n+OK\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			addr := serve(t, &maildrop.Server{Drop: twoMessages(), User: "u", Password: "p w"})
			lines := append(append([]string{"USER u", "PASS p w"}, c.lines...), "QUIT")
			if got, want := talk(t, addr, lines...), login+c.want+"+OK bye\r\n"; got != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestLogin(t *testing.T) {
	addr := serve(t, &maildrop.Server{Drop: twoMessages(), User: "u", Password: "p"})
	got := talk(t, addr, "STAT", "UTF8", "STLS", "USER u", "PASS x", "USER x", "PASS p", "QUIT")
	want := "+OK maildrop ready\r\n-ERR log in first\r\n+OK\r\n-ERR no TLS here\r\n+OK password, please\r\n" +
		"-ERR [AUTH] wrong user or password\r\n+OK password, please\r\n-ERR [AUTH] wrong user or password\r\n+OK bye\r\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAnotherClientReadsAndDeletes(t *testing.T) {
	drop := twoMessages()
	addr := serve(t, &maildrop.Server{Drop: drop, User: "u", Password: "p"})
	conn, err := gopop3.New(gopop3.Opt{Host: "127.0.0.1", Port: addr.Port}).NewConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Auth("u", "p"); err != nil {
		t.Fatal(err)
	}
	body, err := conn.RetrRaw(1)
	if err != nil || body.String() != string(drop.Messages()[0].Body) {
		t.Errorf("RETR 1: %q, %v", body, err)
	}
	if err := conn.Dele(1); err != nil {
		t.Fatal(err)
	}
	drop.Deliver(maildrop.Message{UID: "new", Body: []byte("x: y\r\n\r\n")})
	if n := len(drop.Messages()); n != 3 {
		t.Errorf("%d messages before QUIT, want 3: DELE only marks", n)
	}
	if err := conn.Quit(); err != nil {
		t.Fatal(err)
	}
	if left := drop.Messages(); len(left) != 2 || left[0].UID != "b c" || left[1].UID != "new" {
		t.Errorf("left after QUIT: %v", left)
	}
}

func TestSessionThatBreaksDeletesNothing(t *testing.T) {
	drop := twoMessages()
	addr := serve(t, &maildrop.Server{Drop: drop, User: "u", Password: "p", Script: func(turn *maildrop.Turn) {
		turn.Cut = turn.Verb == "DELE" && turn.Arg == "2"
	}})
	talk(t, addr, "USER u", "PASS p", "DELE 1", "DELE 2", "QUIT")
	if n := len(drop.Messages()); n != 2 {
		t.Errorf("%d messages left, want 2", n)
	}
}

func TestScript(t *testing.T) {
	var mu sync.Mutex // each session has a goroutine of its own
	var turns []string
	server := &maildrop.Server{Drop: twoMessages(), User: "u", Password: "p", Script: func(turn *maildrop.Turn) {
		mu.Lock()
		defer mu.Unlock()
		turns = append(turns, fmt.Sprintf("%d/%d %s", turn.Session, turn.Number, turn.Line))
		switch turn.Verb {
		case "":
			turn.Answer = []byte("+OK other words\r\n")
		case "QUIT":
			turn.Lost = true
		case "NOOP":
			turn.Answer, turn.Cut = turn.Answer[:2], true
		}
	}}
	addr := serve(t, server)
	if got := talk(t, addr, "user u", "PASS p", "DELE 1", "QUIT"); !strings.HasPrefix(got, "+OK other words\r\n") {
		t.Errorf("greeting: %q", got)
	}
	if got := talk(t, addr, "NOOP"); got != "+OK other words\r\n+O" {
		t.Errorf("cut answer: %q", got)
	}
	if n := len(server.Drop.Messages()); n != 2 {
		t.Errorf("%d messages after a lost QUIT, want 2", n)
	}
	mu.Lock()
	defer mu.Unlock()
	want := "1/0 |1/1 user u|1/2 PASS p|1/3 DELE 1|1/4 QUIT|2/0 |2/1 NOOP"
	if got := strings.Join(turns, "|"); got != want {
		t.Errorf("turns %s\nwant  %s", got, want)
	}
	if server.Sessions() != 2 {
		t.Errorf("%d sessions, want 2", server.Sessions())
	}
}

func TestEmptyDropsEverything(t *testing.T) {
	drop := twoMessages()
	drop.Empty()
	if n := len(drop.Messages()); n != 0 {
		t.Errorf("%d messages, want none", n)
	}
	addr := serve(t, &maildrop.Server{Drop: drop, User: "u", Password: "p"})
	got := talk(t, addr, "USER u", "PASS p", "STAT", "LIST", "QUIT")
	if !strings.Contains(got, "+OK 0 0\r\n+OK\r\n.\r\n") {
		t.Errorf("empty maildrop: %q", got)
	}
}

func TestPipelinedAnswersKeepTheirOrder(t *testing.T) {
	drop := &maildrop.Drop{}
	for i := range 200 {
		drop.Deliver(maildrop.Message{UID: fmt.Sprint(i), Body: fmt.Appendf(nil, "N: %d\r\n\r\n", i)})
	}
	addr := serve(t, &maildrop.Server{Drop: drop, User: "u", Password: "p"})
	lines := []string{"USER u", "PASS p"}
	for i := range 200 {
		lines = append(lines, fmt.Sprintf("RETR %d", i+1))
	}
	scanner := bufio.NewScanner(strings.NewReader(talk(t, addr, append(lines, "QUIT")...)))
	next := 0
	for scanner.Scan() {
		if bytes.HasPrefix(scanner.Bytes(), []byte("N: ")) {
			if want := fmt.Sprintf("N: %d", next); scanner.Text() != want {
				t.Fatalf("got %q, want %q", scanner.Text(), want)
			}
			next++
		}
	}
	if next != 200 {
		t.Errorf("%d messages, want 200", next)
	}
}
