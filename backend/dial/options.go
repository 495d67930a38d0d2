package dial

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/mailtui/mailtui/mail"
)

// Mode is how a connection is secured.
type Mode uint8

// The modes.
const (
	ImplicitTLS Mode = iota // TLS from the first byte (RFC 8314 §3)
	StartTLS                // begins in clear; [Conn.StartTLS] upgrades it
	NoTLS                   // stays in clear: loopback, or Insecure
)

// The waits of backend.Backend's contract, unless [Options] says otherwise.
const (
	idle      = 30 * time.Second
	firstByte = 5 * time.Minute
	grace     = time.Second
)

// Options says where to connect and how.
type Options struct {
	Host string // a name, or an IP address without brackets
	Port int
	TLS  Mode
	// RootCAs are the authorities that are trusted; nil: the system's.
	RootCAs *x509.CertPool
	// Insecure allows NoTLS towards hosts other than this one.
	Insecure bool

	// Idle is how long the server may be silent while something is awaited
	// from it; 0: 30 s. FirstByte is that for what a server computes first
	// ([Conn.AllowFirstByte]); 0: 5 min. Grace is how long a cancelled command
	// may go on; 0: 1 s.
	Idle, FirstByte, Grace time.Duration

	// Dial replaces the network's dialer if it is not nil.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Trace gets the lines of the conversation, if it is not nil: "C: " and what
	// was sent, "S: " and what came. There is never a secret in them, and never
	// anything of a message. It is called by one goroutine at a time.
	Trace func(line mail.Text)
}

// Addr returns "host:port", as problems name the server.
func (o Options) Addr() string { return net.JoinHostPort(o.Host, strconv.Itoa(o.Port)) }

// withDefaults returns o with every duration set.
func (o Options) withDefaults() Options {
	if o.Idle == 0 {
		o.Idle = idle
	}
	if o.FirstByte == 0 {
		o.FirstByte = firstByte
	}
	if o.Grace == 0 {
		o.Grace = grace
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{Timeout: o.Idle}).DialContext
	}
	return o
}

// loopback reports whether host names this machine: "localhost" or a loopback
// address. No name is resolved for it, a resolver can lie.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}
