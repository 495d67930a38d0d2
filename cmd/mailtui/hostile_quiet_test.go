package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/mailtui/mailtui/backend/backendtest"
	"github.com/mailtui/mailtui/config"
)

// strace returns the path of strace. Some containers forbid to trace at all: no
// requirement can change that, so the test is skipped there.
func strace(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("MAILTUI_REQUIRE_SERVERS") == "1" {
			t.Fatalf("strace is needed: %v", err)
		}
		t.Skip("strace is not here")
	}
	if err := exec.CommandContext(t.Context(), path, "-o", os.DevNull, "true").Run(); err != nil {
		t.Skipf("nothing can be traced here: %v", err)
	}
	return path
}

// browser is a program that takes the place of the system's: it keeps what it
// is to show in a file.
const browser = "#!/bin/sh\ncat \"${1#file://}\" >>\"$0.pages\"\n"

// traced lets a user's commands run under strace, which writes into a file, with
// a browser of the test's, and a proxy to which all requests of the web go.
func (h *home) traced(proxy string) (calls, pages string) {
	h.t.Helper()
	program, bin := strace(h.t), h.t.TempDir()
	calls, pages = filepath.Join(bin, "calls"), filepath.Join(bin, "xdg-open.pages")
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(browser), 0o700); err != nil {
		h.t.Fatal(err)
	}
	h.prepare = func(cmd *exec.Cmd) {
		cmd.Args = append([]string{
			program, "-f", "-y", "-qq", "-o", calls,
			"-e", "trace=connect,sendto,sendmsg,sendmmsg,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlinkat",
			cmd.Path,
		}, cmd.Args[1:]...)
		cmd.Path, cmd.Dir = program, bin
		cmd.Env = append(cmd.Env, "PATH="+bin+":"+os.Getenv("PATH"), "HTTP_PROXY="+proxy, "HTTPS_PROXY="+proxy)
	}
	return calls, pages
}

// TestNothingIsLoadedForMail opens mail that wants to have something loaded,
// scrolls it, shows it in each form and in the browser: no connection is made
// but to the mail server, and no file outside of the program's own folders. That
// the tracer shows others is tested where pictures are loaded for a key.
func TestNothingIsLoadedForMail(t *testing.T) {
	t.Parallel()
	strace(t)
	server := backendtest.Dovecot(t)
	wanted := newTrap(t)
	var mails []hostileMail
	for _, list := range [][]attempt{remoteParts, requests, badLinks} {
		for _, a := range list {
			n := len(mails)
			mails = append(mails, hostileMail{name: a.name, shown: []string{inText(n)}})
			server.Deliver(t, "ada", "INBOX", []byte(letterOf(n, a.template, wanted.url)))
		}
	}
	h := newHome(t).account(dovecotAccount(server, config.IMAP))
	h.ok("sync", "-q")
	calls, pages := h.traced(wanted.url)

	s := h.openSized(79, 60)
	s.until("1 home ✓", fmt.Sprintf("Number %d", len(mails)-1))
	key, failed := "\r", 0
	for i := range mails {
		m := mails[len(mails)-1-i]
		s.press(key)
		key = "J"
		failed += s.shows(m.name, m.shown)
		s.press("O")
		failed += s.shows(m.name, []string{"Opened in the browser"})
		s.press("\x04Gvggvv")
		if failed > 5 {
			t.Fatal("and so on")
		}
	}
	checkBytes(t, s.quit("\x03\x03"))
	ports := checkCalls(t, readText(t, calls), h.dirs.Data, h.dirs.State, h.tmp, filepath.Dir(calls))
	if want := []int{server.IMAPS}; !slices.Equal(ports, want) {
		t.Errorf("connections to the ports %v, not only %v", ports, want)
	}
	checkPages(t, readText(t, pages))
}

// checkPages tests that a browser loads nothing for pages without being asked.
func checkPages(t *testing.T, pages string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(pages))
	elements := 0
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		token := z.Token()
		if kind == html.TextToken && strings.Contains(token.Data, "url(") {
			t.Errorf("the browser may load %q", token.Data)
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		elements++
		switch token.Data {
		case "script", "iframe", "frame", "object", "embed", "link", "base", "form", "svg", "video", "audio":
			t.Errorf("the browser is given %s", token)
		}
		for _, a := range token.Attr {
			elsewhere := strings.Contains(a.Val, "//") && a.Key != "href" && a.Key != "alt" && a.Key != "title"
			if elsewhere || strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "url(") || strings.EqualFold(a.Val, "refresh") {
				t.Errorf("the browser is given %s", token)
			}
		}
	}
	if elements < 500 {
		t.Errorf("only %d elements", elements)
	}
}

var (
	rePort = regexp.MustCompile(`sa_family=AF_INET6?, sin6?_port=htons\((\d+)\)`)
	rePath = regexp.MustCompile(`(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"([^"]*)"`)
)

// checkCalls tests what strace wrote: no file was made outside of folders. It
// returns the ports that were connected to.
func checkCalls(t *testing.T, calls string, folders ...string) (ports []int) {
	t.Helper()
	created := 0
	for line := range strings.Lines(calls) {
		if m := rePort.FindStringSubmatch(line); m != nil {
			port, err := strconv.Atoi(m[1])
			if err != nil {
				t.Fatal(err)
			}
			ports = append(ports, port)
		}
		makes := strings.Contains(line, "O_CREAT") || strings.Contains(line, " mkdir") || strings.Contains(line, " rename") ||
			strings.Contains(line, " link") || strings.Contains(line, " symlink") || strings.Contains(line, " creat(")
		if !makes {
			continue
		}
		created++
		for _, m := range rePath.FindAllStringSubmatch(line, -1) {
			path := m[2]
			if !filepath.IsAbs(path) {
				path = filepath.Join(m[1], path)
			}
			if !isInside(path, folders) {
				t.Errorf("a file: %s", line)
			}
		}
	}
	if created == 0 {
		t.Error("nothing was traced")
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}

func isInside(path string, folders []string) bool {
	for _, folder := range folders {
		if rel, err := filepath.Rel(folder, path); err == nil && filepath.IsLocal(rel) {
			return true
		}
	}
	return path == os.DevNull || path == "/dev/tty"
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
