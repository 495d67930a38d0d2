package maildrop

import (
	"bufio"
	"bytes"
	"context"
	"crypto/subtle"
	"crypto/tls"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// session is one connection.
type session struct {
	server *Server
	number int
	conn   net.Conn
	in     *bufio.Reader
	out    *bufio.Writer

	secure   bool // through TLS
	user     string
	messages []*Message // nil before the login, numbered from 1
	deleted  []bool
}

// reply is an answer and what the server does when it is sent.
type reply struct {
	text string // one line without its end
	body []byte // of a multi-line answer, as it is sent; nil: none
	do   func() // nil: nothing
	over bool   // the session ends after the answer
	tls  bool   // TLS starts after the answer
}

// run serves the session until it ends or breaks.
func (x *session) run() {
	turn := &Turn{Session: x.number}
	over, err := x.answer(turn, reply{text: "+OK maildrop ready"})
	for number := 1; !over && err == nil; number++ {
		var line string
		if line, err = x.in.ReadString('\n'); err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, arg, _ := strings.Cut(line, " ")
		turn = &Turn{
			Session: x.number, Number: number, Secure: x.secure,
			Line: line, Verb: strings.ToUpper(verb), Arg: arg,
		}
		over, err = x.answer(turn, x.reply(turn.Verb, turn.Arg))
	}
}

// answer shows the turn to the script, does what is to be done and sends the
// answer. It reports whether the session is over.
func (x *session) answer(turn *Turn, r reply) (over bool, err error) {
	turn.Answer = append([]byte(r.text+"\r\n"), r.body...)
	if x.server.Script != nil {
		x.server.Script(turn)
	}
	if r.do != nil && !turn.Lost {
		r.do()
	}
	if _, err := x.out.Write(turn.Answer); err != nil {
		return true, err
	}
	if x.in.Buffered() == 0 || r.over || r.tls || turn.Cut {
		if err := x.out.Flush(); err != nil {
			return true, err
		}
	}
	if r.tls && !turn.Lost && !turn.Cut {
		return false, x.startTLS()
	}
	return r.over || turn.Cut, nil
}

func (x *session) startTLS() error {
	conn := tls.Server(x.conn, x.server.TLS)
	if err := conn.HandshakeContext(context.Background()); err != nil {
		return err
	}
	x.secure = true
	x.use(conn) // what came in clear behind STLS is forgotten
	return nil
}

func (x *session) reply(verb, arg string) reply {
	switch verb {
	case "CAPA":
		return multi("+OK", strings.Join(append(x.capabilities(), ""), "\r\n"))
	case "QUIT":
		return reply{text: "+OK bye", over: true, do: x.update}
	case "NOOP":
		return reply{text: "+OK"}
	}
	if x.messages == nil {
		return x.authorization(verb, arg)
	}
	return x.transaction(verb, arg)
}

// authorization answers the commands of RFC 1939 §4.
func (x *session) authorization(verb, arg string) reply {
	switch verb {
	case "STLS":
		if x.server.TLS == nil || x.secure {
			return reply{text: "-ERR no TLS here"}
		}
		return reply{text: "+OK begin TLS", tls: true}
	case "UTF8":
		return reply{text: "+OK"}
	case "USER":
		return reply{text: "+OK password, please", do: func() { x.user = arg }}
	case "PASS":
		if x.user != x.server.User || subtle.ConstantTimeCompare([]byte(arg), []byte(x.server.Password)) != 1 {
			return reply{text: "-ERR [AUTH] wrong user or password"}
		}
		messages := append([]*Message{}, x.server.Drop.snapshot()...)
		return reply{text: "+OK welcome", do: func() {
			x.messages, x.deleted = messages, make([]bool, len(messages))
		}}
	default:
		return reply{text: "-ERR log in first"}
	}
}

// transaction answers the commands of RFC 1939 §5.
func (x *session) transaction(verb, arg string) reply {
	switch verb {
	case "STAT":
		count, size := x.count()
		return reply{text: fmt.Sprintf("+OK %d %d", count, size)}
	case "LIST":
		return x.listing(arg, func(m *Message) string { return strconv.FormatInt(m.size(), 10) })
	case "UIDL":
		return x.listing(arg, func(m *Message) string { return m.UID })
	case "RETR":
		m, r := x.message(arg)
		if m == nil {
			return r
		}
		return multi(fmt.Sprintf("+OK %d octets", m.size()), string(m.Body))
	case "TOP":
		return x.top(arg)
	case "DELE":
		m, r := x.message(arg)
		if m == nil {
			return r
		}
		n, _ := strconv.Atoi(arg)
		return reply{text: "+OK deleted", do: func() { x.deleted[n-1] = true }}
	case "RSET":
		return reply{text: "+OK", do: func() { clear(x.deleted) }}
	default:
		return reply{text: "-ERR unknown command"}
	}
}

// update removes what was marked, when the session got as far as that
// (RFC 1939 §6).
func (x *session) update() {
	var gone []*Message
	for i, m := range x.messages {
		if x.deleted[i] {
			gone = append(gone, m)
		}
	}
	x.server.Drop.remove(gone)
}

func (x *session) capabilities() []string {
	names := x.server.Capabilities
	if names == nil {
		names = DefaultCapabilities()
	}
	if x.server.TLS != nil && !x.secure {
		names = append([]string{"STLS"}, names...)
	}
	return append([]string{}, names...)
}

func (x *session) count() (count int, size int64) {
	for i, m := range x.messages {
		if !x.deleted[i] {
			count++
			size += m.size()
		}
	}
	return count, size
}

// message returns the message of that number, or the refusal.
func (x *session) message(number string) (*Message, reply) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(x.messages) || x.deleted[n-1] {
		return nil, reply{text: "-ERR no such message"}
	}
	return x.messages[n-1], reply{}
}

// listing answers LIST and UIDL, of one message or of all.
func (x *session) listing(number string, tell func(*Message) string) reply {
	if number != "" {
		m, r := x.message(number)
		if m == nil {
			return r
		}
		return reply{text: "+OK " + number + " " + tell(m)}
	}
	var b strings.Builder
	for i, m := range x.messages {
		if !x.deleted[i] {
			fmt.Fprintf(&b, "%d %s\r\n", i+1, tell(m))
		}
	}
	return multi("+OK", b.String())
}

// top answers "TOP number lines".
func (x *session) top(arg string) reply {
	number, lines, _ := strings.Cut(arg, " ")
	m, r := x.message(number)
	if m == nil {
		return r
	}
	left, err := strconv.Atoi(lines)
	if err != nil || left < 0 {
		return reply{text: "-ERR TOP wants a number of lines"}
	}
	header, body, found := bytes.Cut(m.Body, []byte("\r\n\r\n"))
	if !found {
		return multi("+OK", string(header))
	}
	part := append(bytes.Clone(header), "\r\n\r\n"...)
	for ; left > 0 && len(body) > 0; left-- {
		line, rest, _ := bytes.Cut(body, []byte("\r\n"))
		part = append(append(part, line...), "\r\n"...)
		body = rest
	}
	return multi("+OK", string(part))
}

// multi makes a multi-line answer: dot-stuffed, ended by a line of one dot. A
// last line without an end gets one.
func multi(text, body string) reply {
	var b bytes.Buffer
	b.Grow(len(body) + len(body)/64 + 5)
	for body != "" {
		line, rest, found := strings.Cut(body, "\r\n")
		if strings.HasPrefix(line, ".") {
			b.WriteByte('.')
		}
		b.WriteString(line)
		b.WriteString("\r\n")
		if body = rest; !found {
			break
		}
	}
	b.WriteString(".\r\n")
	return reply{text: text, body: b.Bytes()}
}
