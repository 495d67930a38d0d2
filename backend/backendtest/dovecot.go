package backendtest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
)

// Password opens every account of a [Server].
const Password = "test"

// mailUID owns the mail when the tests run as root: Dovecot refuses to deliver
// as root, and no user of that number has to exist.
const mailUID = 64999

// Server is a Dovecot of the test's own on free ports of the loopback. Any user
// name has an account.
type Server struct {
	Host                     string // "localhost", which the certificate names
	IMAP, IMAPS, POP3, POP3S int    // ports; IMAP and POP3 offer STARTTLS and STLS
	CA                       *CA
	CAFile                   string // the CA's certificate as PEM

	dir     string
	extra   []string
	cmd     *exec.Cmd
	exited  chan struct{}
	deliver int
}

// Dovecot starts a server that ends with the test; extra are lines for its
// configuration. The test is skipped when Dovecot is not installed, and fails
// instead when MAILTUI_REQUIRE_SERVERS is 1.
func Dovecot(t testing.TB, extra ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("dovecot"); err != nil {
		if os.Getenv("MAILTUI_REQUIRE_SERVERS") == "1" {
			t.Fatal("dovecot is required and not installed (apt-get install dovecot-imapd dovecot-pop3d)")
		}
		t.Skip("dovecot is not installed")
	}
	// Not t.TempDir: the name of a unix socket has at most 107 bytes.
	dir, err := os.MkdirTemp("/tmp", "md")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Host: "localhost", CA: NewCA(t), dir: dir, extra: extra}
	t.Cleanup(func() {
		s.Stop()
		if t.Failed() {
			log := s.read("log")
			t.Logf("dovecot's log:\n%s", log[max(0, len(log)-8192):])
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	s.CAFile = filepath.Join(dir, "ca.crt")
	cert, key := s.CA.Cert(t, time.Now().Add(time.Hour), "localhost", "127.0.0.1")
	s.write(t, "ca.crt", s.CA.PEM)
	s.write(t, "server.crt", cert)
	s.write(t, "server.key", key)
	if err := errors.Join(os.Chmod(dir, 0o755), s.mkdirs(filepath.Join(dir, "mail"))); err != nil {
		t.Fatal(err)
	}
	s.startOnFreePorts(t)
	return s
}

// startOnFreePorts starts the server; between finding a free port and using it
// a program that is no test may take it.
func (s *Server) startOnFreePorts(t testing.TB) {
	t.Helper()
	var err error
	for range 5 {
		for _, port := range []*int{&s.IMAP, &s.IMAPS, &s.POP3, &s.POP3S} {
			*port = FreePort(t)
		}
		s.write(t, "dovecot.conf", []byte(s.config()))
		if err = s.start(); err == nil {
			return
		}
	}
	t.Fatal(err)
}

// Start starts the server again after Stop, on the same ports.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) start() error {
	s.cmd = exec.Command("dovecot", "-F", "-c", filepath.Join(s.dir, "dovecot.conf"))
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a terminal's ^C is for the test
	out, err := os.Create(filepath.Join(s.dir, "out"))      // a pipe would be held open by the server's children
	if err != nil {
		return err
	}
	defer out.Close()
	s.cmd.Stdout, s.cmd.Stderr = out, out
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start dovecot: %w", err)
	}
	cmd, exited := s.cmd, make(chan struct{})
	s.exited = exited
	go func() {
		_ = cmd.Wait() // it never ends by itself
		close(exited)
	}()
	for _, port := range s.ports() {
		if err := s.waitFor(port); err != nil {
			s.kill()
			return fmt.Errorf("dovecot: %w: %s%s", err, s.read("out"), s.read("log"))
		}
	}
	return nil
}

// waitFor returns when the server listens on port.
func (s *Server) waitFor(port int) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for {
		conn, err := net.Dial("tcp", loopback(port))
		if err == nil {
			return conn.Close()
		}
		select {
		case <-s.exited:
			return errors.New("it ended before it listened")
		case <-limit.C:
			return err
		case <-tick.C:
		}
	}
}

// Stop ends the server and its connections; after it nobody listens on its
// ports. It does nothing when the server does not run.
func (s *Server) Stop() {
	if s.cmd == nil {
		return
	}
	s.kill()
	for _, port := range s.ports() {
		waitForNone(port)
	}
}

func (s *Server) kill() {
	// Not SIGTERM to the master: it waits six seconds for a child that still
	// starts. What was written is in the kernel's hands and stays.
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	<-s.exited
	s.cmd = nil
}

// waitForNone returns when nobody listens on port: a server's children hold its
// ports, too, and die after it.
func waitForNone(port int) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := net.Dial("tcp", loopback(port))
		if err != nil {
			return
		}
		_ = conn.Close()
		<-tick.C
	}
}

func (s *Server) ports() []int { return []int{s.IMAP, s.IMAPS, s.POP3, s.POP3S} }

func (s *Server) read(name string) string {
	content, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		return err.Error()
	}
	return string(content)
}

func (s *Server) write(t testing.TB, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// IMAPClient returns another client of user's account, to change things behind
// a backend's back. It ends with the test.
func (s *Server) IMAPClient(t testing.TB, user string) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(loopback(s.IMAP), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.Login(user, Password).Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}
