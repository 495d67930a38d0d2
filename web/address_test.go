package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

func TestIsPublic(t *testing.T) {
	t.Parallel()
	for _, a := range []string{
		"0.0.0.0", "10.1.2.3", "100.64.1.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.7", "224.0.0.1", "240.0.0.1",
		"255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1",
		"100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "fc00::1", "fd12::1", "fe80::1%eth0", "fec0::1", "ff02::1",
	} {
		if isPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as public", a)
		}
	}
	for _, a := range []string{"1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "::ffff:1.1.1.1", "2606:4700::1111"} {
		if !isPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s does not count as public", a)
		}
	}
}

func TestIsPublicHost(t *testing.T) {
	t.Parallel()
	for _, host := range []string{
		"", "localhost", "LOCALHOST.", "x.localhost", "printer", "nas.local", "a.internal", "router.lan", "fritz.home.arpa",
		"127.0.0.1", "::1", "2130706433", "127.1", "0x7f.1", "0x7f000001", "010.0.0.1", "169.254.169.254", "a.0x7f",
	} {
		if isPublicHost(host) {
			t.Errorf("%q counts as public", host)
		}
	}
	for _, host := range []string{"shop.example", "shop.example.", "local.example", "x.ip6.arpa", "1.1.1.1", "1e100.net"} {
		if !isPublicHost(host) {
			t.Errorf("%q does not count as public", host)
		}
	}
}

// TestLocalNetworkIsOutOfReach: a message does not make a connection to this
// machine, in whatever way its address is written; a control does.
func TestLocalNetworkIsOutOfReach(t *testing.T) {
	t.Parallel()
	s := serve(t, false, func(http.ResponseWriter, *http.Request) {})
	secure := serve(t, true, func(http.ResponseWriter, *http.Request) {})
	_, port, _ := strings.Cut(s.Listener.Addr().String(), ":")
	c := New(Options{})
	for _, host := range []string{
		"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0",
		"127.0.0.1.", "user:word@127.0.0.1",
	} {
		l := c.Load(t.Context(), []string{"http://" + host + ":" + port + "/"})
		if l[0].Problem == nil || l[0].Problem.Cause != mail.LocalAddress && l[0].Problem.Cause != mail.BadURL {
			t.Errorf("%s: got %+v", host, l[0])
		}
	}
	if err := c.OneClick(t.Context(), secure.URL); cause(err) != mail.LocalAddress {
		t.Errorf("one click: %v", err)
	}
	// A name that stands for this machine is refused when it is dialled.
	for _, address := range []string{s.Listener.Addr().String(), "localhost:" + port} {
		conn, err := c.dial(t.Context(), "tcp", address)
		if !errors.Is(err, errLocal) {
			t.Errorf("dial %s: %v, %v", address, conn, err)
		}
	}
	if s.accepted.Load()+secure.accepted.Load() != 0 {
		t.Errorf("%d connections were made", s.accepted.Load()+secure.accepted.Load())
	}
	near(s).Load(t.Context(), []string{s.URL})
	if s.accepted.Load() != 1 {
		t.Errorf("the control made %d connections", s.accepted.Load())
	}
}

// TestProxy: what goes through a proxy of the user's own network may not lead
// back into it, nor be redirected there.
func TestProxy(t *testing.T) {
	var mu sync.Mutex // several are loaded at once
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.String())
		mu.Unlock()
		if r.URL.Host == "in.example" {
			http.Redirect(w, r, "http://192.168.1.1/admin", http.StatusFound)
		}
	}))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("HTTPS_PROXY", "")
	t.Setenv("NO_PROXY", "")
	list := New(Options{}).Load(t.Context(), []string{
		"http://shop.example/a.png", "http://10.0.0.1/b.png", "http://printer/c.png", "http://in.example/d.png",
	})
	for i, want := range []mail.Cause{0, mail.LocalAddress, mail.LocalAddress, mail.LocalAddress} {
		var got mail.Cause
		if p := list[i].Problem; p != nil {
			got = p.Cause
		}
		if got != want {
			t.Errorf("address %d: got %v, want the cause %d", i, list[i].Problem, want)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(asked) != 2 {
		t.Errorf("the proxy was asked for %q", asked)
	}
}

func TestProxyAddress(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"": "", "proxy": "proxy:80", "proxy:3128": "proxy:3128", "http://u:p@proxy:8080/": "proxy:8080",
		"https://proxy": "proxy:443", "socks5://[::1]": "[::1]:1080", "http://%": "",
	} {
		if got, ok := proxyAddress(s); got != want || ok != (want != "") {
			t.Errorf("%q is at %q, %t, want %q", s, got, ok, want)
		}
	}
}

// TestCancel: who gives up does not wait for a server that says nothing.
func TestCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	quiet := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // before that the server does not see the client go
		cancel()
		<-r.Context().Done()
	}
	s := serve(t, true, quiet)
	if err := near(s).OneClick(ctx, s.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if l := near(s).Load(ctx, []string{s.URL}); l[0].Problem == nil {
		t.Errorf("got %+v", l)
	}
}

// TestUnreachable: what is wrong with a server is said with its name, never with
// the words of the program.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	s := serve(t, true, func(http.ResponseWriter, *http.Request) {})
	port := s.Listener.Addr().(*net.TCPAddr).Port
	distrusted := New(Options{Local: true}).OneClick(t.Context(), s.URL)
	misnamed := near(s).OneClick(t.Context(), fmt.Sprint("https://localhost:", port))
	c := near(s)
	s.Close()
	for _, tt := range []struct {
		name  string
		err   error
		cause mail.Cause
	}{
		{"an unknown authority", distrusted, mail.WebInsecure},
		{"another name", misnamed, mail.WebInsecure},
		{"nobody there", c.OneClick(t.Context(), s.URL), mail.WebUnreachable},
	} {
		said := tt.err.Error()
		if cause(tt.err) != tt.cause || !strings.Contains(said, strconv.Itoa(port)) ||
			strings.Contains(said, "x509") || strings.Contains(said, "dial") {
			t.Errorf("%s: got %v", tt.name, tt.err)
		}
	}
}
