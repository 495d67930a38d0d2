package desktop

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/mailtui/mailtui/mail"
)

// install makes a program of a shell script that is found first, and nothing
// else than it when alone.
func install(t *testing.T, name, script string, alone bool) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	path := dir
	if !alone {
		path += ":" + os.Getenv("PATH")
	}
	t.Setenv("PATH", path)
	return dir
}

// atHome is a desktop with a screen.
func atHome(t *testing.T) {
	t.Helper()
	t.Setenv("SSH_CONNECTION", "")
	t.Setenv("DISPLAY", ":0")
}

// note is an opener that writes down how it was called.
const note = `printf '%s\n' "$#" "$@" >"$0.called"; if [ -t 0 ] || [ -t 1 ]; then echo terminal >>"$0.called"; fi` + "\n"

func called(t *testing.T, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "xdg-open.called"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(b)
}

func TestOpenURL(t *testing.T) {
	atHome(t)
	for _, tt := range []struct {
		name, url string
		opens     bool
	}{
		{"https", "https://shop.example/?a=b&c=$(touch%20x);`x`'y'", true},
		{"http", "http://shop.example", true},
		{"another case", "HTTPS://shop.example/", true},
		{"mailto", "mailto:ada@home.example?subject=x", true},
		{"mailto to nobody yet", "mailto:?subject=x", true},
		{"mailto of a path", "mailto:/etc/passwd", false},
		{"nothing", "", false},
		{"option", "--help", false},
		{"option of a scheme", "-https://shop.example", false},
		{"file", "file:///etc/passwd", false},
		{"path", "/etc/passwd", false},
		{"javascript", "javascript:alert(1)", false},
		{"data", "data:text/html,x", false},
		{"program", "steam://run/1", false},
		{"no host", "https:///x", false},
		{"no address", "mailto:", false},
		{"space", "https://shop.example/ --help", false},
		{"line break", "https://shop.example/\n--help", false},
		{"tab in the scheme", "java\tscript:alert(1)", false},
		{"escape", "https://shop.example/\x1b]0;x\a", false},
		{"not ASCII", "https://shöp.example/", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := install(t, "xdg-open", note, false)
			err := OpenURL(t.Context(), tt.url)
			if (err == nil) != tt.opens || !tt.opens && cause(err) != mail.BadURL {
				t.Fatalf("got %v", err)
			}
			want := ""
			if tt.opens {
				want = "1\n" + tt.url + "\n"
			}
			if got := called(t, dir); got != want {
				t.Errorf("the opener was called with %q, want %q", got, want)
			}
		})
	}
}

func TestOpenFile(t *testing.T) {
	atHome(t)
	dir := install(t, "xdg-open", note, false)
	temp := NewTemp(filepath.Join(t.TempDir(), "mailtui"))
	defer temp.Close()
	if err := temp.Open(t.Context(), "a b.pdf", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if want := "1\n" + filepath.Join(temp.dir, "a b.pdf") + "\n"; called(t, dir) != want {
		t.Errorf("the opener was called with %q, want %q", called(t, dir), want)
	}
	if err := OpenFile(t.Context(), "a.pdf", mail.Line("a.pdf")); err == nil {
		t.Error("a relative path was opened")
	}
}

func TestOpenerMissing(t *testing.T) {
	what := mail.Line("the page")
	for _, tt := range []struct {
		name         string
		ssh, display string
		wayland      string
		script       string // of the opener; empty: there is none
		cause        mail.Cause
	}{
		{"over SSH", "10.0.0.1 5 10.0.0.2 22", "", "", "exit 0", mail.OverSSH},
		{"over SSH with its screen", "10.0.0.1 5 10.0.0.2 22", "localhost:10", "", "exit 0", 0},
		{"over SSH with Wayland", "10.0.0.1 5 10.0.0.2 22", "", "wayland-0", "exit 0", 0},
		{"at home without an opener", "", ":0", "", "", mail.NoOpener},
		{"at home where nothing opens it", "", ":0", "", "exit 3", mail.NotOpened},
		{"at home", "", ":0", "", "exit 0", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("SSH_CONNECTION", tt.ssh)
			t.Setenv("DISPLAY", tt.display)
			t.Setenv("WAYLAND_DISPLAY", tt.wayland)
			name := "xdg-open"
			if tt.script == "" {
				name = "another-program"
			}
			install(t, name, tt.script, true)
			temp := NewTemp(t.TempDir())
			defer temp.Close()
			for _, err := range []error{
				OpenURL(t.Context(), "https://shop.example/"), OpenFile(t.Context(), "/x", what),
				temp.Open(t.Context(), "x.txt", strings.NewReader("x")),
			} {
				if cause(err) != tt.cause || (err == nil) != (tt.cause == 0) {
					t.Errorf("got %v, want the cause %d", err, tt.cause)
				}
			}
			if tt.cause != 0 && temp.dir != "" && len(names(t, temp.dir)) > 0 {
				t.Error("a file that was not opened is left")
			}
		})
	}
}

// TestRelativePathIsNoOpener: a program in the working directory is not ours.
func TestRelativePathIsNoOpener(t *testing.T) {
	atHome(t)
	t.Chdir(install(t, "xdg-open", note, false))
	t.Setenv("PATH", ".")
	if err := OpenURL(t.Context(), "https://shop.example/"); cause(err) != mail.NoOpener {
		t.Errorf("got %v", err)
	}
}

// TestOpenerIsLeftAlone: an opener that goes on is not waited for when the call
// ends, and goes on after it, in a session of its own.
func TestOpenerIsLeftAlone(t *testing.T) {
	atHome(t)
	dir := install(t, "xdg-open", `read line <"$0.gate"; echo "$line" $(($(ps -o sid= -p $$) == $$)) >"$0.end"`+"\n", false)
	gate, end := filepath.Join(dir, "xdg-open.gate"), filepath.Join(dir, "xdg-open.end")
	if err := errors.Join(syscall.Mkfifo(gate, 0o600), syscall.Mkfifo(end, 0o600)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := OpenURL(ctx, "https://shop.example/"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(gate, []byte("go on\n"), 0o600); err != nil { // waits for the opener to read
		t.Fatal(err)
	}
	if got, err := os.ReadFile(end); err != nil || string(got) != "go on 1\n" {
		t.Errorf("the opener said %q, %v", got, err)
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, kind, want string }{
		{"plan.pdf", "application/pdf", "plan.pdf"},
		{"PLAN.PDF", "application/pdf", "PLAN.PDF"},
		{"photo.jpeg", "image/jpeg", "photo.jpeg"},
		{"photo", "image/jpeg", "photo.jpg"},
		{"invoice.pdf.exe", "application/pdf", "invoice.pdf.exe.pdf"},
		{"x.desktop", "text/plain", "x.desktop.txt"},
		{"fix.patch", "text/plain; charset=utf-8", "fix.patch"},
		{"a", "Image/PNG", "a.png"},
		{"x.html", "text/html", ""},
		{"x.svg", "image/svg+xml", ""},
		{"x.sh", "application/x-shellscript", ""},
		{"x.desktop", "application/x-desktop", ""},
		{"x", "application/octet-stream", ""},
		{"x", "", ""},
	} {
		t.Run(tt.name+" "+tt.kind, func(t *testing.T) {
			t.Parallel()
			got, ok := FileName(tt.name, tt.kind)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("got %q, %t, want %q", got, ok, tt.want)
			}
		})
	}
}
