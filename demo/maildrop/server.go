package maildrop

import (
	"bufio"
	"crypto/tls"
	"errors"
	"net"
	"sync"
)

// DefaultCapabilities are what CAPA lists unless [Server.Capabilities] says
// otherwise. STLS is added where it can be had.
func DefaultCapabilities() []string {
	return []string{"TOP", "USER", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "UTF8"}
}

// Script sees a turn before its answer is sent. It runs in the goroutine of the
// session, so it may block to keep the client waiting.
type Script func(*Turn)

// Turn is one command and what the server is about to do about it.
type Turn struct {
	Session int    // counted from 1, in the order of connecting
	Number  int    // of the turn within the session; 0 is the greeting
	Secure  bool   // the command came through TLS
	Line    string // the command line without its line end; empty: the greeting
	Verb    string // its first word in upper case
	Arg     string // the rest of it

	Answer []byte // all that will be sent, line ends and final dot included
	Cut    bool   // drop the connection once Answer is sent
	Lost   bool   // send Answer, but do nothing: a DELE or QUIT that is lost
}

// Server serves one maildrop to one user. Its fields are not changed once it
// serves.
type Server struct {
	Drop         *Drop
	User         string
	Password     string
	Capabilities []string    // nil: DefaultCapabilities
	TLS          *tls.Config // nil: no STLS
	Script       Script      // nil: a correct server

	mu       sync.Mutex
	open     map[net.Conn]struct{}
	listener []net.Listener
	closed   bool
	sessions int
	wait     sync.WaitGroup
}

// Serve accepts connections on l until Close. For POP3 over TLS l is a listener
// of crypto/tls. Several listeners may be served at once.
func (s *Server) Serve(l net.Listener) error {
	if !s.addListener(l) {
		return l.Close()
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.closed {
				return nil
			}
			return err
		}
		if number := s.addConn(conn); number > 0 {
			go s.session(conn, number)
		}
	}
}

// Close stops the server, drops its connections and waits for its goroutines.
// A script that blocks must have been let go.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	var errs []error
	for _, l := range s.listener {
		errs = append(errs, l.Close())
	}
	for c := range s.open {
		_ = c.Close() // the client may have closed it
	}
	s.mu.Unlock()
	s.wait.Wait()
	return errors.Join(errs...)
}

// Sessions returns how many connections were accepted so far.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

func (s *Server) addListener(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.listener = append(s.listener, l)
	}
	return !s.closed
}

// addConn registers a connection and returns its session's number, 0 when the
// server is closed.
func (s *Server) addConn(conn net.Conn) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		_ = conn.Close()
		return 0
	}
	if s.open == nil {
		s.open = make(map[net.Conn]struct{})
	}
	s.open[conn] = struct{}{}
	s.sessions++
	s.wait.Add(1)
	return s.sessions
}

func (s *Server) session(conn net.Conn, number int) {
	defer s.wait.Done()
	_, secure := conn.(*tls.Conn)
	x := &session{server: s, number: number, secure: secure}
	x.use(conn)
	x.run()
	_ = x.conn.Close() // the client may have closed it
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, conn)
}

// use takes conn, the socket or TLS on it, for what follows.
func (x *session) use(conn net.Conn) {
	x.conn, x.in, x.out = conn, bufio.NewReader(conn), bufio.NewWriter(conn)
}
