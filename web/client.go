package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/http/httpproxy"

	"github.com/mailtui/mailtui/mail"
)

const (
	timeout      = 20 * time.Second // of one request, redirects included
	maxRedirects = 3
	maxHeader    = 64 << 10 // bytes
)

// userAgent says nothing but that pages for browsers are fine, too.
const userAgent = "Mozilla/5.0"

// Options say how a [Client] connects. The zero value is what a person wants.
type Options struct {
	// Local lets it connect to addresses that are not public: tests do.
	Local   bool
	RootCAs *x509.CertPool // nil: those of the system
}

// Client asks web servers. Its methods may be called from several goroutines.
type Client struct {
	local   bool
	roots   *x509.CertPool
	proxy   func(*url.URL) (*url.URL, error)
	proxies []string // host:port of the proxies in the environment
}

// New returns a client. The variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY, as
// they are now, say which proxy it goes through.
func New(o Options) *Client {
	env := httpproxy.FromEnvironment()
	c := &Client{local: o.Local, roots: o.RootCAs, proxy: env.ProxyFunc()}
	for _, s := range []string{env.HTTPProxy, env.HTTPSProxy} {
		if addr, ok := proxyAddress(s); ok {
			c.proxies = append(c.proxies, addr)
		}
	}
	return c
}

// proxyAddress returns the host:port of a proxy as a variable names it.
func proxyAddress(s string) (string, bool) {
	if s == "" {
		return "", false
	}
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return "", false
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port), true
}

// session is the connections of one call. It has to be closed.
type session struct {
	*http.Client
	transport *http.Transport
}

// open returns a session that follows a redirect when follow says so of the last
// request and the next one.
func (c *Client) open(follow func(last, next *http.Request) bool) *session {
	transport := &http.Transport{
		Proxy:                  func(r *http.Request) (*url.URL, error) { return c.proxy(r.URL) },
		DialContext:            c.dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.roots},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // what is small on the wire must not be large here
		MaxResponseHeaderBytes: maxHeader,
		MaxConnsPerHost:        perHost,
	}
	client := &http.Client{Transport: transport, Timeout: timeout}
	client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		r.Header.Del("Referer")
		if len(via) > maxRedirects || !follow(via[len(via)-1], r) {
			return http.ErrUseLastResponse
		}
		return c.allow(r.URL)
	}
	return &session{Client: client, transport: transport}
}

func (s *session) close() { s.transport.CloseIdleConnections() }

// errLocal says that an address is not public.
var errLocal = errors.New("the address is not public")

// allow refuses addresses that cannot be public or carry a password.
func (c *Client) allow(u *url.URL) error {
	if u.User != nil || u.Host == "" {
		return fmt.Errorf("%w: it is not an address of the web", errLocal)
	}
	if !c.local && !isPublicHost(u.Hostname()) {
		return errLocal
	}
	return nil
}

// dial connects. What a name stands for is looked at after it was resolved.
func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{}
	if !c.local && !slices.Contains(c.proxies, address) {
		d.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil || !isPublic(to.Addr()) {
				return errLocal
			}
			return nil
		}
	}
	return d.DialContext(ctx, network, address)
}

// newRequest returns a request that tells nothing of who asks.
func newRequest(ctx context.Context, method string, u *url.URL, accept string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("User-Agent", userAgent)
	r.Header.Set("Accept", accept)
	return r, nil
}

// problemOf says what an error of a request means.
func problemOf(u *url.URL, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	p := mail.Problem{Op: "web", Kind: mail.Temporary, Cause: mail.WebUnreachable, Host: u.Host}
	var wrong *tls.CertificateVerificationError
	switch {
	case errors.Is(err, errLocal):
		p.Kind, p.Cause = mail.Rejected, mail.LocalAddress
	case errors.As(err, &wrong):
		p.Kind, p.Cause = mail.Insecure, mail.WebInsecure
	}
	return p
}

// refused says which status a server answered with.
func refused(u *url.URL, status string) error {
	return mail.Problem{
		Op: "web", Kind: mail.Rejected, Cause: mail.WebRefused, Host: u.Host, Detail: mail.Line(status),
	}
}
