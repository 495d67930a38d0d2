package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mailtui/mailtui/backend"
	"github.com/mailtui/mailtui/backend/dial"
	"github.com/mailtui/mailtui/mail"
)

const (
	// maxPlainLine and maxPlainLines bound what is read before the library
	// takes over.
	maxPlainLine  = 64 << 10
	maxPlainLines = 10_000
)

// Options says where to connect and as whom.
type Options struct {
	Dial dial.Options
	User string
	// Password is asked once the server is verified, and not kept.
	Password func(ctx context.Context) (string, error)
}

// Open connects, secures and authenticates. Its errors are of type
// [*backend.Error]. Nothing that the server said in clear is believed: not its
// capabilities, not a PREAUTH, no word of it is shown.
func Open(ctx context.Context, opts Options) (*Conn, error) {
	conn, err := dial.Dial(ctx, opts.Dial)
	if err != nil {
		return nil, err
	}
	release := conn.CutOn(ctx)
	defer release()
	c, err := open(ctx, conn, opts)
	if err != nil {
		conn.Cut()
		if ctx.Err() != nil { // the cut only looks like the server's
			err = ctx.Err()
		}
		return nil, dial.Problem(withHost(err, conn.Addr()), "connect", conn.Addr())
	}
	return c, nil
}

func open(ctx context.Context, conn *dial.Conn, opts Options) (*Conn, error) {
	l := &login{conn: conn, opts: opts}
	greeting, err := l.greeting()
	if err != nil {
		return nil, err
	}
	if !conn.Secure() {
		if greeting == "PREAUTH" {
			// RFC 9051 §11.1: a greeting that would skip STARTTLS (CVE-2020-14093).
			return nil, l.problem("starttls", mail.Insecure, mail.NoStartTLS)
		}
		if err := l.startTLS(ctx); err != nil {
			return nil, err
		}
		l.caps = nil
	}
	c := newConn(conn)
	l.filter = c.filter
	if err := l.authenticate(ctx, greeting == "PREAUTH"); err != nil {
		return nil, err
	}
	if err := l.introduce(); err != nil {
		return nil, err
	}
	c.Delimiter = l.delimiter
	c.greet(l.caps)
	return c, conn.Rest()
}

// login is a connection before the library takes it over.
type login struct {
	conn   *dial.Conn
	opts   Options
	filter *filter // once the connection is secure: reads the lines

	tag       int
	caps      []string // nil: not told
	told      bool     // since this was set to false
	delimiter rune
}

func (l *login) problem(op string, kind mail.Kind, cause mail.Cause) *backend.Error {
	return &backend.Error{Problem: mail.Problem{Op: op, Kind: kind, Cause: cause, Host: l.conn.Addr()}}
}

// refused returns a problem with the words of a server that is verified.
func (l *login) refused(op string, kind mail.Kind, words []byte) *backend.Error {
	e := l.problem(op, kind, mail.CauseNone)
	e.Detail = mail.Line(string(clip(words)))
	return e
}

// greeting reads the first line: "OK" or "PREAUTH".
func (l *login) greeting() (string, error) {
	line, err := l.conn.ReadLine(maxPlainLine)
	if err != nil {
		return "", err
	}
	rest, found := bytes.CutPrefix(bytes.TrimRight(line, "\r\n"), []byte("* "))
	status, code, words, ok := statusLine(rest)
	if !found || !ok {
		return "", l.problem("greeting", mail.Protocol, mail.CauseNone)
	}
	switch status {
	case "OK", "PREAUTH":
		l.setCaps(code)
		return status, nil
	case "BYE":
		e := l.problem("greeting", mail.Temporary, mail.Closed)
		if l.conn.Secure() {
			e.Detail = mail.Line(string(clip(words)))
		}
		return "", e
	default:
		return "", l.problem("greeting", mail.Protocol, mail.CauseNone)
	}
}

// setCaps takes the capabilities out of a response code.
func (l *login) setCaps(code []byte) {
	word, args, _ := bytes.Cut(code, []byte(" "))
	if !bytes.EqualFold(word, []byte("CAPABILITY")) {
		return
	}
	l.caps = strings.Fields(strings.ToUpper(string(args)))
	l.told = true
}

func (l *login) has(name string) bool { return slices.Contains(l.caps, name) }

// startTLS upgrades the connection (RFC 9051 §6.2.1). Whether STARTTLS was
// announced does not matter: the announcement is in clear, the answer decides.
func (l *login) startTLS(ctx context.Context) error {
	const tag = "S1"
	if err := l.conn.Send(tag + " STARTTLS"); err != nil {
		return err
	}
	for range maxPlainLines {
		line, err := l.conn.ReadLine(maxPlainLine)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(line, []byte("* ")) && !isBye(line) {
			continue
		}
		rest, mine := bytes.CutPrefix(bytes.TrimRight(line, "\r\n"), []byte(tag+" "))
		if status, _, _, ok := statusLine(rest); mine && ok && status == "OK" {
			return l.conn.StartTLS(ctx)
		}
		return l.problem("starttls", mail.Insecure, mail.NoStartTLS)
	}
	return l.problem("starttls", mail.Insecure, mail.NoStartTLS)
}

func isBye(line []byte) bool {
	status, _, _, _ := statusLine(bytes.TrimPrefix(bytes.TrimRight(line, "\r\n"), []byte("* ")))
	return status == "BYE"
}

// answer is how a command of ours ended.
type answer struct {
	status      string // "OK", "NO", "BAD", or "+" when the server waits for more
	code, words []byte
}

func (l *login) nextTag() string {
	l.tag++
	return fmt.Sprintf("A%d", l.tag)
}

// await reads to the end of the command with tag, or to a "+".
func (l *login) await(tag string) (answer, error) {
	for range maxPlainLines {
		line, err := l.filter.line(maxPlainLine)
		if err != nil {
			return answer{}, err
		}
		l.conn.Trace(line)
		first, rest, _ := bytes.Cut(line, []byte(" "))
		switch string(first) {
		case "*":
			if err := l.untagged(rest); err != nil {
				return answer{}, err
			}
		case "+":
			return answer{status: "+"}, nil
		case tag:
			status, code, _, ok := statusLine(rest)
			if !ok {
				return answer{}, noIMAP()
			}
			l.setCaps(code)
			return answer{status, code, l.words(rest)}, nil
		}
	}
	return answer{}, tooLarge()
}

// words returns the words of a status line without the password. They are parted
// from the code after that: a password may hold the bracket.
func (l *login) words(rest []byte) []byte {
	status, said, _ := strings.Cut(string(rest), " ")
	_, _, words, _ := statusLine([]byte(status + " " + l.conn.Mask(said)))
	return words
}

func (l *login) untagged(rest []byte) error {
	rest, err := l.filter.whole(rest)
	if err != nil {
		return err
	}
	word, args, _ := bytes.Cut(rest, []byte(" "))
	switch strings.ToUpper(string(word)) {
	case "CAPABILITY":
		l.setCaps(rest)
	case "NAMESPACE":
		l.setDelimiter(&parser{b: args})
	case "OK":
		_, code, _, _ := statusLine(rest)
		l.setCaps(code)
	case "BYE":
		e := l.refused("login", mail.Temporary, l.words(rest))
		e.Cause = mail.Closed
		return e
	}
	return nil
}

// setDelimiter takes the delimiter of the first personal namespace (RFC 2342 §5).
func (l *login) setDelimiter(p *parser) {
	personal, out := p.value()
	if out != done || len(personal.list) == 0 || len(personal.list[0].list) < 2 {
		return
	}
	if d := []rune(string(personal.list[0].list[1].text)); len(d) == 1 && !personal.list[0].list[1].isNIL() {
		l.delimiter = d[0]
	}
}

// run sends a command without arguments that need care, and waits for its end.
func (l *login) run(line string) (answer, error) {
	tag := l.nextTag()
	if err := l.conn.Send(tag + " " + line); err != nil {
		return answer{}, err
	}
	a, err := l.await(tag)
	if err == nil && a.status == "+" {
		err = noIMAP()
	}
	return a, err
}

// introduce says who we are and asks for the namespaces, in one turn.
func (l *login) introduce() error {
	if l.caps == nil {
		if _, err := l.run("CAPABILITY"); err != nil {
			return err
		}
	}
	var tags []string
	for _, c := range []struct{ capability, line string }{
		{"ID", `ID ("name" "mailtui")`},
		{"NAMESPACE", "NAMESPACE"},
	} {
		if !l.has(c.capability) {
			continue
		}
		tag := l.nextTag()
		if err := l.conn.Send(tag + " " + c.line); err != nil {
			return err
		}
		tags = append(tags, tag)
	}
	for _, tag := range tags { // a NO costs nothing that is needed
		if a, err := l.await(tag); err != nil || a.status == "+" {
			return errors.Join(err, plusOf(a))
		}
	}
	return nil
}

func plusOf(a answer) error {
	if a.status == "+" {
		return noIMAP()
	}
	return nil
}
